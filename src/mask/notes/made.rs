//! Stand-ins of what no record knows, kept from text to text: the same names and places stand in many of them.

use super::super::memo::Memo;
use crate::cells::State;
use crate::scrub::Class;

/// Stand-ins that depend on nothing but what they stand for; whoever keeps them tells tenants with keys of their own apart.
pub(super) struct Made {
    names: Memo,
    places: Memo,
    organizations: Memo,
}

impl Default for Made {
    fn default() -> Self {
        let [names, places, organizations] = [(); 3].map(|()| Memo::of_dear(3));
        Self { names, places, organizations }
    }
}

impl Made {
    /// The stand-ins of a class whose values come again; numbers seldom do, and dates move with their subject.
    fn of(&mut self, class: Class) -> Option<&mut Memo> {
        match class {
            Class::Name => Some(&mut self.names),
            Class::Place => Some(&mut self.places),
            Class::Organization => Some(&mut self.organizations),
            _ => None,
        }
    }

    /// The stand-in that was made of something before.
    pub(super) fn get(&mut self, class: Class, spelled: &str) -> Option<String> {
        let memo = self.of(class)?;
        let at = memo.find(State::Text, spelled.as_bytes())?;
        std::str::from_utf8(memo.at(at).1).ok().map(str::to_owned)
    }

    /// Keeps a stand-in.
    pub(super) fn put(&mut self, class: Class, spelled: &str, made: &str) {
        if let Some(memo) = self.of(class)
            && memo.remembers()
        {
            memo.put((State::Text, spelled.as_bytes()), (State::Text, made.as_bytes()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stand_in_is_kept_for_its_own_class() {
        let mut made = Made::default();
        made.put(Class::Name, "Ann", "Eve");
        made.put(Class::Number, "12", "34");
        assert_eq!(made.get(Class::Name, "Ann").as_deref(), Some("Eve"));
        assert_eq!(made.get(Class::Place, "Ann"), None);
        assert_eq!(made.get(Class::Number, "12"), None);
    }
}
