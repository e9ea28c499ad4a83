//! Buffers that are used again, so that a run allocates, and the system maps, each of them once.

use std::sync::{Arc, Mutex, PoisonError};

/// Buffers of one sort that nobody uses just now.
pub(super) struct Pool<T> {
    free: Mutex<Vec<T>>,
}

impl<T: Default> Pool<T> {
    pub(super) fn new() -> Arc<Self> {
        Arc::new(Self { free: Mutex::new(Vec::new()) })
    }

    /// A buffer that was used before, if there is one; its old content is still in it.
    pub(super) fn take(&self) -> T {
        self.free.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_default()
    }

    pub(super) fn give(&self, buffer: T) {
        self.free.lock().unwrap_or_else(PoisonError::into_inner).push(buffer);
    }
}

/// Bytes in a buffer that goes back to its pool.
pub(super) struct Pooled {
    buffer: Vec<u8>,
    length: usize,
    home: Arc<Pool<Vec<u8>>>,
}

impl Pooled {
    /// The first `length` bytes of a buffer.
    pub(super) fn new(buffer: Vec<u8>, length: usize, home: Arc<Pool<Vec<u8>>>) -> Self {
        Self { length: length.min(buffer.len()), buffer, home }
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.buffer[..self.length]
    }
}

impl Drop for Pooled {
    fn drop(&mut self) {
        self.home.give(std::mem::take(&mut self.buffer));
    }
}
