//! Blocks of text compressed on their own, so that compressing is parallel and parts can be put one behind the other.

use std::io::{BufReader, Read, Write as _};

use super::Compression;
use crate::error::{Error, Result};

/// Level 1 of both: what a run writes is read soon and seldom kept, and higher levels cost more than all the rest.
const LEVEL: i32 = 1;

/// One gzip member or one Zstandard frame with all of `plain`.
pub(super) fn block(plain: &[u8], compression: Compression) -> Result<Vec<u8>> {
    let failed = |_| Error::bug("a block could not be compressed in memory");
    match compression {
        Compression::None => Ok(plain.to_vec()),
        Compression::Gzip => {
            let level = flate2::Compression::new(LEVEL.unsigned_abs());
            // Without a name and a time in its header, so that equal input gives equal bytes.
            let out = Vec::with_capacity(plain.len() / 3 + 64);
            let mut encoder = flate2::GzBuilder::new().mtime(0).write(out, level);
            encoder.write_all(plain).and_then(|()| encoder.finish()).map_err(failed)
        }
        Compression::Zstd => zstd::bulk::compress(plain, LEVEL).map_err(failed),
    }
}

/// The plain text of a compressed stream of any number of blocks.
pub(super) fn reader(
    source: impl Read + Send + 'static,
    compression: Compression,
) -> std::io::Result<Box<dyn Read + Send>> {
    Ok(match compression {
        Compression::None => Box::new(source),
        Compression::Gzip => Box::new(flate2::bufread::MultiGzDecoder::new(BufReader::new(source))),
        Compression::Zstd => Box::new(zstd::stream::read::Decoder::new(source)?),
    })
}
