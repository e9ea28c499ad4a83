//! What is left of a text of which something is left out, and where each byte of it stood.

use std::ops::Range;

/// The bytes that are left so far, of a text whose bytes have the given places, or stand at their own.
pub(super) struct Left<'t> {
    bytes: &'t [u8],
    places: Option<&'t [u32]>,
    left: Vec<u8>,
    kept: Vec<u32>,
}

impl<'t> Left<'t> {
    pub(super) fn of(bytes: &'t [u8], places: Option<&'t [u32]>) -> Self {
        Self {
            bytes,
            places,
            left: Vec::with_capacity(bytes.len()),
            kept: Vec::with_capacity(bytes.len() + 1),
        }
    }

    /// Keeps some bytes as they are: nearly all of a text is.
    pub(super) fn keep(&mut self, range: Range<usize>) {
        self.left.extend_from_slice(&self.bytes[range.clone()]);
        match self.places {
            Some(places) => self.kept.extend_from_slice(&places[range]),
            None => self.kept.extend(own(range.start)..own(range.end)),
        }
    }

    /// Puts down what the bytes from a place on are read as; all of it stands at that place.
    pub(super) fn put(&mut self, read: &[u8], at: usize) {
        self.left.extend_from_slice(read);
        self.kept.extend(std::iter::repeat_n(self.place(at), read.len()));
    }

    fn place(&self, at: usize) -> u32 {
        self.places.map_or_else(|| own(at), |places| places[at])
    }

    /// The bytes that are left and their places, with the place of the end; the rest from `from` on is kept.
    pub(super) fn end(mut self, from: usize) -> (Vec<u8>, Vec<u32>) {
        let end = self.bytes.len();
        self.keep(from..end);
        self.kept.push(self.place(end));
        (self.left, self.kept)
    }
}

/// Which bytes are neither letters nor digits.
const SIGNS: [bool; 256] = {
    let (mut signs, mut byte) = ([false; 256], 0u8);
    loop {
        signs[byte as usize] = !byte.is_ascii_alphanumeric();
        if byte == u8::MAX {
            break signs;
        }
        byte += 1;
    }
};

/// Where the next byte is that is neither a letter nor a digit, from a place on; the end of the text where there is none.
#[inline]
pub(super) fn sign_from(bytes: &[u8], at: usize) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    at + rest.iter().position(|byte| SIGNS[usize::from(*byte)]).unwrap_or(rest.len())
}

fn own(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// What is left of a text that something is left out of, for tests: places ascend, and there is one more of them than bytes.
#[cfg(test)]
pub(super) fn text_of(
    text: &str,
    join: impl Fn(&[u8], Option<&[u32]>) -> Option<(Vec<u8>, Vec<u32>)>,
) -> String {
    join(text.as_bytes(), None).map_or_else(
        || text.to_owned(),
        |(bytes, places)| {
            assert_eq!(bytes.len() + 1, places.len());
            assert!(places.windows(2).all(|two| two[0] < two[1]), "{places:?}");
            String::from_utf8(bytes).unwrap()
        },
    )
}
