//! Places and areas of PostGIS: extended well-known text of what a column takes, by the modifier of its type.

/// The system of coordinates of GPS (EPSG:4326), where a column names none of its own.
const WGS_84: i32 = 4326;

/// How many areas, lines or sets of points a column draws from.
const SHAPES: i32 = 16;

/// The pattern of such values; none where the modifier asks for a form that is not made.
///
/// The modifier is the one of PostGIS: 21 bits for the system of coordinates from bit 8 on, six for the sort of geometry from bit 2
/// on, one each for a height and a measure.
pub(super) fn pattern(modifier: i32) -> Option<String> {
    let (system, sort, more) = match modifier {
        ..0 => (WGS_84, 0, 0),
        _ => (((modifier & 0x1fff_ff00) << 3) >> 11, (modifier >> 2) & 0x3f, modifier & 3),
    };
    let prefix = if system == 0 { String::new() } else { format!("SRID={system};") };
    let further = " 1".repeat(more.count_ones() as usize);
    let tag = match more {
        0 => "",
        1 => " M",
        2 => " Z",
        _ => " ZM",
    };
    let name = match sort {
        // Any geometry is a point, too.
        0 | 1 => {
            let place = "-(7[0-9]|8[0-9])\\.[0-9]{4} 3[0-9]\\.[0-9]{4}";
            return Some(format!("{prefix}POINT{tag}\\({place}{further}\\)"));
        }
        2 => "LINESTRING",
        3 => "POLYGON",
        4 => "MULTIPOINT",
        5 => "MULTILINESTRING",
        6 => "MULTIPOLYGON",
        7 => "GEOMETRYCOLLECTION",
        _ => return None,
    };
    let shapes: Vec<String> = (0..SHAPES).map(|n| shape(sort, n, tag, &further)).collect();
    Some(format!("{prefix}{name}{tag}({})", shapes.join("|")))
}

/// What stands behind the name of one geometry: around a place of its own.
fn shape(sort: i32, n: i32, tag: &str, further: &str) -> String {
    let (west, south) = (-95 + n, 31 + n % 4);
    let at = |east: i32, north: i32| format!("{west}\\.{east} {south}\\.{north}{further}");
    let ring = [at(1, 1), at(1, 4), at(4, 4), at(4, 1), at(1, 1)].join(",");
    let line = [at(1, 1), at(3, 2), at(4, 4)].join(",");
    match sort {
        2 | 4 => format!("\\({line}\\)"),
        3 | 5 => format!("\\(\\({}\\)\\)", if sort == 3 { ring } else { line }),
        6 => format!("\\(\\(\\({ring}\\)\\)\\)"),
        _ => format!("\\(POINT{tag}\\({}\\)\\)", at(1, 1)),
    }
}

#[cfg(test)]
mod tests {
    use super::pattern;

    #[test]
    fn modifiers_say_what_a_column_takes() {
        // As PostGIS 3 gives them for geometry(Point,4326), geometry(MultiPolygon,4326), geometry(LineStringZ,3857), geometry(Polygon).
        let begins = [
            (-1, "SRID=4326;POINT\\("),
            (1_107_460, "SRID=4326;POINT\\("),
            (1_107_480, "SRID=4326;MULTIPOLYGON("),
            (987_402, "SRID=3857;LINESTRING Z("),
            (12, "POLYGON("),
        ];
        for (modifier, begin) in begins {
            assert!(pattern(modifier).unwrap().starts_with(begin), "{modifier}: {:?}", pattern(modifier));
        }
        assert_eq!(pattern(15 << 2), None, "a surface of triangles");
    }
}
