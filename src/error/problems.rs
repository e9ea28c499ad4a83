//! Problems in a text of the user's: the texts that were read, where in them something is wrong, and how that is drawn.

use std::collections::BTreeMap;
use std::sync::Arc;

/// One text that was read: a schema file, one it includes, or an expression given on the command line.
#[derive(Debug)]
pub struct SourceText {
    /// The name to show: a path as the user wrote it, or the name of a preset.
    pub name: String,
    /// The whole text.
    pub text: String,
    /// Whether it holds values of the user's (a CSV file of rows), so that a problem tells its place and no more.
    pub values: bool,
}

/// The texts that spans point into.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    texts: Vec<Arc<SourceText>>,
}

impl Sources {
    /// Adds a text; what is returned names it in a [`Span`].
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<String>) -> u32 {
        self.push(SourceText { name: name.into(), text: text.into(), values: false })
    }

    /// Adds a text that holds values of the user's: problems in it tell line and column, and show nothing of it.
    pub fn add_values(&mut self, name: impl Into<String>, text: impl Into<String>) -> u32 {
        self.push(SourceText { name: name.into(), text: text.into(), values: true })
    }

    fn push(&mut self, source: SourceText) -> u32 {
        self.texts.push(Arc::new(source));
        u32::try_from(self.texts.len() - 1).unwrap_or(u32::MAX)
    }

    /// The text with this number.
    pub fn get(&self, source: u32) -> Option<&SourceText> {
        self.texts.get(source as usize).map(AsRef::as_ref)
    }

    /// All texts in the order in which they were read.
    pub fn iter(&self) -> impl Iterator<Item = &SourceText> {
        self.texts.iter().map(AsRef::as_ref)
    }

    /// The line and the column, both from 1, at which a span begins.
    pub fn line_column(&self, span: Span) -> (usize, usize) {
        let Some(source) = self.get(span.source) else { return (1, 1) };
        let before = source.text.get(..span.start as usize).unwrap_or_default();
        let line = before.bytes().filter(|&b| b == b'\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        (line, column)
    }
}

/// A stretch of bytes in one of the [`Sources`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    /// Which text.
    pub source: u32,
    /// The first byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// A stretch of bytes of a text.
    pub fn new(source: u32, range: std::ops::Range<usize>) -> Self {
        let clamp = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Self { source, start: clamp(range.start), end: clamp(range.end) }
    }
}

/// A value with the place where it was written.
#[derive(Clone, Debug, Default)]
pub struct Spanned<T> {
    /// What was written.
    pub value: T,
    /// Where it was written.
    pub span: Span,
}

impl<T> Spanned<T> {
    /// Puts a value and its place together.
    pub fn new(value: T, span: Span) -> Self {
        Self { value, span }
    }

    /// The same place with another value.
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Spanned<U> {
        Spanned { value: f(self.value), span: self.span }
    }
}

impl<T: PartialEq> PartialEq for Spanned<T> {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

/// One thing wrong in a user's text.
#[derive(Clone, Debug)]
pub struct Problem {
    /// What is wrong, as one sentence without a full stop.
    pub message: String,
    /// The words that are wrong.
    pub span: Span,
    /// What to say under the underline.
    pub label: String,
    /// Other places that matter, each with what to say there.
    pub related: Vec<(Span, String)>,
    /// What to do about it.
    pub help: Option<String>,
}

impl Problem {
    /// A problem at a place; the label under the underline may stay empty.
    pub fn new(span: Span, message: impl Into<String>) -> Self {
        Self { message: message.into(), span, label: String::new(), related: Vec::new(), help: None }
    }

    /// The same problem, with words under the underline.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }

    /// The same problem, with advice.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The same problem, with another place that matters.
    #[must_use]
    pub fn related(mut self, span: Span, label: impl Into<String>) -> Self {
        self.related.push((span, label.into()));
        self
    }

    /// The same problem, with the nearest name that exists, or all of them if they are few.
    #[must_use]
    pub fn suggest<'a>(mut self, wanted: &str, names: impl IntoIterator<Item = &'a str>) -> Self {
        let names: Vec<&str> = names.into_iter().collect();
        if let Some(name) = nearest(wanted, names.iter().copied()) {
            self.help = Some(format!("there is `{name}`"));
        } else if !names.is_empty() && names.len() <= 24 {
            self.help = Some(format!("expected one of: {}", names.join(", ")));
        }
        self
    }
}

/// All problems of one or several texts, with the texts.
#[derive(Clone, Debug, Default)]
pub struct Problems {
    /// The texts that the spans point into.
    pub sources: Sources,
    /// What is wrong.
    pub list: Vec<Problem>,
}

impl Problems {
    /// Adds one.
    pub fn push(&mut self, problem: Problem) {
        self.list.push(problem);
    }

    /// Whether there is nothing wrong.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Puts problems in the order of their places and drops exact repetitions.
    pub fn sort(&mut self) {
        self.list.sort_by(|a, b| (a.span, &a.message).cmp(&(b.span, &b.message)));
        self.list.dedup_by(|a, b| a.span == b.span && a.message == b.message);
    }

    /// Draws every problem with its file, line and column, the words underlined, and the advice; what is the same in many places, such
    /// as a variable that is not set, at the first of them alone.
    pub fn render(&self, colour: bool) -> String {
        const MANY: usize = 4;
        fn said(problem: &Problem) -> (&str, Option<&str>) {
            (&problem.message, problem.help.as_deref())
        }
        let mut places: BTreeMap<(&str, Option<&str>), usize> = BTreeMap::new();
        for problem in &self.list {
            *places.entry(said(problem)).or_default() += 1;
        }
        let mut blocks = Vec::new();
        for problem in &self.list {
            match places.get_mut(&said(problem)) {
                Some(0) => continue,
                Some(count) if *count >= MANY => {
                    let more = std::mem::take(count) - 1;
                    let first = self.render_one(problem, "error", colour);
                    blocks.push(format!(
                        "{}\n    = the same in {more} more places\n",
                        first.trim_end_matches('\n')
                    ));
                }
                _ => blocks.push(self.render_one(problem, "error", colour)),
            }
        }
        blocks.join("\n")
    }

    /// Draws every problem as a hint: the text works, and could say more.
    pub fn render_hints(&self, colour: bool) -> String {
        let blocks: Vec<String> = self.list.iter().map(|p| self.render_one(p, "hint", colour)).collect();
        blocks.join("\n")
    }

    fn render_one(&self, problem: &Problem, level: &str, colour: bool) -> String {
        use annotate_snippets::{AnnotationKind, Element, Level, Origin, Renderer, Snippet};
        let level = if level == "error" { Level::ERROR } else { Level::NOTE.with_name("hint") };
        let mut group = level.primary_title(&problem.message).elements(Vec::<Element<'_>>::new());
        let mut files: Vec<u32> = vec![problem.span.source];
        for (span, _) in &problem.related {
            if !files.contains(&span.source) {
                files.push(span.source);
            }
        }
        for file in files {
            let Some(source) = self.sources.get(file) else { continue };
            if source.values {
                let here = |span: &Span| span.source == file;
                let spans =
                    std::iter::once(&problem.span).chain(problem.related.iter().map(|(span, _)| span));
                for span in spans.filter(|span| here(span)) {
                    let (line, column) = self.sources.line_column(*span);
                    let origin = Origin::path(source.name.as_str()).line(line).char_column(column);
                    group = group.element(origin);
                }
                continue;
            }
            let mut snippet = Snippet::source(source.text.as_str()).path(source.name.as_str());
            if file == problem.span.source {
                let label = (!problem.label.is_empty()).then_some(problem.label.as_str());
                let range = within(&source.text, problem.span);
                snippet = snippet.annotation(AnnotationKind::Primary.span(range).label(label));
            }
            for (span, label) in problem.related.iter().filter(|(span, _)| span.source == file) {
                let range = within(&source.text, *span);
                snippet = snippet.annotation(AnnotationKind::Context.span(range).label(label.as_str()));
            }
            group = group.element(snippet);
        }
        if let Some(help) = &problem.help {
            group = group.element(Level::HELP.message(help.as_str()));
        }
        let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
        let mut text = renderer.render(&[group]).to_string();
        text.push('\n');
        text
    }
}

/// A span cut to its text, on character boundaries, and of one line where it would run over many.
fn within(text: &str, span: Span) -> std::ops::Range<usize> {
    let floor = |mut i: usize| {
        i = i.min(text.len());
        while !text.is_char_boundary(i) {
            i -= 1;
        }
        i
    };
    let (start, mut end) = (floor(span.start as usize), floor(span.end as usize));
    if let Some(line) = text[start..end.max(start)].find('\n') {
        end = start + line;
    }
    start..end.max(start)
}

/// The candidate closest to what was written, if any is close enough to be what was meant.
///
/// The distance counts insertions, deletions, replacements and swaps of neighbours; a third of the length may differ.
pub fn nearest<'a>(wanted: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let lower = wanted.to_lowercase();
    let limit = (lower.chars().count() / 3).clamp(1, 4);
    names
        .into_iter()
        .map(|name| (distance(&lower, &name.to_lowercase()), name))
        .filter(|(d, _)| *d <= limit)
        .min_by(|a, b| a.cmp(b))
        .map(|(_, name)| name)
}

fn distance(a: &str, b: &str) -> usize {
    // A name longer than this is not a slip of the finger, and the square of its length would be time lost.
    const LONGEST: usize = 128;
    let (a, b): (Vec<char>, Vec<char>) =
        (a.chars().take(LONGEST).collect(), b.chars().take(LONGEST).collect());
    let width = b.len() + 1;
    let mut cell = vec![0usize; (a.len() + 1) * width];
    for (i, row) in cell.chunks_mut(width).enumerate() {
        row[0] = i;
    }
    for (j, first) in cell.iter_mut().take(width).enumerate() {
        *first = j;
    }
    for i in 1..=a.len() {
        for j in 1..=b.len() {
            let same = usize::from(a[i - 1] != b[j - 1]);
            let mut best = (cell[(i - 1) * width + j] + 1)
                .min(cell[i * width + j - 1] + 1)
                .min(cell[(i - 1) * width + j - 1] + same);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(cell[(i - 2) * width + j - 2] + 1);
            }
            cell[i * width + j] = best;
        }
    }
    cell[a.len() * width + b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nearest_knows_slips_and_refuses_strangers() {
        let names = ["first_name", "last_name", "birth_date"];
        assert_eq!(nearest("frist_name", names), Some("first_name"));
        assert_eq!(nearest("birthdate", names), Some("birth_date"));
        assert_eq!(nearest("zip", names), None);
    }

    #[test]
    fn a_problem_shows_file_line_and_underline() {
        let mut problems = Problems::default();
        let source = problems.sources.add("a.toml", "x = 1\ny = \"ü\"\n");
        problems.push(
            Problem::new(Span::new(source, 10..14), "`y` is not a number").label("text").help("drop it"),
        );
        let text = problems.render(false);
        assert_eq!(
            text,
            "error: `y` is not a number\n --> a.toml:2:5\n  |\n2 | y = \"ü\"\n  |     ^^^ text\n  |\n  = help: drop it\n"
        );
    }
}
