//! Question to response: candidates found, ranked and judged, and what is made of the best.

mod choice;
mod said;
mod sentences;

use std::collections::HashSet;
use std::ops::Range;

use self::choice::choice;
use self::said::{said, stores_courtesy};
use crate::answer::{Answer, Candidate, Explanation, Outcome, Refusal, Response};
use crate::calibration::Calibration;
use crate::candidates::{Meant, add_nearest, exact_records, find_by_words};
use crate::confidence::{self, Judgement};
use crate::engine::{Aliases, Loaded};
use crate::error::Result;
use crate::excerpt::excerpt;
use crate::explain;
use crate::followup;
use crate::index::{self, Snapshot};
use crate::model::unmarked;
use crate::query::{self, Asked, Courtesy, Query};
use crate::question::Question;
use crate::rank::{self, Scored};
use crate::record::{Kind, Record};
use crate::rivals::Rivals;
use crate::settings;
use crate::text::tokens;
use crate::thresholds::Thresholds;
use crate::weights::{self, Compared};

/// Records always read, so that a choice can be shown: asking for fewer changes no outcome.
const READ: usize = 5;

/// A ranked record, read.
struct Read {
    scored: Scored,
    record: Record,
    confidence: f64,
    judgement: Judgement,
    /// What the confidence was taken times: less than 1 for a question that may be meant otherwise.
    trusted: f64,
    expired: bool,
}

/// Tells which of the best records no longer hold. Where the first is one of them, a record of
/// the same question that still holds takes its place; without one, the refusal that names it.
fn set_expired_aside(query: &Query, judged: &mut Judged, today: &str, loaded: &Loaded) -> Result<Option<Refusal>> {
    judged.best.iter_mut().for_each(|r| r.expired = r.record.expired(today));
    let Some(first) = judged.best.first().filter(|r| r.expired) else { return Ok(None) };
    let same = same_questions(first, &judged.ranking, &loaded.snapshot)?;
    let until = first.record.valid_until.clone().unwrap_or_default();
    let record = &first.record;
    // A passage has no question, and all of its text is too long a name.
    let question = record.question().or(record.title.as_deref()).unwrap_or(&record.id).to_owned();
    let holding = same.into_iter().find(|(_, record)| !record.expired(today) && !record.text.trim().is_empty());
    if let Some(holding) = holding {
        let confidence = first.confidence;
        let mut read = judge(query, vec![holding], &judged.rivals, judged.compared, loaded.calibration());
        if let Some(mut read) = read.pop() {
            read.confidence = read.confidence.max(confidence);
            judged.best.retain(|r| r.record.id != read.record.id);
            judged.best.insert(0, read);
        }
        return Ok(None);
    }
    let text = match &loaded.basis.beside.settings.refusal {
        Some(words) => format!("The answer to \"{question}\" held until {until}. {words}"),
        None => format!("The answer to \"{question}\" held until {until} and is out of date."),
    };
    Ok(Some(Refusal { text, reason: format!("the record {} expired on {until}", first.record.id) }))
}

/// What a question is answered from and how.
#[derive(Clone, Copy)]
pub struct Asking<'a> {
    /// The state of the corpus.
    pub loaded: &'a Loaded,
    /// Questions that are answered by a record of this id.
    pub aliases: &'a Aliases,
    /// The confidence from which an answer is given.
    pub thresholds: Thresholds,
    /// Most candidates listed.
    pub top: usize,
    /// The day on which answers must hold.
    pub today: &'a str,
    /// Whether meaning may be compared.
    pub meaning: bool,
}

/// A question understood and what was found for it.
pub struct Attempt {
    query: Query,
    judged: Judged,
    told: Told,
}

/// Which part of the first record is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Told {
    /// What answers, if it is near enough.
    Found,
    /// What answers: the asker chose it.
    Picked,
    /// All of it: more was asked for.
    Whole,
    /// Nothing: more was asked for, and there is none.
    NoMore,
}

impl Attempt {
    /// Where the record stands that would answer, were it near enough: the first, but for a question stored as it is and for
    /// one without an answer.
    pub fn answering(&self) -> Option<u32> {
        let first = self.judged.best.first().filter(|r| !exact(r) && !r.record.text.trim().is_empty());
        first.map(|r| r.scored.doc)
    }

    /// The confidence in the first record found as no owner's calibration has moved it, 0 without one.
    pub fn sureness(&self) -> f64 {
        self.judged.best.first().map_or(0.0, |r| r.judgement.confidence(None))
    }

    /// The attempt with number `n` of its choice picked, the last one for `None`; `None` where it
    /// offers no such choice.
    pub fn picked(mut self, asking: &Asking<'_>, n: Option<usize>) -> Option<Attempt> {
        self.judged.best.iter_mut().for_each(|r| r.expired = r.record.expired(asking.today));
        let candidates: Vec<Candidate> =
            self.judged.best.iter().map(|r| candidate(r, Compared::Words, false)).collect();
        let first = self.judged.best.first().filter(|r| r.confidence >= asking.threshold_of(r))?;
        let choice = choice(first, &self.judged.best, &candidates, &self.query, asking.snapshot());
        let at = n.unwrap_or(choice.len().wrapping_sub(1));
        let id = &choice.get(at).filter(|_| choice.len() > 1)?.id;
        let at = self.judged.best.iter().position(|r| r.record.id == *id)?;
        let mut read = self.judged.best.remove(at);
        read.confidence = confidence::EXACT;
        self.judged.best.insert(0, read);
        Some(Attempt { told: Told::Picked, ..self })
    }

    /// The attempt with more of its answer told: the whole passage, then the passages after it, one
    /// at a time; `None` where it has no answer.
    ///
    /// # Errors
    ///
    /// An index that can no longer be read.
    pub fn more(mut self, asking: &Asking<'_>) -> Result<Option<Attempt>> {
        let snapshot = asking.snapshot();
        let Some(first) = self.judged.best.first().filter(|r| r.confidence >= asking.threshold_of(r)) else {
            return Ok(None);
        };
        let told = match self.told {
            Told::Found | Told::Picked if first.record.kind == Kind::Passage => {
                excerpt(&first.record.text, first.scored.doc, &self.query, snapshot).len()
            }
            _ => first.record.text.len(),
        };
        if told < first.record.text.len() {
            return Ok(Some(Attempt { told: Told::Whole, ..self }));
        }
        let doc = first.scored.doc;
        let next = doc + 1;
        if first.record.kind == Kind::Faq || u64::from(next) >= snapshot.len() || snapshot.before(next) != Some(doc) {
            return Ok(Some(Attempt { told: Told::NoMore, ..self }));
        }
        let confidence = first.confidence;
        let scored = rank::by_words(&self.query, &[(next, 0.0)], &[], snapshot).into_iter();
        let read: Result<Vec<_>> = scored.map(|s| Ok((s.clone(), snapshot.record(s.doc)?))).collect();
        let judged = &self.judged;
        let mut read = judge(&self.query, read?, &judged.rivals, judged.compared, asking.loaded.calibration());
        read.iter_mut().for_each(|r| r.confidence = confidence);
        self.judged.best.retain(|r| r.scored.doc != next);
        self.judged.best.splice(0..0, read);
        Ok(Some(Attempt { told: Told::Whole, ..self }))
    }

    /// Takes the confidence in all records found times `share`.
    pub fn trust_less(&mut self, share: f64) {
        self.judged.best.iter_mut().for_each(|r| {
            r.confidence *= share;
            r.trusted *= share;
        });
    }

    /// Whether the very question is stored.
    pub fn is_exact(&self) -> bool {
        self.judged.best.first().is_some_and(exact)
    }

    /// Whether nothing is asked: greetings, thanks, remarks.
    pub fn is_courtesy(&self) -> bool {
        self.query.courtesy.is_some()
    }

    /// The place of the first record.
    pub fn record(&self) -> Option<u32> {
        self.judged.best.first().map(|r| r.scored.doc)
    }

    /// What would be told of the first record.
    pub fn answer(&self, snapshot: &Snapshot) -> Option<String> {
        self.judged.best.first().map(|first| answer(&self.query, first, snapshot, false).text)
    }

    /// Whether a sort of answer is wanted that the first record has none of. A place can be told
    /// without any name.
    pub fn lacks_sort(&self) -> bool {
        self.query.asked.is_some_and(|asked| asked != Asked::Place)
            && self.judged.best.first().is_some_and(|r| r.scored.lacks_sort())
    }

    /// The first record's title, if its text is `held` to be the one meant.
    pub fn title(&self, held: impl Fn(&str) -> bool) -> Option<String> {
        let first = self.judged.best.first()?;
        first.record.title.clone().filter(|_| held(&first.record.text))
    }

    /// How much of the weight of these words of the question the first record meets, 0 to 1.
    pub fn met(&self, words: &HashSet<&str>) -> f32 {
        let Some(first) = self.judged.best.first() else { return 0.0 };
        let (mut met, mut all) = (0.0, 0.0);
        let asked = self.query.concepts.iter().zip(&first.scored.covered);
        for (concept, covered) in asked.filter(|(c, _)| words.contains(c.word.as_str())) {
            met += concept.weight * covered;
            all += concept.weight;
        }
        if all > 0.0 { met / all } else { 1.0 }
    }
}

impl Asking<'_> {
    /// The index asked.
    pub fn snapshot(&self) -> &Snapshot {
        &self.loaded.snapshot
    }

    /// The same, with words alone compared.
    pub fn by_words(self) -> Self {
        Asking { meaning: false, ..self }
    }

    /// Finds, ranks and judges records for `question` as it stands, its earlier turns left aside.
    ///
    /// # Errors
    ///
    /// An index that can no longer be read.
    pub fn attempt(&self, question: &Question) -> Result<Attempt> {
        let snapshot = self.snapshot();
        let query = query::understand(question, snapshot);
        let exact = exact_records(&query, question, self.alias(&query)?, snapshot)?;
        let mut found = find_by_words(&query, question, &exact, snapshot)?;
        let mut ranking = rank::rank(&query, found.clone(), None, Compared::Words, snapshot);
        let mut compared = Compared::Words;
        if exact.is_empty()
            && self.meaning
            && let Some(encoder) = &self.loaded.basis.encoder
            && !words_suffice(&query, &ranking, encoder.words_suffice(), snapshot)
            && let Some(meant) = meaning(&query, self.loaded)
        {
            let near = add_nearest(&mut found, &meant, &query, question, snapshot)?;
            compared = encoder.compared();
            ranking = rank::rank(&query, found, Some((&near, &meant.words)), compared, snapshot);
        }
        let judged = read_and_judge(&query, ranking, self.top, compared, self.loaded)?;
        Ok(Attempt { query, judged, told: Told::Found })
    }

    /// The confidence from which the answer of a record is given.
    fn threshold_of(&self, read: &Read) -> f64 {
        self.thresholds.of(self.snapshot().phrasings(read.scored.doc), read.trusted)
    }

    /// The record that answers this very question by what the caller says.
    fn alias(&self, query: &Query) -> Result<Option<u32>> {
        let mended = query.mended_key.as_ref();
        match query.keys.first().into_iter().chain(mended).find_map(|key| self.aliases.get(key)) {
            Some(id) => self.snapshot().by_id(id),
            None => Ok(None),
        }
    }

    /// Answers `question`.
    ///
    /// # Errors
    ///
    /// An index that can no longer be read.
    pub fn respond(&self, question: &Question) -> Result<Response> {
        let alone = self.attempt(question)?;
        match followup::follow(self, question, &alone)? {
            Some(followed) => self.conclude(question, followed.attempt, Some(followed.resolved)),
            None => match sentences::surest(self, question, &alone)? {
                Some((sentence, attempt)) => self.conclude(question, attempt, Some(sentence)),
                None => self.conclude(question, alone, None),
            },
        }
    }

    /// What is made of what was found.
    fn conclude(&self, question: &Question, attempt: Attempt, resolved: Option<String>) -> Result<Response> {
        let said = said(&question.text, &attempt, resolved.is_some(), self.snapshot());
        let Attempt { query, mut judged, told } = attempt;
        let (loaded, snapshot, today) = (self.loaded, self.snapshot(), self.today);
        let expired = set_expired_aside(&query, &mut judged, today, loaded)?;
        let confidence = judged.confidence();
        let explain = question.explain;
        let compared = judged.compared;
        let mut candidates: Vec<Candidate> = judged.best.iter().map(|r| candidate(r, compared, explain)).collect();
        let threshold = judged.best.first().map_or(self.thresholds.lone, |r| self.threshold_of(r));
        let explanation = explain.then(|| explained(&query, &judged, threshold, loaded));
        let mut warnings = query.warnings.clone();
        let mut outcome = match expired.filter(|_| confidence >= threshold) {
            Some(refusal) => Outcome::NoAnswer(refusal),
            None => match (told, judged.best.first()) {
                (Told::Picked, Some(first)) => Outcome::Answer(answer(&query, first, snapshot, explain)),
                (Told::Whole, Some(first)) => {
                    let whole = 0..first.record.text.len();
                    Outcome::Answer(answer_of(&query, first, whole, snapshot, explain))
                }
                (Told::NoMore, Some(first)) => Outcome::NoAnswer(Refusal {
                    text: settings::NO_MORE.to_owned(),
                    reason: format!("the record {} has no more", first.record.id),
                }),
                _ => decide(&query, &judged, &candidates, threshold, loaded, explain),
            },
        };
        warnings.extend(query.mended.iter().map(|(from, to)| format!("read \"{from}\" as \"{to}\"")));
        if let (Outcome::Answer(answer), Some(first)) = (&mut outcome, judged.best.first()) {
            let same = same_questions(first, &judged.ranking, snapshot)?;
            let mut others = judge(&query, same, &judged.rivals, compared, loaded.calibration());
            others.iter_mut().for_each(|r| r.expired = r.record.expired(today));
            answer.alternatives = others.iter().map(|r| candidate(r, compared, explain)).collect();
            warnings.extend(first.record.warnings.iter().cloned());
        }
        if let Outcome::Ambiguous(choice) = &outcome {
            candidates.clone_from(choice);
        }
        // What is near to a courtesy is no more than that, unless the corpus stores courtesies itself.
        if query.courtesy.is_some() && !judged.best.iter().any(stores_courtesy) {
            candidates.clear();
        }
        candidates.truncate(self.top.max(if matches!(outcome, Outcome::Ambiguous(_)) { candidates.len() } else { 0 }));
        Ok(Response {
            question: question.text.clone(),
            resolved,
            said,
            outcome,
            confidence,
            candidates,
            query: query.shown,
            warnings,
            explanation,
        })
    }
}

/// What was found for a question, ranked, and the best of it read.
struct Judged {
    ranking: Vec<Scored>,
    best: Vec<Read>,
    rivals: Rivals,
    compared: Compared,
}

impl Judged {
    fn confidence(&self) -> f64 {
        self.best.first().map_or(0.0, |r| r.confidence)
    }
}

/// Whether words alone leave no doubt of the first of a ranking: it and the question cover one another, no
/// word of the question is missing, and it stands clear of the next.
/// Where its answer has several phrasings they do not suffice, for whether those agree in
/// meaning tells more than any word. Nor do they for a passage: it has no phrasing to be covered,
/// and its words alone say too little of how far it is to be trusted.
fn words_suffice(query: &Query, ranking: &[Scored], least: f64, snapshot: &Snapshot) -> bool {
    let Some(first) = ranking.first().filter(|_| least < 1.0) else { return false };
    let is_sure = || {
        let standing = Rivals::of(ranking, snapshot).standing(first);
        standing.lead >= weights::LEAD_SUFFICES
            && confidence::judge(query, first, standing, Compared::Words).confidence(None) >= least
    };
    snapshot.phrasings(first.doc) <= 1
        && first.phrasing_covered() >= weights::PHRASING_SUFFICES
        && first.question_covered() >= weights::QUESTION_SUFFICES
        && query.concepts.iter().zip(&first.covered).all(|(c, met)| !c.is_content() || c.beside || *met >= rank::MET)
        && is_sure()
}

/// Reads the best records of a ranking and judges them.
fn read_and_judge(
    query: &Query,
    ranking: Vec<Scored>,
    top: usize,
    compared: Compared,
    loaded: &Loaded,
) -> Result<Judged> {
    let snapshot = &loaded.snapshot;
    let rivals = Rivals::of(&ranking, snapshot);
    let mut best = judge(query, read_best(&ranking, top.max(READ), snapshot)?, &rivals, compared, loaded.calibration());
    best.truncate(top.max(READ));
    Ok(Judged { ranking, best, rivals, compared })
}

/// What the question means; `None` where there is no model, no vector, or nothing to ask.
fn meaning(query: &Query, loaded: &Loaded) -> Option<Meant> {
    let comparable = loaded.snapshot.vectors.len() > 0 && !query.concepts.is_empty();
    let encoder = loaded.basis.encoder.as_ref().filter(|_| comparable)?;
    Some(Meant::of(&encoder.embed(unmarked(&query.core)), query, &loaded.snapshot))
}

/// Reads the best records and all that tie with the last of them, so that ties go by id; but no questions known to have no
/// answer, which are only rivals.
fn read_best(ranking: &[Scored], top: usize, snapshot: &Snapshot) -> Result<Vec<(Scored, Record)>> {
    let mut last = f32::NEG_INFINITY;
    let mut read: Vec<(Scored, Record)> = Vec::new();
    for scored in ranking {
        if top == 0 || scored.score < last {
            break;
        }
        if !snapshot.is_unanswerable(scored.doc) {
            read.push((scored.clone(), snapshot.record(scored.doc)?));
        }
        if read.len() == top {
            last = scored.score;
        }
    }
    read.sort_by(|a, b| b.0.score.total_cmp(&a.0.score).then_with(|| a.1.id.cmp(&b.1.id)));
    Ok(read)
}

fn judge(
    query: &Query,
    read: Vec<(Scored, Record)>,
    rivals: &Rivals,
    compared: Compared,
    calibration: Option<&Calibration>,
) -> Vec<Read> {
    read.into_iter()
        .map(|(scored, record)| {
            let judgement = confidence::judge(query, &scored, rivals.standing(&scored), compared);
            Read {
                scored,
                record,
                confidence: judgement.confidence(calibration),
                judgement,
                trusted: 1.0,
                expired: false,
            }
        })
        .collect()
}

fn decide(
    query: &Query,
    judged: &Judged,
    candidates: &[Candidate],
    threshold: f64,
    loaded: &Loaded,
    explain: bool,
) -> Outcome {
    let read = &judged.best[..];
    let unanswerable = judged.ranking.first().filter(|s| loaded.snapshot.is_unanswerable(s.doc));
    let refuse = |reason: &str| {
        let text = loaded.basis.beside.settings.refusal.clone().unwrap_or_else(|| Refusal::WORDS.to_owned());
        Outcome::NoAnswer(Refusal { text, reason: reason.to_owned() })
    };
    // A corpus may well answer "thanks" with an answer of its own. What is merely near to it answers nothing.
    if let Some(courtesy) =
        query.courtesy.filter(|_| !read.first().is_some_and(|r| r.confidence >= threshold && stores_courtesy(r)))
    {
        let text = match courtesy {
            Courtesy::Greeting => settings::WELCOME,
            Courtesy::Thanks => settings::WELCOME_THANKS,
            Courtesy::Farewell => settings::FAREWELL,
            Courtesy::Remark => settings::ANYTHING_ELSE,
        };
        return Outcome::NoAnswer(Refusal { text: text.to_owned(), reason: "a courtesy, not a question".to_owned() });
    }
    // The very question, whatever threshold somebody has set.
    if unanswerable.is_some_and(Scored::is_exact) {
        return refuse("the question is known to have no answer here");
    }
    let Some(first) = read.first() else {
        return refuse(if query.concepts.is_empty() {
            "the question has no word"
        } else {
            "no record shares a word with the question"
        });
    };
    if first.confidence < threshold {
        return refuse(if unanswerable.is_some() {
            "the nearest question is known to have no answer here"
        } else {
            "the nearest record is not near enough"
        });
    }
    let choice = choice(first, read, candidates, query, &loaded.snapshot);
    if choice.len() > 1 {
        return Outcome::Ambiguous(choice.into_iter().cloned().collect());
    }
    if first.record.text.trim().is_empty() {
        return refuse("the record that matches has no answer stored");
    }
    Outcome::Answer(answer(query, first, &loaded.snapshot, explain))
}

/// Whether the very question is stored.
fn exact(read: &Read) -> bool {
    read.judgement.plain == Some(confidence::EXACT)
}

fn answer(query: &Query, first: &Read, snapshot: &Snapshot, explain: bool) -> Answer {
    let span = match first.record.kind {
        Kind::Faq => 0..first.record.text.len(),
        Kind::Passage => excerpt(&first.record.text, first.scored.doc, query, snapshot),
    };
    answer_of(query, first, span, snapshot, explain)
}

fn answer_of(query: &Query, first: &Read, span: Range<usize>, snapshot: &Snapshot, explain: bool) -> Answer {
    let record = &first.record;
    let text = record.text.get(span.clone()).unwrap_or(&record.text).to_owned();
    Answer {
        id: record.id.clone(),
        kind: record.kind,
        matched: if explain { matched(&text, query, snapshot) } else { Vec::new() },
        text,
        span: [span.start, span.end],
        record_text: record.text.clone(),
        question: record.question().map(str::to_owned),
        title: record.title.clone(),
        source: record.source.clone(),
        prompts: record.prompts.clone(),
        alternatives: Vec::new(),
    }
}

/// The other records found that store one of this record's questions, best first.
fn same_questions(first: &Read, ranking: &[Scored], snapshot: &Snapshot) -> Result<Vec<(Scored, Record)>> {
    let mut same: Vec<u32> = Vec::new();
    for question in &first.record.questions {
        same.extend(snapshot.exact(&index::terms::exact_key(question))?);
    }
    same.sort_unstable();
    let is_other = |s: &&Scored| s.doc != first.scored.doc && same.binary_search(&s.doc).is_ok();
    let others: Vec<Scored> = ranking.iter().filter(is_other).cloned().collect();
    read_best(&others, others.len(), snapshot)
}

/// Where the text has one of the query's content words.
fn matched(text: &str, query: &Query, snapshot: &Snapshot) -> Vec<[usize; 2]> {
    let wanted: Vec<u32> = query
        .concepts
        .iter()
        .filter(|c| c.is_content())
        .flat_map(|c| &c.alternatives)
        .flat_map(|a| &a.terms)
        .copied()
        .collect();
    let is_wanted = |word: &str| snapshot.vocabulary.word(word).is_some_and(|w| wanted.contains(&w.term));
    tokens(text).into_iter().filter(|t| is_wanted(&t.folded)).map(|t| [t.start, t.end]).collect()
}

fn explained(query: &Query, judged: &Judged, threshold: f64, loaded: &Loaded) -> Explanation {
    let first = judged.best.first().map(|read| explain::First {
        scored: &read.scored,
        record: &read.record,
        confidence: &read.judgement.features,
        compared: judged.compared,
    });
    let encoder = loaded.basis.encoder.as_deref().filter(|_| judged.compared != Compared::Words);
    let mut explanation = explain::explain(query, first.as_ref(), encoder);
    explanation.threshold = threshold;
    explanation.judgement = judged.best.first().map(|read| read.judgement);
    explanation
}

fn candidate(read: &Read, compared: Compared, explain: bool) -> Candidate {
    let record = &read.record;
    Candidate {
        id: record.id.clone(),
        kind: record.kind,
        score: f64::from(read.scored.score),
        confidence: read.confidence,
        question: record.question().map(str::to_owned),
        text: record.text.clone(),
        title: record.title.clone(),
        source: record.source.clone(),
        expired: read.expired,
        parts: if explain {
            explain::parts(&rank::NAMES, &read.scored.features, rank::weights(compared))
        } else {
            Vec::new()
        },
    }
}
