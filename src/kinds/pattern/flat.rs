//! Forms whose texts are all equally long: a template with places to fill, which is quick.

use super::choices::Choices;
use super::form::{Form, Node};

/// A template and, for each place to fill, the characters to choose from.
pub(super) struct Flat {
    template: Vec<u8>,
    places: Vec<(usize, Vec<u8>)>,
}

impl Flat {
    /// The template of a form, if all its texts are ASCII and equally long.
    pub(super) fn of(form: &Form) -> Option<Self> {
        let mut flat = Self { template: Vec::new(), places: Vec::new() };
        flat.add(form).then_some(flat)
    }

    fn add(&mut self, form: &Form) -> bool {
        match &form.node {
            Node::Literal(text) => {
                self.template.extend_from_slice(text.as_bytes());
                text.is_ascii()
            }
            Node::Class(characters) => {
                let bytes: Vec<u8> = characters.iter().filter_map(|c| u8::try_from(*c).ok()).collect();
                self.places.push((self.template.len(), bytes));
                self.template.push(b'?');
                characters.iter().all(char::is_ascii)
            }
            Node::Sequence(parts) => parts.iter().all(|part| self.add(part)),
            Node::Branch(..) => false,
            Node::Repeat(part, low, totals) => totals.len() == 1 && (0..*low).all(|_| self.add(part)),
        }
    }

    /// As [`Form::draw`].
    #[inline]
    pub(super) fn draw(&self, choices: &mut Choices<'_>, out: &mut Vec<u8>) {
        let start = out.len();
        out.extend_from_slice(&self.template);
        let text = &mut out[start..];
        for (place, characters) in &self.places {
            text[*place] = characters[index(choices.below(characters.len() as u64))];
        }
    }

    /// As [`Form::nth`], for forms with at most as many texts as numbers.
    #[inline]
    pub(super) fn nth(&self, mut n: u64, out: &mut Vec<u8>) {
        let start = out.len();
        out.extend_from_slice(&self.template);
        let text = &mut out[start..];
        for (place, characters) in self.places.iter().rev() {
            let base = characters.len() as u64;
            // Numbers soon fit 32 bits, on which a division costs a third.
            let (rest, digit) = match (u32::try_from(n), u32::try_from(base)) {
                (Ok(n), Ok(base)) => (u64::from(n / base), u64::from(n % base)),
                _ => (n / base, n % base),
            };
            text[*place] = characters[index(digit)];
            n = rest;
        }
    }
}

fn index(n: u64) -> usize {
    usize::try_from(n).unwrap_or(0)
}
