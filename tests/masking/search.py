"""An independent search of masked files for what stood in the originals.

    python search.py ORIGINAL MASKED TABLE.COLUMN...      values that may be nowhere in the output
    python search.py --rows ORIGINAL MASKED TABLE.COLUMN... values that may not be in their own row, and linkage by them

ORIGINAL is a folder of CSV files. Texts are compared without case, accents, separators and leading zeros, also in
base64, percent signs and JSON escapes. What is found is told by column and count, never by value.
"""
import base64, binascii, csv, json, pathlib, re, sys, unicodedata, urllib.parse
from collections import Counter, defaultdict

csv.field_size_limit(1 << 30)


def squeezed(text):
    plain = unicodedata.normalize("NFKD", text).casefold()
    return "".join(c for c in plain if c.isalnum())


def bare(value):
    return squeezed(value).lstrip("0")


def rows(folder, table):
    path = pathlib.Path(folder)
    found = path / f"{table}.csv"
    if found.exists():
        with open(found, newline="", encoding="utf-8") as file:
            return list(csv.DictReader(file))
    found = path / f"{table}.jsonl"
    if found.exists():
        text = lambda v: "" if v is None else v if isinstance(v, str) else json.dumps(v)
        return [{k: text(v) for k, v in json.loads(line).items()} for line in open(found, encoding="utf-8")]
    import pyarrow.parquet
    data = pyarrow.parquet.read_table(path / f"{table}.parquet")
    return [{k: "" if v is None else str(v) for k, v in row.items()} for row in data.to_pylist()]


def texts(raw):
    """The bytes of a file as texts: as they are, and as what they may stand for."""
    text = raw.decode("utf-8", "replace")
    yield text
    yield urllib.parse.unquote_plus(text)
    yield re.sub(r"\\u([0-9a-fA-F]{4})", lambda m: chr(int(m.group(1), 16)), text)
    for run in re.findall(r"[A-Za-z0-9+/_-]{12,}={0,2}", text):
        try:
            plain = run.replace("-", "+").replace("_", "/")
            yield base64.b64decode(plain + "=" * (-len(plain) % 4), validate=True).decode("utf-8")
        except (binascii.Error, ValueError):
            pass


def files(folder):
    for path in sorted(pathlib.Path(folder).rglob("*")):
        if path.is_file():
            yield path.name.encode()
            raw = path.read_bytes()
            yield raw
            if path.suffix == ".parquet":
                import pyarrow.parquet
                for row in pyarrow.parquet.read_table(path).to_pylist():
                    yield json.dumps(row, default=str, ensure_ascii=False).encode()


def nowhere(original, masked, columns):
    wanted = defaultdict(dict)
    for name in columns:
        table, column = name.split(".")
        for row in rows(original, table):
            value = bare(row.get(column, ""))
            if len(value) >= 6:
                wanted[len(value)][value] = name
    found = Counter()
    for raw in files(masked):
        for text in texts(raw):
            plain = squeezed(text)
            for length, values in wanted.items():
                for start in range(len(plain) - length + 1):
                    name = values.get(plain[start:start + length])
                    if name:
                        found[name] += 1
    sought = Counter(name for values in wanted.values() for name in values.values())
    print(json.dumps({"sought": dict(sought), "found": dict(found)}))
    return bool(found)


def linked(original, masked, columns):
    names = [name.split(".") for name in columns]
    table = names[0][0]
    before, after = rows(original, table), rows(masked, table)
    assert len(before) == len(after), "rows were lost"
    same = Counter()
    for old, new in zip(before, after):
        for _, column in names:
            if old[column] and squeezed(old[column]) == squeezed(str(new.get(column) or "")):
                same[column] += 1
    key = lambda row: tuple(squeezed(str(row.get(column) or "")) for _, column in names)
    own = Counter(key(row) for row in before)
    hits = sum(1 for old, new in zip(before, after) if key(old) == key(new))
    chance = sum(n * n for n in own.values()) / len(before) ** 2
    others = sum(1 for new in after if key(new) in own)
    print(json.dumps({"rows": len(before), "same": dict(same), "linked": hits, "in_original": others, "collision": chance}))
    return bool(same) or hits > 0 or others > 0


if __name__ == "__main__":
    if sys.argv[1] == "--rows":
        sys.exit(linked(sys.argv[2], sys.argv[3], sys.argv[4:]))
    sys.exit(nowhere(sys.argv[1], sys.argv[2], sys.argv[3:]))
