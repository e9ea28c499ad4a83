//! Letters that look alike to a machine, and letters that sound alike to an ear.

use crate::draw::Burst;

/// What a scanner takes for each other.
const ALIKE: &[(&str, &str)] = &[
    ("rn", "m"),
    ("m", "rn"),
    ("0", "O"),
    ("O", "0"),
    ("1", "l"),
    ("l", "1"),
    ("I", "l"),
    ("5", "S"),
    ("S", "5"),
    ("8", "B"),
    ("B", "8"),
    ("2", "Z"),
    ("Z", "2"),
    ("6", "b"),
    ("cl", "d"),
    ("d", "cl"),
    ("w", "vv"),
    ("vv", "w"),
    ("g", "q"),
    ("h", "b"),
    ("e", "c"),
    ("D", "O"),
    ("u", "ii"),
];

/// What an ear takes for each other, in English spelling.
const SOUNDS: &[(&str, &str)] = &[
    ("ph", "f"),
    ("f", "ph"),
    ("ck", "k"),
    ("k", "ck"),
    ("c", "k"),
    ("C", "K"),
    ("K", "C"),
    ("ie", "y"),
    ("y", "ie"),
    ("ei", "ie"),
    ("ey", "y"),
    ("i", "y"),
    ("z", "s"),
    ("s", "z"),
    ("ee", "ea"),
    ("ea", "ee"),
    ("ll", "l"),
    ("l", "ll"),
    ("nn", "n"),
    ("n", "nn"),
    ("tt", "t"),
    ("t", "tt"),
    ("ss", "s"),
    ("x", "ks"),
    ("qu", "kw"),
    ("sh", "ch"),
    ("gh", "g"),
    ("Mac", "Mc"),
    ("Mc", "Mac"),
    ("sen", "son"),
    ("son", "sen"),
    ("Kn", "N"),
    ("Wr", "R"),
    ("a", "e"),
    ("e", "a"),
    ("o", "u"),
    ("J", "G"),
    ("G", "J"),
    ("th", "t"),
    ("v", "b"),
];

/// The text as a scanner reads it, one place wrong.
pub fn seen(text: &str, burst: &mut Burst) -> Option<String> {
    one(text, ALIKE, burst)
}

/// The text as an ear hears it, one place wrong.
pub fn heard(text: &str, burst: &mut Burst) -> Option<String> {
    one(text, SOUNDS, burst)
}

/// One place of the text at which a rule applies, taken for the other; any such place is as likely as another.
fn one(text: &str, rules: &[(&str, &str)], burst: &mut Burst) -> Option<String> {
    let mut places = Vec::new();
    for (rule, (from, _)) in rules.iter().enumerate() {
        places.extend(text.match_indices(from).map(|(at, _)| (at, rule)));
    }
    let n = u32::try_from(places.len()).ok().filter(|n| *n > 0)?;
    let (at, rule) = places[burst.below(n) as usize];
    let (from, to) = rules[rule];
    Some(format!("{}{to}{}", &text[..at], &text[at + from.len()..]))
}
