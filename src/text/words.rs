//! Word lists of general language: what a word's absence tells before any corpus is seen.
//!
//! A corpus of twenty records cannot tell that "currently" is a lighter word than
//! "warhead"; these lists, written for the product, can. They hold no subject matter.

use std::collections::HashMap;
use std::sync::OnceLock;

use super::Language;
use super::token::is_ideograph;

/// How much a word carries in a question, lightest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// Articles, pronouns, auxiliaries: no meaning of their own.
    Closed,
    /// Who, when, how: say what kind of answer is wanted.
    Question,
    /// Please, tell, want: frame a question.
    Filler,
    /// Before, under, since: relate two other words.
    Relational,
    /// One of the most frequent content words of the language.
    Common,
    /// Everything else.
    Content,
}

const FUNCTION_WORDS: [(&str, &str); 9] = [
    ("en", include_str!("../words/function_words/en.txt")),
    ("de", include_str!("../words/function_words/de.txt")),
    ("es", include_str!("../words/function_words/es.txt")),
    ("fr", include_str!("../words/function_words/fr.txt")),
    ("it", include_str!("../words/function_words/it.txt")),
    ("nl", include_str!("../words/function_words/nl.txt")),
    ("pt", include_str!("../words/function_words/pt.txt")),
    ("ru", include_str!("../words/function_words/ru.txt")),
    ("zh", include_str!("../words/function_words/zh.txt")),
];

const COMMON_EN: &str = include_str!("../words/common_en.txt");
const GREETINGS: &str = include_str!("../words/greetings.txt");
const REMARKS: &str = include_str!("../words/remarks.txt");

/// The synonym file that ships with the product, in the syntax of [`crate::synonyms`].
pub const SYNONYMS: &str = include_str!("../words/synonyms.txt");

type Classes = HashMap<String, Class>;

/// The class of a folded word in `language`; everything is content in a language
/// without lists, but for ideographs, which need no language told.
pub fn class(language: Option<Language>, folded: &str) -> Class {
    static LISTS: [OnceLock<Classes>; FUNCTION_WORDS.len()] = [const { OnceLock::new() }; FUNCTION_WORDS.len()];
    let listed = |code: &str, word: &str| {
        let ((known, text), list) = FUNCTION_WORDS.iter().zip(&LISTS).find(|((known, _), _)| *known == code)?;
        list.get_or_init(|| read_classes(known, text)).get(word).copied()
    };
    if folded.chars().all(is_ideograph) && !folded.is_empty() {
        return listed("zh", folded).unwrap_or_else(|| ideographs_class(folded, |c| listed("zh", c)));
    }
    listed(language.map_or("und", Language::code), folded).unwrap_or(Class::Content)
}

/// The language whose function words `folded` words are mostly, for texts too short to be told otherwise: a quarter of
/// them, three or more, and twice as many as of any other language.
pub fn language_by_function_words(folded: &[String]) -> Option<Language> {
    const LEAST: usize = 3;
    let of = |language: Language| folded.iter().filter(|w| class(Some(language), w) <= Class::Relational).count();
    let mut counts: Vec<(usize, Language)> = FUNCTION_WORDS
        .iter()
        .filter_map(|(code, _)| Language::from_code(code))
        .map(|language| (of(language), language))
        .collect();
    counts.sort_by_key(|(count, language)| (std::cmp::Reverse(*count), *language));
    let (first, language) = *counts.first()?;
    let second = counts.get(1).map_or(0, |(count, _)| *count);
    (first >= LEAST && first * 4 >= folded.len() && first >= 2 * second).then_some(language)
}

/// The class of an ideograph or a pair of them that the list has not. An ideograph by itself is
/// rarely the whole word, and neither is a pair that a function word has part in.
fn ideographs_class(text: &str, listed: impl Fn(&str) -> Option<Class>) -> Class {
    let parts: Vec<Option<Class>> = text.split("").filter(|c| !c.is_empty()).map(listed).collect();
    match parts[..] {
        [Some(first), Some(second)] => first.max(second),
        [None, None] => Class::Content,
        _ => Class::Common,
    }
}

/// Whether `plain` is a closed-class or question word of English, which an acronym
/// must not be mistaken for.
pub fn is_function(plain: &str) -> bool {
    class(Some(Language::ENGLISH), plain) <= Class::Question
}

fn read_classes(code: &str, text: &str) -> Classes {
    let mut classes = Classes::new();
    if code == "en" {
        classes.extend(lines(COMMON_EN).map(|word| (super::fold(word), Class::Common)));
    }
    let mut class = Class::Closed;
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        match line.strip_prefix("# section:").map(str::trim) {
            Some("closed") => class = Class::Closed,
            Some("question") => class = Class::Question,
            Some("filler") => class = Class::Filler,
            Some("relational") => class = Class::Relational,
            Some(_) | None if line.starts_with('#') => {}
            _ => {
                // The forms a text is cut into, too: "don't" is met as "do" and "not".
                let word = super::fold(line).replace('\'', "");
                classes.insert(word, class);
                if line.ends_with(['\'', '’']) {
                    classes.insert(super::fold(line), class);
                }
            }
        }
    }
    // The list has contractions whole; what they are cut into must not turn negation into filler.
    classes.remove("not");
    classes
}

fn lines(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// Greetings and courtesies, each as its folded words, longest first.
pub fn greetings() -> &'static [Vec<String>] {
    static GREETING_WORDS: OnceLock<Vec<Vec<String>>> = OnceLock::new();
    GREETING_WORDS.get_or_init(|| phrases(GREETINGS))
}

/// What is said to an answer and asks for nothing, as [`greetings`]: "that helps".
pub fn remarks() -> &'static [Vec<String>] {
    static REMARK_WORDS: OnceLock<Vec<Vec<String>>> = OnceLock::new();
    REMARK_WORDS.get_or_init(|| phrases(REMARKS))
}

fn phrases(text: &'static str) -> Vec<Vec<String>> {
    let mut all: Vec<Vec<String>> =
        lines(text).map(|line| super::tokens(line).into_iter().map(|t| t.folded).collect()).collect();
    all.retain(|words| !words.is_empty());
    all.sort_by_key(|words| std::cmp::Reverse(words.len()));
    all
}

/// Whether a folded word stands in one of the shipped English lists, and so is no typing mistake.
pub fn is_known(folded: &str) -> bool {
    // Looked up in the text: a set of its words would take longer to make than all that a
    // single question does.
    static LOWER: OnceLock<String> = OnceLock::new();
    let text = LOWER.get_or_init(|| SYNONYMS.to_ascii_lowercase());
    let is_edge = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
    let stands_alone = |at: usize| {
        let (before, after) = (text.get(..at).unwrap_or_default(), text.get(at + folded.len()..).unwrap_or_default());
        is_edge(before.chars().next_back()) && is_edge(after.chars().next())
    };
    class(Some(Language::ENGLISH), folded) != Class::Content
        || text.match_indices(folded).any(|(at, _)| stands_alone(at))
}

#[cfg(test)]
mod tests {
    use super::{Class, class, is_known, language_by_function_words};
    use crate::text::Language;

    #[test]
    fn classes_belong_to_their_language() {
        let german = Language::from_code("de");
        assert_eq!(class(german, "war"), Class::Closed);
        assert_eq!(class(Some(Language::ENGLISH), "war"), Class::Content);
        assert_eq!(class(Some(Language::ENGLISH), "the"), Class::Closed);
        assert_eq!(class(Some(Language::ENGLISH), "who"), Class::Question);
        assert_eq!(class(None, "the"), Class::Content);
        assert_eq!(
            ["的", "什么", "北京", "京的", "京"].map(|w| class(None, w)),
            [Class::Closed, Class::Question, Class::Content, Class::Common, Class::Common]
        );
    }

    #[test]
    fn a_negation_is_never_filler() {
        for word in ["not", "no", "without", "never"] {
            assert_eq!(class(Some(Language::ENGLISH), word), Class::Content, "{word}");
        }
        assert_eq!(class(Language::from_code("de"), "nicht"), Class::Content);
    }

    #[test]
    fn a_few_words_tell_their_language() {
        let told = |text: &str| {
            let folded: Vec<String> = crate::text::tokens(text).into_iter().map(|t| t.folded).collect();
            language_by_function_words(&folded).map(Language::code)
        };
        assert_eq!(told("What does it cost? Ten euros a day. Where are you?"), Some("en"));
        assert_eq!(told("Was kostet das? Zehn Euro am Tag. Wo seid ihr?"), Some("de"));
        assert_eq!(told("Cuánto cuesta la entrada? Diez euros por persona. Dónde está el hotel?"), Some("es"));
        assert_eq!(told("Widget A7 blue. Widget A8 red. Pad thai. Tom yum."), None);
        assert_eq!(told("the end"), None);
    }

    #[test]
    fn everyday_words_are_known() {
        assert!(is_known("people"));
        assert!(is_known("zimbabwe"));
        assert!(!is_known("warhaeds"));
        assert!(!is_known("imbabw"));
    }
}
