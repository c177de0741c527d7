//! How much a word carries, in one formula for index and question.
//!
//! Rarity in the corpus is what BM25 goes by, but a corpus of twenty records has few
//! counts to go by. So rarity is bounded and mixed with what general language says of the
//! word: its class, and whether it is a name. Weights of large and small corpora are then
//! comparable, which a raw inverse document frequency is not.

use crate::text::words::Class;

/// Weight of each word where a question has function words only.
pub const ONLY_FUNCTION: f32 = 0.3;

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

/// The weight, 0 to [`NAME`], of a word of `class` found in `records` of `total` records.
///
/// `class weight × (floor + (1 − floor) × ln((N + 1) / (n + ½)) / ln((N + 1) / ½))`: the
/// inverse document frequency over its own largest value, so that it runs from 0 to 1
/// whatever the size of the corpus.
pub fn weigh(class: Class, records: u32, total: u64, name: bool) -> f32 {
    let by_class = match class {
        Class::Closed => 0.03,
        Class::Question => 0.05,
        Class::Filler => 0.10,
        Class::Relational => RELATIONAL,
        Class::Common => 0.6,
        Class::Content => 1.0,
    };
    let total = total as f32 + 1.0;
    let rarity = (total / (records as f32 + 0.5)).ln() / (total / 0.5).ln();
    let factor = if name { NAME } else { 1.0 };
    by_class * factor * (FLOOR + (1.0 - FLOOR) * rarity.clamp(0.0, 1.0))
}

#[cfg(test)]
mod tests {
    use super::weigh;
    use crate::text::words::Class;

    #[test]
    fn rarer_and_heavier_classes_weigh_more() {
        assert!(weigh(Class::Content, 1, 50, false) > weigh(Class::Content, 20, 50, false));
        assert!(weigh(Class::Content, 5, 50, true) > weigh(Class::Content, 5, 50, false));
        assert!(weigh(Class::Common, 1, 50, false) < weigh(Class::Content, 1, 50, false));
        assert!(weigh(Class::Closed, 1, 50, false) < 0.05);
    }

    #[test]
    fn a_word_the_corpus_has_not_weighs_the_same_in_any_corpus() {
        let (small, large) = (weigh(Class::Content, 0, 20, false), weigh(Class::Content, 0, 1_000_000, false));
        assert!((small - large).abs() < 1e-6);
    }
}
