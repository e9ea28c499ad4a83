//! The keys of the application, from the environment: those with which it opens what masking writes, and production's.

use super::run::Done;
use crate::cli::numbers::grouped;
use crate::mask::AppKeys;
use crate::plan::Policy;
use zeroize::Zeroizing;

/// The keys that the columns of a policy name.
pub(super) fn of(policy: &Policy) -> AppKeys {
    let mut keys = AppKeys::default();
    for sealed in
        policy.tables.iter().flat_map(|table| &table.columns).filter_map(|column| column.sealed.as_ref())
    {
        for name in [&sealed.key_env, &sealed.production_key_env] {
            #[expect(clippy::disallowed_methods, reason = "keys are in the environment, and in no schema")]
            let held = std::env::var(name).map(Zeroizing::new);
            if let Ok(text) = held {
                keys.insert(name, text);
            }
        }
    }
    keys
}

/// Tells which columns had no key of production's.
pub(super) fn told(policy: &Policy, done: &Done, text: &mut String) {
    for (table, tallies) in policy.tables.iter().zip(&done.tallies) {
        for (column, tally) in table.columns.iter().zip(tallies).filter(|(_, tally)| tally.shut > 0) {
            let name = column.sealed.as_ref().map_or("", |sealed| sealed.production_key_env.as_str());
            text.push_str(&format!(
                "note: {}.{}: {name} is not set, so that {} values were not decrypted, and something fictitious was encrypted in \
                 their place\n",
                table.name,
                column.name,
                grouped(tally.shut)
            ));
        }
    }
}
