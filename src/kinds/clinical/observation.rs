//! Laboratory tests and vital signs of LOINC, with values in the range of their code.

use super::coded::{Coded, Listed, Show, kind, of};
use crate::draw::{Width, inverse_normal, unit};
use crate::kinds::{Ask, Fault, Input, Kind, Maker, Param, Settings, Shape, TextColumn};
use crate::reference::{Source, lab_ranges, loinc};
use arrow::array::{Array, ArrayRef, Float64Array};
use arrow::datatypes::DataType;
use std::sync::Arc;

const CODES: Param =
    Param::optional("codes", Shape::Texts, "all that have a range", "The LOINC codes that are allowed.");
const OF: Input = of(
    "A hidden column of kind `observation`. Where it is NULL, so is the value; where it is not given, one is drawn.",
    false,
    &["observation"],
);
const OF_REQUIRED: Input =
    of("A hidden column of kind `observation`. Where it is NULL, so is the value.", true, &["observation"]);
const SOURCE: &str = "LOINC, Regenstrief Institute; ranges of adults, approximate";

/// The kind `observation`.
pub(super) const OBSERVATION: Kind = kind(
    "observation",
    "A laboratory test or vital sign as a hidden column, of which code, name, unit and value are taken.",
    &[CODES],
    &[],
    r#"_obs = { kind = "observation" }"#,
    SOURCE,
    |settings| build(settings, None),
);

/// The kind `loinc`.
pub(super) const LOINC: Kind = kind(
    "loinc",
    "The LOINC code of an observation.",
    &[CODES],
    &[OF],
    r#"loinc = { kind = "loinc", of = "_obs" }"#,
    SOURCE,
    |settings| build(settings, Some(|row, column| column.push(lab_ranges::LOINC.get(row)))),
)
.named(&["loinc", "loinc code", "=lab code", "test code", "loinc num"])
.recognised(|text| text.len() <= 8 && text.contains('-') && loinc::CODE.iter().any(|code| code == text));

/// The kind `loinc_name`.
pub(super) const LOINC_NAME: Kind = kind(
    "loinc_name",
    "The LOINC name of an observation, unchanged.",
    &[CODES],
    &[OF],
    r#"test = { kind = "loinc_name", of = "_obs" }"#,
    SOURCE,
    |settings| build(settings, Some(|row, column| column.push(lab_ranges::DISPLAY.get(row)))),
)
.named(&["lab test", "test name", "observation name", "lab name", "test type text", "analyte"]);

/// The kind `observation_unit`.
pub(super) const OBSERVATION_UNIT: Kind = kind(
    "observation_unit",
    "The UCUM unit of an observation; NULL where it has none.",
    &[],
    &[OF_REQUIRED],
    r#"unit = { kind = "observation_unit", of = "_obs" }"#,
    SOURCE,
    |settings| build(settings, Some(show_unit)),
)
.named(&["unit of measure", "units", "=uom", "unit measure", "measurement unit"]);

/// The kind `observation_value`.
pub(super) const OBSERVATION_VALUE: Kind = kind(
    "observation_value",
    "The value of an observation: plausible for its code, mostly normal, with the decimals that are reported.",
    &[Param::optional(
        "normal_rate",
        Shape::Number,
        "0.85",
        "The share of values in the normal range; the others lie beyond it, fewer the further.",
    )],
    &[OF_REQUIRED],
    r#"value = { kind = "observation_value", of = "_obs" }"#,
    SOURCE,
    build_value,
);

fn show_unit(row: usize, column: &mut TextColumn) {
    let unit = lab_ranges::UNIT.get(row);
    column.push_option((!unit.is_empty()).then_some(unit));
}

fn build(settings: &Settings, show: Option<Show>) -> Result<Box<dyn Maker>, Fault> {
    let of = show.is_some() && settings.has_input("of");
    let row_of = |code: &str| (0..lab_ranges::ROWS).find(|&row| lab_ranges::LOINC.get(row) == code);
    let rows: Vec<usize> = match settings.texts("codes") {
        None => (0..lab_ranges::ROWS).collect(),
        Some(codes) => {
            let known = |code: &String| {
                row_of(code).ok_or_else(|| {
                    Fault::of("codes", format!("there is no range for the LOINC code `{code}`"))
                        .suggest(code, lab_ranges::LOINC.iter())
                })
            };
            codes.iter().map(known).collect::<Result<_, _>>()?
        }
    };
    let weighted = rows.into_iter().filter_map(|row| {
        let uses = loinc::USES.get(usize::from(lab_ranges::DISPLAY.index(row)));
        Some((u32::try_from(row).ok()?, u64::from(uses.max(1))))
    });
    let draw = Listed::weighted(weighted);
    if draw.is_empty() {
        return Err(Fault::of("codes", "there is no code to draw"));
    }
    let more = vec![&loinc::SOURCE];
    Ok(Box::new(Coded { draw: Box::new(draw), show, of, table: &lab_ranges::SOURCE, more }))
}

struct Values {
    normal_rate: f64,
}

fn build_value(settings: &Settings) -> Result<Box<dyn Maker>, Fault> {
    let normal_rate = settings.number("normal_rate").unwrap_or(0.85);
    if !(0.0..=1.0).contains(&normal_rate) {
        return Err(Fault::of("normal_rate", format!("the share {normal_rate} is not between 0 and 1")));
    }
    Ok(Box::new(Values { normal_rate }))
}

impl Values {
    /// A value in thousandths of the unit.
    fn thousandths(&self, row: usize, words: [u64; 2]) -> f64 {
        let number = |column: crate::reference::I32| f64::from(column.get(row));
        let (low, high) = (number(lab_ranges::LOW), number(lab_ranges::HIGH));
        let (normal_low, normal_high) = (number(lab_ranges::NORMAL_LOW), number(lab_ranges::NORMAL_HIGH));
        let (below, above) = (normal_low - low, high - normal_high);
        let u = unit(words[1]);
        if unit(words[0]) < self.normal_rate || below + above <= 0.0 {
            // The normal range is that of 95 of 100 healthy people: two deviations to each side, and no more.
            let z = inverse_normal(0.022_75 + 0.954_5 * u);
            let middle = (normal_low + normal_high) / 2.0;
            return (middle + z * (normal_high - normal_low) / 4.0).clamp(normal_low, normal_high);
        }
        let share = below / (below + above);
        if u < share {
            let depth = u / share;
            normal_low - below * depth * depth * depth
        } else {
            let depth = (u - share) / (1.0 - share);
            normal_high + above * depth * depth * depth
        }
    }
}

impl Maker for Values {
    fn data_type(&self) -> DataType {
        DataType::Float64
    }

    fn width(&self) -> Width {
        Width::Four
    }

    fn law(&self) -> String {
        format!(
            "normal law over the code's normal range for {:.0} %, beyond it for the others",
            self.normal_rate * 100.0
        )
    }

    fn sources(&self) -> Vec<&'static Source> {
        vec![&lab_ranges::SOURCE]
    }

    fn make(&self, ask: &Ask<'_>) -> Result<ArrayRef, String> {
        let Some(handles) = ask.handles(0) else { return Err("the input `of` is missing".to_owned()) };
        let value = |i: usize| {
            if !handles.is_valid(i) {
                return Ok(None);
            }
            let row = handles.value(i) as usize;
            if row >= lab_ranges::ROWS {
                return Err("`of` holds no row of the table `lab_ranges`".to_owned());
            }
            let step = [1_000.0, 100.0, 10.0, 1.0][usize::from(lab_ranges::DECIMALS.get(row)).min(3)];
            let drawn = self.thousandths(row, [ask.word(i, 0), ask.word(i, 1)]);
            // Rounded into the range, so that a bound between two steps is not crossed.
            let (low, high) = (f64::from(lab_ranges::LOW.get(row)), f64::from(lab_ranges::HIGH.get(row)));
            let steps = libm::round(drawn / step).clamp(libm::ceil(low / step), libm::floor(high / step));
            Ok(Some(steps * step / 1_000.0))
        };
        let values = (0..ask.len()).map(value).collect::<Result<Float64Array, String>>()?;
        Ok(Arc::new(values))
    }
}
