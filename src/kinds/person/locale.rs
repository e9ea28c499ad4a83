//! Which locale's names a column has.

use super::super::{Fault, Param, Settings, Shape};
use crate::draw::below;
use crate::reference::{Sex, locale_names, locale_names_group, locales};
use std::ops::Range;

pub(super) const LOCALE: Param = Param::optional(
    "locale",
    Shape::Text,
    "the schema's",
    "Whose names: `en_US`, by how common they are, or one of forty others such as `es_MX`, in their own scripts.",
);

pub(super) const SCRIPT: Param = Param::optional(
    "script",
    Shape::OneOf(&["own", "latin"]),
    "own",
    "In which letters the names of another locale are written: its own script, or Latin letters, as people write their names abroad \
     (Chinese, Japanese, Vietnamese without its marks, Arabic, and all whose script is Latin anyway).",
);

/// The locale whose names are weighted by sex and decade.
const HOME: &str = "en_US";

/// The locale of the column; `None` is that of the United States.
///
/// # Errors
/// Where there are no names for it.
pub(super) fn locale_of(settings: &Settings) -> Result<Option<String>, Fault> {
    let written = settings.text("locale").unwrap_or(&settings.locale);
    let wanted = written.replace('-', "_");
    if wanted.is_empty() || wanted.eq_ignore_ascii_case(HOME) {
        return Ok(None);
    }
    if let Some(known) = locales().iter().find(|known| known.eq_ignore_ascii_case(&wanted)) {
        return Ok(Some(known.to_owned()));
    }
    let names: Vec<&str> = std::iter::once(HOME).chain(locales().iter()).collect();
    let fault = Fault::of("locale", format!("there are no names for the locale `{written}`"));
    let hinted = fault.suggest(&wanted, names.iter().copied());
    Err(if hinted.help.is_some() { hinted } else { hinted.help(format!("there are: {}", names.join(", "))) })
}

/// The names of a locale for each sex; rows of the table of names of locales, equally likely.
pub(super) struct LocaleNames {
    female: Vec<u32>,
    male: Vec<u32>,
    both: Vec<u32>,
    /// Whether they are written in Latin letters.
    latin: bool,
}

/// Whether a name is written in Latin letters anyway.
fn is_latin(name: &str) -> bool {
    let latin =
        |c: char| matches!(c, '\0'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' | '\u{2bb}'..='\u{2bd}' | '’');
    name.chars().all(latin)
}

/// The name of a row in Latin letters, where it is known.
fn latin_of(row: u32) -> Option<&'static str> {
    let (name, latin) = (locale_names::NAME.get(row as usize), locale_names::LATIN.get(row as usize));
    if latin.is_empty() { Some(name).filter(|name| is_latin(name)) } else { Some(latin) }
}

impl LocaleNames {
    /// The names with a role, `first` or `last`.
    ///
    /// # Errors
    /// Where the locale has none.
    pub(super) fn new(settings: &Settings, locale: &str, role: &str) -> Result<Self, Fault> {
        let rows = |range: Range<usize>| range.filter_map(|row| u32::try_from(row).ok()).collect::<Vec<_>>();
        let group = |suffix: &str| rows(locale_names_group(locale, &format!("{role}{suffix}")));
        let (mut female, mut male, plain) = (group("_f"), group("_m"), group(""));
        let mut both = plain.clone();
        for names in [&mut female, &mut male] {
            both.extend(names.iter());
            if names.is_empty() {
                names.clone_from(&plain);
            }
        }
        both.sort_unstable();
        if female.is_empty() || male.is_empty() {
            let what = if role == "last" { "family names" } else { "given names" };
            return Err(Fault::of("locale", format!("there are no {what} for the locale `{locale}`"))
                .help("write another `locale` at this column"));
        }
        let latin = settings.text("script") == Some("latin");
        if latin && !both.iter().all(|row| latin_of(*row).is_some()) {
            let known = |locale: &&str| {
                let rows = (0..locale_names::ROWS).filter(|&row| locale_names::LOCALE.get(row) == *locale);
                rows.filter_map(|row| u32::try_from(row).ok()).all(|row| latin_of(row).is_some())
            };
            let known: Vec<&str> = locales().iter().filter(known).collect();
            return Err(Fault::of(
                "script",
                format!("how names of the locale `{locale}` are written in Latin letters is not known"),
            )
            .help(format!("it is known of: {}", known.join(", "))));
        }
        Ok(Self { female, male, both, latin })
    }

    /// The name that 32 uniform bits pick.
    #[inline]
    pub(super) fn pick(&self, sex: Option<Sex>, point: u32) -> &'static str {
        let rows = match sex {
            Some(Sex::Female) => &self.female,
            Some(Sex::Male) => &self.male,
            None => &self.both,
        };
        let i = below(u64::from(point) << 32, rows.len() as u64);
        let row = usize::try_from(i).ok().and_then(|i| rows.get(i)).copied();
        let row = row.unwrap_or(0);
        let latin = self.latin.then(|| latin_of(row)).flatten();
        latin.unwrap_or_else(|| locale_names::NAME.get(row as usize))
    }
}
