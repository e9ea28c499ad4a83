//! Output appears whole or not at all, and nothing of anybody else's is touched.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::Path;

use crate::error::{ErrorKind, Result};
use crate::io::Folder;

fn names(list: &[&str]) -> Vec<String> {
    list.iter().map(|name| (*name).to_owned()).collect()
}

/// All files below a folder with their content, hidden ones included.
fn tree(path: &Path) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    let mut folders = vec![path.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let entry = entry.unwrap().path();
            if entry.is_dir() {
                folders.push(entry);
            } else {
                let name = entry.strip_prefix(path).unwrap().display().to_string();
                files.insert(name, fs::read_to_string(&entry).unwrap());
            }
        }
    }
    files
}

fn put(folder: &Folder, name: &str, text: &str) {
    folder.create(name).unwrap().write_all(text.as_bytes()).unwrap();
}

fn run(path: &Path, files: &[&str], text: &str, overwrite: bool, previous: &[&str]) -> Result<()> {
    let folder = Folder::prepare(path, &names(files), overwrite, &names(previous))?;
    for name in files {
        put(&folder, name, text);
    }
    folder.commit()
}

fn expect(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
}

#[test]
fn files_have_their_names_only_after_the_commit() {
    let base = tempfile::tempdir().unwrap();
    let path = base.path().join("deep/out");
    let folder = Folder::prepare(&path, &names(&["a.csv", "t/p1.csv", "placebo.json"]), false, &[]).unwrap();
    for name in ["a.csv", "t/p1.csv", "placebo.json"] {
        put(&folder, name, "1");
        assert!(!path.join(name).exists());
    }
    folder.commit().unwrap();
    assert_eq!(tree(&path), expect(&[("a.csv", "1"), ("t/p1.csv", "1"), ("placebo.json", "1")]));
}

#[test]
fn dropped_without_commit_it_leaves_nothing() {
    let base = tempfile::tempdir().unwrap();
    let folder = Folder::prepare(&base.path().join("deep/out"), &names(&["a.csv"]), false, &[]).unwrap();
    put(&folder, "a.csv", "1");
    drop(folder);
    assert!(!base.path().join("deep").exists());
}

#[test]
fn a_planned_file_that_was_not_written_is_a_bug_and_nothing_appears() {
    let base = tempfile::tempdir().unwrap();
    let folder = Folder::prepare(base.path(), &names(&["a.csv", "b.csv"]), false, &[]).unwrap();
    put(&folder, "a.csv", "1");
    assert_eq!(folder.create("c.csv").map(|_| ()).unwrap_err().kind(), ErrorKind::Bug);
    assert_eq!(folder.commit().unwrap_err().kind(), ErrorKind::Bug);
    assert!(tree(base.path()).is_empty());
}

#[test]
fn what_is_there_is_refused_before_anything_is_made() {
    let base = tempfile::tempdir().unwrap();
    run(base.path(), &["a.csv"], "1", false, &[]).unwrap();
    let error = run(base.path(), &["b.csv", "a.csv"], "2", false, &[]).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Exists);
    assert!(error.advice().unwrap().contains("--overwrite"));
    assert_eq!(tree(base.path()), expect(&[("a.csv", "1")]));
}

#[test]
fn overwriting_replaces_the_previous_run_and_nothing_else() {
    let base = tempfile::tempdir().unwrap();
    let before = ["a.csv", "t/p1.csv", "placebo.json"];
    run(base.path(), &before, "1", false, &[]).unwrap();
    fs::write(base.path().join("mine.txt"), "mine").unwrap();
    run(base.path(), &["a.csv", "b.csv", "placebo.json"], "2", true, &before).unwrap();
    assert_eq!(
        tree(base.path()),
        expect(&[("a.csv", "2"), ("b.csv", "2"), ("placebo.json", "2"), ("mine.txt", "mine")])
    );
    assert!(!base.path().join("t").exists());
}

#[test]
fn a_folder_of_parts_with_files_of_others_is_refused() {
    let base = tempfile::tempdir().unwrap();
    run(base.path(), &["t/p1.csv"], "1", false, &[]).unwrap();
    fs::write(base.path().join("t/mine.csv"), "mine").unwrap();
    let error = run(base.path(), &["t/p1.csv"], "2", true, &["t/p1.csv"]).unwrap_err();
    assert!(error.to_string().ends_with("the folder of parts holds a file of something else"));
    fs::write(base.path().join("u"), "mine").unwrap();
    assert_eq!(run(base.path(), &["u/p1.csv"], "2", true, &[]).unwrap_err().kind(), ErrorKind::Exists);
}

#[test]
fn links_folders_and_ways_out_are_refused() {
    let base = tempfile::tempdir().unwrap();
    fs::create_dir(base.path().join("a.csv")).unwrap();
    assert_eq!(run(base.path(), &["a.csv"], "1", true, &[]).unwrap_err().kind(), ErrorKind::Exists);
    for name in ["../a", "/a", "a//b", "./a", "a/..", ""] {
        assert_eq!(
            run(base.path(), &["b"], "1", true, &[name]).unwrap_err().kind(),
            ErrorKind::Input,
            "{name}"
        );
    }
    fs::write(base.path().join("file"), "mine").unwrap();
    assert_eq!(run(&base.path().join("file"), &["a"], "1", true, &[]).unwrap_err().kind(), ErrorKind::Exists);
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("nowhere", base.path().join("l.csv")).unwrap();
        assert_eq!(run(base.path(), &["l.csv"], "1", true, &[]).unwrap_err().kind(), ErrorKind::Exists);
    }
}

#[test]
fn a_name_taken_meanwhile_is_not_overwritten() {
    let base = tempfile::tempdir().unwrap();
    let folder = Folder::prepare(base.path(), &names(&["a.csv", "b.csv"]), false, &[]).unwrap();
    put(&folder, "a.csv", "1");
    put(&folder, "b.csv", "1");
    fs::write(base.path().join("b.csv"), "mine").unwrap();
    assert_eq!(folder.commit().unwrap_err().kind(), ErrorKind::Exists);
    assert_eq!(tree(base.path()), expect(&[("b.csv", "mine")]));
}

#[test]
fn a_failed_commit_puts_everything_back() {
    let base = tempfile::tempdir().unwrap();
    run(base.path(), &["a.csv", "z/p.csv"], "1", false, &[]).unwrap();
    let folder =
        Folder::prepare(base.path(), &names(&["a.csv", "b.csv"]), true, &names(&["a.csv", "z/p.csv"]))
            .unwrap();
    put(&folder, "a.csv", "2");
    put(&folder, "b.csv", "2");
    // A file where the kept-aside ones need a folder makes a move in the middle fail.
    let staging = folder.staging.as_ref().unwrap().path().join("old");
    fs::create_dir(&staging).unwrap();
    fs::write(staging.join("z"), "in the way").unwrap();
    assert!(folder.commit().is_err());
    assert_eq!(tree(base.path()), expect(&[("a.csv", "1"), ("z/p.csv", "1")]));
}

#[test]
fn a_file_that_no_run_made_is_never_replaced() {
    let base = tempfile::tempdir().unwrap();
    fs::write(base.path().join("a.csv"), "precious").unwrap();
    let error = Folder::prepare(base.path(), &names(&["a.csv"]), true, &[]).err().unwrap();
    assert_eq!(error.kind(), ErrorKind::Exists);
    assert_eq!(fs::read_to_string(base.path().join("a.csv")).unwrap(), "precious");
}

#[cfg(unix)]
#[test]
fn a_link_inside_the_output_is_never_followed() {
    let (base, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    fs::write(other.path().join("x.csv"), "precious").unwrap();
    std::os::unix::fs::symlink(other.path(), base.path().join("sub")).unwrap();
    let error = Folder::prepare(base.path(), &names(&["a.csv"]), true, &names(&["sub/x.csv"])).err().unwrap();
    assert_eq!(error.kind(), ErrorKind::Exists);
    assert_eq!(fs::read_to_string(other.path().join("x.csv")).unwrap(), "precious");
}

#[test]
fn what_a_killed_run_left_is_removed_and_what_another_writes_stays() {
    let dir = tempfile::tempdir().unwrap();
    let [left, held, other] =
        [".placebo-left", ".placebo-held", ".placebo-other"].map(|name| dir.path().join(name));
    for path in [&left, &held, &other] {
        fs::create_dir(path).unwrap();
    }
    fs::write(left.join("held"), "").unwrap();
    let lock = fs::File::create(held.join("held")).unwrap();
    lock.try_lock().unwrap();
    let one = Folder::prepare(dir.path(), &["a.csv".to_owned()], false, &[]).unwrap();
    let two = Folder::prepare(dir.path(), &["b.csv".to_owned()], false, &[]).unwrap();
    assert_eq!((one.cleared(), two.cleared()), (1, 0));
    assert!(!left.exists() && held.exists() && other.exists());
    drop(one.create("a.csv").unwrap());
}
