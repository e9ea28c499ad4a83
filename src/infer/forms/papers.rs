//! Numbers that states and banks give to people, in forms that nothing else has, and names in social media.

use crate::kinds::likeness::shaped;

/// Forms of papers, as `9` for a digit, `A` for a letter and `X` for either of them.
const FORMS: &[&str] = &[
    // CURP.
    "AAAA999999AAAAAAX9",
    // CPF, RUT, RUN.
    "999.999.999-99",
    "99.999.999-X",
    "9.999.999-X",
    // Codice fiscale.
    "AAAAAA99A99A999A",
    // DNI and NIE.
    "99999999A",
    "A9999999A",
    // A National Insurance number.
    "AA999999A",
    "AA 99 99 99 A",
    // AHV.
    "756.9999.9999.99",
    // An alien registration number.
    "A999999999",
    "A-999999999",
];

/// Whether a text is a number of somebody's papers.
pub(super) fn is_paper(text: &str) -> bool {
    // The RFC of a person ends with three of either.
    let tax = |text: &str| {
        text.split_at_checked(10).is_some_and(|(born, rest)| {
            shaped(born, "AAAA999999") && rest.len() == 3 && rest.bytes().all(|b| b.is_ascii_alphanumeric())
        })
    };
    tax(text) || FORMS.iter().any(|form| shaped(text, form))
}

/// Whether a text is an account by its IBAN: its check digits are right.
pub(super) fn is_iban(text: &str) -> bool {
    let plain: Vec<u8> = text.bytes().filter(|b| *b != b' ').collect();
    let formed = (15..=34).contains(&plain.len())
        && plain.iter().all(u8::is_ascii_alphanumeric)
        && plain.iter().take(2).all(u8::is_ascii_uppercase)
        && plain.iter().skip(2).take(2).all(u8::is_ascii_digit);
    formed && {
        let turned = plain.iter().skip(4).chain(plain.iter().take(4));
        let rest = turned.fold(0u32, |rest, byte| match byte {
            b'0'..=b'9' => (rest * 10 + u32::from(byte - b'0')) % 97,
            letter => (rest * 100 + u32::from(letter.to_ascii_uppercase() - b'A') + 10) % 97,
        });
        rest == 1
    }
}

/// Whether a text is how somebody is called in social media: `@ann.smith`, `$annsmith`.
pub(super) fn is_handle(text: &str) -> bool {
    text.strip_prefix(['@', '$']).is_some_and(|rest| {
        (2..=40).contains(&rest.len())
            && rest.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && rest.bytes().all(|b| b.is_ascii_alphanumeric() || b"_.-".contains(&b))
    })
}

#[cfg(test)]
mod tests {
    use super::{is_handle, is_iban, is_paper};

    #[test]
    fn papers_accounts_and_handles_are_told_by_their_form() {
        for text in ["GOPM850312HDFABC09", "123.456.789-01", "12345678Z", "RSSMRA85T10A562S", "QQ123456C"] {
            assert!(is_paper(text), "{text}");
        }
        for text in ["1234567", "ABC-1234", "2024-01-02", "12.5", "KIT-12345", "A12"] {
            assert!(!is_paper(text), "{text}");
        }
        assert!(is_iban("DE89 3704 0044 0532 0130 00") && is_iban("GB82WEST12345698765432"));
        assert!(!is_iban("DE88 3704 0044 0532 0130 00") && !is_iban("MRN1234567890123"));
        assert!(is_handle("@ann.smith") && is_handle("$annsmith") && is_handle("@a_b-c9"));
        assert!(
            !is_handle("$1,200.00")
                && !is_handle("ann@example.com")
                && !is_handle("@")
                && !is_handle("@ home")
        );
    }
}
