//! Rows that are read in binary are those that COPY writes as text, byte for byte.

use super::{address, session};
use crate::server::database;
use placebo::io::postgres::Snapshot;
use std::sync::Arc;

/// A table of every type, with values at the edges of each.
const EDGES: &str = r#"
CREATE SCHEMA "my own";
CREATE TYPE mood AS ENUM ('calm', 'very "wild"');
CREATE TYPE "my own".pair AS (a int, b text);
CREATE DOMAIN amount AS numeric(12,2);
CREATE DOMAIN dearer AS amount CHECK (VALUE > 0);
CREATE TABLE edges (
  b boolean, s smallint, i int, l bigint, n numeric, m numeric(20,6), am dearer, r real, f double precision, mo money,
  t text, v varchar(20), c char(5), q "char", na name, j json, jb jsonb, x xml, u uuid, by bytea,
  d date, ts timestamp, tz timestamptz, ti time, tt timetz, iv interval, ip inet, ci cidr, mac macaddr,
  e mood, p "my own".pair, a int[], ta text[], ia inet[], rg int4range, bi bit(3), vb varbit, pt point, o oid, "odd ""name" text);
INSERT INTO edges SELECT FROM generate_series(1, 3);
INSERT INTO edges VALUES
  (true, -32768, -2147483648, -9223372036854775808, 'NaN', -0.000001, 0.01, 'NaN', '-Infinity', -12.5,
   E'tab\there\nline\r\\back\b\f\v "q" \\N \\.', 'é', 'ab', 'z', 'n', '{ "a":  1 }', '{"b": "\t\\", "a": 1.50}', '<a>é</a>',
   '00000000-0000-0000-0000-00000000000f', '\x00ff5c0a',
   '0044-03-15 BC', '0001-01-01 00:00:00.000001 BC', '294276-12-31 23:59:59.999999+00', '23:59:59.9', '12:00+05:30', '-1 year 2 days -03:04:05.6',
   '192.0.2.1', '192.0.2.0/24', '00:00:5e:00:53:01', 'very "wild"', ROW(1, 'x,"y\'), '{1,NULL,3}', '{"a\tb","\\",NULL}', '{192.0.2.1,2001:db8::1}',
   '[1,5)', B'101', B'1', '(1.5,-2)', 4294967295, 'x'),
  (false, 32767, 2147483647, 9223372036854775807, 12345678901234567890.00012300, 99999999999999.999999, 9999999999.99, 1e-30, 1e300, 0,
   '', '', '', '', '', '[]', '[]', '', 'ffffffff-ffff-ffff-ffff-ffffffffffff', '',
   'infinity', '-infinity', 'infinity', '00:00', '00:00-12', '0', '2001:db8::/32', '2001:db8::/32', 'ff:ff:ff:ff:ff:ff', 'calm', ROW(NULL, NULL),
   '{}', '{}', '{}', 'empty', B'000', B'', '(0,0)', 0, E'\\'),
  (NULL, 0, 0, 0, 0, 0, 1, 0, 0.1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'null', NULL, NULL, NULL,
   '9999-12-31', '1999-12-31 23:59:59.5', '1970-01-01 00:00:00.000100+00', NULL, NULL, NULL, NULL, NULL, NULL, NULL, ROW(NULL, 'b'), NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO edges (n, m, d, ts, i) SELECT (x * 7919 % 1000003)::numeric / (10 ^ (x % 9))::int, -x / 3.0, DATE '1850-01-01' + x * 97,
  TIMESTAMP '1890-01-01' + x * INTERVAL '101 hours 7.013 seconds', x FROM generate_series(1, 3000) x;
INSERT INTO edges (n) SELECT v::numeric FROM unnest(ARRAY['0.0000', '-0.00001', '10000', '100000000', '1e-20', '1e40', '0.00010000', '-9999.9999', '123e-7', '5e-324']) v;
"#;

#[test]
fn what_comes_in_binary_is_what_copy_writes() {
    let database = database();
    database.sql(EDGES);
    database.sql("CREATE VIEW seen AS SELECT i, 'lit' AS l, NULL::text AS nothing, ip FROM edges");
    let snapshot = Snapshot::hold(&address(&database.url()), 60, Arc::new(|| None)).unwrap();
    let mut plain = session(&database.url());
    for name in ["edges", "seen"] {
        let table = snapshot.table(name).unwrap().unwrap();
        let (mut read, mut copied) = (Vec::new(), Vec::new());
        let mut reading = snapshot.session().unwrap();
        assert!(
            table
                .read(&mut reading, &mut |lines| {
                    read.extend(lines);
                    true
                })
                .unwrap()
        );
        let all = format!("COPY (SELECT * FROM {name}) TO STDOUT");
        assert!(
            plain
                .copy_pieces(&all, &mut |piece| {
                    copied.extend(piece);
                    true
                })
                .unwrap()
        );
        let lines = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        for (ours, theirs) in lines(&read).lines().zip(lines(&copied).lines()) {
            let pairs = ours.split('\t').zip(theirs.split('\t')).enumerate();
            for (at, (ours, theirs)) in pairs {
                assert_eq!(ours, theirs, "{name}: column {at}");
            }
        }
        assert_eq!(read, copied);
    }
}
