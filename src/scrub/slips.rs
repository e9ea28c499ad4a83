//! Words with one typing error.

/// Whether two words differ by one letter more, less or other, or by two that changed places.
pub(super) fn one_error(a: &[u8], b: &[u8]) -> bool {
    let same = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let (a, b) = (&a[same..], &b[same..]);
    let swapped = a.len() == b.len() && a.len() > 1 && a[0] == b[1] && a[1] == b[0] && a[2..] == b[2..];
    match a.len().cmp(&b.len()) {
        std::cmp::Ordering::Equal => a.is_empty() || a[1..] == b[1..] || swapped,
        std::cmp::Ordering::Less => *a == b[1..],
        std::cmp::Ordering::Greater => a[1..] == *b,
    }
}

/// Whether two words differ by two such errors at the most.
pub(super) fn two_errors(a: &[u8], b: &[u8]) -> bool {
    let same = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let (a, b) = (&a[same..], &b[same..]);
    let (Some(x), Some(y)) = (a.first(), b.first()) else { return a.len() + b.len() < 3 };
    let swapped = a.len() > 1 && b.len() > 1 && a[0] == b[1] && a[1] == b[0];
    debug_assert_ne!(x, y);
    swapped && one_error(&a[2..], &b[2..])
        || one_error(&a[1..], &b[1..])
        || one_error(&a[1..], b)
        || one_error(a, &b[1..])
}

/// Whether a word is one of some, with one typing error; a first letter is seldom wrong.
pub(super) fn is_slip_of_any(word: &[u8], all: &[&[u8]]) -> bool {
    let mut lower = [0u8; 16];
    let Some(lower) = lower.get_mut(..word.len()) else { return false };
    for (to, from) in lower.iter_mut().zip(word) {
        *to = from.to_ascii_lowercase();
    }
    let lower = &*lower;
    all.iter().any(|of| of.first() == lower.first() && lower != *of && one_error(lower, of))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_error_is_forgiven_and_two_are_not() {
        for word in [b"stret".as_slice(), b"strreet", b"steret", b"strxet"] {
            assert!(one_error(word, b"street"), "{word:?}");
        }
        assert!(!one_error(b"stre", b"street") && !is_slip_of_any(b"street", &[b"street"]));
        for word in [b"setpembre".as_slice(), b"septmbr", b"septembar"] {
            assert!(two_errors(word, b"september"), "{word:?}");
        }
        assert!(!two_errors(b"sepmbr", b"september") && two_errors(b"may", b"may"));
        assert!(is_slip_of_any(b"Febuary", &[b"january", b"february"]));
        assert!(!is_slip_of_any(b"Canuary", &[b"january"]));
    }
}
