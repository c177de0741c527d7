//! One thing typed over several lines: between `"""`, or with `\` at the end of a line.

const FENCE: &str = "\"\"\"";

/// Whether what is typed needs no further line.
pub fn is_whole(typed: &str) -> bool {
    match typed.trim_start().strip_prefix(FENCE) {
        Some(rest) => rest.contains(FENCE),
        None => !goes_on(typed),
    }
}

fn goes_on(line: &str) -> bool {
    // An escaped backslash is one.
    line.chars().rev().take_while(|c| *c == '\\').count() % 2 == 1
}

/// What is meant: without the marks, its lines in one text.
pub fn joined(typed: &str) -> String {
    let typed = typed.trim();
    if let Some(rest) = typed.strip_prefix(FENCE) {
        let (text, after) = rest.split_once(FENCE).unwrap_or((rest, ""));
        return format!("{} {}", text.trim(), after.trim()).trim().to_owned();
    }
    typed.replace("\\\n", "\n").trim().to_owned()
}

/// Lines of a file as they would be typed, each with the number of its first line.
pub fn of_file(text: &str) -> Vec<(usize, String)> {
    let mut typed: Vec<(usize, String)> = Vec::new();
    let mut open = false;
    for (number, line) in (1..).zip(text.lines()) {
        match typed.last_mut().filter(|_| open) {
            Some((_, last)) => {
                last.push('\n');
                last.push_str(line);
            }
            None if line.trim().is_empty() || line.trim_start().starts_with('#') => continue,
            None => typed.push((number, line.to_owned())),
        }
        open = typed.last().is_some_and(|(_, last)| !is_whole(last));
    }
    typed
}

#[cfg(test)]
mod tests {
    use super::{is_whole, joined, of_file};

    #[test]
    fn fences_and_backslashes_open_lines() {
        assert!(is_whole("a question") && is_whole("ends in two \\\\"));
        assert!(!is_whole("goes on \\") && !is_whole("\"\"\"goes on") && !is_whole("\"\"\"\n"));
        assert!(is_whole("\"\"\"one\ntwo\"\"\""));
        assert_eq!(joined("\"\"\"\none\ntwo\n\"\"\""), "one\ntwo");
        assert_eq!(joined("one \\\ntwo"), "one \ntwo");
        assert_eq!(joined(" plain "), "plain");
    }

    #[test]
    fn a_file_is_read_as_typed() {
        let lines = of_file("# remark\n.mode json\n\n\"\"\"\nlong\n# in it\n\"\"\"\nshort \\\nmore\n");
        let texts: Vec<_> = lines.iter().map(|(n, t)| (*n, joined(t))).collect();
        assert_eq!(texts, [(2, ".mode json".into()), (4, "long\n# in it".into()), (8, "short \nmore".into())]);
    }
}
