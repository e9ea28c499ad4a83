//! The `placebo` command.
fn main() {}
