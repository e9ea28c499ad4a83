//! An input that can be read once, kept so that it can be read twice: encrypted under a key that lives in this process
//! alone, in a file that has no name.

use crate::error::{Error, ErrorKind, Place, Result};
use chacha20poly1305::aead::{AeadInOut as _, KeyInit as _};
use chacha20poly1305::{ChaCha20Poly1305, Nonce};
use std::fs::File;
use std::io::{Read, Seek as _, SeekFrom, Write as _};
use std::sync::{Arc, Mutex, PoisonError};
use zeroize::Zeroizing;

/// Bytes that are sealed together.
const FRAME: usize = 256 << 10;
/// Bytes that a seal takes.
const TAG: usize = 16;

/// What was read once.
pub struct Spool {
    file: File,
    key: Zeroizing<[u8; 32]>,
}

fn failed(e: &std::io::Error) -> Error {
    Error::io("keep the input for a second reading", Place::file("a temporary file without a name"), e)
}

fn broken() -> Error {
    Error::new(ErrorKind::Input, "what was kept of the input is not what was written")
}

fn nonce(frame: u64) -> Nonce {
    let mut bytes = [0u8; 12];
    bytes[..8].copy_from_slice(&frame.to_le_bytes());
    Nonce::from(bytes)
}

impl Spool {
    /// Reads a stream to its end; `key` is of this spool alone.
    ///
    /// # Errors
    /// Where the stream cannot be read or the device is full.
    pub fn fill(mut stream: impl Read, name: &str, key: Zeroizing<[u8; 32]>) -> Result<Self> {
        let mut sealing = Sealing::begin(key)?;
        loop {
            let read = Read::by_ref(&mut stream).take(FRAME as u64).read_to_end(&mut sealing.plain);
            let n = read.map_err(|e| Error::io("read the input", Place::file(name), &e))?;
            if n == 0 {
                return sealing.finish();
            }
            sealing.seal().map_err(|e| failed(&e))?;
        }
    }

    /// Reads it from the beginning.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub fn read(&self) -> Result<SpoolReader> {
        let mut file = self.file.try_clone().map_err(|e| failed(&e))?;
        file.seek(SeekFrom::Start(0)).map_err(|e| failed(&e))?;
        let cipher = ChaCha20Poly1305::new(self.key.as_slice().try_into().map_err(|_foreign| broken())?);
        Ok(SpoolReader { file, cipher, frame: 0, plain: Vec::new(), at: 0 })
    }
}

/// A spool that is being filled, a frame at a time.
struct Sealing {
    file: File,
    key: Zeroizing<[u8; 32]>,
    cipher: ChaCha20Poly1305,
    frame: u64,
    plain: Zeroizing<Vec<u8>>,
}

impl Sealing {
    fn begin(key: Zeroizing<[u8; 32]>) -> Result<Self> {
        let file = tempfile::tempfile().map_err(|e| failed(&e))?;
        let cipher = ChaCha20Poly1305::new(key.as_slice().try_into().map_err(|_foreign| broken())?);
        Ok(Self { file, key, cipher, frame: 0, plain: Zeroizing::new(Vec::with_capacity(FRAME + TAG)) })
    }

    /// Seals and writes what there is of a frame.
    fn seal(&mut self) -> std::io::Result<()> {
        let buffer = std::mem::replace(&mut self.plain, Zeroizing::new(Vec::with_capacity(FRAME + TAG)));
        let mut buffer = buffer;
        let mut sealed: Vec<u8> = std::mem::take(&mut *buffer);
        self.cipher
            .encrypt_in_place(&nonce(self.frame), b"", &mut sealed)
            .map_err(|_foreign| std::io::Error::from(std::io::ErrorKind::InvalidData))?;
        self.frame += 1;
        self.file.write_all(&sealed)
    }

    fn finish(mut self) -> Result<Spool> {
        if !self.plain.is_empty() {
            self.seal().map_err(|e| failed(&e))?;
        }
        Ok(Spool { file: self.file, key: self.key })
    }
}

/// Takes a result that must be checked before anybody sees it.
#[derive(Clone)]
pub struct SpoolWriter(Arc<Mutex<Option<Sealing>>>);

impl SpoolWriter {
    /// An empty one; `key` is of this spool alone.
    ///
    /// # Errors
    /// Where no temporary file can be made.
    pub fn begin(key: Zeroizing<[u8; 32]>) -> Result<Self> {
        Ok(Self(Arc::new(Mutex::new(Some(Sealing::begin(key)?)))))
    }

    /// What was written, to be read.
    ///
    /// # Errors
    /// Where the device is full.
    pub fn finish(&self) -> Result<Spool> {
        let sealing = self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        sealing.ok_or_else(|| Error::bug("a spool was finished twice"))?.finish()
    }
}

impl std::io::Write for SpoolWriter {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let mut sealing = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(sealing) = sealing.as_mut() else { return Err(std::io::ErrorKind::BrokenPipe.into()) };
        let n = bytes.len().min(FRAME - sealing.plain.len());
        sealing.plain.extend_from_slice(&bytes[..n]);
        if sealing.plain.len() == FRAME {
            sealing.seal()?;
        }
        Ok(n)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Reads what a [`Spool`] keeps.
pub struct SpoolReader {
    file: File,
    cipher: ChaCha20Poly1305,
    frame: u64,
    plain: Vec<u8>,
    at: usize,
}

impl Read for SpoolReader {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        if self.at == self.plain.len() {
            self.plain.clear();
            self.at = 0;
            let n = Read::by_ref(&mut self.file).take((FRAME + TAG) as u64).read_to_end(&mut self.plain)?;
            if n == 0 {
                return Ok(0);
            }
            let opened = self.cipher.decrypt_in_place(&nonce(self.frame), b"", &mut self.plain);
            opened.map_err(|_foreign| std::io::Error::from(std::io::ErrorKind::InvalidData))?;
            self.frame += 1;
        }
        let n = out.len().min(self.plain.len() - self.at);
        out[..n].copy_from_slice(&self.plain[self.at..self.at + n]);
        self.at += n;
        Ok(n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_comes_back() {
        let text = b"canary ".repeat(100_000);
        let writer = SpoolWriter::begin(Zeroizing::new([6; 32])).unwrap();
        writer.clone().write_all(&text).unwrap();
        let mut back = Vec::new();
        writer.finish().unwrap().read().unwrap().read_to_end(&mut back).unwrap();
        assert!(back == text && writer.finish().is_err());
    }

    #[test]
    fn what_is_kept_comes_back_and_the_file_holds_none_of_it() {
        let text = b"canary ".repeat(100_000);
        let spool = Spool::fill(text.as_slice(), "x", Zeroizing::new([5; 32])).unwrap();
        let mut raw = Vec::new();
        let mut file = spool.file.try_clone().unwrap();
        file.seek(SeekFrom::Start(0)).unwrap();
        file.read_to_end(&mut raw).unwrap();
        assert!(memchr::memmem::find(&raw, b"canary").is_none() && raw.len() > text.len());
        for _ in 0..2 {
            let mut back = Vec::new();
            spool.read().unwrap().read_to_end(&mut back).unwrap();
            assert!(back == text);
        }
    }
}
