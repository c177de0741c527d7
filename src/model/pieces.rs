//! Text to word pieces: BERT's lower-casing WordPiece, over a vocabulary of its own.

use std::ops::Range;

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
    pub fn cut(&self, text: &str, limit: usize) -> Cut {
        let (mut pieces, mut words) = (vec![self.first], Vec::new());
        let room = limit.saturating_sub(1);
        for word in split(text) {
            if pieces.len() >= room {
                break;
            }
            let first = pieces.len();
            self.cut_word(&word.folded, &mut pieces);
            if word.folded.starts_with(char::is_alphanumeric) {
                words.push((word.range, first..pieces.len().min(room)));
            }
        }
        pieces.truncate(room);
        pieces.push(self.last);
        Cut { pieces, words }
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

/// A text in pieces.
#[derive(Debug, PartialEq, Eq)]
pub struct Cut {
    /// The pieces.
    pub pieces: Vec<u32>,
    /// Each word that is no mark, by its bytes in the text, and which of the pieces are its.
    pub words: Vec<(Range<usize>, Range<usize>)>,
}

/// A word as it is cut, or a mark.
struct Word {
    folded: String,
    /// Bytes in the text.
    range: Range<usize>,
}

fn find(sorted: &[(&'static str, u32)], piece: &str) -> Option<u32> {
    let at = sorted.binary_search_by(|(p, _)| (*p).cmp(piece)).ok()?;
    sorted.get(at).map(|(_, number)| *number)
}

/// Words as BERT splits them: lower case, without accents, punctuation and ideographs alone.
fn split(text: &str) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let mut open = false;
    for (start, typed) in text.char_indices() {
        let range = start..start + typed.len_utf8();
        for c in typed.to_lowercase().nfd().filter(|c| !is_combining_mark(*c)) {
            let alone = !c.is_alphanumeric() || is_ideograph(c);
            if c.is_whitespace() {
                open = false;
            } else if c.is_control() || c == '\u{FFFD}' || is_format(c) {
            } else if let Some(word) = words.last_mut().filter(|_| open && !alone) {
                word.folded.push(c);
                word.range.end = range.end;
            } else {
                words.push(Word { folded: c.to_string(), range: range.clone() });
                open = !alone;
            }
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
    use super::{Pieces, split};

    #[test]
    fn words_are_lowered_and_split_at_punctuation() {
        let words = |text: &str| split(text).into_iter().map(|w| w.folded).collect::<Vec<_>>();
        assert_eq!(words("Café, can't\tSTOP—now!"), ["cafe", ",", "can", "'", "t", "stop", "—", "now", "!"]);
        assert_eq!(words("条约x"), ["条", "约", "x"]);
    }

    #[test]
    fn the_longest_pieces_are_taken() {
        let pieces = Pieces::read("##a\n##able\n##break\n[CLS]\n[SEP]\n[UNK]\nu\nun\n").unwrap();
        let cut = pieces.cut("Únbreakable, Zz u", 16);
        assert_eq!(cut.pieces, [3, 7, 2, 1, 5, 5, 6, 4]);
        assert_eq!(cut.words, [(0..12, 1..4), (14..16, 5..6), (17..18, 6..7)], "a comma is no word");
        let cut = pieces.cut("unbreakable u", 4);
        assert_eq!((cut.pieces, cut.words), (vec![3, 7, 2, 4], vec![(0..11, 1..3)]));
        assert_eq!(pieces.cut("", 4).pieces, [3, 4]);
    }
}
