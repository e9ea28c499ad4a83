//! Parquet with columns that are nested or binary: masked by path, its types as they were.

use crate::scratch::Scratch;

const SCHEMA: &str = r#"
[tables.people]
rows = 1
subject = "id"
[tables.people.columns]
id = { kind = "serial", primary_key = true }
"home.city" = { kind = "city" }
"home.zip" = { kind = "zip" }
"home.geo.lat" = { kind = "number", min = -90, max = 90, mask = "null" }
"phones[]" = { kind = "phone" }
"stays[].ward" = { kind = "word", mask = { keep = "a ward" } }
"stays[].by" = { kind = "full_name" }
"stays[].on" = { kind = "date", mask = "shift" }
"stays[].codes[]" = { kind = "word", mask = { keep = "a test" } }
"tags[].key" = { kind = "word", mask = { keep = "a test" } }
"tags[].value" = { kind = "full_name" }
photo = { kind = "bytes", mask = "null" }
thumb = { kind = "bytes", mask = { constant = "none" } }
hash = { kind = "bytes", mask = { constant = "\\x00010203" } }
scan = { kind = "bytes", mask = "drop" }
logo = { kind = "bytes", mask = { keep = "a test" } }
name = { kind = "full_name" }
balance = { kind = "number", min = 0, max = 9, mask = "null" }
at = { kind = "time_of_day", mask = { keep = "a test" } }
"note.text" = { kind = "note" }
"note.body.who" = { kind = "full_name" }
"#;

const MAKE: &str = "\
import pyarrow as pa, pyarrow.parquet as pq, datetime as d, decimal, sys
n = 4000
f = pa.field
stay = pa.struct([f('ward', pa.string()), f('by', pa.string(), nullable=False), f('on', pa.date32()), f('codes', pa.list_(f('element', pa.string())))])
schema = pa.schema([
  f('id', pa.int64(), nullable=False),
  f('home', pa.struct([f('city', pa.string()), f('zip', pa.string()), f('geo', pa.struct([f('lat', pa.float64())]))])),
  f('phones', pa.list_(f('element', pa.string()))),
  f('stays', pa.list_(f('element', stay, nullable=False)), nullable=False),
  f('tags', pa.map_(pa.string(), pa.string())),
  f('photo', pa.binary()), f('thumb', pa.binary(), nullable=False), f('hash', pa.binary(4)), f('scan', pa.binary()), f('logo', pa.binary()),
  f('name', pa.binary()), f('balance', pa.decimal128(12, 2)), f('at', pa.time64('us')),
  f('note', pa.struct([f('text', pa.string()), f('body', pa.string())]), nullable=False),
])
def row(i):
  stays = [{'ward': 'w%d' % k, 'by': 'Ann Canarious', 'on': d.date(2020, 5, 6 + k) if k != 1 else None, 'codes': [None, [], ['a', None]][k % 3]} for k in range(i % 4)]
  return {'id': i + 1,
    'home': [None, {'city': 'Reno', 'zip': '89501', 'geo': {'lat': 1.5}}, {'city': None, 'zip': '02134', 'geo': None}][i % 3],
    'phones': [None, [], ['202-345-6789'], ['202-345-6789', None, '202-345-6780']][i % 4],
    'stays': stays, 'tags': [None, [], [('by', 'Bo Canarious'), ('none', None)]][i % 3],
    'photo': b'canarious', 'thumb': b'canarious', 'hash': b'cana', 'scan': b'canarious', 'logo': bytes([0xff, i % 256]),
    'name': b'Ann Canarious' if i % 2 else None, 'balance': decimal.Decimal('12.34'), 'at': d.time(1, 2, 3),
    'note': {'text': 'Seen by Ann Canarious.' if i % 5 else None, 'body': '{\"who\": \"Ann Canarious\"}'}}
t = pa.Table.from_pylist([row(i) for i in range(n)], schema=schema).replace_schema_metadata({'canarious': 'canarious'})
pq.write_table(t, 'people.parquet', row_group_size=1500, write_page_index=True)
";

const CHECK: &str = "\
import pyarrow as pa, pyarrow.parquet as pq
a, b = pq.ParquetFile('people.parquet'), pq.ParquetFile('out/people.parquet')
kept = [x for x in a.schema_arrow.remove_metadata() if x.name != 'scan']
assert pa.schema(kept) == b.schema_arrow.remove_metadata(), b.schema_arrow
assert b.metadata.num_row_groups == 3 and b.metadata.row_group(2).num_rows == 1000
x, y = a.read().to_pylist(), b.read().to_pylist()
sentinel = object()
masked = {'city', 'zip', 'by', 'phones', 'name', 'value', 'text', 'body'}
def same(p, q, name):
  if isinstance(p, dict):
    assert p.keys() == q.keys(), name
    return all(same(p[k], q[k], k) for k in p)
  if name == 'tags' and p is not None:
    assert [k for k, _ in p] == [k for k, _ in q] and len(p) == len(q)
    return all(same(v, w, 'value') for (_, v), (_, w) in zip(p, q))
  if isinstance(p, list):
    assert isinstance(q, list) and len(p) == len(q), name
    return all(same(v, w, name) for v, w in zip(p, q))
  if name in ('lat', 'photo', 'balance'):
    assert q is None, name
  elif name == 'thumb': assert q == b'none'
  elif name == 'hash': assert q == bytes([0, 1, 2, 3])
  else:
    assert (p is None) == (q is None), (name, p, q)
    if p is not None:
      assert (p != q) == (name in masked or name in ('id', 'on')), (name, p, q)
  return True
for p, q in zip(x, y):
  p.pop('scan')
  assert same(p, q, '')
assert len({q['id'] for q in y}) == 4000
assert y[1]['stays'][0]['by'].encode() == y[1]['name'] and '{\"who\": \"' + y[1]['stays'][0]['by'] in y[1]['note']['body']
assert b'anarious' not in open('out/people.parquet', 'rb').read() and b'89501' not in open('out/people.parquet', 'rb').read()
";

fn people(scratch: &Scratch) -> String {
    let python = crate::readers::python().display().to_string();
    scratch.write("s.toml", SCHEMA);
    scratch.key("k");
    scratch.write("make.py", MAKE);
    scratch.write("check.py", CHECK);
    scratch.shell(&format!("{python} make.py")).fine();
    python
}

#[test]
fn nested_and_binary_columns_are_masked_by_path() {
    let scratch = Scratch::new();
    let python = people(&scratch);
    let ran = scratch.mask("people.parquet", "out", &[]).fine();
    assert!(!ran.all().to_lowercase().contains("canarious"), "{}", ran.all());
    scratch.shell(&format!("{python} check.py")).fine();
}

#[test]
fn a_leaf_that_nobody_lists_is_told_by_its_path_or_becomes_null() {
    let scratch = Scratch::new();
    let python = people(&scratch);
    for path in ["stays[].by", "home.zip", "tags[].value", "phones[]", "name"] {
        let line = SCHEMA.lines().find(|line| line.trim_start_matches('"').starts_with(path)).unwrap();
        scratch.write("s.toml", &SCHEMA.replace(line, ""));
        let ran = scratch.mask("people.parquet", "stop", &[]).refuses(&format!("the column `{path}`"));
        assert!(!ran.all().to_lowercase().contains("canarious"), "{}", ran.all());
    }
    // What cannot be NULL becomes a token.
    let line = SCHEMA.lines().find(|line| line.starts_with("\"stays[].by\"")).unwrap();
    scratch.write("s.toml", &SCHEMA.replace(line, ""));
    scratch.mask("people.parquet", "null", &["--unlisted", "null"]).fine();
    let show = "import pyarrow.parquet as pq\n\
                by = [s['by'] for r in pq.read_table('null/people.parquet').to_pylist() for s in r['stays']]\n\
                assert len(set(by)) == 1 and by[0].startswith('t') and len(by[0]) == 26, by[:3]\n";
    scratch.write("show.py", show);
    scratch.shell(&format!("{python} show.py")).fine();
    // A nested column may be listed as a whole, and is then not looked into.
    let mut whole: String =
        SCHEMA.lines().filter(|line| !line.contains("stays[]")).collect::<Vec<_>>().join("\n");
    whole.push_str("\nstays = { kind = \"json\", value = {}, mask = \"drop\" }\n");
    scratch.write("s.toml", &whole);
    scratch.mask("people.parquet", "whole", &[]).fine();
}

#[test]
fn what_survives_in_a_nested_leaf_or_in_bytes_is_found_with_its_path() {
    let scratch = Scratch::new();
    let python = people(&scratch);
    scratch.mask("people.parquet", "out", &[]).fine();
    let plant = "import pyarrow as pa, pyarrow.parquet as pq, sys, os\n\
                 t = pq.read_table('out/people.parquet')\n\
                 rows = t.to_pylist()\n\
                 exec(sys.argv[2])\n\
                 os.mkdir(sys.argv[1])\n\
                 pq.write_table(pa.Table.from_pylist(rows, schema=t.schema), sys.argv[1] + '/people.parquet')\n";
    scratch.write("plant.py", plant);
    let verify = |of: &str| {
        let args = ["--schema", "s.toml", "--only", "survival", "--profile", "pseudonymised"];
        scratch.run(&[&["verify", of, "--against", "people.parquet"], &args[..]].concat())
    };
    verify("out").fine();
    let plants = [
        ("rows[3]['stays'][1]['by'] = 'Ann Canarious'", "stays[].by"),
        ("rows[2]['tags'] = [('by', 'Bo Canarious')]", "tags[].value"),
        ("rows[1]['name'] = b'Ann Canarious'", "people.name"),
        ("rows[5]['note']['text'] = 'Seen by Ann Canarious.'", "note.text"),
    ];
    for (at, (code, path)) in plants.into_iter().enumerate() {
        let folder = format!("bad{at}");
        scratch.shell(&format!("{python} plant.py {folder} \"{code}\"")).fine();
        let ran = verify(&folder).ends(1);
        assert!(ran.all().contains(path), "{path}\n{}", ran.all());
        assert!(!ran.all().to_lowercase().contains("canarious"), "{}", ran.all());
    }
}

/// What DuckDB and pandas write beside the plain types.
#[test]
fn types_that_other_writers_use_stay_what_they_are() {
    let python = crate::readers::python().display().to_string();
    let scratch = Scratch::new();
    scratch.key("k");
    scratch.write(
        "s.toml",
        "[tables.a]\nrows = 1\n[tables.a.columns]\nid = { kind = \"uuid\", primary_key = true }\n\
         \"who[].name\" = { kind = \"full_name\" }\n\"who[].at\" = { kind = \"timestamp\", mask = \"shift\" }\n\
         \"by[].key\" = { kind = \"full_name\" }\n\"by[].value[]\" = { kind = \"uuid\" }\n\
         took = { kind = \"duration\", mask = \"null\" }\nblob = { kind = \"token\" }\n\
         paid = { kind = \"number\", min = 0, max = 9, mask = { constant = \"1.5\" } }\n\
         sort = { kind = \"word\", mask = { keep = \"a test\" } }\nat = { kind = \"time_of_day\", mask = { constant = \"01:02:03\" } }\n\
         [tables.b]\nrows = 1\n[tables.b.columns]\nname = { kind = \"full_name\" }\nlong = { kind = \"full_name\" }\n\
         \"deep[][]\" = { kind = \"full_name\" }\n\"fixed[]\" = { kind = \"number\", min = 0, max = 9, mask = { keep = \"a test\" } }\n\
         half = { kind = \"number\", min = 0, max = 9, mask = { keep = \"a test\" } }\n\
         at = { kind = \"timestamp\", mask = \"shift\" }\n",
    );
    scratch.write(
        "make.py",
        "import duckdb, pyarrow as pa, pyarrow.parquet as pq, datetime as d, os\nos.mkdir('in')\n\
         duckdb.sql(\"\"\"COPY (SELECT uuid() AS id, [{'name': 'Ann Canarious', 'at': TIMESTAMPTZ '2020-05-06 07:08:09+00'}] AS who,\n\
         MAP {'Bo Canarious': [uuid(), NULL]} AS by, CASE WHEN i > 3 THEN INTERVAL 3 DAY END AS took, 'canarious'::BLOB AS blob, i::DECIMAL(18,3) AS paid,\n\
         'a'::ENUM ('a', 'b') AS sort, TIME '11:12:13' AS at FROM range(5000) t(i)) TO 'in/a.parquet' (FORMAT parquet)\"\"\")\n\
         n = 3000\n\
         t = pa.table({'name': pa.array(['Ann Canarious', None, 'Bo Canarious'] * 1000).dictionary_encode(),\n\
         'long': pa.array(['Ann Canarious'] * n, pa.large_string()), 'deep': pa.array([[['Ann Canarious'], None, []], None, [[None]]] * 1000, pa.large_list(pa.list_(pa.string()))),\n\
         'fixed': pa.array([[1, 2]] * n, pa.list_(pa.int16(), 2)), 'half': pa.array([1.5] * n, pa.float32()).cast(pa.float16()),\n\
         'at': pa.array([d.datetime(2020, 5, 6, 7)] * n, pa.timestamp('ms', tz='America/New_York'))})\n\
         pq.write_table(t, 'in/b.parquet', row_group_size=1000)\n",
    );
    scratch.write(
        "check.py",
        "import pyarrow.parquet as pq, sys\n\
         for f in 'ab':\n\
         \x20 a, b = pq.ParquetFile('in/%s.parquet' % f), pq.ParquetFile('out/%s.parquet' % f)\n\
         \x20 assert a.schema.equals(b.schema), (a.schema, b.schema)\n\
         \x20 assert b'anarious' not in open('out/%s.parquet' % f, 'rb').read()\n\
         \x20 x, y = a.read().to_pylist(), b.read().to_pylist()\n\
         \x20 shape = lambda v: [shape(w) for w in v] if isinstance(v, list) else {k: shape(w) for k, w in v.items()} if isinstance(v, dict) else shape(list(v)) if isinstance(v, tuple) else v is None\n\
         \x20 for p, q in zip(x, y):\n\
         \x20   if f == 'a': assert q['took'] is None; p['took'] = None; p['by'] = [v for _, v in p['by']]; assert q['by'][0][0] != 'Bo Canarious'; q['by'] = [v for _, v in q['by']]\n\
         \x20   assert shape(p) == shape(q), (p, q)\n\
         \x20   for name in p:\n\
         \x20     if p[name] is not None: assert (p[name] == q[name]) == (name in ('took', 'sort', 'fixed', 'half')) or p[name] == [[None]], (name, p[name], q[name])\n",
    );
    scratch.shell(&format!("{python} make.py")).fine();
    scratch.mask("in", "out", &[]).fine();
    scratch.shell(&format!("{python} check.py")).fine();
}

#[test]
fn nested_and_binary_columns_are_drafted_by_path() {
    let scratch = Scratch::new();
    people(&scratch);
    let draft = scratch.run(&["infer", "people.parquet"]).fine();
    for line in [
        "\"home.zip\" = { kind = \"zip\"",
        "\"phones[]\" = { kind = \"phone\"",
        "\"stays[].by\" = {",
        "\"tags[].value\" = {",
        "photo = {",
        "logo = { kind = \"bytes\"",
    ] {
        assert!(draft.out.contains(line), "{line}\n{}", draft.out);
    }
    assert!(!draft.all().to_lowercase().contains("canarious"), "{}", draft.all());
    scratch.write("s.toml", &draft.out);
    scratch.mask("people.parquet", "out", &[]).fine();
}

/// Columns are written as they were: by a dictionary or not, in which differences, with statistics or without.
#[test]
fn columns_keep_their_encodings_codecs_and_statistics() {
    let python = crate::readers::python().display().to_string();
    let scratch = Scratch::new();
    scratch.key("k");
    scratch.write(
        "s.toml",
        "[tables.t]\nrows = 1\n[tables.t.columns]\nid = { kind = \"serial\" }\nname = { kind = \"full_name\" }\n\
         mail = { kind = \"email\" }\ncity = { kind = \"city\" }\nborn = { kind = \"birth_date\", mask = { generalise = \"year\" } }\n\
         note = { kind = \"word\", mask = { constant = \"gone\" } }\n\"home.zip\" = { kind = \"zip\" }\n\
         many = { kind = \"full_name\" }\n",
    );
    scratch.write(
        "make.py",
        "import pyarrow as pa, pyarrow.parquet as pq, datetime as d\nn = 40000\n\
         t = pa.table({'id': list(range(n)), 'name': ['Ann Canarious %d' % i for i in range(n)],\n\
         'mail': ['ann%d@canarious.org' % i for i in range(n)], 'city': ['Reno', None] * (n // 2),\n\
         'born': [d.date(1950, 1, 1) + d.timedelta(days=i % 20000) for i in range(n)], 'note': ['n%d' % i for i in range(n)],\n\
         'home': [{'zip': '89501'}] * n, 'many': ['Bo Canarious %d' % i for i in range(n)]})\n\
         pq.write_table(t, 't.parquet', version='2.6', use_dictionary=['city', 'home.zip', 'many'], dictionary_pagesize_limit=20000,\n\
         compression={c: 'zstd' if c == 'mail' else 'none' if c == 'id' else 'snappy' for c in ['id', 'name', 'mail', 'city', 'born', 'note', 'home.zip', 'many']},\n\
         column_encoding={'id': 'DELTA_BINARY_PACKED', 'name': 'DELTA_LENGTH_BYTE_ARRAY', 'mail': 'DELTA_BYTE_ARRAY', 'born': 'DELTA_BINARY_PACKED'},\n\
         write_statistics=['id', 'city', 'home.zip'])\n",
    );
    scratch.write(
        "check.py",
        "import pyarrow.parquet as pq\n\
         a, b = (pq.ParquetFile(f).metadata.row_group(0) for f in ('t.parquet', 'out/t.parquet'))\n\
         dictionary = lambda c: any('DICTIONARY' in e for e in c.encodings)\n\
         delta = lambda c: [e for e in c.encodings if 'DELTA' in e]\n\
         for i in range(a.num_columns):\n\
         \x20 x, y = a.column(i), b.column(i)\n\
         \x20 assert x.compression == y.compression and (x.statistics is None) == (y.statistics is None), (x, y)\n\
         \x20 few = x.path_in_schema in ('born', 'note')\n\
         \x20 gave_up = x.path_in_schema == 'many'\n\
         \x20 assert dictionary(y) == (few or dictionary(x) and not gave_up), (x, y)\n\
         \x20 assert few or delta(x) == delta(y), (x, y)\n\
         assert not b.column(0).has_offset_index\n\
         pq.write_table(pq.read_table('t.parquet'), 'i/t.parquet', write_page_index=True)\n",
    );
    scratch.write("i/none", "");
    scratch.shell(&format!("{python} make.py")).fine();
    scratch.mask("t.parquet", "out", &[]).fine();
    scratch.shell(&format!("{python} check.py")).fine();
    scratch.mask("i/t.parquet", "again", &[]).fine();
    scratch.write(
        "again.py",
        "import pyarrow.parquet as pq\nc = pq.ParquetFile('again/t.parquet').metadata.row_group(0).column(3)\n\
         assert c.has_offset_index and c.has_column_index\n",
    );
    scratch.shell(&format!("{python} again.py")).fine();
}
