//! Passages that cannot be understood without the one before: a quotation that runs on,
//! and a quotation whose speaker is only "he".
//!
//! By custom a quotation of several paragraphs has an opening mark at the head of each
//! and a closing mark only at the end of the last. So a paragraph that leaves a quotation
//! open, followed by one that opens with a mark, is one quotation.

use super::words::{PRONOUNS, SAYING};

/// What is remembered of the passage before.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Talk {
    /// A quotation was left open.
    open: bool,
    /// Somebody was said to say something, by name or as in the passage before that.
    speaker: bool,
}

/// What `text` goes on with, when `before` is what is remembered of the passage above it,
/// and what is to be remembered of `text`.
pub(super) fn follow(text: &str, before: Talk) -> (Option<&'static str>, Talk) {
    let starts = text.starts_with(['“', '"', '„', '«', '”']);
    let talk = Talk { open: leaves_open(text), speaker: names_speaker(text) };
    if before.open && starts {
        return (Some("quotation"), Talk { speaker: talk.speaker || before.speaker, ..talk });
    }
    if before.speaker && starts && !talk.speaker && names_pronoun(text) {
        return (Some("speaker"), Talk { speaker: true, ..talk });
    }
    (None, talk)
}

/// Whether a quotation is still open at the end of `text`.
fn leaves_open(text: &str) -> bool {
    let mut open = false;
    let mut low = false;
    for c in text.chars() {
        match c {
            '„' | '«' => (open, low) = (true, c == '„'),
            '“' if low => (open, low) = (false, false),
            '“' => open = true,
            '”' | '»' => open = false,
            '"' => open = !open,
            _ => {}
        }
    }
    open
}

/// Whether a verb of saying stands next to a name.
fn names_speaker(text: &str) -> bool {
    beside_verb(text, |word, sentence_start| {
        let name = word.starts_with(char::is_uppercase) && !sentence_start;
        name && !PRONOUNS.contains(&word.to_lowercase().as_str())
    })
}

/// Whether a verb of saying stands next to a pronoun.
fn names_pronoun(text: &str) -> bool {
    beside_verb(text, |word, _| PRONOUNS.contains(&word.to_lowercase().as_str()))
}

/// Whether `test` holds for a word right before or behind a verb of saying. It is told
/// whether the word stands behind a verb that ends its sentence.
fn beside_verb(text: &str, test: impl Fn(&str, bool) -> bool) -> bool {
    let mut previous = "";
    let mut verb = false;
    let mut ended = false;
    for raw in text.split(|c: char| c.is_whitespace() || matches!(c, '“' | '”' | '"' | '„' | '«' | '»')) {
        let word = raw.trim_matches(|c: char| !c.is_alphanumeric());
        if word.is_empty() {
            continue;
        }
        if verb && test(word, ended) {
            return true;
        }
        verb = word.len() < 16 && SAYING.contains(&word.to_lowercase().as_str());
        if verb && !previous.is_empty() && test(previous, false) {
            return true;
        }
        ended = raw.ends_with(['.', '!', '?', ',', ':']);
        // "Yesterday, she": what a comma parts is not beside.
        previous = if ended { "" } else { word };
    }
    false
}
