//! Names in their parts: a full name has the stand-ins that its given names and its family name have elsewhere.

use super::column::ATTEMPTS;
use super::key::SubKey;
use super::stand::Keys;
use crate::kinds::{Laid, Read, given_for, lay_over, surname_for};

/// Writes the stand-in of a given name; an initial becomes an initial.
pub(super) fn given(key: &SubKey, normalised: &[u8], original: &str, attempt: u32, out: &mut Vec<u8>) {
    let [word, _] = key.hash(normalised, attempt);
    let name = given_for(normalised, word);
    if normalised.len() > 1 {
        return out.extend_from_slice(name.as_bytes());
    }
    out.extend(name.bytes().take(1));
    if original.trim_end().ends_with('.') {
        out.push(b'.');
    }
}

/// The stand-in of a part of a name, drawn again as in a column of such parts where it is the part itself.
fn drawn(normalised: &[u8], attempt: u32, mut draw: impl FnMut(u32, &mut Vec<u8>)) -> Vec<u8> {
    let (mut name, mut own) = (Vec::new(), Vec::new());
    for attempt in attempt..=attempt.saturating_add(ATTEMPTS) {
        name.clear();
        own.clear();
        draw(attempt, &mut name);
        if !Read::Name.normalise(&name, &mut own) || own != normalised {
            break;
        }
    }
    name
}

/// Words before a family name that belong to it.
const PARTICLES: [&str; 17] = [
    "de", "del", "dela", "la", "las", "los", "da", "dos", "di", "van", "von", "der", "den", "ten", "st.",
    "al", "bin",
];

/// Words that are no part of the name itself. They say nothing about who it is, and are left out.
fn is_title(word: &str) -> bool {
    const TITLES: [&str; 22] = [
        "mr", "mrs", "ms", "miss", "mx", "dr", "prof", "rev", "sr", "jr", "ii", "iii", "iv", "md", "do",
        "rn", "np", "phd", "dds", "esq", "lcsw", "pa-c",
    ];
    let plain = word.trim_matches(['.', ',']).to_ascii_lowercase();
    TITLES.contains(&plain.as_str())
}

/// Writes the stand-in of a full name, in the order in which it is written.
pub(super) fn full(keys: &Keys, original: &str, attempt: u32, out: &mut Vec<u8>) {
    let (family, others, family_first) = parts(original);
    let mut words: Vec<Vec<u8>> = Vec::new();
    let mut normalised = Vec::new();
    for word in others {
        normalised.clear();
        if Read::Name.normalise(word, &mut normalised) {
            let name = drawn(&normalised, attempt, |attempt, out| {
                given(&keys.given, &normalised, word, attempt, out);
            });
            words.push(cased(word, &name));
        }
    }
    let joined = family.join(" ");
    normalised.clear();
    let mut last = Vec::new();
    if Read::Name.normalise(&joined, &mut normalised) {
        let name = drawn(&normalised, attempt, |attempt, out| {
            let [word, _] = keys.surname.hash(&normalised, attempt);
            out.extend_from_slice(surname_for(word).as_bytes());
        });
        last = cased(&joined, &name);
    }
    let given = words.join(&b' ');
    let (first, second): (&[u8], &[u8]) = if family_first { (&last, &given) } else { (&given, &last) };
    out.extend_from_slice(first);
    if !first.is_empty() && !second.is_empty() {
        out.extend_from_slice(if family_first { b", " } else { b" " });
    }
    out.extend_from_slice(second);
}

fn cased(original: &str, name: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    lay_over(Laid::Case, original, std::str::from_utf8(name).unwrap_or_default(), &mut out);
    out
}

fn split(text: &str) -> Vec<&str> {
    text.split([' ', '\t', '\r', '\n', '\u{a0}', ','])
        .filter(|word| !word.is_empty() && !is_title(word))
        .collect()
}

/// The words of the family name, those of the given names, and whether the family name stands first.
pub(super) fn parts(original: &str) -> (Vec<&str>, Vec<&str>, bool) {
    if let Some((family, given)) = original.split_once(',')
        && !split(given).is_empty()
    {
        return (split(family), split(given), true);
    }
    let mut words = split(original);
    let mut at = words.len().saturating_sub(1);
    while at > 1 && PARTICLES.contains(&words[at - 1].to_ascii_lowercase().as_str()) {
        at -= 1;
    }
    let family = words.split_off(at);
    (family, words, false)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mask::key::MaskKey;
    use zeroize::Zeroizing;

    #[test]
    fn the_parts_of_a_name_are_told_apart() {
        assert!(
            parts("Dr. Ann Marie de la Cruz, MD") == (vec!["de", "la", "Cruz"], vec!["Ann", "Marie"], false)
        );
        assert!(parts("Smith, John Q.") == (vec!["Smith"], vec!["John", "Q."], true));
        assert!(parts("Cher") == (vec!["Cher"], vec![], false));
    }

    #[test]
    fn no_part_of_a_name_stands_for_itself() {
        let (mut equal, mut own) = (0, Vec::new());
        assert!(Read::Name.normalise("Michael", &mut own));
        for n in 0..2_000u32 {
            let mut bytes = [7; 32];
            bytes[..4].copy_from_slice(&n.to_le_bytes());
            let key = MaskKey::new(Zeroizing::new(bytes));
            let of = |name: &str| key.derive("domain", name);
            let keys = Keys { own: of("own"), given: of("given_name"), surname: of("surname") };
            let mut out = Vec::new();
            full(&keys, "Michael J. Smith", 0, &mut out);
            let name = String::from_utf8(out).unwrap();
            let words: Vec<&str> = name.split(' ').collect();
            assert!(words[0] != "Michael" && words[1] != "J." && words[2] != "Smith", "{name}");
            // As in a column of given names, which draws again what equals its original.
            let [word, _] = keys.given.hash(&own, 0);
            let first = given_for(&own, word);
            equal += u32::from(first == "Michael");
            assert!(first == "Michael" || first == words[0], "{name}");
        }
        assert!(equal > 0);
    }
}
