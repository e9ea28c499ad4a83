//! What a row is in its household, packed into 64 bits.

/// The rows among which households are formed.
pub(super) const BLOCK: u64 = 64;

/// What somebody is to the householder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Householder,
    Spouse,
    Partner,
    Child,
    Grandchild,
    Sibling,
    Parent,
    Relative,
    Roommate,
    Nonrelative,
    GroupQuarters,
}

/// The words of the roles, in their order.
pub(crate) const ROLES: [&str; 11] = [
    "householder",
    "spouse",
    "partner",
    "child",
    "grandchild",
    "sibling",
    "parent",
    "relative",
    "roommate",
    "nonrelative",
    "group_quarters",
];

/// A row's place in its household; other rows by their positions in the block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Member {
    pub(super) head: u8,
    /// Whose family name the row bears.
    pub(super) name: u8,
    pub(super) spouse: Option<u8>,
    pub(super) mother: Option<u8>,
    pub(super) father: Option<u8>,
    pub(super) role: Role,
    pub(super) size: u8,
}

impl Member {
    /// Somebody who lives alone.
    pub(super) fn alone(at: u8, role: Role) -> Self {
        Self { head: at, name: at, spouse: None, mother: None, father: None, role, size: 1 }
    }

    pub(super) fn pack(&self) -> u64 {
        let option = |at: Option<u8>| at.map_or(0, |at| u64::from(at) + 1);
        let fields = [
            u64::from(self.head),
            u64::from(self.name),
            option(self.spouse),
            option(self.mother),
            option(self.father),
            self.role as u64,
            u64::from(self.size),
        ];
        fields.iter().rev().fold(0, |all, field| (all << 8) | field)
    }

    /// Field `n` of a packed member, in the order of packing.
    fn field(packed: u64, n: u32) -> u64 {
        (packed >> (8 * n)) & 0xff
    }

    /// The row that a packed member means by a word; `None` where there is nobody.
    pub(super) fn row(packed: u64, row: u64, who: Who) -> Option<u64> {
        let first = row - row % BLOCK;
        let head = first + Self::field(packed, 0);
        let other = |n| Self::field(packed, n).checked_sub(1).map(|at| first + at);
        match who {
            Who::Head => Some(head),
            Who::Name => Some(first + Self::field(packed, 1)),
            Who::Spouse => other(2),
            Who::Mother => other(3),
            Who::Father => other(4),
            Who::Guardian => match Self::role(packed) {
                "child" | "grandchild" => other(3).or(other(4)).or((head != row).then_some(head)),
                _ => None,
            },
        }
    }

    pub(super) fn role(packed: u64) -> &'static str {
        let at = usize::try_from(Self::field(packed, 5)).unwrap_or(0);
        ROLES.get(at).copied().unwrap_or(ROLES[0])
    }

    pub(super) fn size(packed: u64) -> u64 {
        Self::field(packed, 6)
    }
}

/// Who of a household is asked for.
#[derive(Clone, Copy, Debug)]
pub(super) enum Who {
    Head,
    Name,
    Spouse,
    Mother,
    Father,
    Guardian,
}
