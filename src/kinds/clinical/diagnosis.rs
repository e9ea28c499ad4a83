//! Diagnoses: ICD-10-CM codes by sex and age.

use super::age::{AgeInputs, BORN, ON};
use super::among::{self, AMONG, AMONG_RATE, NTH};
use super::coded::{Coded, Draw, Listed, Words, kind, of};
use crate::draw::{Width, below, unit};
use crate::kinds::likeness::Known;
use crate::kinds::masking::Masking;
use crate::kinds::{Ask, Fault, Input, Kind, Maker, Param, Settings, Shape, Takes, TextColumn};
use crate::reference::{conditions, icd10cm, icd10cm_ages};
use arrow::array::Array;
use std::collections::BTreeMap;
use std::ops::Range;

pub(super) const CODES: Param = Param::optional(
    "codes",
    Shape::Texts,
    "all",
    "The codes that are allowed, as codes (E11.9), beginnings of codes (E11, I) or ranges of categories (A00-B99).",
);
const TAIL: Param = Param::optional(
    "tail",
    Shape::Number,
    "0.15",
    "The share of diagnoses taken from all billable codes alike, without the external causes; the others follow the prevalence \
     of common conditions by sex and age.",
);
const STYLE: Param =
    Param::optional("style", Shape::OneOf(&["code", "code_nodot"]), "code", "With its dot, or without.");
pub(super) const SEX: Input = Input {
    name: "sex",
    takes: Takes::Text,
    summary: "F or M. Where it is anything else, NULL or not given, no diagnosis that is bound to a sex is drawn.",
    required: false,
    natural: &["sex"],
};
const OF: Input = of(
    "A hidden column of kind `condition`. Where it is NULL, so is the value; where it is not given, a diagnosis is drawn.",
    false,
    &["condition"],
);
const SOURCE: &str =
    "ICD-10-CM 2025, CDC/NCHS and CMS; sex and age after the Medicare Code Editor, approximately";

/// The kind `condition`.
pub(super) const CONDITION: Kind = kind(
    "condition",
    "A diagnosis as a hidden column, of which its code and name are taken.",
    &[CODES, TAIL, AMONG_RATE],
    &[SEX, BORN, ON, AMONG, NTH],
    r#"_dx = { kind = "condition", sex = "sex", born = "birth_date" }"#,
    SOURCE,
    |settings| build(settings, false, None),
);

/// The kind `icd10cm`.
pub(super) const ICD10CM: Kind = kind(
    "icd10cm",
    "A billable ICD-10-CM code that fits sex and age.",
    &[CODES, TAIL, STYLE, AMONG_RATE],
    &[OF, SEX, BORN, ON, AMONG, NTH],
    r#"primary_diagnosis = { kind = "icd10cm", sex = "sex", born = "birth_date" }"#,
    SOURCE,
    |settings| {
        let nodot = settings.text("style") == Some("code_nodot");
        build(settings, true, Some(if nodot { show_nodot } else { show_code }))
    },
)
.named(&[
    "icd10",
    "icd10cm",
    "icd 10",
    "diagnosis code",
    "dx code",
    "icd code",
    "icd",
    "icd9",
    "diag code",
    "diagnosis icd",
])
.recognised(|text| text.len() >= 3 && icd10cm::CODE.find_sorted(text).is_some())
.masked(Masking::QUASI);

/// The kind `icd10cm_name`.
pub(super) const ICD10CM_NAME: Kind = kind(
    "icd10cm_name",
    "The description of a diagnosis: of a hidden `condition`, of a code, or drawn.",
    &[CODES, TAIL],
    &[
        OF,
        Input {
            name: "code",
            takes: Takes::Text,
            summary: "An ICD-10-CM code, with or without its dot. NULL where it is NULL or no billable code.",
            required: false,
            natural: &["icd10cm"],
        },
        SEX,
        BORN,
        ON,
    ],
    r#"diagnosis_name = { kind = "icd10cm_name", code = "primary_diagnosis" }"#,
    SOURCE,
    build_name,
)
.named(&[
    "diagnosis",
    "diagnosis name",
    "diagnosis description",
    "condition name",
    "problem",
    "diagnosis text",
    "condition",
    "chief complaint",
    "disease",
    "dx",
    "primary diagnosis",
    "diagnosis non coded",
    "reason for visit",
    "cause of death",
])
.recognised(|text| {
    static NAMES: Known = Known::new(|| Box::new(icd10cm::DESCRIPTION.iter()));
    text.len() > 8 && NAMES.has(text)
})
.masked(Masking::QUASI);

/// What the table has for a diagnosis.
pub(super) const WORDS: &[Words] = &[|row| icd10cm::CODE.get(row), |row| icd10cm::DESCRIPTION.get(row)];

fn show_code(row: usize, column: &mut TextColumn) {
    column.push(icd10cm::CODE.get(row));
}

fn show_nodot(row: usize, column: &mut TextColumn) {
    for part in icd10cm::CODE.get(row).split('.') {
        column.add(part);
    }
    column.end();
}

fn show_name(row: usize, column: &mut TextColumn) {
    column.push(icd10cm::DESCRIPTION.get(row));
}

fn build(
    settings: &Settings,
    shown: bool,
    show: Option<super::coded::Show>,
) -> Result<Box<dyn Maker>, Fault> {
    if let Some(maker) = among::build(settings, usize::from(shown), show)? {
        return Ok(maker);
    }
    let draw = Diagnoses::read(settings, usize::from(shown))?;
    let of = shown && settings.has_input("of");
    let more = vec![&conditions::SOURCE, &icd10cm_ages::SOURCE];
    Ok(Box::new(Coded::new(Box::new(draw), (show, of), &icd10cm::SOURCE, more, WORDS)))
}

fn build_name(settings: &Settings) -> Result<Box<dyn Maker>, Fault> {
    if !settings.has_input("code") {
        let draw = Diagnoses::read(settings, 2)?;
        let of = settings.has_input("of");
        let more = vec![&conditions::SOURCE, &icd10cm_ages::SOURCE];
        return Ok(Box::new(Coded::new(
            Box::new(draw),
            (Some(show_name), of),
            &icd10cm::SOURCE,
            more,
            WORDS,
        )));
    }
    if settings.has_input("of") {
        return Err(Fault::of("code", "a name is taken of a hidden column or of a code, not of both"));
    }
    Ok(Box::new(NameOfCode))
}

/// The name of a code in another column.
struct NameOfCode;

impl Maker for NameOfCode {
    fn data_type(&self) -> arrow::datatypes::DataType {
        arrow::datatypes::DataType::Utf8
    }

    fn law(&self) -> String {
        "the description of the code".to_owned()
    }

    fn sources(&self) -> Vec<&'static crate::reference::Source> {
        vec![&icd10cm::SOURCE]
    }

    fn make(&self, ask: &Ask<'_>) -> Result<arrow::array::ArrayRef, String> {
        let Some(codes) = ask.text(1) else { return Err("the input `code` is missing".to_owned()) };
        let mut column = TextColumn::new(ask.len(), 48);
        let mut dotted = String::new();
        for code in codes {
            let row = code.and_then(|code| icd10cm::CODE.find_sorted(with_dot(code, &mut dotted)));
            column.push_option(row.map(|row| icd10cm::DESCRIPTION.get(row)));
        }
        column.finish()
    }
}

/// The code as the table has it: capitals, and a dot after the category.
pub(super) fn with_dot<'a>(code: &str, into: &'a mut String) -> &'a str {
    into.clear();
    for c in code.trim().chars().filter(|c| *c != '.') {
        if into.len() == 3 {
            into.push('.');
        }
        into.push(c.to_ascii_uppercase());
    }
    into
}

/// How often a diagnosis is drawn again before all that are allowed are looked through.
const REDRAWS: usize = 48;

/// Diagnoses by prevalence and from the long tail.
pub(super) struct Diagnoses {
    /// By sex (unknown, F, M) and age band.
    common: Vec<Listed>,
    tail: f64,
    /// Ranges of rows that are allowed, ascending.
    allowed: Vec<Range<usize>>,
    /// How many rows the ranges hold.
    count: usize,
    /// Every row that can be drawn, where no input decides and the column is unique.
    rows: Option<Vec<u32>>,
    pub(super) sex: usize,
    pub(super) age: AgeInputs,
    /// Which rows fit whom.
    pub(super) fits: Fits,
    /// Rows that are not drawn, ascending.
    without: Vec<usize>,
}

impl Diagnoses {
    pub(super) fn read(settings: &Settings, sex: usize) -> Result<Self, Fault> {
        let tail = settings.number("tail").unwrap_or(0.15);
        if !(0.0..=1.0).contains(&tail) {
            return Err(Fault::of("tail", format!("the share {tail} is not between 0 and 1")));
        }
        let allowed = allowed_of(settings)?;
        let inside = |row: usize| allowed.iter().any(|range| range.contains(&row));
        let common = (0..3).flat_map(|sex| (0..5).map(move |band| (sex, band)));
        let common: Vec<Listed> = common.map(|(sex, band)| common_of(sex, band, inside)).collect();
        let count = allowed.iter().map(ExactSizeIterator::len).sum();
        let free = !["of", "sex", "born"].iter().any(|input| settings.has_input(input));
        let fits = Fits::new();
        // Without a sex no code may be bound to one.
        let rows = (free && settings.unique).then(|| {
            let rows = allowed.iter().cloned().flatten().filter(|&row| fits.row(row, 0, None));
            rows.filter_map(|row| u32::try_from(row).ok()).collect()
        });
        let age = AgeInputs { born: sex + 1, on: sex + 2, epoch: settings.epoch };
        Ok(Self { common, tail, allowed, count, rows, sex, age, fits, without: Vec::new() })
    }

    /// The same without some rows.
    pub(super) fn leaving_out(settings: &Settings, sex: usize, mut rows: Vec<usize>) -> Result<Self, Fault> {
        let mut all = Self::read(settings, sex)?;
        rows.sort_unstable();
        rows.dedup();
        rows.retain(|row| all.allowed.iter().any(|range| range.contains(row)));
        if rows.len() == all.count {
            return Err(Fault::of(
                "codes",
                "all of these codes last, so that only who has one of them can be given it",
            ));
        }
        let allowed = allowed_of(settings)?;
        let inside = |row: usize| {
            allowed.iter().any(|range| range.contains(&row)) && rows.binary_search(&row).is_err()
        };
        let cells = (0..3).flat_map(|sex| (0..5).map(move |band| (sex, band)));
        all.common = cells.map(|(sex, band)| common_of(sex, band, inside)).collect();
        all.without = rows;
        Ok(all)
    }

    /// Whether a row can be drawn for somebody.
    fn can_be(&self, row: usize, sex: usize, age: Option<u8>) -> bool {
        self.fits.row(row, sex, age) && (self.without.is_empty() || self.without.binary_search(&row).is_err())
    }

    fn nth(&self, mut n: usize) -> usize {
        for range in &self.allowed {
            if n < range.len() {
                return range.start + n;
            }
            n -= range.len();
        }
        0
    }

    /// One attempt: half of the randomness decides between common and rare, the other which one.
    #[expect(clippy::cast_possible_truncation, reason = "a number below the count of rows")]
    fn attempt(&self, words: [u64; 2], sex: usize, age: Option<u8>) -> Option<usize> {
        let common = &self.common[sex * 5 + age.map_or(2, band)];
        let row = if common.is_empty() || unit(words[0]) < self.tail {
            self.nth(below(words[1], self.count as u64) as usize)
        } else {
            common.pick(words[1])
        };
        self.can_be(row, sex, age).then_some(row)
    }
}

impl Draw for Diagnoses {
    fn row(&self, ask: &Ask<'_>, i: usize) -> Result<usize, String> {
        let sex = sex_index(ask, self.sex, i);
        let age = self.age.years(ask, i);
        if let Some(row) = self.attempt([ask.word(i, 0), ask.word(i, 1)], sex, age) {
            return Ok(row);
        }
        let mut sub = ask.sub(i);
        for _ in 0..REDRAWS {
            if let Some(row) = self.attempt([sub.word(), sub.word()], sex, age) {
                return Ok(row);
            }
        }
        let start = usize::try_from(sub.below(self.count as u64)).unwrap_or(0);
        (start..start + self.count)
            .map(|n| self.nth(n % self.count))
            .find(|&row| self.can_be(row, sex, age))
            .ok_or_else(|| "in a row no allowed code fits the sex and the age".to_owned())
    }

    fn rows(&self) -> Option<&[u32]> {
        self.rows.as_deref()
    }

    fn law(&self) -> String {
        format!(
            "common conditions by prevalence for sex and age; {:.0} % of {} billable codes alike",
            self.tail * 100.0,
            self.count
        )
    }

    fn width(&self) -> Width {
        Width::Four
    }

    fn all(&self) -> Box<dyn Iterator<Item = usize> + '_> {
        Box::new(self.allowed.iter().cloned().flatten())
    }

    fn fits(&self, ask: &Ask<'_>, i: usize, row: usize) -> bool {
        self.can_be(row, sex_index(ask, self.sex, i), self.age.years(ask, i))
    }
}

/// The law of diagnoses that a column draws, for those who hold data against it.
pub(crate) struct DiagnosisLaw {
    diagnoses: Diagnoses,
    /// How many of the codes that are allowed are alike in sex and age, with one of them.
    alike: BTreeMap<(usize, usize), (usize, u32)>,
}

impl DiagnosisLaw {
    /// The law of a column of kind `icd10cm` or `condition`, without what is taken from a set.
    pub(crate) fn of(settings: &Settings) -> Option<Self> {
        let diagnoses = Diagnoses::read(settings, 0).ok()?;
        let mut alike = BTreeMap::new();
        for row in diagnoses.allowed.iter().cloned().flatten() {
            let cell = (usize::from(icd10cm::SEX.index(row)), usize::from(icd10cm::AGES.index(row)));
            alike.entry(cell).or_insert((row, 0)).1 += 1;
        }
        Some(Self { diagnoses, alike })
    }

    /// The common codes of a sex (1 female, 2 male) and an age, with the share of each among all diagnoses.
    #[expect(clippy::cast_precision_loss, reason = "codes are some ten thousands")]
    pub(crate) fn common(&self, sex: usize, age: u8) -> Vec<(&'static str, f64)> {
        let law = &self.diagnoses;
        let fits = |row: usize| law.fits.row(row, sex, Some(age));
        let common = law.common[sex * 5 + band(age)].shares();
        let tail = if common.is_empty() { 1.0 } else { law.tail };
        let each = tail / law.count as f64;
        let fitting = self.alike.values().filter(|(row, _)| fits(*row));
        let in_tail = fitting.map(|(_, n)| f64::from(*n)).sum::<f64>() * each;
        let fitting: Vec<(usize, f64)> = common.into_iter().filter(|(row, _)| fits(*row)).collect();
        // What does not fit is drawn again.
        let all = in_tail + fitting.iter().map(|(_, share)| share * (1.0 - tail)).sum::<f64>();
        let shown = |(row, share): &(usize, f64)| {
            (icd10cm::CODE.get(*row), (share * (1.0 - tail) + each) / all.max(f64::MIN_POSITIVE))
        };
        fitting.iter().map(shown).collect()
    }
}

/// Ranges of rows of the codes that a column may have.
pub(super) fn allowed_of(settings: &Settings) -> Result<Vec<Range<usize>>, Fault> {
    match settings.texts("codes") {
        Some(codes) => ranges(&codes),
        None => Ok(without_external_causes()),
    }
}

/// The sex that input `n` has in a row: 0 not known, 1 female, 2 male.
pub(super) fn sex_index(ask: &Ask<'_>, n: usize, i: usize) -> usize {
    ask.text(n).filter(|a| a.is_valid(i)).map_or(0, |a| match a.value(i) {
        "F" | "f" | "female" | "Female" => 1,
        "M" | "m" | "male" | "Male" => 2,
        _ => 0,
    })
}

/// The age band of the table of conditions.
pub(super) fn band(age: u8) -> usize {
    match age {
        0..=17 => 0,
        18..=44 => 1,
        45..=64 => 2,
        65..=74 => 3,
        _ => 4,
    }
}

pub(super) const SEXES: [&str; 3] = ["A", "F", "M"];

/// Sexes and ages by the places of their names in the table: a comparison of numbers a row, not of texts.
pub(super) struct Fits {
    /// The place of `A`, `F` and `M`.
    sexes: [Option<usize>; 3],
    /// The ages of each category.
    ages: Vec<(u8, u8)>,
}

impl Fits {
    pub(super) fn new() -> Self {
        let ages = |name: &str| {
            let row = icd10cm_ages::AGES.iter().position(|known| known == name);
            row.map_or((0, u8::MAX), |row| (icd10cm_ages::LOW.get(row), icd10cm_ages::HIGH.get(row)))
        };
        Self {
            sexes: SEXES.map(|sex| icd10cm::SEX.names().find_sorted(sex)),
            ages: icd10cm::AGES.names().iter().map(ages).collect(),
        }
    }

    /// Whether a diagnosis fits a sex (0 unknown, 1 female, 2 male) and an age.
    #[inline]
    pub(super) fn row(&self, row: usize, sex: usize, age: Option<u8>) -> bool {
        let bound = Some(usize::from(icd10cm::SEX.index(row)));
        let (low, high) = self.ages[usize::from(icd10cm::AGES.index(row))];
        let by_age = age.is_none_or(|age| (low..=high).contains(&age.min(124)));
        by_age && (bound == self.sexes[0] || bound == self.sexes[sex])
    }
}

/// The common conditions of a sex and an age band, among the rows that are allowed.
fn common_of(sex: usize, band: usize, inside: impl Fn(usize) -> bool) -> Listed {
    let share = match band {
        0 => conditions::AGE_0_17,
        1 => conditions::AGE_18_44,
        2 => conditions::AGE_45_64,
        3 => conditions::AGE_65_74,
        _ => conditions::AGE_75_ON,
    };
    let rows = (0..conditions::ROWS).filter(|&row| {
        let bound = conditions::SEX.get(row);
        bound == "A" || bound == SEXES[sex]
    });
    Listed::weighted(rows.filter_map(|row| {
        let code = icd10cm::CODE.find_sorted(conditions::CODE.get(row)).filter(|&code| inside(code))?;
        Some((u32::try_from(code).ok()?, u64::from(share.get(row))))
    }))
}

/// The first row whose code is not below a text.
fn from(text: &str) -> usize {
    let (mut low, mut high) = (0, icd10cm::ROWS);
    while low < high {
        let middle = low + (high - low) / 2;
        if icd10cm::CODE.get(middle) < text { low = middle + 1 } else { high = middle }
    }
    low
}

/// All but chapter 20: what caused an injury is never a diagnosis of its own (ICD-10-CM guidelines, I.C.20.a.6).
fn without_external_causes() -> Vec<Range<usize>> {
    vec![0..from("V00"), from("Z00")..icd10cm::ROWS]
}

/// The rows that codes, beginnings and ranges name, ascending and without overlap.
fn ranges(codes: &[String]) -> Result<Vec<Range<usize>>, Fault> {
    let mut found = Vec::new();
    for written in codes {
        let range = match written.split_once('-') {
            Some((first, last)) => {
                let last = beginning(last.trim());
                from(&beginning(first.trim()))..from(&format!("{last}~"))
            }
            None => {
                let code = beginning(written);
                from(&code)..from(&format!("{code}~"))
            }
        };
        if range.is_empty() {
            return Err(Fault::of("codes", format!("no billable code is, or begins with, `{written}`"))
                .help("write codes such as E11.9, beginnings such as E11, or ranges such as A00-B99"));
        }
        found.push(range);
    }
    if found.is_empty() {
        return Err(Fault::of("codes", "there is no code to draw"));
    }
    found.sort_by_key(|range| range.start);
    let mut merged: Vec<Range<usize>> = Vec::with_capacity(found.len());
    for range in found {
        match merged.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => merged.push(range),
        }
    }
    Ok(merged)
}

fn beginning(code: &str) -> String {
    let mut dotted = String::new();
    with_dot(code, &mut dotted).to_owned()
}
