//! Other readers read what is written: pyarrow and DuckDB agree with each other on every format and every type.

use crate::scratch::{Scratch, program, repository};
use std::path::PathBuf;
use std::process::Command;

/// The Python that has the readers: `PLACEBO_PYTHON`, or that of the folder that `ci/test --install` makes.
pub fn python() -> PathBuf {
    if let Some(python) = std::env::var_os("PLACEBO_PYTHON") {
        return PathBuf::from(python);
    }
    // The program is target/debug/placebo, or target/release/placebo.
    let target = program().parent().and_then(std::path::Path::parent).unwrap();
    let python = target.join("venv/bin/python");
    assert!(
        python.is_file(),
        "{} is missing: `ci/test --install` makes it, or `python3 -m venv {}/venv && {}/venv/bin/pip install -r \
         ci/requirements.txt`",
        python.display(),
        target.display(),
        target.display()
    );
    python
}

#[test]
fn pyarrow_and_duckdb_read_every_format_and_type() {
    let python = python();
    let scratch = Scratch::new();
    let schema = repository().join("tests/readers/schema.toml").display().to_string();
    let runs: [(&str, &[&str]); 8] = [
        ("csv", &[]),
        ("gz", &["--compress", "gzip"]),
        ("zst", &["--compress", "zstd"]),
        ("jsonl", &["--format", "jsonl"]),
        ("snappy", &["--format", "parquet"]),
        ("zstd", &["--format", "parquet", "--parquet-compression", "zstd"]),
        ("parts", &["--format", "parquet", "--parts", "3"]),
        ("sql", &["--format", "sql"]),
    ];
    for (out, more) in runs {
        scratch.run(&[&["generate", &schema, "-q", "--out", out][..], more].concat()).fine();
    }
    let read = Command::new(python)
        .arg(repository().join("tests/readers/read.py"))
        .arg(scratch.path())
        .arg("3000")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&read.stderr);
    assert!(read.status.success(), "{said}");
}
