//! What the checks find: what it is and where it stands, never the value.

use super::fiction::Spot;

/// The checks of finished data against its original, and of what it may tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Check {
    /// Values of the original that are still there.
    Survival,
    /// Rows, types, NULL, keys and references as they were.
    Shape,
    /// Who could be singled out.
    Risk,
}

impl Check {
    /// The name by which it is asked for.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Survival => "survival",
            Self::Shape => "shape",
            Self::Risk => "risk",
        }
    }
}

/// Something that should not be so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Which check found it.
    pub check: Check,
    /// What it is, in a sentence without its place.
    pub what: String,
    /// The column, or the table, or the file.
    pub place: String,
    /// How often.
    pub count: u64,
    /// Some of the places.
    pub spots: Vec<Spot>,
    /// Whether it fails the run; what somebody accepted does not.
    pub fails: bool,
}

/// Places that are kept of each finding.
pub const SPOTS: usize = 5;

/// Adds places, as many as are kept.
pub(super) fn add_spots(all: &mut Vec<Spot>, more: impl IntoIterator<Item = Spot>, most: usize) {
    all.extend(more);
    // The first ones, whatever the order in which they were found.
    all.sort_by(|a, b| (&a.file, a.line, &a.name).cmp(&(&b.file, b.line, &b.name)));
    all.dedup();
    all.truncate(most);
}
