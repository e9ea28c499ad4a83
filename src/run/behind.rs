//! A thread that does, one behind the other, what this one hands it.

use std::io::Result;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread::JoinHandle;

/// How many jobs wait for it: one is done while the next is made.
const WAITING: usize = 1;

enum Step<T> {
    Job(T),
    /// Everything before this is done.
    Tell(SyncSender<()>),
}

/// Whom jobs are handed to; once it goes, the thread has ended.
pub struct Behind<T> {
    steps: Option<SyncSender<Step<T>>>,
    thread: Option<JoinHandle<()>>,
}

/// Begins a thread; `work` does a job, and gives whether it may get another.
///
/// # Errors
/// Where the system gives no thread.
pub fn behind<T: Send + 'static>(mut work: impl FnMut(T) -> bool + Send + 'static) -> Result<Behind<T>> {
    let (steps, taken) = sync_channel(WAITING);
    let all = move || {
        while let Ok(step) = taken.recv() {
            match step {
                Step::Job(job) => {
                    if !work(job) {
                        return;
                    }
                }
                // Who asked may have gone.
                Step::Tell(to) => drop(to.send(())),
            }
        }
    };
    let thread = std::thread::Builder::new().name("behind".to_owned()).spawn(all)?;
    Ok(Behind { steps: Some(steps), thread: Some(thread) })
}

impl<T> Behind<T> {
    /// Hands on a job; `false` where no more are taken.
    pub fn put(&self, job: T) -> bool {
        self.step(Step::Job(job))
    }

    /// Waits until every job is done; `false` where one was the last that was taken.
    pub fn wait(&self) -> bool {
        let (to, told) = sync_channel(1);
        self.step(Step::Tell(to)) && told.recv().is_ok()
    }

    fn step(&self, step: Step<T>) -> bool {
        self.steps.as_ref().is_some_and(|steps| steps.send(step).is_ok())
    }
}

impl<T> Drop for Behind<T> {
    fn drop(&mut self) {
        drop(self.steps.take());
        // A panic has told of itself.
        if self.thread.take().is_some_and(|thread| thread.join().is_err()) {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::{Arc, Mutex};

    #[test]
    fn jobs_are_done_in_order_until_one_is_the_last() {
        let done = Arc::new(Mutex::new(Vec::new()));
        let list = done.clone();
        let worker = behind(move |n: u32| {
            list.lock().unwrap().push(n);
            n < 5
        })
        .unwrap();
        assert!((0..5).all(|n| worker.put(n)) && worker.wait());
        assert_eq!(*done.lock().unwrap(), [0, 1, 2, 3, 4]);
        assert!(worker.put(5) && !worker.wait() && !worker.put(6));
        drop(worker);
        assert_eq!(done.lock().unwrap().len(), 6);
    }
}
