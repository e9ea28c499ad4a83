//! Jobs made in parallel, their results taken strictly in order.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use super::{Stop, panicked};
use crate::error::{Error, Result};

/// What the workers share; every change of it is announced to those who wait.
struct State<I, E> {
    jobs: I,
    /// How many jobs were handed out; also the number of the next one.
    issued: usize,
    /// How many results were taken; also the number of the next one to take.
    taken: usize,
    /// Results that were made and not yet taken.
    ready: BTreeMap<usize, Result<E>>,
    /// Whether a worker is taking a result just now.
    taking: bool,
    /// Whether no further job will be handed out: the jobs are used up, or one of them failed.
    closed: bool,
    /// Why the run ends early.
    failure: Option<Error>,
}

enum Step<J, E> {
    Make(usize, J),
    Take(Result<E>),
    Wait,
    Leave,
}

impl<J, I: Iterator<Item = J>, E> State<I, E> {
    fn step(&mut self, window: usize) -> Step<J, E> {
        if self.failure.is_some() {
            return Step::Leave;
        }
        if !self.taking
            && let Some(result) = self.ready.remove(&self.taken)
        {
            self.taking = true;
            return Step::Take(result);
        }
        if !self.closed && self.issued - self.taken < window {
            if let Some(job) = self.jobs.next() {
                self.issued += 1;
                return Step::Make(self.issued - 1, job);
            }
            self.closed = true;
        }
        if self.closed && self.taken == self.issued { Step::Leave } else { Step::Wait }
    }
}

/// Makes each job's result on one of `threads` threads and takes the results in the order of the jobs.
///
/// At most `window` jobs (at least one a thread) are at any time begun and not yet taken, which bounds the memory.
/// There is no thread for taking: whoever finds the next result ready takes it. On one thread nothing is spawned.
///
/// # Errors
/// The failure of the earliest job that fails, after every job before it was taken; the first failure of `take`; the
/// request of `stop`, heeded between jobs; [`crate::error::ErrorKind::Bug`] when `make` or `take` panics.
pub fn ordered<J, E>(
    threads: usize,
    window: usize,
    stop: &Stop,
    jobs: impl Iterator<Item = J> + Send,
    make: impl Fn(J) -> Result<E> + Sync,
    take: impl FnMut(E) -> Result<()> + Send,
) -> Result<()>
where
    J: Send,
    E: Send,
{
    if threads <= 1 {
        return inline(stop, jobs, make, take);
    }
    let state = State {
        jobs,
        issued: 0,
        taken: 0,
        ready: BTreeMap::new(),
        taking: false,
        closed: false,
        failure: None,
    };
    let (state, changed, take) = (Mutex::new(state), Condvar::new(), Mutex::new(take));
    let window = window.max(threads);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| work(&state, &changed, window, stop, &make, &take));
        }
    });
    match state.into_inner().unwrap_or_else(PoisonError::into_inner).failure {
        Some(error) => Err(error),
        None => Ok(()),
    }
}

fn inline<J, E>(
    stop: &Stop,
    jobs: impl Iterator<Item = J>,
    make: impl Fn(J) -> Result<E>,
    mut take: impl FnMut(E) -> Result<()>,
) -> Result<()> {
    for job in jobs {
        if let Some(error) = stop.error() {
            return Err(error);
        }
        let both = || make(job).and_then(&mut take);
        catch_unwind(AssertUnwindSafe(both)).unwrap_or_else(|_| Err(panicked()))?;
    }
    stop.error().map_or(Ok(()), Err)
}

fn work<J, E, I: Iterator<Item = J>>(
    state: &Mutex<State<I, E>>,
    changed: &Condvar,
    window: usize,
    stop: &Stop,
    make: &(impl Fn(J) -> Result<E> + Sync),
    take: &Mutex<impl FnMut(E) -> Result<()>>,
) {
    let mut held = lock(state);
    loop {
        if let Some(error) = stop.error() {
            held.failure.get_or_insert(error);
        }
        // The iterator is the caller's: if it panics, the others must still learn that the run is over.
        let step = catch_unwind(AssertUnwindSafe(|| held.step(window))).unwrap_or_else(|_| {
            held.failure.get_or_insert_with(panicked);
            Step::Leave
        });
        match step {
            Step::Make(number, job) => {
                drop(held);
                let result = catch_unwind(AssertUnwindSafe(|| make(job))).unwrap_or_else(|_| Err(panicked()));
                held = lock(state);
                held.closed |= result.is_err();
                held.ready.insert(number, result);
            }
            Step::Take(result) => {
                drop(held);
                let result = result.and_then(|made| {
                    catch_unwind(AssertUnwindSafe(|| lock(take)(made))).unwrap_or_else(|_| Err(panicked()))
                });
                held = lock(state);
                held.taking = false;
                held.taken += 1;
                if let Err(error) = result {
                    held.failure.get_or_insert(error);
                }
            }
            Step::Wait => {
                held = changed.wait(held).unwrap_or_else(PoisonError::into_inner);
                continue;
            }
            Step::Leave => {
                drop(held);
                changed.notify_all();
                return;
            }
        }
        changed.notify_all();
    }
}

/// A panic in the caller's code is caught and told as an error, so a poisoned lock says nothing new.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
