//! What is printed about schemas is true, and what is kept of it in the tree is fresh.

use super::listing::json_schema_text;
use crate::cli::load;
use crate::cli::presets::PRESETS;
use crate::plan::Options;
use crate::schema::{NoFiles, parse};

#[test]
fn the_json_schema_in_the_tree_is_fresh() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas/placebo.schema.json");
    let kept = std::fs::read_to_string(path).unwrap_or_default();
    assert!(
        kept == json_schema_text().unwrap(),
        "schemas/placebo.schema.json is stale; make it again: \
         cargo run -q -- schema json-schema > schemas/placebo.schema.json"
    );
}

#[test]
fn every_preset_compiles() {
    for preset in PRESETS {
        let document = parse(preset.name, preset.text, &NoFiles).unwrap();
        assert!(load::plan(&document, &Options::default(), 2).unwrap().tables.len() > 1, "{}", preset.name);
        assert!(document.description.is_some(), "{}", preset.name);
    }
}
