//! Text to tokens: UAX #29 words, mended where a search needs more.
//!
//! What is added to the standard's word boundaries: possessives and contractions come
//! apart ("Korea's" → korea, "don't" → do + not, "l'eau" → l' + eau), acronyms meet
//! their dotted spelling ("U.N." → un), digit grouping goes ("1,000" → 1000), and
//! scripts written without spaces give overlapping pairs of characters, since the
//! standard has no dictionary to cut them with, and ideographs also each by itself: many
//! are words.

use unicode_segmentation::UnicodeSegmentation;

use super::{fold, words};
use crate::limits;

/// One word of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Lower case, accents kept: what a stemmer reads.
    pub lower: String,
    /// Lower case, accents folded: what is compared.
    pub folded: String,
    /// Byte range in the text.
    pub start: usize,
    /// End of the byte range, exclusive.
    pub end: usize,
    /// Starts with an upper-case letter.
    pub capital: bool,
    /// Holds a digit.
    pub digit: bool,
    /// A pair of characters, or an ideograph, of an unspaced script: never stemmed nor mended.
    pub unspaced: bool,
}

/// The tokens of `text` in order. Tokens of unspaced scripts overlap, and the two of "don't" have one place; all others do not.
/// Time is linear in the length of the text.
pub fn tokens(text: &str) -> Vec<Token> {
    // A text all in capitals says nothing by them.
    tokens_cased(text, text.chars().any(char::is_lowercase))
}

/// As [`tokens`], told whether capitals mean something: "US" by itself is an acronym in
/// a list of terms, and perhaps a shouted pronoun in a question.
pub fn tokens_cased(text: &str, cased: bool) -> Vec<Token> {
    let mut out = Vec::new();
    let mut run: Vec<(usize, char)> = Vec::new();
    let mut previous = String::new();
    for (start, word) in text.unicode_word_indices() {
        if word.chars().next().is_some_and(is_unspaced) {
            let gap = run.last().is_some_and(|(at, c)| at + c.len_utf8() != start);
            if gap {
                push_unspaced(&mut out, &mut run);
            }
            run.extend(word.char_indices().map(|(i, c)| (start + i, c)));
            continue;
        }
        push_unspaced(&mut out, &mut run);
        push_word(&mut out, word, start, cased, &previous);
        previous.clear();
        previous.push_str(&word.to_lowercase());
    }
    push_unspaced(&mut out, &mut run);
    out
}

/// Scripts that put no space between words.
fn is_unspaced(c: char) -> bool {
    matches!(c,
        '\u{0E00}'..='\u{0EFF}'      // Thai, Lao
        | '\u{1000}'..='\u{109F}'    // Myanmar
        | '\u{1780}'..='\u{17FF}'    // Khmer
        | '\u{3040}'..='\u{30FF}'    // kana
        | '\u{31F0}'..='\u{31FF}')
        || is_ideograph(c)
}

/// Characters of Chinese, and of Japanese and Korean where they share them.
pub fn is_ideograph(c: char) -> bool {
    matches!(c,
        '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}

fn push_unspaced(out: &mut Vec<Token>, run: &mut Vec<(usize, char)>) {
    let mut push = |chars: &[(usize, char)]| {
        let (Some(&(start, _)), Some(&(last, c))) = (chars.first(), chars.last()) else {
            return;
        };
        let lower: String = chars.iter().flat_map(|(_, c)| c.to_lowercase()).collect();
        let folded = fold(&lower);
        out.push(Token {
            lower,
            folded,
            start,
            end: last + c.len_utf8(),
            capital: false,
            digit: false,
            unspaced: true,
        });
    };
    for (at, one) in run.iter().enumerate() {
        if run.len() == 1 || is_ideograph(one.1) {
            push(&[*one]);
        }
        if let Some(pair) = run.get(at..at + 2) {
            push(pair);
        }
    }
    run.clear();
}

fn push_word(out: &mut Vec<Token>, word: &str, start: usize, cased: bool, previous: &str) {
    let end = start + word.len();
    let capital = word.chars().next().is_some_and(char::is_uppercase);
    let digit = word.chars().any(|c| c.is_ascii_digit());
    let mut push = |lower: String| {
        let lower = cut(lower);
        let folded = fold(&lower);
        out.push(Token { lower, folded, start, end, capital, digit, unspaced: false });
    };
    let lower = word.to_lowercase().replace(['’', 'ʼ', '＇'], "'");
    if digit {
        push(lower.replace([',', '\''], ""));
    } else if let Some(acronym) = acronym(word, &lower, cased, previous) {
        push(acronym);
    } else if lower.contains('\'') {
        split_apostrophe(&lower).into_iter().for_each(push);
    } else {
        push(lower);
    }
}

/// An acronym's one spelling: dots go ("u.n" → "un"), unless what is left would be a
/// function word ("US", "the us" → "u.s"; "WHO" → "w.h.o"), which it must not be taken for.
fn acronym(word: &str, lower: &str, cased: bool, previous: &str) -> Option<String> {
    let dotted = lower.split('.').all(|part| part.chars().count() == 1) && lower.contains('.');
    let plain: String = lower.chars().filter(|c| *c != '.').collect();
    let count = plain.chars().count();
    let upper = cased && word.chars().all(char::is_uppercase);
    let after_article = previous == "the" && matches!(plain.as_str(), "us");
    if !(dotted || after_article || (upper && (2..=5).contains(&count))) {
        return None;
    }
    if words::is_function(&plain) {
        let letters: Vec<String> = plain.chars().map(String::from).collect();
        return Some(letters.join("."));
    }
    dotted.then_some(plain)
}

/// Words that an apostrophe joins to the next one, in French, Italian and Catalan.
const ELISIONS: [&str; 24] = [
    "l", "d", "j", "m", "t", "s", "c", "n", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu", "dell", "all", "nell", "sull",
    "dall", "un", "quest", "quell", "cos", "com", "dov",
];

fn split_apostrophe(lower: &str) -> Vec<String> {
    let Some((head, tail)) = lower.rsplit_once('\'') else {
        return vec![lower.to_owned()];
    };
    match tail {
        "s" | "" => return vec![head.replace('\'', "")],
        "re" | "ll" | "ve" | "d" | "m" if !head.is_empty() => return vec![head.replace('\'', "")],
        "t" if head.ends_with('n') => {
            let verb = match head {
                "can" => "can",
                "won" => "will",
                "shan" => "shall",
                _ => head.trim_end_matches('n'),
            };
            return vec![verb.to_owned(), "not".to_owned()];
        }
        _ => {}
    }
    if ELISIONS.contains(&head) {
        return vec![format!("{head}'"), tail.to_owned()];
    }
    vec![lower.replace('\'', "")]
}

/// Cut to [`limits::TERM_BYTES`] on a character boundary.
fn cut(mut word: String) -> String {
    if word.len() > limits::TERM_BYTES {
        let mut at = limits::TERM_BYTES;
        while !word.is_char_boundary(at) {
            at -= 1;
        }
        word.truncate(at);
    }
    word
}

#[cfg(test)]
mod tests {
    use super::{Token, tokens};

    fn folded(text: &str) -> Vec<String> {
        tokens(text).into_iter().map(|t: Token| t.folded).collect()
    }

    #[test]
    fn possessives_contractions_and_elisions_come_apart() {
        assert_eq!(folded("North Korea’s ally"), ["north", "korea", "ally"]);
        assert_eq!(folded("they don't, won't, can't"), ["they", "do", "not", "will", "not", "can", "not"]);
        assert_eq!(folded("dell'acqua d'été"), ["dell'", "acqua", "d'", "ete"]);
        assert_eq!(folded("O'Brien's"), ["obrien"]);
    }

    #[test]
    fn acronyms_meet_and_keep_clear_of_pronouns() {
        assert_eq!(folded("the U.N. and the UN"), ["the", "un", "and", "the", "un"]);
        assert_eq!(folded("the US, the U.S. and the us"), ["the", "u.s", "the", "u.s", "and", "the", "u.s"]);
        assert_eq!(folded("tell us"), ["tell", "us"]);
        assert_eq!(folded("WHO ARE YOU"), ["who", "are", "you"]);
        assert_eq!(folded("What is WHO?"), ["what", "is", "w.h.o"]);
    }

    #[test]
    fn numbers_lose_their_grouping() {
        assert_eq!(folded("1,000 or 3.5"), ["1000", "or", "3.5"]);
    }

    #[test]
    fn unspaced_scripts_give_pairs_and_ideographs() {
        assert_eq!(folded("北京大学 ok"), ["北", "北京", "京", "京大", "大", "大学", "学", "ok"]);
        assert_eq!(folded("カード"), ["カー", "ード"]);
        assert_eq!(folded("水"), ["水"]);
        assert_eq!(folded("ภาษา").len(), 3);
    }

    #[test]
    fn long_words_are_kept() {
        let long = "x".repeat(60);
        assert_eq!(folded(&long), [long]);
        assert_eq!(folded(&"é".repeat(400)).first().map(String::len), Some(128));
    }

    #[test]
    fn ranges_are_the_words_own() {
        let text = "Zürich’s “Bahnhof”";
        let got: Vec<_> = tokens(text).iter().map(|t| text.get(t.start..t.end).map(str::to_owned)).collect();
        assert_eq!(got, [Some("Zürich’s".to_owned()), Some("Bahnhof".to_owned())]);
    }
}
