//! Diagnoses, drugs, observations, vaccines, and who gives care and where.
//!
//! A hidden column holds the row of a table (`condition`, `drug`, `observation`, `vaccine`), and its code, name, unit and
//! value are taken *of* it, so that they agree. Each can also be drawn alone.

mod age;
mod among;
mod body;
mod chronic;
mod coded;
mod diagnosis;
mod drug;
mod facility;
mod lists;
mod observation;
mod vaccine;
mod value;

#[cfg(test)]
mod tests;

use super::Kind;

pub(crate) use diagnosis::DiagnosisLaw;

/// The kinds of this family.
pub static KINDS: &[Kind] = &[
    diagnosis::CONDITION,
    chronic::CONDITIONS,
    diagnosis::ICD10CM,
    diagnosis::ICD10CM_NAME,
    drug::DRUG,
    drug::MEDICATION,
    drug::RXCUI,
    observation::OBSERVATION,
    observation::LOINC,
    observation::LOINC_NAME,
    value::OBSERVATION_VALUE,
    observation::OBSERVATION_UNIT,
    vaccine::VACCINE,
    vaccine::CVX,
    vaccine::CVX_NAME,
    lists::SPECIALTY,
    lists::PLACE_OF_SERVICE,
    lists::HCPCS,
    facility::FACILITY_NAME,
    facility::FACILITY_TYPE,
];
