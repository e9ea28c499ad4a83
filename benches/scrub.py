#!/usr/bin/env python3
"""How fast texts are scrubbed: MB of note text a second on two threads, beside a floor.

    cargo build --release
    python3 benches/scrub.py [--binary target/release/placebo] [--mb 64] [--runs 3]

The texts are the notes of the preset `caseload`, one below the other, repeated up to the size; and, to see that the time is linear
whatever is in them, a text of capitals, one of digits and one line without an end. The floor is `wc -w` of the GNU core utilities: a
program in C that does no more than part words, on one thread. Output goes to a file that is thrown away. Last come the notes of a whole
export of `caseload`, masked with their rows known: the time is that of all tables, less that of the same export without its notes.
"""

import argparse
import csv
import os
import pathlib
import shutil
import subprocess
import tempfile
import time


def notes(binary, folder, size):
    made = folder / "made"
    line = [binary, "generate", "caseload", "--rows", "patients=3000", "--tables", "notes", "--out", str(made), "--quiet"]
    subprocess.run(line, check=True)
    with open(made / "notes.csv", newline="", encoding="utf-8") as source:
        text = "\n".join(row["body"] for row in csv.DictReader(source)).encode() + b"\n"
    return text * (size // len(text) + 1)


def timed(line, path, runs):
    best = float("inf")
    for _ in range(runs):
        with open(path, "rb") as source, open(os.devnull, "wb") as nowhere:
            start = time.perf_counter()
            subprocess.run(line, stdin=source, stdout=nowhere, check=True, env={**os.environ, "LC_ALL": "C"})
            best = min(best, time.perf_counter() - start)
    return best


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--binary", default="target/release/placebo")
    options.add_argument("--mb", type=int, default=64)
    options.add_argument("--runs", type=int, default=3)
    options.add_argument("--threads", type=int, default=2)
    asked = options.parse_args()
    size = asked.mb * 1_000_000
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        hard = size // 8
        texts = {
            "notes": notes(asked.binary, folder, size),
            "capitals": b"Maria Lopez Will May Reading " * (hard // 29),
            "digits": b"1234567890 " * (hard // 11),
            "one line": b"a-b'c.d,e " * (hard // 10),
        }
        keyed = folder / "key"
        subprocess.run([asked.binary, "keygen", "--out", str(keyed)], check=True, stderr=subprocess.DEVNULL)
        scrub = [asked.binary, "scrub", "-", "--threads", str(asked.threads)]
        print(f"{'text':10} {'MB':>6} {'markers':>12} {'stand-ins':>12} {'wc -w':>12} {'to floor':>9}")
        for what, text in texts.items():
            path = folder / "text"
            path.write_bytes(text)
            mb = len(text) / 1e6
            markers = timed(scrub, path, asked.runs)
            stand_ins = timed([*scrub, "--key-file", str(keyed)], path, asked.runs)
            floor = timed(["wc", "-w"], path, asked.runs)
            speeds = [f"{mb / took:7.1f} MB/s" for took in (markers, stand_ins, floor)]
            print(f"{what:10} {mb:6.1f} {' '.join(speeds)} {markers / floor:9.1f}")
        mb, seconds = known(asked, folder, str(keyed))
        print(f"{'rows known':10} {mb:6.1f} {'':12} {mb / seconds:7.1f} MB/s")


def known(asked, folder, key):
    """MB of notes, and the seconds that an export takes more with them than without."""
    made, out = folder / "export", folder / "masked"
    generate = [asked.binary, "generate", "caseload", "--rows", "patients=20000", "--out", str(made), "--quiet"]
    subprocess.run(generate, check=True)
    mask = [asked.binary, "mask", "caseload", str(made), "--out", str(out), "--profile", "pseudonymised"]
    mask += ["--key-file", key, "--reason", "bench", "--no-verify", "--audit", str(folder / "audit"), "--quiet"]
    mask += ["--threads", str(asked.threads)]

    def best():
        least = float("inf")
        for _ in range(asked.runs):
            shutil.rmtree(out, ignore_errors=True)
            start = time.perf_counter()
            subprocess.run(mask, check=True)
            least = min(least, time.perf_counter() - start)
        return least

    whole = best()
    notes = made / "notes.csv"
    mb = notes.stat().st_size / 1e6
    with open(notes, encoding="utf-8") as source:
        head = source.readline()
    notes.write_text(head, encoding="utf-8")
    return mb, whole - best()


main()
