"""Reads what placebo wrote with pyarrow and DuckDB, and compares values across formats and readers.

usage: read.py FOLDER ROWS, where FOLDER holds one run a subfolder: csv, gz, zst, jsonl, snappy, zstd, parts, sql.
Prints nothing and exits 0 when everything agrees; else says what does not.
"""

import datetime
import decimal
import gzip
import json
import pathlib
import re
import sys

import duckdb
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq

UTC = datetime.timezone.utc

# What the Parquet file must say of its columns.
TYPES = {
    "id": pa.int64(),
    "text": pa.string(),
    "flag": pa.bool_(),
    "whole": pa.int64(),
    "real": pa.float64(),
    "amount": pa.decimal128,
    "day": pa.date32(),
    "at": pa.timestamp("us", tz="UTC"),
    "name": pa.string(),
    "payload": pa.string(),
    "nothing": pa.string(),
}

# The same for readers of text, which must be told.
DUCK = {
    "id": "BIGINT",
    "text": "VARCHAR",
    "flag": "BOOLEAN",
    "whole": "BIGINT",
    "real": "DOUBLE",
    "amount": "DECIMAL(18, 2)",
    "day": "DATE",
    "at": "TIMESTAMP",
    "name": "VARCHAR",
    "payload": "VARCHAR",
    "nothing": "VARCHAR",
}


def fail(message):
    sys.exit(message)


def is_type(found, wanted):
    # JSON text may carry Arrow's JSON type, which is stored as a string.
    if isinstance(found, pa.BaseExtensionType):
        found = found.storage_type
    if wanted is pa.decimal128:
        return pa.types.is_decimal128(found) and found.scale == 2 and found.precision <= 38
    return found == wanted


def plain(table):
    """Rows of an Arrow table as plain values: moments without their zone, JSON as text."""
    rows = []
    columns = {name: table.column(name).to_pylist() for name in table.schema.names}
    for i in range(table.num_rows):
        row = {name: values[i] for name, values in columns.items()}
        if row["at"] is not None and row["at"].tzinfo is not None:
            row["at"] = row["at"].astimezone(UTC).replace(tzinfo=None)
        rows.append(row)
    return rows


def compare(what, expected, found):
    if len(expected) != len(found):
        fail(f"{what}: {len(found)} rows, expected {len(expected)}")
    for i, (a, b) in enumerate(zip(expected, found)):
        if a.keys() != b.keys():
            fail(f"{what}: columns {list(b)}, expected {list(a)}")
        for name in a:
            if not same(a[name], b[name]):
                fail(f"{what}: row {i}, column {name}: {b[name]!r}, expected {a[name]!r}")


def same(a, b):
    if a is None or b is None:
        return a is b
    return a == b


def parquet(folder, rows):
    path = folder / "everything.parquet"
    if not path.exists():
        path = folder / "everything"
    table = pq.read_table(path)
    if table.num_rows != rows:
        fail(f"{path}: {table.num_rows} rows, expected {rows}")
    for name, wanted in TYPES.items():
        found = table.schema.field(name).type
        if not is_type(found, wanted):
            fail(f"{path}: column {name} is {found}, expected {wanted}")
    return plain(table)


def compression(folder, wanted):
    meta = pq.ParquetFile(folder / "everything.parquet").metadata
    columns = [meta.row_group(0).column(c) for c in range(meta.num_columns)]
    for column in columns:
        # What is packed as differences holds no repetitions, which are all that Snappy knows.
        packed = wanted == "SNAPPY" and "DELTA_BINARY_PACKED" in column.encodings
        expected = "UNCOMPRESSED" if packed else wanted
        if column.compression != expected:
            fail(f"{folder}: {column.path_in_schema} compressed by {column.compression}, expected {expected}")


def duck(query):
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'UTC'")
    cursor = connection.execute(query)
    names = [column[0] for column in cursor.description]
    rows = [dict(zip(names, row)) for row in cursor.fetchall()]
    connection.close()
    return rows


def arrow_csv(path):
    types = {name: t if t is not pa.decimal128 else pa.decimal128(18, 2) for name, t in TYPES.items()}
    options = pyarrow.csv.ConvertOptions(
        column_types=types,
        null_values=[""],
        strings_can_be_null=True,
        quoted_strings_can_be_null=False,
        timestamp_parsers=["%Y-%m-%dT%H:%M:%SZ", pyarrow.csv.ISO8601],
    )
    parse = pyarrow.csv.ParseOptions(newlines_in_values=True)
    return plain(pyarrow.csv.read_csv(path, convert_options=options, parse_options=parse))


def moment(text):
    """A moment as ISO 8601 has it, with T or a space, Z or +00, with or without a fraction."""
    text = re.sub(r"(Z|\+00(:?00)?)$", "", text).replace(" ", "T")
    whole, _, fraction = text.partition(".")
    found = datetime.datetime.strptime(whole, "%Y-%m-%dT%H:%M:%S")
    return found.replace(microsecond=int(fraction.ljust(6, "0")) if fraction else 0)


def typed(name, value):
    """The value that a text of JSON or COPY means in a column."""
    if value is None:
        return None
    if name in ("id", "whole"):
        return int(value)
    if name == "real":
        return float(value)
    if name == "amount":
        return decimal.Decimal(str(value))
    if name == "day":
        return datetime.date.fromisoformat(value)
    if name == "at":
        return moment(value)
    if name == "flag" and isinstance(value, str):
        return {"t": True, "f": False, "true": True, "false": False}[value]
    return value


def json_lines(text):
    rows = []
    for line in text.split("\n")[:-1]:
        row = json.loads(line, parse_float=decimal.Decimal)
        payload = row["payload"]
        # JSON stands in JSON as what it is; compared as a value, since white space means nothing there.
        if payload is not None and not isinstance(payload, str):
            row["payload"] = payload
        rows.append({name: typed(name, value) for name, value in row.items()})
    return rows


def as_json(rows):
    """Rows with their JSON text as values."""
    def value(text):
        return json.loads(text, parse_float=decimal.Decimal) if isinstance(text, str) else text
    return [{**row, "payload": value(row["payload"])} for row in rows]


ESCAPES = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v", "\\": "\\"}


def copy_text(text):
    """Rows of COPY text as PostgreSQL decodes them."""
    head = re.search(r'COPY [^(]*\(([^)]*)\) FROM stdin[^;\n]*;\n', text)
    if not head:
        fail("sql: no COPY statement")
    names = [name.strip().strip('"') for name in head.group(1).split(",")]
    body = text[head.end():].split("\n\\.\n")[0]
    rows = []
    for line in body.split("\n"):
        fields = line.split("\t")
        if len(fields) != len(names):
            fail(f"sql: a row of {len(fields)} fields, expected {len(names)}")
        decoded = [None if f == "\\N" else re.sub(r"\\(.)", lambda m: ESCAPES[m.group(1)], f) for f in fields]
        rows.append({name: typed(name, value) for name, value in zip(names, decoded)})
    return rows


def main():
    folder, rows = pathlib.Path(sys.argv[1]), int(sys.argv[2])
    expected = parquet(folder / "snappy", rows)
    kinds = {name: {type(row[name]) for row in expected} for name in TYPES}
    if kinds["nothing"] != {type(None)} or len(kinds["text"]) != 2 or not any(row["text"] == "" for row in expected):
        fail("the rows do not hold what they should: NULL, the empty string and texts")
    compression(folder / "snappy", "SNAPPY")
    compression(folder / "zstd", "ZSTD")
    compare("parquet, zstd", expected, parquet(folder / "zstd", rows))
    compare("parquet, parts", expected, parquet(folder / "parts", rows))

    columns = ", ".join(f'CAST("{name}" AS {kind}) AS "{name}"' for name, kind in DUCK.items())
    for name in ("snappy/everything.parquet", "zstd/everything.parquet", "parts/everything/*.parquet"):
        query = f"SELECT {columns} FROM read_parquet('{folder / name}') ORDER BY id"
        compare(f"DuckDB, {name}", expected, duck(query))
    described = {row["column_name"]: row["column_type"] for row in duck(
        f"DESCRIBE SELECT * FROM read_parquet('{folder / 'snappy/everything.parquet'}')")}
    wanted = {"id": "BIGINT", "flag": "BOOLEAN", "day": "DATE", "at": "TIMESTAMP WITH TIME ZONE", "real": "DOUBLE"}
    for name, kind in wanted.items():
        if described[name] != kind:
            fail(f"DuckDB, parquet: column {name} is {described[name]}, expected {kind}")
    if not re.fullmatch(r"DECIMAL\(\d+,2\)", described["amount"]):
        fail(f"DuckDB, parquet: column amount is {described['amount']}")

    for name in ("csv/everything.csv", "gz/everything.csv.gz", "zst/everything.csv.zst"):
        compare(f"pyarrow, {name}", expected, arrow_csv(folder / name))
        types = "{" + ", ".join(f"'{n}': '{'TIMESTAMPTZ' if n == 'at' else k}'" for n, k in DUCK.items()) + "}"
        query = (f"SELECT {columns} FROM read_csv('{folder / name}', header = true, columns = {types}, "
                 "delim = ',', quote = '\"', escape = '\"', nullstr = '', allow_quoted_nulls = false) ORDER BY id")
        compare(f"DuckDB, {name}", expected, duck(query))

    lines = (folder / "jsonl/everything.jsonl").read_text(encoding="utf-8")
    compare("json, jsonl", as_json(expected), as_json(json_lines(lines)))
    types = "{" + ", ".join(f"'{n}': '{'JSON' if n == 'payload' else 'TIMESTAMPTZ' if n == 'at' else k}'"
                            for n, k in DUCK.items()) + "}"
    query = (f"SELECT {columns} FROM read_json('{folder / 'jsonl/everything.jsonl'}', "
             f"format = 'newline_delimited', columns = {types}) ORDER BY id")
    compare("DuckDB, jsonl", as_json(expected), as_json(duck(query)))

    text = (folder / "sql/everything.sql").read_text(encoding="utf-8")
    compare("COPY text", as_json(expected), as_json(copy_text(text)))
    with gzip.open(folder / "gz/everything.csv.gz", "rb") as packed:
        if packed.read() != (folder / "csv/everything.csv").read_bytes():
            fail("gzip: other bytes")


main()
