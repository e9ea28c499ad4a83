//! Numbers that name a person or a thing, each from the range that is never issued, where there is one.

mod card;
pub(crate) mod check;
mod device;
mod health;
mod house;
mod licence;
pub(crate) mod numbered;
mod provider;
mod tax;
pub(crate) mod uuid;
mod vehicle;

#[cfg(test)]
mod tests;
#[cfg(test)]
pub(crate) mod trial;

use super::{Family, Input, Kind, Param};

/// The kinds of this family.
pub static KINDS: &[Kind] = &[
    tax::SSN,
    tax::ITIN,
    tax::EIN,
    health::MBI,
    health::NHS_NUMBER,
    provider::NPI,
    provider::DEA,
    house::MRN,
    house::MEMBER_ID,
    house::ACCOUNT_NUMBER,
    card::PAYMENT_CARD,
    licence::DRIVERS_LICENSE,
    licence::LICENSE_PLATE,
    vehicle::VIN,
    device::DEVICE_ID,
    device::GTIN,
    uuid::UUID,
];

/// An entry of this family's list.
struct Entry {
    name: &'static str,
    summary: &'static str,
    params: &'static [Param],
    inputs: &'static [Input],
    example: &'static str,
    source: &'static str,
    could_be_real: Option<fn(&str) -> bool>,
    build: fn(&super::Settings) -> Result<Box<dyn super::Maker>, super::Fault>,
}

impl Entry {
    const fn kind(self) -> Kind {
        Kind {
            name: self.name,
            family: Family::Identifier,
            version: 1,
            summary: self.summary,
            params: self.params,
            inputs: self.inputs,
            example: self.example,
            source: self.source,
            could_be_real: self.could_be_real,
            build: super::Build::Maker(self.build),
        }
    }
}
