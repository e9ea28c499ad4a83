//! Texts from which an index or the server computes a number or a document, so that not every text is taken.

use super::super::definition::{Definition, text};
use super::super::draft::AS_READ;
use super::super::predicate;
use super::super::types::Sort;
use super::habits::told;
use super::{Facts, Made};

/// Casts that take only texts of a form.
const CASTS: &[&str] =
    &["::integer", "::bigint", "::smallint", "::numeric", "::double precision", "::uuid", "::json"];

/// Drafts a text that is cast somewhere: of the form where that is known, or else absent.
pub(super) fn computed(facts: &Facts<'_>) -> Option<Made> {
    let Sort::Text { most, .. } = facts.sort else { return None };
    let name = super::super::definition::sql(&facts.column.name);
    let casts = |expression: &&String| {
        let cast = CASTS.iter().any(|cast| expression.contains(cast));
        cast && super::super::dates::reads(expression, &name)
    };
    let expression = facts.table.expressions.iter().find(casts)?;
    let squeezed: String = expression.chars().filter(|c| !c.is_whitespace() && !"()".contains(*c)).collect();
    // A class and a number, as some frameworks refer to a row of any table; read as a check is, whatever the server writes.
    let said = predicate::parse(expression).map(|expr| predicate::written(&predicate::strip(expr, None)));
    if said.is_some_and(|said| said.contains(&format!("substr({name}, (strpos({name}, ',') + 1))"))) {
        let pattern =
            Definition::of("pattern").with("pattern", text("[a-z]{3,6}\\.[a-z]{3,6},[1-9][0-9]{0,2}"));
        return told(pattern, &format!("a class and a number, {AS_READ}"), 70);
    }
    if squeezed.contains(&format!("{name}::json")) {
        return told(
            Definition::of("choice").with("values", "['{}']"),
            &format!("a document, {AS_READ}"),
            70,
        );
    }
    let plain = [format!("{name}::integer"), format!("{name}::bigint"), format!("{name}::numeric")];
    if plain.iter().any(|cast| squeezed.contains(cast) || squeezed.contains(&cast.replace("::", "::text::")))
    {
        let n = most.unwrap_or(4).clamp(1, 4);
        let pattern = Definition::of("pattern").with("pattern", text(&format!("[1-9][0-9]{{0,{}}}", n - 1)));
        return told(pattern, &format!("a number, {AS_READ}"), 70);
    }
    let plain = facts.sort.plain().filter(|_| !facts.required)?.with("null", "1.0");
    told(plain, "always NULL: it is computed from in a form that is not known", 40)
}
