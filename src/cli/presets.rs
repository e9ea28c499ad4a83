//! The schemas that are built in.

use crate::error::{Error, Result, nearest};

/// The preset that is taken where nothing is named.
pub(super) const DEFAULT: &str = "caseload";

/// A schema that is built in.
#[derive(Debug)]
pub(super) struct Preset {
    /// The name by which it is asked for.
    pub(super) name: &'static str,
    /// Its whole text.
    pub(super) text: &'static str,
}

/// Every preset, in the order in which they are listed.
pub(super) static PRESETS: &[Preset] = &[
    Preset { name: "caseload", text: include_str!("../../schemas/caseload.toml") },
    Preset { name: "contact-tracing", text: include_str!("../../schemas/contact-tracing.toml") },
    Preset { name: "care-fund", text: include_str!("../../schemas/care-fund.toml") },
    Preset { name: "clinic", text: include_str!("../../schemas/clinic.toml") },
    Preset { name: "load", text: include_str!("../../schemas/load.toml") },
];

/// The preset of this name.
pub(super) fn find(name: &str) -> Option<&'static Preset> {
    PRESETS.iter().find(|preset| preset.name == name)
}

/// The preset of this name, or an error that offers the nearest.
pub(super) fn need(name: &str) -> Result<&'static Preset> {
    find(name).ok_or_else(|| unknown(name, "there is no preset"))
}

/// The error of a name that is none; `what` is its first words.
pub(super) fn unknown(name: &str, what: &str) -> Error {
    let names = || PRESETS.iter().map(|preset| preset.name);
    Error::usage(format!("{what} `{name}`")).hint(match nearest(name, names()) {
        Some(near) => format!("there is the preset `{near}`"),
        None => format!("the presets are: {}", names().collect::<Vec<_>>().join(", ")),
    })
}
