//! The one form that codes have: so many letters and digits, and what stands between them.

/// Longer codes than this have a form by chance.
const LONGEST: usize = 32;
/// Fewer stand-ins than this are no range to draw from.
const LEAST: u32 = 5;

/// How many values have the form of the first of them.
#[derive(Clone, Copy, Default)]
pub(super) struct Shaped {
    /// One sort a character: `A`, `a`, `9`, or the character itself.
    first: [u8; LONGEST],
    length: usize,
    alike: u64,
}

fn sort(byte: u8) -> Option<u8> {
    match byte {
        b'A'..=b'Z' => Some(b'A'),
        b'a'..=b'z' => Some(b'a'),
        b'0'..=b'9' => Some(b'9'),
        b'-' | b'/' | b'.' | b' ' | b'_' | b':' => Some(byte),
        _ => None,
    }
}

impl Shaped {
    /// Looks at a value, the first one or another.
    pub(super) fn add(&mut self, text: &str, first: bool) {
        if !(1..=LONGEST).contains(&text.len()) || !text.bytes().all(|b| sort(b).is_some()) {
            return;
        }
        let form = text.bytes().filter_map(sort);
        if first {
            self.length = text.len();
            self.first.iter_mut().zip(form).for_each(|(at, sort)| *at = sort);
            self.alike = 1;
        } else if self.length == text.len() && form.zip(self.first).all(|(a, b)| a == b) {
            self.alike += 1;
        }
    }

    /// How many values have it.
    pub(super) fn alike(&self) -> u64 {
        self.alike
    }

    /// The form as a pattern, where enough values have it to draw from.
    pub(super) fn pattern(&self) -> Option<String> {
        let form = self.first.get(..self.length)?;
        let drawn = |sort: &&u8| sort.is_ascii_alphanumeric();
        if form.iter().filter(drawn).count() < usize::try_from(LEAST).ok()? {
            return None;
        }
        let mut out = String::new();
        for run in form.chunk_by(|a, b| a == b) {
            let class = match run.first()? {
                b'A' => "[A-Z]",
                b'a' => "[a-z]",
                b'9' => "[0-9]",
                b'.' => "\\.",
                b'/' => "/",
                b'-' => "-",
                b' ' => " ",
                b'_' => "_",
                _ => ":",
            };
            out.push_str(class);
            if run.len() > 1 {
                out.push_str(&format!("{{{}}}", run.len()));
            }
        }
        Some(out)
    }
}

#[cfg(test)]
mod tests {
    use super::Shaped;

    #[test]
    fn codes_of_one_form_have_a_pattern() {
        let of = |texts: &[&str]| {
            let mut shaped = Shaped::default();
            texts.iter().enumerate().for_each(|(n, text)| shaped.add(text, n == 0));
            (shaped.alike(), shaped.pattern())
        };
        let pattern = |n, pattern: &str| (n, Some(pattern.to_owned()));
        assert_eq!(of(&["XQW123456", "ABC000001"]), pattern(2, "[A-Z]{3}[0-9]{6}"));
        assert_eq!(of(&["12.345.678-9", "D-12"]), pattern(1, "[0-9]{2}\\.[0-9]{3}\\.[0-9]{3}-[0-9]"));
        assert_eq!(of(&["A12"]).1, None);
        assert_eq!(of(&["é12345"]), (0, None));
    }
}
