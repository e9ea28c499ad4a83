//! `placebo` makes data that looks like the real thing and holds nothing active.

pub mod cli;
pub mod draw;
pub mod error;
pub mod expr;
pub mod generate;
pub mod io;
pub mod kinds;
pub mod plan;
pub mod record;
pub mod reference;
pub mod run;
pub mod schema;
