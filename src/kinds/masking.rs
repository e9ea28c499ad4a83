//! What masking knows of a kind: the Safe Harbor class, the usual treatment in each profile, and how a value of it is read.
//!
//! A kind that says nothing has no usual treatment: the schema must state one, so that a new kind can never pass
//! anything on.

mod bytes;
mod eights;
mod names;
mod read;

pub use names::{given_for, surname_for};
pub use read::{Read, Shape as Laid, is_laid, lay_over};

/// What is done to a column whose schema states nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Usual {
    /// Nothing is usual: the schema must state a treatment.
    Stated,
    /// A stand-in of the same kind.
    Surrogate,
    /// Dates move with their subject.
    Shift,
    /// The year alone is left of a date.
    Year,
    /// The first three digits of a ZIP code, where enough people live there.
    Zip3,
    /// Ages of 90 and more are one.
    Ages,
    /// NULL.
    Null,
    /// Free text, in which what names somebody is replaced.
    Scrub,
    /// Free text, of which nothing is left but a marker.
    Marker,
    /// The column's own expression, over masked columns.
    Derive,
}

/// How a stand-in comes about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stand {
    /// There is none.
    None,
    /// A given name of the same sex class.
    Given,
    /// A family name.
    Surname,
    /// Several names, each replaced for itself.
    FullName,
    /// Made by the kind's own maker with draws from the keyed hash of the original.
    Made,
    /// A mail address whose local part is a token.
    Mail,
    /// A token as long as the kind allows.
    Token,
    /// A URL of the same scheme with a path from the keyed hash.
    Url,
    /// A host whose first part is a token: what hosts are called is drawn from few names, so that others have them too.
    Host,
    /// A negative integer by a keyed permutation.
    Integer,
    /// A UUID of version 8.
    Uuid,
    /// A postal code of another place.
    Zip,
    /// The next one of the kind's own list, in an order that the key decides.
    Listed,
}

/// What masking knows of a kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Masking {
    /// The letter of the identifier in 45 CFR 164.514(b)(2)(i), where the kind is one.
    pub class: Option<char>,
    /// Whether it helps to single somebody out together with others.
    pub quasi: bool,
    /// The domain to which its stand-ins belong; the kind's own name where it is empty.
    pub domain: &'static str,
    /// What is usual in the profile `safe-harbor`.
    pub safe_harbor: Usual,
    /// What is usual in the profile `pseudonymised`.
    pub pseudonymised: Usual,
    /// How a value is told from one of another sort, and brought into one form.
    pub read: Read,
    /// How a stand-in comes about.
    pub stand: Stand,
}

impl Masking {
    /// A kind about which nothing is known.
    pub const BLANK: Self = Self {
        class: None,
        quasi: false,
        domain: "",
        safe_harbor: Usual::Stated,
        pseudonymised: Usual::Stated,
        read: Read::Any,
        stand: Stand::None,
    };

    /// No identifier, and part of what singles people out.
    pub const QUASI: Self = Self { quasi: true, ..Self::BLANK };

    /// An identifier that its maker replaces.
    pub const fn made(class: char, read: Read) -> Self {
        Self::surrogate(class, read, Stand::Made)
    }

    /// An identifier with a stand-in.
    pub const fn surrogate(class: char, read: Read, stand: Stand) -> Self {
        Self {
            class: Some(class),
            safe_harbor: Usual::Surrogate,
            pseudonymised: Usual::Surrogate,
            read,
            stand,
            ..Self::BLANK
        }
    }

    /// A date or a moment.
    pub const DATE: Self = Self {
        class: Some('C'),
        quasi: true,
        safe_harbor: Usual::Year,
        pseudonymised: Usual::Shift,
        ..Self::BLANK
    };

    /// An age in years.
    pub const AGE: Self = Self {
        class: Some('C'),
        quasi: true,
        safe_harbor: Usual::Ages,
        pseudonymised: Usual::Ages,
        ..Self::BLANK
    };

    /// Free text.
    pub const TEXT: Self =
        Self { class: Some('R'), safe_harbor: Usual::Marker, pseudonymised: Usual::Scrub, ..Self::BLANK };

    /// A coordinate.
    pub const POINT: Self = Self {
        class: Some('B'),
        quasi: true,
        safe_harbor: Usual::Null,
        pseudonymised: Usual::Null,
        ..Self::BLANK
    };

    /// How a value of a column is read that writes its last four digits alone, where the kind can.
    #[must_use]
    pub fn read_as(&self, format: Option<&str>) -> Read {
        match (self.read, format) {
            (Read::Digits(_), Some("last4")) => Read::Digits(4),
            (read, _) => read,
        }
    }

    /// The same, in a domain that several kinds share.
    #[must_use]
    pub const fn within(self, domain: &'static str) -> Self {
        Self { domain, ..self }
    }
}
