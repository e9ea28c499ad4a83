//! The progress bar of a run, where somebody watches.

use super::Order;
use crate::cli::numbers::grouped;
use crate::cli::terminal;
use indicatif::{ProgressBar, ProgressState, ProgressStyle};

/// Counts rows, and draws them where somebody watches.
pub(super) struct Progress(Option<ProgressBar>);

impl Progress {
    /// Nothing is drawn.
    pub(super) fn none() -> Self {
        Self(None)
    }

    /// A bar for all rows of a run, if standard error is a terminal and the user did not ask for quiet.
    pub(super) fn new(order: &Order<'_>) -> Self {
        if order.quiet || !terminal::watched() {
            return Self::none();
        }
        let rows = order.plan.order.iter().map(|&t| order.rows[t].end - order.rows[t].start).sum();
        let template = "{bar:40} {human_pos} of {human_len} rows, {rate} a second, {eta} left";
        let style = ProgressStyle::with_template(template)
            .unwrap_or_else(|_dropped| ProgressStyle::default_bar())
            .with_key("rate", rate);
        Self(Some(ProgressBar::new(rows).with_style(style)))
    }

    /// So many rows more are written.
    pub(super) fn add(&self, rows: u64) {
        if let Some(bar) = &self.0 {
            bar.inc(rows);
        }
    }

    /// Takes the bar away.
    pub(super) fn finish(&self) {
        if let Some(bar) = &self.0 {
            bar.finish_and_clear();
        }
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a rate is never negative, and casting holds it to what can be shown"
)]
fn rate(state: &ProgressState, text: &mut dyn std::fmt::Write) {
    // That a bar cannot be drawn is no failure of the run.
    if text.write_str(&grouped(state.per_sec() as u64)).is_err() {}
}
