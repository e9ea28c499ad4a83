//! `placebo scrub`: a stream of text without what could say who somebody is.

use super::mask::KeyArgs;
use super::{Answer, terminal};
use crate::error::{Error, ErrorKind, Place, Result};
use crate::markup::{Coding, Replaced};
use crate::mask::Masker;
use crate::run::{self, Stop};
use crate::scrub::{self, Finding};
use std::fs::File;
use std::io::{BufRead as _, BufReader, Read};
use std::path::PathBuf;

/// Bytes that are read at once; a chunk ends with a line.
const CHUNK: usize = 256 * 1024;

/// Replace names, places, dates and numbers in text by markers
///
/// Reads a text (a log, a prompt, a note) and writes it with a marker such as [NAME] in the place of everything that could
/// say who somebody is: names, streets and cities, dates with more than their year, ages over 89, telephone numbers,
/// mail and web addresses, social security numbers, and other numbers and codes that name a person or a record.
///
/// It goes by forms, by the words around a name, and by lists of names and ordinary words. No such reading finds everything:
/// text that was scrubbed may still tell who somebody is, and is to be kept like the original.
///
/// With a key, stand-ins take the place of markers: another name for a name, the same one wherever it is written and the same
/// as `placebo mask` gives it under this key; dates move, all of them alike, and keep their form.
///
/// With --text html or rtf the markup stays, and what tags, entities and escapes part is read as one text; comments, scripts,
/// pictures and what a document says of its writer are left out. Such a text is read as a whole.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "Examples:
  placebo scrub - < app.log > clean.log
  placebo scrub - --key-file prod.key < prompt.txt       stand-ins in the place of markers
  placebo scrub letter.html --text html
  placebo scrub note.txt --findings           where something stands and what it is, one JSON object a line

Exit codes: 0 done; 2 it could not run.")]
pub(super) struct Args {
    /// The texts to read; - is standard input
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// Write where each finding is and of which class, not the text: offsets in bytes, and lines and columns from 1
    #[arg(long)]
    findings: bool,
    /// How the text is coded: html, rtf or base64, also base64 with html or rtf in it [default: plain]
    #[arg(long, value_name = "CODING", value_delimiter = ',', conflicts_with = "findings")]
    text: Vec<String>,
    /// How many threads read [default: as many as the machine has processors]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1024))]
    threads: Option<u32>,
    #[command(flatten)]
    key: KeyArgs,
}

pub(super) fn run(args: &Args) -> Result<Answer> {
    let stop = Stop::default();
    let coding = coding(&args.text)?;
    let masker = args.key.given()?.map(|key| Masker::for_text(&key.key)).transpose()?;
    let threads = run::threads(args.threads.map(|n| n as usize));
    for path in &args.paths {
        let name = path.display().to_string();
        let input: Box<dyn Read + Send> = if name == "-" {
            Box::new(std::io::stdin())
        } else {
            let open = File::open(path).map_err(|e| Error::io("read", Place::file(&name), &e))?;
            Box::new(open)
        };
        let most = if coding == Coding::default() { CHUNK } else { usize::MAX };
        let chunks = Chunks { name: &name, input: BufReader::new(input), line: 1, offset: 0, most };
        let make = |chunk: Result<Chunk>| {
            let chunk = chunk?;
            if args.findings {
                return Ok(told(&chunk, &name, &scrub::find(&chunk.text, None)));
            }
            let text = match &masker {
                Some(masker) => masker.scrub_text(&chunk.text, coding)?,
                None => coding.replaced(&chunk.text, &mut |plain| Ok(marked(plain)))?,
            };
            let wrong = || {
                Error::new(ErrorKind::Input, format!("this is no {}", coding.word())).at(Place::file(&name))
            };
            text.ok_or_else(wrong)
        };
        let print = |text: String| terminal::print(&text);
        run::ordered(threads, threads * 4, &stop, chunks, make, print)?;
    }
    Ok(Answer::Yes)
}

/// Reads how the text is coded.
fn coding(words: &[String]) -> Result<Coding> {
    let mut coding = Coding::default();
    for word in words {
        if !Coding::WORDS.contains(&word.as_str()) {
            let error = Error::usage(format!("no text is coded as {word}"));
            let near = crate::error::nearest(word, Coding::WORDS);
            let known = Coding::WORDS.join(", ");
            return Err(error.hint(near.map_or(known, |near| format!("did you mean {near}?"))));
        }
        if !coding.add(word) {
            let error = Error::usage(format!("{word} cannot stand here"));
            return Err(error.hint("one coding, or base64 with what is in it: --text base64,html"));
        }
    }
    Ok(coding)
}

/// Whole lines of a text.
struct Chunk {
    text: String,
    line: u64,
    offset: u64,
}

struct Chunks<'n, R> {
    name: &'n str,
    input: BufReader<R>,
    line: u64,
    offset: u64,
    /// Bytes that are read at once.
    most: usize,
}

impl<R: Read> Chunks<'_, R> {
    fn read(&mut self) -> Result<Option<Chunk>> {
        let mut bytes = Vec::new();
        while bytes.len() < self.most {
            let read = self.input.read_until(b'\n', &mut bytes);
            if read.map_err(|e| Error::io("read", Place::file(self.name), &e))? == 0 {
                break;
            }
        }
        if bytes.is_empty() {
            return Ok(None);
        }
        let (line, offset) = (self.line, self.offset);
        self.line += memchr::memchr_iter(b'\n', &bytes).count() as u64;
        self.offset += bytes.len() as u64;
        let text = String::from_utf8(bytes).map_err(|e| {
            let good = &e.as_bytes()[..e.utf8_error().valid_up_to()];
            let at = line + memchr::memchr_iter(b'\n', good).count() as u64;
            Error::new(ErrorKind::Input, "the text is not UTF-8")
                .at(Place::file(self.name).line(at))
                .hint("convert it first, such as with iconv -f latin1 -t utf8")
        })?;
        Ok(Some(Chunk { text, line, offset }))
    }
}

impl<R: Read> Iterator for Chunks<'_, R> {
    type Item = Result<Chunk>;

    fn next(&mut self) -> Option<Self::Item> {
        self.read().transpose()
    }
}

/// The markers of a text.
fn marked(text: &str) -> Replaced {
    let found = scrub::find(text, None);
    found.into_iter().map(|finding| (finding.range, format!("[{}]", finding.class.word()))).collect()
}

/// One JSON object a finding.
fn told(chunk: &Chunk, name: &str, found: &[Finding]) -> String {
    let mut out = String::new();
    let (mut line, mut begin, mut from) = (chunk.line, 0, 0);
    for finding in found {
        for at in memchr::memchr_iter(b'\n', &chunk.text.as_bytes()[from..finding.range.start]) {
            line += 1;
            begin = from + at + 1;
        }
        from = finding.range.start;
        let column = chunk.text[begin..finding.range.start].chars().count() + 1;
        let told = serde_json::json!({
            "file": name,
            "line": line,
            "column": column,
            "start": chunk.offset + finding.range.start as u64,
            "end": chunk.offset + finding.range.end as u64,
            "class": finding.class.word(),
        });
        out.push_str(&told.to_string());
        out.push('\n');
    }
    out
}
