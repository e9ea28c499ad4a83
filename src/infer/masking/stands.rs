//! What a column of a type takes in the place of its values: stand-ins that stay apart, or one value for all rows.

use super::super::definition::{Definition, text};
use super::super::types::Sort;
use super::usual;

/// A text of this many characters has room for a token.
const TOKEN: u32 = 26;

/// Stand-ins that differ where originals differ, in the form that the type has.
pub(super) fn apart(sort: &Sort) -> String {
    let pattern =
        |pattern: &str| format!("{{ action = \"usual\", kind = \"pattern\", pattern = {} }}", text(pattern));
    let apart_by = |of: &str| {
        format!("{{ action = \"usual\", kind = \"pattern\", pattern = {}, apart = true }}", text(of))
    };
    // Days that every month has; years long ago, so that nobody takes them for somebody's.
    let day = "1[0-9]{3}-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])";
    let clock = "([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]";
    match sort {
        Sort::Integer { min, max } => numbered(*min, *max),
        Sort::Uuid => usual("uuid"),
        // Of signs there are enough that all digits and letters can be in use.
        Sort::Text { most: Some(..=1), .. } => pattern("[!-~]"),
        Sort::Text { most: Some(n @ ..TOKEN), .. } => {
            pattern(&format!("[0-9A-Za-z]{{{}}}", (*n).clamp(1, 12)))
        }
        // There are more of them than days on which anything was, so that those of any column can be kept apart.
        Sort::Date => apart_by(day),
        Sort::Moment => apart_by(&format!("{day} {clock}Z")),
        Sort::Clock => pattern(clock),
        Sort::Interval => pattern("P[1-9][0-9]{0,3}D"),
        Sort::Bytes => pattern(r"\\x[0-9a-f]{16}"),
        Sort::Float => pattern("[1-9][0-9]{5}"),
        Sort::Decimal { digits, places } => pattern(&decimal(*digits, *places)),
        // The type takes its own labels alone, which change places.
        Sort::Choice(values) => placed(&values.iter().map(|value| text(value)).collect::<Vec<_>>()),
        _ => text("token"),
    }
}

/// Values that change places.
fn placed(values: &[String]) -> String {
    format!("{{ action = \"surrogate\", kind = \"choice\", values = [{}] }}", values.join(", "))
}

/// Fewer numbers than this are no range from which stand-ins are drawn: they change places.
const FEW: i64 = 1_001;

/// Numbers within bounds. Those of serials are any negative ones of 32 bits; of a narrower range it is those of as many digits as fit.
fn numbered(min: i64, max: i64) -> String {
    if min <= i64::from(i32::MIN) && max >= i64::from(i32::MAX) {
        return usual("serial");
    }
    if max.saturating_sub(min) < FEW {
        return placed(&(min..=max).map(|number| number.to_string()).collect::<Vec<_>>());
    }
    let least = |digits: u32| 10i64.pow(digits - 1);
    match (1..=9).rev().find(|digits| least(*digits) >= min && least(*digits) * 10 - 1 <= max) {
        Some(digits @ 2..) => {
            format!(
                "{{ action = \"usual\", kind = \"pattern\", pattern = \"[1-9][0-9]{{{}}}\" }}",
                digits - 1
            )
        }
        _ => usual("serial"),
    }
}

/// Numbers with as many digits as there are, and as most columns have.
fn decimal(digits: u32, places: u32) -> String {
    // Ten digits would be more than a whole number of 32 bits holds, which may refer to them.
    let whole = match digits.saturating_sub(places).min(9) {
        0 => "0".to_owned(),
        1 => "[0-9]".to_owned(),
        n => format!("[1-9][0-9]{{{}}}", n - 1),
    };
    match places.min(10) {
        0 => whole,
        n => format!(r"{whole}\.[0-9]{{{n}}}"),
    }
}

/// One value for all rows of a column that must have some, in TOML.
pub(super) fn constant(sort: &Sort, definition: &Definition) -> Option<String> {
    let first = || {
        let list = definition.get("values")?;
        let list: toml::Table = toml::from_str(&format!("list = {list}")).ok()?;
        let first = match list.get("list")? {
            toml::Value::Array(list) => list.first()?.clone(),
            toml::Value::Table(table) => toml::Value::String(table.keys().next()?.clone()),
            _ => return None,
        };
        match first {
            toml::Value::String(word) => Some(text(&word)),
            other => Some(other.to_string()),
        }
    };
    if definition.kind() == "choice"
        && let Some(first) = first()
    {
        return Some(first);
    }
    let listed = || crate::kinds::find(definition.kind()).filter(|kind| kind.mask.class.is_none())?.list();
    if let (Sort::Text { most, .. }, Some(list)) = (sort, listed()) {
        let fits = |word: &&String| most.is_none_or(|most| word.chars().count() <= most as usize);
        return list.iter().find(fits).map(|word| text(word));
    }
    // All are at one point, near the middle of the states between the oceans.
    let degrees = match definition.kind() {
        "latitude" => Some("39.8"),
        "longitude" => Some("-98.6"),
        _ => None,
    };
    if let Some(degrees) = degrees {
        return match sort {
            Sort::Decimal { .. } | Sort::Float => Some(degrees.to_owned()),
            Sort::Text { .. } => Some(text(degrees)),
            _ => Some("0".to_owned()),
        };
    }
    Some(match sort {
        Sort::Integer { .. } | Sort::Decimal { .. } | Sort::Float => {
            let least = definition.get("min").filter(|n| n.parse::<f64>().is_ok()).unwrap_or("0");
            least.to_owned()
        }
        Sort::Boolean => "false".to_owned(),
        Sort::Text { .. } => text("x"),
        Sort::Date => text("1970-01-01"),
        Sort::Moment => text("1970-01-01 00:00:00"),
        Sort::Uuid => text("00000000-0000-8000-8000-000000000000"),
        // A list of the type's own, whatever draws the column.
        Sort::Choice(values) => text(values.first()?),
        Sort::Json | Sort::Array(_) | Sort::Range { multirange: true, .. } => text("{}"),
        Sort::Range { .. } => text("empty"),
        Sort::Row(fields) => text(&format!("({})", ",".repeat(fields.len().saturating_sub(1)))),
        Sort::Clock | Sort::Interval => text("00:00:00"),
        Sort::Bytes => text("\\x"),
        _ => return None,
    })
}
