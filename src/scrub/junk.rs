//! Signs that stand where none belongs: inside of a name or a month, `Quin|tero`, `Sept()ember`, inside of a date, `03/19**/93`,
//! and between the groups of a number whatever they are, `{402}{555}{0134}`, `900>41>7730`, `402 and 555 and 0134`.

use super::left::{Left, sign_from};
use super::words::{
    CITY, GIVEN, LOWER_WORD, MONTH, ORDINARY, Roles, STREET_NAME, STREET_TYPE, SURNAME, Words,
};
use std::ops::Range;

/// Letters of a word that is read so.
const LONGEST: usize = 24;
/// Bytes that stand between two groups of a number, the word for a sign and the blanks around it included.
const WIDE: usize = 7;
/// What a word may be that signs are left out of.
const NAMES: Roles = GIVEN | SURNAME | MONTH | STREET_NAME | CITY;
/// What stands where nothing should.
const PAIRS: [&[u8]; 7] = [b"()", b"[]", b"{}", b"**", b"..", b"--", b"//"];
/// What signs are called between the groups of a number.
const CALLED: [&[u8]; 6] = [b" and ", b" dash ", b" slash ", b" dot ", b" hyphen ", b" minus "];

/// Something that is left out, with what is read in its place.
struct Cut {
    range: Range<usize>,
    read: &'static [u8],
}

/// Leaves such signs out, or reads those of a number as what they stand for; the places are those of the bytes that are left.
/// `None` where there are none.
pub(super) fn leave_out(bytes: &[u8], places: Option<&[u32]>) -> Option<(Vec<u8>, Vec<u32>)> {
    let mut from = 0;
    let mut cuts = next(bytes, &mut from)?;
    let (mut left, mut done) = (Left::of(bytes, places), 0);
    loop {
        for cut in cuts {
            left.keep(done..cut.range.start);
            left.put(cut.read, cut.range.start);
            done = cut.range.end;
        }
        let Some(more) = next(bytes, &mut from) else { break };
        cuts = more;
    }
    Some(left.end(done))
}

/// What is left out next, from a place on, which is moved behind it.
fn next(bytes: &[u8], from: &mut usize) -> Option<Vec<Cut>> {
    loop {
        let at = sign_from(bytes, (*from).max(1));
        *from = at + 1;
        let (Some(own), Some(next)) = (bytes.get(at), bytes.get(at + 1)) else { return None };
        // Only what stands directly behind a letter or a digit is looked at, and a blank only before the word for a sign: behind
        // most signs the next word stands.
        let before = bytes[at - 1];
        let opens = match own {
            b' ' => before.is_ascii_digit() && (!next.is_ascii_alphanumeric() || b"adhms".contains(next)),
            _ => *next != b' ' && before.is_ascii_alphanumeric(),
        };
        if !opens {
            continue;
        }
        let cuts = if before.is_ascii_digit() {
            let all = || grouped(bytes, at).map(Vec::from).or_else(|| street(bytes, at));
            before_sign(bytes, at).map(|cut| vec![cut]).or_else(all)
        } else {
            let one = || before_sign(bytes, at).or_else(|| inside_word(bytes, at)).map(|cut| vec![cut]);
            of_month(bytes, at).map(Vec::from).or_else(one)
        };
        if let Some(last) = cuts.as_ref().and_then(|cuts| cuts.last()) {
            *from = last.range.end;
            return cuts;
        }
    }
}

/// `03/19**/93`, `lopez()@mail`: a pair of signs before the second sign of a date, or before the sign of an address.
fn before_sign(bytes: &[u8], at: usize) -> Option<Cut> {
    let pair = bytes.get(at..at + 2).filter(|pair| PAIRS.contains(pair))?;
    let joint = bytes.get(at + 2).filter(|b| matches!(b, b'/' | b'-' | b'.' | b'@') && **b != pair[0])?;
    let dated = bytes[at.saturating_sub(3)..at].contains(joint);
    let fits = match (joint, bytes.get(at + 3)?) {
        (b'@', next) => next.is_ascii_alphanumeric(),
        (_, next) => dated && next.is_ascii_digit() && bytes[at - 1].is_ascii_digit(),
    };
    fits.then_some(Cut { range: at..at + 2, read: b"" })
}

/// `Quin|tero`, `Sept()ember`: signs inside of what is a name or a month without them, and no two words of every day with them.
fn inside_word(bytes: &[u8], at: usize) -> Option<Cut> {
    let end = match bytes.get(at..at + 2) {
        Some(pair) if PAIRS.contains(&pair) => at + 2,
        _ if b"|,\\/~#*+=^;._".contains(&bytes[at]) => at + 1,
        _ => return None,
    };
    let empty = end > at + 1 && matches!(bytes[at], b'(' | b'[' | b'{');
    let letter = |b: &&u8| b.is_ascii_alphabetic();
    let head = bytes[at.saturating_sub(LONGEST)..at].iter().rev().take_while(letter).count();
    let tail = bytes[end..].iter().take(LONGEST).take_while(letter).count();
    let start = at - head;
    if head < 2 || tail < 2 || head + tail > LONGEST {
        return None;
    }
    let joins = |k: Option<&u8>| k.is_some_and(|b| b.is_ascii_alphanumeric() || *b == bytes[at]);
    let alone = !joins(start.checked_sub(1).map(|k| &bytes[k])) && !joins(bytes.get(end + tail));
    // Both are written alike: `Lee,Ann` are two names.
    let small = bytes[end..end + tail].iter().all(u8::is_ascii_lowercase);
    let capitals = bytes[start..at].iter().chain(&bytes[end..end + tail]).all(u8::is_ascii_uppercase);
    if !alone || !small && !capitals {
        return None;
    }
    let mut word = [0u8; LONGEST];
    word[..head].copy_from_slice(&bytes[start..at]);
    word[head..head + tail].copy_from_slice(&bytes[end..end + tail]);
    word.make_ascii_lowercase();
    let words = Words::get();
    // A full stop ends a sentence, and both are in what programs call things: in months alone.
    let names = if matches!(bytes[at], b'.' | b'_') && end == at + 1 { MONTH } else { NAMES };
    let name = empty || words.of(&word[..head + tail]) & names != 0;
    let plain = |word: &[u8]| words.of(word) & (ORDINARY | LOWER_WORD) != 0;
    (name && !(plain(&word[..head]) && plain(&word[head..head + tail])))
        .then_some(Cut { range: at..end, read: b"" })
}

/// `June:17,:1958`, `september+12,+2019`: a month, a day and a year with the same signs between them.
fn of_month(bytes: &[u8], at: usize) -> Option<[Cut; 2]> {
    let sign = |b: &&u8| b.is_ascii_punctuation() || **b == 0xfe;
    let between = bytes[at..].iter().take(2).take_while(sign).count();
    let digits = |from: usize| {
        bytes.get(from..).unwrap_or_default().iter().take(5).take_while(|b| b.is_ascii_digit()).count()
    };
    let gap = &bytes[at..at + between];
    let day = digits(at + between);
    let second = at + between + day;
    let second = second + usize::from(bytes.get(second) == Some(&b',') && gap != b",");
    let third = second + between;
    if !(1..3).contains(&day) || between == 0 || bytes.get(second..third) != Some(gap) || digits(third) != 4 {
        return None;
    }
    let head =
        bytes[at.saturating_sub(LONGEST)..at].iter().rev().take_while(|b| b.is_ascii_alphabetic()).count();
    let month = Words::get().of(&bytes[at - head..at].to_ascii_lowercase()) & MONTH != 0;
    month.then_some([Cut { range: at..at + between, read: b" " }, Cut { range: second..third, read: b" " }])
}

/// `716+Old+Mill+Rd`, `5686:Wexford:Dr`: a house, its street and what the street is, with the same sign between them.
fn street(bytes: &[u8], at: usize) -> Option<Vec<Cut>> {
    const WORDS: usize = 5;
    let sign = bytes.get(at).filter(|b| b"+|:;~=*#".contains(b))?;
    let (mut cuts, mut end) = (Vec::new(), at);
    while bytes.get(end) == Some(sign) && cuts.len() < WORDS {
        let letters = bytes[end + 1..].iter().take(LONGEST).take_while(|b| b.is_ascii_alphabetic()).count();
        if letters < 2 {
            return None;
        }
        cuts.push(Cut { range: end..end + 1, read: b" " });
        end += 1 + letters;
    }
    let last = &bytes[cuts.last()?.range.end..end];
    let kind = Words::get().of(&last.to_ascii_lowercase()) & STREET_TYPE != 0;
    (cuts.len() > 1 && kind).then_some(cuts)
}

/// Three groups of digits with the same between them that no number has otherwise: of a telephone number, of a social security
/// number, or of a date.
fn grouped(bytes: &[u8], at: usize) -> Option<[Cut; 2]> {
    let digit = |b: &&u8| b.is_ascii_digit();
    let behind = |from: usize| bytes.get(from..).unwrap_or_default().iter().take(5).take_while(digit).count();
    let first = bytes[at.saturating_sub(4)..at].iter().rev().take_while(digit).count();
    let between = bytes[at..].iter().take(WIDE + 1).take_while(|b| !b.is_ascii_digit()).count();
    let gap = bytes.get(at..at + between).filter(|gap| (1..=WIDE + 1).contains(&gap.len()))?;
    let second = behind(at + between);
    let other = at + between + second;
    if !(1..4).contains(&first) || !(1..4).contains(&second) || !bytes[other..].starts_with(gap) {
        return None;
    }
    let last = other + between;
    let third = behind(last);
    let number = match (first, second, third) {
        (3, 2 | 3, 4) => true,
        (1 | 2, 1 | 2, 4) => false,
        _ => return None,
    };
    let start = at - first;
    let joined = |k: usize| bytes.get(k).is_some_and(u8::is_ascii_alphanumeric);
    let goes_on = bytes[last + third..].starts_with(gap) && joined(last + third + between);
    let goes_on = goes_on
        || start >= between
            && bytes[..start].ends_with(gap)
            && start > between
            && joined(start - between - 1);
    if goes_on || start > 0 && joined(start - 1) || joined(last + third) || !is_odd(gap, number, second) {
        return None;
    }
    if !number && !is_date(&bytes[start..at], &bytes[at + between..other], &bytes[last..last + third]) {
        return None;
    }
    let read: &'static [u8] = if number { b"-" } else { b"/" };
    Some([Cut { range: at..at + between, read }, Cut { range: other..last, read }])
}

/// Whether no number has this between its groups in any other meaning.
fn is_odd(gap: &[u8], number: bool, second: usize) -> bool {
    let sign = |b: &u8| b.is_ascii_punctuation() || *b == 0xfe;
    match gap {
        [sign] => b"|~*_:;+=#>\\'\"^!<`".contains(sign) || second == 3 && *sign == b'/',
        [open, close] => sign(open) && sign(close),
        [b' ', sign, b' '] => b"|~*_:;#>\\/".contains(sign),
        _ => CALLED.iter().any(|called| gap.eq_ignore_ascii_case(called) && (number || *called != b" and ")),
    }
}

/// Whether three numbers are a month, a day and a year, or a day, a month and a year.
fn is_date(first: &[u8], second: &[u8], year: &[u8]) -> bool {
    let value = |digits: &[u8]| digits.iter().fold(0u32, |n, b| n * 10 + u32::from(b - b'0'));
    let (one, two) = (value(first), value(second));
    (1..32).contains(&one.max(two)) && (1..13).contains(&one.min(two)) && (1880..2100).contains(&value(year))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> String {
        super::super::left::text_of(text, leave_out)
    }

    #[test]
    fn signs_that_belong_nowhere_are_left_out() {
        assert_eq!(read("Quin|tero, Sept()ember 4"), "Quintero, September 4");
        assert_eq!(read("born 03/19**/1993"), "born 03/19/1993");
        assert_eq!(read("{402}{555}{0134}"), "{402-555-0134}");
        assert_eq!(read("900>41>7730; 402 and 555 and 0134"), "900-41-7730; 402-555-0134");
        assert_eq!(read("07 _ 13 _ 2023"), "07/13/2023");
        assert_eq!(read("June:17,:1958, Ju.ne 4, march-11,-1971"), "June 17, 1958, June 4, march 11, 1971");
        assert_eq!(read("716+Old+Mill+Rd, lopez()@mail"), "716 Old Mill Rd, lopez@mail");
        for same in [
            "and/or",
            "be/long",
            "Lee,Ann",
            "1:30:2023:4",
            "120/80/1500",
            "3 and 4 and 2023",
            "n/v",
            "40:17:2023",
        ] {
            assert_eq!(read(same), same);
        }
    }
}
