//! Files of which nothing can be read as text: archives, documents of offices, pictures, what is encrypted; told by their first bytes.

/// How the files begin in which texts stand packed, drawn or encrypted, so that none of it can be read: ZIP (documents of offices too),
/// bzip2, xz, 7-Zip, RAR, compress, gzip and Zstandard within another packing, PDF, old documents of offices, PNG, JPEG, GIF, archives
/// of `pg_dump`, age and OpenPGP.
const BEGIN: [&[u8]; 22] = [
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"PK\x07\x08",
    b"BZh",
    b"\xfd7zXZ",
    b"7z\xbc\xaf\x27\x1c",
    b"Rar!\x1a\x07",
    b"\x1f\x9d",
    b"\x1f\xa0",
    b"\x1f\x8b",
    b"\x28\xb5\x2f\xfd",
    b"%PDF-",
    b"\xd0\xcf\x11\xe0",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF87a",
    b"GIF89a",
    b"PGDMP",
    b"age-encryption.org/",
    b"-----BEGIN AGE ENCRYPTED FILE",
    b"-----BEGIN PGP MESSAGE",
    b"\x04\x22\x4d\x18",
];

/// Of so many bytes of a text less than one is a sign of control that no text has.
const RARE: usize = 16;

/// Whether a file that begins so is closed, whatever its name says.
pub(super) fn is_closed(head: &[u8]) -> bool {
    BEGIN.iter().any(|begin| head.starts_with(begin))
}

/// Whether a file that begins so is a text.
pub(super) fn is_text(head: &[u8]) -> bool {
    // Those of lines, of terminals and of HL7, X12 and MARC, whose fields and records control signs part, are of texts.
    let controls = head.iter().filter(|b| matches!(b, 1..=8 | 14..=26 | 127)).count();
    !is_closed(head) && !head.contains(&0) && controls * RARE <= head.len()
}
