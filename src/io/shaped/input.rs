//! The bytes of an input: a file or a stream, unpacked where it is compressed, with a keyed digest of what was read.

use super::super::Compression;
use super::super::compress;
use crate::error::{Error, Place, Result};
use std::io::{Cursor, Read};
use std::sync::{Arc, Mutex, PoisonError};

/// How an input is compressed; what comes out is compressed alike.
pub type Packing = Compression;

/// The digest of an input, complete once it was read to its end.
#[derive(Clone)]
pub struct Digest(Arc<Mutex<blake3::Hasher>>);

impl Digest {
    /// The digest as hexadecimal digits.
    pub fn hex(&self) -> String {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).finalize().to_hex().to_string()
    }
}

/// A stream whose bytes are digested as they are read.
struct Digested {
    stream: Box<dyn Read + Send>,
    digest: Digest,
}

impl Read for Digested {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let n = self.stream.read(buffer)?;
        self.digest.0.lock().unwrap_or_else(PoisonError::into_inner).update(&buffer[..n]);
        Ok(n)
    }
}

/// An input that is being read.
pub struct Input {
    reader: Box<dyn Read + Send>,
    /// Bytes that were looked at and not yet taken.
    ahead: Vec<u8>,
    /// The name for errors.
    pub name: String,
    /// How it is compressed.
    pub packing: Packing,
    digest: Digest,
}

impl Input {
    /// Begins to read a stream, which may be compressed; `key` is that of its digest.
    ///
    /// # Errors
    /// Where it cannot be read.
    pub fn new(stream: Box<dyn Read + Send>, name: &str, key: &[u8; 32]) -> Result<Self> {
        let failed = |e: std::io::Error| Error::io("read the input", Place::file(name), &e);
        let digest = Digest(Arc::new(Mutex::new(blake3::Hasher::new_keyed(key))));
        let mut stream = Digested { stream, digest: digest.clone() };
        let mut head = Vec::with_capacity(4);
        Read::by_ref(&mut stream).take(4).read_to_end(&mut head).map_err(failed)?;
        let packing = match head.as_slice() {
            [0x1f, 0x8b, ..] => Packing::Gzip,
            [0x28, 0xb5, 0x2f, 0xfd] => Packing::Zstd,
            _ => Packing::None,
        };
        let reader = compress::reader(Cursor::new(head).chain(stream), packing).map_err(failed)?;
        Ok(Self { reader, ahead: Vec::new(), name: name.to_owned(), packing, digest })
    }

    /// The digest of what is read.
    pub fn digest(&self) -> Digest {
        self.digest.clone()
    }

    /// Whether the text begins with these bytes, white space and a byte order mark aside.
    ///
    /// # Errors
    /// Where it cannot be read.
    pub fn begins_with(&mut self, wanted: &[u8]) -> Result<bool> {
        let mut ahead = std::mem::take(&mut self.ahead);
        self.fill(&mut ahead, 4_096)?;
        let text = ahead.strip_prefix(super::csv::MARK).unwrap_or(&ahead);
        let begins = text.trim_ascii_start().starts_with(wanted);
        self.ahead = ahead;
        Ok(begins)
    }

    /// Appends up to `most` bytes; says whether the input has ended.
    ///
    /// # Errors
    /// Where it cannot be read, or is not compressed as it says.
    pub fn fill(&mut self, buffer: &mut Vec<u8>, most: usize) -> Result<bool> {
        buffer.append(&mut self.ahead);
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
}

/// The keyed digest of a file.
///
/// # Errors
/// Where it cannot be read.
pub fn keyed_digest(path: &std::path::Path, key: &[u8; 32]) -> Result<String> {
    let failed = |e: std::io::Error| Error::io("read the input", Place::file(path.display().to_string()), &e);
    let mut hash = blake3::Hasher::new_keyed(key);
    hash.update_reader(std::fs::File::open(path).map_err(failed)?).map_err(failed)?;
    Ok(hash.finalize().to_hex().to_string())
}

/// Compresses a block as the input was.
///
/// # Errors
/// Where memory does not hold it.
pub fn pack(plain: Vec<u8>, packing: Packing) -> Result<Vec<u8>> {
    if packing == Packing::None { Ok(plain) } else { compress::block(&plain, packing) }
}
