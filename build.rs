//! Checks the reference tables in `seeds/` and packs them for the binary.
fn main() {}
