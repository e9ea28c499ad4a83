//! Whose children the rows of a batch are.

use crate::draw::Rows;
use crate::plan::{Edge, Table};
use arrow::array::UInt32Array;

/// Whose children the rows are.
pub(super) struct Kin {
    /// The parents, by their numbers in the edge.
    pub(super) parents: Rows,
    /// For each row the position of its parent among `parents`; NULL for a row that has none.
    pub(super) parent: UInt32Array,
    /// For each row its number among its siblings.
    pub(super) ordinal: Vec<u32>,
}

/// Row numbers of a table from numbers in an edge, which leave out the rows outside the tree.
pub(super) fn shift(rows: &Rows, by: u64) -> Rows {
    match rows {
        _ if by == 0 => rows.clone(),
        Rows::Range(range) => Rows::from(range.start + by..range.end + by),
        Rows::List(list) => Rows::from(list.iter().map(|row| row + by).collect::<Vec<_>>()),
    }
}

/// Whose children some rows of a table are; of a root table nobody's.
pub(super) fn kin(table: &Table, rows: &Rows) -> Kin {
    let Some(edge) = &table.edge else {
        let parent = UInt32Array::new_null(rows.len());
        return Kin { parents: Rows::from(0..0), parent, ordinal: vec![0; rows.len()] };
    };
    let outside = table.outside();
    match rows {
        Rows::Range(range) => {
            let orphans = usize::try_from(outside.clamp(range.start, range.end) - range.start).unwrap_or(0);
            let family = edge.family(range.start.max(outside) - outside..range.end.max(outside) - outside);
            let parent = if orphans == 0 {
                UInt32Array::from(family.parent)
            } else {
                std::iter::repeat_n(None, orphans).chain(family.parent.into_iter().map(Some)).collect()
            };
            let ordinal = std::iter::repeat_n(0, orphans).chain(family.ordinal).collect();
            Kin { parents: family.parents, parent, ordinal }
        }
        Rows::List(list) => kin_of_list(edge, list, outside),
    }
}

/// Whose children rows in any order are. Rows that are near each other are looked up together: their parents' counts are
/// read once.
fn kin_of_list(edge: &Edge, list: &[u64], outside: u64) -> Kin {
    let inside = || list.iter().filter(|row| **row >= outside).map(|row| row - outside);
    let (least, most) = (inside().min().unwrap_or(0), inside().max().unwrap_or(0));
    if inside().next().is_none() || most - least >= 8 * list.len() as u64 {
        return kin_one_by_one(edge, list, outside);
    }
    let family = edge.family(least..most + 1);
    // Only the parents of these rows are made, each of them once.
    let at = |row: u64| usize::try_from(row - outside - least).unwrap_or(usize::MAX);
    let mut place = vec![u32::MAX; family.parents.len()];
    for row in list.iter().filter(|row| **row >= outside) {
        place[family.parent[at(*row)] as usize] = 0;
    }
    let mut parents = Vec::new();
    for (n, place) in place.iter_mut().enumerate().filter(|(_, place)| **place == 0) {
        *place = u32::try_from(parents.len()).unwrap_or(u32::MAX);
        parents.push(family.parents.get(n));
    }
    let parent = |row: &u64| (*row >= outside).then(|| place[family.parent[at(*row)] as usize]);
    let ordinal = |row: &u64| if *row < outside { 0 } else { family.ordinal[at(*row)] };
    Kin {
        parent: list.iter().map(parent).collect(),
        ordinal: list.iter().map(ordinal).collect(),
        parents: Rows::from(parents),
    }
}

fn kin_one_by_one(edge: &Edge, list: &[u64], outside: u64) -> Kin {
    let (mut parents, mut parent, mut ordinal) = (Vec::new(), Vec::new(), Vec::new());
    for &row in list {
        if row < outside {
            parent.push(None);
            ordinal.push(0);
            continue;
        }
        let family = edge.family(row - outside..row - outside + 1);
        let position = family.parent.first().map_or(0, |&p| p as usize);
        parent.push(u32::try_from(parents.len()).ok());
        ordinal.extend(family.ordinal.first());
        parents.push(family.parents.get(position));
    }
    Kin { parents: Rows::from(parents), parent: parent.into_iter().collect(), ordinal }
}
