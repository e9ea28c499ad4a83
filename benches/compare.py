#!/usr/bin/env python3
"""Measures placebo beside a peer on one machine, and prints the table of benches/README.md.

Usage: python3 benches/compare.py [--rows 2000000] [--repeat 5] [--only NAME]

Needs a release build (cargo build --release) and, for the ratio to a peer, tpchgen-cli 4
(cargo install tpchgen-cli --version '^4' --locked). Runs alternate, so that what else the machine does hits both alike;
of the repetitions the median is shown. Peak memory is what the kernel accounts to the process (ru_maxrss).
"""

import argparse
import os
import shutil
import statistics
import subprocess
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PLACEBO = os.path.join(ROOT, "target", "release", "placebo")


def run(command):
    """Runs a command: seconds of wall time, seconds of processor time, and peak memory in MB."""
    start = time.monotonic()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    seconds = time.monotonic() - start
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != 0:
        raise SystemExit(f"failed: {' '.join(command)}")
    return seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def size(folder):
    total = 0
    for base, _, names in os.walk(folder):
        total += sum(os.path.getsize(os.path.join(base, name)) for name in names if name != "placebo.json")
    return total


class Bench:
    def __init__(self, repeat):
        self.repeat = repeat
        self.scratch = tempfile.mkdtemp(prefix="placebo-bench-")

    def placebo(self, *arguments):
        out = os.path.join(self.scratch, "out")
        shutil.rmtree(out, ignore_errors=True)
        measured = run([PLACEBO, "generate", "caseload", *arguments, "--out", out, "--quiet"])
        return measured, size(out)

    def tpchgen(self):
        out = os.path.join(self.scratch, "tpch")
        shutil.rmtree(out, ignore_errors=True)
        os.makedirs(out)
        command = ["tpchgen-cli", "csv", "-s", "1", "--tables", "lineitem", "--num-threads", "2", "--output-dir", out]
        return run(command), size(out)

    def many(self, makers):
        """Runs the makers in turn; for each the median seconds, processor seconds and memory, and the bytes."""
        seen = {name: [] for name in makers}
        for _ in range(self.repeat):
            for name, make in makers.items():
                seen[name].append(make())
        result = {}
        for name, runs in seen.items():
            seconds = statistics.median(r[0][0] for r in runs)
            cpu = statistics.median(r[0][1] for r in runs)
            memory = max(r[0][2] for r in runs)
            result[name] = (seconds, cpu, memory, runs[0][1])
        return result


def report(name, seconds, cpu, memory, size_bytes, rows):
    rate = f"{rows / seconds / 1e6:.2f}" if rows else ""
    print(f"| {name} | {seconds:.3f} | {cpu:.2f} | {rate} | {size_bytes / seconds / 1e6:.0f} | {memory:.0f} |")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=2_000_000)
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--only", default="")
    options = parser.parse_args()
    bench = Bench(options.repeat)
    rows = options.rows
    patients = ["--rows", f"patients={rows}", "--tables", "patients"]
    makers = {
        "patients, CSV, 2 threads": lambda: bench.placebo(*patients, "--threads", "2"),
        "patients, CSV, 1 thread": lambda: bench.placebo(*patients, "--threads", "1"),
        "patients, JSON lines, 2 threads": lambda: bench.placebo(*patients, "--threads", "2", "--format", "jsonl"),
        "patients, Parquet, 2 threads": lambda: bench.placebo(*patients, "--threads", "2", "--format", "parquet"),
        # All seven tables have some twelve times the bytes of the patients.
        "caseload, all tables, CSV, 2 threads": lambda: bench.placebo("--rows", f"patients={rows // 20}", "--threads", "2"),
        "caseload without notes, CSV, 2 threads": lambda: bench.placebo(
            "--rows", f"patients={rows // 20}", "--threads", "2",
            "--tables", "facilities,workers,patients,cases,contacts,appointments",
        ),
    }
    if shutil.which("tpchgen-cli"):
        makers["tpchgen-cli csv -s 1, lineitem, 2 threads"] = bench.tpchgen
    if options.only:
        makers = {name: make for name, make in makers.items() if options.only in name}
    print("| what | seconds | processor seconds | million rows/s | MB/s | peak MB |")
    print("|---|---|---|---|---|---|")
    result = bench.many(makers)
    counts = {"tpchgen-cli csv -s 1, lineitem, 2 threads": 6_001_215}
    for name, figures in result.items():
        report(name, *figures, counts.get(name, rows if "patients" in name else 0))
    two, one = result.get("patients, CSV, 2 threads"), result.get("patients, CSV, 1 thread")
    peer = result.get("tpchgen-cli csv -s 1, lineitem, 2 threads")
    if two and one:
        print(f"\n2 threads are {one[0] / two[0]:.2f} times as fast as 1.")
    if two and peer:
        ratio = (two[3] / two[0]) / (peer[3] / peer[0])
        print(f"CSV of patients: {ratio:.2f} times the MB/s of tpchgen-cli.")
    if not options.only or options.only == "small":
        small = [bench.placebo("--rows", "patients=1000", "--tables", "patients")[0][0] for _ in range(21)]
        print(f"1,000 patients, from start to exit: {statistics.median(small) * 1e3:.1f} ms (median of 21).")
    if not options.only or options.only == "memory":
        for n in (100_000, 20_000_000):
            (_, _, memory), _ = bench.placebo("--rows", f"patients={n}", "--tables", "patients")
            print(f"Peak memory at {n:,} patients: {memory:.0f} MB.")
    shutil.rmtree(bench.scratch, ignore_errors=True)


if __name__ == "__main__":
    main()
