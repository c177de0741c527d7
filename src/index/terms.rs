//! A record's text as numbered terms: what ranking reads instead of text.
//!
//! Each token is one 64-bit word: the term's number, the field it stands in, whether a
//! phrasing or sentence starts there, and what sort of answer it could be part of.
//! Ranking a hundred candidates then needs no tokenizer, stemmer or string.

use std::ops::Range;

use crate::record::{Kind, Record};
use crate::text::words::{Class, class};
use crate::text::{Language, Token, fold, sentence, tokens};

/// The part of a record that a token stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// A phrasing of a FAQ pair's question.
    Question = 0,
    /// A FAQ pair's answer or a passage's paragraph.
    Text = 1,
    /// The page's title and the headings above the record.
    Title = 2,
}

/// Sorts of answer a token could be (part of), as bits.
pub mod sort {
    /// A number, in digits or words.
    pub const NUMBER: u8 = 1;
    /// A point or stretch of time.
    pub const TIME: u8 = 2;
    /// A name: a capital within a sentence.
    pub const NAME: u8 = 4;
    /// A name that the words after it describe: "Ada Lovelace, a mathematician".
    pub const DESCRIBED: u8 = 8;
    /// A word that says how many without naming them: "several", "the following".
    pub const ANNOUNCING: u8 = 16;
    /// An amount of money, or a word that says whether and what one pays.
    pub const MONEY: u8 = 32;
}

const TERM_BITS: u32 = 24;
/// Most distinct terms of an index.
pub const TERMS_MAX: u32 = (1 << TERM_BITS) - 1;

/// One token of a record, packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Posting(pub u64);

impl Posting {
    /// Packs a token.
    pub fn new(term: u32, field: Field, starts: bool, sorts: u8) -> Self {
        Posting(
            u64::from(term)
                | (field as u64) << TERM_BITS
                | u64::from(starts) << (TERM_BITS + 2)
                | u64::from(sorts) << (TERM_BITS + 3),
        )
    }

    /// The term's number.
    pub fn term(self) -> u32 {
        (self.0 & u64::from(TERMS_MAX)) as u32
    }

    /// The field.
    pub fn field(self) -> Field {
        match self.0 >> TERM_BITS & 3 {
            0 => Field::Question,
            1 => Field::Text,
            _ => Field::Title,
        }
    }

    /// Whether a phrasing or sentence starts here.
    pub fn starts(self) -> bool {
        self.0 >> (TERM_BITS + 2) & 1 == 1
    }

    /// The bits of [`sort`].
    pub fn sorts(self) -> u8 {
        (self.0 >> (TERM_BITS + 3)) as u8
    }
}

/// What a record has in common with others of the same answer, whose phrasings are then one another's. A passage has nothing,
/// nor has a pair without an answer, or with one that many questions have by chance: "Yes.", "No, sorry."
pub fn shared_answer(record: &Record) -> Option<&str> {
    const PLAIN: [&str; 16] =
        ["no", "not", "yes", "ja", "nein", "si", "oui", "non", "sim", "nao", "nee", "da", "net", "да", "нет", "course"];
    let says = |token: Token| {
        !PLAIN.contains(&token.folded.as_str()) && class(Some(Language::ENGLISH), &token.folded) >= Class::Common
    };
    let text = record.text.trim();
    (record.kind == Kind::Faq && tokens(text).into_iter().any(says)).then_some(text)
}

/// Which answer a record gives, and how many records give it, packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Sharing(pub u64);

impl Sharing {
    /// Of one of the `records` with this record's answer; 1 where it is not [`shared_answer`].
    pub fn new(record: &Record, records: u16) -> Self {
        let Some(text) = shared_answer(record) else { return Sharing(1) };
        let key = blake3::hash(text.as_bytes()).as_bytes().first_chunk().map_or(0, |b| u64::from_le_bytes(*b));
        Sharing(key << 16 | u64::from(records))
    }

    /// How many records give this answer.
    pub fn records(self) -> u16 {
        (self.0 & 0xFFFF) as u16
    }
}

/// A token of a record before terms have numbers.
pub struct RecordToken {
    /// The stem.
    pub term: String,
    /// The folded word as it was written.
    pub word: String,
    /// Where it stands.
    pub field: Field,
    /// Whether a phrasing or sentence starts here.
    pub starts: bool,
    /// The bits of [`sort`].
    pub sorts: u8,
}

/// The tokens of a record: phrasings, text by sentence, title and headings.
pub fn of_record(record: &Record, language: Option<Language>) -> Vec<RecordToken> {
    let mut out = Vec::new();
    for question in &record.questions {
        push(&mut out, question, Field::Question, language);
    }
    for sentence in sentence::sentences(&record.text) {
        push(&mut out, record.text.get(sentence).unwrap_or_default(), Field::Text, language);
    }
    let title = record.title.iter().filter(|_| record.kind == Kind::Passage);
    for heading in title.chain(&record.source.heading) {
        push(&mut out, heading, Field::Title, language);
    }
    out
}

fn push(out: &mut Vec<RecordToken>, text: &str, field: Field, language: Option<Language>) {
    let cased = text.chars().any(char::is_lowercase);
    for (at, token) in tokens(text).into_iter().enumerate() {
        // The capital of a sentence's first word tells nothing, but that it may be a name if it is no everyday word.
        let may_be_name = at > 0 || class(language, &token.folded) > Class::Common;
        let mut sorts = sorts(&token, cased && may_be_name);
        if token.capital && is_described(text.get(token.end..).unwrap_or_default()) {
            sorts |= sort::DESCRIBED;
        }
        if token.digit && is_beside_currency(text, &token) {
            sorts |= sort::MONEY;
        }
        out.push(RecordToken { term: stem(&token, language), word: token.folded, field, starts: at == 0, sorts });
    }
}

/// The term that a token is indexed under.
pub fn stem(token: &Token, language: Option<Language>) -> String {
    match language {
        Some(language) if !token.unspaced && !token.digit => language.stem(&token.lower),
        _ => token.folded.clone(),
    }
}

const NUMBER_WORDS: [&str; 26] = [
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "dozen",
    "dozens",
    "twenty",
    "thirty",
    "forty",
    "fifty",
    "hundred",
    "hundreds",
    "thousand",
    "thousands",
    "million",
    "billion",
    "half",
    "twice",
];

const TIME_WORDS: [&str; 44] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "jan",
    "feb",
    "aug",
    "sept",
    "oct",
    "nov",
    "dec",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "today",
    "yesterday",
    "tomorrow",
    "tonight",
    "ago",
    "century",
    "decade",
    "year",
    "years",
    "month",
    "months",
    "week",
    "weeks",
    "day",
    "days",
    "noon",
    "midnight",
    "hours",
];

const ANNOUNCING_WORDS: [&str; 11] =
    ["several", "various", "some", "certain", "following", "two", "three", "four", "five", "different", "number"];

/// Words that say what is paid, or that nothing is. English only.
const MONEY_WORDS: [&str; 38] = [
    "cost", "costs", "costing", "price", "prices", "priced", "pricing", "fee", "fees", "charge", "charges", "charged",
    "fare", "fares", "rate", "rates", "free", "gratis", "pay", "pays", "paid", "usd", "eur", "gbp", "inr", "euro",
    "euros", "dollar", "dollars", "pound", "pounds", "rupee", "rupees", "franc", "francs", "cent", "cents", "pence",
];

/// Signs of the currencies most used.
const CURRENCIES: [char; 13] = ['$', '€', '£', '¥', '¢', '₹', '₽', '₩', '₺', '₴', '₫', '₱', '₪'];

/// Words that make an amount of money of the number before them.
const CURRENCY_WORDS: [&str; 13] =
    ["euro", "euros", "eur", "dollar", "dollars", "usd", "gbp", "rupee", "rupees", "inr", "cent", "cents", "pence"];

/// Whether a sign of money stands before or after the token, or such a word after it: "€ 12", "12 euros".
fn is_beside_currency(text: &str, token: &Token) -> bool {
    let before = text.get(..token.start).unwrap_or_default().trim_end().chars().next_back();
    let rest = text.get(token.end..).unwrap_or_default().trim_start();
    let word: String = rest.chars().take_while(|c| c.is_alphanumeric()).collect();
    before.into_iter().chain(rest.chars().next()).any(|c| CURRENCIES.contains(&c))
        || CURRENCY_WORDS.contains(&word.to_lowercase().as_str())
}

fn sorts(token: &Token, capital_tells: bool) -> u8 {
    let word = token.folded.as_str();
    let mut bits = 0;
    if token.digit || NUMBER_WORDS.contains(&word) {
        bits |= sort::NUMBER;
    }
    // "may" the verb is lower case; the month is not.
    let month_or_verb = matches!(word, "may" | "march");
    if (TIME_WORDS.contains(&word) && (!month_or_verb || token.capital)) || is_year(word) {
        bits |= sort::TIME;
    }
    if MONEY_WORDS.contains(&word) {
        bits |= sort::MONEY;
    }
    if ANNOUNCING_WORDS.contains(&word) {
        bits |= sort::ANNOUNCING;
    }
    if token.capital && capital_tells {
        bits |= sort::NAME;
    }
    bits
}

/// Whether what follows a name says who or what it is. English only.
fn is_described(after: &str) -> bool {
    const OPENINGS: [&str; 17] = [
        ", a ",
        ", an ",
        ", the ",
        ", who ",
        ", which ",
        ", whose ",
        ", one of ",
        " (",
        " is a ",
        " is an ",
        " is the ",
        " was a ",
        " was an ",
        " was the ",
        " are ",
        ", former ",
        ", head of ",
    ];
    let after = after.trim_start_matches(['"', '”', '’']);
    OPENINGS.iter().any(|opening| after.starts_with(opening))
}

/// A four-digit number people would read as a year, or a decade ("1960s").
fn is_year(word: &str) -> bool {
    let digits = word.strip_suffix('s').unwrap_or(word);
    digits.len() == 4 && digits.parse::<u16>().is_ok_and(|n| (1000..=2100).contains(&n))
}

/// Numbers of the tokens of each sentence or phrasing in one field.
pub fn parts(postings: &[Posting], field: Field) -> Vec<Range<usize>> {
    let mut out: Vec<Range<usize>> = Vec::new();
    for (at, posting) in postings.iter().enumerate().filter(|(_, p)| p.field() == field) {
        match out.last_mut() {
            Some(last) if !posting.starts() => last.end = at + 1,
            _ => out.push(at..at + 1),
        }
    }
    out
}

const KEY_BYTES: usize = 1024;

/// The key that equal questions share: letters and digits, folded. Case, accents, punctuation
/// and spaces make no difference ("What's", "Whats"). Empty when there is neither letter nor digit.
pub fn exact_key(question: &str) -> String {
    let key: String = fold(question).chars().filter(|c| c.is_alphanumeric()).collect();
    // Tantivy drops terms beyond 64 KiB without a word; a digest compares as well.
    if key.len() > KEY_BYTES { blake3::hash(key.as_bytes()).to_hex().to_string() } else { key }
}

#[cfg(test)]
mod tests {
    use super::{Field, Posting, exact_key, sort};

    #[test]
    fn packing_loses_nothing() {
        let posting = Posting::new(super::TERMS_MAX, Field::Title, true, sort::TIME | sort::ANNOUNCING);
        assert_eq!(posting.term(), super::TERMS_MAX);
        assert_eq!(posting.field(), Field::Title);
        assert!(posting.starts());
        assert_eq!(posting.sorts(), sort::TIME | sort::ANNOUNCING);
    }

    #[test]
    fn equal_questions_share_a_key() {
        let key = exact_key("Is the U.S. an ally?");
        assert_eq!(exact_key("IS THE US AN ALLY"), key);
        assert_eq!(exact_key("  is the us, an ally ?!"), key);
        assert_ne!(exact_key("Is the UK an ally?"), key);
        assert_eq!(exact_key("what s the U.K.'s e-mail"), exact_key("Whats the UKs email?"));
        assert_eq!(exact_key("?!"), "");
    }
}
