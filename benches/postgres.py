#!/usr/bin/env python3
"""Measures how fast placebo fills a Postgres database, beside psql loading the same rows from a ready CSV file.

Usage: python3 benches/postgres.py [--rows 1000000] [--repeat 3]

Needs a release build (cargo build --release) and the programs of a server: initdb, pg_ctl, postgres and psql, on the path
or under /usr/lib/postgresql/*/bin. Starts a server of its own in a temporary folder and removes it at the end. Runs
alternate, so that what else the machine does hits all alike; of the repetitions the median is shown.

placebo's times include making the rows and ANALYZE. The time of --create includes building keys; psql loads into tables that have them.
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
    options = parser.parse_args()
    server = Server()
    work = tempfile.mkdtemp(prefix="placebo-bench-")
    try:
        measure(server, work, options)
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


def generate(options, schema_file, *more, rows=None):
    command = [options.placebo, "generate", schema_file, "--quiet", "--rows", str(rows or options.rows), *more]
    subprocess.run(command, check=True)


if __name__ == "__main__":
    main()
