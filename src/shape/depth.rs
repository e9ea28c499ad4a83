//! How deep a text of SQL nests, told from its tokens: what reads it recurses, and so does what frees what was read.

use sqlparser::tokenizer::Token;

/// The most words and signs that may stand above each other: each level of a tree takes one at least.
const MOST: usize = 300;

/// Whether a text nests no deeper than can be read. A chain of operators is as deep as it is long; a list is not.
pub fn is_shallow(tokens: &[Token]) -> bool {
    // For each parenthesis that is open, how many words and signs stand in it since the last comma.
    let mut open = vec![0_usize];
    let mut sum = 0;
    for token in tokens {
        match token {
            Token::Whitespace(_) => continue,
            Token::LParen | Token::LBracket => open.push(0),
            Token::RParen | Token::RBracket if open.len() > 1 => sum -= open.pop().unwrap_or(0),
            Token::Comma => sum -= open.last_mut().map_or(0, std::mem::take),
            _ => {}
        }
        if let Some(last) = open.last_mut() {
            *last += 1;
            sum += 1;
        }
        if sum > MOST {
            return false;
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::is_shallow;
    use sqlparser::dialect::PostgreSqlDialect;
    use sqlparser::tokenizer::Tokenizer;

    fn told(text: &str) -> bool {
        is_shallow(&Tokenizer::new(&PostgreSqlDialect {}, text).tokenize().unwrap())
    }

    #[test]
    fn chains_and_parentheses_are_deep_and_lists_are_not() {
        assert!(told(&format!("a IN ({}'z'::text)", "'a'::text, ".repeat(5_000))));
        assert!(told(&format!("{}(a = 1)", "(a = 1) OR ".repeat(140))));
        assert!(!told(&format!("{}(a = 1)", "(a = 1) OR ".repeat(1_000))));
        assert!(!told(&format!("{}a{}", "(".repeat(1_000), ")".repeat(1_000))));
        assert!(!told(&format!("a{}", " IS NULL".repeat(1_000))));
    }
}
