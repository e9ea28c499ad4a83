//! The word lists of the `fake` crate by locale, without repetitions.

use crate::kinds::{Fault, Param, Settings, Shape};
use fake::locales::{self, Data};

/// The parameter of kinds whose words have a language.
pub(super) const LOCALE: Param = Param::optional(
    "locale",
    Shape::Text,
    "the schema's, or English where it has no list",
    "The language of the words: en_US, fr_FR, de_DE, it_IT, ja_JP, nl_NL, pt_BR, pt_PT, tr_TR, zh_CN, zh_TW, ar_SA, cy_GB or fa_IR.",
);

/// The lists of one locale.
pub(super) struct Lists {
    pub(super) lorem: &'static [&'static str],
    pub(super) last_names: &'static [&'static str],
    pub(super) company_suffixes: &'static [&'static str],
    pub(super) seniority: &'static [&'static str],
    pub(super) field: &'static [&'static str],
    pub(super) position: &'static [&'static str],
    pub(super) title: &'static str,
    pub(super) industry: &'static [&'static str],
    pub(super) profession: &'static [&'static str],
    pub(super) buzz_head: &'static [&'static str],
    pub(super) buzz_middle: &'static [&'static str],
    pub(super) buzz_tail: &'static [&'static str],
}

fn of<L: Data>() -> Lists {
    Lists {
        lorem: L::LOREM_WORD,
        last_names: L::NAME_LAST_NAME,
        company_suffixes: L::COMPANY_SUFFIX,
        seniority: L::JOB_SENIORITY,
        field: L::JOB_FIELD,
        position: L::JOB_POSITION,
        title: L::JOB_TITLE_TPL,
        industry: L::COMPANY_INDUSTRY,
        profession: L::COMPANY_PROFESSION,
        buzz_head: L::COMPANY_BUZZWORD_HEAD,
        buzz_middle: L::COMPANY_BUZZWORD_MIDDLE,
        buzz_tail: L::COMPANY_BUZZWORD_TAIL,
    }
}

/// What has no language in the lists.
pub(super) const USER_AGENTS: &[&str] = <locales::EN as Data>::INTERNET_USER_AGENT;
/// ISO 4217 codes, with those of metals and testing.
pub(super) const CURRENCIES: &[&str] = <locales::EN as Data>::CURRENCY_CODE;
/// Parts of the names of files.
pub(super) const SEGMENTS: &[&str] = <locales::EN as Data>::PATH_SEGMENTS;

/// A locale and its lists.
type Locale = (&'static str, fn() -> Lists);

const LOCALES: &[Locale] = &[
    ("en_US", of::<locales::EN>),
    ("ar_SA", of::<locales::AR_SA>),
    ("cy_GB", of::<locales::CY_GB>),
    ("de_DE", of::<locales::DE_DE>),
    ("fa_IR", of::<locales::FA_IR>),
    ("fr_FR", of::<locales::FR_FR>),
    ("it_IT", of::<locales::IT_IT>),
    ("ja_JP", of::<locales::JA_JP>),
    ("nl_NL", of::<locales::NL_NL>),
    ("pt_BR", of::<locales::PT_BR>),
    ("pt_PT", of::<locales::PT_PT>),
    ("tr_TR", of::<locales::TR_TR>),
    ("zh_CN", of::<locales::ZH_CN>),
    ("zh_TW", of::<locales::ZH_TW>),
];

/// The lists of the column's locale; English where only the schema's locale is not known.
///
/// # Errors
/// Where the column names a locale for which there are no lists.
pub(super) fn lists(settings: &Settings) -> Result<Lists, Fault> {
    let find = |name: &str| LOCALES.iter().find(|(known, _)| *known == name).map(|(_, lists)| lists());
    match settings.text("locale") {
        Some(name) => find(name).ok_or_else(|| {
            let names: Vec<&str> = LOCALES.iter().map(|(name, _)| *name).collect();
            Fault::of("locale", format!("there are no words for the locale `{name}`"))
                .help(format!("expected one of: {}", names.join(", ")))
                .suggest(name, names.iter().copied())
        }),
        None => Ok(find(&settings.locale).unwrap_or_else(of::<locales::EN>)),
    }
}

/// For each language the names and the forms of which names of companies are put together.
pub fn company_words() -> impl Iterator<Item = (Vec<&'static str>, Vec<&'static str>)> {
    let of = |(_, lists): &Locale| {
        let lists = lists();
        (distinct(lists.last_names), distinct(lists.company_suffixes))
    };
    LOCALES.iter().map(of)
}

/// A list without repetitions, in its order.
pub(super) fn distinct(list: &[&'static str]) -> Vec<&'static str> {
    let mut seen = std::collections::BTreeSet::new();
    list.iter().copied().filter(|word| !word.is_empty() && seen.insert(*word)).collect()
}
