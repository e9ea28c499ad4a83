//! A scratch folder for one test, and the program run in it.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// The arguments of a masking run under the key of the scratch folder.
pub const KEYED: [&str; 6] = ["--profile", "pseudonymised", "--key-file", "k", "--reason", "x"];

/// A folder that is gone when the test is.
pub struct Scratch(tempfile::TempDir);

impl Scratch {
    pub fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    /// A folder that holds the schema of the clinic and all it refers to.
    pub fn with_clinic() -> Self {
        let scratch = Self::new();
        copy(&repository().join("tests/clinic"), scratch.path());
        scratch
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }

    pub fn join(&self, name: &str) -> PathBuf {
        self.path().join(name)
    }

    pub fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        path
    }

    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.join(name)).unwrap_or_else(|e| panic!("{name}: {e}"))
    }

    /// Replaces a piece of a file that must be there.
    pub fn edit(&self, name: &str, old: &str, new: &str) {
        let text = self.read(name);
        assert!(text.contains(old), "{name} has no {old:?}");
        self.write(name, &text.replacen(old, new, 1));
    }

    /// Runs the program in this folder.
    pub fn run(&self, args: &[&str]) -> Ran {
        Ran::of(command(self.path()).args(args).output().unwrap(), args)
    }

    /// Writes a key that is the same in every run, so that no test depends on what chance makes of it.
    pub fn key(&self, name: &str) {
        let path = self.write(name, &format!("{:0<64x}\n", 0x9e37_79b9_7f4a_7c15_u64));
        fs::set_permissions(path, fs::Permissions::from_mode(0o600)).unwrap();
    }

    /// Masks `input` under the schema `s.toml` and the key `k`, in the profile that keeps a key.
    pub fn mask(&self, input: &str, out: &str, more: &[&str]) -> Ran {
        let args = ["mask", "s.toml", input, "--out", out];
        self.run(&[&args[..], &KEYED, more].concat())
    }

    /// Runs a line of shell in this folder, the program on its path.
    pub fn shell(&self, line: &str) -> Ran {
        let path = std::env::var("PATH").unwrap_or_default();
        let own = program().parent().unwrap().display().to_string();
        let mut bash = Command::new("bash");
        quiet(&mut bash).env("PATH", format!("{own}:{path}")).current_dir(self.path());
        Ran::of(bash.args(["-c", line]).output().unwrap(), &[line])
    }

    /// The paths of all files in a folder and below it, hidden ones too, sorted.
    pub fn files(&self, folder: &str) -> Vec<String> {
        let root = self.join(folder);
        let mut found = Vec::new();
        let mut open = vec![root.clone()];
        while let Some(folder) = open.pop() {
            let Ok(entries) = fs::read_dir(&folder) else { continue };
            for entry in entries {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    open.push(path);
                } else {
                    found.push(path.strip_prefix(&root).unwrap().display().to_string());
                }
            }
        }
        found.sort();
        found
    }
}

/// How a run ended and what it said.
pub struct Ran {
    pub code: i32,
    pub out: String,
    pub err: String,
    what: String,
}

impl Ran {
    pub fn of(output: Output, args: &[&str]) -> Self {
        Self {
            code: output.status.code().unwrap_or(-1),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
            what: args.join(" "),
        }
    }

    /// The same run, which must have ended in this way.
    pub fn ends(self, code: i32) -> Self {
        assert_eq!(self.code, code, "{}\n{}\n{}", self.what, self.out, self.err);
        self
    }

    /// The same run, which must be done without a fault.
    pub fn fine(self) -> Self {
        self.ends(0)
    }

    /// The same run, which must not have been able to do what it was asked, and said so with these words.
    pub fn refuses(self, words: &str) -> Self {
        let ran = self.ends(2);
        assert!(ran.err.contains(words), "{}\nexpected: {words}\n{}", ran.what, ran.err);
        ran
    }

    /// Standard output and standard error together.
    pub fn all(&self) -> String {
        format!("{}{}", self.out, self.err)
    }
}

/// The program, ready to be given arguments, with nothing of the caller's that could change what it does.
pub fn command(folder: &Path) -> Command {
    let mut command = Command::new(program());
    quiet(&mut command).current_dir(folder);
    // Keys of nobody's, for the kinds that encrypt.
    for name in ["FIELD_KEY", "LOCKBOX_KEY", "BIDX_KEY"] {
        command.env(name, "cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4=");
    }
    command
}

fn quiet(command: &mut Command) -> &mut Command {
    for name in ["COLUMNS", "TZ", "LC_ALL", "LANG", "NO_COLOR", "CLICOLOR_FORCE", "FORCE_COLOR"] {
        command.env_remove(name);
    }
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("PLACEBO")) {
        command.env_remove(name);
    }
    command.stdin(Stdio::null())
}

pub fn program() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_placebo"))
}

pub fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The schema of the clinic, where it lies.
pub fn clinic() -> String {
    repository().join("tests/clinic/schema.toml").display().to_string()
}

/// Whether pinned texts are to be written anew instead of compared.
pub fn blessing() -> bool {
    std::env::var_os("PLACEBO_BLESS").is_some()
}

/// Compares a text with the file in which it is pinned.
pub fn pinned(file: &Path, found: &str) {
    if blessing() {
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, found).unwrap();
        return;
    }
    let expected = fs::read_to_string(file).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
    assert!(
        expected == found,
        "{} is not what is said now; PLACEBO_BLESS=1 writes it anew\n--- pinned\n{expected}\n--- now\n{found}",
        file.display()
    );
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, &target).unwrap();
        }
    }
}
