//! Text of unknown origin made harmless for a terminal, and for JSON that may be shown on one.
//!
//! Escape sequences can move the cursor, set the clipboard or answer for the user;
//! bidirectional controls can show text in another order than it has.

use std::borrow::Cow;

/// `text` without any character that drives a terminal: control characters are shown as
/// their pictures (␛), others of no shape as U+FFFD. Line breaks and tabs stay.
pub fn for_terminal(text: &str) -> Cow<'_, str> {
    if !text.chars().any(|c| is_driving(c) && !matches!(c, '\n' | '\t')) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\n' | '\t' => out.push(c),
            '\r' if chars.peek() == Some(&'\n') => {}
            '\u{0}'..='\u{1F}' => out.push(char::from_u32(0x2400 + c as u32).unwrap_or('\u{FFFD}')),
            '\u{7F}' => out.push('\u{2421}'),
            _ if is_driving(c) => out.push('\u{FFFD}'),
            _ => out.push(c),
        }
    }
    Cow::Owned(out)
}

/// One line of it: line breaks and tabs too become spaces.
pub fn for_line(text: &str) -> String {
    for_terminal(&text.split_whitespace().collect::<Vec<_>>().join(" ")).into_owned()
}

/// JSON text in which every character that drives a terminal is escaped. Such characters
/// stand within strings only, where `\u` means the same.
pub fn for_json(json: String) -> String {
    if !json.chars().any(|c| is_driving(c) && c != '\n') {
        return json;
    }
    let mut out = String::with_capacity(json.len() + 16);
    for c in json.chars() {
        if is_driving(c) && c != '\n' {
            let mut units = [0; 2];
            c.encode_utf16(&mut units).iter().for_each(|unit| out.push_str(&format!("\\u{unit:04x}")));
        } else {
            out.push(c);
        }
    }
    out
}

/// Whether a character acts on a terminal or on the order of what is shown.
fn is_driving(c: char) -> bool {
    matches!(c,
        '\u{0}'..='\u{1F}' | '\u{7F}'..='\u{9F}'
        | '\u{061C}' | '\u{200B}' | '\u{200E}' | '\u{200F}'
        | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}'
        | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E007F}')
}

#[cfg(test)]
mod tests {
    use super::{for_json, for_line, for_terminal, is_driving};
    use proptest::prelude::*;

    #[test]
    fn escapes_become_visible() {
        assert_eq!(for_terminal("a\u{1b}]52;c;QQ\u{7}b\u{9b}2J"), "a␛]52;c;QQ␇b\u{FFFD}2J");
        assert_eq!(for_terminal("x\u{202e}y"), "x\u{FFFD}y");
        assert_eq!(for_terminal("two\r\nlines\tand a \rlone return"), "two\nlines\tand a ␍lone return");
        assert_eq!(for_terminal("한국 é 👩\u{200d}🚀"), "한국 é 👩\u{200d}🚀");
        assert_eq!(for_line(" a\n\tb "), "a b");
    }

    #[test]
    fn json_means_the_same() {
        let json = serde_json::to_string("a\u{9b}\u{202e}\u{7f}\u{e0041}b").unwrap();
        let escaped = for_json(json.clone());
        assert!(escaped.is_ascii());
        assert_eq!(serde_json::from_str::<String>(&escaped).unwrap(), serde_json::from_str::<String>(&json).unwrap());
    }

    proptest! {
        #[test]
        fn nothing_that_drives_gets_through(text in any::<String>()) {
            prop_assert!(for_terminal(&text).chars().all(|c| !is_driving(c) || matches!(c, '\n' | '\t')));
            prop_assert!(for_line(&text).chars().all(|c| !is_driving(c)));
        }
    }
}
