//! The only clock there is, and who is at the machine: for summaries, the audit record, and the ages of 90 and more
//! that people have by now.

use std::time::{Duration, Instant};

/// Measures how long something took.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stopwatch(Instant);

impl Stopwatch {
    #[expect(clippy::disallowed_methods, reason = "the summary tells how long a run took")]
    pub(super) fn start() -> Self {
        Self(Instant::now())
    }

    /// The time since the start.
    pub(super) fn elapsed(self) -> Duration {
        self.0.elapsed()
    }
}

/// A moment as it is recorded.
pub(super) struct Now {
    /// `2026-01-31T08:30:00Z`.
    pub(super) moment: String,
    /// `2026-01-31`.
    pub(super) date: String,
}

/// The present, in UTC.
pub(super) fn now() -> Now {
    let now = jiff::Timestamp::now();
    let moment = now.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
    Now { date: moment[..10].to_owned(), moment }
}

/// The present day in UTC, in days since 1970.
pub(super) fn today() -> i64 {
    jiff::Timestamp::now().as_second().div_euclid(86_400)
}

/// The date so many days from now.
pub(super) fn date_after(days: u32) -> String {
    let later = jiff::Timestamp::now() + jiff::SignedDuration::from_hours(24 * i64::from(days));
    later.strftime("%Y-%m-%d").to_string()
}

/// The account that runs this, as the system tells it and as the environment names it.
pub(super) fn account() -> String {
    #[expect(clippy::disallowed_methods, reason = "the audit record says who ran what")]
    let named = ["USER", "LOGNAME", "USERNAME"].iter().find_map(|name| std::env::var(name).ok());
    #[cfg(unix)]
    let number = {
        use std::os::unix::fs::MetadataExt as _;
        std::fs::metadata("/proc/self").ok().map(|meta| meta.uid())
    };
    #[cfg(not(unix))]
    let number: Option<u32> = None;
    match (named, number) {
        (Some(name), Some(number)) => format!("{name} ({number})"),
        (Some(name), None) => name,
        (None, Some(number)) => number.to_string(),
        (None, None) => "unknown".to_owned(),
    }
}

/// The name of the machine.
pub(super) fn host() -> String {
    #[expect(clippy::disallowed_methods, reason = "the audit record says where it ran")]
    let named = || std::env::var("HOSTNAME").or_else(|_| std::env::var("COMPUTERNAME")).ok();
    let read = std::fs::read_to_string("/proc/sys/kernel/hostname").ok().map(|name| name.trim().to_owned());
    read.or_else(named).unwrap_or_else(|| "unknown".to_owned())
}
