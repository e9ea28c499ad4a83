//! The bytes of an input: a file or a stream, unpacked where it is compressed.

use super::super::Compression;
use super::super::compress;
use crate::error::{Error, Place, Result};
use std::io::{Cursor, Read};

/// How an input is compressed; what comes out is compressed alike.
pub type Packing = Compression;

/// An input that is being read.
pub struct Input {
    reader: Box<dyn Read + Send>,
    /// The name for errors.
    pub name: String,
    /// How it is compressed.
    pub packing: Packing,
}

impl Input {
    /// Begins to read a stream, which may be compressed.
    ///
    /// # Errors
    /// Where it cannot be read.
    pub fn new(mut stream: Box<dyn Read + Send>, name: &str) -> Result<Self> {
        let failed = |e: std::io::Error| Error::io("read the input", Place::file(name), &e);
        let mut head = [0u8; 4];
        let mut n = 0;
        while n < head.len() {
            match stream.read(&mut head[n..]).map_err(failed)? {
                0 => break,
                more => n += more,
            }
        }
        let packing = match &head[..n] {
            [0x1f, 0x8b, ..] => Packing::Gzip,
            [0x28, 0xb5, 0x2f, 0xfd] => Packing::Zstd,
            _ => Packing::None,
        };
        let whole = Cursor::new(head[..n].to_vec()).chain(stream);
        let reader = compress::reader(whole, packing).map_err(failed)?;
        Ok(Self { reader, name: name.to_owned(), packing })
    }

    /// Appends up to `most` bytes; says whether the input has ended.
    ///
    /// # Errors
    /// Where it cannot be read, or is not compressed as it says.
    pub fn fill(&mut self, buffer: &mut Vec<u8>, most: usize) -> Result<bool> {
        let start = buffer.len();
        buffer.resize(start + most, 0);
        let mut n = 0;
        while n < most {
            match self.reader.read(&mut buffer[start + n..]) {
                Ok(0) => break,
                Ok(more) => n += more,
                Err(e) if e.kind() == std::io::ErrorKind::Interrupted => {}
                Err(e) => return Err(Error::io("read the input", Place::file(&self.name), &e)),
            }
        }
        buffer.truncate(start + n);
        Ok(n < most)
    }

    /// The place of a line.
    pub fn line(&self, line: u64) -> Place {
        Place::file(&self.name).line(line)
    }
}

/// Compresses a block as the input was.
pub fn pack(plain: Vec<u8>, packing: Packing) -> Result<Vec<u8>> {
    if packing == Packing::None { Ok(plain) } else { compress::block(&plain, packing) }
}
