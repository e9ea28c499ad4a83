//! Segments of HL7 version 2 and of X12, whose places say what their values are.

use crate::verify::Fiction;

/// Fields of HL7 that say what they hold (HL7 2.5.1, chapters 3, 4 and 6).
const MESSAGE: [(&str, usize, &str); 20] = [
    ("PID", 13, "phone home email"),
    ("PID", 14, "phone business email"),
    ("PID", 19, "ssn"),
    ("NK1", 5, "phone email"),
    ("NK1", 6, "phone business email"),
    ("NK1", 37, "ssn"),
    ("GT1", 6, "phone home email"),
    ("GT1", 7, "phone business email"),
    ("GT1", 12, "ssn"),
    ("IN1", 7, "phone"),
    ("IN1", 36, "medicare beneficiary"),
    ("IN1", 49, "ssn"),
    ("PV1", 7, "npi"),
    ("PV1", 8, "npi"),
    ("PV1", 9, "npi"),
    ("PV1", 17, "npi"),
    ("ORC", 12, "npi"),
    ("ORC", 14, "phone"),
    ("OBR", 16, "npi"),
    ("OBR", 17, "phone"),
];

/// Looks at the fields of a segment of HL7 that says what they are; `false` where it is none.
pub(super) fn hl7(file: &str, line: u64, text: &str, fiction: &mut Fiction) -> bool {
    let own = text.get(..3).unwrap_or_default();
    if text.as_bytes().get(3) != Some(&b'|') || !MESSAGE.iter().any(|(name, ..)| *name == own) {
        return false;
    }
    for (n, field) in text.split('|').enumerate() {
        let known = MESSAGE.iter().find(|(name, at, _)| *name == own && *at == n).map(|(.., name)| *name);
        for one in field.split('~') {
            // What an identifier is, it says in its fifth component.
            let kind = one.split('^').nth(4).unwrap_or_default();
            let of_list = ["SS", "NPI", "MC"].iter().position(|of| kind == *of);
            let said = of_list.map(|at| ["ssn", "npi", "medicare"][at]);
            let name = said.or(known).unwrap_or_default();
            match one.split_once('^') {
                Some((first, rest)) => {
                    fiction.cell(file, line, name, "", first);
                    rest.split('^').for_each(|part| fiction.cell(file, line, name, "", part));
                }
                None => fiction.cell(file, line, name, "", one),
            }
        }
    }
    fiction.end_of_file();
    true
}

/// An interchange of X12, by the signs that its first segment says.
pub(super) struct Claim {
    element: char,
    segment: char,
}

impl Claim {
    /// The interchange that begins here.
    pub(super) fn of(text: &str) -> Option<Self> {
        let text = text.strip_prefix("ISA")?;
        let element = text.chars().next().filter(|c| c.is_ascii_punctuation())?;
        // The last of sixteen elements is one sign, and then a segment ends.
        let last = text.split(element).nth(16)?;
        let segment = last.chars().nth(1).unwrap_or('\n');
        Some(Self { element, segment })
    }

    /// Segments that stand in a text without the interchange, by the usual signs.
    pub(super) fn fragment(text: &str) -> Option<Self> {
        let (name, _) = text.split_once('*')?;
        let known = ["NM1", "REF", "PER", "PRV", "SBR", "HL", "DMG", "EQ", "EB", "INS", "CLM", "BHT"];
        (known.contains(&name) && text.trim_end().ends_with('~'))
            .then_some(Self { element: '*', segment: '~' })
    }

    /// Looks at the segments of a line; `true` where the interchange ends in it.
    pub(super) fn look(&self, file: &str, line: u64, text: &str, fiction: &mut Fiction) -> bool {
        let mut ends = false;
        for segment in text.split(self.segment).map(str::trim).filter(|segment| !segment.is_empty()) {
            let elements: Vec<&str> = segment.split(self.element).collect();
            ends |= elements[0] == "IEA";
            for (n, element) in elements.iter().enumerate().skip(1) {
                fiction.cell(file, line, self.name(&elements, n), "", element);
            }
        }
        fiction.end_of_file();
        ends
    }

    /// What an element is, by the code before it (X12 005010X222, X279).
    fn name(&self, elements: &[&str], at: usize) -> &'static str {
        let code = elements.get(at - 1).copied().unwrap_or_default();
        match (elements[0], code) {
            ("NM1", "XX") if at == 9 => "npi",
            ("NM1", "34") if at == 9 => "ssn",
            ("NM1", "MI") if at == 9 => "medicare beneficiary",
            ("REF", "SY") if at == 2 => "ssn",
            ("REF", "HPI") if at == 2 => "npi",
            ("PER", "TE" | "CP" | "HP" | "WP") if at > 3 => "phone",
            ("PER", "FX") if at > 3 => "fax phone",
            ("PER", "EM") if at > 3 => "email",
            (
                "REF" | "TRN" | "CLM" | "BHT" | "ST" | "SE" | "GS" | "GE" | "IEA" | "ISA" | "SVD" | "CN1",
                _,
            ) => "id",
            _ => "",
        }
    }
}
