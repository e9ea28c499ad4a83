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

use super::{Family, Kind};

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

/// What the kinds of this family have in common.
const BLANK: Kind = Kind { family: Family::Identifier, ..Kind::BLANK };
