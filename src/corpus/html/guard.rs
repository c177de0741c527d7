//! A look over a text before it is parsed: elements nested without end cost a parser the square
//! of their number.

use crate::limits;

/// Elements that have no content, or whose end is left out so often that they cannot be counted.
const UNCOUNTED: [&str; 37] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr", "p",
    "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot", "option", "optgroup", "colgroup", "html", "head",
    "body", "rb", "rt", "rp", "rtc", "frame", "keygen", "command",
];

/// Whether no element of `text` nests deeper than [`limits::NESTING`], by its tags alone.
pub fn is_shallow(text: &str) -> bool {
    let bytes = text.as_bytes();
    let (mut depth, mut at) = (0usize, 0usize);
    while let Some(found) = bytes.get(at..).and_then(|rest| rest.iter().position(|b| *b == b'<')) {
        at += found + 1;
        let closing = bytes.get(at) == Some(&b'/');
        let from = at + usize::from(closing);
        let name = bytes.get(from..).unwrap_or_default();
        let length = name.iter().take(24).take_while(|b| b.is_ascii_alphanumeric() || **b == b'-').count();
        let name =
            name.get(..length).and_then(|n| std::str::from_utf8(n).ok()).unwrap_or_default().to_ascii_lowercase();
        if name.is_empty() || UNCOUNTED.contains(&name.as_str()) {
            continue;
        }
        if closing {
            depth = depth.saturating_sub(1);
        } else {
            depth += 1;
            // What scripts and styles hold is no markup.
            if matches!(name.as_str(), "script" | "style" | "textarea" | "title") {
                let end = format!("</{name}");
                let rest = bytes.get(from..).unwrap_or_default();
                match rest.windows(end.len()).position(|w| w.eq_ignore_ascii_case(end.as_bytes())) {
                    Some(length) => at = from + length,
                    None => return true,
                }
            }
        }
        if depth > limits::NESTING {
            return false;
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::is_shallow;

    #[test]
    fn bombs_are_told_from_pages() {
        for bomb in ["<div>", "<ul><li>", "<a><i>", "<b><p>"] {
            assert!(!is_shallow(&bomb.repeat(10_000)), "{bomb}");
        }
        for page in ["<p>text", "<li>item", "<tr><td>cell", "<div>x</div>", "<br>", "a < b", "<script>'<div>'</script>"]
        {
            assert!(is_shallow(&page.repeat(10_000)), "{page}");
        }
    }
}
