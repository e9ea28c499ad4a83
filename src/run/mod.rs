//! Runs blocks of work in parallel and takes their results in order, with a bounded number in flight.

mod behind;
mod feed;
mod ordered;
mod stop;
#[cfg(test)]
mod tests;

pub use behind::{Behind, behind};
pub use feed::{Feed, feed};
pub use ordered::ordered;
pub use stop::Stop;

use std::panic::{AssertUnwindSafe, catch_unwind};

use rayon::iter::{IntoParallelIterator as _, ParallelIterator as _};

use crate::error::{Error, ErrorKind, Result};

/// How many threads to use: what was asked for, at least one, or else as many as this process may run at once.
pub fn threads(asked: Option<usize>) -> usize {
    let available = || std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    asked.unwrap_or_else(available).max(1)
}

/// `f(0)` to `f(n - 1)`, in this order, made on several threads.
///
/// # Errors
/// [`ErrorKind::Bug`] when `f` panics, [`ErrorKind::Output`] when the system gives no threads.
pub fn each<T: Send>(threads: usize, n: usize, f: impl Fn(usize) -> T + Sync) -> Result<Vec<T>> {
    let all = || {
        if threads <= 1 || n <= 1 {
            return Ok((0..n).map(&f).collect());
        }
        within(threads.min(n), || (0..n).into_par_iter().map(&f).collect())
    };
    catch_unwind(AssertUnwindSafe(all)).unwrap_or_else(|_| Err(panicked()))
}

/// What `f` gives, which may ask for so many threads.
///
/// # Errors
/// As [`each`].
pub fn within<T: Send>(threads: usize, f: impl FnOnce() -> T + Send) -> Result<T> {
    Pool::new(threads)?.within(f)
}

/// Threads that several who are in parallel themselves share, so that nobody waits while another has something to do.
pub struct Pool(rayon::ThreadPool);

impl Pool {
    /// So many threads.
    ///
    /// # Errors
    /// [`ErrorKind::Output`] when the system gives no threads.
    pub fn new(threads: usize) -> Result<Self> {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        let refused = |_dropped| Error::new(ErrorKind::Output, format!("could not start {threads} threads"));
        pool.map(Self).map_err(refused)
    }

    /// What `f` gives, done by these threads.
    ///
    /// # Errors
    /// [`ErrorKind::Bug`] when `f` panics.
    pub fn within<T: Send>(&self, f: impl FnOnce() -> T + Send) -> Result<T> {
        catch_unwind(AssertUnwindSafe(|| Ok(self.0.install(f)))).unwrap_or_else(|_| Err(panicked()))
    }
}

/// What `f` makes of each of some things, in their order, by all threads of the [`Pool`] within which this is asked.
pub fn of_each<A: Send, T: Send>(all: Vec<A>, f: impl Fn(A) -> T + Sync + Send) -> Vec<T> {
    all.into_par_iter().map(f).collect()
}

/// The error that stands for a panic; the panic's own text is left out because it may hold a value.
fn panicked() -> Error {
    Error::bug("a worker thread panicked")
}
