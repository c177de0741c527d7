//! Case and accent folding, so that "Zürich", "ZURICH" and "zurich" are one word.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Lower case without accents, in compatibility form (`ﬁ` → `fi`, full-width → plain).
///
/// Marks are taken off Latin and Greek letters only: in Cyrillic (й), Arabic, Indic
/// and kana scripts a mark makes another letter. Letters that Unicode does not
/// decompose but people type without (ß, ø, ł, æ …) are spelled out.
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let mut out = String::with_capacity(text.len());
    let mut base_takes_marks = false;
    for c in text.nfkd().flat_map(char::to_lowercase) {
        if is_combining_mark(c) {
            if !base_takes_marks {
                out.push(c);
            }
            continue;
        }
        base_takes_marks = is_latin_or_greek(c);
        match c {
            'ß' => out.push_str("ss"),
            'æ' => out.push_str("ae"),
            'œ' => out.push_str("oe"),
            'ø' => out.push('o'),
            'ł' => out.push('l'),
            'đ' | 'ð' => out.push('d'),
            'þ' => out.push_str("th"),
            'ı' => out.push('i'),
            'ς' => out.push('σ'),
            'ё' => out.push('е'),
            '’' | 'ʼ' | '＇' => out.push('\''),
            _ => out.push(c),
        }
    }
    // Cyrillic й and kana voicing come apart in NFKD: put what is left together again.
    if out.is_ascii() { out } else { out.nfc().map(|c| if c == 'ё' { 'е' } else { c }).collect() }
}

fn is_latin_or_greek(c: char) -> bool {
    matches!(c, 'a'..='z' | '\u{00DF}'..='\u{024F}' | '\u{0370}'..='\u{03FF}' | '\u{1E00}'..='\u{1FFF}')
}

#[cfg(test)]
mod tests {
    use super::fold;

    #[test]
    fn case_accents_and_ligatures_fold() {
        assert_eq!(fold("ZÜRICH"), "zurich");
        assert_eq!(fold("Ærøskøbing"), "aeroskobing");
        assert_eq!(fold("Straße"), "strasse");
        assert_eq!(fold("ﬁre"), "fire");
        assert_eq!(fold("Ｆｕｌｌ"), "full");
        assert_eq!(fold("Ἀθῆναι"), "αθηναι");
    }

    #[test]
    fn marks_that_make_another_letter_stay() {
        assert_eq!(fold("Йод"), "йод");
        assert_eq!(fold("Ёлка"), "елка");
        assert_eq!(fold("が"), "が");
        assert_ne!(fold("が"), fold("か"));
    }
}
