//! How much a word carries, in one formula for index and question.
//!
//! Rarity in the corpus is what BM25 goes by, but a corpus of twenty records has few
//! counts to go by, and ten thousand records on other matters change them all. So what is
//! counted is the corpus with so many records of its language at large beside it, where that
//! is known; and rarity is bounded and mixed with what general language says of the
//! word: its class, and whether it is a name. Weights of large and small corpora are then
//! comparable, which a raw inverse document frequency is not.

use crate::text::frequency::AtLarge;
use crate::text::words::Class;

/// Weight of each word where a question has function words only.
pub const ONLY_FUNCTION: f32 = 0.3;

/// Weight of a question word, and of words that ask beside it ("how long").
pub const ASKING: f32 = 0.05;

/// A term is a name when more than this share of its uses within sentences is capitalised.
pub const NAME_SHARE: f32 = 0.5;

/// Least share of a word's class weight that a word found in every record keeps.
const FLOOR: f32 = 0.3;

/// Factor for names: another name is another question.
const NAME: f32 = 1.3;

/// Most that a word without a meaning of its own weighs; the least of the others is 0.6 × 0.3.
const RELATIONAL: f32 = 0.15;

/// Whether a word of this weight has a meaning of its own.
pub fn is_content(weight: f32) -> bool {
    weight > RELATIONAL
}

/// A word, and what is known of it.
#[derive(Debug, Clone, Copy)]
pub struct Counted {
    /// Its class in the language.
    pub class: Class,
    /// Whether it is a name.
    pub name: bool,
    /// Records of the corpus that have it.
    pub records: u32,
    /// What its language at large says of it.
    pub at_large: AtLarge,
}

impl Counted {
    /// The weight, 0 to [`NAME`], of the word in a corpus of `total` records.
    ///
    /// `class weight × (floor + (1 − floor) × ln((N + 1) / (n + ½)) / ln((N + 1) / ½))`: the
    /// inverse document frequency over its own largest value, so that it runs from 0 to 1
    /// whatever the size of the corpus. N and n count the records that stand for the language at large too.
    pub fn weight(self, total: u64) -> f32 {
        let by_class = match self.class {
            Class::Closed => 0.03,
            Class::Question => ASKING,
            Class::Filler => 0.10,
            Class::Relational => RELATIONAL,
            Class::Common => 0.6,
            Class::Content => 1.0,
        };
        let AtLarge { of, share } = self.at_large;
        let total = total as f32 + of + 1.0;
        let records = self.records as f32 + of * share + 0.5;
        let rarity = (total / records).ln() / (total / 0.5).ln();
        let factor = if self.name { NAME } else { 1.0 };
        by_class * factor * (FLOOR + (1.0 - FLOOR) * rarity.clamp(0.0, 1.0))
    }
}

#[cfg(test)]
mod tests {
    use super::Counted;
    use crate::text::Language;
    use crate::text::frequency::{AtLarge, at_large};
    use crate::text::words::Class;

    fn weigh(class: Class, records: u32, total: u64, name: bool) -> f32 {
        Counted { class, name, records, at_large: AtLarge::default() }.weight(total)
    }

    #[test]
    fn rarer_and_heavier_classes_weigh_more() {
        assert!(weigh(Class::Content, 1, 50, false) > weigh(Class::Content, 20, 50, false));
        assert!(weigh(Class::Content, 5, 50, true) > weigh(Class::Content, 5, 50, false));
        assert!(weigh(Class::Common, 1, 50, false) < weigh(Class::Content, 1, 50, false));
        assert!(weigh(Class::Closed, 1, 50, false) < 0.05);
    }

    #[test]
    fn a_word_that_neither_corpus_nor_language_has_weighs_the_same_in_any_corpus() {
        let (small, large) = (weigh(Class::Content, 0, 20, false), weigh(Class::Content, 0, 1_000_000, false));
        assert!((small - large).abs() < 1e-6);
    }

    #[test]
    fn what_an_english_word_weighs_moves_less_among_ten_thousand_other_records() {
        let of = |stem: &str, records, total| {
            let at_large = at_large(Some(Language::ENGLISH), stem);
            Counted { class: Class::Content, name: false, records, at_large }.weight(total)
        };
        let moved = of("travel", 1, 100) - of("travel", 60, 10_100);
        let moved_alone = weigh(Class::Content, 1, 100, false) - weigh(Class::Content, 60, 10_100, false);
        assert!(moved.abs() < 0.8 * moved_alone.abs(), "{moved} {moved_alone}");
        assert!(of("axolotl", 1, 100) > of("travel", 1, 100));
    }
}
