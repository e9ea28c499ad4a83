//! Laboratory tests and vital signs of LOINC: code, name and unit.

use super::coded::{Coded, Draw, Listed, Show, Words, kind, of};
use super::diagnosis::{SEX, SEXES, sex_index};
use crate::kinds::{Ask, Fault, Input, Kind, Maker, Param, Settings, Shape, TextColumn};
use crate::reference::{lab_ages, lab_ranges, loinc};
use std::collections::BTreeSet;

const CODES: Param =
    Param::optional("codes", Shape::Texts, "all that have a range", "The LOINC codes that are allowed.");
const OF: Input = of(
    "A hidden column of kind `observation`. Where it is NULL, so is the value; where it is not given, one is drawn.",
    false,
    &["observation"],
);
pub(super) const OF_REQUIRED: Input =
    of("A hidden column of kind `observation`. Where it is NULL, so is the value.", true, &["observation"]);
const OF_SEX: Input = Input {
    summary: "F or M: no test of the other sex's organs. Where it is anything else or NULL, none of either's; where it is not \
              given, any.",
    ..SEX
};
const SOURCE: &str = "LOINC, Regenstrief Institute";

/// The kind `observation`.
pub(super) const OBSERVATION: Kind = kind(
    "observation",
    "A laboratory test or vital sign as a hidden column, of which code, name, unit and value are taken.",
    &[CODES],
    &[OF_SEX],
    r#"_obs = { kind = "observation", sex = "sex" }"#,
    SOURCE,
    |settings| build(settings, 0, None),
);

/// The kind `loinc`.
pub(super) const LOINC: Kind = kind(
    "loinc",
    "The LOINC code of an observation.",
    &[CODES],
    &[OF, OF_SEX],
    r#"loinc = { kind = "loinc", of = "_obs" }"#,
    SOURCE,
    |settings| build(settings, 1, Some(|row, column| column.push(lab_ranges::LOINC.get(row)))),
)
.named(&["loinc", "loinc code", "=lab code", "test code", "loinc num"])
.recognised(|text| text.len() <= 8 && text.contains('-') && loinc::CODE.iter().any(|code| code == text));

/// The kind `loinc_name`.
pub(super) const LOINC_NAME: Kind = kind(
    "loinc_name",
    "The LOINC name of an observation, unchanged.",
    &[CODES],
    &[OF, OF_SEX],
    r#"test = { kind = "loinc_name", of = "_obs" }"#,
    SOURCE,
    |settings| build(settings, 1, Some(|row, column| column.push(lab_ranges::DISPLAY.get(row)))),
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
    |settings| build(settings, 1, Some(show_unit)),
)
.named(&["unit of measure", "units", "=uom", "unit measure", "measurement unit"]);

fn show_unit(row: usize, column: &mut TextColumn) {
    let unit = lab_ranges::UNIT.get(row);
    column.push_option((!unit.is_empty()).then_some(unit));
}

fn build(settings: &Settings, sex: usize, show: Option<Show>) -> Result<Box<dyn Maker>, Fault> {
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
    let draw: Box<dyn Draw> = if settings.has_input("sex") && !of {
        let tests = |sex: usize| draw.only(|row| is_of(row, SEXES[sex]));
        Box::new(BySex { tests: [tests(0), tests(1), tests(2)], sex })
    } else {
        Box::new(draw)
    };
    let more = vec![&loinc::SOURCE];
    let words: &[Words] = &[|row| lab_ranges::LOINC.get(row), |row| lab_ranges::DISPLAY.get(row)];
    Ok(Box::new(Coded::new(draw, (show, of), &lab_ranges::SOURCE, more, words)))
}

/// Whether a test is one of a sex: what the table of ages says of the other sex alone is none of it.
fn is_of(row: usize, sex: &str) -> bool {
    let code = lab_ranges::LOINC.get(row);
    let said =
        || (0..lab_ages::ROWS).filter(|&at| lab_ages::LOINC.get(at) == code).map(|at| lab_ages::SEX.get(at));
    let both =
        said().next().is_none() || ["F", "M"].iter().all(|one| said().any(|of| of == *one || of == "A"));
    both || said().any(|of| of == sex)
}

/// The tests of somebody whose sex is not known, of women, and of men.
struct BySex {
    tests: [Listed; 3],
    sex: usize,
}

impl Draw for BySex {
    fn row(&self, ask: &Ask<'_>, i: usize) -> Result<usize, String> {
        let tests = &self.tests[sex_index(ask, self.sex, i)];
        if tests.is_empty() {
            return Err("in a row no allowed code is one of the sex".to_owned());
        }
        Ok(tests.pick(ask.word(i, 0)))
    }

    fn rows(&self) -> Option<&[u32]> {
        None
    }

    fn law(&self) -> String {
        "by weight, among those of the sex".to_owned()
    }

    fn all(&self) -> Box<dyn Iterator<Item = usize> + '_> {
        let all: BTreeSet<usize> = self.tests.iter().flat_map(Listed::rows_of).collect();
        Box::new(all.into_iter())
    }

    fn fits(&self, ask: &Ask<'_>, i: usize, row: usize) -> bool {
        self.tests[sex_index(ask, self.sex, i)].rows_of().any(|known| known == row)
    }
}
