//! Arbitrary text at the schema's parser and compiler: never a panic, never a hang, never more than 1 GB.
//!
//! `cargo +nightly fuzz run schema -- -rss_limit_mb=1024 -timeout=10`, with `tests/errors` as a corpus to begin from:
//! `mkdir -p fuzz/corpus/schema && for f in tests/errors/*/schema.toml; do cp "$f" "fuzz/corpus/schema/$(basename "$(dirname "$f")")"; done`
#![no_main]

#[path = "../../tests/all/fuzzing.rs"]
mod fuzzing;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let _ = fuzzing::try_text(text);
});
