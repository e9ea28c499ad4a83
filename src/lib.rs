//! `placebo` looks like the real thing and holds nothing active: it makes fictitious patients, cases and contacts, or any
//! relational schema, from a schema file and one seed, the same every time, in parallel.
//!
//! The command line is the usual way in. As a library there are three calls: [`parse`] reads a schema, [`plan`] resolves
//! names, counts rows and proves that every unique column has room, and [`batches`] makes the rows as Arrow record
//! batches. The first two report every problem at once; what comes out of the second can only succeed.
//!
//! ```
//! let schema = r#"
//!     [tables.patients]
//!     rows = 100
//!     [tables.patients.columns]
//!     id = { kind = "serial", primary_key = true }
//!     sex = { kind = "sex" }
//!     birth_date = { kind = "birth_date", sex = "sex" }
//!     first_name = { kind = "first_name", sex = "sex", born = "birth_date" }
//!
//!     [tables.visits]
//!     parent = { table = "patients", per = { poisson = 1.4 } }
//!     [tables.visits.columns]
//!     patient_id = { kind = "parent", column = "id" }
//!     on = { kind = "date", after = "patients.birth_date", before = "epoch" }
//! "#;
//! let document = placebo::parse("example.toml", schema, &placebo::schema::NoFiles)?;
//! let plan = placebo::plan(&document, &placebo::Options { seed: Some(42), ..Default::default() })?;
//! let mut rows = 0;
//! for batch in placebo::batches(&plan) {
//!     let (table, batch) = batch?;
//!     if table == "patients" {
//!         assert_eq!(batch.num_columns(), 4);
//!         rows += batch.num_rows();
//!     }
//! }
//! assert_eq!(rows, 100);
//! # Ok::<(), placebo::Error>(())
//! ```
//!
//! Every room of the house is a module; `ARCHITECTURE.md` says what each of them must not know.

pub mod calendar;
pub mod cells;
pub mod cipher;
pub mod cli;
pub mod draw;
pub mod error;
pub mod expr;
pub mod generate;
pub mod infer;
pub mod io;
pub mod kinds;
pub mod markup;
pub mod mask;
pub mod plan;
pub mod record;
pub mod reference;
pub mod report;
pub mod run;
pub mod schema;
pub mod score;
pub mod scrub;
pub mod shape;
pub mod slips;
pub mod verify;

pub use error::{Error, Result};
pub use plan::{Options, Plan};
pub use schema::{Document, parse};

use arrow::array::RecordBatch;

/// Rows in a batch of [`batches`].
const BATCH: u64 = 8_192;

/// Resolves a schema, counts its rows and proves its keys, on this thread.
///
/// # Errors
/// Every problem of the schema at once, each with its place.
pub fn plan(document: &Document, options: &Options) -> Result<Plan> {
    plan::compile(document, options, &plan::one_by_one)
}

/// Makes every table that is written, in order: its name and the next of its rows.
///
/// Each item can fail only where an SQL expression of the schema has no value for a row.
pub fn batches(plan: &Plan) -> impl Iterator<Item = Result<(&str, RecordBatch)>> {
    let generator = generate::Generator::new(plan);
    let blocks = plan.order.iter().flat_map(|&table| {
        let blocks = plan.tables[table].life.reach.div_ceil(BATCH);
        (0..blocks).map(move |block| (table, block * BATCH))
    });
    blocks.map(move |(table, start)| {
        Ok((plan.tables[table].name.as_str(), generator.batch(table, start..start + BATCH)?))
    })
}
