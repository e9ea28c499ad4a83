//! Latitude and longitude: a point near the middle of a place's ZIP code.

use super::super::{Ask, Build, Family, Fault, Kind, Maker, Settings};
use super::SOURCE;
use super::site::{NARROWING, OF, Site};
use crate::draw::low;
use crate::kinds::likeness::degrees;
use crate::kinds::masking::Masking;
use crate::reference::{Source, places};
use arrow::array::{ArrayRef, Float64Array};
use arrow::datatypes::DataType;
use std::sync::Arc;

const fn axis(
    name: &'static str,
    summary: &'static str,
    example: &'static str,
    build: fn(&Settings) -> Result<Box<dyn Maker>, Fault>,
) -> Kind {
    Kind {
        name,
        family: Family::Place,
        version: 1,
        summary,
        params: &NARROWING,
        inputs: &[OF],
        example,
        source: SOURCE,
        build: Build::Maker(build),
        ..Kind::BLANK
    }
}

pub(super) const LATITUDE: Kind = axis(
    "latitude",
    "Degrees north with four decimals, at most 1.4 km from the middle of the place's ZIP code.",
    r#"latitude = { kind = "latitude", of = "_home" }"#,
    |settings| Ok(Box::new(Axis { site: Site::new(settings)?, north: true })),
)
.named(&["latitude", "=lat", "geo lat", "location lat", "lat", "coordinates", "coords"])
.recognised(|text| degrees(text, 90.0))
.masked(Masking::POINT);

pub(super) const LONGITUDE: Kind = axis(
    "longitude",
    "Degrees east (negative in the west) with four decimals, at most 1.4 km from the middle of the place's ZIP code.",
    r#"longitude = { kind = "longitude", of = "_home" }"#,
    |settings| Ok(Box::new(Axis { site: Site::new(settings)?, north: false })),
).named(&["longitude", "=lng", "=lon", "=long", "geo lng", "lon", "lng"]).recognised(|text| degrees(text, 180.0)).masked(Masking::POINT);

struct Axis {
    site: Site,
    north: bool,
}

/// How far a point may lie from the middle, on either axis, so that together it is less than 2 km: 1.4 km of the
/// meridian, of which a degree is 111.2 km, in ten-thousandths of a degree.
const REACH: f64 = 125.0;

/// The southernmost and northernmost, westernmost and easternmost degrees of the states and Puerto Rico.
const NORTH: (f64, f64) = (17.8, 71.5);
const EAST: (f64, f64) = (-179.2, -65.2);

impl Maker for Axis {
    fn data_type(&self) -> DataType {
        DataType::Float64
    }

    fn law(&self) -> String {
        format!("the middle of the ZIP code of {}, and up to 1.4 km beside it", self.site.described())
    }

    fn sources(&self) -> Vec<&'static Source> {
        vec![&places::SOURCE]
    }

    fn make(&self, ask: &Ask<'_>) -> Result<ArrayRef, String> {
        let sited = self.site.of(ask)?;
        // Where the place is drawn here, it takes the high half of the word.
        let point = |i: usize| sited.get(i).map(|row| self.beside(row, low(ask.word(i, 0))));
        let column: Float64Array = (0..ask.len()).map(point).collect();
        Ok(Arc::new(column))
    }
}

impl Axis {
    fn beside(&self, row: usize, point: u32) -> f64 {
        let latitude = f64::from(places::LATITUDE.get(row));
        let (middle, reach, (least, most)) = if self.north {
            (latitude, REACH, NORTH)
        } else {
            (f64::from(places::LONGITUDE.get(row)), REACH / cosine(latitude), EAST)
        };
        let jitter = f64::from(point) / f64::from(u32::MAX) * 2.0 - 1.0;
        // Rounded towards the middle, so that the reach holds after rounding too.
        (middle + libm::trunc(jitter * reach)).clamp(least * 1e4, most * 1e4) / 1e4
    }
}

/// The cosine of a latitude in ten-thousandths of a degree.
fn cosine(latitude: f64) -> f64 {
    libm::cos(latitude / 1e4 * (std::f64::consts::PI / 180.0))
}
