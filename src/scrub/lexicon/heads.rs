//! Which characters the entries of a record begin and end with: most words of a text are told from all entries by them.

/// Which first characters entries have, as far as a few bits tell: three, and of the shortest entries two; and on which two
/// letters names end that are long enough for a typing error.
#[derive(Clone, Copy)]
pub(super) struct Heads {
    three: [u64; THREE],
    two: [u64; TWO],
    ends: [u64; TWO],
}

/// Numbers of 64 bits for three characters, and for two.
const THREE: usize = 32;
const TWO: usize = 16;

/// The bits of the characters with which a word begins: which number each is in, and the bit.
pub(super) struct Begin {
    three: (usize, u64),
    two: (usize, u64),
}

impl Default for Heads {
    fn default() -> Self {
        Self { three: [0; THREE], two: [0; TWO], ends: [0; TWO] }
    }
}

/// The bit of three characters, or of fewer where there are no more.
fn of_three(text: &[u8]) -> (usize, u64) {
    let head = match *text {
        [a, b, c, ..] => u32::from(a) << 16 | u32::from(b) << 8 | u32::from(c),
        [a, b] => u32::from(a) << 8 | u32::from(b),
        [a] => u32::from(a),
        [] => 0,
    };
    let bits = (head.wrapping_mul(0x9e37_79b1) >> 21) as usize;
    (bits >> 6, 1 << (bits & 63))
}

/// The bit of two characters.
fn of_two(one: u8, other: u8) -> (usize, u64) {
    let bits = usize::from(one & 0x1f) << 5 | usize::from(other & 0x1f);
    (bits >> 6, 1 << (bits & 63))
}

impl Heads {
    /// The bits of three characters and of two.
    pub(super) fn places(text: &[u8]) -> Begin {
        let two = match text {
            [one, other, ..] => of_two(*one, *other),
            _ => (0, 0),
        };
        Begin { three: of_three(text), two }
    }

    /// Notes the key of an entry.
    pub(super) fn add(&mut self, key: &[u8]) {
        let begin = Self::places(key);
        match key.len() {
            2 => self.two[begin.two.0] |= begin.two.1,
            _ => self.three[begin.three.0] |= begin.three.1,
        }
    }

    /// Notes on what a name ends that is found with one typing error, too.
    pub(super) fn add_end(&mut self, key: &[u8]) {
        if let [.., one, other] = key {
            let (at, bit) = of_two(*one, *other);
            self.ends[at] |= bit;
        }
    }

    /// Whether an entry may begin so.
    #[inline]
    pub(super) fn may_have(&self, begin: &Begin) -> bool {
        self.three[begin.three.0] & begin.three.1 != 0 || self.two[begin.two.0] & begin.two.1 != 0
    }

    /// Whether a long name may be a word with one typing error: an error in its first three letters leaves the last two as they
    /// are, and any other one leaves those.
    pub(super) fn may_be_slip(&self, begin: &Begin, word: &[u8]) -> bool {
        let end = || match word {
            [.., one, other] => {
                let (at, bit) = of_two(*one, *other);
                self.ends[at] & bit != 0
            }
            _ => false,
        };
        self.three[begin.three.0] & begin.three.1 != 0 || end()
    }

    /// Takes up what others have.
    pub(super) fn join(&mut self, other: &Self) {
        self.three.iter_mut().zip(other.three).for_each(|(own, other)| *own |= other);
        self.two.iter_mut().zip(other.two).for_each(|(own, other)| *own |= other);
        self.ends.iter_mut().zip(other.ends).for_each(|(own, other)| *own |= other);
    }
}
