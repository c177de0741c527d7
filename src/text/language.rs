//! The languages that are stemmed, and how a text's language is told.

use frostem::{Algorithm, Stemmer};

/// A language with a stemmer, named by its ISO 639-1 code. Texts in any other
/// language are indexed unstemmed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Language(usize);

/// ISO 639-1, ISO 639-3 (what detection answers) and the Snowball algorithm.
const STEMMED: [(&str, &str, Algorithm); 18] = [
    ("en", "eng", Algorithm::English),
    ("ar", "ara", Algorithm::Arabic),
    ("da", "dan", Algorithm::Danish),
    ("de", "deu", Algorithm::German),
    ("el", "ell", Algorithm::Greek),
    ("es", "spa", Algorithm::Spanish),
    ("fi", "fin", Algorithm::Finnish),
    ("fr", "fra", Algorithm::French),
    ("hu", "hun", Algorithm::Hungarian),
    ("it", "ita", Algorithm::Italian),
    ("nl", "nld", Algorithm::Dutch),
    ("no", "nob", Algorithm::Norwegian),
    ("pt", "por", Algorithm::Portuguese),
    ("ro", "ron", Algorithm::Romanian),
    ("ru", "rus", Algorithm::Russian),
    ("sv", "swe", Algorithm::Swedish),
    ("ta", "tam", Algorithm::Tamil),
    ("tr", "tur", Algorithm::Turkish),
];

/// Letters below which a detection is not asked for: it would be a guess.
const DETECT_CHARS: usize = 40;

impl Language {
    /// English.
    pub const ENGLISH: Language = Language(0);

    /// The language of an ISO 639-1 code ("en", also "en-GB"), `None` where there is no stemmer.
    pub fn from_code(code: &str) -> Option<Language> {
        let primary = code.split(['-', '_']).next()?.to_ascii_lowercase();
        STEMMED.iter().position(|(two, _, _)| *two == primary).map(Language)
    }

    /// The ISO 639-1 code.
    pub fn code(self) -> &'static str {
        STEMMED.get(self.0).map_or("und", |(two, _, _)| two)
    }

    /// The language `text` is written in, `None` when it is too short to tell, is
    /// told without certainty, or has no stemmer.
    pub fn detect(text: &str) -> Option<Language> {
        if text.chars().filter(|c| c.is_alphabetic()).take(DETECT_CHARS).count() < DETECT_CHARS {
            return None;
        }
        let info = whatlang::detect(text).filter(whatlang::Info::is_reliable)?;
        STEMMED.iter().position(|(_, three, _)| *three == info.lang().code()).map(Language)
    }

    /// The folded stem of a lower-cased, still accented word.
    ///
    /// Stemmed before accents are folded, since suffix rules read accents; folded
    /// after, so that a question typed without accents meets the same term.
    pub fn stem(self, lower: &str) -> String {
        match STEMMED.get(self.0) {
            Some((_, _, algorithm)) => super::fold(&Stemmer::new(*algorithm).stem(lower)),
            None => super::fold(lower),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Language;

    #[test]
    fn codes_round_trip() {
        assert_eq!(Language::from_code("de-AT").map(Language::code), Some("de"));
        assert_eq!(Language::from_code("xx"), None);
    }

    #[test]
    fn a_paragraph_is_told_and_a_word_is_not() {
        let german = "Der Vertrag wurde am Mittwoch in der Hauptstadt von beiden Seiten unterschrieben.";
        assert_eq!(Language::detect(german).map(Language::code), Some("de"));
        assert_eq!(Language::detect("Vertrag"), None);
    }
}
