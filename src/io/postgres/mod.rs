//! Postgres: where a database is, a session with it, what its catalog says, and COPY into it.
//!
//! An [`Address`] is read from what the user wrote, the environment and the files that `libpq` knows; a [`Session`] is one
//! connection, used from one thread at a time. `sqlx` is asynchronous: each session has a runtime of its own that works
//! only while somebody waits for it. What a server says is translated here ([`fault`]): its own words hold values.

mod address;
mod binary;
mod bookkeeping;
pub mod catalog;
mod coding;
mod create;
mod decode;
mod empty;
mod encode;
pub mod existing;
mod fault;
mod files;
pub mod finish;
mod guard;
pub mod marker;
mod numeric;
mod pieces;
mod recode;
mod replay;
mod replica;
mod session;
mod snapshot;
mod spelled;
mod survey;
mod throwaway;
pub mod triggers;
mod tunnel;
mod values;

pub use address::{Address, Surroundings};
pub use bookkeeping::bookkeeper;
pub use coding::Coding;
pub use create::{NewCheck, NewColumn, NewReference, NewTable, NewType, Staged, TypeSort};
pub use decode::{Decoder, Form};
pub use empty::empty;
pub use encode::{Block, CopyEncoder};
pub use fault::Fault;
pub use guard::{ProductionSign, powers, production_in_names, production_inside};
pub use pieces::{names, referred, split};
pub use recode::binary;
pub use replay::{ROLE, Replayed, replay};
pub use replica::{Built, Left, Replica, Rule};
pub use session::{Asked, Row, Session, identifier, literal, qualified};
pub use snapshot::{Seen, Snapshot};
pub use survey::survey;
pub use throwaway::Throwaway;
