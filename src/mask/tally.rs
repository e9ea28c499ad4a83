//! What was done, in numbers: by column and treatment, and never a value.

/// Counts of one column.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Cells that held a value.
    pub values: u64,
    /// Cells that were NULL or missing, and stayed so.
    pub nulls: u64,
    /// Texts that were empty, and stayed so.
    pub empty: u64,
    /// Declared placeholders, which stayed.
    pub placeholders: u64,
    /// Values that were none of the kind, and were replaced.
    pub invalid: u64,
    /// Stand-ins that were equal to their original, and drawn again.
    pub redrawn: u64,
    /// What texts named that the record knows.
    pub known: u64,
    /// What texts named beyond the record.
    pub found: u64,
    /// Encrypted values for which there was no key, so that something fictitious took their place.
    pub shut: u64,
    /// Texts in which the check of the output found something, and which were replaced whole.
    pub redacted: u64,
}

impl Tally {
    /// Adds the counts of another block.
    pub fn add(&mut self, other: &Self) {
        self.values += other.values;
        self.nulls += other.nulls;
        self.empty += other.empty;
        self.placeholders += other.placeholders;
        self.invalid += other.invalid;
        self.redrawn += other.redrawn;
        self.known += other.known;
        self.found += other.found;
        self.shut += other.shut;
        self.redacted += other.redacted;
    }
}
