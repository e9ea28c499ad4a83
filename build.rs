//! Checks the reference tables in `seeds/` and packs them for the binary.

#[path = "build/check.rs"]
mod check;
#[path = "build/csv.rs"]
mod csv;
#[path = "build/load.rs"]
mod load;
#[path = "build/pack.rs"]
mod pack;
#[path = "build/rake/mod.rs"]
mod rake;
#[path = "build/sha256.rs"]
mod sha256;
#[path = "build/spec.rs"]
mod spec;
#[path = "build/tables/mod.rs"]
mod tables;

use std::path::Path;
use std::process::ExitCode;

#[expect(clippy::print_stderr, reason = "a build script tells Cargo of its fault in this way")]
fn main() -> ExitCode {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=build");
    println!("cargo::rerun-if-changed=seeds");
    match build() {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            eprintln!("error: {fault}");
            ExitCode::FAILURE
        }
    }
}

/// Loads, checks and packs every table; a fault names the file and the line.
#[expect(clippy::disallowed_methods, reason = "Cargo names the output folder in the environment")]
fn build() -> Result<(), String> {
    let out = std::env::var("OUT_DIR").map_err(|error| format!("OUT_DIR: {error}"))?;
    let mut loaded = Vec::new();
    for table in tables::all() {
        loaded.push(load::load(Path::new("seeds"), table)?);
    }
    for table in &loaded {
        check::check(table, &loaded)?;
    }
    check::no_strangers(Path::new("seeds"), &loaded)?;
    let raked = rake::rake(&mut loaded)?;
    pack::pack(Path::new(&out), &loaded, &raked)
}
