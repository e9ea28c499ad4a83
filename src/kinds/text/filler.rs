//! Filler: companies, job titles, user agents and the like, each a product of lists that can be counted.

use super::lists::{CURRENCIES, LOCALE, Lists, SEGMENTS, USER_AGENTS, distinct, lists};
use crate::draw::Width;
use crate::kinds::likeness::{one_of, shaped};
use crate::kinds::masking::{Masking, Read, Stand};
use crate::kinds::{Ask, Build, Domain, Family, Fault, Kind, Maker, Param, Settings, Shape, TextColumn};
use arrow::array::ArrayRef;
use arrow::datatypes::DataType;

const SOURCE: &str = "word lists of the crate fake 5.1 (MIT OR Apache-2.0)";

const fn filler(
    name: &'static str,
    summary: &'static str,
    params: &'static [Param],
    example: &'static str,
    source: &'static str,
    build: fn(&Settings) -> Result<Box<dyn Maker>, Fault>,
) -> Kind {
    Kind {
        name,
        family: Family::Text,
        version: 1,
        summary,
        params,
        inputs: &[],
        example,
        source,
        build: Build::Maker(build),
        ..Kind::BLANK
    }
}

/// The kind `word`.
pub(super) const WORD: Kind =
    filler("word", "A word that means nothing.", &[LOCALE], r#"tag = { kind = "word" }"#, SOURCE, |s| {
        listed(s, |lists| lists.lorem)
    })
    .named(&[
        "tag",
        "keyword",
        "slug",
        "label",
        "=name",
        "short name",
        "=category",
        "=title",
        "property",
        "code name",
    ]);

/// The kind `company`.
pub(super) const COMPANY: Kind = filler(
    "company",
    "The name of a company, from surnames; it can coincide with a real one.",
    &[LOCALE],
    r#"employer = { kind = "company" }"#,
    SOURCE,
    |settings| {
        let lists = lists(settings)?;
        let (names, suffixes) = (distinct(lists.last_names), distinct(lists.company_suffixes));
        let one = Pattern::new(vec![Part::Of(names.clone()), Part::Text(" "), Part::Of(suffixes.clone())]);
        let and = vec![
            Part::Of(names.clone()),
            Part::Text(" & "),
            Part::Of(names),
            Part::Text(" "),
            Part::Of(suffixes),
        ];
        Ok(Box::new(Filler { patterns: vec![one, Pattern::new(and)] }))
    },
)
.named(&[
    "company",
    "company name",
    "employer",
    "employer name",
    "organization",
    "business name",
    "vendor",
    "manufacturer",
    "legal name",
    "lab",
    "laboratory",
    "pharmacy",
    "sponsor",
    "funder",
    "insurer name",
])
.masked(Masking::made('A', Read::Words));

/// The kind `job_title`.
pub(super) const JOB_TITLE: Kind = filler(
    "job_title",
    "A job title of seniority, field and position.",
    &[LOCALE],
    r#"title = { kind = "job_title" }"#,
    SOURCE,
    |settings| {
        let lists = lists(settings)?;
        Ok(product(template(lists.title, &lists)))
    },
)
.named(&["job title", "position title", "=position", "designation"])
.masked(Masking::QUASI);

/// The kind `industry`.
pub(super) const INDUSTRY: Kind =
    filler("industry", "A branch of trade.", &[LOCALE], r#"industry = { kind = "industry" }"#, SOURCE, |s| {
        listed(s, |lists| lists.industry)
    })
    .named(&["industry", "=sector"]);

/// The kind `profession`.
pub(super) const PROFESSION: Kind = filler(
    "profession",
    "What somebody does for a living.",
    &[LOCALE],
    r#"works_as = { kind = "profession" }"#,
    SOURCE,
    |s| listed(s, |lists| lists.profession),
)
.named(&["occupation", "profession", "occupation type", "employment", "trade", "job"])
.masked(Masking::QUASI);

/// The kind `buzzword`.
pub(super) const BUZZWORD: Kind = filler(
    "buzzword",
    "A word of advertising.",
    &[LOCALE],
    r#"slogan = { kind = "buzzword" }"#,
    SOURCE,
    |s| listed(s, |lists| lists.buzz_head),
);

/// The kind `catch_phrase`.
pub(super) const CATCH_PHRASE: Kind = filler(
    "catch_phrase",
    "Three words of advertising.",
    &[LOCALE],
    r#"motto = { kind = "catch_phrase" }"#,
    SOURCE,
    |settings| {
        let lists = lists(settings)?;
        let of = |list| Part::Of(distinct(list));
        let space = || Part::Text(" ");
        Ok(product(vec![of(lists.buzz_head), space(), of(lists.buzz_middle), space(), of(lists.buzz_tail)]))
    },
);

/// The kind `user_agent`.
pub(super) const USER_AGENT: Kind = filler(
    "user_agent",
    "What a browser says it is.",
    &[],
    r#"user_agent = { kind = "user_agent" }"#,
    SOURCE,
    |_| Ok(product(vec![Part::Of(distinct(USER_AGENTS))])),
)
.named(&["user agent", "useragent", "browser", "http user agent"])
.recognised(|text| text.starts_with("Mozilla/") || text.starts_with("curl/") || text.starts_with("Opera/"))
.masked(Masking::surrogate('R', Read::Any, Stand::Token));

/// The kind `file_name`.
pub(super) const FILE_NAME: Kind = filler(
    "file_name",
    "The name of a document or a picture that a clinic keeps.",
    &[Param::optional("extension", Shape::Text, "any", "The extension, without its dot.")],
    r#"attachment = { kind = "file_name", extension = "pdf" }"#,
    SOURCE,
    |settings| {
        let wanted = settings.text("extension");
        let extension = match wanted {
            Some(extension)
                if extension.chars().all(|c| c.is_ascii_alphanumeric()) && !extension.is_empty() =>
            {
                Part::Own(format!(".{extension}"))
            }
            Some(extension) => {
                return Err(Fault::of("extension", format!("`{extension}` is no extension"))
                    .help("letters and digits, without the dot"));
            }
            None => Part::Of(EXTENSIONS.to_vec()),
        };
        // Behind the words the list has given names, which a file name should not show.
        let words = distinct(SEGMENTS).into_iter().take_while(|word| *word != "olivia").collect();
        let numbers = Part::Number { count: 9_000, first: 1_000 };
        let parts = vec![Part::Of(SUBJECTS.to_vec()), Part::Text("_"), Part::Of(words), Part::Text("_")];
        Ok(product(parts.into_iter().chain([numbers, extension]).collect()))
    },
)
.named(&[
    "file name",
    "filename",
    "original filename",
    "file path",
    "attachment",
    "file",
    "path",
    "avatar",
    "photo",
    "image",
    "picture",
    "document name",
    "logo",
    "attachment name",
    "image path",
    "upload",
    "storage path",
])
.recognised(|text| {
    text.rsplit_once('.').is_some_and(|(stem, end)| {
        !stem.is_empty()
            && !stem.contains(char::is_whitespace)
            && one_of(
                end,
                &[
                    "pdf", "jpg", "jpeg", "png", "docx", "doc", "csv", "xlsx", "txt", "tif", "dcm", "gif",
                    "mp4",
                ],
            )
    })
})
.masked(Masking::surrogate('R', Read::Any, Stand::Token));

/// The kind `mime_type`.
pub(super) const MIME_TYPE: Kind = filler(
    "mime_type",
    "A media type.",
    &[],
    r#"content_type = { kind = "mime_type" }"#,
    "IANA media types",
    |_| Ok(product(vec![Part::Of(MEDIA_TYPES.to_vec())])),
)
.named(&["mime type", "content type", "media type", "mimetype", "file type", "mime"])
.recognised(|text| {
    ["application/", "image/", "text/", "audio/", "video/", "font/", "multipart/"]
        .iter()
        .any(|top| text.starts_with(top))
});

/// The kind `color`.
pub(super) const COLOR: Kind = filler(
    "color",
    "A colour, as hexadecimal digits or by a name of CSS.",
    &[Param::optional("style", Shape::OneOf(&["hex", "name"]), "hex", "#rrggbb, or a name.")],
    r#"badge = { kind = "color" }"#,
    "CSS Color Module Level 4",
    |settings| {
        Ok(match settings.text("style") {
            Some("name") => product(vec![Part::Of(COLORS.to_vec())]),
            _ => product(vec![Part::Text("#"), Part::Hex]),
        })
    },
)
.named(&["color", "colour", "background color", "hex color", "color code"])
.recognised(|text| shaped(text, "#hhhhhh"));

/// The kind `currency_code`.
pub(super) const CURRENCY_CODE: Kind = filler(
    "currency_code",
    "A currency of ISO 4217.",
    &[],
    r#"currency = { kind = "currency_code" }"#,
    SOURCE,
    |_| {
        // XTS and its like are no currencies that anybody pays in, and some of the list are withdrawn.
        const WITHDRAWN: &[&str] =
            &["ANG", "BYR", "EEK", "HRK", "LTL", "LVL", "MRO", "STD", "VEF", "ZMK", "ZWL"];
        let paid = |code: &&'static str| {
            !WITHDRAWN.contains(code)
                && (!code.starts_with('X') || ["XAF", "XCD", "XOF", "XPF"].contains(code))
        };
        Ok(product(vec![Part::Of(distinct(CURRENCIES).into_iter().filter(paid).collect())]))
    },
)
.named(&["currency", "currency code"])
.recognised(|text| CURRENCIES.contains(&text));

const EXTENSIONS: &[&str] =
    &[".pdf", ".docx", ".jpg", ".png", ".tiff", ".txt", ".xlsx", ".csv", ".dcm", ".xml"];
const SUBJECTS: &[&str] = &[
    "scan",
    "referral",
    "consent",
    "intake",
    "discharge",
    "letter",
    "invoice",
    "report",
    "lab",
    "photo",
    "release",
    "careplan",
];
const MEDIA_TYPES: &[&str] = &[
    "application/dicom",
    "application/fhir+json",
    "application/json",
    "application/msword",
    "application/octet-stream",
    "application/pdf",
    "application/rtf",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/xml",
    "application/zip",
    "audio/mpeg",
    "audio/ogg",
    "audio/wav",
    "image/bmp",
    "image/gif",
    "image/heic",
    "image/jpeg",
    "image/png",
    "image/svg+xml",
    "image/tiff",
    "image/webp",
    "message/rfc822",
    "multipart/form-data",
    "text/calendar",
    "text/csv",
    "text/html",
    "text/plain",
    "text/vcard",
    "video/mp4",
    "video/quicktime",
    "video/webm",
];
const COLORS: &[&str] = &[
    "aqua",
    "azure",
    "beige",
    "black",
    "blue",
    "brown",
    "chocolate",
    "coral",
    "crimson",
    "cyan",
    "fuchsia",
    "gold",
    "gray",
    "green",
    "indigo",
    "ivory",
    "khaki",
    "lavender",
    "lime",
    "magenta",
    "maroon",
    "navy",
    "olive",
    "orange",
    "orchid",
    "pink",
    "plum",
    "purple",
    "red",
    "salmon",
    "sienna",
    "silver",
    "tan",
    "teal",
    "tomato",
    "turquoise",
    "violet",
    "wheat",
    "white",
    "yellow",
];

/// A part of a text.
enum Part {
    /// Always the same.
    Text(&'static str),
    /// Always the same, as the schema has it.
    Own(String),
    /// One of a list.
    Of(Vec<&'static str>),
    /// One of so many numbers from the first on.
    Number { count: u64, first: u64 },
    /// Six hexadecimal digits.
    Hex,
}

impl Part {
    fn count(&self) -> u64 {
        match self {
            Self::Text(_) | Self::Own(_) => 1,
            Self::Of(list) => list.len() as u64,
            Self::Number { count, .. } => *count,
            Self::Hex => 1 << 24,
        }
    }

    fn write(&self, n: u64, column: &mut TextColumn) {
        match self {
            Self::Text(text) => column.add(text),
            Self::Own(text) => column.add(text),
            Self::Of(list) => {
                column.add(usize::try_from(n).ok().and_then(|n| list.get(n)).copied().unwrap_or_default());
            }
            Self::Number { first, .. } => column.digits(first + n, 1),
            Self::Hex => {
                for shift in [20, 16, 12, 8, 4, 0] {
                    let digit = usize::try_from(n >> shift & 15).unwrap_or(0);
                    column.bytes().push(b"0123456789abcdef"[digit]);
                }
            }
        }
    }
}

/// Parts one after the other.
struct Pattern {
    parts: Vec<Part>,
    count: u64,
}

impl Pattern {
    fn new(parts: Vec<Part>) -> Self {
        let count = parts.iter().map(Part::count).product();
        Self { parts, count }
    }

    /// Writes the text of a number below the pattern's count.
    fn write(&self, mut n: u64, column: &mut TextColumn) {
        for part in &self.parts {
            let count = part.count();
            if count == 1 {
                part.write(0, column);
            } else {
                part.write(n % count, column);
                n /= count;
            }
        }
        column.end();
    }
}

/// Patterns of which each row takes one.
struct Filler {
    patterns: Vec<Pattern>,
}

fn product(parts: Vec<Part>) -> Box<dyn Maker> {
    Box::new(Filler { patterns: vec![Pattern::new(parts)] })
}

fn listed(settings: &Settings, list: fn(&Lists) -> &'static [&'static str]) -> Result<Box<dyn Maker>, Fault> {
    Ok(product(vec![Part::Of(distinct(list(&lists(settings)?)))]))
}

/// The parts of a template with names in braces.
fn template(template: &'static str, lists: &Lists) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, left) = after.split_once('}').unwrap_or((after, ""));
        parts.push(Part::Text(before));
        parts.push(match name {
            "Seniority" => Part::Of(distinct(lists.seniority)),
            "Field" => Part::Of(distinct(lists.field)),
            "Position" => Part::Of(distinct(lists.position)),
            _ => Part::Text(""),
        });
        rest = left;
    }
    parts.push(Part::Text(rest));
    // A list that a locale leaves empty has nothing to say, and must not make the product 0.
    parts.retain(|part| part.count() > 0);
    parts
}

impl Maker for Filler {
    fn data_type(&self) -> DataType {
        DataType::Utf8
    }

    fn width(&self) -> Width {
        Width::Four
    }

    fn domain(&self) -> Domain {
        Domain::Counted(self.patterns.iter().map(|pattern| pattern.count).sum())
    }

    fn values(&self) -> Option<Vec<String>> {
        match self.patterns.as_slice() {
            [Pattern { parts, .. }] => match parts.as_slice() {
                [Part::Of(list)] if list.len() <= 256 => Some(list.iter().map(|v| (*v).to_owned()).collect()),
                _ => None,
            },
            _ => None,
        }
    }

    fn law(&self) -> String {
        let counts: u64 = self.patterns.iter().map(|pattern| pattern.count).sum();
        format!("one of {counts}, alike within each pattern")
    }

    fn make(&self, ask: &Ask<'_>) -> Result<ArrayRef, String> {
        let mut column = TextColumn::new(ask.len(), 24);
        for i in 0..ask.len() {
            let (pattern, n) = match &ask.distinct {
                None => {
                    let which = crate::kinds::choice::one_of(ask.word(i, 1), self.patterns.len());
                    let pattern = &self.patterns[which];
                    (pattern, ask.ordinal(i, pattern.count))
                }
                Some(distinct) => self.numbered(distinct[i]),
            };
            pattern.write(n, &mut column);
        }
        column.finish()
    }
}

impl Filler {
    /// The pattern of a number below the count of all, and the number within it.
    fn numbered(&self, mut n: u64) -> (&Pattern, u64) {
        let last = self.patterns.len() - 1;
        for pattern in &self.patterns[..last] {
            if n < pattern.count {
                return (pattern, n);
            }
            n -= pattern.count;
        }
        (&self.patterns[last], n)
    }
}
