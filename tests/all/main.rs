//! Tests of the whole program: the binary as a user runs it, and the library as its documentation shows it.
//!
//! Pinned texts (`tests/errors`, `tests/help`, `tests/golden`) are written anew by `PLACEBO_BLESS=1 cargo test --test all`;
//! look at the difference before you commit it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::disallowed_methods,
    missing_docs,
    unreachable_pub,
    reason = "a test stops at what it did not expect, and it alone may read the environment"
)]

mod canaries;
mod command_line;
mod delta;
mod determinism;
mod dumped;
mod edge_cases;
mod errors;
mod explaining;
mod exports;
mod exports_abroad;
mod fictions;
mod fictions_hidden;
mod fuzz;
mod fuzzing;
mod image;
mod infer;
mod inferring;
mod masking;
mod masking_canaries;
mod masking_checked;
mod masking_database;
mod masking_extracts;
mod masking_fit;
mod masking_formats;
mod masking_live;
mod masking_markup;
mod masking_nested;
mod masking_notes;
mod masking_parquet;
mod masking_probes;
mod masking_recall;
mod masking_sealed;
mod masking_search;
mod masking_spill;
mod masking_tenants;
mod output;
mod postgres;
mod presets;
mod proving;
mod readers;
mod readme;
mod rooms;
mod scoring;
mod scratch;
mod scrubbing;
mod sealing;
mod server;
mod truth;
mod verifying;
