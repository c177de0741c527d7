//! Text to word pieces: BERT's lower-casing WordPiece, over a vocabulary of its own.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Longest word cut into pieces, in characters; a longer one is unknown.
const WORD_CHARS: usize = 64;

/// The vocabulary: pieces at the start of a word, and those within one (`##ing`), sorted.
#[derive(Default)]
pub struct Pieces {
    starting: Vec<(&'static str, u32)>,
    within: Vec<(&'static str, u32)>,
    unknown: u32,
    first: u32,
    last: u32,
}

impl Pieces {
    /// Reads a vocabulary, a piece a line in the order of bytes; `None` without `[UNK]`, `[CLS]` and `[SEP]`.
    pub fn read(lines: &'static str) -> Option<Self> {
        let (mut starting, mut within) = (Vec::new(), Vec::new());
        for (number, piece) in (0u32..).zip(lines.lines()) {
            match piece.strip_prefix("##") {
                Some(rest) if !rest.is_empty() => within.push((rest, number)),
                _ => starting.push((piece, number)),
            }
        }
        let (unknown, first, last) = (find(&starting, "[UNK]")?, find(&starting, "[CLS]")?, find(&starting, "[SEP]")?);
        Some(Pieces { starting, within, unknown, first, last })
    }

    /// Whether a word in lower case and without accents is one piece.
    pub fn has(&self, word: &str) -> bool {
        find(&self.starting, word).is_some()
    }

    /// The pieces of `text` between `[CLS]` and `[SEP]`, at most `limit` in all.
    pub fn cut(&self, text: &str, limit: usize) -> Vec<u32> {
        let mut out = vec![self.first];
        let room = limit.saturating_sub(1);
        for word in words(text) {
            if out.len() >= room {
                break;
            }
            self.cut_word(&word, &mut out);
        }
        out.truncate(room);
        out.push(self.last);
        out
    }

    /// The longest piece that fits, again and again; the whole word is unknown when none does.
    fn cut_word(&self, word: &str, out: &mut Vec<u32>) {
        let before = out.len();
        let mut rest = word;
        let mut known = &self.starting;
        if word.chars().count() > WORD_CHARS {
            rest = "";
            out.push(self.unknown);
        }
        while !rest.is_empty() {
            let ends = rest.char_indices().map(|(at, c)| at + c.len_utf8()).rev();
            let longest = ends.filter_map(|end| Some((rest.get(end..)?, find(known, rest.get(..end)?)?))).next();
            let Some((left, piece)) = longest else {
                out.truncate(before);
                out.push(self.unknown);
                return;
            };
            out.push(piece);
            rest = left;
            known = &self.within;
        }
    }
}

fn find(sorted: &[(&'static str, u32)], piece: &str) -> Option<u32> {
    let at = sorted.binary_search_by(|(p, _)| (*p).cmp(piece)).ok()?;
    sorted.get(at).map(|(_, number)| *number)
}

/// Words as BERT splits them: lower case, without accents, punctuation and ideographs alone.
fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut open = false;
    for c in text.chars().flat_map(char::to_lowercase).nfd().filter(|c| !is_combining_mark(*c)) {
        if c.is_whitespace() {
            open = false;
        } else if c.is_control() || c == '\u{FFFD}' || is_format(c) {
        } else if !c.is_alphanumeric() || is_ideograph(c) {
            words.push(c.to_string());
            open = false;
        } else {
            match words.last_mut().filter(|_| open) {
                Some(word) => word.push(c),
                None => words.push(c.to_string()),
            }
            open = true;
        }
    }
    words
}

/// Characters that are not seen, as in "zero width space".
fn is_format(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2064}' | '\u{FEFF}')
}

fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{2FA1F}')
}

#[cfg(test)]
mod tests {
    use super::{Pieces, words};

    #[test]
    fn words_are_lowered_and_split_at_punctuation() {
        assert_eq!(words("Café, can't\tSTOP—now!"), ["cafe", ",", "can", "'", "t", "stop", "—", "now", "!"]);
        assert_eq!(words("条约x"), ["条", "约", "x"]);
    }

    #[test]
    fn the_longest_pieces_are_taken() {
        let pieces = Pieces::read("##a\n##able\n##break\n[CLS]\n[SEP]\n[UNK]\nu\nun\n").unwrap();
        assert_eq!(pieces.cut("unbreakable Zz u", 16), [3, 7, 2, 1, 5, 6, 4]);
        assert_eq!(pieces.cut("unbreakable u", 4), [3, 7, 2, 4]);
        assert_eq!(pieces.cut("", 4), [3, 4]);
    }
}
