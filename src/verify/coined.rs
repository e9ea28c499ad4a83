//! Names of companies and sites as kinds put them together, from few words: how many others are called so.

use super::words::folded;
use crate::kinds::company_words;
use crate::reference::{Quickly, facility_name_parts as parts, facility_name_parts_group as group};
use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::OnceLock;

/// What names of sites may be called after where they have no place, and what stands behind that.
const CALLED_AFTER: [&str; 2] = ["theme", "saintlike"];
const SORTS: [&str; 6] =
    ["kind:agency", "kind:behavioral", "kind:clinic", "kind:hospital", "kind:lab", "kind:pharmacy"];

/// The words of one language of which names of companies are put together.
struct Companies {
    names: HashSet<String, Quickly>,
    forms: Vec<String>,
}

impl Companies {
    /// How many companies are called so, as a power of ten: half of them after one and half after two.
    fn space(&self, joined: &str) -> Option<f32> {
        let two = |name: &str| {
            let mut splits = (1..name.len()).filter(|at| name.is_char_boundary(*at));
            splits.any(|at| self.names.contains(&name[..at]) && self.names.contains(&name[at..]))
        };
        let called_after = |name: &str| match self.names.contains(name) {
            true => Some(1.0),
            false => two(name).then_some(2.0),
        };
        let names = self.forms.iter().filter_map(|form| joined.strip_suffix(form.as_str()));
        let called_after = names.filter_map(called_after).reduce(f32::min)?;
        Some(of(2) + of(self.forms.len()) + called_after * of(self.names.len()))
    }
}

/// One of so many, as a power of ten.
#[expect(clippy::cast_precision_loss, reason = "a list is short")]
fn of(count: usize) -> f32 {
    libm::log10f(count.max(1) as f32)
}

/// Parts of names of sites in their folded form, each with how rare it is among those that may stand there.
type Parts = HashMap<String, f32, Quickly>;

fn parts_of(names: &[&str]) -> Parts {
    let rows = || names.iter().flat_map(|name| -> Range<usize> { group(name) });
    let all: u32 = rows().map(|row| parts::WEIGHT.get(row)).sum();
    let one = |row: usize| {
        let (weight, all) = (f64::from(parts::WEIGHT.get(row).max(1)), f64::from(all.max(1)));
        #[expect(clippy::cast_possible_truncation, reason = "a share needs no more digits")]
        let space = libm::log10(all / weight) as f32;
        (parts::VALUE.get(row).split_whitespace().map(folded).collect::<String>(), space)
    };
    rows().map(one).collect()
}

/// How many companies or sites are called so, as a power of ten, where kinds make such a name; `joined` is the name in its folded form,
/// as one word.
pub(super) fn space(joined: &str) -> Option<f32> {
    static COMPANIES: OnceLock<Vec<Companies>> = OnceLock::new();
    let companies = COMPANIES.get_or_init(|| {
        let joined = |text: &&str| text.split_whitespace().map(folded).collect::<String>();
        let of = |(names, forms): (Vec<&str>, Vec<&str>)| Companies {
            names: names.iter().map(joined).collect(),
            forms: forms.iter().map(joined).collect(),
        };
        company_words().map(of).collect()
    });
    let company = companies.iter().filter_map(|companies| companies.space(joined));
    company.chain(site(joined)).reduce(f32::min)
}

fn site(joined: &str) -> Option<f32> {
    static SITES: OnceLock<[Parts; 2]> = OnceLock::new();
    let [called_after, sorts] = SITES.get_or_init(|| [parts_of(&CALLED_AFTER), parts_of(&SORTS)]);
    let splits = (1..joined.len()).filter(|at| joined.is_char_boundary(*at));
    let both = |at: usize| Some(called_after.get(&joined[..at])? + sorts.get(&joined[at..])?);
    splits.filter_map(both).reduce(f32::min)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Option<f32> {
        space(&text.split(|c: char| !c.is_alphanumeric()).map(folded).collect::<String>())
    }

    #[test]
    fn what_kinds_put_together_is_as_common_as_they_make_it() {
        let between = |text: &str, range: Range<f32>| {
            let space = told(text);
            assert!(space.is_some_and(|space| range.contains(&space)), "{text}: {space:?}");
        };
        between("Leannon and Sons", 3.3..3.8);
        between("Sawayn & Willms Group", 6.0..6.5);
        between("Cedar Ridge Family Health Center", 1.5..3.2);
        between("Saint Orla Women's Health Clinic", 1.5..3.2);
    }

    #[test]
    fn what_none_of_them_makes_is_left_to_its_words() {
        for text in ["Qwertz Zuiop Inc", "Leannon", "Mercy Hospital of Springfield", "Inc", ""] {
            assert_eq!(told(text), None, "{text}");
        }
    }
}
