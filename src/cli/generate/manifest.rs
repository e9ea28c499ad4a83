//! The manifest of what was just made.

use super::Order;
use super::write::MadeTable;
use crate::cli::dates::day_text;
use crate::cli::output;
use crate::error::Result;
use crate::generate::delta_schema;
use crate::plan::GENERATOR;
use crate::record::{
    ColumnRecord, DigestedName, FileRecord, Manifest, SchemaRecord, TableRecord, Tool, VERSION, type_name,
};
use crate::schema::{self, Document};

/// The manifest of a run.
///
/// # Errors
/// [`crate::error::ErrorKind::Bug`] for a column type without a name.
pub(super) fn of(order: &Order<'_>, made: &[MadeTable]) -> Result<Manifest> {
    let plan = order.plan;
    let roots = plan.tables.iter().filter(|table| table.edge.is_none());
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
        part: order.part.to_string(),
        roots: roots.map(|table| (table.name.clone(), table.life.at_epoch)).collect(),
        output: output::record(order.output),
        tables: made.iter().map(|made| table(order, made)).collect::<Result<_>>()?,
        inputs: inputs
            .map(|file| DigestedName { name: file.path.clone(), digest: file.digest.clone() })
            .collect(),
    })
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

fn table(order: &Order<'_>, made: &MadeTable) -> Result<TableRecord> {
    let table = &order.plan.tables[made.table];
    let rows = &order.rows[made.table];
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
    let file = |file: &crate::io::Written| FileRecord {
        path: file.path.clone(),
        rows: file.rows,
        bytes: file.bytes,
        blake3: file.blake3.clone(),
    };
    Ok(TableRecord {
        name: table.name.clone(),
        rows: made.digest.rows(),
        rows_drawn: Some(rows.end - rows.start).filter(|drawn| *drawn != made.digest.rows()),
        rows_total: table.life.reach,
        first_row: rows.start,
        columns: columns.collect::<Result<_>>()?,
        row_digest: made.digest.row_hex(),
        files: made.files.iter().map(file).collect(),
    })
}
