//! Families of words: compounds and derivations, told by what two stems have in common.
//!
//! "Maske" is met by "Schutzmaske", "registrazione" by "registro". English is left out: there the
//! model knows such words from one another, and few compounds are written as one word.

use super::Language;

/// Fewest characters of a stem that has a family, and of a whole stem within another.
pub const WHOLE_CHARS: usize = 4;

/// Fewest characters that two stems start with alike where neither is the whole of it.
pub const START_CHARS: usize = 5;

/// Least share that two stems have in common: twice the common characters over all of theirs
/// (Dice). From .4 to .55 German, Italian and Spanish questions did equally well.
const LEAST: f32 = 0.5;

/// How well a relative stands for a word, at most; between .4 and .8 little changed.
const STRENGTH: f32 = 0.6;

/// What before a word turns it into its opposite, in the languages that are stemmed.
const OPPOSITE: [&str; 16] =
    ["un", "in", "im", "il", "ir", "dis", "des", "mis", "miss", "non", "nie", "nicht", "anti", "contra", "не", "без"];

/// Whether families are looked for in this language.
pub fn is_looked_for(language: Option<Language>) -> bool {
    language != Some(Language::ENGLISH)
}

/// How well one stem stands for another, 0 to .6; `None` where they are no relatives.
pub fn kinship(ours: &str, theirs: &str) -> Option<f32> {
    let is_word = |stem: &str| stem.chars().all(char::is_alphabetic);
    if ours == theirs || !is_word(ours) || !is_word(theirs) {
        return None;
    }
    let (a, b) = (ours.chars().count(), theirs.chars().count());
    let shorter = a.min(b);
    if shorter < WHOLE_CHARS {
        return None;
    }
    let start = ours.chars().zip(theirs.chars()).take_while(|(a, b)| a == b).count();
    let common = if start >= START_CHARS || start == shorter {
        start
    } else if ends_with_other(ours, theirs) || ends_with_other(theirs, ours) {
        shorter
    } else {
        0
    };
    let share = 2.0 * common as f32 / (a + b) as f32;
    (share >= LEAST).then_some(STRENGTH * share)
}

/// Whether `long` is `short` with something before it that makes no opposite of it.
fn ends_with_other(long: &str, short: &str) -> bool {
    long.strip_suffix(short).is_some_and(|before| before.chars().count() > 1 && !OPPOSITE.contains(&before))
}

#[cfg(test)]
mod tests {
    use super::kinship;

    #[test]
    fn compounds_and_derivations_are_relatives() {
        for (ours, theirs) in
            [("mask", "schutzmask"), ("coronatest", "test"), ("registr", "registrazion"), ("inform", "informier")]
        {
            assert!(kinship(ours, theirs).is_some(), "{ours}, {theirs}");
            assert_eq!(kinship(ours, theirs), kinship(theirs, ours));
        }
        assert!(kinship("impf", "impfstoff") > kinship("impf", "impfstoffen"));
    }

    #[test]
    fn opposites_numbers_and_chance_are_none() {
        for (ours, theirs) in [
            ("gultig", "ungultig"),
            ("legal", "illegal"),
            ("2024a", "2024b"),
            ("tag", "montag"),
            ("haus", "maus"),
            ("pass", "pass"),
        ] {
            assert_eq!(kinship(ours, theirs), None, "{ours}, {theirs}");
        }
    }
}
