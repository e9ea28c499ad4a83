//! What lets somebody in: digests of one declared development password, secrets, tokens and keys that open nothing, and what
//! the application has encrypted.

pub(crate) mod blind;
mod password;
mod sealed;
mod secret;

#[cfg(test)]
mod tests;

use super::{Build, Family, Fault, Kind, Maker, Param, Settings};

/// What a key of all kinds that encrypt may look like, as it is told to whoever has none yet.
pub const KEY_FORM: &str = "32 bytes in base64, as `openssl rand -base64 32` prints them";

/// The kinds of this family.
pub static KINDS: &[Kind] = &[
    password::PASSWORD,
    secret::OTP_SECRET,
    secret::TOKEN,
    secret::API_KEY,
    sealed::FERNET,
    sealed::AES_GCM,
    blind::BLIND_INDEX,
];

const fn credential(
    name: &'static str,
    summary: &'static str,
    params: &'static [Param],
    example: &'static str,
    source: &'static str,
    build: fn(&Settings) -> Result<Box<dyn Maker>, Fault>,
) -> Kind {
    Kind {
        name,
        family: Family::Credential,
        version: 1,
        summary,
        params,
        inputs: &[],
        example,
        source,
        build: Build::Maker(build),
        ..Kind::BLANK
    }
}
