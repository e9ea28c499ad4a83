//! Identifiers for which a range is reserved for fiction, and the words that tell that one is meant.

use crate::kinds::{self, Kind};
use std::sync::OnceLock;

/// A sort of identifier that fiction has a range for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// Social security number.
    Ssn,
    /// Telephone number.
    Phone,
    /// Mail address.
    Email,
    /// Web address.
    Url,
    /// IPv4 address.
    Ipv4,
    /// IPv6 address.
    Ipv6,
    /// Medicare beneficiary identifier.
    Mbi,
    /// National provider identifier.
    Npi,
    /// DEA registration number.
    Dea,
    /// Payment card number.
    Card,
    /// Vehicle identification number.
    Vin,
    /// UUID.
    Uuid,
    /// NHS number.
    Nhs,
}

impl Class {
    /// All classes, in the order in which they are told.
    pub const ALL: [Self; 13] = [
        Self::Ssn,
        Self::Phone,
        Self::Email,
        Self::Url,
        Self::Ipv4,
        Self::Ipv6,
        Self::Mbi,
        Self::Npi,
        Self::Dea,
        Self::Card,
        Self::Vin,
        Self::Uuid,
        Self::Nhs,
    ];

    /// Its place among all of them.
    pub(super) const fn number(self) -> usize {
        self as usize
    }

    /// The name of the kind whose values these are.
    pub const fn kind(self) -> &'static str {
        match self {
            Self::Ssn => "ssn",
            Self::Phone => "phone",
            Self::Email => "email",
            Self::Url => "url",
            Self::Ipv4 => "ipv4",
            Self::Ipv6 => "ipv6",
            Self::Mbi => "mbi",
            Self::Npi => "npi",
            Self::Dea => "dea",
            Self::Card => "payment_card",
            Self::Vin => "vin",
            Self::Uuid => "uuid",
            Self::Nhs => "nhs_number",
        }
    }

    /// The class of a word, as `placebo: allow` names it.
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|class| class.kind() == word)
    }

    /// Words that tell that such a value stands behind them, beside the names of the kind's columns.
    #[expect(clippy::too_many_lines, reason = "a list reads best in one place")]
    const fn cues(self) -> &'static [&'static str] {
        match self {
            // 2.16.840.1.113883.4.1 is the number of these numbers in documents of HL7.
            Self::Ssn => &[
                "ssn",
                "ss",
                "s s",
                "s s n",
                "soc sec",
                "ssno",
                "social security",
                "socialsecurity",
                "seguro social",
                "tax id",
                "taxpayer id",
                "taxpayer",
                "itin",
                "nss",
                "2 16 840 1 113883 4 1",
            ],
            Self::Phone => &[
                "phone",
                "tel",
                "mobile",
                "cell",
                "fax",
                "call",
                "sms",
                "contact",
                "ph",
                "whatsapp",
                "telefono",
                "celular",
                "movil",
                "fono",
                "telefon",
                "telephone",
                "handy",
                "rufnummer",
                "portable",
                "gsm",
                "mob",
                "caller",
                "callee",
                "msisdn",
                "dial",
                "reach",
                "reached",
                "reachable",
                "called",
                "ring",
                "landline",
                "hotline",
                "pager",
                "caller id",
                "phn",
                "handynummer",
                "handynr",
                "mobilnummer",
                "mobiel",
            ],
            Self::Email => &[
                "email",
                "e mail",
                "mail",
                "mailto",
                "contact",
                "recipient",
                "cc",
                "bcc",
                "correo",
                "courriel",
                "author",
                "sender",
                "attendee",
                "organizer",
                "username",
                "login",
                "log in",
                "logged in",
                "user",
                "admin",
                "account",
                "owner",
                "member",
                "patient",
                "customer",
            ],
            Self::Url => &["portal", "homepage", "website"],
            Self::Ipv4 | Self::Ipv6 => &[
                "ip",
                "ipaddress",
                "remote addr",
                "remote address",
                "client addr",
                "client address",
                "forwarded for",
                "host",
                "hostname",
                "nameserver",
            ],
            Self::Mbi => &["mbi", "medicare", "beneficiary"],
            Self::Npi => &["npi", "provider", "prescriber", "2 16 840 1 113883 4 6"],
            Self::Dea => &["dea", "prescriber", "registration"],
            Self::Card => &["card", "credit", "visa", "mastercard", "amex", "pan", "tarjeta", "cc"],
            Self::Vin => &["vin", "vehicle"],
            Self::Uuid => &[],
            Self::Nhs => &["nhs"],
        }
    }

    pub(super) fn entry(self) -> Option<&'static Kind> {
        static KINDS: OnceLock<Vec<Option<&'static Kind>>> = OnceLock::new();
        let all = KINDS.get_or_init(|| Self::ALL.iter().map(|class| kinds::find(class.kind())).collect());
        all.get(self.number()).copied().flatten()
    }

    /// Whether the value could be somebody's.
    pub(super) fn could_be_real(self, text: &str) -> bool {
        self.entry().and_then(|kind| kind.could_be_real).is_some_and(|real| real(text))
    }

    /// Whether a name of a column says that its numbers are something else, whatever they look like: `phone_id`, `build_version`.
    pub(super) fn is_ruled_out(self, name: &str) -> bool {
        let words = spaced(name);
        let last = words.split(' ').rfind(|word| !word.is_empty()).unwrap_or_default();
        let of_amounts = ["count", "amount", "total", "price", "size", "bytes", "qty", "quantity"];
        let of_things = [
            "id",
            "ids",
            "version",
            "build",
            "release",
            "hash",
            "digest",
            "sku",
            "ref",
            "key",
            "code",
            "imei",
            "oid",
            "revision",
            "model",
            "token",
            "barcode",
            "checksum",
            "fingerprint",
            "seq",
            "sequence",
            "epoch",
            "offset",
        ];
        // `invoice_no`, `Part Number`, and not `order_phone_number`
        let numbered = ["no", "number", "num", "nr", "nbr"].contains(&last)
            && words.split(' ').any(|word| NUMBERED.contains(&word))
            && !self.told_by(&words);
        match self {
            Self::Ssn | Self::Phone | Self::Ipv4 | Self::Card | Self::Nhs => {
                // What says all of it says more than its last word: `caller id`, `tax id`.
                let said = |cue: &&str| cue.contains(' ') && words.trim_end().ends_with(*cue);
                (of_things.contains(&last) || of_amounts.contains(&last) || numbered)
                    && !self.cues().iter().any(said)
            }
            Self::Npi | Self::Dea | Self::Mbi | Self::Vin => of_amounts.contains(&last),
            _ => false,
        }
    }

    /// Whether a name of a column, or the words before a value, tell that such a value is meant.
    pub fn told_by(self, words: &str) -> bool {
        let words = spaced(words);
        let has = |cue: &str| {
            let cue = cue.trim_start_matches('=');
            words.match_indices(cue).any(|(at, _)| {
                let bound = |b: Option<&u8>| b.is_none_or(|b| !b.is_ascii_alphanumeric());
                let (bytes, end) = (words.as_bytes(), at + cue.len());
                // `phone1`, `emails`
                let counted = bytes.get(end).is_some_and(u8::is_ascii_digit)
                    || bytes.get(end) == Some(&b's') && bound(bytes.get(end + 1));
                bound(at.checked_sub(1).and_then(|i| bytes.get(i))) && (counted || bound(bytes.get(end)))
            })
        };
        let names = self.entry().map_or(&[][..], |kind| kind.names);
        self.cues().iter().chain(names).any(|cue| has(cue))
            || words.split(' ').any(|word| self.is_within(word))
    }

    /// Whether a name of a column tells that such values stand in it, and not only what somebody does with them: `reach`, `calls`.
    pub(super) fn is_named(self, name: &str) -> bool {
        let done = ["call", "calls", "called", "reach", "reached", "reachable", "ring", "dial"];
        let words = spaced(name);
        let words: Vec<&str> = words.split(' ').filter(|word| !done.contains(word)).collect();
        self.told_by(&words.join(" "))
    }

    /// Whether a word that was written together says it: `homephone`, `PATIENTSSN`, `emailaddress`.
    fn is_within(self, word: &str) -> bool {
        match self {
            Self::Ssn => word.len() > 3 && (word.starts_with("ssn") || word.ends_with("ssn")),
            Self::Email => word.contains("email"),
            // In whatever language: telefoon, telefone, telefono.
            Self::Phone if word.starts_with("telef") => true,
            Self::Phone => {
                let other =
                    ["micro", "head", "ear", "saxo", "mega", "iphone", "phoneme", "phonetic", "smartphones"];
                word.contains("phone") && !other.iter().any(|other| word.contains(other))
            }
            _ => false,
        }
    }
}

/// What has numbers of its own that may look like somebody's.
const NUMBERED: [&str; 36] = [
    "order",
    "invoice",
    "part",
    "serial",
    "tracking",
    "accession",
    "ticket",
    "docket",
    "item",
    "product",
    "catalog",
    "lot",
    "batch",
    "shipment",
    "po",
    "sku",
    "asset",
    "purchase",
    "model",
    "receipt",
    "case",
    "file",
    "claim",
    "confirmation",
    "reference",
    "incident",
    "contract",
    "project",
    "permit",
    "protocol",
    "voucher",
    "check",
    "cheque",
    "job",
    "encounter",
    "visit",
];

/// A name in words of lower case without accents: `patientPhone`, `PATIENT_PHONE` and `patient-phone` are `patient phone`.
pub(super) fn spaced(name: &str) -> String {
    let mut out = String::with_capacity(name.len() + 8);
    let mut lower = false;
    for c in name.chars() {
        if c.is_ascii_uppercase() && lower {
            out.push(' ');
        }
        lower = c.is_ascii_lowercase();
        out.push(match c {
            'á' | 'Á' | 'ã' | 'Ã' => 'a',
            'é' | 'É' | 'ê' | 'Ê' => 'e',
            'í' | 'Í' => 'i',
            'ó' | 'Ó' | 'õ' | 'Õ' => 'o',
            'ú' | 'Ú' | 'ü' | 'Ü' => 'u',
            'ñ' | 'Ñ' => 'n',
            c if c.is_alphanumeric() => c.to_ascii_lowercase(),
            _ => ' ',
        });
    }
    out
}
