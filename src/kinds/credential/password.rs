//! Digests of one password that everybody knows, so that a developer can log in as anybody.

use super::credential;
use crate::cipher::Alphabet;
use crate::draw::{Key, Width};
use crate::kinds::masking::{Masking, Read};
use crate::kinds::{Ask, Domain, Fault, Kind, Maker, Param, Settings, Shape, TextColumn};
use arrow::array::ArrayRef;
use arrow::datatypes::DataType;
use std::sync::OnceLock;

/// The password where the schema declares none: made for development, printed in the documentation, and no secret.
const DEVELOPMENT: &str = "placebo-dev";

pub(super) const PASSWORD: Kind = credential(
    "password",
    "The digest of one password, declared in the schema for development and never a real one, so that one can log in as anybody. \
     All rows share one digest, whose salt comes from the column's key, unless `per_row` is set.",
    &[
        Param::optional(
            "password",
            Shape::Text,
            DEVELOPMENT,
            "The development password, at most 72 bytes; it stands in the schema and is no secret.",
        ),
        Param::optional("scheme", Shape::OneOf(&["bcrypt", "argon2id"]), "bcrypt", "How it is hashed."),
        Param::optional(
            "cost",
            Shape::Integer,
            "5",
            "For bcrypt, from 4 to 12: each step doubles the time, 12 takes a quarter of a second. Low, since nothing is \
             protected; every implementation takes it.",
        ),
        Param::optional(
            "version",
            Shape::OneOf(&["2b", "2a", "2y"]),
            "2b",
            "For bcrypt, the mark at the front: old PHP wants 2y.",
        ),
        Param::optional("memory", Shape::Integer, "64", "For argon2id, KiB of memory, from 8 to 65,536."),
        Param::optional("passes", Shape::Integer, "1", "For argon2id, passes over the memory, from 1 to 10."),
        Param::optional(
            "per_row",
            Shape::Boolean,
            "false",
            "Whether each row has a salt and digest of its own: about 2 ms a row with the defaults of bcrypt.",
        ),
    ],
    r#"password_digest = { kind = "password", password = "let-me-in-dev" }"#,
    "Provos and Mazières, A Future-Adaptable Password Scheme (bcrypt); RFC 9106 (Argon2)",
    build,
).named(&["password", "passwd", "password digest", "password hash", "encrypted password", "pwd", "password salt", "crypted password", "hashed password", "passwort", "pin hash", "secret answer"]).recognised(|text| ["$2a$", "$2b$", "$2y$", "$argon2", "pbkdf2_", "$pbkdf2", "{bcrypt}", "$6$", "$5$", "bcrypt"].iter().any(|start| text.starts_with(start))).masked(Masking::made('R', Read::Any));

/// A way to hash, with its costs.
enum Scheme {
    Bcrypt { cost: u32, version: bcrypt::Version },
    Argon2id(Box<argon2::Params>),
}

struct Password {
    password: String,
    scheme: Scheme,
    per_row: bool,
    /// The digest of all rows under a key; hashing takes long, so only once somebody asks.
    shared: OnceLock<(Key, String)>,
}

fn build(settings: &Settings) -> Result<Box<dyn Maker>, Fault> {
    let password = settings.text("password").unwrap_or(DEVELOPMENT);
    if password.is_empty() || password.len() > 72 || password.contains(char::is_control) {
        return Err(Fault::of(
            "password",
            "a development password has from 1 to 72 bytes and no control characters",
        ));
    }
    let per_row = settings.flag("per_row");
    if settings.unique && !per_row {
        return Err(
            Fault::whole("all rows share one digest").help("write `per_row = true`, or leave out `unique`")
        );
    }
    let scheme = scheme(settings)?;
    Ok(Box::new(Password { password: password.to_owned(), scheme, per_row, shared: OnceLock::new() }))
}

fn scheme(settings: &Settings) -> Result<Scheme, Fault> {
    let argon = settings.text("scheme") == Some("argon2id");
    let strange: &[&'static str] = if argon { &["cost", "version"] } else { &["memory", "passes"] };
    if let Some(name) = strange.iter().find(|name| settings.get(name).is_some()) {
        let scheme = if argon { "argon2id" } else { "bcrypt" };
        return Err(Fault::of(name, format!("`{name}` means nothing to {scheme}")));
    }
    if argon {
        let memory = within(settings, "memory", 64, 8, 65_536)?;
        let passes = within(settings, "passes", 1, 1, 10)?;
        let params = argon2::Params::new(memory, passes, 1, Some(32))
            .map_err(|error| Fault::of("memory", format!("argon2id refuses this: {error}")))?;
        return Ok(Scheme::Argon2id(Box::new(params)));
    }
    let version = match settings.text("version") {
        Some("2a") => bcrypt::Version::TwoA,
        Some("2y") => bcrypt::Version::TwoY,
        _ => bcrypt::Version::TwoB,
    };
    Ok(Scheme::Bcrypt { cost: within(settings, "cost", 5, 4, 12)?, version })
}

fn within(settings: &Settings, name: &'static str, default: i64, low: i64, high: i64) -> Result<u32, Fault> {
    let n = settings.integer(name).unwrap_or(default);
    u32::try_from(n).ok().filter(|_| (low..=high).contains(&n)).ok_or_else(|| {
        Fault::of(name, format!("{n} is not possible")).help(format!("write a number from {low} to {high}"))
    })
}

impl Password {
    fn digest(&self, salt: [u8; 16]) -> Result<String, String> {
        match &self.scheme {
            Scheme::Bcrypt { cost, version } => bcrypt::hash_with_salt(&self.password, *cost, salt)
                .map(|parts| parts.format_for_version(version.clone()))
                .map_err(|_foreign| "bcrypt refused the password of the schema".to_owned()),
            Scheme::Argon2id(params) => {
                let mut digest = [0u8; 32];
                let (memory, passes) = (params.m_cost(), params.t_cost());
                argon2::Argon2::new(argon2::Algorithm::Argon2id, argon2::Version::V0x13, (**params).clone())
                    .hash_password_into(self.password.as_bytes(), &salt, &mut digest)
                    .map_err(|_foreign| "argon2 refused the password of the schema".to_owned())?;
                let mut text = format!("$argon2id$v=19$m={memory},t={passes},p=1$").into_bytes();
                super::secret::base64(&salt, Alphabet::Standard, &mut text);
                text.push(b'$');
                super::secret::base64(&digest, Alphabet::Standard, &mut text);
                String::from_utf8(text).map_err(|_foreign| "a digest was not written as UTF-8".to_owned())
            }
        }
    }

    /// The digest that all rows share under a key.
    fn shared(&self, key: &Key) -> Result<String, String> {
        if let Some((known, digest)) = self.shared.get()
            && known == key
        {
            return Ok(digest.clone());
        }
        let mut salt = [0u8; 16];
        // The stream of a row that no table has.
        key.sub(u64::MAX - 1).fill(&mut salt);
        let digest = self.digest(salt)?;
        // Of two threads that come here at once, both have made the same.
        self.shared.get_or_init(|| (*key, digest.clone()));
        Ok(digest)
    }
}

impl Maker for Password {
    fn data_type(&self) -> DataType {
        DataType::Utf8
    }

    fn width(&self) -> Width {
        if self.per_row { Width::Four } else { Width::Two }
    }

    fn domain(&self) -> Domain {
        if self.per_row { Domain::Boundless } else { Domain::Open }
    }

    fn law(&self) -> String {
        let salt = if self.per_row { "each row a salt of its own" } else { "one salt for the column" };
        let scheme = match self.scheme {
            Scheme::Bcrypt { cost, .. } => format!("bcrypt of cost {cost}"),
            Scheme::Argon2id(_) => "argon2id".to_owned(),
        };
        format!("the digest of the development password by {scheme}, {salt}")
    }

    fn make(&self, ask: &Ask<'_>) -> Result<ArrayRef, String> {
        let mut column = TextColumn::new(ask.len(), 60);
        if ask.is_empty() {
            return column.finish();
        }
        if self.per_row {
            for i in 0..ask.len() {
                let mut salt = [0u8; 16];
                salt[..8].copy_from_slice(&ask.word(i, 0).to_le_bytes());
                salt[8..].copy_from_slice(&ask.word(i, 1).to_le_bytes());
                column.push(&self.digest(salt)?);
            }
        } else {
            let digest = self.shared(ask.key)?;
            (0..ask.len()).for_each(|_| column.push(&digest));
        }
        column.finish()
    }
}
