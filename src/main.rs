//! The `placebo` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    placebo::cli::main()
}
