//! The rooms of the house and what each may import, held against the table of `ARCHITECTURE.md`.

use crate::scratch::repository;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Files that may be longer than others, each for a reason.
const LONG: &[(&str, &str)] = &[("src/expr/tests.rs", "one table of cases for every operator and function")];

/// More lines than this no file of the source may have.
const LONGEST: usize = 600;

/// A source file with the names of the modules that lead to it.
struct Source {
    path: String,
    modules: Vec<String>,
    text: String,
}

impl Source {
    fn room(&self) -> &str {
        self.modules.first().map_or("", String::as_str)
    }

    /// Tests may read more than the code that they hold: a test of `generate` begins from the text of a schema.
    fn is_test(&self) -> bool {
        self.modules.iter().skip(1).any(|module| module == "tests" || module == "trial")
    }

    /// The code without comments, and without the tests in it.
    fn code(&self) -> String {
        let code = self.text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
        code.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
    }
}

fn sources() -> Vec<Source> {
    let root = repository().join("src");
    let mut found: Vec<PathBuf> = Vec::new();
    let mut open = vec![root.clone()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { open.push(path) } else { found.push(path) }
        }
    }
    found.sort();
    let modules = |path: &Path| {
        let inside = path.strip_prefix(&root).unwrap().with_extension("");
        let mut names: Vec<String> =
            inside.components().map(|c| c.as_os_str().to_str().unwrap().to_owned()).collect();
        if names.last().is_some_and(|name| name == "mod") {
            names.pop();
        }
        names
    };
    found
        .into_iter()
        .filter(|path| path.extension().is_some_and(|e| e == "rs"))
        .map(|path| Source {
            path: path.strip_prefix(repository()).unwrap().display().to_string(),
            modules: modules(&path),
            text: fs::read_to_string(&path).unwrap(),
        })
        .collect()
}

/// The table of `ARCHITECTURE.md`: for each room the rooms that it may import; `None` stands for all.
fn table() -> BTreeMap<String, Option<BTreeSet<String>>> {
    let text = fs::read_to_string(repository().join("ARCHITECTURE.md")).unwrap();
    let after = text.split("| room | may import").nth(1).expect("the table of imports");
    let mut table = BTreeMap::new();
    for line in after.lines().skip(2).take_while(|line| line.starts_with('|')) {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let [rooms, imports] = cells.as_slice() else { panic!("not a row of two cells: {line}") };
        let imports = match *imports {
            "all" => None,
            "nothing" => Some(BTreeSet::new()),
            list => Some(list.split(", ").map(str::to_owned).collect()),
        };
        for room in rooms.split(", ") {
            assert!(table.insert(room.to_owned(), imports.clone()).is_none(), "{room} comes twice");
        }
    }
    table
}

/// The first names after `crate::` in some code, those in braces too.
fn imported(code: &str) -> BTreeSet<String> {
    let name = |text: &str| -> String {
        text.trim_start().chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect()
    };
    let mut found = BTreeSet::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        let Some(group) = rest.strip_prefix('{') else {
            found.insert(name(rest));
            continue;
        };
        let mut depth = 0;
        let mut start = 0;
        for (i, c) in group.char_indices() {
            match c {
                '{' => depth += 1,
                '}' if depth > 0 => depth -= 1,
                ',' | '}' if depth == 0 => {
                    found.insert(name(&group[start..i]));
                    start = i + 1;
                    if c == '}' {
                        break;
                    }
                }
                _ => {}
            }
        }
    }
    found.remove("");
    found
}

/// The longest chain of `super::` in some code.
fn climbs(code: &str) -> usize {
    let mut most = 0;
    for (at, _) in code.match_indices("super::") {
        let mut rest = &code[at..];
        let mut n = 0;
        while let Some(next) = rest.strip_prefix("super::") {
            n += 1;
            rest = next;
        }
        most = most.max(n);
    }
    most
}

#[test]
fn rooms_import_what_the_table_allows() {
    let table = table();
    let mut wrong = Vec::new();
    for source in sources().iter().filter(|s| !["lib", "main"].contains(&s.room()) && !s.is_test()) {
        let room = source.room();
        let Some(allowed) = table.get(room) else {
            wrong.push(format!("{}: the table has no room `{room}`", source.path));
            continue;
        };
        let code = source.code();
        for import in imported(&code) {
            let fine = import == room
                || (["error", "calendar"].contains(&import.as_str())
                    && !["error", "calendar"].contains(&room))
                || allowed.as_ref().is_none_or(|allowed| allowed.contains(&import));
            if !fine {
                wrong.push(format!("{}: `{room}` may not import `{import}`", source.path));
            }
        }
        if climbs(&code) >= source.modules.len() {
            wrong.push(format!("{}: `super::` leads out of the room", source.path));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_table_names_the_rooms_that_there_are() {
    let rooms: BTreeSet<String> =
        sources().iter().map(|s| s.room().to_owned()).filter(|r| r != "lib" && r != "main").collect();
    let named: BTreeSet<String> = table().into_keys().collect();
    assert_eq!(named, rooms);
}

#[test]
fn imports_run_downward() {
    // A room whose imports are all done is done itself; whatever is left over is a circle.
    let table = table();
    let mut left: BTreeMap<&String, BTreeSet<String>> = table
        .iter()
        .map(|(room, imports)| {
            let all = || table.keys().filter(|r| *r != room).cloned().collect();
            (room, imports.clone().unwrap_or_else(all))
        })
        .collect();
    while !left.is_empty() {
        let done: Vec<String> =
            left.iter().filter(|(_, imports)| imports.is_empty()).map(|(r, _)| (*r).clone()).collect();
        assert!(!done.is_empty(), "a circle among {:?}", left.keys());
        left.retain(|room, _| !done.contains(room));
        for imports in left.values_mut() {
            imports.retain(|room| !done.contains(room));
        }
    }
}

#[test]
fn every_file_says_what_it_is_for() {
    for source in sources() {
        let first = source.text.lines().next().unwrap_or_default();
        assert!(first.starts_with("//! ") && first.len() > 10, "{} begins with {first:?}", source.path);
    }
}

#[test]
fn no_file_is_too_long() {
    for source in sources() {
        let lines = source.text.lines().count();
        let known = LONG.iter().any(|(path, _)| *path == source.path);
        assert_eq!(lines > LONGEST, known, "{} has {lines} lines", source.path);
    }
}

#[test]
fn nothing_is_left_for_later() {
    let words = ["TODO", "FIXME", "XXX", "HACK", "todo!(", "unimplemented!("];
    for source in sources() {
        for word in words {
            assert!(!source.text.contains(word), "{} holds {word}", source.path);
        }
    }
}

#[test]
fn imports_are_found() {
    let code = "use crate::{draw::{Key, Rows}, error::Error, kinds};\nfn f() -> crate::plan::Plan {}";
    let found: Vec<String> = imported(code).into_iter().collect();
    assert_eq!(found, ["draw", "error", "kinds", "plan"]);
    assert_eq!(climbs("use super::super::a; use super::b;"), 2);
}
