"""Loads a run into DuckDB and counts what breaks a rule.

    check.py FOLDER RULES.sql

Every file of the folder becomes a table. The rules are statements that end with a semicolon, each with its name in a comment
before it; a rule gives one number, which must be 0, unless its name begins with "some": then it must be above 0.
"""

import pathlib
import sys

import duckdb

folder, rules = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
database = duckdb.connect()
for file in sorted(folder.glob("*.csv")):
    database.execute(f"create table \"{file.stem}\" as select * from read_csv('{file}', header = true, sample_size = -1)")

broken, n_rules = [], 0
for rule in rules.read_text(encoding="utf-8").split(";"):
    lines = [line for line in rule.strip().splitlines() if line.strip()]
    name = " ".join(line[2:].strip() for line in lines if line.startswith("--"))
    statement = "\n".join(line for line in lines if not line.startswith("--"))
    if not statement:
        continue
    n_rules += 1
    (count,) = database.execute(statement).fetchone()
    if (count > 0) != name.startswith("some"):
        broken.append(f"{name}: {count}")
if n_rules == 0:
    broken.append("there are no rules")
sys.exit("\n".join(broken) or None)
