//! Signs that a database is one of production: then it is never written.

use super::Address;

/// What says that a database is production.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProductionSign {
    /// The name of the database.
    Database,
    /// The name of the host.
    Host,
    /// The name of the service.
    Service,
    /// A mark inside: what holds it, such as `ar_internal_metadata`.
    Mark(&'static str),
}

impl std::fmt::Display for ProductionSign {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Database => "the name of the database",
            Self::Host => "the name of the host",
            Self::Service => "the name of the service",
            Self::Mark(what) => what,
        })
    }
}

/// Words that say production where they stand alone in a name.
const WORDS: [&str; 5] = ["prod", "production", "prd", "prod1", "live"];

/// Whether a name says production: `app_production`, `prod-db.example.com`, but not `products` or `nonprod`.
pub(super) fn says_production(name: &str) -> bool {
    let mut words = name.split(|c: char| !c.is_ascii_alphanumeric()).map(str::to_ascii_lowercase);
    let mut before = String::new();
    words.any(|word| {
        let negated = ["non", "not", "pre", "no", "like"].contains(&before.as_str());
        let found = WORDS.contains(&word.as_str()) && !negated;
        before = word;
        found
    })
}

/// The first sign of production among the names in an address.
pub fn production_in_names(address: &Address) -> Option<ProductionSign> {
    if says_production(address.database()) {
        return Some(ProductionSign::Database);
    }
    if !address.is_socket() && says_production(address.host()) {
        return Some(ProductionSign::Host);
    }
    address.service().is_some_and(says_production).then_some(ProductionSign::Service)
}

#[cfg(test)]
mod tests {
    use super::says_production;

    #[test]
    fn production_is_a_word_of_its_own() {
        for name in ["production", "app_production", "prod-db.example.com", "db.PROD.internal", "clinic-live"]
        {
            assert!(says_production(name), "{name}");
        }
        for name in
            ["products", "delivery", "app_development", "nonprod", "non-prod", "preproduction", "alive"]
        {
            assert!(!says_production(name), "{name}");
        }
    }
}
