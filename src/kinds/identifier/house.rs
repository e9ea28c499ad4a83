//! Numbers that a house gives out itself: medical records, members, accounts. No range is reserved for them.

use super::BLANK;
use super::check::{Mod11, pad, pad_luhn};
use super::numbered::Numbered;
use crate::kinds::masking::{Masking, Read};
use crate::kinds::{Build, Fault, Kind, Maker, Param, Settings, Shape};
use crate::reference::append;

const CHECK: Param = Param::optional(
    "check",
    Shape::OneOf(&["luhn", "mod11", "none"]),
    "luhn",
    "The check digit at the end, over the digits alone: Luhn, or modulus 11 with weights 2 to 10 from the right (numbers whose \
     check digit would be 10 are left out), or none.",
);
const NO_CHECK: Param = Param::optional(
    "check",
    Shape::OneOf(&["luhn", "mod11", "none"]),
    "none",
    "The check digit at the end, as for `mrn`.",
);
const SOURCE: &str =
    "No range is reserved for fiction; the prefix is the house's own mark. Luhn: ISO/IEC 7812-1";

pub(super) const MRN: Kind = Kind {
    name: "mrn",
    mask: Masking::made('H', Read::Code(1, 64)),
    names: &[
        "mrn",
        "medical record",
        "medical record number",
        "patient number",
        "chart number",
        "patient identifier",
        "patient no",
        "hospital number",
        "patient code",
        "case no",
        "epid",
        "health id",
        "health facility id",
        "registration no",
        "registration number",
        "record number",
        "national health id",
        "unique identifier",
        "patient uid",
        "medrec",
        "external patient",
        "student number",
        "employee number",
        "inmate number",
        "booking number",
        "sid number",
        "fbi number",
        "study number",
        "participant number",
        "enrollment number",
        "client number",
        "person number",
        "docket number",
        "badge",
        "badge number",
    ],
    recognise: Some(|text| {
        text.len() <= 20 && text.get(..3).is_some_and(|start| start.eq_ignore_ascii_case("mrn"))
    }),
    summary: "A medical record number: a prefix of the house, digits, and a check digit.",
    params: &[
        Param::optional("prefix", Shape::Text, "MRN", "What stands before the digits; 16 bytes at most."),
        Param::optional(
            "digits",
            Shape::Integer,
            "8",
            "How many digits, the check digit among them; from 2 to 18.",
        ),
        CHECK,
    ],
    inputs: &[],
    example: r#"mrn = { kind = "mrn", prefix = "RC", digits = 9, unique = true }"#,
    source: SOURCE,
    build: Build::Maker(|settings| build(settings, "MRN", 8, "luhn")),
    ..BLANK
};

pub(super) const MEMBER_ID: Kind = Kind {
    name: "member_id",
    mask: Masking::made('I', Read::Code(1, 64)),
    names: &[
        "member id",
        "member number",
        "subscriber id",
        "policy number",
        "insurance id",
        "medicaid id",
        "beneficiary id",
        "beneficiary number",
        "insurance number",
        "subscriber number",
        "group number",
        "medicaid number",
        "policy no",
        "insured id",
        "health plan id",
    ],
    summary: "The number of a member of a health plan: a prefix of the house and digits.",
    params: &[
        Param::optional("prefix", Shape::Text, "PLB", "What stands before the digits; 16 bytes at most."),
        Param::optional(
            "digits",
            Shape::Integer,
            "9",
            "How many digits, the check digit among them; from 2 to 18.",
        ),
        NO_CHECK,
    ],
    inputs: &[],
    example: r#"member_id = { kind = "member_id" }"#,
    source: SOURCE,
    build: Build::Maker(|settings| build(settings, "PLB", 9, "none")),
    ..BLANK
};

pub(super) const ACCOUNT_NUMBER: Kind = Kind {
    name: "account_number",
    mask: Masking::made('J', Read::Code(1, 64)),
    names: &[
        "account number",
        "account no",
        "acct number",
        "bank account",
        "iban",
        "account id number",
        "routing number",
        "routing",
        "=aba",
        "acct no",
        "visit number",
        "invoice number",
        "accession number",
        "receipt number",
        "check number",
        "transaction number",
    ],
    summary: "The number of an account: a prefix of the house and digits.",
    params: &[
        Param::optional("prefix", Shape::Text, "A", "What stands before the digits; 16 bytes at most."),
        Param::optional(
            "digits",
            Shape::Integer,
            "10",
            "How many digits, the check digit among them; from 2 to 18.",
        ),
        NO_CHECK,
    ],
    inputs: &[],
    example: r#"account = { kind = "account_number", check = "mod11", unique = true }"#,
    source: SOURCE,
    build: Build::Maker(|settings| build(settings, "A", 10, "none")),
    ..BLANK
};

fn build(settings: &Settings, prefix: &str, digits: i64, check: &str) -> Result<Box<dyn Maker>, Fault> {
    let prefix = settings.text("prefix").unwrap_or(prefix).to_owned();
    if prefix.len() > 16 {
        return Err(Fault::of("prefix", "the prefix is longer than 16 bytes"));
    }
    let check = settings.text("check").unwrap_or(check);
    if prefix.ends_with(|c: char| c.is_ascii_digit()) && check != "none" {
        return Err(Fault::of(
            "prefix",
            "a prefix that ends with a digit cannot be told from the digits that are checked",
        )
        .help("end it with a letter or `-`, or write `check = \"none\"`"));
    }
    let digits = settings.integer("digits").unwrap_or(digits);
    let Some(digits) = usize::try_from(digits).ok().filter(|n| (2..=18).contains(n)) else {
        return Err(Fault::of("digits", format!("{digits} digits are not possible"))
            .help("write a number from 2 to 18"));
    };
    let bytes = prefix.len() + digits;
    let ten_to = |n: usize| (0..n).fold(1u64, |power, _| power * 10);
    Ok(match check {
        "luhn" => {
            let law = format!("a prefix, {} digits and a check digit by Luhn", digits - 1);
            let (length, mut prefix) = (prefix.len(), prefix.into_bytes());
            prefix.extend_from_slice(&[0; 16]);
            Numbered::boxed(ten_to(digits - 1), bytes, law, move |n, _, out| {
                append(&prefix, 0..length, out);
                pad_luhn(n, digits - 1, out);
            })
        }
        "mod11" => {
            let law = format!("a prefix, {} digits and a check digit by modulus 11", digits - 1);
            let numbers = Mod11::new(b"", digits - 1);
            Numbered::boxed(numbers.len(), bytes, law, move |n, _, out| {
                out.extend_from_slice(prefix.as_bytes());
                numbers.nth(n, out);
            })
        }
        _ => {
            let law = format!("a prefix and {digits} digits");
            Numbered::boxed(ten_to(digits), bytes, law, move |n, _, out| {
                out.extend_from_slice(prefix.as_bytes());
                pad(n, digits, out);
            })
        }
    })
}
