//! Height, weight and body mass index of one person: measured on one day they are those of one body.
//!
//! A number of the person's own says where among those of the sex and the age the person stands in height and in body mass
//! index; the weight follows from both, so that whoever divides one by the square of the other finds the third. Height keeps
//! its place, and the index moves around its own over the years.

use crate::draw::{Burst, unit};
use std::f64::consts::TAU;

/// LOINC codes of what is measured.
const HEIGHT: &str = "8302-2";
const WEIGHT: &str = "29463-7";
const INDEX: &str = "39156-5";

/// How far the index moves around its place, as a share of all people, and in how many years.
const MOVES: f64 = 0.07;
const YEARS: (f64, f64) = (4.0, 13.0);

/// What of a body a test measures.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Measure {
    Height,
    Weight,
    Index,
}

impl Measure {
    /// What the test of a LOINC code measures, if it is one of these.
    pub(super) fn of(loinc: &str) -> Option<Self> {
        match loinc {
            HEIGHT => Some(Self::Height),
            WEIGHT => Some(Self::Weight),
            INDEX => Some(Self::Index),
            _ => None,
        }
    }
}

/// Where a person stands among others, each from 0 to 1.
pub(super) struct Body {
    /// In height.
    pub(super) height: f64,
    /// In body mass index.
    pub(super) index: f64,
    /// Whether a condition shows in the index.
    pub(super) shows: f64,
}

impl Body {
    /// Of the person whose number this is, at an age in months.
    pub(super) fn of(number: i64, months: u32) -> Self {
        let mut words = Burst::new(number.cast_unsigned());
        let mut draw = || unit(words.word());
        let (height, place, shows, phase, pace) = (draw(), draw(), draw(), draw(), draw());
        let years = f64::from(months) / 12.0;
        let period = YEARS.0 + pace * (YEARS.1 - YEARS.0);
        let moved = place + MOVES * libm::sin(TAU * (phase + years / period));
        Self { height, index: moved.clamp(0.0, 1.0), shows }
    }

    /// A measure in thousandths of its unit, from the height in thousandths of centimetres and the index in thousandths of
    /// kilograms a square metre: height and weight to a tenth, as they are reported, and the index as these give it.
    pub(super) fn measure(measure: Measure, height: f64, index: f64) -> f64 {
        let tenth = |thousandths: f64| libm::round(thousandths / 100.0) * 100.0;
        let height = tenth(height);
        let metres = height / 100_000.0;
        let weight = tenth(index * metres * metres);
        match measure {
            Measure::Height => height,
            Measure::Weight => weight,
            Measure::Index => weight / (metres * metres),
        }
    }
}
