//! temp
use placebo::{plan, schema};
use std::{fs, path::Path};
#[test]
fn bless() {
    let mut cases: Vec<_> = fs::read_dir("tests/errors").unwrap().map(|e| e.unwrap().path()).collect();
    cases.sort();
    for case in cases {
        if case.join("by-parser").is_file() { continue; }
        let text = fs::read_to_string(case.join("schema.toml")).unwrap();
        let r = schema::parse("schema.toml", &text, &schema::FolderFiles::new(&case)).and_then(|d| plan::compile(&d, &plan::Options::default(), &plan::one_by_one).map(|_| ()));
        println!("######## {}", case.display());
        match r { Ok(()) => println!("!!!! FINE"), Err(e) => println!("{}", e.render(false)) }
        let _ = Path::new("");
    }
}
