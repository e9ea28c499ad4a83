//! The kinds of stand-ins for what no record knows, each as a column of no table.

use super::super::column::Work;
use super::super::key::MaskKey;
use super::super::table::work;
use crate::error::{Error, Result};
use crate::kinds::{self, Settings};
use crate::plan::{ColumnPolicy, MaskDomain, OnInvalid, Policy, Treatment};
use std::collections::BTreeMap;

/// A kind as a column of no table, for what no record knows.
pub(super) struct Builtin {
    pub(super) column: ColumnPolicy,
    pub(super) work: Work,
}

/// The kinds of stand-ins for what no record knows.
pub(super) struct Builtins {
    pub(super) given: Builtin,
    pub(super) surname: Builtin,
    pub(super) full_name: Builtin,
    pub(super) organization: Builtin,
    pub(super) street: Builtin,
    pub(super) city: Builtin,
    pub(super) phone: Builtin,
    pub(super) mail: Builtin,
    pub(super) url: Builtin,
    pub(super) ipv4: Builtin,
    pub(super) ipv6: Builtin,
    pub(super) ssn: Builtin,
    pub(super) uuid: Builtin,
    /// Whether any of them has other stand-ins for each tenant.
    pub(super) scoped: bool,
    /// Whether a number could be one of somebody, where a range is kept for fiction.
    pub(super) real: Vec<fn(&str) -> bool>,
}

impl Builtin {
    fn new(policy: &Policy, kind: &str, key: &MaskKey) -> Result<Self> {
        let kind = kinds::find(kind).ok_or_else(|| Error::bug("a kind is gone"))?;
        let name = if kind.mask.domain.is_empty() { kind.name } else { kind.mask.domain };
        // Tenants are told apart where the columns of the same domain tell them apart.
        let scoped = policy.domains.iter().any(|domain| domain.name == name && domain.scoped);
        let domain = MaskDomain {
            name: name.to_owned(),
            apart: false,
            strict: false,
            joined: false,
            bits: None,
            most_chars: None,
            scoped,
            members: Vec::new(),
        };
        let column = ColumnPolicy {
            name: kind.name.to_owned(),
            kind,
            settings: Settings {
                values: BTreeMap::new(),
                unique: false,
                epoch: 0,
                locale: "en_US".to_owned(),
                time_zone: "UTC".to_owned(),
                inputs: BTreeMap::new(),
                secrets: BTreeMap::new(),
            },
            class: kind.mask.class,
            quasi: kind.mask.quasi,
            treatment: Treatment::Surrogate,
            domain: 0,
            unique: false,
            max_chars: None,
            bits: None,
            on_invalid: OnInvalid::Token,
            apart: false,
            fits: None,
            placeholders: Vec::new(),
            short_date: None,
            stated: false,
            sealed: None,
        };
        let work = work(policy.profile, &domain, &column, key)?;
        Ok(Self { column, work })
    }
}

impl Builtins {
    pub(super) fn new(policy: &Policy, key: &MaskKey) -> Result<Self> {
        let mut scoped = false;
        let mut of = |kind| {
            let builtin = Builtin::new(policy, kind, key)?;
            scoped |= builtin.work.scoped;
            Ok::<_, Error>(builtin)
        };
        Ok(Self {
            given: of("first_name")?,
            surname: of("last_name")?,
            full_name: of("full_name")?,
            organization: of("facility_name")?,
            street: of("street")?,
            city: of("city")?,
            phone: of("phone")?,
            mail: of("email")?,
            url: of("url")?,
            ipv4: of("ipv4")?,
            ipv6: of("ipv6")?,
            ssn: of("ssn")?,
            uuid: of("uuid")?,
            scoped,
            real: ["npi", "payment_card", "mbi", "dea", "vin", "nhs_number", "ssn"]
                .iter()
                .filter_map(|name| kinds::find(name)?.could_be_real)
                .collect(),
        })
    }
}
