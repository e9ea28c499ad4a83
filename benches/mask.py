#!/usr/bin/env python3
"""How fast a table of patients is masked: MB of CSV a second, with and without the check of the output, beside a copy.

    cargo build --release
    python3 benches/mask.py [--binary target/release/placebo] [--rows 1000000] [--repeat 3] [--threads 2]

A patient has sixteen columns, of which ten identify in the first table and twelve in the others. `mrn` is the key of the first, and
`mrn` and `ssn` are unique in the third, so that their stand-ins are handed out by a ledger after a first pass. Runs alternate, so that
what else the machine does hits all alike; of the repetitions the median is shown. Where `qsv` is on the path, or `xsv`, from which it
came, `select 1-` copies the same file in the same run; `cp` always does.
"""

import argparse
import os
import pathlib
import resource
import shutil
import statistics
import subprocess
import tempfile
import time

HEAD = """
name = "bench"
epoch = 2026-01-01
[tables.patients]
rows = 1
[tables.patients.columns]
"""

PERSON = """_home = { kind = "place" }
sex = { kind = "sex", mask = { keep = "no identifier" } }
birth_date = { kind = "birth_date", sex = "sex" }
first_name = { kind = "first_name", sex = "sex", born = "birth_date" }
last_name = { kind = "last_name" }
language = { kind = "language", mask = { keep = "no identifier" } }
"""

HOME = """phone = { kind = "phone", of = "_home", null = 0.03 }
email = { kind = "email", first = "first_name", last = "last_name" }
street = { kind = "street", of = "_home" }
city = { kind = "city", of = "_home" }
state = { kind = "state", of = "_home", mask = { keep = "Safe Harbor permits the state" } }
zip = { kind = "zip", of = "_home" }
insurance = { kind = "insurance", born = "birth_date", mask = { keep = "no identifier" } }
"""

TEN = f"""
mrn = {{ kind = "mrn", prefix = "MRN", digits = 10, primary_key = true }}
{PERSON}race = {{ kind = "race", mask = {{ keep = "no identifier" }} }}
marital_status = {{ kind = "marital_status", mask = {{ keep = "no identifier" }} }}
ssn = {{ kind = "ssn", null = 0.08 }}
{HOME}"""


def twelve(unique):
    """The columns of a patient of whom twelve say who it is."""
    return f"""
id = {{ kind = "serial", primary_key = true }}
mrn = {{ kind = "mrn", prefix = "MRN", digits = 10, unique = {unique} }}
{PERSON}ssn = {{ kind = "ssn", unique = {unique}, null = 0.08 }}
{HOME}created_at = {{ kind = "timestamp", after = "epoch - 2192", before = "epoch", hours = "business" }}
"""


def timed(line):
    """Seconds, processor seconds and megabytes at the peak of one run."""
    start = time.perf_counter()
    process = subprocess.Popen(line, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    told = process.stderr.read()
    _, status, used = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{' '.join(line)}\n{told.decode()}")
    return time.perf_counter() - start, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--binary", default="target/release/placebo")
    options.add_argument("--rows", type=int, default=1_000_000)
    options.add_argument("--repeat", type=int, default=3)
    options.add_argument("--threads", type=int, default=2)
    options.add_argument("--parquet", action="store_true", help="Parquet too, beside generating it")
    asked = options.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        runs = prepared(asked, folder)
        results = {what: [] for what in runs}
        for _ in range(asked.repeat):
            for what, (line, out, _) in runs.items():
                shutil.rmtree(out, ignore_errors=True)
                results[what].append(timed(line))
        shown(asked, runs, results)


def prepared(asked, folder):
    binary, threads = asked.binary, ["--threads", str(asked.threads), "--quiet"]
    key = folder / "key"
    subprocess.run([binary, "keygen", "--out", str(key)], check=True, stderr=subprocess.DEVNULL)
    keyed = ["--profile", "pseudonymised", "--key-file", str(key), "--reason", "bench"]
    audit = ["--audit", str(folder / "audit.jsonl")]
    runs = {}
    tables = {
        "ten identify": TEN,
        "twelve identify": twelve("false"),
        "twelve identify, two unique": twelve("true"),
    }
    for at, (what, columns) in enumerate(tables.items()):
        schema = folder / f"{at}.toml"
        schema.write_text(HEAD + columns)
        for format in ["csv"] + ["parquet"] * asked.parquet:
            made = folder / f"{at}-{format}"
            generate = [binary, "generate", str(schema), "--rows", f"patients={asked.rows}", "--format", format, "--out"]
            subprocess.run([*generate, str(made), *threads], check=True)
            path = made / f"patients.{format}"
            size = path.stat().st_size
            out = folder / "out"
            mask = [binary, "mask", str(schema), f"patients={path}", "--out", str(out), *audit, *threads]
            if format == "parquet":
                again = folder / "again"
                runs[f"generate, parquet, {what}"] = ([*generate, str(again), *threads], again, size)
            runs[f"mask, {format}, {what}"] = ([*mask, *keyed, "--no-verify"], out, size)
            runs[f"mask and check, {format}, {what}"] = ([*mask, *keyed], out, size)
            runs[f"safe-harbor, {format}, {what}"] = (mask, out, size)
            if format == "csv" and at == 0:
                runs["cp"] = (["cp", str(path), str(folder / "copy")], folder / "none", size)
                for peer in filter(shutil.which, ["qsv", "xsv"]):
                    copy = [peer, "select", "1-", str(path), "-o", str(folder / "copy")]
                    runs[f"{peer} select 1-"] = (copy, folder / "none", size)
    return runs


def shown(asked, runs, results):
    print("| what | MB | seconds | processor seconds | MB/s | thousand rows/s | peak MB |")
    print("|---|---|---|---|---|---|---|")
    for what, (_, _, size) in runs.items():
        seconds, used, peak = (statistics.median(run[at] for run in results[what]) for at in range(3))
        mb = size / 1e6
        print(f"| {what} | {mb:.0f} | {seconds:.2f} | {used:.2f} | {mb / seconds:.0f} | {asked.rows / seconds / 1e3:.0f} | {peak:.0f} |")


main()
