//! Where masked sources go: a folder that appears when it was checked, files that are encrypted, or standard output.

use super::super::audit::Run;
use super::super::inputs::{Shape, Source};
use super::super::proof::{self, Proof};
use super::super::{Args, MaskingKey, draw, ledger};
use super::{Done, Reading};
use crate::cli::load;
use crate::cli::verify::units::{At, Named};
use crate::error::{Error, ErrorKind, Result};
use crate::io::shaped::SpoolWriter;
use crate::io::{Folder, Out};
use crate::mask::{Crowd, Masker, Tally};
use std::path::Path;
use std::sync::PoisonError;

/// How often all is masked where texts are replaced in which something is found: what is found so late lies at something else.
const ROUNDS: u32 = 4;

impl Reading {
    /// Masks all sources into a folder, which appears when its files were checked.
    pub(super) fn to_folder(
        &self,
        (args, key, verify): (&Args, &MaskingKey, bool),
        masker: &Masker,
        (sources, out): (&[Source], &Path),
        record: &Run,
        done: &mut Done,
    ) -> Result<Option<Proof>> {
        let encrypted = !args.encrypt_to.is_empty();
        let name = |source: &Source| {
            if encrypted { format!("{}.age", source.out) } else { source.out.clone() }
        };
        let planned: Vec<String> = sources.iter().map(name).collect();
        let folder = load::folder(out, &planned, false, &[]).map_err(|error| match error.kind() {
            ErrorKind::Exists => error.hint("choose another folder: what is there is never replaced"),
            _ => error,
        })?;
        let folder = folder.private();
        let proven = match (verify, encrypted) {
            (true, true) => Some(self.to_sealed(args, masker, (sources, &folder), done)?),
            (true, false) => Some(self.to_checked(args, masker, (sources, &folder), done)?),
            (false, _) => {
                for source in sources {
                    self.write(source, masker, sealed(args, folder.create(&name(source))?)?, done)?;
                }
                None
            }
        };
        ledger::write(args.ledger.as_deref(), key, masker)?;
        record.end(masker.policy(), done)?;
        folder.commit()?;
        record.gives_out();
        Ok(proven)
    }

    /// Masks sources into files that have no name yet and checks them. Where texts are to be replaced in which something is found,
    /// all is masked once more with a marker in their places, and checked again.
    fn to_checked(
        &self,
        args: &Args,
        masker: &Masker,
        (sources, folder): (&[Source], &Folder),
        done: &mut Done,
    ) -> Result<Proof> {
        let mut rounds = 0;
        loop {
            rounds += 1;
            for source in sources {
                self.write(source, masker, folder.create(&source.out)?, done)?;
            }
            let file = |source: &Source| {
                let at = At::Sorted(folder.unfinished(&source.out)?, proof::sort_of(source.shape));
                Ok(Named { at, name: source.out.clone(), delimiter: None })
            };
            let (proof, texts) = self.checked(args, masker, sources, done).look(file)?;
            // What was replaced before and is found again does not go away.
            if masker.redact(texts) == 0 || rounds == ROUNDS {
                proof.judge(masker.policy())?;
                return Ok(proof);
            }
            sources.iter().try_for_each(|source| folder.discard(&source.out))?;
            self.again(done);
        }
    }

    /// Forgets what was counted, before all is masked once more.
    fn again(&self, done: &mut Done) {
        done.rows.iter_mut().for_each(|rows| *rows = 0);
        done.tallies.iter_mut().flatten().for_each(|tally| *tally = Tally::default());
        done.inputs.clear();
        done.delimiters.clear();
        done.outputs.clear();
        done.crowd = Crowd::default();
        self.listed.forget();
        self.left_out.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// Masks sources into files without names, checks them there, and encrypts them into the folder.
    fn to_sealed(
        &self,
        args: &Args,
        masker: &Masker,
        (sources, folder): (&[Source], &Folder),
        done: &mut Done,
    ) -> Result<Proof> {
        if sources.iter().any(|source| source.shape == Shape::Parquet) {
            let message = "a Parquet file that is encrypted cannot be checked before it is given out";
            return Err(Error::usage(message)
                .hint("leave --encrypt-to out and encrypt the file afterwards, or write CSV"));
        }
        let mut held = Vec::with_capacity(sources.len());
        for source in sources {
            let writer = SpoolWriter::begin(draw()?)?;
            self.write(source, masker, Out::stream(&source.out, Box::new(writer.clone())), done)?;
            held.push(writer.finish()?);
        }
        let checked = self.checked(args, masker, sources, done);
        let spool_of = |source: &Source| {
            let at = sources.iter().position(|other| std::ptr::eq(other, source));
            at.and_then(|at| held.get(at)).ok_or_else(|| Error::bug("a file that waits is gone"))
        };
        let proof = checked.check(|source| Ok(proof::held(spool_of(source)?, source, &source.out)))?;
        let written = std::mem::take(&mut done.outputs);
        for ((source, spool), plain) in sources.iter().zip(&held).zip(written) {
            let mut out = sealed(args, folder.create(&format!("{}.age", source.out))?)?;
            proof::pour(spool, &mut out)?;
            done.outputs.push(out.close(plain.rows)?);
        }
        Ok(proof)
    }

    /// Masks one source to standard output.
    pub(super) fn to_stdout(
        &self,
        (args, key, verify): (&Args, &MaskingKey, bool),
        masker: &Masker,
        source: &Source,
        record: &Run,
        done: &mut Done,
    ) -> Result<Option<Proof>> {
        if args.redact_found {
            let message =
                "texts are checked again and replaced in a folder, and not on the way to standard output";
            return Err(Error::usage(message).hint("name a folder: --out DIR"));
        }
        if !verify {
            record.gives_out();
            let to = sealed(args, Out::stream("standard output", Box::new(std::io::stdout())))?;
            self.write(source, masker, to, done)?;
            ledger::write(args.ledger.as_deref(), key, masker)?;
            record.end(masker.policy(), done)?;
            return Ok(None);
        }
        if source.shape == Shape::Parquet {
            return Err(Error::usage("a Parquet file is checked in a folder before it is given out")
                .hint("name one: --out DIR"));
        }
        // What is to be checked first waits in a file that has no name.
        let held = SpoolWriter::begin(draw()?)?;
        self.write(source, masker, Out::stream("standard output", Box::new(held.clone())), done)?;
        let mut held = held.finish()?;
        let checked = self.checked(args, masker, std::slice::from_ref(source), done);
        let proof = checked.check(|source| Ok(proof::held(&held, source, "standard output")))?;
        if !args.encrypt_to.is_empty() {
            // What is recorded is the digest of what is given out.
            let rows = done.outputs.pop().map_or(0, |plain| plain.rows);
            let writer = SpoolWriter::begin(draw()?)?;
            let mut out = sealed(args, Out::stream("standard output", Box::new(writer.clone())))?;
            proof::pour(&held, &mut out)?;
            done.outputs.push(out.close(rows)?);
            held = writer.finish()?;
        }
        ledger::write(args.ledger.as_deref(), key, masker)?;
        record.end(masker.policy(), done)?;
        record.gives_out();
        let mut to = Out::stream("standard output", Box::new(std::io::stdout()));
        proof::pour(&held, &mut to)?;
        to.close(0)?;
        Ok(Some(proof))
    }
}

/// The same, encrypted where that is asked for.
fn sealed(args: &Args, out: Out) -> Result<Out> {
    if args.encrypt_to.is_empty() { Ok(out) } else { out.sealed(&args.encrypt_to) }
}
