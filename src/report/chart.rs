//! Charts, drawn as SVG.

use super::html::escape;
use super::{Bar, Chart, FOUND, PyramidClass};

/// The height of a bar with the space below it, and of the bar.
const STEP: f64 = 18.0;
const THICK: f64 = 13.0;

/// Room for names, and for the bars of one side.
const NAMES: f64 = 190.0;
const SIDE: f64 = 330.0;

/// A chart with its caption.
pub(super) fn svg(chart: &Chart) -> String {
    let (title, key, width, height, body) = match chart {
        Chart::Pyramid { title, sides, classes } => {
            let (body, height) = pyramid(sides, classes);
            (title, FOUND, 2.0 * SIDE + 80.0, height, body)
        }
        Chart::Bars { title, key, bars } => {
            (title, *key, NAMES + SIDE + 150.0, rows(bars.len()), bars_of(bars))
        }
    };
    let title = escape(title);
    format!(
        "<figure>\n<svg viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" role=\"img\" \
         aria-label=\"{title}\">\n{body}</svg>\n<figcaption>{title}. {key}</figcaption>\n</figure>\n"
    )
}

#[expect(clippy::cast_precision_loss, reason = "a chart has few rows")]
fn rows(n: usize) -> f64 {
    n as f64 * STEP
}

/// A share as a length, where the longest fills the side; rounded, so that a page is the same everywhere.
fn length(share: f64, longest: f64) -> f64 {
    let length = if longest > 0.0 { share / longest * SIDE } else { 0.0 };
    libm::round(length.clamp(0.0, SIDE) * 10.0) / 10.0
}

fn percent(share: f64) -> String {
    format!("{:.2} %", share * 100.0)
}

fn pyramid(sides: &[String; 2], classes: &[PyramidClass]) -> (String, f64) {
    let all = classes.iter().flat_map(|class| class.found.into_iter().chain(class.expected));
    let longest = all.fold(0.0, f64::max);
    let (left, right) = (SIDE, SIDE + 80.0);
    let mut body = format!(
        "<text x=\"{left}\" y=\"12\" text-anchor=\"end\">{}</text>\n<text x=\"{right}\" y=\"12\">{}</text>\n",
        escape(&sides[0]),
        escape(&sides[1])
    );
    for (row, class) in classes.iter().rev().enumerate() {
        let y = rows(row + 1);
        let (base, name) = (y + THICK - 2.0, escape(&class.name));
        let [a, b] = class.found.map(|share| length(share, longest));
        let [c, d] = class.expected.map(|share| length(share, longest));
        let title = format!("{name}: {} and {}", percent(class.found[0]), percent(class.found[1]));
        body.push_str(&format!(
            "<g><title>{title}</title><rect class=\"found\" x=\"{}\" y=\"{y}\" width=\"{a}\" height=\"{THICK}\"/>\
             <rect class=\"other\" x=\"{right}\" y=\"{y}\" width=\"{b}\" height=\"{THICK}\"/>\
             {}{}<text x=\"{}\" y=\"{base}\" text-anchor=\"middle\">{name}</text></g>\n",
            left - a,
            tick(left - c, y),
            tick(right + d, y),
            SIDE + 40.0
        ));
    }
    (body, rows(classes.len() + 1))
}

/// The line that says where a bar was expected to end.
fn tick(x: f64, y: f64) -> String {
    format!("<line class=\"expected\" x1=\"{x}\" y1=\"{}\" x2=\"{x}\" y2=\"{}\"/>", y - 1.0, y + THICK + 1.0)
}

fn bars_of(bars: &[Bar]) -> String {
    let all = bars.iter().flat_map(|bar| [bar.found, bar.expected.unwrap_or(0.0)]);
    let longest = all.fold(0.0, f64::max);
    let mut body = String::new();
    for (row, bar) in bars.iter().enumerate() {
        let y = rows(row);
        let base = y + THICK - 2.0;
        let (found, name) = (length(bar.found, longest), escape(&bar.name));
        let line = bar.expected.map(|share| tick(NAMES + length(share, longest), y)).unwrap_or_default();
        let beside = NAMES + found.max(length(bar.expected.unwrap_or(0.0), longest)) + 6.0;
        body.push_str(&format!(
            "<g><text x=\"{}\" y=\"{base}\" text-anchor=\"end\">{name}</text>\
             <rect class=\"found\" x=\"{NAMES}\" y=\"{y}\" width=\"{found}\" height=\"{THICK}\"/>{line}\
             <text x=\"{beside}\" y=\"{base}\">{}</text></g>\n",
            NAMES - 8.0,
            percent(bar.found)
        ));
    }
    body
}
