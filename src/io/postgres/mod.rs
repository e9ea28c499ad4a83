//! Postgres: where a database is, a session with it, what its catalog says, and COPY into it.
//!
//! An [`Address`] is read from what the user wrote, the environment and the files that `libpq` knows; a [`Session`] is one
//! connection, used from one thread at a time. `sqlx` is asynchronous: each session has a runtime of its own that works
//! only while somebody waits for it. What a server says is translated here ([`fault`]): its own words hold values.

mod address;
mod fault;
mod files;
mod guard;
mod session;
mod survey;
mod tunnel;

pub use address::{Address, Surroundings};
pub use fault::Fault;
pub use guard::{ProductionSign, production_in_names};
pub use session::{Asked, Row, Session, identifier, literal};
pub use survey::survey;
