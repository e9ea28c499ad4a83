//! Bytes as hexadecimal digits.

use super::BLANK;
use crate::draw::below;
use crate::kinds::identifier::uuid::HEX;
use crate::kinds::{Ask, Build, Domain, Fault, Kind, Maker, Param, Settings, Shape, TextColumn};
use arrow::array::ArrayRef;
use arrow::datatypes::DataType;

/// The most bytes of a value.
const MOST: i64 = 65_536;
/// From so many random bytes on, no two rows are the same: a billion rows repeat one with a chance below 10^-20.
const APART: u64 = 16;

pub(super) const BYTES: Kind = Kind {
    name: "bytes",
    summary: "Random bytes, as Postgres writes them: `\\x` and hexadecimal digits.",
    params: &[
        Param::optional(
            "min",
            Shape::Integer,
            "16",
            "The least number of bytes; 16 at least in a unique column.",
        ),
        Param::optional("max", Shape::Integer, "32", "The greatest number of bytes, at most 65,536."),
    ],
    example: r#"thumbnail = { kind = "bytes", min = 16, max = 64 }"#,
    build: Build::Maker(build),
    ..BLANK
};

struct Bytes {
    least: u64,
    most: u64,
}

fn build(settings: &Settings) -> Result<Box<dyn Maker>, Fault> {
    let least =
        settings.integer("min").unwrap_or_else(|| settings.integer("max").map_or(16, |max| max.min(16)));
    let most = settings.integer("max").unwrap_or(32.max(least));
    let (Ok(from), Ok(to)) = (u64::try_from(least), u64::try_from(most)) else {
        return Err(Fault::of("min", "a number of bytes is not negative"));
    };
    if from > to || most > MOST {
        return Err(Fault::of("max", format!("the most bytes lie between the least and {MOST}")));
    }
    if settings.unique && from < APART {
        return Err(Fault::of("min", format!("fewer than {APART} random bytes may come twice")));
    }
    Ok(Box::new(Bytes { least: from, most: to }))
}

impl Maker for Bytes {
    fn data_type(&self) -> DataType {
        DataType::Utf8
    }

    fn domain(&self) -> Domain {
        if self.least >= APART { Domain::Boundless } else { Domain::Open }
    }

    fn law(&self) -> String {
        format!("{} to {} random bytes", self.least, self.most)
    }

    fn make(&self, ask: &Ask<'_>) -> Result<ArrayRef, String> {
        let mut column = TextColumn::new(ask.len(), 66);
        for i in 0..ask.len() {
            let n = self.least + below(ask.word(i, 0), self.most - self.least + 1);
            let mut bytes = vec![0; usize::try_from(n).unwrap_or(0)];
            ask.sub(i).fill(&mut bytes);
            column.add("\\x");
            for byte in bytes {
                column.bytes().extend_from_slice(&HEX[usize::from(byte)]);
            }
            column.end();
        }
        column.finish()
    }
}
