//! Question to query: what it is about, what else those words may be called, what sort of
//! answer it wants. Never fails; what it had to leave out or mend it says.

mod asked;
mod courtesy;
mod mend;
mod price;
mod relatives;

use std::collections::HashMap;
use std::ops::Range;

use crate::contrast;
use crate::index::Snapshot;
use crate::index::terms::{self, exact_key};
use crate::limits;
use crate::model::Shipped;
use crate::question::Question;
use crate::synonyms::Rule;
use crate::text::frequency::at_large;
use crate::text::words::{self, Class};
use crate::text::{Language, Token, family, prose, tokens};
use crate::weigh::{self, Counted};

use courtesy::{after_greeting, courtesy_of, greeting_ends, thanks_starts};

pub use asked::{ASKING, Asked, HEAD_WORDS, counted};
pub use courtesy::{Courtesy, courtesy};
pub use price::Price;

/// How an alternative came to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// The question's own word.
    Own,
    /// A synonym rule.
    Synonym,
    /// A typing mistake mended.
    Mended,
    /// A word of the same family: a compound or a derivation.
    Family,
}

/// One way a record may say a concept.
#[derive(Debug, Clone, PartialEq)]
pub struct Alternative {
    /// Numbers of the terms, in order; all of them must stand side by side.
    pub terms: Vec<u32>,
    /// How well this stands for the question's word, 0 to 1.
    pub strength: f32,
    /// How it came to be.
    pub origin: Origin,
}

/// One word of the question.
#[derive(Debug, Clone, PartialEq)]
pub struct Concept {
    /// The word as typed.
    pub word: String,
    /// Its stem.
    pub stem: String,
    /// How much it carries: [`Counted::weight`], lessened for what was spoken of before.
    pub weight: f32,
    /// Its class in the language.
    pub class: Class,
    /// Whether it is a name: capitalised in the corpus, or in the question where the corpus has it not.
    pub name: bool,
    /// Whether it is a number or holds one.
    pub number: bool,
    /// Spoken of before, and not asked about: [`Question::beside`].
    pub beside: bool,
    /// What may stand for it in a record; empty when the corpus has nothing for it.
    pub alternatives: Vec<Alternative>,
}

impl Concept {
    /// Whether the word has a meaning of its own, so that its absence tells.
    pub fn is_content(&self) -> bool {
        self.class >= Class::Common
    }
}

/// A question understood.
#[derive(Debug, Clone, Default)]
pub struct Query {
    /// The words, in order; what was spoken of before last.
    pub concepts: Vec<Concept>,
    /// The language it is read in.
    pub language: Option<Language>,
    /// The sort of answer wanted.
    pub asked: Option<Asked>,
    /// Exact keys to try: the question, then without greetings.
    pub keys: Vec<String>,
    /// The exact key of the question with its typing mistakes mended, where it has any.
    pub mended_key: Option<String>,
    /// The question without a greeting before it, as prose and in the corpus's own words: what is
    /// looked at for its meaning.
    pub core: String,
    /// Whether it is nothing but greetings and courtesies.
    pub courtesy: Option<Courtesy>,
    /// Mended words, as typed and as mended.
    pub mended: Vec<(String, String)>,
    /// What was left out, in words for the user.
    pub warnings: Vec<String>,
    /// What is sent to the index, for people to read.
    pub shown: String,
    /// Terms to search for, with their boost.
    pub search: Vec<crate::index::SearchTerm>,
}

/// Strength of a synonym: nearly the word itself.
const SYNONYM: f32 = 0.9;
/// Strength of a word that means something wider.
const WIDER: f32 = 0.7;
/// The corpus mostly says what it says in more than so many times as many records.
const MOSTLY: u32 = 2;
/// Strength of a mended word.
const MENDED: f32 = 0.9;

/// A text's words.
pub struct Read {
    /// As they stand there, without a greeting before them.
    pub tokens: Vec<Token>,
    /// The same, as a query has them.
    pub concepts: Vec<Concept>,
    /// The language they are read in.
    pub language: Option<Language>,
}

/// The words of `text` in the light of `snapshot`'s corpus.
pub fn read(text: &str, snapshot: &Snapshot) -> Read {
    let text = within_limit(text, &mut Vec::new());
    let mut tokens = tokens(text);
    tokens.truncate(limits::QUESTION_TOKENS);
    let tokens = tokens.split_off(after_greeting(&tokens));
    let language = language(text, snapshot);
    let concepts = Reader { snapshot, language }.concepts(&tokens, &mut Vec::new());
    Read { tokens, concepts, language }
}

/// Words spoken of before count this much of their weight: the question's own come first.
const BESIDE: f32 = 0.4;

/// Understands `question` in the light of `snapshot`'s corpus.
pub fn understand(question: &Question, snapshot: &Snapshot) -> Query {
    let mut query = Query::default();
    let text = within_limit(&question.text, &mut query.warnings);
    let mut typed = tokens(text);
    strip_overlong(&mut typed, &mut query.warnings);
    query.keys = keys(text, &typed);
    query.courtesy = courtesy_of(&typed);
    let typed = typed.split_off(after_greeting(&typed));
    let asking = asked::asked(&typed);
    query.asked = asking.as_ref().map(|(asked, _)| *asked);
    query.language = language(text, snapshot);
    let reader = Reader { snapshot, language: query.language };
    let asking_words = asking.map_or(0..0, |(_, words)| words);
    query.concepts = reader.concepts(&typed, &mut query.mended);
    query.mended_key = mended_key(text, &query.mended);
    query.core = reader.in_the_corpus_words(text, &typed, &query.mended);
    for (at, concept) in query.concepts.iter_mut().enumerate() {
        // "How long", "in what year": part of the asking, not of what is asked about.
        if asking_words.contains(&at) && concept.class > Class::Question {
            concept.class = Class::Question;
            concept.weight = weigh::ASKING;
        }
    }
    if query.asked == Some(Asked::Person) || query.asked.is_none() {
        query.asked = asked::identity(&typed, &query.concepts).or(query.asked);
    }
    if let Some(beside) = &question.beside {
        reader.bring_in(beside, &mut query);
    }
    finish(&mut query, snapshot);
    query
}

fn within_limit<'a>(text: &'a str, warnings: &mut Vec<String>) -> &'a str {
    if text.len() <= limits::QUESTION_BYTES {
        return text;
    }
    let mut end = limits::QUESTION_BYTES;
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    warnings.push(format!("the question has {} bytes; only the first {end} were read", text.len()));
    text.get(..end).unwrap_or_default()
}

/// Keeps the first tokens of the first so many distinct words.
fn strip_overlong(typed: &mut Vec<Token>, warnings: &mut Vec<String>) {
    let mut seen = std::collections::HashSet::new();
    let before = typed.len();
    typed.truncate(limits::QUESTION_TOKENS);
    typed.retain(|token| {
        seen.contains(&token.folded) || (seen.len() < limits::QUESTION_TERMS && seen.insert(token.folded.clone()))
    });
    if typed.len() < before {
        warnings.push(format!(
            "the question is longer than {} different words or {} in all; the rest were left out",
            limits::QUESTION_TERMS,
            limits::QUESTION_TOKENS
        ));
    }
}

/// The question's exact key, then those with ever less of the greetings and courtesies at
/// either end: "hi, tell me the time" may be stored with "tell me" or without. Of many in a row the outermost few are
/// tried, so that a question of nothing but "hi" and "thanks" is not looked up thousands of times.
fn keys(text: &str, typed: &[Token]) -> Vec<String> {
    const IN_A_ROW: usize = 6;
    let mut keys = vec![exact_key(text)];
    for start in greeting_ends(typed).into_iter().take(IN_A_ROW) {
        for end in thanks_starts(typed, start).into_iter().take(IN_A_ROW) {
            // "Yes, thanks" closes a talk and asks for nothing that "yes" may be stored for.
            let closes = end < typed.len() && end == start + 1;
            if let (Some(first), Some(last)) = (typed.get(start), typed.get(end.wrapping_sub(1)))
                && (start > 0 || end < typed.len())
                && !closes
            {
                keys.push(exact_key(text.get(first.start..last.end).unwrap_or_default()));
            }
        }
    }
    keys.retain(|key| !key.is_empty());
    keys
}

/// The exact key of `text` with these words mended; `None` where there are none.
fn mended_key(text: &str, mended: &[(String, String)]) -> Option<String> {
    let word = |token: &Token| mended.iter().find(|(from, _)| *from == token.folded).map(|(_, to)| to.clone());
    let words = || tokens(text).into_iter().map(|token| word(&token).unwrap_or(token.folded)).collect::<String>();
    (!mended.is_empty()).then(|| exact_key(&words()))
}

/// The words of [`Query::core`] by their bytes in it, each with its weight.
pub fn weigh_core(query: &Query, snapshot: &Snapshot) -> Vec<(Range<usize>, f32)> {
    let reader = Reader { snapshot, language: query.language };
    let weight = |token: &Token| {
        let typed = query.concepts.iter().find(|c| c.word == token.folded && !c.beside);
        typed.map_or_else(|| reader.weight(&reader.concept(token)), |c| c.weight)
    };
    tokens(&query.core).iter().map(|token| (token.start..token.end, weight(token))).collect()
}

/// The question's language: what it shows if the corpus has it, else the corpus's.
fn language(text: &str, snapshot: &Snapshot) -> Option<Language> {
    let main = snapshot.languages.first().copied().flatten();
    if snapshot.languages.len() < 2 {
        return main;
    }
    Language::detect(text).filter(|l| snapshot.languages.contains(&Some(*l))).or(main)
}

/// Reads words of a question against one corpus.
pub(super) struct Reader<'a> {
    snapshot: &'a Snapshot,
    language: Option<Language>,
}

impl Reader<'_> {
    /// The concepts of `typed`; words that had to be mended are added to `mended`.
    fn concepts(&self, typed: &[Token], mended: &mut Vec<(String, String)>) -> Vec<Concept> {
        let stems: Vec<String> = typed.iter().map(|t| terms::stem(t, self.language)).collect();
        let spans = self.synonym_spans(&stems);
        let mut concepts: Vec<Concept> = typed
            .iter()
            .enumerate()
            .map(|(at, token)| {
                let mut concept = self.concept(token);
                for (_, rule, terms) in spans.iter().filter(|(span, ..)| span.contains(&at)) {
                    let strength = if rule.same { SYNONYM } else { WIDER };
                    let alternative = Alternative { terms: terms.clone(), strength, origin: Origin::Synonym };
                    if !concept.alternatives.contains(&alternative) {
                        concept.alternatives.push(alternative);
                    }
                }
                concept
            })
            .collect();
        for (concept, token) in concepts.iter_mut().zip(typed) {
            let own_stem = concept.stem.clone();
            // "Never" is not meant to be "fever", whatever the corpus has.
            if concept.alternatives.is_empty()
                && !contrast::is_negator(&token.folded, self.language)
                && !self.is_word(&token.folded)
            {
                self.mend(concept, token, mended);
            }
            if concept.is_content() && !token.digit && !token.unspaced && family::is_looked_for(self.language) {
                // Of what was typed: relatives of a guess would be guesses of guesses.
                self.add_relatives(concept, &own_stem);
            }
            concept.weight = self.weight(concept);
        }
        concepts
    }

    /// Adds the content words of what was spoken of before.
    fn bring_in(&self, beside: &str, query: &mut Query) {
        let mut before = tokens(within_limit(beside, &mut Vec::new()));
        strip_overlong(&mut before, &mut Vec::new());
        let concepts = self.concepts(&before, &mut Vec::new());
        for mut concept in concepts.into_iter().filter(Concept::is_content) {
            if !query.concepts.iter().any(|c| c.word == concept.word) {
                concept.beside = true;
                concept.weight *= BESIDE;
                query.concepts.push(concept);
            }
        }
    }

    fn concept(&self, token: &Token) -> Concept {
        let class = words::class(self.language, &token.folded);
        let mut ids = Vec::new();
        let mut names = Vec::new();
        // A word may be indexed under other stems where the corpus mixes languages or
        // the question leaves out accents.
        let stems = self.snapshot.languages.iter().map(|language| terms::stem(token, *language));
        for stem in stems {
            if let Some(id) = self.snapshot.vocabulary.term(&stem)
                && !ids.contains(&id)
            {
                ids.push(id);
                names.push(self.snapshot.vocabulary.info(id).name);
            }
        }
        if let Some(word) = self.snapshot.vocabulary.word(&token.folded)
            && !ids.contains(&word.term)
        {
            ids.push(word.term);
        }
        let in_corpus = !ids.is_empty();
        let named = names.iter().any(|share| *share > weigh::NAME_SHARE);
        Concept {
            word: token.folded.clone(),
            stem: terms::stem(token, self.language),
            weight: 0.0,
            class,
            name: class >= Class::Common && (named || (!in_corpus && token.capital && token.start > 0)),
            number: token.digit,
            beside: false,
            alternatives: ids
                .into_iter()
                .map(|id| Alternative { terms: vec![id], strength: 1.0, origin: Origin::Own })
                .collect(),
        }
    }

    /// The synonym rules that match some of the question's tokens, which, and the terms that may stand for those.
    fn synonym_spans<'s>(&'s self, stems: &'s [String]) -> Vec<(Range<usize>, &'s Rule, Vec<u32>)> {
        let mut spans = Vec::new();
        for at in 0..stems.len() {
            for rule in self.snapshot.synonyms.matching(stems.get(at..).unwrap_or_default()) {
                let terms: Option<Vec<u32>> = rule.to.iter().map(|t| self.snapshot.vocabulary.term(t)).collect();
                spans.extend(terms.map(|terms| (at..at + rule.from.len(), rule, terms)));
            }
        }
        spans
    }

    /// The question with mended words mended, and with words that the corpus mostly calls
    /// something else called so, where a model would not know: an owner's words, names, abbreviations. That a trip is
    /// a journey it knows better than a list.
    fn in_the_corpus_words(&self, text: &str, typed: &[Token], mended: &[(String, String)]) -> String {
        let stems: Vec<String> = typed.iter().map(|t| terms::stem(t, self.language)).collect();
        let records = |term: Option<u32>| term.map_or(0, |t| self.snapshot.vocabulary.info(t).records);
        let mut said: Vec<(Range<usize>, u32, String)> = Vec::new();
        for (span, rule, terms) in self.synonym_spans(&stems) {
            let ours = stems.get(span.clone()).unwrap_or_default().iter();
            let ours = ours.map(|stem| records(self.snapshot.vocabulary.term(stem))).min().unwrap_or(0);
            let theirs = terms.iter().map(|t| records(Some(*t))).min().unwrap_or(0);
            let is_known = || typed.get(span.clone()).unwrap_or_default().iter().all(|t| self.is_word(&t.folded));
            // Something wider only for what the corpus has no word for.
            let is_said = if rule.spoken { rule.same || ours == 0 } else { rule.same && !is_known() };
            if is_said
                && theirs > MOSTLY * ours
                && let Some(words) = terms.iter().map(|t| self.word_of(*t)).collect::<Option<Vec<_>>>()
            {
                said.push((span, theirs, words.join(" ")));
            }
        }
        for (at, token) in typed.iter().enumerate() {
            let to = mended.iter().find(|(from, _)| *from == token.folded);
            said.extend(to.map(|(_, to)| (at..at + 1, 0, to.clone())));
        }
        // The longest first, then what the corpus says most.
        said.sort_by(|a, b| (a.0.start, b.0.len(), b.1, &a.2).cmp(&(b.0.start, a.0.len(), a.1, &b.2)));
        let mut out = String::new();
        let mut done = typed.first().map_or(0, |t| t.start);
        for (span, _, words) in said {
            if let (Some(first), Some(last)) = (typed.get(span.start), typed.get(span.end - 1))
                && first.start >= done
            {
                out.push_str(text.get(done..first.start).unwrap_or_default());
                out.push_str(&words);
                done = last.end;
            }
        }
        out.push_str(text.get(done..).unwrap_or_default());
        prose(&out)
    }

    /// The term as a word, where its stem is one of the corpus's words.
    fn word_of(&self, term: u32) -> Option<String> {
        let vocabulary = &self.snapshot.vocabulary;
        let is_word = |spelling: &&str| vocabulary.word(spelling).is_some_and(|w| w.term == term);
        vocabulary.spelling(term).filter(is_word).map(str::to_owned)
    }

    /// Whether a word that the corpus has not is one all the same, as far as the shipped model knows: then it is no typing mistake.
    fn is_word(&self, folded: &str) -> bool {
        self.language == Some(Language::ENGLISH) && Shipped::knows(folded)
    }

    fn mend(&self, concept: &mut Concept, token: &Token, mended: &mut Vec<(String, String)>) {
        match mend::mend(token, self.language, &self.snapshot.vocabulary) {
            Some(mend::Mended::Function { word, class }) => {
                concept.class = class;
                concept.stem = self.language.map_or_else(|| word.clone(), |language| language.stem(&word));
            }
            Some(mend::Mended::Word { word, term }) => {
                concept.alternatives.push(Alternative { terms: vec![term], strength: MENDED, origin: Origin::Mended });
                // What was typed may be the stem of another word. That it was meant to turn the
                // question round is too much to guess: "usable" is not "unable".
                if !contrast::is_negator(&word, self.language) {
                    concept.stem = self.snapshot.vocabulary.spelling(term).unwrap_or(&word).to_owned();
                }
                mended.push((token.folded.clone(), word));
            }
            None => {}
        }
    }

    fn add_relatives(&self, concept: &mut Concept, stem: &str) {
        for (term, strength) in relatives::relatives(stem, &self.snapshot.vocabulary) {
            if concept.alternatives.iter().all(|a| a.terms != [term]) {
                concept.alternatives.push(Alternative { terms: vec![term], strength, origin: Origin::Family });
            }
        }
    }

    /// What the word carries: by the corpus's counts of the word itself or, where it has
    /// only another word for it, of that.
    fn weight(&self, concept: &Concept) -> f32 {
        let corpus =
            |a: &Alternative| a.terms.iter().map(|t| self.snapshot.vocabulary.info(*t).weight).fold(0.0f32, f32::max);
        let own = concept.alternatives.iter().filter(|a| a.origin == Origin::Own).map(corpus).fold(0.0f32, f32::max);
        let any = concept.alternatives.iter().map(corpus).fold(0.0f32, f32::max);
        // Another name for what the corpus is full of carries no more than that.
        let same = concept.alternatives.iter().filter(|a| a.origin == Origin::Synonym && a.strength >= SYNONYM);
        let own = same.map(corpus).fold(own, f32::min);
        let at_large = at_large(self.language, &concept.stem);
        let absent = Counted { class: concept.class, name: concept.name, records: 0, at_large };
        let absent = absent.weight(self.snapshot.len());
        if own > 0.0 {
            own
        } else if any > 0.0 {
            any.min(absent)
        } else {
            absent
        }
    }
}

/// Search terms and the shown query, once all concepts are known.
fn finish(query: &mut Query, snapshot: &Snapshot) {
    let only_function = !query.concepts.iter().any(Concept::is_content);
    if only_function {
        // "Who is who": where nothing else is there, function words are all there is.
        query.concepts.iter_mut().for_each(|c| c.weight = c.weight.max(weigh::ONLY_FUNCTION));
    }
    let mut boosts: HashMap<u32, f32> = HashMap::new();
    for concept in &query.concepts {
        for alternative in &concept.alternatives {
            for term in &alternative.terms {
                let boost = concept.weight * alternative.strength / alternative.terms.len() as f32;
                let entry = boosts.entry(*term).or_default();
                *entry = entry.max(boost);
            }
        }
    }
    let mut terms: Vec<(u32, f32)> = boosts.into_iter().collect();
    terms.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    terms.truncate(limits::QUESTION_TERMS);
    query.search = terms
        .into_iter()
        .filter_map(|(id, boost)| {
            let term = snapshot.vocabulary.spelling(id)?.to_owned();
            Some(crate::index::SearchTerm { term, boost })
        })
        .collect();
    let mut shown: Vec<&str> = Vec::new();
    for concept in query.concepts.iter().filter(|c| c.class > Class::Filler || only_function) {
        let word = query
            .mended
            .iter()
            .find(|(from, _)| *from == concept.word)
            .map_or(concept.word.as_str(), |(_, to)| to.as_str());
        if !shown.contains(&word) {
            shown.push(word);
        }
    }
    query.shown = shown.join(" ");
}
