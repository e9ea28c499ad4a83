//! Bytes that memory does not hold: put down one behind the other and read again anywhere, encrypted under a key that lives in
//! this process alone, in a file that has no name.

use crate::error::{Error, ErrorKind, Place, Result};
use chacha20poly1305::aead::{AeadInOut as _, KeyInit as _};
use chacha20poly1305::{ChaCha20Poly1305, Nonce};
use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::sync::{Mutex, PoisonError};
use zeroize::Zeroizing;

/// Bytes that are sealed together: few, since they are opened for a single record.
const FRAME: usize = 16 << 10;
/// Bytes that a seal takes.
const TAG: usize = 16;

/// A file of bytes without a name.
pub struct Shelf {
    cipher: ChaCha20Poly1305,
    state: Mutex<State>,
}

struct State {
    file: File,
    /// How many frames are written.
    frames: u64,
    /// What does not fill a frame yet.
    rest: Zeroizing<Vec<u8>>,
}

fn failed(e: &std::io::Error) -> Error {
    Error::io("keep what the first pass found", Place::file("a temporary file without a name"), e)
}

fn broken() -> Error {
    Error::new(ErrorKind::Input, "what was kept of the first pass is not what was written")
}

fn nonce(frame: u64) -> Nonce {
    let mut bytes = [0u8; 12];
    bytes[..8].copy_from_slice(&frame.to_le_bytes());
    Nonce::from(bytes)
}

impl Shelf {
    /// An empty one; `key` is of this shelf alone.
    ///
    /// # Errors
    /// Where no temporary file can be made.
    pub fn new(key: &Zeroizing<[u8; 32]>) -> Result<Self> {
        let file = tempfile::tempfile().map_err(|e| failed(&e))?;
        let cipher = ChaCha20Poly1305::new(key.as_slice().try_into().map_err(|_foreign| broken())?);
        let rest = Zeroizing::new(Vec::with_capacity(FRAME + TAG));
        Ok(Self { cipher, state: Mutex::new(State { file, frames: 0, rest }) })
    }

    /// Puts bytes behind all others; gives where they begin.
    ///
    /// # Errors
    /// Where the device is full.
    pub fn append(&self, mut bytes: &[u8]) -> Result<u64> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let start = state.frames * FRAME as u64 + state.rest.len() as u64;
        while !bytes.is_empty() {
            let n = bytes.len().min(FRAME - state.rest.len());
            state.rest.extend_from_slice(&bytes[..n]);
            bytes = &bytes[n..];
            if state.rest.len() == FRAME {
                self.write(&mut state)?;
            }
        }
        Ok(start)
    }

    fn write(&self, state: &mut State) -> Result<()> {
        let mut sealed = std::mem::take(&mut *state.rest);
        let done = self.cipher.encrypt_in_place(&nonce(state.frames), b"", &mut sealed);
        done.map_err(|_foreign| broken())?;
        let at = state.frames * (FRAME + TAG) as u64;
        let written = state.file.seek(SeekFrom::Start(at)).and_then(|_| state.file.write_all(&sealed));
        written.map_err(|e| failed(&e))?;
        state.frames += 1;
        sealed.clear();
        *state.rest = sealed;
        Ok(())
    }

    /// Fills a piece of memory with the bytes from a place on.
    ///
    /// # Errors
    /// Where there are not so many, or they cannot be read.
    pub fn read(&self, mut at: u64, mut out: &mut [u8]) -> Result<()> {
        while !out.is_empty() {
            let (frame, within) = (at / FRAME as u64, usize::try_from(at % FRAME as u64).unwrap_or(0));
            let plain = self.frame(frame)?;
            let there = plain.get(within..).filter(|there| !there.is_empty()).ok_or_else(broken)?;
            let n = there.len().min(out.len());
            let (now, later) = out.split_at_mut(n);
            now.copy_from_slice(&there[..n]);
            out = later;
            at += n as u64;
        }
        Ok(())
    }

    fn frame(&self, frame: u64) -> Result<Zeroizing<Vec<u8>>> {
        let mut sealed = Vec::with_capacity(FRAME + TAG);
        {
            let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
            if frame == state.frames {
                return Ok(state.rest.clone());
            }
            let from = SeekFrom::Start(frame * (FRAME + TAG) as u64);
            state.file.seek(from).map_err(|e| failed(&e))?;
            let read = (&mut state.file).take((FRAME + TAG) as u64).read_to_end(&mut sealed);
            read.map_err(|e| failed(&e))?;
        }
        let opened = self.cipher.decrypt_in_place(&nonce(frame), b"", &mut sealed);
        opened.map_err(|_foreign| broken())?;
        Ok(Zeroizing::new(sealed))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_put_down_is_read_anywhere_and_the_file_holds_none_of_it() {
        let shelf = Shelf::new(&Zeroizing::new([7; 32])).unwrap();
        let word = |n: u64| format!("canary {n:09} ");
        let all: Vec<u64> = (0..5_000).map(|n| shelf.append(word(n).as_bytes()).unwrap()).collect();
        for n in [0, 1, 963, 964, 4_999, 2_500] {
            let mut text = vec![0; 17];
            shelf.read(all[usize::try_from(n).unwrap()], &mut text).unwrap();
            assert_eq!(text, word(n).as_bytes());
        }
        let mut beyond = vec![0; 18];
        assert!(shelf.read(all[4_999], &mut beyond).is_err());
        let mut raw = Vec::new();
        let mut state = shelf.state.lock().unwrap();
        state.file.seek(SeekFrom::Start(0)).unwrap();
        state.file.read_to_end(&mut raw).unwrap();
        assert!(raw.len() > 60_000 && memchr::memmem::find(&raw, b"canary").is_none());
    }
}
