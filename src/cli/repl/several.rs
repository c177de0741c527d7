//! Two questions in one line.

/// Openings of a second question after "and".
const OPENERS: [&str; 24] = [
    "who", "whom", "whose", "what", "when", "where", "why", "how", "which", "is", "are", "was", "were", "do", "does",
    "did", "can", "could", "will", "would", "should", "has", "have", "may",
];

/// The questions in a line that are marked off from each other, in order; one alone is the line.
pub fn marked(line: &str) -> Vec<&str> {
    let parts: Vec<&str> = line.split_inclusive(['?', '？']).map(str::trim).filter(|p| !p.is_empty()).collect();
    let asks = |part: &&str| part.ends_with(['?', '？']) && part.chars().any(char::is_alphanumeric);
    if parts.len() > 1 && parts.iter().all(asks) { parts } else { vec![line] }
}

/// The line cut at an "and" that begins another question; `None` where none does. Whether it is
/// meant as two is for the answers to tell.
pub fn joined(line: &str) -> Option<(&str, &str)> {
    let begins = |text: &str| {
        let first: String = text.chars().take_while(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
        OPENERS.contains(&first.as_str())
    };
    if !begins(line.trim_start()) {
        return None;
    }
    let lower = line.to_ascii_lowercase();
    lower.match_indices(" and ").find_map(|(at, and)| {
        let (one, two) = (line.get(..at)?.trim_end_matches(','), line.get(at + and.len()..)?);
        (begins(two) && one.split_whitespace().count() > 2 && two.split_whitespace().count() > 2).then_some((one, two))
    })
}

#[cfg(test)]
mod tests {
    use super::{joined, marked};

    #[test]
    fn marks_part_questions() {
        assert_eq!(marked("Who is it? And when?"), ["Who is it?", "And when?"]);
        assert_eq!(marked("Who is it"), ["Who is it"]);
        assert_eq!(marked("I have a kettle. Who mends it?"), ["I have a kettle. Who mends it?"]);
        assert_eq!(marked("Really? Tell me of kettles."), ["Really? Tell me of kettles."]);
        assert_eq!(marked("Who is it???"), ["Who is it???"]);
    }

    #[test]
    fn an_and_may_join_two() {
        assert_eq!(
            joined("When is the shop open and how do I get there"),
            Some(("When is the shop open", "how do I get there"))
        );
        assert_eq!(joined("Do cups and plates cost the same"), None);
        assert_eq!(joined("When and where is it"), None);
    }
}
