//! What is done with a text that claims to be a schema; the property test and the fuzz target share it.

use placebo::error::Result;
use placebo::generate::Generator;
use placebo::plan::{self, Options};
use placebo::schema::{self, NoFiles};

/// Rows that are made of each table, at most.
const ROWS: u64 = 4;

/// Parses and compiles a text with few rows and, if it is a schema, makes the first and the last of each table.
///
/// # Errors
/// What the user would be told.
pub fn try_text(text: &str) -> Result<()> {
    let document = schema::parse("fuzz.toml", text, &NoFiles)?;
    let roots = document.tables.iter().filter(|table| table.parent.is_none() && table.rows.is_some());
    let rows = roots.map(|table| {
        let fixed = table.fixed.as_ref().map_or(0, |fixed| fixed.rows.len() as u64);
        (Some(table.name.value.clone()), ROWS.max(fixed))
    });
    let options = Options { rows: rows.collect(), ..Options::default() };
    let plan = plan::compile(&document, &options, &few)?;
    let _ = plan::hints(&document).render_hints(false);
    let generator = Generator::new(&plan);
    for (t, table) in plan.tables.iter().enumerate() {
        let first = 0..table.rows.min(ROWS);
        let last = table.rows.saturating_sub(ROWS)..table.rows;
        for rows in [first, last] {
            // A value that an expression cannot give is told, and no reason to stop.
            if let Err(error) = generator.batch(t, rows) {
                drop(error.render(false));
            }
        }
    }
    Ok(())
}

/// Counts children by few jobs alone: a schema can ask for years of counting, and that is no hang to be found.
fn few(n: usize, job: &(dyn Fn(usize) -> Vec<u64> + Sync)) -> Vec<Vec<u64>> {
    (0..n.min(8)).map(job).collect()
}
