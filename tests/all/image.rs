//! The Dockerfile without an engine: what it copies is there, and it builds with the Rust that the crate asks for.

use std::path::Path;

const DOCKERFILE: &str = include_str!("../../Dockerfile");

/// The lines of an instruction.
fn lines(instruction: &str) -> impl Iterator<Item = &'static str> {
    DOCKERFILE.lines().filter_map(move |line| line.strip_prefix(instruction)?.strip_prefix(' '))
}

#[test]
fn what_the_image_copies_from_here_is_here() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let ignored: Vec<&str> = include_str!("../../.dockerignore").lines().collect();
    for line in lines("COPY").filter(|line| !line.contains("--from=")) {
        let words: Vec<&str> = line.split_whitespace().collect();
        let (_, sources) = words.split_last().unwrap();
        for source in sources {
            assert!(root.join(source).exists(), "{source} is copied and does not exist");
            assert!(!ignored.contains(source), "{source} is copied and ignored");
        }
    }
    // What the build reads must not be ignored either.
    for needed in
        ["Cargo.toml", "Cargo.lock", "build.rs", "build", "seeds", "schemas", "src", "benches", "tests"]
    {
        assert!(root.join(needed).exists() && !ignored.contains(&needed), "{needed}");
    }
}

#[test]
fn the_image_builds_with_the_rust_of_the_crate_and_runs_without_privileges() {
    let rust = env!("CARGO_PKG_RUST_VERSION");
    let bases: Vec<&str> = lines("FROM").collect();
    assert!(bases[0].starts_with(&format!("rust:{rust}-")), "{bases:?} and rust-version {rust}");
    // Both stages stand on one release of Debian, so that the binary finds the C library that it was linked with.
    assert!(bases.iter().all(|base| base.contains("bookworm")), "{bases:?}");
    let user = DOCKERFILE.rfind("\nUSER placebo\n").unwrap();
    assert!(user < DOCKERFILE.find("\nENTRYPOINT").unwrap() && user > DOCKERFILE.rfind("\nFROM").unwrap());
}
