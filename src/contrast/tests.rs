use super::{NAMES, Side, Word, are_rivals, signs};
use crate::index::terms::stem;
use crate::text::words::{Class, class};
use crate::text::{Language, tokens};

/// The words of a text, its stems, which are kept in `stems`, numbered by what they are.
fn words<'s>(text: &str, stems: &'s mut Vec<String>) -> Vec<Word<'s>> {
    let english = Some(Language::ENGLISH);
    let number =
        |stem: &str| blake3::hash(stem.as_bytes()).as_bytes().first_chunk().map_or(0, |b| u32::from_le_bytes(*b));
    let tokens = tokens(text);
    stems.extend(tokens.iter().map(|token| stem(token, english)));
    tokens
        .iter()
        .zip(stems)
        .map(|(token, stem)| {
            let content = class(english, &token.folded) >= Class::Common;
            Word { terms: vec![number(stem)], stem, content, name: token.capital && token.start > 0 }
        })
        .collect()
}

fn found(asked: &str, stored: &str) -> Vec<&'static str> {
    let [mut ours, mut theirs] = [Vec::new(), Vec::new()];
    let side = |text, stems| Side::new(words(text, stems), Some(Language::ENGLISH));
    let signs = signs(&side(asked, &mut ours), &side(stored, &mut theirs));
    NAMES.iter().zip(signs).filter(|(_, sign)| *sign > 0.5).map(|(name, _)| *name).collect()
}

#[test]
fn each_sign_is_told() {
    for (asked, stored, sign) in [
        ("How is tea brewed without milk?", "How is tea brewed with milk?", "negated"),
        ("Why didn't the parcel arrive?", "Why did the parcel arrive?", "negated"),
        ("I am unable to open the door", "How do I open the door?", "negated"),
        ("What changed in 2019?", "What changed in 2016?", "other_number"),
        ("Which lamp fits the HX20?", "Which lamp fits the HX-30?", "other_number"),
        ("How do I close a ticket?", "How do I open a ticket?", "opposite"),
        ("When does the course close?", "When does the course open?", "opposite"),
        ("How do I sign out?", "How do I sign in?", "opposite"),
        ("Where are unpaid bills kept?", "Where are paid bills kept?", "opposite"),
        ("How far is it from Lyon to Nice?", "How far is it from Nice to Lyon?", "swapped"),
        ("Does the cat chase the dog?", "Does the dog chase the cat?", "swapped"),
        ("What is eaten in Crete?", "What is eaten in Malta?", "other_name"),
        ("How do I paint the wooden door?", "How do I lock the wooden door?", "replaced"),
        ("Can I replace butter with oil at work?", "Can I replace oil with butter at work?", "swapped"),
        ("Is there a bus from Lyon to Nice and Cannes?", "Is there a bus from Nice to Lyon and Cannes?", "swapped"),
    ] {
        assert!(found(asked, stored).contains(&sign), "{asked} / {stored}: {:?}", found(asked, stored));
    }
}

#[test]
fn the_same_said_otherwise_is_no_contrast() {
    for (asked, stored) in [
        ("Is tea brewed with milk?", "How do you brew tea, with milk?"),
        ("Which lamp fits the HX20?", "Which lamp do I buy for an HX-20?"),
        ("Who won in '98?", "Who won in 1998?"),
        ("a room for two people", "a room for 2 people"),
        ("Is there a train from Lyon to Nice?", "Which train goes to Nice from Lyon?"),
        ("What grows after rice and barley?", "What grows after barley and rice?"),
        ("Is Malta allied with Crete?", "Is Crete allied with Malta?"),
        ("Does the lamp work with the old plug?", "Does the old plug work with the lamp?"),
        ("When was the dog chased by the cat?", "When did the cat chase the dog?"),
        ("What do I pay if I never cancel?", "If I never cancel, what do I pay?"),
        ("Which bills are unpaid?", "Which bills are not paid?"),
        ("I don't know how to brew tea", "How do I brew tea?"),
        ("Who leads the WHO?", "Who leads the World Health Organisation?"),
        ("Why are points not updated?", "Why not update points?"),
        ("Change my mobile no.", "How do I change my mobile?"),
        ("Is the office open on Mondays?", "When does the office open on Monday?"),
        // Opening hours tell when it is shut, too.
        ("When do you close?", "When are you open?"),
        ("Are you shut on Sundays?", "What are your opening hours?"),
    ] {
        let mut signs = found(asked, stored);
        // How a question begins is a sign of another kind, below.
        signs.retain(|sign| !["other_sort", "asks_otherwise"].contains(sign));
        assert_eq!(signs, Vec::<&str>::new(), "{asked} / {stored}");
    }
}

#[test]
fn what_a_question_is_after_is_told_by_how_it_begins() {
    for (asked, stored, signs) in [
        ("Why is the office shut?", "When is the office shut?", &["other_sort", "asks_otherwise"][..]),
        ("Where is the office?", "When is the office open?", &["other_sort", "asks_otherwise"]),
        ("Who opens the office?", "How many offices are open?", &["other_sort", "asks_otherwise"]),
        ("Why did the fee rise?", "Where does the fee come from?", &["asks_otherwise"]),
        ("Who do I call about a lost key?", "Where do I report a lost key?", &["asks_otherwise"]),
        ("Can you tell who opens it?", "What's it that opens it?", &["asks_otherwise"]),
        ("Do you sell lamps?", "How many lamps do you sell?", &["asks_otherwise"]),
        ("How much is a lamp?", "How long does a lamp last?", &["other_sort", "asks_otherwise"]),
        ("What does a lamp cost?", "How many lamps are there?", &["other_sort", "asks_otherwise"]),
        ("How much is a lamp?", "Is a lamp free?", &["asks_otherwise"]),
        ("How much is a lamp?", "What does a lamp cost?", &[]),
        ("How heavy is the lamp?", "How is the lamp?", &["asks_otherwise"]),
        ("How many lamps are lit in a night?", "How long is a lamp lit?", &["other_sort", "asks_otherwise"]),
        ("How many nights does a lamp last?", "How long does a lamp last?", &[]),
        ("How many lit nights has a lamp?", "How long does a lamp last?", &[]),
        ("What time does the office open?", "When does the office open?", &[]),
        ("How long is the office open?", "When is the office open?", &[]),
        ("How heavy is the lamp?", "How much does the lamp weigh?", &[]),
        ("And which lamps are sold?", "What lamps are sold?", &[]),
        ("Can I brew tea?", "Is tea brewed here?", &[]),
        // Where one of the two does not say, nothing is told.
        ("office opening on Mondays", "When does the office open on Monday?", &[]),
        ("When I brew tea it stains", "Where is tea brewed?", &[]),
        ("Where and when is the office open?", "When is the office open?", &[]),
        ("How do I brew tea?", "I want to brew tea", &[]),
    ] {
        let mut found = found(asked, stored);
        found.retain(|sign| ["other_sort", "asks_otherwise"].contains(sign));
        assert_eq!(found, signs, "{asked} / {stored}");
    }
}

#[test]
fn another_measure_is_told_by_words_of_its_own() {
    let telling = |asked: &str, stored: &str| {
        let [mut ours, mut theirs] = [Vec::new(), Vec::new()];
        let side = |text, stems| Side::new(words(text, stems), Some(Language::ENGLISH));
        side(asked, &mut ours).measure_told_by(Some(&side(stored, &mut theirs)))
    };
    for (asked, stored, word) in [
        ("How deep is the pond?", "How long is the pond?", "depth"),
        ("And how old is the pond?", "How deep is the pond?", "age"),
        ("How heavy is the lamp?", "What does the lamp cost?", "weigh"),
        ("How deep is the pond?", "May I swim in the pond?", "metr"),
    ] {
        assert!(telling(asked, stored).is_some_and(|words| words.contains(&word)), "{asked} / {stored}");
    }
    for (asked, stored) in [
        ("How deep is the pond?", "How shallow is the pond?"),
        ("How far is the pond?", "How long is the way to the pond?"),
        // A year tells an age, and anything may tell how big it is.
        ("How old is the pond?", "When was the pond dug?"),
        ("How big is the pond?", "How deep is the pond?"),
    ] {
        assert_eq!(telling(asked, stored), None, "{asked} / {stored}");
    }
}

#[test]
fn what_is_asked_yes_or_no_has_a_name_for_its_subject() {
    for (asked, subject) in [
        ("Did Germany sign the pact?", 1..2),
        ("Does the Loom Room serve beer?", 2..4),
        ("Did they sign with Germany?", 1..1),
        ("What did Germany sign?", 0..0),
        ("Is it Germany?", 1..1),
    ] {
        let mut stems = Vec::new();
        let mut words = words(asked, &mut stems);
        let named = ["germani", "loom", "room"];
        words.iter_mut().for_each(|word| word.name = named.contains(&word.stem));
        assert_eq!(Side::new(words, Some(Language::ENGLISH)).subject(), subject, "{asked}");
    }
}

#[test]
fn years_and_codes_of_one_series_rule_one_another_out() {
    for (one, other, rivals) in [
        ("e12", "e15", true),
        ("1968", "2007", true),
        ("5.2", "5.4", true),
        ("v5.2", "5.4", true),
        ("4.8", "5.2.1", true),
        ("v5.2", "5.2", false),
        ("5.2", "5", false),
        ("e12", "e12", false),
        ("e12", "f15", false),
        ("12", "15", false),
        ("1980s", "1968", false),
        ("3rd", "4th", false),
        ("e", "f", false),
        ("", "1968", false),
    ] {
        assert_eq!((are_rivals(one, other), are_rivals(other, one)), (rivals, rivals), "{one} / {other}");
    }
}

#[test]
fn other_languages_have_negation_and_numbers() {
    let german = Language::from_code("de");
    let word = |stem: &'static str, term: u32| Word { stem, terms: vec![term], content: true, name: false };
    let side = |words: &[Word<'static>]| Side::new(words.to_vec(), german);
    // "Mit" is content here, so it is also replaced.
    let with = [word("mit", 1), word("milch", 2), word("2018", 3)];
    let without = [word("ohn", 4), word("milch", 2), word("2019", 5)];
    assert_eq!(signs(&side(&with), &side(&without)), [1.0, 1.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0]);
    assert_eq!(signs(&side(&with), &side(&with)), [0.0; 8]);
}
