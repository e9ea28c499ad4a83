"""Applies a delta in DuckDB as a user of change data would, and compares with the later state.

usage: delta.py EARLIER DELTA LATER TABLE:KEY[,KEY]...; all folders hold Parquet files.
Prints nothing and exits 0 when the states agree; else says what does not.
"""

import sys

import duckdb


def main():
    earlier, delta, later, *tables = sys.argv[1:]
    db = duckdb.connect()
    for spec in tables:
        table, keys = spec.split(":")
        db.execute(f"CREATE OR REPLACE TABLE t AS SELECT * FROM '{earlier}/{table}.parquet'")
        db.execute(f"CREATE OR REPLACE VIEW d AS SELECT * FROM '{delta}/{table}.parquet'")
        same = " AND ".join(f"t.{key} = d.{key}" for key in keys.split(","))
        db.execute(f"DELETE FROM t USING d WHERE {same} AND d._op IN ('update', 'delete')")
        db.execute("INSERT INTO t SELECT * EXCLUDE (_op) FROM d WHERE _op IN ('insert', 'update')")
        wanted = f"SELECT * FROM '{later}/{table}.parquet'"
        for one, other in [("SELECT * FROM t", wanted), (wanted, "SELECT * FROM t")]:
            surplus = db.execute(f"SELECT count(*) FROM ({one} EXCEPT ALL {other})").fetchone()[0]
            if surplus:
                sys.exit(f"{table}: {surplus} rows differ")


main()
