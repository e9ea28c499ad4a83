//! Printing: results to standard output, everything else to standard error, colour only where somebody sees it.

use crate::error::{Error, Place, Result};
use std::io::{IsTerminal as _, Write as _};

/// Prints a part of the result.
///
/// # Errors
/// [`crate::error::ErrorKind::Closed`] when nobody reads it any more.
pub(super) fn print(text: &str) -> Result<()> {
    let mut out = std::io::stdout().lock();
    out.write_all(text.as_bytes())
        .and_then(|()| out.flush())
        .map_err(|e| Error::io("write", Place::file("standard output"), &e))
}

/// Prints something that is not a result. That it cannot be printed is nothing that could be told.
pub(super) fn complain(text: &str) {
    if std::io::stderr().lock().write_all(text.as_bytes()).is_err() {}
}

/// Whether results may be coloured.
pub(super) fn colour_on_stdout() -> bool {
    std::io::stdout().is_terminal() && colour_is_wanted()
}

/// Whether errors may be coloured.
pub(super) fn colour_on_stderr() -> bool {
    std::io::stderr().is_terminal() && colour_is_wanted()
}

/// Whether somebody watches standard error.
pub(super) fn watched() -> bool {
    std::io::stderr().is_terminal()
}

/// The columns of the terminal that results go to; `None` where they do not go to one.
#[expect(clippy::disallowed_methods, reason = "the terminal's width is told by its shell")]
pub(super) fn width() -> Option<usize> {
    const USUAL: usize = 120;
    let told = || std::env::var("COLUMNS").ok()?.parse().ok().filter(|&columns: &usize| columns >= 20);
    std::io::stdout().is_terminal().then(|| told().unwrap_or(USUAL))
}

/// After <https://no-color.org>.
#[expect(clippy::disallowed_methods, reason = "the user says in the environment that colour is unwanted")]
fn colour_is_wanted() -> bool {
    let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    !set("NO_COLOR") && std::env::var_os("TERM").is_none_or(|term| term != "dumb")
}

/// Makes panics tell where they happened and not what was in hand: that may be a value.
pub(super) fn hide_panic_payloads() {
    std::panic::set_hook(Box::new(|panic| {
        let place =
            panic.location().map_or_else(String::new, |at| format!(" at {}:{}", at.file(), at.line()));
        complain(&format!(
            "error: placebo broke off{place}: this is a bug, please report it with this line\n"
        ));
    }));
}
