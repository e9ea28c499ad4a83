//! Tables in pages of HTML: the first row or the first cell of a row names what stands in the others.

use crate::verify::Fiction;

/// Where in a table a page goes on.
#[derive(Default)]
pub(super) struct Page {
    within: bool,
    names: Vec<String>,
    /// The name that the row itself begins with.
    row: Option<String>,
    /// The number of the cell in its row.
    at: usize,
}

impl Page {
    /// Looks at the cells of a line that names stand above; gives the line without them, or nothing where there is none.
    pub(super) fn look(
        &mut self,
        file: &str,
        line: u64,
        text: &str,
        fiction: &mut Fiction,
    ) -> Option<String> {
        if !text.contains('<') || !(self.within || text.contains("<t") || text.contains("<T")) {
            return None;
        }
        let lower = text.to_ascii_lowercase();
        let mut rest: Option<String> = None;
        for (open, _) in lower.match_indices('<') {
            let tag = &lower[open + 1..];
            let name =
                &tag[..tag.find(|c: char| !c.is_ascii_alphanumeric() && c != '/').unwrap_or(tag.len())];
            match name {
                "table" | "/table" => {
                    if self.within {
                        fiction.end_of_file();
                    }
                    *self = Self { within: name == "table", ..Self::default() };
                }
                "tr" => (self.at, self.row) = (0, None),
                "th" | "td" if self.within => {
                    let Some(from) = tag.find('>').map(|end| open + end + 2) else { continue };
                    let to = lower[from..].find('<').map_or(lower.len(), |end| from + end);
                    let cell = text.get(from..to).unwrap_or_default().trim();
                    if name == "th" {
                        self.name(cell);
                    } else if let Some(named) = self.named().filter(|_| !cell.is_empty()) {
                        fiction.cell(file, line, &named, "", cell);
                        let left = rest.get_or_insert_with(|| text.to_owned());
                        left.replace_range(from..to, &" ".repeat(to - from));
                    }
                    self.at += 1;
                }
                _ => {}
            }
        }
        rest
    }

    fn name(&mut self, cell: &str) {
        if self.at == 0 && !cell.is_empty() {
            self.row = Some(cell.to_owned());
        }
        if self.names.len() == self.at {
            self.names.push(cell.to_owned());
        }
    }

    /// The name of the cell that comes next.
    fn named(&self) -> Option<String> {
        self.names.get(self.at).filter(|name| !name.is_empty()).or(self.row.as_ref()).cloned()
    }
}
