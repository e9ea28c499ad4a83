//! The language spoken at home, tied to ethnicity and race.

use super::super::{Ask, Build, Family, Fault, Kind, Maker, Param, Settings, Shape, TextColumn, Words};
use super::origin::{ETHNICITY_INPUT, Origin, OriginColumns, RACE_INPUT, Race, check_origin};
use super::race::nation;
use crate::draw::{Cutpoints, high};
use crate::kinds::likeness::listed;
use crate::kinds::masking::Masking;
use crate::reference::{Source, languages};
use arrow::array::ArrayRef;
use arrow::datatypes::DataType;

const RACE: usize = 0;
const ETHNICITY: usize = 1;

pub(super) const LANGUAGE: Kind = Kind {
    name: "language",
    mask: Masking::QUASI,
    names: &[
        "language",
        "preferred language",
        "primary language",
        "=lang",
        "native language",
        "language code",
        "=locale",
    ],
    recognise: Some(|text| listed(text, languages::NAME.iter().chain(languages::CODE.iter()))),
    family: Family::Person,
    version: 2,
    summary: "The language spoken at home: two thirds of Hispanics speak Spanish, as many Asians an Asian language.",
    params: &[Param::optional(
        "style",
        Shape::OneOf(&["code", "name"]),
        "code",
        "The BCP 47 code (`mis` for any other language), or the English name.",
    )],
    inputs: &[RACE_INPUT, ETHNICITY_INPUT],
    example: r#"language = { kind = "language", race = "race", ethnicity = "ethnicity" }"#,
    source: "near figures of the American Community Survey; BCP 47 (RFC 5646)",
    build: Build::Maker(build),
    ..Kind::BLANK
};

/// Languages that are spoken mostly by Asian Americans.
const ASIAN: [&str; 13] = ["zh", "tl", "vi", "ko", "hi", "ur", "te", "ja", "gu", "bn", "ta", "pa", "hmn"];

/// Of Hispanics, the share who speak Spanish at home, and another language that is not English.
const HISPANIC_SPANISH: f64 = 0.68;
const HISPANIC_OTHER: f64 = 0.01;

/// Of the speakers of an Asian language, the share who are Asian; of Navajo, who are American Indian.
const OF_THEIR_OWN: f64 = 0.95;

fn build(settings: &Settings) -> Result<Box<dyn Maker>, Fault> {
    check_origin(settings)?;
    let named = settings.text("style") == Some("name");
    let label = |row: usize| match (named, languages::CODE.get(row)) {
        // The table's remarks and lists of several languages are left out.
        (true, _) => languages::NAME.get(row).split([',', '(']).next().unwrap_or_default().trim_end(),
        (false, "other") => "mis",
        (false, code) => code,
    };
    let labels = (0..languages::ROWS).map(label).collect();
    let laws = Groups::new()
        .shares
        .map(|shares| Cutpoints::from_shares(&shares))
        .into_iter()
        .collect::<Option<Vec<_>>>()
        .ok_or_else(|| Fault::whole("the table of languages has no weights"))?;
    Ok(Box::new(Languages { labels, laws }))
}

/// The shares of languages in each group of people.
struct Groups {
    shares: [Vec<f64>; 5],
}

/// The groups: everybody, Hispanics, the others, and of these Asians and American Indians.
const ALL: usize = 0;
const HISPANIC: usize = 1;
const NOT_HISPANIC: usize = 2;
const ASIANS: usize = 3;
const AIAN: usize = 4;

impl Groups {
    /// Divides the speakers of each language among the groups, so that together they are the table again.
    fn new() -> Self {
        let nation = nation();
        let share_of = |race: Race| f64::from(nation.races[race as usize]) / 1e9;
        let hispanic = f64::from(nation.hispanic) / 1e6;
        let (asian, aian) = (share_of(Race::Asian) + share_of(Race::Nhpi), share_of(Race::Aian));
        let total: f64 = languages::WEIGHT.iter().map(f64::from).sum();
        let all: Vec<f64> = languages::WEIGHT.iter().map(|w| f64::from(w) / total).collect();
        let foreign: f64 = 1.0 - all.iter().take(2).sum::<f64>();
        let each = |share: &dyn Fn(&str, f64) -> f64| -> Vec<f64> {
            let mut shares: Vec<f64> = languages::CODE
                .iter()
                .zip(&all)
                .map(|(code, &of_all)| share(code, of_all).max(0.0))
                .collect();
            // English comes first in the table, and takes what the others leave.
            let others: f64 = shares.iter().skip(1).sum();
            shares[0] = (1.0 - others).max(0.0);
            shares
        };
        let of_hispanic = each(&|code, of_all| match code {
            "es" => HISPANIC_SPANISH,
            _ => HISPANIC_OTHER * of_all / foreign,
        });
        let spanish = of_hispanic[1];
        let not_hispanic = each(&|code, of_all| match code {
            "es" => (of_all - hispanic * spanish) / (1.0 - hispanic),
            _ => (of_all - hispanic * HISPANIC_OTHER * of_all / foreign) / (1.0 - hispanic),
        });
        let of_asians = each(&|code, of_all| match code {
            _ if ASIAN.contains(&code) => of_all * OF_THEIR_OWN / asian,
            "es" => 0.005,
            _ => 0.1 * of_all,
        });
        let of_aian = each(&|code, of_all| match code {
            "nv" => of_all * OF_THEIR_OWN / aian,
            "es" => 0.02,
            _ => 0.1 * of_all,
        });
        Self { shares: [all, of_hispanic, not_hispanic, of_asians, of_aian] }
    }
}

/// The group of the `i`th row.
#[inline]
fn group_at(origins: &OriginColumns, i: usize) -> usize {
    match (origins.get(i), origins.hispanic(i)) {
        (Some(Origin::Hispanic), _) => HISPANIC,
        (Some(Origin::Api), _) => ASIANS,
        (Some(Origin::Aian), _) => AIAN,
        (_, Some(false)) => NOT_HISPANIC,
        // Of White or another race one may be Hispanic or not.
        _ => ALL,
    }
}

struct Languages {
    labels: Words,
    laws: Vec<Cutpoints>,
}

impl Maker for Languages {
    fn data_type(&self) -> DataType {
        DataType::Utf8
    }

    fn values(&self) -> Option<Vec<String>> {
        Some(self.labels.iter().map(str::to_owned).collect())
    }

    fn law(&self) -> String {
        "by the share of people who speak it at home, given ethnicity and race where they are known".into()
    }

    fn sources(&self) -> Vec<&'static Source> {
        vec![&languages::SOURCE]
    }

    fn make(&self, ask: &Ask<'_>) -> Result<ArrayRef, String> {
        let mut column = TextColumn::new(ask.len(), 2);
        let origins = OriginColumns::of(ask, RACE, ETHNICITY);
        for i in 0..ask.len() {
            column.word(&self.labels, self.laws[group_at(&origins, i)].pick(high(ask.word(i, 0))));
            column.end();
        }
        column.finish()
    }
}
