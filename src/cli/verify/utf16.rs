//! Texts of 16 bits a sign, as programs of Windows write them, read as UTF-8.

use std::io::{Read, Result};

/// Bytes that are read together.
const ROOM: usize = 64 * 1024;

/// A stream of UTF-16 behind its byte-order mark, as UTF-8; what is no sign becomes U+FFFD.
pub(super) struct Utf16<R> {
    source: R,
    /// Whether the high byte stands first.
    big: bool,
    /// Bytes of a sign whose rest was not read yet.
    left: Vec<u8>,
    text: Vec<u8>,
    given: usize,
}

/// The order of bytes that a mark at the beginning of a text says, if there is one.
pub(super) fn mark(head: &[u8]) -> Option<bool> {
    match head {
        [0xff, 0xfe, ..] => Some(false),
        [0xfe, 0xff, ..] => Some(true),
        _ => None,
    }
}

/// A stream of text as UTF-8, where a mark at its beginning says that it is UTF-16.
///
/// # Errors
/// Where it cannot be read.
pub(super) fn as_utf8(mut source: Box<dyn Read + Send>) -> Result<Box<dyn Read + Send>> {
    let mut head = Vec::with_capacity(2);
    source.by_ref().take(2).read_to_end(&mut head)?;
    let order = mark(&head);
    let whole = std::io::Cursor::new(head).chain(source);
    Ok(match order {
        Some(big) => Box::new(Utf16::new(whole, big)),
        None => Box::new(whole),
    })
}

impl<R: Read> Utf16<R> {
    pub(super) fn new(source: R, big: bool) -> Self {
        Self { source, big, left: Vec::new(), text: Vec::new(), given: 0 }
    }

    fn fill(&mut self) -> Result<()> {
        let mut bytes = std::mem::take(&mut self.left);
        let before = bytes.len();
        self.source.by_ref().take(ROOM as u64).read_to_end(&mut bytes)?;
        let ended = bytes.len() == before;
        let unit = |pair: &[u8]| match (self.big, pair) {
            (true, [high, low]) => u16::from_be_bytes([*high, *low]),
            (false, [low, high]) => u16::from_le_bytes([*low, *high]),
            _ => 0xfffd,
        };
        let mut whole = bytes.len() / 2 * 2;
        let last = bytes[..whole].chunks(2).next_back().map(unit);
        // The first half of a sign waits for the other.
        if !ended && last.is_some_and(|last| (0xd800..0xdc00).contains(&last)) {
            whole -= 2;
        }
        let units = bytes[..whole].chunks(2).map(unit).filter(|unit| *unit != 0xfeff);
        let signs = char::decode_utf16(units).map(|sign| sign.unwrap_or(char::REPLACEMENT_CHARACTER));
        self.text = signs.collect::<String>().into_bytes();
        self.given = 0;
        if !ended {
            self.left = bytes[whole..].to_vec();
        }
        Ok(())
    }
}

impl<R: Read> Read for Utf16<R> {
    fn read(&mut self, to: &mut [u8]) -> Result<usize> {
        while self.given == self.text.len() {
            let before = self.left.len();
            self.fill()?;
            if self.text.is_empty() && self.left.len() <= before {
                return Ok(0);
            }
        }
        let n = to.len().min(self.text.len() - self.given);
        to[..n].copy_from_slice(&self.text[self.given..self.given + n]);
        self.given += n;
        Ok(n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn either_order_of_bytes_is_read_whatever_the_pieces() {
        let text = "phone: 617-482-3391 é 🦀\r\n".repeat(9_000);
        for big in [false, true] {
            let units = std::iter::once(0xfeff).chain(text.encode_utf16());
            let bytes: Vec<u8> =
                units.flat_map(|u| if big { u.to_be_bytes() } else { u.to_le_bytes() }).collect();
            assert_eq!(mark(&bytes), Some(big));
            let mut read = String::new();
            Utf16::new(bytes.as_slice(), big).read_to_string(&mut read).unwrap();
            assert_eq!(read, text);
            let mut short = String::new();
            Utf16::new(&bytes[..bytes.len() - 1], big).read_to_string(&mut short).unwrap();
            assert_eq!(short, text[..text.len() - 1]);
        }
    }
}
