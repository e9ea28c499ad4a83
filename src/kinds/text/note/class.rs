//! The classes of what identifies somebody in a note.

/// What a mention is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    PatientName,
    RelativeName,
    WorkerName,
    Phone,
    Email,
    Date,
    Age,
    Street,
    City,
    Zip,
    RecordNumber,
}

/// All classes by their names, in the order of [`Class`].
pub(super) const NAMES: &[&str] = &[
    "patient_name",
    "relative_name",
    "worker_name",
    "phone",
    "email",
    "date",
    "age",
    "street",
    "city",
    "zip",
    "record_number",
];

impl Class {
    /// The name in `truth/spans.jsonl`.
    pub(super) fn name(self) -> &'static str {
        NAMES.get(self as usize).copied().unwrap_or_default()
    }
}
