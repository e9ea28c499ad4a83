//! Medications of RxNorm, by the diagnosis they are given for and by who is given them.

use super::age::{AgeInputs, BORN, ON};
use super::coded::{Coded, Draw, Listed, Show, kind, of};
use super::diagnosis::{SEX, SEXES, sex_index};
use crate::draw::Width;
use crate::kinds::choice::one_of;
use crate::kinds::likeness::Known;
use crate::kinds::{Ask, Fault, Input, Kind, Maker, Settings, Takes, TextColumn};
use crate::reference::medications;
use arrow::array::Array;
use std::sync::OnceLock;

const DIAGNOSIS: Input = Input {
    name: "diagnosis",
    takes: Takes::Text,
    summary: "An ICD-10-CM code: a drug that is given for it, where one is known. Where it is NULL or not given, any drug.",
    required: false,
    natural: &["icd10cm"],
};
const OF_SEX: Input = Input {
    summary: "F or M. Where it is anything else or NULL, no drug that is bound to a sex; where it is not given, any.",
    ..SEX
};
const OF: Input = of(
    "A hidden column of kind `drug`. Where it is NULL, so is the value; where it is not given, a drug is drawn.",
    false,
    &["drug"],
);
const SOURCE: &str = "RxNorm, courtesy of the U.S. National Library of Medicine";

/// The kind `drug`.
pub(super) const DRUG: Kind = kind(
    "drug",
    "A medication as a hidden column, of which its name and RxNorm concept are taken.",
    &[],
    &[DIAGNOSIS, OF_SEX, BORN, ON],
    r#"_drug = { kind = "drug", diagnosis = "primary_diagnosis", sex = "sex", born = "birth_date" }"#,
    SOURCE,
    |settings| Ok(build(settings, 0, None)),
);

/// The kind `medication`.
pub(super) const MEDICATION: Kind = kind(
    "medication",
    "The name of a medication, with strength and form.",
    &[],
    &[OF, DIAGNOSIS, OF_SEX, BORN, ON],
    r#"medication = { kind = "medication", of = "_drug" }"#,
    SOURCE,
    |settings| built(settings, show_name),
)
.named(&["medication", "drug", "drug name", "medication name", "medicine", "prescription", "drug non coded"])
.recognised(|text| {
    static NAMES: Known = Known::new(|| Box::new(medications::NAME.iter()));
    text.len() > 6 && NAMES.has(text)
});

/// The kind `rxcui`.
pub(super) const RXCUI: Kind = kind(
    "rxcui",
    "The RxNorm concept of a medication.",
    &[],
    &[OF, DIAGNOSIS, OF_SEX, BORN, ON],
    r#"rxcui = { kind = "rxcui", of = "_drug" }"#,
    SOURCE,
    |settings| built(settings, show_rxcui),
)
.named(&["rxcui", "rxnorm", "rx norm", "rxnorm code"]);

fn show_name(row: usize, column: &mut TextColumn) {
    column.push(name(row));
}

/// The name without the note on its availability that the table has behind a dash.
fn name(row: usize) -> &'static str {
    let name = medications::NAME.get(row);
    name.split_once(" - ").map_or(name, |(name, _note)| name)
}

fn show_rxcui(row: usize, column: &mut TextColumn) {
    column.digits(u64::from(medications::RXCUI.get(row)), 1);
    column.end();
}

fn built(settings: &Settings, show: Show) -> Result<Box<dyn Maker>, Fault> {
    Ok(build(settings, 1, Some(show)))
}

fn build(settings: &Settings, diagnosis: usize, show: Option<Show>) -> Box<dyn Maker> {
    let of = show.is_some() && settings.has_input("of");
    let any = Listed::weighted((0..medications::ROWS).filter_map(|row| {
        let at_home = ["Oral", "Inhaler", "Chewable", "Pen Injector", "28 Day Pack"];
        let name = medications::NAME.get(row);
        let weight = if WITHDRAWN.iter().any(|drug| name.starts_with(drug)) {
            0
        } else if at_home.iter().any(|form| name.contains(form)) {
            4
        } else {
            1
        };
        Some((u32::try_from(row).ok()?, weight))
    }));
    let reads = ["diagnosis", "sex", "born"].iter().any(|input| settings.has_input(input));
    let draw: Box<dyn Draw> = if reads && !of {
        let age = AgeInputs { born: diagnosis + 2, on: diagnosis + 3, epoch: settings.epoch };
        let with_sex = settings.has_input("sex");
        Box::new(ByPerson { any: Any::new(any), known: known(), diagnosis, with_sex, age })
    } else {
        Box::new(any)
    };
    Box::new(Coded::new(draw, (show, of), &medications::SOURCE, Vec::new(), &[name]))
}

/// Drugs that were taken off the market (FDA: 1997, 1999, 2013).
const WITHDRAWN: &[&str] = &["Terfenadine", "Astemizole", "Tacrine"];

/// Beginnings of codes, and words in the names of drugs that are usual for them: first-line treatment, coarsely.
const GIVEN_FOR: &[(&str, &[&str])] = &[
    ("B20", &["lopinavir"]),
    ("C50", &["Tamoxifen 10 MG Oral", "anastrozole", "letrozole", "exemestane"]),
    ("D50", &["ferrous sulfate"]),
    ("E03", &["Levothyroxine"]),
    ("E10", &["Insulin Lispro", "insulin human"]),
    ("E11", &["Metformin", "canagliflozin", "liraglutide", "insulin human"]),
    ("E53", &["Vitamin B 12"]),
    ("E78", &["Atorvastatin", "Simvastatin"]),
    ("F17", &["nicotine"]),
    ("F11", &["Methadone"]),
    ("F32", &["FLUoxetine", "Sertraline", "duloxetine"]),
    ("F33", &["FLUoxetine", "Sertraline", "duloxetine"]),
    ("F41", &["Sertraline", "clonazePAM", "duloxetine"]),
    ("F43", &["Sertraline", "FLUoxetine"]),
    ("F90", &["Methylphenidate", "atomoxetine"]),
    ("G30", &["Donepezil hydrochloride 10", "Galantamine", "Memantine"]),
    ("G40", &["Carbamazepine"]),
    ("G89", &["pregabalin", "Acetaminophen 325 MG / HYDRO", "Naproxen 500"]),
    ("H66", &["Amoxicillin"]),
    ("I10", &["lisinopril", "Amlodipine", "amLODIPine", "Hydrochlorothiazide", "Losartan"]),
    ("I20", &["Nitroglycerin", "metoprolol"]),
    ("I25", &["Aspirin 81", "Clopidogrel", "Atorvastatin", "metoprolol"]),
    ("I48", &["Warfarin", "metoprolol", "Digoxin"]),
    ("I50", &["Furosemide 40", "lisinopril", "metoprolol", "Digoxin"]),
    ("J02", &["Penicillin V", "Amoxicillin 500"]),
    ("J0", &["Amoxicillin", "Azithromycin", "Loratadine 10"]),
    ("J18", &["Azithromycin", "Doxycycline"]),
    ("J20", &["Azithromycin", "Albuterol 0.09"]),
    ("J30", &["Loratadine 10", "cetirizine", "Fexofenadine"]),
    ("J44", &["Albuterol", "Fluticasone propionate 0.25", "predniSONE"]),
    ("J45", &["Albuterol", "Fluticasone"]),
    ("L20", &["Hydrocortisone"]),
    ("M05", &["Methotrexate", "Hydroxychloroquine", "predniSONE"]),
    ("M10", &["Allopurinol", "Colchicine"]),
    ("M19", &["Naproxen", "Acetaminophen 500", "Ibuprofen 200"]),
    ("M54", &["Naproxen", "Ibuprofen 200", "Acetaminophen 500"]),
    ("M79", &["Milnacipran", "pregabalin", "duloxetine"]),
    ("M81", &["Alendronic", "denosumab"]),
    ("N30", &["NITROFURANTOIN", "Phenazopyridine"]),
    ("N39", &["NITROFURANTOIN", "Phenazopyridine"]),
    ("R51", &["Acetaminophen 500", "Ibuprofen 200"]),
    ("Z30", &["28 Day Pack", "medroxyprogesterone", "Intrauterine", "NuvaRing"]),
    ("Z79", &["Aspirin 81"]),
];

/// For each beginning of a code its drugs, where the table has any.
fn known() -> Vec<(&'static str, Listed)> {
    let of = |words: &[&str]| {
        let rows = (0..medications::ROWS)
            .filter(|&row| words.iter().any(|word| medications::NAME.get(row).contains(word)));
        Listed::weighted(rows.filter_map(|row| Some((u32::try_from(row).ok()?, 1))))
    };
    GIVEN_FOR.iter().map(|(code, words)| (*code, of(words))).filter(|(_, drugs)| !drugs.is_empty()).collect()
}

/// Who is given drugs: a sex (0 not known, 1 female, 2 male; `None` where nobody asks) and an age where it is known.
#[derive(Clone, Copy)]
struct Patient {
    sex: Option<usize>,
    age: Option<u8>,
}

impl Patient {
    /// Whether a drug is given to somebody like this.
    fn takes(self, row: usize) -> bool {
        let ages = medications::AGE_FROM.get(row)..=medications::AGE_TO.get(row);
        let bound = medications::SEX.get(row);
        self.age.is_none_or(|age| ages.contains(&age.min(OLDEST)))
            && self.sex.is_none_or(|sex| bound == SEXES[0] || bound == SEXES[sex])
    }
}

/// The greatest age of the table.
const OLDEST: u8 = 120;

/// Sexes (not asked for, not known, female, male) and ages (not known, 0 to the oldest).
const CELLS: usize = 4 * (OLDEST as usize + 2);

/// All drugs by weight, for each sort of patient those that they take; made when one is met.
struct Any {
    all: Listed,
    cells: Vec<OnceLock<Listed>>,
}

impl Any {
    fn new(all: Listed) -> Self {
        Self { all, cells: std::iter::repeat_with(OnceLock::new).take(CELLS).collect() }
    }

    fn of(&self, patient: Patient) -> &Listed {
        let age = patient.age.map_or(0, |age| usize::from(age.min(OLDEST)) + 1);
        let cell = patient.sex.map_or(0, |sex| sex + 1) * (usize::from(OLDEST) + 2) + age;
        let made = self.cells[cell].get_or_init(|| self.all.only(|row| patient.takes(row)));
        // There are drugs for everybody; should a table have none, any stands in.
        if made.is_empty() { &self.all } else { made }
    }
}

struct ByPerson {
    any: Any,
    known: Vec<(&'static str, Listed)>,
    diagnosis: usize,
    with_sex: bool,
    age: AgeInputs,
}

impl ByPerson {
    fn patient(&self, ask: &Ask<'_>, i: usize) -> Patient {
        let sex = self.with_sex.then(|| sex_index(ask, self.diagnosis + 1, i));
        Patient { sex, age: self.age.years(ask, i) }
    }
}

impl Draw for ByPerson {
    fn row(&self, ask: &Ask<'_>, i: usize) -> Result<usize, String> {
        let patient = self.patient(ask, i);
        let diagnosis = ask.text(self.diagnosis).filter(|a| a.is_valid(i)).map(|a| a.value(i));
        let usual = diagnosis.and_then(|code| self.known.iter().find(|(start, _)| code.starts_with(start)));
        let word = ask.word(i, 0);
        if let Some((_, drugs)) = usual {
            let fits = || drugs.rows_of().filter(|&row| patient.takes(row));
            if let Some(row) = fits().nth(one_of(word, fits().count())) {
                return Ok(row);
            }
        }
        Ok(self.any.of(patient).pick(word))
    }

    fn rows(&self) -> Option<&[u32]> {
        None
    }

    fn law(&self) -> String {
        "one of the drugs usual for the diagnosis that the sex and the age take, alike; any of these where none is known"
            .to_owned()
    }

    fn width(&self) -> Width {
        Width::Two
    }

    fn all(&self) -> Box<dyn Iterator<Item = usize> + '_> {
        Box::new(self.any.all.rows_of())
    }

    fn fits(&self, ask: &Ask<'_>, i: usize, row: usize) -> bool {
        self.patient(ask, i).takes(row)
    }
}
