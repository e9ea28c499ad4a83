//! The ledger of earlier runs, in a file that only the key opens.

use super::MaskingKey;
use crate::error::{Error, ErrorKind, Place, Result};
use crate::mask::Masker;
use chacha20poly1305::aead::{AeadInOut as _, KeyInit as _};
use chacha20poly1305::{ChaCha20Poly1305, Nonce};
use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::Path;

const MARK: &[u8; 16] = b"placebo-ledger-1";

/// Entries by the name of their domain.
type Entries = BTreeMap<String, Vec<(u128, u64)>>;

fn cipher(key: &MaskingKey) -> Result<ChaCha20Poly1305> {
    let sub = key.key.derive("ledger file", "");
    let bytes =
        sub.bytes().as_slice().try_into().map_err(|_foreign| Error::bug("a key of another length"))?;
    Ok(ChaCha20Poly1305::new(bytes))
}

/// The entries of earlier runs; none where there is no file yet.
///
/// # Errors
/// Where the file is not of this key, or was changed.
pub(super) fn read(path: Option<&Path>, key: &MaskingKey) -> Result<Entries> {
    let Some(path) = path.filter(|path| path.exists()) else { return Ok(Entries::new()) };
    let place = || Place::file(path.display().to_string());
    let wrong = || Error::new(ErrorKind::Input, "the ledger is not of this key, or was changed").at(place());
    let bytes = std::fs::read(path).map_err(|e| Error::io("read the ledger", place(), &e))?;
    let rest = bytes.strip_prefix(MARK).ok_or_else(wrong)?;
    let (nonce, sealed) = rest.split_at_checked(12).ok_or_else(wrong)?;
    let mut plain = sealed.to_vec();
    let nonce = Nonce::try_from(nonce).map_err(|_foreign| wrong())?;
    cipher(key)?.decrypt_in_place(&nonce, MARK, &mut plain).map_err(|_foreign| wrong())?;
    parse(&plain).ok_or_else(wrong)
}

fn parse(mut bytes: &[u8]) -> Option<Entries> {
    let mut take = |n: usize| -> Option<&[u8]> {
        let (front, rest) = bytes.split_at_checked(n)?;
        bytes = rest;
        Some(front)
    };
    let mut entries = Entries::new();
    let domains = u32::from_le_bytes(take(4)?.try_into().ok()?);
    for _ in 0..domains {
        let length = u32::from_le_bytes(take(4)?.try_into().ok()?) as usize;
        let name = String::from_utf8(take(length)?.to_vec()).ok()?;
        let count = u64::from_le_bytes(take(8)?.try_into().ok()?);
        let mut list = Vec::new();
        for _ in 0..count {
            let print = u128::from_le_bytes(take(16)?.try_into().ok()?);
            list.push((print, u64::from_le_bytes(take(8)?.try_into().ok()?)));
        }
        entries.insert(name, list);
    }
    Some(entries)
}

/// Writes the entries of this run and of those before it; the old file stays until the new one is whole.
///
/// # Errors
/// Where the file cannot be written.
pub(super) fn write(path: Option<&Path>, key: &MaskingKey, masker: &Masker) -> Result<()> {
    let Some(path) = path else { return Ok(()) };
    let place = || Place::file(path.display().to_string());
    let mut entries = read(Some(path), key)?;
    for (name, ledger) in masker.ledgers() {
        entries.insert(name.to_owned(), ledger.entries()?);
    }
    let length = |n: usize| u32::try_from(n).unwrap_or(u32::MAX).to_le_bytes();
    let mut plain = length(entries.len()).to_vec();
    for (name, list) in &entries {
        plain.extend_from_slice(&length(name.len()));
        plain.extend_from_slice(name.as_bytes());
        plain.extend_from_slice(&(list.len() as u64).to_le_bytes());
        for (print, number) in list {
            plain.extend_from_slice(&print.to_le_bytes());
            plain.extend_from_slice(&number.to_le_bytes());
        }
    }
    let drawn = super::draw()?;
    let mut nonce = [0u8; 12];
    nonce.copy_from_slice(&drawn[..12]);
    let sealed = cipher(key)?.encrypt_in_place(&Nonce::from(nonce), MARK, &mut plain);
    sealed.map_err(|_foreign| Error::bug("the ledger could not be sealed"))?;
    let folder = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    // A temporary file is its owner's alone, and takes the name only when it is whole.
    let mut file =
        tempfile::NamedTempFile::new_in(folder).map_err(|e| Error::io("write the ledger", place(), &e))?;
    let written = file
        .write_all(MARK)
        .and_then(|()| file.write_all(&nonce))
        .and_then(|()| file.write_all(&plain))
        .and_then(|()| file.as_file().sync_all());
    written.map_err(|e| Error::io("write the ledger", place(), &e))?;
    file.persist(path).map_err(|e| Error::io("write the ledger", place(), &e.error))?;
    Ok(())
}
