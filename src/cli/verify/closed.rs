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

/// How the files begin that show, sound or run and hold no rows: PNG, JPEG, GIF, WebP and others in RIFF, TIFF, icons, fonts, MP3, Ogg,
/// FLAC, Matroska, and programs of Linux, Windows, macOS, WebAssembly and Java.
const MEDIA: [&[u8]; 23] = [
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF87a",
    b"GIF89a",
    b"RIFF",
    b"II*\0",
    b"MM\0*",
    b"\0\0\x01\0",
    b"wOFF",
    b"wOF2",
    b"OTTO",
    b"\0\x01\0\0\0",
    b"ID3",
    b"OggS",
    b"fLaC",
    b"\x1a\x45\xdf\xa3",
    b"\x7fELF",
    b"MZ",
    b"\xcf\xfa\xed\xfe",
    b"\xfe\xed\xfa\xcf",
    b"\xca\xfe\xba\xbe",
    b"\0asm",
    b"\xff\xfb",
];

/// Of so many bytes of a text less than one is a sign of control that no text has.
const RARE: usize = 16;

/// Whether a file that begins so is closed, whatever its name says.
pub(super) fn is_closed(head: &[u8]) -> bool {
    BEGIN.iter().any(|begin| head.starts_with(begin))
}

/// Whether a file that is no text and begins so shows, sounds or runs, so that no data are expected in it. Films (ISO base media) have
/// their sign behind a length.
pub(super) fn is_media(head: &[u8]) -> bool {
    MEDIA.iter().any(|begin| head.starts_with(begin)) || head.get(4..8).is_some_and(|sign| sign == b"ftyp")
}

/// Whether a file that begins so is a text.
pub(super) fn is_text(head: &[u8]) -> bool {
    // Those of lines, of terminals and of HL7, X12 and MARC, whose fields and records control signs part, are of texts.
    let controls = head.iter().filter(|b| matches!(b, 1..=8 | 14..=26 | 127)).count();
    !is_closed(head) && !head.contains(&0) && controls * RARE <= head.len()
}
