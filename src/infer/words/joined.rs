//! Words that Hibernate and others write as one, in capitals of the code and none of the database: `creationdate`, `srcfirstname`.

/// What such a name ends with.
const LAST: &[&str] = &[
    "address",
    "age",
    "category",
    "city",
    "classification",
    "code",
    "comment",
    "condition",
    "context",
    "country",
    "date",
    "desc",
    "description",
    "details",
    "diastolic",
    "district",
    "email",
    "gender",
    "id",
    "known",
    "lat",
    "level",
    "lon",
    "manufacturer",
    "name",
    "number",
    "origin",
    "outcome",
    "phone",
    "purpose",
    "rate",
    "reason",
    "region",
    "remarks",
    "result",
    "role",
    "sex",
    "status",
    "street",
    "systolic",
    "telno",
    "text",
    "title",
    "token",
    "type",
    "weight",
];

/// What stands before it; the ends themselves do as well.
const PARTS: &[&str] = &[
    "admission",
    "approximate",
    "area",
    "assignee",
    "batch",
    "birth",
    "blood",
    "burial",
    "case",
    "cause",
    "change",
    "closing",
    "confirmed",
    "contact",
    "creation",
    "creator",
    "death",
    "default",
    "deletion",
    "discharge",
    "disease",
    "dose",
    "education",
    "effective",
    "emergency",
    "end",
    "entity",
    "epid",
    "event",
    "expiry",
    "external",
    "facility",
    "family",
    "father",
    "fathers",
    "field",
    "first",
    "followup",
    "full",
    "given",
    "guardian",
    "health",
    "home",
    "hospital",
    "house",
    "household",
    "immunization",
    "internal",
    "investigation",
    "jurisdiction",
    "lab",
    "last",
    "maiden",
    "management",
    "marital",
    "medical",
    "member",
    "middle",
    "mobile",
    "mother",
    "mothers",
    "national",
    "occupation",
    "onset",
    "opening",
    "organization",
    "passport",
    "pathogen",
    "patient",
    "permanent",
    "person",
    "place",
    "postal",
    "present",
    "pressure",
    "received",
    "registration",
    "relation",
    "report",
    "residence",
    "resolved",
    "responsible",
    "respiratory",
    "risk",
    "sample",
    "shipment",
    "specimen",
    "spouse",
    "src",
    "start",
    "symptom",
    "task",
    "temperature",
    "test",
    "thirdparty",
    "user",
    "vaccination",
    "vaccine",
    "visit",
    "work",
];

/// What people write as one word, though it is made of two of these.
const WHOLE: &[&str] = &["username", "birthplace", "homepage", "workplace"];

/// The words that a word is made of; none where it is one by itself.
pub(super) fn joined(word: &str) -> Option<Vec<&str>> {
    if WHOLE.contains(&word) || !word.is_ascii() {
        return None;
    }
    LAST.iter().find_map(|last| {
        let mut all = before(word.strip_suffix(last).filter(|rest| !rest.is_empty())?)?;
        all.push(last);
        Some(all)
    })
}

/// The words of what stands before the last.
fn before(rest: &str) -> Option<Vec<&str>> {
    if rest.is_empty() {
        return Some(Vec::new());
    }
    PARTS.iter().chain(LAST).find_map(|part| {
        let mut all = before(rest.strip_suffix(part)?)?;
        // Whose it is, without the ending that says so.
        all.push(match *part {
            "fathers" => "father",
            "mothers" => "mother",
            "src" => "source",
            other => other,
        });
        Some(all)
    })
}

#[cfg(test)]
mod tests {
    use super::joined;

    #[test]
    fn words_without_capitals_are_taken_apart_where_all_of_them_is_known() {
        let read = |word: &str| joined(word).map(|all| all.join(" "));
        for (word, words) in [
            ("creationdate", "creation date"),
            ("srcfirstname", "source first name"),
            ("contactpersonphone", "contact person phone"),
            ("mothersmaidenname", "mother maiden name"),
            ("bloodpressuresystolic", "blood pressure systolic"),
            ("passportnumber", "passport number"),
            ("pathogentestresult", "pathogen test result"),
            ("birthdate", "birth date"),
        ] {
            assert_eq!(read(word).as_deref(), Some(words));
        }
        for word in [
            "username",
            "update",
            "valid",
            "paid",
            "candidate",
            "hostname",
            "message",
            "flatrate",
            "type",
            "id",
        ] {
            assert_eq!(read(word), None, "{word}");
        }
    }
}
