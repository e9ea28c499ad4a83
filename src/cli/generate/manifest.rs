//! The manifest of what was just made.

use super::Order;
use super::files::Content;
use super::write::MadeTable;
use crate::cli::dates::day_text;
use crate::cli::output;
use crate::error::{Error, ErrorKind, Place, Result};
use crate::generate::delta_schema;
use crate::plan::{GENERATOR, Plan, Source, Table};
use crate::record::{
    ColumnRecord, DigestedName, ExistingRecord, FileRecord, Manifest, SchemaRecord, TableDigest, TableRecord,
    Tool, VERSION, type_name,
};
use crate::schema::{self, Document};
use arrow::array::{ArrayRef, RecordBatch};
use arrow::datatypes::SchemaRef;

/// The manifest of a run.
///
/// # Errors
/// [`crate::error::ErrorKind::Bug`] for a column type without a name.
pub(super) fn of(order: &Order<'_>, made: &[MadeTable]) -> Result<Manifest> {
    let plan = order.plan;
    let roots = plan.tables.iter().filter(|table| table.edge.is_none() && !table.existing);
    let inputs = order.document.files.iter();
    Ok(Manifest {
        version: VERSION,
        tool: Tool { name: "placebo".to_owned(), version: env!("CARGO_PKG_VERSION").to_owned() },
        generator: GENERATOR,
        schema: SchemaRecord {
            name: plan.name.clone(),
            digest: schema::digest(order.document),
            sources: sources(order.document),
        },
        seed: plan.seed,
        epoch: day_text(plan.epoch),
        as_of: day_text(plan.as_of),
        from: order.from.map(|from| day_text(from.as_of)),
        dirt: plan.dirt,
        edge_cases: plan.edge_cases,
        part: order.part.to_string(),
        roots: roots.map(|table| (table.name.clone(), table.life.at_epoch)).collect(),
        output: output::record(order.output),
        tables: made.iter().filter_map(|made| table(order, made).transpose()).collect::<Result<_>>()?,
        truth: made.iter().filter_map(|made| truth(made).transpose()).collect::<Result<_>>()?,
        inputs: inputs
            .map(|file| DigestedName { name: file.path.clone(), digest: file.digest.clone() })
            .collect(),
        existing: existing(plan)?,
    })
}

/// What a run into a database would leave word of, were its digests known.
///
/// # Errors
/// As [`of`].
pub(super) fn expected(order: &Order<'_>) -> Result<Manifest> {
    let made = |&table: &usize| {
        let (content, digest) = (Content::Table(table), TableDigest::new(&order.plan.tables[table].schema)?);
        Ok(MadeTable { content, digest, ops: [0; 3], files: Vec::new(), time: std::time::Duration::ZERO })
    };
    let made = order.plan.order.iter().map(made).collect::<Result<Vec<_>>>()?;
    let mut manifest = of(order, &made)?;
    for (table, &number) in manifest.tables.iter_mut().zip(&order.plan.order) {
        table.rows = order.rows[number].end - order.rows[number].start;
    }
    manifest.output = output::of_database();
    Ok(manifest)
}

/// The tables whose rows were in the database, with digests of what could be referred to.
///
/// # Errors
/// [`crate::error::ErrorKind::Input`] where a key holds NULL.
pub(super) fn existing(plan: &Plan) -> Result<Vec<ExistingRecord>> {
    let tables = plan.tables.iter().filter(|table| table.existing);
    let record = |table: &Table| {
        let given = |c: &usize| match &table.columns[*c].source {
            Source::Given(values) => Ok(ArrayRef::clone(values)),
            _ => Err(Error::bug("a column of an existing table is not given")),
        };
        let columns = table.written.iter().map(given).collect::<Result<Vec<_>>>()?;
        let batch = RecordBatch::try_new(SchemaRef::clone(&table.schema), columns).map_err(|_foreign| {
            let place = Place { table: Some(table.name.clone()), ..Place::default() };
            Error::new(ErrorKind::Input, "the key of a table that exists holds NULL").at(place)
        })?;
        let mut digest = TableDigest::new(&table.schema)?;
        digest.merge(&digest.digest_batch(&batch)?);
        Ok(ExistingRecord { name: table.name.clone(), rows: table.rows, row_digest: digest.row_hex() })
    };
    tables.map(record).collect()
}

/// The texts of the schema; of the first only the file's name, so that the manifest does not tell of folders.
fn sources(document: &Document) -> Vec<DigestedName> {
    let named = |(i, source): (usize, &crate::error::SourceText)| {
        let name = match i {
            0 => source.name.rsplit(['/', '\\']).next().unwrap_or(&source.name).to_owned(),
            _ => source.name.clone(),
        };
        let text = source.text.replace("\r\n", "\n");
        DigestedName { name, digest: blake3::hash(text.as_bytes()).to_hex().to_string() }
    };
    document.sources.iter().enumerate().map(named).collect()
}

/// The record of a table; `None` for what is no table of the data.
fn table(order: &Order<'_>, made: &MadeTable) -> Result<Option<TableRecord>> {
    let Content::Table(number) = made.content else { return Ok(None) };
    let (table, rows) = (&order.plan.tables[number], &order.rows[number]);
    let shape = order.from.map_or_else(|| table.schema.clone(), |_| delta_schema(table));
    // What a delta has before the columns of the table comes of no kind.
    let kinds = order.from.iter().map(|_| None).chain(table.written.iter().map(|&c| table.columns[c].kind));
    let columns = kinds.zip(shape.fields()).zip(made.digest.column_hex()).map(|((kind, field), digest)| {
        Ok(ColumnRecord {
            name: field.name().clone(),
            type_name: type_name(field)?,
            nullable: field.is_nullable(),
            kind: kind.map_or("expr", |kind| kind.name).to_owned(),
            kind_version: kind.map_or(1, |kind| kind.version),
            digest,
        })
    });
    Ok(Some(TableRecord {
        name: table.name.clone(),
        rows: made.digest.rows(),
        rows_drawn: Some(rows.end - rows.start).filter(|drawn| *drawn != made.digest.rows()),
        rows_total: table.life.reach,
        first_row: rows.start,
        columns: columns.collect::<Result<_>>()?,
        row_digest: made.digest.row_hex(),
        files: files(made),
    }))
}

/// The record of a table of the truth; `None` for a table of the data.
fn truth(made: &MadeTable) -> Result<Option<TableRecord>> {
    let Content::Truth(truth) = made.content else { return Ok(None) };
    let schema = truth.schema();
    let columns = schema.fields().iter().zip(made.digest.column_hex()).map(|(field, digest)| {
        Ok(ColumnRecord {
            name: field.name().clone(),
            type_name: type_name(field)?,
            nullable: field.is_nullable(),
            kind: "truth".to_owned(),
            kind_version: 1,
            digest,
        })
    });
    Ok(Some(TableRecord {
        name: truth.name().to_owned(),
        rows: made.digest.rows(),
        rows_drawn: None,
        rows_total: made.digest.rows(),
        first_row: 0,
        columns: columns.collect::<Result<_>>()?,
        row_digest: made.digest.row_hex(),
        files: files(made),
    }))
}

fn files(made: &MadeTable) -> Vec<FileRecord> {
    let file = |file: &crate::io::Written| FileRecord {
        path: file.path.clone(),
        rows: file.rows,
        bytes: file.bytes,
        blake3: file.blake3.clone(),
    };
    made.files.iter().map(file).collect()
}
