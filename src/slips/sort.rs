//! The sorts of errors that data has.

/// What went wrong with a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Slip {
    /// It is absent.
    Missing,
    /// A wrong key: a neighbour, two turned round, one left out or twice.
    Typo,
    /// Read by a machine: letters and digits that look alike.
    Ocr,
    /// Written as it was heard.
    Phonetic,
    /// The familiar form of a given name.
    Nickname,
    /// First and last name in each other's field.
    SwappedNames,
    /// Month and day in each other's place.
    SwappedDate,
    /// An address that is somebody else's by now.
    StaleAddress,
    /// A phone that many give: of a shelter, a family, a front desk.
    SharedPhone,
    /// What is typed where nothing is known.
    Placeholder,
    /// Spaces too many.
    Whitespace,
    /// Capitals where none belong, or none where they do.
    Case,
    /// Bytes of one encoding read in another.
    Mojibake,
    /// A key that no row has.
    Orphan,
}

impl Slip {
    /// All of them, in the order of their numbers.
    pub const ALL: [Self; 14] = [
        Self::Missing,
        Self::Typo,
        Self::Ocr,
        Self::Phonetic,
        Self::Nickname,
        Self::SwappedNames,
        Self::SwappedDate,
        Self::StaleAddress,
        Self::SharedPhone,
        Self::Placeholder,
        Self::Whitespace,
        Self::Case,
        Self::Mojibake,
        Self::Orphan,
    ];

    /// The name in schemas and in `truth/errors`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Typo => "typo",
            Self::Ocr => "ocr",
            Self::Phonetic => "phonetic",
            Self::Nickname => "nickname",
            Self::SwappedNames => "swapped_names",
            Self::SwappedDate => "swapped_date",
            Self::StaleAddress => "stale_address",
            Self::SharedPhone => "shared_phone",
            Self::Placeholder => "placeholder",
            Self::Whitespace => "whitespace",
            Self::Case => "case",
            Self::Mojibake => "mojibake",
            Self::Orphan => "orphan",
        }
    }

    /// The error of a name.
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|slip| slip.name() == name)
    }

    /// How often it comes beside the others, where nothing else is asked for.
    pub fn usual(self) -> f64 {
        match self {
            Self::Missing => 22.0,
            Self::Typo => 22.0,
            Self::Ocr => 7.0,
            Self::Phonetic => 8.0,
            Self::Nickname => 12.0,
            Self::SwappedNames => 4.0,
            Self::SwappedDate => 12.0,
            Self::StaleAddress => 12.0,
            Self::SharedPhone => 10.0,
            Self::Placeholder => 8.0,
            Self::Whitespace => 7.0,
            Self::Case => 7.0,
            Self::Mojibake => 4.0,
            // Only where a column allows it, at a rate of its own.
            Self::Orphan => 0.0,
        }
    }
}
