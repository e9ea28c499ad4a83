//! A report reads as text, and its page holds no more than was put in.

use super::{Bar, Block, Chart, Mark, PyramidClass, Report, Section, Table};

fn report() -> Report {
    let mut table = Table::new(&["what", "#how many"]);
    table.push(Mark::Good, ["rows <in> all".to_owned(), "1,000".to_owned()]);
    table.push(Mark::Bad, ["orphans".to_owned(), "3".to_owned()]);
    let class = |name: &str, share: f64| PyramidClass {
        name: name.to_owned(),
        found: [share, share / 2.0],
        expected: [share, share],
    };
    let pyramid = Chart::Pyramid {
        title: "Ages".to_owned(),
        sides: ["women".to_owned(), "men".to_owned()],
        classes: vec![class("0-4", 0.06), class("5-9", 0.07)],
    };
    let bars = Chart::Bars {
        title: "Names".to_owned(),
        key: super::AFTER,
        bars: vec![Bar { name: "O'Brien & Sons".to_owned(), found: 0.01, expected: Some(0.012) }],
    };
    Report {
        title: "A <title>".to_owned(),
        lead: vec!["One sentence.".to_owned()],
        sections: vec![Section {
            heading: "Part".to_owned(),
            blocks: vec![
                Block::Text("Words.".to_owned()),
                Block::Table(table),
                Block::Chart(pyramid),
                Block::Chart(bars),
                Block::Sign("I know of nothing <else>.".to_owned()),
            ],
        }],
    }
}

#[test]
fn text_has_columns_and_signs() {
    assert_eq!(
        report().text(),
        "A <title>\n  One sentence.\n\nPart\n  Words.\n  what           how many\n  rows <in> all     1,000\n! orphans               3\n  I know of nothing <else>.\n\n  date ____________  name ____________________________  signature ____________________________\n"
    );
}

#[test]
fn a_page_needs_nothing_else_and_escapes_what_it_is_given() {
    let page = report().html();
    assert!(page.contains("rows &lt;in&gt; all") && page.contains("O&#39;Brien &amp; Sons"));
    assert!(page.contains("<title>A &lt;title&gt;</title>") && page.contains("default-src 'none'"));
    for outside in ["http:", "https:", "src=", "href=", "url(", "<script", "@import", "<link"] {
        assert!(!page.contains(outside), "{outside}");
    }
    assert_eq!(page.matches("<svg").count(), 2);
    assert_eq!(page.matches("<rect").count(), 5);
    for tag in ["section", "table", "figure", "svg", "g", "tr", "td", "p", "div", "span"] {
        let opened = page.matches(&format!("<{tag}>")).count() + page.matches(&format!("<{tag} ")).count();
        assert_eq!(opened, page.matches(&format!("</{tag}>")).count(), "{tag}");
    }
}

#[test]
fn an_empty_report_is_a_report() {
    let empty = Report::default();
    assert_eq!(empty.text(), "\n");
    assert!(empty.html().ends_with("</html>\n"));
}
