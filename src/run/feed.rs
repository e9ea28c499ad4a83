//! A stream that another thread makes while this one reads it.

use std::io::{Error, ErrorKind, Read, Result};
use std::sync::mpsc::{Receiver, sync_channel};

/// How many pieces wait for the reader.
const WAITING: usize = 8;

/// Where a thread puts what it makes; `false` where nobody reads any more.
type Put<'a> = &'a mut dyn FnMut(Vec<u8>) -> bool;

/// What a thread makes, as it comes.
pub struct Feed {
    pieces: Receiver<Option<Vec<u8>>>,
    piece: Vec<u8>,
    at: usize,
    ended: bool,
}

/// Begins a thread; `make` puts pieces and gives whether it came to its end.
///
/// # Errors
/// Where the system gives no thread.
pub fn feed(make: impl FnOnce(Put<'_>) -> bool + Send + 'static) -> Result<Feed> {
    let (sender, pieces) = sync_channel::<Option<Vec<u8>>>(WAITING);
    let work = move || {
        let whole = make(&mut |piece| sender.send(Some(piece)).is_ok());
        // Without its end, a stream that was cut short would look whole; where nobody reads, nobody misses it.
        if whole && sender.send(None).is_err() {}
    };
    std::thread::Builder::new().name("feed".to_owned()).spawn(work)?;
    Ok(Feed { pieces, piece: Vec::new(), at: 0, ended: false })
}

impl Read for Feed {
    fn read(&mut self, out: &mut [u8]) -> Result<usize> {
        while self.at == self.piece.len() && !self.ended {
            match self.pieces.recv() {
                Ok(Some(piece)) => (self.piece, self.at) = (piece, 0),
                Ok(None) => self.ended = true,
                Err(_gone) => return Err(Error::from(ErrorKind::UnexpectedEof)),
            }
        }
        let n = out.len().min(self.piece.len() - self.at);
        out[..n].copy_from_slice(&self.piece[self.at..self.at + n]);
        self.at += n;
        Ok(n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_put_is_read_and_what_is_cut_short_fails() {
        let mut text = String::new();
        let whole =
            feed(|put| (0..100).all(|n| put(format!("{n} ").into_bytes())) && put(Vec::new())).unwrap();
        { whole }.read_to_string(&mut text).unwrap();
        assert!(text.starts_with("0 1 2 ") && text.ends_with("98 99 "));
        let mut cut = feed(|put| !put(b"half".to_vec())).unwrap();
        assert_eq!(cut.read_to_string(&mut text).unwrap_err().kind(), ErrorKind::UnexpectedEof);
        // A reader that goes away ends the thread.
        drop(feed(|put| {
            loop {
                if !put(vec![0; 1 << 10]) {
                    return false;
                }
            }
        }));
    }
}
