//! The styles of notes: which sentences come in which turn, and under which headings.

use super::grammar::Grammar;

/// Sentences that stand together.
pub(super) struct Section {
    /// The number of its heading.
    pub(super) section: usize,
    pub(super) sentences: Vec<u32>,
}

/// How one style goes: it opens, it tells section by section, it closes.
pub(super) struct Style {
    headings: &'static [[&'static str; 3]],
    pub(super) opening: Vec<u32>,
    pub(super) body: Vec<Section>,
    pub(super) closing: Section,
}

impl Style {
    /// The heading of a section in one of three forms; empty where the style has none.
    pub(super) fn heading(&self, section: usize, form: usize) -> &'static str {
        self.headings.get(section).and_then(|forms| forms.get(form)).copied().unwrap_or_default()
    }
}

/// A style as it is laid down: its name, its usual share, its headings, and pools of sentences.
struct Layout {
    name: &'static str,
    share: u64,
    headings: &'static [[&'static str; 3]],
    opening: &'static [&'static str],
    body: &'static [(usize, &'static [&'static str])],
    closing: (usize, &'static [&'static str]),
}

/// The names of the styles.
pub(super) const NAMES: &[&str] = &["call_log", "intake", "soap", "discharge", "visit"];

const LAYOUTS: [Layout; 5] = [
    Layout {
        name: "call_log",
        share: 30,
        headings: &[],
        opening: &["call_open"],
        body: &[(0, &["call_body", "contacts", "social"])],
        closing: (0, &["call_plan", "plan"]),
    },
    Layout {
        name: "intake",
        share: 20,
        headings: &[],
        opening: &["intake_open"],
        body: &[(0, &["intake_body", "contacts", "social"])],
        closing: (0, &["plan", "call_plan"]),
    },
    Layout {
        name: "soap",
        share: 20,
        headings: &[
            ["S: ", "SUBJECTIVE: ", "Subj - "],
            ["O: ", "OBJECTIVE: ", "Obj - "],
            ["A: ", "ASSESSMENT: ", "Assess - "],
            ["P: ", "PLAN: ", "Plan - "],
        ],
        opening: &["soap_s"],
        body: &[(0, &["soap_s", "contacts"]), (1, &["soap_o"]), (2, &["soap_a"]), (3, &["soap_p"])],
        closing: (3, &["soap_p"]),
    },
    Layout {
        name: "discharge",
        share: 14,
        headings: &[
            ["", "DISCHARGE SUMMARY: ", ""],
            ["", "HOSPITAL COURSE: ", "Course: "],
            ["", "MEDS: ", "D/c meds: "],
            ["", "FOLLOW UP: ", "F/u: "],
        ],
        opening: &["dc_open"],
        body: &[(1, &["dc_course"]), (2, &["dc_med"]), (3, &["dc_follow", "contacts"])],
        closing: (3, &["dc_follow"]),
    },
    Layout {
        name: "visit",
        share: 16,
        headings: &[],
        opening: &["visit_open"],
        body: &[(0, &["visit_body", "contacts", "social"])],
        closing: (0, &["plan"]),
    },
];

/// The usual shares of the styles, in the order of [`NAMES`].
pub(super) fn shares() -> Vec<u64> {
    LAYOUTS.iter().map(|layout| layout.share).collect()
}

/// The style of a name, its pools looked up.
///
/// # Errors
/// Where the grammar lacks a pool, or there is no such style.
pub(super) fn style(grammar: &Grammar, name: &str) -> Result<Style, String> {
    let layout =
        LAYOUTS.iter().find(|l| l.name == name).ok_or_else(|| format!("there is no style `{name}`"))?;
    let section = |(section, pools): &(usize, &[&str])| {
        Ok::<_, String>(Section { section: *section, sentences: grammar.union(pools)? })
    };
    Ok(Style {
        headings: layout.headings,
        opening: grammar.union(layout.opening)?,
        body: layout.body.iter().map(section).collect::<Result<_, _>>()?,
        closing: section(&layout.closing)?,
    })
}
