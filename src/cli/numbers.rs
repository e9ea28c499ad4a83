//! Numbers as people read and write them.

use std::time::Duration;

/// A number with a comma between each three digits.
pub(super) fn grouped(n: u64) -> String {
    let digits = n.to_string();
    let mut text = String::with_capacity(digits.len() * 4 / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A size, in units of 1,000.
#[expect(clippy::cast_precision_loss, reason = "three digits are shown")]
pub(super) fn bytes_text(bytes: u64) -> String {
    const UNITS: [&str; 5] = ["kB", "MB", "GB", "TB", "PB"];
    if bytes < 1_000 {
        return format!("{bytes} B");
    }
    let (mut size, mut unit) = (bytes as f64 / 1_000.0, 0);
    while size >= 999.5 && unit + 1 < UNITS.len() {
        size /= 1_000.0;
        unit += 1;
    }
    let decimals = if size < 9.995 { 2 } else { usize::from(size < 99.95) };
    format!("{size:.decimals$} {}", UNITS[unit])
}

/// Seconds with as many decimals as can be meant.
pub(super) fn seconds_text(time: Duration) -> String {
    let seconds = time.as_secs_f64();
    if seconds < 10.0 { format!("{seconds:.3}") } else { format!("{seconds:.1}") }
}

/// How many a second.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a rate is shown with three digits that count, and is never negative"
)]
pub(super) fn rate(n: u64, time: Duration) -> u64 {
    (n as f64 / time.as_secs_f64().max(1e-6)).min(1e18) as u64
}

/// `part` of `whole` in percent.
#[expect(clippy::cast_precision_loss, reason = "three digits are shown")]
pub(super) fn percent(part: u64, whole: u64) -> String {
    let share = part as f64 / whole.max(1) as f64 * 100.0;
    if share > 0.0 && share < 0.01 { "< 0.01 %".to_owned() } else { format!("{share:.2} %") }
}

/// Reads a whole number in which `_` may stand between digits.
pub(super) fn read_number(text: &str) -> Result<u64, String> {
    let digits: String = text.chars().filter(|c| *c != '_').collect();
    let plain = text.starts_with(|c: char| c.is_ascii_digit()) && digits.bytes().all(|b| b.is_ascii_digit());
    let number = plain.then(|| digits.parse().ok()).flatten();
    number.ok_or_else(|| "expected a whole number such as 1000 or 1_000".to_owned())
}

/// Reads a share such as `0.01` or `1%`.
pub(super) fn read_share(text: &str) -> Result<f64, String> {
    let (number, scale) = text.strip_suffix('%').map_or((text, 1.0), |number| (number, 100.0));
    let share = number.trim().parse::<f64>().ok().map(|n| n / scale).filter(|n| (0.0..=1.0).contains(n));
    share.ok_or_else(|| "expected a share such as 0.01 or 1%".to_owned())
}
