//! What is known of a column before any value is seen.

use super::super::column::Work;
use super::super::dates::Style;
use super::super::key::MaskKey;
use super::super::stand::{Keys, Stands};
use crate::error::Result;
use crate::kinds::{Laid, Read, Stand};
use crate::plan::{ColumnPolicy, MaskDomain, Profile, Treatment};

/// What is known of a column before any value is seen.
pub(in crate::mask) fn work(
    profile: Profile,
    domain: &MaskDomain,
    column: &ColumnPolicy,
    key: &MaskKey,
) -> Result<Work> {
    let own = key.derive("domain", &domain.name);
    let keys =
        Keys { own, given: key.derive("domain", "given_name"), surname: key.derive("domain", "surname") };
    let most = column.max_chars.into_iter().chain(domain.most_chars).min();
    let most = most.and_then(|most| usize::try_from(most).ok());
    let known = column.kind.mask;
    let token = matches!(column.treatment, Treatment::Token);
    let stands = match &column.treatment {
        Treatment::Surrogate => {
            Some(Stands::new(column.kind, &column.settings, (domain.apart, domain.bits), most, &keys.own)?)
        }
        Treatment::Token if known.stand == Stand::Integer => {
            Some(Stands::new(column.kind, &column.settings, (domain.apart, domain.bits), most, &keys.own)?)
        }
        Treatment::Token => Some(Stands::token(most)),
        _ => None,
    };
    let read = if token && known.stand != Stand::Integer {
        Read::Any
    } else {
        known.read_as(column.settings.text("format"))
    };
    let fixed = match read {
        Read::Digits(_) | Read::Phone | Read::Uuid | Read::Integer => true,
        Read::Code(least, most) => least == most,
        _ => false,
    };
    let lay = match (profile, read) {
        (Profile::Pseudonymised, _) if !token => read.shape(),
        // A number is written in one way.
        _ if !token && column.takes_numbers() => read.shape(),
        // A UUID is one value however it is written, and joins depend on how it is.
        (_, Read::Uuid) => Laid::Code,
        _ => Laid::None,
    };
    // Numbered stand-ins would not stay apart if they were cut.
    let cuttable = stands.as_ref().is_some_and(|stands| !stands.is_one_to_one());
    Ok(Work {
        stands,
        keys,
        most: most.filter(|_| cuttable),
        invalid: key.derive("invalid", &domain.name),
        read,
        exact: domain.strict && !fixed,
        scoped: domain.scoped && !matches!(known.stand, Stand::Integer),
        lay,
        style: Style::of(column),
    })
}
