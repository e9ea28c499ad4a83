#!/usr/bin/env python3
"""Measures how fast placebo fills a Postgres database, beside psql loading the same rows from a ready CSV file.

Usage: python3 benches/postgres.py [--rows 1000000] [--repeat 3] [--mask | --floor]

Needs a release build (cargo build --release) and the programs of a server: initdb, pg_ctl, postgres and psql, on the path
or under /usr/lib/postgresql/*/bin. Starts a server of its own in a temporary folder and removes it at the end. Runs
alternate, so that what else the machine does hits all alike; of the repetitions the median is shown.

placebo's times include making the rows and ANALYZE. The time of --create includes building keys; psql loads into tables that have them.

--mask measures masking out of a live database instead, into another one and into files, beside generating the same table into a
database; and what the server alone takes to give the rows. --floor measures what the server alone takes for ready binary files
of the rows, on one connection and on two, which no client can go below.
"""

import argparse
import glob
import os
import pwd
import shutil
import socket
import statistics
import subprocess
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PLACEBO = os.path.join(ROOT, "target", "release", "placebo")

# The same for masking: ten of the columns identify.
KEPT = ["sex", "language", "state", "insurance"]


def masked_schema():
    lines = (COLUMNS % {"key": "", "unique": "false"}).strip().splitlines()[1:]
    lines[0] = 'mrn = { kind = "mrn", prefix = "MRN", digits = 10, primary_key = true }'
    keep = ', mask = { keep = "no identifier" } }'
    lines = [line[:-2] + keep if line.split(" ")[0] in KEPT else line for line in lines]
    return "name = \"bench\"\nepoch = 2026-01-01\n[tables.patients]\nrows = 1\n[tables.patients.columns]\n" + "\n".join(lines)


# A patient of sixteen columns, without keys or with a primary key and two unique columns.
COLUMNS = """
id = { kind = "serial"%(key)s }
mrn = { kind = "mrn", prefix = "MRN", digits = 10, unique = %(unique)s }
_home = { kind = "place" }
sex = { kind = "sex" }
birth_date = { kind = "birth_date", sex = "sex" }
first_name = { kind = "first_name", sex = "sex", born = "birth_date" }
last_name = { kind = "last_name" }
language = { kind = "language" }
ssn = { kind = "ssn", unique = %(unique)s, null = 0.08 }
phone = { kind = "phone", of = "_home", null = 0.03 }
email = { kind = "email", first = "first_name", last = "last_name" }
street = { kind = "street", of = "_home" }
city = { kind = "city", of = "_home" }
state = { kind = "state", of = "_home" }
zip = { kind = "zip", of = "_home" }
insurance = { kind = "insurance", born = "birth_date" }
created_at = { kind = "timestamp", after = "epoch - 2192", before = "epoch", hours = "business" }
"""


def schema(keys):
    columns = COLUMNS % {"key": ", primary_key = true" if keys else "", "unique": "true" if keys else "false"}
    return "name = \"bench\"\nepoch = 2026-01-01\n[tables.patients]\nrows = 1\n[tables.patients.columns]\n" + columns


class Server:
    """A server of its own, as the unprivileged user that the package made where this runs as root."""

    def __init__(self):
        found = shutil.which("initdb") and shutil.which("psql") and [os.path.dirname(shutil.which("initdb"))]
        places = sorted(glob.glob("/usr/lib/postgresql/*/bin"), reverse=True) or found or []
        if not places:
            raise SystemExit("there is no initdb and psql here: install the server (Debian: postgresql)")
        self.bin = places[0]
        self.folder = tempfile.mkdtemp(prefix="placebo-bench-")
        os.chmod(self.folder, 0o755)
        self.before = []
        if os.getuid() == 0:
            user = pwd.getpwnam("postgres")
            os.chown(self.folder, user.pw_uid, user.pw_gid)
            self.before = ["setpriv", "--reuid", "postgres", "--regid", "postgres", "--clear-groups"]
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        data = os.path.join(self.folder, "data")
        self.own("initdb", "--no-sync", "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C", "-D", data)
        with open(os.path.join(data, "postgresql.conf"), "a") as conf:
            conf.write(
                f"port={self.port}\nlisten_addresses='127.0.0.1'\nunix_socket_directories='{self.folder}'\nfsync=off\n"
                "shared_buffers='256MB'\nmax_wal_size='8GB'\nautovacuum=off\n"
            )
        self.own("pg_ctl", "-s", "-w", "-D", data, "-l", os.path.join(self.folder, "log"), "start")

    def own(self, program, *arguments):
        command = [*self.before, os.path.join(self.bin, program), *arguments]
        subprocess.run(command, check=True, cwd="/", stdout=subprocess.DEVNULL)

    def stop(self):
        self.own("pg_ctl", "-s", "-m", "immediate", "-D", os.path.join(self.folder, "data"), "stop")
        shutil.rmtree(self.folder, ignore_errors=True)

    def psql(self, database, *commands):
        arguments = [a for command in commands for a in ("-c", command)]
        base = [os.path.join(self.bin, "psql"), "-q", "-A", "-t", "-X", "-v", "ON_ERROR_STOP=1"]
        where = ["-h", "127.0.0.1", "-p", str(self.port), "-U", "postgres", "-d", database]
        return subprocess.run([*base, *where, *arguments], check=True, capture_output=True, text=True).stdout.strip()

    def url(self, database):
        return f"postgres://postgres@127.0.0.1:{self.port}/{database}"


def seconds(work):
    start = time.monotonic()
    work()
    return time.monotonic() - start


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--placebo", default=PLACEBO)
    parser.add_argument("--mask", action="store_true")
    parser.add_argument("--floor", action="store_true")
    options = parser.parse_args()
    server = Server()
    work = tempfile.mkdtemp(prefix="placebo-bench-")
    os.chmod(work, 0o755)
    try:
        (measure_mask if options.mask else measure_floor if options.floor else measure)(server, work, options)
    finally:
        server.stop()
        shutil.rmtree(work, ignore_errors=True)


def measure(server, work, options):
    files = {}
    for name, keys in (("plain", False), ("keyed", True)):
        files[name] = os.path.join(work, name + ".toml")
        with open(files[name], "w") as file:
            file.write(schema(keys))
        generate(options, files[name], "--out", os.path.join(work, name), "--format", "csv")
    ddl = {}
    for name in files:
        server.psql("postgres", f"CREATE DATABASE shape_{name}")
        generate(options, files[name], "--to", server.url(f"shape_{name}"), "--create", rows=10)
        dump = [os.path.join(server.bin, "pg_dump"), "--schema-only", "-t", "patients", "-h", "127.0.0.1"]
        dump += ["-p", str(server.port), "-U", "postgres", f"shape_{name}"]
        text = subprocess.run(dump, check=True, capture_output=True, text=True).stdout
        ddl[name] = "\n".join(line for line in text.splitlines() if not line.startswith("\\"))

    def fresh(name, tables):
        server.psql("postgres", "DROP DATABASE IF EXISTS bench", "CREATE DATABASE bench")
        if tables:
            server.psql("bench", ddl[name])
        server.psql("postgres", "CHECKPOINT")

    def copy(name):
        server.psql("bench", f"\\copy patients FROM '{os.path.join(work, name, 'patients.csv')}' (FORMAT csv, HEADER)")

    def fill(name, *more):
        generate(options, files[name], "--to", server.url("bench"), *more)

    def copy_and_analyze(name):
        copy(name)
        server.psql("bench", "ANALYZE patients")

    ways = {
        "psql \\copy, no keys": ("plain", True, lambda: copy("plain")),
        "psql \\copy and ANALYZE, no keys": ("plain", True, lambda: copy_and_analyze("plain")),
        "placebo, no keys, 1 connection": ("plain", True, lambda: fill("plain")),
        "placebo, no keys, 2 connections": ("plain", False, lambda: fill("plain", "--create", "--connections", "2")),
        "psql \\copy, keys": ("keyed", True, lambda: copy("keyed")),
        "psql \\copy and ANALYZE, keys": ("keyed", True, lambda: copy_and_analyze("keyed")),
        "placebo --create with keys, 1 connection": ("keyed", False, lambda: fill("keyed", "--create")),
        "placebo --create with keys, 2 connections":
            ("keyed", False, lambda: fill("keyed", "--create", "--connections", "2")),
        "placebo, existing table with keys, 1 connection": ("keyed", True, lambda: fill("keyed")),
        "placebo, existing table with keys, 2 connections":
            ("keyed", True, lambda: fill("keyed", "--commit-per-table", "--connections", "2")),
    }
    taken = {way: [] for way in ways}
    for _ in range(options.repeat):
        for way, (name, tables, run) in ways.items():
            fresh(name, tables)
            taken[way].append(seconds(run))
            assert server.psql("bench", "SELECT count(*) FROM patients") == str(options.rows), way
    version = server.psql("postgres", "SHOW server_version")
    print(f"{options.rows:,} rows, medians of {options.repeat} alternating runs, Postgres {version}\n")
    print("| what | seconds | thousand rows/s | times psql |\n|---|---|---|---|")
    for way, (name, _, _) in ways.items():
        median = statistics.median(taken[way])
        base = statistics.median(taken["psql \\copy, no keys" if name == "plain" else "psql \\copy, keys"])
        print(f"| {way} | {median:.2f} | {options.rows / median / 1000:.0f} | {base / median:.2f} |")


def measure_mask(server, work, options):
    schema_file, key = os.path.join(work, "mask.toml"), os.path.join(work, "key")
    with open(schema_file, "w") as file:
        file.write(masked_schema())
    subprocess.run([options.placebo, "keygen", "--out", key], check=True, stderr=subprocess.DEVNULL)
    server.psql("postgres", "CREATE DATABASE source")
    generate(options, schema_file, "--to", server.url("source"), "--create")
    columns = "mrn, sex, birth_date, first_name, last_name, language, ssn, phone, email, street, city, state, zip, insurance, created_at"
    keyed = ["--profile", "pseudonymised", "--key-file", key, "--reason", "bench", "--quiet"]
    keyed += ["--audit", os.path.join(work, "audit.jsonl")]
    out = os.path.join(work, "out")

    def mask(*more):
        line = [options.placebo, "mask", schema_file, server.url("source"), *keyed, *more]
        subprocess.run(line, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def give(form):
        server.psql("source", f"COPY (SELECT {columns} FROM patients) TO PROGRAM 'cat > /dev/null' (FORMAT {form})")

    ways = {
        "server alone gives text": lambda: give("text"),
        "server alone gives binary": lambda: give("binary"),
        "generate into a database, --create": lambda: generate(options, schema_file, "--to", server.url("bench"), "--create"),
        "mask into a database": lambda: mask("--to", server.url("bench"), "--no-verify"),
        "mask and check, into a database": lambda: mask("--to", server.url("bench")),
        "generate into a file": lambda: generate(options, schema_file, "--out", out, "--format", "csv"),
        "mask into a file": lambda: mask("--out", out, "--no-verify"),
        "mask and check, into a file": lambda: mask("--out", out),
    }
    taken = {way: [] for way in ways}
    for _ in range(options.repeat):
        for way, run in ways.items():
            server.psql("postgres", "DROP DATABASE IF EXISTS bench", "CREATE DATABASE bench", "CHECKPOINT")
            shutil.rmtree(out, ignore_errors=True)
            taken[way].append(seconds(run))
    print(f"{options.rows:,} rows, medians of {options.repeat} alternating runs\n")
    print("| what | seconds | thousand rows/s | times generation |\n|---|---|---|---|")
    for way in ways:
        median = statistics.median(taken[way])
        base = statistics.median(taken["generate into a file" if "file" in way else "generate into a database, --create"])
        print(f"| {way} | {median:.2f} | {options.rows / median / 1000:.0f} | {base / median:.2f} |")


def measure_floor(server, work, options):
    schema_file = os.path.join(work, "plain.toml")
    with open(schema_file, "w") as file:
        file.write(schema(False))
    server.psql("postgres", "CREATE DATABASE source")
    generate(options, schema_file, "--to", server.url("source"), "--create")
    half = options.rows // 2
    files = {}
    for name, where in (("all", "true"), ("one", f"id <= {half}"), ("two", f"id > {half}")):
        files[name] = os.path.join(server.folder, name + ".bin")
        server.psql("source", f"COPY (SELECT * FROM patients WHERE {where}) TO '{files[name]}' (FORMAT binary)")
    text = os.path.join(server.folder, "all.csv")
    server.psql("source", f"COPY patients TO '{text}' (FORMAT csv, HEADER)")
    dump = [os.path.join(server.bin, "pg_dump"), "--schema-only", "-t", "patients", "-h", "127.0.0.1"]
    dump += ["-p", str(server.port), "-U", "postgres", "source"]
    lines = subprocess.run(dump, check=True, capture_output=True, text=True).stdout.splitlines()
    ddl = "\n".join(line for line in lines if not line.startswith("\\"))

    def load(*names, before="", more=""):
        line = [os.path.join(server.bin, "psql"), "-q", "-X", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1"]
        line += ["-p", str(server.port), "-U", "postgres", "-d", "bench"]
        copy = "\\copy patients FROM '{}' (FORMAT binary" + more + ")"
        begin = [before] if before else []
        end = ["COMMIT"] if before else []
        started = []
        for name in names:
            commands = [a for c in [*begin, copy.format(files[name]), *end] for a in ("-c", c)]
            started.append(subprocess.Popen([*line, *commands]))
        assert all(process.wait() == 0 for process in started)

    def analyzed(*names, **more):
        load(*names, **more)
        server.psql("bench", "ANALYZE patients")

    ways = {
        "text, 1 connection": lambda: server.psql("bench", f"\\copy patients FROM '{text}' (FORMAT csv, HEADER)"),
        "binary, 1 connection": lambda: load("all"),
        "binary, 1 connection, and ANALYZE": lambda: analyzed("all"),
        "binary, frozen, 1 connection, and ANALYZE": lambda: analyzed("all", before="BEGIN; TRUNCATE patients", more=", FREEZE"),
        "binary, 2 connections": lambda: load("one", "two"),
        "binary, 2 connections, and ANALYZE": lambda: analyzed("one", "two"),
    }
    taken = {way: [] for way in ways}
    for _ in range(options.repeat):
        for way, run in ways.items():
            server.psql("postgres", "DROP DATABASE IF EXISTS bench", "CREATE DATABASE bench")
            server.psql("bench", ddl)
            server.psql("postgres", "CHECKPOINT")
            taken[way].append(seconds(run))
    print(f"{options.rows:,} rows of a ready file, medians of {options.repeat} alternating runs\n")
    print("| what the server alone takes | seconds | thousand rows/s | times psql text |\n|---|---|---|---|")
    base = statistics.median(taken["text, 1 connection"])
    for way in ways:
        median = statistics.median(taken[way])
        print(f"| {way} | {median:.2f} | {options.rows / median / 1000:.0f} | {base / median:.2f} |")


def generate(options, schema_file, *more, rows=None):
    command = [options.placebo, "generate", schema_file, "--quiet", "--rows", str(rows or options.rows), *more]
    subprocess.run(command, check=True)


if __name__ == "__main__":
    main()
