//! Tables of the words that text is made of.

use crate::spec::{Check, Kind, Table, col, u8_in, u32_in};

pub(crate) const TABLES: &[Table] = &[
    Table {
        name: "ordinary_words",
        file: "text/ordinary_words.csv",
        doc: "English words that are written in lower case: what stands for nobody.",
        origin: "SCOWL word lists up to size 60 by Kevin Atkinson, by way of Debian's wamerican 2020.12.07",
        licence: "SCOWL (permissive, with notice)",
        columns: &[col("word", Kind::Text, "The word in lower case.")],
        checks: &[Check::Ordered(&["word"]), Check::Unique(&["word"])],
        derived: &[],
    },
    Table {
        name: "cues",
        file: "text/cues.csv",
        doc: "Words and phrases that tell what stands beside them in a note: titles, relatives, labels of numbers, heads of \
              eponyms, kinds of streets and organisations.",
        origin: "compiled for this project",
        licence: "MIT OR Apache-2.0",
        columns: &[
            col("role", Kind::Code, "What the phrase tells, such as `title` or `id_before`."),
            col("phrase", Kind::Text, "The word or phrase in lower case."),
            col("language", Kind::Code, "The language it belongs to."),
        ],
        checks: &[Check::Ordered(&["role", "phrase"]), Check::Unique(&["role", "phrase"])],
        derived: &[],
    },
    Table {
        name: "weights",
        file: "text/weights.csv",
        doc: "How much each sign of a word weighs for its being somebody's name, or a part of what was found beside it.",
        origin: "learned from the marked sentences of tests/scrub by src/scrub/weigh/learn.rs",
        licence: "MIT OR Apache-2.0",
        columns: &[
            col("sign", u32_in(0, 262_143), "The last bits of the sign."),
            col("weight", u8_in(0, 255), "Sixteenths of the logarithm of the odds, and 128."),
        ],
        checks: &[Check::Ordered(&["sign"]), Check::Unique(&["sign"])],
        derived: &[],
    },
];
