//! Question to response: candidates found, ranked and judged, and what is made of the best.

use crate::answer::{Answer, Candidate, Explanation, Outcome, Refusal, Response};
use crate::calibration::Calibration;
use crate::candidates::{add_nearest, exact_records, find_by_words};
use crate::confidence::{self, Judgement};
use crate::engine::Loaded;
use crate::error::Result;
use crate::excerpt::excerpt;
use crate::explain;
use crate::index::terms;
use crate::index::{self, Levels, Nearness, Snapshot};
use crate::query::{self, Courtesy, Query};
use crate::question::Question;
use crate::rank::{self, Scored};
use crate::record::{Kind, Record};
use crate::rivals::Rivals;
use crate::settings;
use crate::text::tokens;
use crate::weights;

/// Records always read, so that a choice can be shown: asking for fewer changes no outcome.
const READ: usize = 5;

/// A ranked record, read.
struct Read {
    scored: Scored,
    record: Record,
    confidence: f64,
    judgement: Judgement,
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
        let mut read = judge(query, vec![holding], &judged.rivals, judged.with_meaning, loaded.calibration());
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

/// Answers `question` from one state of the corpus: from `threshold` on, with at most `top`
/// candidates, as of `today`.
///
/// # Errors
///
/// An index that can no longer be read.
pub fn respond(loaded: &Loaded, question: &Question, threshold: f64, top: usize, today: &str) -> Result<Response> {
    let snapshot = &loaded.snapshot;
    let calibration = loaded.calibration();
    let query = query::understand(question, snapshot);
    let exact = exact_records(&query, question, snapshot)?;
    let mut found = find_by_words(&query, question, &exact, snapshot)?;
    let mut ranking = rank::rank(&query, found.clone(), None, snapshot);
    let mut with_meaning = false;
    if exact.is_empty()
        && let Some(encoder) = &loaded.basis.encoder
        && !words_suffice(&query, &ranking, encoder.words_suffice(), snapshot)
        && let Some(near) = nearness(&query, question, loaded)
    {
        add_nearest(&mut found, &near, &query, question, snapshot)?;
        ranking = rank::rank(&query, found, Some(&near), snapshot);
        with_meaning = true;
    }
    let mut judged = read_and_judge(&query, ranking, top, with_meaning, loaded)?;
    let expired = set_expired_aside(&query, &mut judged, today, loaded)?;
    let confidence = judged.confidence();
    let explain = question.explain;
    let mut candidates: Vec<Candidate> = judged.best.iter().map(|r| candidate(r, with_meaning, explain)).collect();
    let explanation = explain.then(|| explained(&query, &judged, threshold, loaded));
    let mut warnings = query.warnings.clone();
    let mut outcome = match expired.filter(|_| confidence >= threshold) {
        Some(refusal) => Outcome::NoAnswer(refusal),
        None => decide(&query, &judged.best, &candidates, threshold, loaded, explain),
    };
    // A choice between what holds and what no longer does is none.
    if let Outcome::Ambiguous(choice) = &mut outcome {
        choice.retain(|c| !c.expired);
        if choice.len() < 2 {
            outcome =
                judged.best.first().map_or(outcome, |first| Outcome::Answer(answer(&query, first, snapshot, explain)));
        }
    }
    warnings.extend(query.mended.iter().map(|(from, to)| format!("read \"{from}\" as \"{to}\"")));
    if let (Outcome::Answer(answer), Some(first)) = (&mut outcome, judged.best.first()) {
        let same = same_questions(first, &judged.ranking, snapshot)?;
        let mut others = judge(&query, same, &judged.rivals, with_meaning, calibration);
        others.iter_mut().for_each(|r| r.expired = r.record.expired(today));
        answer.alternatives = others.iter().map(|r| candidate(r, with_meaning, explain)).collect();
        warnings.extend(first.record.warnings.iter().cloned());
    }
    if let Outcome::Ambiguous(choice) = &outcome {
        candidates.clone_from(choice);
    }
    // What is near to a courtesy is no more than that, unless the corpus stores courtesies itself.
    let stores_courtesies = |r: &Read| r.record.questions.iter().any(|q| query::courtesy(q).is_some());
    if query.courtesy.is_some() && !judged.best.iter().any(stores_courtesies) {
        candidates.clear();
    }
    candidates.truncate(top.max(if matches!(outcome, Outcome::Ambiguous(_)) { candidates.len() } else { 0 }));
    Ok(Response {
        question: question.text.clone(),
        outcome,
        confidence,
        candidates,
        query: query.shown,
        warnings,
        explanation,
    })
}

/// What was found for a question, ranked, and the best of it read.
struct Judged {
    ranking: Vec<Scored>,
    best: Vec<Read>,
    rivals: Rivals,
    with_meaning: bool,
}

impl Judged {
    fn confidence(&self) -> f64 {
        self.best.first().map_or(0.0, |r| r.confidence)
    }
}

/// Whether words alone leave no doubt of the first of a ranking: they cover what it asks too.
/// Where its answer has several phrasings they do not suffice, for whether those agree in
/// meaning tells more than any word.
fn words_suffice(query: &Query, ranking: &[Scored], least: f64, snapshot: &Snapshot) -> bool {
    let Some(first) = ranking.first().filter(|_| least < 1.0) else { return false };
    let phrasings = terms::parts(&snapshot.postings(first.doc), terms::Field::Question).len();
    let standing = || Rivals::of(ranking, snapshot).standing(first);
    snapshot.sharing(first.doc).records() <= 1
        && phrasings <= 1
        && first.phrasing_covered() >= weights::PHRASING_SUFFICES
        && confidence::judge(query, first, standing(), false).confidence(None) >= least
}

/// Reads the best records of a ranking and judges them.
fn read_and_judge(
    query: &Query,
    ranking: Vec<Scored>,
    top: usize,
    with_meaning: bool,
    loaded: &Loaded,
) -> Result<Judged> {
    let snapshot = &loaded.snapshot;
    let rivals = Rivals::of(&ranking, snapshot);
    let mut best =
        judge(query, read_best(&ranking, top.max(READ), snapshot)?, &rivals, with_meaning, loaded.calibration());
    best.truncate(top.max(READ));
    Ok(Judged { ranking, best, rivals, with_meaning })
}

/// How near the question is in meaning to every record that has a vector; `None` where there
/// is no model, no vector, or nothing to ask.
fn nearness(query: &Query, question: &Question, loaded: &Loaded) -> Option<Nearness> {
    let vectors = &loaded.snapshot.vectors;
    let encoder = loaded.basis.encoder.as_ref().filter(|_| vectors.len() > 0 && !query.concepts.is_empty())?;
    Some(vectors.near(&Levels::of(&encoder.vector(&query.core)), question.without))
}

/// Reads the best records and all that tie with the last of them, so that ties go by id.
fn read_best(ranking: &[Scored], top: usize, snapshot: &Snapshot) -> Result<Vec<(Scored, Record)>> {
    let last = ranking.get(top.min(ranking.len()).saturating_sub(1)).map(|s| s.score);
    let mut read: Vec<(Scored, Record)> = Vec::new();
    for scored in ranking.iter().take_while(|s| last.is_some_and(|last| s.score >= last)) {
        read.push((scored.clone(), snapshot.record(scored.doc)?));
    }
    read.sort_by(|a, b| b.0.score.total_cmp(&a.0.score).then_with(|| a.1.id.cmp(&b.1.id)));
    Ok(read)
}

fn judge(
    query: &Query,
    read: Vec<(Scored, Record)>,
    rivals: &Rivals,
    with_meaning: bool,
    calibration: Option<&Calibration>,
) -> Vec<Read> {
    read.into_iter()
        .map(|(scored, record)| {
            let judgement = confidence::judge(query, &scored, rivals.standing(&scored), with_meaning);
            Read { scored, record, confidence: judgement.confidence(calibration), judgement, expired: false }
        })
        .collect()
}

fn decide(
    query: &Query,
    read: &[Read],
    candidates: &[Candidate],
    threshold: f64,
    loaded: &Loaded,
    explain: bool,
) -> Outcome {
    let refuse = |reason: &str| {
        let text = loaded.basis.beside.settings.refusal.clone().unwrap_or_else(|| settings::REFUSAL.to_owned());
        Outcome::NoAnswer(Refusal { text, reason: reason.to_owned() })
    };
    // A corpus may well answer "thanks" with an answer of its own.
    if let Some(courtesy) = query.courtesy.filter(|_| read.first().is_none_or(|r| r.confidence < threshold)) {
        let text = match courtesy {
            Courtesy::Greeting => settings::WELCOME,
            Courtesy::Parting => settings::PARTING,
        };
        return Outcome::NoAnswer(Refusal { text: text.to_owned(), reason: "a courtesy, not a question".to_owned() });
    }
    let Some(first) = read.first() else {
        return refuse(if query.concepts.is_empty() {
            "the question has no word"
        } else {
            "no record shares a word with the question"
        });
    };
    if first.confidence < threshold {
        return refuse("the nearest record is not near enough");
    }
    let choice = choice(first, read, candidates);
    if choice.len() > 1 {
        return Outcome::Ambiguous(choice.into_iter().cloned().collect());
    }
    if first.record.text.trim().is_empty() {
        return refuse("the record that matches has no answer stored");
    }
    Outcome::Answer(answer(query, first, &loaded.snapshot, explain))
}

/// The first candidate and those so close to it that the ranking does not tell them apart, one
/// for each answer and question.
fn choice<'a>(first: &Read, read: &[Read], candidates: &'a [Candidate]) -> Vec<&'a Candidate> {
    let mut choice: Vec<&Candidate> = Vec::new();
    let close = |r: &Read| first.scored.score - r.scored.score < weights::AMBIGUOUS && !exact(first);
    for (_, candidate) in read.iter().zip(candidates).filter(|(r, _)| close(r) && !r.record.text.trim().is_empty()) {
        let is_new = |c: &&Candidate| c.text != candidate.text && !same_question(c, candidate);
        if choice.iter().all(is_new) {
            choice.push(candidate);
        }
    }
    choice
}

/// Whether the very question is stored.
fn exact(read: &Read) -> bool {
    read.judgement.plain == Some(confidence::EXACT)
}

/// Whether both are pairs of one question.
fn same_question(one: &Candidate, other: &Candidate) -> bool {
    let key = |c: &Candidate| c.question.as_deref().map(index::terms::exact_key);
    one.kind == Kind::Faq && key(one) == key(other)
}

fn answer(query: &Query, first: &Read, snapshot: &Snapshot, explain: bool) -> Answer {
    let record = &first.record;
    let span = match record.kind {
        Kind::Faq => 0..record.text.len(),
        Kind::Passage => excerpt(&record.text, first.scored.doc, query, snapshot),
    };
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
        with_meaning: judged.with_meaning,
    });
    let encoder = loaded.basis.encoder.as_deref().filter(|_| judged.with_meaning);
    let mut explanation = explain::explain(query, first.as_ref(), encoder);
    explanation.threshold = threshold;
    explanation.judgement = judged.best.first().map(|read| read.judgement);
    explanation
}

fn candidate(read: &Read, with_meaning: bool, explain: bool) -> Candidate {
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
            explain::parts(&rank::NAMES, &read.scored.features, rank::weights(with_meaning))
        } else {
            Vec::new()
        },
    }
}
