//! Reference tables.

/// Where a reference table comes from.
#[derive(Debug)]
pub struct Source {
    /// Its name.
    pub table: &'static str,
}
