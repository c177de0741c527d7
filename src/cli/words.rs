//! Numbers and texts put into a few words.

use std::fmt::Display;

/// Characters of a text by which it is named.
pub const NAMED_CHARS: usize = 60;

/// `1 record`, `2 records`.
pub fn counted<N: Display + PartialEq + From<u8>>(count: N, noun: &str) -> String {
    format!("{count} {noun}{}", if count == N::from(1) { "" } else { "s" })
}

/// The first so many characters of a text, with a sign that there is more where there is.
pub fn beginning(text: &str, chars: usize) -> String {
    match text.char_indices().nth(chars) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{beginning, counted};

    #[test]
    fn one_is_no_plural_and_what_is_cut_says_so() {
        assert_eq!((counted(1_u64, "record"), counted(0_u64, "pair")), ("1 record".into(), "0 pairs".into()));
        assert_eq!((beginning("größer", 6), beginning("größer", 3)), ("größer".into(), "grö…".into()));
    }
}
