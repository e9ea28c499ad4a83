//! Conditions in the form in which the server writes them once they have been read again.
//!
//! `status IN ('a', 'b')` over a `varchar` is written with a cast of the whole list, and when that is read, with a cast of each
//! item. The second form stays what it is.

/// The beginning and the end of a list that is cast as a whole.
const START: &str = "(ARRAY[";
const END: &str = "])::text[]";
/// What each item is of then.
const ITEM: &str = "::character varying";

/// The form that stays.
pub(super) fn settled(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(START) {
        let list = &rest[at + START.len()..];
        match items(list) {
            Some((items, end)) => {
                let cast: Vec<String> = items.iter().map(|item| format!("({item})::text")).collect();
                out.push_str(&format!("{}ARRAY[{}]", &rest[..at], cast.join(", ")));
                rest = &list[end..];
            }
            None => {
                out.push_str(&rest[..at + START.len()]);
                rest = list;
            }
        }
    }
    out.push_str(rest);
    out
}

/// The items of a list of texts that is cast as a whole, and where it ends with its cast.
fn items(list: &str) -> Option<(Vec<&str>, usize)> {
    let (mut items, mut from, mut quoted) = (Vec::new(), 0, false);
    for (at, byte) in list.bytes().enumerate() {
        quoted ^= byte == b'\'';
        let rest = &list.as_bytes()[at..];
        let (comma, end) = (rest.starts_with(b", "), rest.starts_with(END.as_bytes()));
        if quoted || !(comma || end) {
            continue;
        }
        let item = list.get(from..at)?;
        if !item.ends_with(ITEM) {
            return None;
        }
        items.push(item);
        if end {
            return Some((items, at + END.len()));
        }
        from = at + 2;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::settled;

    #[test]
    fn lists_that_are_cast_as_a_whole_are_cast_item_by_item() {
        let written = "CHECK (((a)::text = ANY ((ARRAY['x, ])::text[]'::character varying, 'é''s'::character varying])::text[])))";
        let stays = "CHECK (((a)::text = ANY (ARRAY[('x, ])::text[]'::character varying)::text, ('é''s'::character varying)::text])))";
        assert_eq!(settled(written), stays);
        assert_eq!(settled(stays), stays);
        for other in
            ["CHECK ((a = ANY (ARRAY['x'::text])))", "(ARRAY[1, 2])::text[]", "(ARRAY['x'::character varying"]
        {
            assert_eq!(settled(other), other);
        }
    }
}
