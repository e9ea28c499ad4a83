//! A report as a page of HTML.

use super::{Block, Mark, Report, Table, chart};

/// Nothing may be fetched and nothing may run; the style stands in the page.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

const STYLE: &str = "
:root { color-scheme: light dark; --ink: #1d2733; --quiet: #5b6875; --line: #d4dae0; --paper: #fff; --found: #3f78a8;
  --other: #b0698a; --expected: #1d2733; --good: #2c7a4b; --bad: #b3261e; }
@media (prefers-color-scheme: dark) { :root { --ink: #e4e9ee; --quiet: #9aa7b3; --line: #3a444e; --paper: #14191e;
  --found: #6ba3d0; --other: #cf8fae; --expected: #e4e9ee; --good: #6cc08b; --bad: #f2857d; } }
body { margin: 2rem auto; max-width: 62rem; padding: 0 1rem; color: var(--ink); background: var(--paper);
  font: 16px/1.5 system-ui, sans-serif; }
h1 { font-size: 1.6rem; } h2 { font-size: 1.15rem; margin-top: 2.2rem; border-bottom: 1px solid var(--line); }
table { border-collapse: collapse; width: 100%; font-size: .9rem; }
th, td { text-align: left; padding: .2rem .8rem .2rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
th.n, td.n { text-align: right; font-variant-numeric: tabular-nums; }
th { color: var(--quiet); font-weight: 600; }
tr.good td:first-child::before { content: '✓ '; color: var(--good); }
tr.bad td:first-child::before { content: '✗ '; color: var(--bad); } tr.bad td { color: var(--bad); }
figure { margin: 1.2rem 0; } figcaption { color: var(--quiet); font-size: .9rem; }
svg { max-width: 100%; height: auto; } svg text { fill: var(--ink); font: 11px system-ui, sans-serif; }
.sign { border: 1px solid var(--line); padding: .2rem 1rem 1.2rem; break-inside: avoid; }
.sign span { display: inline-block; width: 30%; margin: 2.4rem 2% 0 0; border-top: 1px solid var(--ink); color: var(--quiet); font-size: .8rem; }
td { overflow-wrap: anywhere; }
@media print { :root { color-scheme: light; --ink: #000; --quiet: #444; --line: #999; --paper: #fff; } body { margin: 0; max-width: none;
  font-size: 10.5pt; } figure, tr { break-inside: avoid; } h2 { break-after: avoid; } thead { display: table-header-group; } }
.found { fill: var(--found); } .other { fill: var(--other); } .expected { stroke: var(--expected); stroke-width: 2; }
";

/// The whole page.
pub(super) fn write(report: &Report) -> String {
    let title = escape(&report.title);
    let mut out = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{title}</title>\n\
         <style>{STYLE}</style>\n</head>\n<body>\n<h1>{title}</h1>\n"
    );
    for sentence in &report.lead {
        out.push_str(&format!("<p>{}</p>\n", escape(sentence)));
    }
    for section in &report.sections {
        out.push_str(&format!("<section>\n<h2>{}</h2>\n", escape(&section.heading)));
        for block in &section.blocks {
            match block {
                Block::Text(text) => out.push_str(&format!("<p>{}</p>\n", escape(text))),
                Block::Table(table) => add_table(&mut out, table),
                Block::Chart(drawn) => out.push_str(&chart::svg(drawn)),
                Block::Sign(what) => out.push_str(&format!(
                    "<div class=\"sign\"><p>{}</p><p><span>date</span><span>name</span><span>signature</span></p></div>\n",
                    escape(what)
                )),
            }
        }
        out.push_str("</section>\n");
    }
    out.push_str("</body>\n</html>\n");
    out
}

fn add_table(out: &mut String, table: &Table) {
    let class = |column: usize| match table.head.get(column) {
        Some(head) if head.number => " class=\"n\"",
        _ => "",
    };
    out.push_str("<table>\n<thead><tr>");
    for (column, head) in table.head.iter().enumerate() {
        out.push_str(&format!("<th scope=\"col\"{}>{}</th>", class(column), escape(&head.name)));
    }
    out.push_str("</tr></thead>\n<tbody>\n");
    for row in &table.rows {
        out.push_str(match row.mark {
            Mark::Plain => "<tr>",
            Mark::Good => "<tr class=\"good\">",
            Mark::Bad => "<tr class=\"bad\">",
        });
        for (column, cell) in row.cells.iter().enumerate() {
            out.push_str(&format!("<td{}>{}</td>", class(column), escape(cell)));
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody>\n</table>\n");
}

/// Text as it stands between tags or in a quoted attribute.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            // Controls have no place in a page, except those that are white space.
            c if c.is_control() && !c.is_whitespace() => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}
