//! A value looked at once: all that the checks ask of it, made in one reading and kept for the next cell that says the same.

use super::chance::{borne, one_in};
use super::dates::{date_of, days_of, is_date, is_nobodys};
use super::days::Days;
use super::escapes::may_be_escaped;
use super::fiction::{Declared, without_fraction};
use super::forms::{Candidate, candidates_into};
use super::hidden::{hidden, may_hold_coded};
use super::looked::{shape, shape_of};
use super::prints::Printer;
use super::risk::part;
use super::slices::Slices;
use super::sorts::{Column, Expect, Sort, Told};
use super::spread::Spread;
use super::values::{Form, Forms, LEAST, Reserved, forms_of};
use super::words::{Words, trimmed};
use crate::reference::ODD;

/// A form that is rarer than one in this many (a power of ten) is looked for everywhere.
pub(super) const RARE: f32 = 5.5;

/// Whether a form is looked for everywhere.
pub(super) fn is_rare(form: &Form<'_>) -> bool {
    form.space >= RARE && form.text.len() >= LEAST && !form.whole
}

/// The longest text whose runs of words are kept.
pub(super) const SHORT: usize = 1 << 10;

/// What a column's values are looked at for.
pub(super) struct About {
    pub(super) told: Told,
    pub(super) reserved: Option<Reserved>,
    recognise: Option<fn(&str) -> bool>,
    /// Whether its values are counted, because they are keys.
    pub(super) counts: bool,
    /// Whether its values are drawn.
    draws: bool,
    /// Whether a stand-in may be a piece of its original.
    pub(super) pieces: bool,
    /// Whether its values have forms that are met in their own row.
    pub(super) known: bool,
    /// What the kind by which the check `fiction` looks at it says of its values; `None` where it is passed over.
    pub(super) declared: Option<Declared>,
    /// The print of what is left of no value.
    pub(super) none: u64,
}

impl About {
    pub(super) fn new(column: &Column, kind: Option<&str>, printer: &Printer) -> Self {
        let told = column.told.clone();
        let own = crate::kinds::find(told.kind);
        let whole =
            matches!(told.sort, None | Some(Sort::Key | Sort::Text | Sort::Zip | Sort::Age | Sort::Date));
        let pieces = told.expect == Expect::Replaced && !whole;
        // A text is looked for by what is in it, everywhere.
        let known = told.sort.is_some_and(|sort| sort != Sort::Text);
        Self {
            reserved: own.and_then(Reserved::of),
            recognise: own.and_then(|kind| kind.recognise),
            counts: told.unique || told.refers.is_some() || told.sort == Some(Sort::Key),
            // A value that identifies is never told, whatever somebody kept.
            draws: matches!(told.expect, Expect::Part(_))
                || (told.expect == Expect::Kept && !told.identifies()),
            pieces,
            known,
            none: printer.short(part(told.expect, "").as_bytes()),
            declared: kind.map(Declared::of),
            told,
        }
    }

    /// Whether a value of the column may be so rare that it is looked for everywhere.
    fn may_be_rare(&self) -> bool {
        self.told.sort.is_some_and(|sort| !matches!(sort, Sort::Date | Sort::Zip | Sort::Age | Sort::Place))
    }
}

/// A form of a value of the original.
#[derive(Clone, Copy)]
pub(super) struct Known {
    pub(super) print: u64,
    pub(super) space: f32,
    pub(super) shape: u8,
    pub(super) whole: bool,
    /// Whether it is looked for everywhere.
    pub(super) rare: bool,
}

/// A run of words of a value of the result.
#[derive(Clone, Copy)]
pub(super) struct Run {
    pub(super) print: u64,
    pub(super) shape: u8,
    /// Whether it is long enough to be looked for everywhere.
    pub(super) long: bool,
    /// Whether it stands there in another coding.
    pub(super) inner: bool,
}

impl Run {
    /// Whether it is looked for.
    #[inline]
    pub(super) fn is_sought(&self, slices: Option<&Slices>) -> bool {
        self.long && slices.is_some_and(|slices| slices.has(self.print))
    }
}

/// What a program reads a text as.
#[derive(Clone, Copy, Default)]
pub(super) struct Reads {
    pub(super) integer: bool,
    pub(super) number: bool,
    pub(super) date: bool,
    pub(super) recognised: bool,
    pub(super) given: bool,
    pub(super) family: bool,
}

/// All that is asked of one value.
#[derive(Default)]
pub(super) struct Value {
    /// The print of its bytes.
    pub(super) print: u64,
    /// What a program reads it as, once that was asked.
    reads: Option<Reads>,
    /// The days since 1970, of a result whose dates move.
    pub(super) days: [Option<i64>; 2],
    /// The print of what is left of it by the policy.
    pub(super) part: u64,
    /// Its number among those that are drawn.
    pub(super) drawn: Option<u32>,
    /// Its forms, of an original.
    pub(super) forms: Vec<Known>,
    /// The chance of the commonest of them, and what tells them from those of other values.
    pub(super) chance: f32,
    pub(super) mark: u64,
    /// Its runs of words, of a result whose text is short.
    pub(super) runs: Vec<Run>,
    /// How many of them, which are the first, stand there as they are written.
    pub(super) outer: usize,
    /// The print of all of its words, and how many they are.
    pub(super) whole: u64,
    pub(super) words: u64,
    /// What has the form of an identifier in it, and whether it may be somebody's.
    pub(super) found: Vec<(Candidate, bool)>,
    /// Whether something of that may stand in it with escapes.
    pub(super) escaped: bool,
    /// Whether its forms were handed on already.
    pub(super) handed: bool,
    /// All of its words as one, of a result that may be a piece of its original.
    pub(super) folded: String,
}

/// Which forms of a value of the original are made.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Aim {
    /// Those that are looked for everywhere.
    Rare,
    /// All that are met in their own row.
    Own,
    /// Both.
    All,
    /// None: it is a value of the result, and its runs are made.
    Result,
}

/// What values are read with.
pub(super) struct Tools<'a> {
    pub(super) printer: &'a Printer,
    /// What is sought; of a result alone.
    pub(super) sought: Option<&'a Slices>,
    pub(super) aim: Aim,
    /// Whether the shape of the data is counted.
    pub(super) tally: bool,
    /// Whether identifiers of real people are looked for.
    pub(super) fiction: bool,
}

/// Room to read values in.
#[derive(Default)]
pub(super) struct Room {
    words: Words,
    inner: Words,
    forms: Forms,
    days: Days,
    sign: Vec<u8>,
}

impl Value {
    /// Reads a text that is not empty. Most values were read before, and whoever finds them pays for none of this.
    #[inline(never)]
    pub(super) fn read(
        &mut self,
        (at, about): (usize, &About),
        text: &str,
        tools: &Tools<'_>,
        room: &mut Room,
        spread: &mut Spread,
    ) {
        let printer = tools.printer;
        self.handed = false;
        self.forms.clear();
        self.runs.clear();
        self.folded.clear();
        let makes_forms = match tools.aim {
            Aim::Rare => about.may_be_rare(),
            Aim::Own => about.known,
            Aim::All => about.known || about.may_be_rare(),
            Aim::Result => false,
        };
        let makes_forms = makes_forms && !self.dated(about, text, tools, room);
        let reads_words = makes_forms || tools.aim == Aim::Result;
        if reads_words {
            room.words.read(text);
        }
        if makes_forms {
            forms_of(&about.told, about.reserved, text, &room.words, &mut room.forms);
            // A text is met by what is looked for everywhere alone.
            let takes_all = about.known && tools.aim != Aim::Rare;
            let taken = room.forms.iter().filter(|form| takes_all || is_rare(form));
            self.forms.extend(taken.map(|form| Known::of(&form, tools)));
        }
        if matches!(tools.aim, Aim::Own | Aim::All) {
            let least = self.forms.iter().map(|form| form.space).fold(f32::INFINITY, f32::min);
            self.chance = if self.forms.is_empty() { 0.0 } else { one_in(least) };
            self.mark = self.forms.iter().fold(0, |mark, form| marked(mark, form.print));
        }
        self.reads = None;
        if tools.tally {
            // What is left of a value as a whole are its words.
            self.part = match about.told.expect {
                _ if !about.told.quasi => 0,
                Expect::Part(_) => printer.short(part(about.told.expect, text).as_bytes()),
                _ => {
                    if !reads_words {
                        room.words.read(text);
                    }
                    printer.short(room.words.joined().as_bytes())
                }
            };
            self.drawn = if about.draws { spread.number(at, text, about.told.expect) } else { None };
        }
        if tools.aim == Aim::Result {
            self.read_result(about, text, tools, room);
        }
    }

    /// Takes the forms of a date that are met in its own row; whether it is one.
    fn dated(&mut self, about: &About, text: &str, tools: &Tools<'_>, room: &mut Room) -> bool {
        if !matches!(tools.aim, Aim::Own | Aim::All) {
            return false;
        }
        let dates = match about.told.sort {
            Some(Sort::Date) => true,
            Some(Sort::Number) => is_date(text),
            _ => false,
        };
        if !dates || about.told.placeholders.iter().any(|p| p == trimmed(text)) {
            return false;
        }
        let Some(date) = date_of(text) else { return false };
        if !is_nobodys(date) {
            room.days.forms(date, tools, &mut self.forms);
        }
        true
    }

    /// What a program reads its text as.
    pub(super) fn reads(&mut self, about: &About, text: &str, room: &mut Room) -> Reads {
        *self.reads.get_or_insert_with(|| {
            let names = matches!(about.told.sort, Some(Sort::Given | Sort::Surname));
            if names {
                room.inner.read(text);
            }
            Reads::of(about, text, names.then(|| room.inner.joined()))
        })
    }

    fn read_result(&mut self, about: &About, text: &str, tools: &Tools<'_>, room: &mut Room) {
        self.days = if about.told.expect == Expect::Shifted { days_of(text) } else { [None; 2] };
        if about.pieces {
            self.folded.push_str(room.words.joined());
        }
        self.words = room.words.len() as u64;
        let joined = tools.printer.short(room.words.joined().as_bytes());
        self.whole = match text.starts_with('-') {
            true => {
                room.sign.clear();
                room.sign.push(b'-');
                room.sign.extend_from_slice(room.words.joined().as_bytes());
                tools.printer.short(&room.sign)
            }
            false => joined,
        };
        let bare = || text.strip_prefix('-').unwrap_or(text).bytes().all(|b| b.is_ascii_digit());
        // Bare digits are none of the identifiers that the check knows in a column of something else.
        let searched =
            tools.fiction && about.declared.is_some_and(|declared| declared != Declared::Other || !bare());
        self.found.clear();
        self.escaped = searched && room.words.may_be_escaped() && may_be_escaped(text);
        if searched {
            candidates_into(without_fraction(text), &mut self.found);
        }
        self.outer = 0;
        if text.len() > SHORT {
            return;
        }
        // The year and the month of a date are no number of six digits: numbers that follow each other are as close as days.
        let dated = is_date(text);
        let (runs, outer) = (&mut self.runs, &mut self.outer);
        each_run((text, joined), room, tools, |mut run| {
            run.long &= !dated;
            *outer += usize::from(!run.inner);
            runs.push(run);
        });
    }
}

/// A number of several prints in their order.
#[inline]
pub(super) const fn marked(before: u64, print: u64) -> u64 {
    before.wrapping_mul(ODD).wrapping_add(print)
}

/// Hands over the runs of a text whose words were read, of which as one the print is known, and then those of what stands in it in
/// another coding.
fn each_run((text, joined): (&str, u64), room: &mut Room, tools: &Tools<'_>, mut each: impl FnMut(Run)) {
    let whole = room.words.joined().len();
    let mut of = |words: &Words, inner: bool| {
        let least = if inner { LEAST } else { LEAST_BESIDE };
        words.runs(least, |run, digits| {
            let shape = shape_of(run.len(), digits);
            // What has a shape that nothing has which is sought is met in its own row alone.
            let long = run.len() >= LEAST && tools.sought.is_some_and(|sought| sought.has_shape(shape));
            if long || !inner {
                let shape = u8::try_from(shape).unwrap_or(u8::MAX);
                let is_whole = !inner && run.len() == whole;
                let print = if is_whole { joined } else { tools.printer.short(run) };
                each(Run { print, shape, long, inner });
            }
        });
    };
    of(&room.words, false);
    if !may_hold_coded(text, &room.words) {
        return;
    }
    let inner = &mut room.inner;
    hidden(text, &mut |plain| {
        inner.read(plain);
        of(inner, true);
    });
}

/// The same for a text that is too long for its runs to be kept.
pub(super) fn each_run_of(text: &str, room: &mut Room, tools: &Tools<'_>, each: impl FnMut(Run)) {
    room.words.read(text);
    let joined = tools.printer.short(room.words.joined().as_bytes());
    each_run((text, joined), room, tools, each);
}

/// A run that is met in its own row has at least so many bytes.
const LEAST_BESIDE: usize = 3;

impl Known {
    pub(super) fn of(form: &Form<'_>, tools: &Tools<'_>) -> Self {
        let rare = tools.aim != Aim::Own && is_rare(form);
        // The shape is asked for of what is looked for everywhere.
        let shape = if rare { u8::try_from(shape(form.text)).unwrap_or(u8::MAX) } else { 0 };
        let print = tools.printer.short(form.text.as_bytes());
        Self { print, space: form.space, shape, whole: form.whole, rare }
    }
}

impl Reads {
    fn of(about: &About, text: &str, folded: Option<&str>) -> Self {
        let integer = is_integer(text);
        let borne = folded.map(borne).unwrap_or_default();
        // Which of both a name is more often.
        let (given, family) = match borne {
            (Some(a), Some(b)) => (a > b, a <= b),
            (a, b) => (a.is_some(), b.is_some()),
        };
        Self {
            integer,
            number: integer || is_number(text),
            date: date_of(text).is_some(),
            recognised: about.recognise.is_some_and(|recognise| recognise(text)),
            given,
            family,
        }
    }
}

fn is_integer(text: &str) -> bool {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let plain = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    plain && (digits.len() <= 18 || text.parse::<i128>().is_ok())
}

fn is_number(text: &str) -> bool {
    // Numbers that are none have names: infinity, and what is not a number.
    let may_be = |b: &u8| b.is_ascii_digit() || matches!(b, b'+' | b'-' | b'.' | b'i' | b'I' | b'n' | b'N');
    text.as_bytes().first().is_some_and(may_be) && text.parse::<f64>().is_ok()
}
