//! A question as prose, without the signs that mean something to programs alone.

/// `text` less brackets, quotes and operators, with single spaces: `+treaty -"North Korea"` says
/// what `treaty North Korea` says. What stands between two letters or digits stays (`e-mail`,
/// `3.5`), and so does what ends a sentence or belongs to a name or number (`C++`, `$5`, `5 %`).
pub fn prose(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut before = ' ';
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let next = chars.peek().copied().unwrap_or(' ');
        let kept = match c {
            '.' | ',' | '?' | '!' | '%' | '\'' => true,
            '+' | '#' => before.is_alphanumeric() || before == c,
            '$' => next.is_ascii_digit(),
            '“' | '”' | '„' | '«' | '»' => false,
            _ if c.is_ascii_punctuation() => before.is_alphanumeric() && next.is_alphanumeric(),
            _ => true,
        };
        if !kept {
            continue;
        }
        if c.is_whitespace() {
            if !out.is_empty() && !out.ends_with(' ') {
                out.push(' ');
            }
        } else {
            out.push(c);
        }
        before = c;
    }
    out.truncate(out.trim_end().len());
    out
}

#[cfg(test)]
mod tests {
    use super::prose;

    #[test]
    fn operators_go_and_prose_stays() {
        for asked in
            ["+treaty -russia", "(treaty) \"russia\"", "treaty~ russia^", "[treaty] {russia}", "treaty: *russia* "]
        {
            assert_eq!(prose(asked), "treaty russia");
        }
        for prose_already in ["Is e-mail (or fax) read?", "What's 3.5 % of $5, in C++ and/or C#?", "Wo ist “das”?"]
        {
            let words = |text: &str| text.replace(['(', ')', '“', '”'], "");
            assert_eq!(prose(prose_already), words(prose_already));
        }
        assert_eq!(prose("«»"), "");
    }
}
