//! The second of the two steps of writing: what was encoded goes into a file, in order.

use std::fs::File;
use std::io::Write;

use parquet::file::properties::WriterPropertiesPtr;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::TypePtr;

use super::Encoded;
use super::age::{Recipient, Seal};
use super::encode::Body;
use crate::error::{Error, Place, Result};

/// A file that was written whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// Its path from the folder of the run, with `/`.
    pub path: String,
    /// Rows in it.
    pub rows: u64,
    /// Its size.
    pub bytes: u64,
    /// BLAKE3 of its content as 64 hexadecimal digits.
    pub blake3: String,
}

enum Destination {
    File(File),
    Stream(Box<dyn Write + Send>),
}

/// Where bytes go: a file or a stream, with the checksum of what went there.
pub struct Out {
    path: String,
    destination: Destination,
    /// Boxed: the state of the hash is two kilobytes.
    hash: Box<blake3::Hasher>,
    bytes: u64,
    /// What encrypts the bytes, where they are encrypted; boxed, as few are.
    seal: Option<Box<Seal>>,
    /// Why writing failed; kept here because the error is lost on its way through the Parquet writer.
    failure: Option<Error>,
}

impl Out {
    /// A stream such as standard output; `name` is for errors.
    pub fn stream(name: impl Into<String>, stream: Box<dyn Write + Send>) -> Self {
        Self::new(name.into(), Destination::Stream(stream))
    }

    pub(super) fn file(path: &str, file: File) -> Self {
        Self::new(path.to_owned(), Destination::File(file))
    }

    fn new(path: String, destination: Destination) -> Self {
        Self { path, destination, hash: Box::new(blake3::Hasher::new()), bytes: 0, seal: None, failure: None }
    }

    /// The same, with all bytes encrypted to somebody before they go anywhere.
    ///
    /// # Errors
    /// Where the head cannot be made or written.
    pub fn sealed(mut self, recipients: &[Recipient]) -> Result<Self> {
        let (seal, head) = Seal::begin(recipients)?;
        self.put(&head)?;
        self.seal = Some(Box::new(seal));
        Ok(self)
    }

    fn error(&self, source: &std::io::Error) -> Error {
        Error::io("write", Place::file(&self.path), source)
    }

    /// Writes bytes.
    ///
    /// # Errors
    /// As [`Appender::append`].
    pub fn put(&mut self, bytes: &[u8]) -> Result<()> {
        self.write_all(bytes).map_err(|e| self.failure.take().unwrap_or_else(|| self.error(&e)))
    }

    /// Says that all of it is written. Not that the device has it: what is made here can be made again, and waiting for
    /// the device would cost a run of a thousand rows more than all the rest.
    ///
    /// # Errors
    /// As [`Appender::append`].
    pub fn close(mut self, rows: u64) -> Result<Written> {
        if let Some(mut seal) = self.seal.take() {
            self.put(&seal.end()?)?;
        }
        let done = match &mut self.destination {
            Destination::File(file) => file.flush(),
            Destination::Stream(stream) => stream.flush(),
        };
        done.map_err(|e| self.error(&e))?;
        Ok(Written {
            rows,
            bytes: self.bytes,
            blake3: self.hash.finalize().to_hex().to_string(),
            path: self.path,
        })
    }
}

impl Write for Out {
    fn write(&mut self, plain: &[u8]) -> std::io::Result<usize> {
        let sealed = match &mut self.seal {
            Some(seal) => Some(seal.put(plain).map_err(|error| std::io::Error::other(error.to_string()))?),
            None => None,
        };
        let bytes = sealed.as_deref().unwrap_or(plain);
        let done = match &mut self.destination {
            Destination::File(file) => file.write_all(bytes),
            Destination::Stream(stream) => stream.write_all(bytes),
        };
        if let Err(e) = done {
            self.failure = Some(self.error(&e));
            return Err(e);
        }
        self.hash.update(bytes);
        self.bytes += bytes.len() as u64;
        Ok(plain.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        match &mut self.destination {
            Destination::File(file) => file.flush(),
            Destination::Stream(stream) => stream.flush(),
        }
    }
}

enum Sort {
    Text { out: Out, tail: Vec<u8> },
    Parquet(Box<SerializedFileWriter<Out>>),
}

/// Puts what was encoded into one file, in the order in which it is given.
pub struct Appender {
    rows: u64,
    sort: Sort,
}

impl Appender {
    pub(super) fn text(mut out: Out, head: &[u8], tail: Vec<u8>) -> Result<Self> {
        out.put(head)?;
        Ok(Self { rows: 0, sort: Sort::Text { out, tail } })
    }

    pub(super) fn parquet(out: Out, root: TypePtr, properties: WriterPropertiesPtr) -> Result<Self> {
        let path = out.path.clone();
        let writer = SerializedFileWriter::new(out, root, properties).map_err(|_dropped| {
            Error::new(crate::error::ErrorKind::Output, "could not begin a Parquet file")
                .at(Place::file(path))
        })?;
        Ok(Self { rows: 0, sort: Sort::Parquet(Box::new(writer)) })
    }

    /// How many rows were appended.
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// How many bytes were written so far; a Parquet file holds some back.
    pub fn bytes(&self) -> u64 {
        match &self.sort {
            Sort::Text { out, .. } => out.bytes,
            Sort::Parquet(writer) => writer.inner().bytes,
        }
    }

    /// Writes the next block or row group.
    ///
    /// # Errors
    /// [`crate::error::ErrorKind::Full`], [`crate::error::ErrorKind::Closed`] or [`crate::error::ErrorKind::Output`] when
    /// it cannot be written.
    pub fn append(&mut self, encoded: Encoded) -> Result<()> {
        self.rows += encoded.rows;
        match (&mut self.sort, encoded.body) {
            (Sort::Text { out, .. }, Body::Text(text)) => out.put(text.bytes()),
            (Sort::Text { out, .. }, Body::Packed(bytes)) => out.put(&bytes),
            (Sort::Parquet(_), Body::RowGroup(_)) if encoded.rows == 0 => Ok(()),
            (Sort::Parquet(writer), Body::RowGroup(chunks)) => {
                let put = || {
                    let mut group = writer.next_row_group()?;
                    for chunk in chunks {
                        chunk.append_to_row_group(&mut group)?;
                    }
                    group.close().map(|_| ())
                };
                put().map_err(|_dropped: parquet::errors::ParquetError| parquet_failure(writer))
            }
            _ => Err(Error::bug("a block was encoded for a file of another format")),
        }
    }

    /// Writes what stands behind the last row, and waits until the device has all of it.
    ///
    /// # Errors
    /// As [`Appender::append`].
    pub fn finish(self) -> Result<Written> {
        match self.sort {
            Sort::Text { mut out, tail } => {
                out.put(&tail)?;
                out.close(self.rows)
            }
            Sort::Parquet(mut writer) => {
                writer.finish().map_err(|_dropped| parquet_failure(&mut writer))?;
                // The writer gives its file back only together with a second footer, so another takes its place.
                let nowhere = Out::stream("", Box::new(std::io::sink()));
                let out = std::mem::replace(writer.inner_mut(), nowhere);
                out.close(self.rows)
            }
        }
    }
}

/// The error of the file below, or else a bug.
fn parquet_failure(writer: &mut SerializedFileWriter<Out>) -> Error {
    match writer.inner_mut().failure.take() {
        Some(error) => error,
        None => Error::bug("the Parquet writer refused what it had encoded"),
    }
}
