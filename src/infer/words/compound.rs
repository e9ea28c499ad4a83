//! German and Dutch words, which are written as one however many they are: `Patientennummer`, `Geburtsdatum`, `telefoonnummer`.

/// What such a word ends with, and the English word.
const HEADS: &[(&str, &str)] = &[
    ("nummer", "number"),
    ("datum", "date"),
    ("tag", "day"),
    ("jahr", "year"),
    ("zeit", "time"),
    ("adresse", "address"),
    ("anschrift", "street address"),
    ("telefon", "phone"),
    ("strasse", "street"),
    ("name", "name"),
    ("namen", "name"),
    ("ort", "city"),
    ("land", "country"),
    ("arzt", "doctor"),
    ("notiz", "notes"),
    ("notizen", "notes"),
    ("text", "text"),
    ("bemerkung", "notes"),
    ("bemerkungen", "notes"),
    ("inhaber", "holder name"),
    ("kontakt", "contact"),
    ("person", "person"),
    ("nr", "number"),
    ("id", "id"),
    ("mail", "email"),
];

/// What stands before it, with what joins the two.
const PARTS: &[(&str, &str)] = &[
    ("aktenzeichen", "case"),
    ("akten", "record"),
    ("anmelde", "registration"),
    ("ansprech", "contact"),
    ("arbeits", "work"),
    ("aufnahme", "admission"),
    ("auftrags", "order"),
    ("ausweis", "identity card"),
    ("behandlungs", "treatment"),
    ("besuchs", "visit"),
    ("bezugs", "contact"),
    ("eintritts", "admission"),
    ("entlassungs", "discharge"),
    ("erstellungs", "created"),
    ("fall", "case"),
    ("familien", "last"),
    ("geboorte", "birth"),
    ("geburts", "birth"),
    ("haus", "house"),
    ("handy", "mobile"),
    ("huis", "house"),
    ("kassen", "insurance"),
    ("kind", "child"),
    ("kinder", "child"),
    ("klienten", "client"),
    ("konto", "account"),
    ("kontakt", "contact"),
    ("kranken", "insurance"),
    ("kunden", "customer"),
    ("melde", "report"),
    ("mitarbeiter", "employee"),
    ("mitglieds", "member"),
    ("mobil", "mobile"),
    ("mutter", "mother"),
    ("nach", "last"),
    ("notfall", "emergency"),
    ("patienten", "patient"),
    ("personal", "employee"),
    ("post", "postal"),
    ("privat", "home"),
    ("proben", "specimen"),
    ("rechnungs", "invoice"),
    ("rufnummer", "phone"),
    ("schul", "school"),
    ("sterbe", "death"),
    ("steuer", "tax"),
    ("telefon", "phone"),
    ("telefoon", "phone"),
    ("termin", "appointment"),
    ("todes", "death"),
    ("untersuchungs", "examination"),
    ("vater", "father"),
    ("versicherten", "insurance"),
    ("versicherungs", "insurance"),
    ("vor", "first"),
    ("wohn", "residence"),
    ("zahlungs", "payment"),
];

/// The words that a word is made of; none where it is no such word.
pub(super) fn taken_apart(word: &str) -> Option<Vec<String>> {
    HEADS.iter().find_map(|(head, last)| {
        let rest = word.strip_suffix(head).filter(|rest| rest.len() > 2)?;
        let (_, first) = PARTS.iter().find(|(part, _)| *part == rest)?;
        Some(format!("{first} {last}").split(' ').map(str::to_owned).collect())
    })
}

#[cfg(test)]
mod tests {
    use super::taken_apart;

    #[test]
    fn german_words_are_taken_apart_where_both_parts_are_known() {
        let read = |word: &str| taken_apart(word).map(|all| all.join(" "));
        for (word, words) in [
            ("patientennummer", "patient number"),
            ("geburtsdatum", "birth date"),
            ("versicherungsnummer", "insurance number"),
            ("familienname", "last name"),
            ("telefoonnummer", "phone number"),
            ("sterbetag", "death day"),
            ("kontoinhaber", "account holder name"),
        ] {
            assert_eq!(read(word).as_deref(), Some(words));
        }
        for word in ["name", "island", "candidate", "private", "import", "support", "monday", "telephone"] {
            assert_eq!(read(word), None, "{word}");
        }
    }
}
