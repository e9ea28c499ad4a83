//! What is sought on its way into the table of it: gathered by where it lies there, so that memory is gone through piece by piece.

use super::slices::place;
use super::survival::{Sought, Source, Survival};

/// Pieces of the table, by the first bits of where a fingerprint lies.
const PIECES: usize = 1 << 8;

/// Of the memory for what is sought, the share that waits: one in so many.
const SHARE: u64 = 8;

/// A form, in a few bytes.
#[derive(Clone, Copy)]
struct Form {
    print: u64,
    source: u32,
    chance: f32,
    shape: u8,
}

impl Form {
    #[expect(clippy::cast_possible_truncation, reason = "a chance was made of so many bits")]
    fn of(sought: &Sought) -> Self {
        let Sought { print, source, chance, shape } = *sought;
        let source = u32::try_from(source.number()).unwrap_or(u32::MAX);
        Self { print, source, chance: chance as f32, shape }
    }

    fn sought(&self) -> Sought {
        let source = Source::numbered(usize::try_from(self.source).unwrap_or(usize::MAX));
        Sought { print: self.print, source, chance: f64::from(self.chance), shape: self.shape }
    }
}

/// Forms that wait.
pub struct Waiting {
    pieces: Vec<Vec<Form>>,
    len: usize,
    most: usize,
}

impl Waiting {
    /// None yet; `memory` is what everything that is sought may take.
    pub fn new(memory: u64) -> Self {
        let bytes = memory / SHARE / size_of::<Form>() as u64;
        let most = usize::try_from(bytes).unwrap_or(usize::MAX).max(PIECES);
        Self { pieces: vec![Vec::new(); PIECES], len: 0, most }
    }

    /// Takes forms of so many values; those that wait go where they are sought when there are many.
    pub fn add(&mut self, values: u64, sought: &[Sought], to: &mut Survival) {
        to.count(values);
        for form in sought {
            let piece = usize::try_from(place(form.print) >> 56).unwrap_or(0) % PIECES;
            self.pieces[piece].push(Form::of(form));
        }
        self.len += sought.len();
        if self.len >= self.most {
            self.settle(to);
        }
    }

    /// All that wait go where they are sought.
    pub fn settle(&mut self, to: &mut Survival) {
        to.reserve(self.len);
        for piece in &mut self.pieces {
            to.seek(0, piece.drain(..).map(|form| form.sought()));
        }
        self.len = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verify::Printer;

    #[test]
    fn what_waited_is_sought_as_what_did_not() {
        let printer = Printer::new(&[4; 16]);
        let form = |n: u32| Sought {
            print: printer.short(&(n % 15_000).to_le_bytes()),
            source: Source::of(3, 20.0),
            chance: f64::from(1e-7_f32),
            shape: 7,
        };
        let forms: Vec<Sought> = (0..20_000).map(form).collect();
        let survival = || Survival::new(printer.clone(), 1 << 24);
        let (mut at_once, mut later, mut waiting) = (survival(), survival(), Waiting::new(1 << 16));
        for some in forms.chunks(90) {
            at_once.seek(90, some);
            waiting.add(90, some, &mut later);
        }
        waiting.settle(&mut later);
        assert_eq!(at_once.held(), later.held());
        for survival in [at_once, later] {
            let slices = survival.slices().unwrap();
            assert!(forms.iter().all(|form| slices.has(form.print) && slices.column(form.print) == Some(7)));
            let others = (20_000..40_000u32).filter(|n| slices.has(printer.short(&n.to_le_bytes())));
            assert_eq!(others.count(), 0);
        }
    }
}
