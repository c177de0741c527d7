//! The embeddable whole: open a corpus, ask, get a [`Response`].

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::{Arc, RwLock};

use rayon::prelude::*;

use crate::answer::{Answer, Candidate, Explanation, Outcome, Refusal, Response};
use crate::calendar;
use crate::calibration::Calibration;
use crate::candidates::{add_nearest, exact_records, find_by_words};
use crate::confidence::{self, Judgement};
use crate::corpus;
use crate::error::{Error, ErrorKind, Result};
use crate::excerpt::excerpt;
use crate::explain;
use crate::index::terms;
use crate::index::{self, Basis, Levels, Manifest, Nearness, Policy, Snapshot, Update};
use crate::limits;
use crate::model::Choice as Model;
use crate::query::{self, Courtesy, Query};
use crate::question::Question;
use crate::rank::{self, Scored};
use crate::record::{Kind, Record};
use crate::rivals::Rivals;
use crate::settings::{self, Beside};
use crate::text::tokens;
use crate::weights;

/// Candidates shown unless another number is asked for.
const TOP: usize = 5;

/// Records always read, so that a choice can be shown: asking for fewer changes no outcome.
const READ: usize = 5;

/// The page compiled into the binary, so that the product can be tried anywhere.
const DEMO: (&str, &str) = ("corpus/treaty.txt", include_str!("../corpus/treaty.txt"));

/// How to open an [`Engine`].
#[derive(Debug, Clone, Default)]
pub struct Builder {
    corpus: Vec<PathBuf>,
    index: Option<PathBuf>,
    in_memory: bool,
    demo: bool,
    top: Option<usize>,
    threshold: Option<f64>,
    policy: Option<Policy>,
    model: Model,
    today: Option<String>,
}

impl Builder {
    /// Adds a corpus file or folder. Without any, the corpus is the folder `corpus`.
    #[must_use]
    pub fn corpus(mut self, path: impl Into<PathBuf>) -> Self {
        self.corpus.push(path.into());
        self
    }

    /// The folder that the index is kept in; `index` unless said.
    #[must_use]
    pub fn index(mut self, folder: impl Into<PathBuf>) -> Self {
        self.index = Some(folder.into());
        self
    }

    /// Keeps the index in memory: nothing is written, and it is built at every opening.
    #[must_use]
    pub fn in_memory(mut self) -> Self {
        self.in_memory = true;
        self
    }

    /// Takes the compiled-in sample corpus, in memory.
    #[must_use]
    pub fn demo(mut self) -> Self {
        self.demo = true;
        self
    }

    /// The model that tells what questions mean; the shipped one unless said.
    #[must_use]
    pub fn model(mut self, model: Model) -> Self {
        self.model = model;
        self
    }

    /// Candidates in a response, unless the question says another number: 5.
    #[must_use]
    pub fn top(mut self, top: usize) -> Self {
        self.top = Some(top);
        self
    }

    /// The confidence from which an answer is given, instead of the corpus's settings or
    /// the calibrated default. Held to 0 to 1.
    #[must_use]
    pub fn threshold(mut self, threshold: f64) -> Self {
        self.threshold = Some(threshold.clamp(0.0, 1.0));
        self
    }

    /// The day, as `YYYY-MM-DD`, on which answers must still hold (`valid_until`): that of each
    /// question, in UTC, unless said. A text that is no such day is never past.
    #[must_use]
    pub fn today(mut self, day: impl Into<String>) -> Self {
        self.today = Some(day.into());
        self
    }

    /// When to build the index: as needed unless said.
    #[must_use]
    pub fn policy(mut self, policy: Policy) -> Self {
        self.policy = Some(policy);
        self
    }

    /// Opens the engine, building or updating the index first where the corpus asks for it.
    ///
    /// # Errors
    ///
    /// A corpus or settings file that is missing or faulty, an index folder that cannot be
    /// written, another process writing it, a model that is none.
    pub fn open(mut self) -> Result<Engine> {
        if self.corpus.is_empty() {
            self.corpus.push(PathBuf::from("corpus"));
        }
        let opened = self.load(self.policy.unwrap_or(Policy::AsNeeded))?;
        Ok(Engine { shared: Arc::new(Shared { builder: self, loaded: RwLock::new(Arc::new(opened)) }) })
    }

    /// Whether the index on disk is whole and of the corpus as it is now. Builds nothing.
    ///
    /// # Errors
    ///
    /// A corpus or settings file that is missing or cannot be read.
    pub fn is_fresh(&self) -> Result<bool> {
        let default = [PathBuf::from("corpus")];
        let corpus = if self.corpus.is_empty() { &default[..] } else { &self.corpus };
        let folder = self.index.as_deref().unwrap_or(Path::new("index"));
        index::is_fresh(corpus, folder, &self.basis(settings::read_beside(corpus)?)?)
    }

    fn basis(&self, beside: Beside) -> Result<Basis> {
        Ok(Basis { beside, encoder: self.model.open()? })
    }

    fn load(&self, policy: Policy) -> Result<Loaded> {
        if self.demo {
            let basis = self.basis(Beside::default())?;
            let snapshot = index::in_memory(corpus::read_text(DEMO.0, DEMO.1)?, &basis)?;
            return Ok(Loaded { snapshot, basis, update: Update::Unchanged, warnings: Vec::new() });
        }
        let basis = self.basis(settings::read_beside(&self.corpus)?)?;
        if self.in_memory {
            let corpus = corpus::read(&self.corpus, corpus::list(&self.corpus)?, &basis.rules()?)?;
            let snapshot = index::in_memory(corpus, &basis)?;
            return Ok(Loaded { snapshot, basis, update: Update::Unchanged, warnings: Vec::new() });
        }
        let folder = self.index.as_deref().unwrap_or(Path::new("index"));
        let opened = index::open(&self.corpus, folder, &basis, policy)?;
        Ok(Loaded { snapshot: opened.snapshot, basis, update: opened.update, warnings: opened.warnings })
    }
}

struct Loaded {
    snapshot: Snapshot,
    basis: Basis,
    update: Update,
    warnings: Vec<String>,
}

impl Loaded {
    /// The owner's calibration, where it was learned for this confidence.
    fn calibration(&self) -> Option<&Calibration> {
        self.basis.beside.settings.calibration.as_ref().filter(|c| c.is_current())
    }
}

struct Shared {
    builder: Builder,
    loaded: RwLock<Arc<Loaded>>,
}

/// Answers questions from one corpus. Cheap to clone and to share between threads; each
/// question is answered from one state of the corpus.
///
/// ```
/// use answerbook::{Engine, Outcome};
/// let book = Engine::builder().demo().open()?;
/// match book.ask("Do they share a border?")?.outcome {
///     Outcome::Answer(answer) => println!("{} ({})", answer.text, answer.source.line),
///     Outcome::Ambiguous(choice) => println!("{} answers fit", choice.len()),
///     Outcome::NoAnswer(refusal) => println!("{}", refusal.text),
/// }
/// # Ok::<(), answerbook::Error>(())
/// ```
#[derive(Clone)]
pub struct Engine {
    shared: Arc<Shared>,
}

impl Engine {
    /// Starts saying how to open an engine.
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// Answers one question.
    ///
    /// # Errors
    ///
    /// An index that can no longer be read. A question as such is never an error.
    pub fn ask(&self, question: impl Into<Question>) -> Result<Response> {
        let question = question.into();
        self.answer(&self.loaded(), &question)
    }

    /// Answers many questions in parallel; the responses come in the questions' order.
    pub fn ask_batch<I>(&self, questions: I) -> Vec<Result<Response>>
    where
        I: IntoIterator,
        I::Item: Into<Question>,
    {
        let questions: Vec<Question> = questions.into_iter().map(Into::into).collect();
        let loaded = self.loaded();
        questions.par_iter().map(|question| self.answer(&loaded, question)).collect()
    }

    /// Looks at the corpus again and brings the index up to date. Questions asked
    /// meanwhile are answered from the state before.
    ///
    /// # Errors
    ///
    /// As [`Builder::open`]; the engine then goes on with the state it had.
    pub fn refresh(&self) -> Result<Update> {
        let loaded = self.shared.builder.load(Policy::AsNeeded)?;
        let update = loaded.update;
        let mut slot = self.shared.loaded.write().unwrap_or_else(std::sync::PoisonError::into_inner);
        *slot = Arc::new(loaded);
        Ok(update)
    }

    /// Where the settings of this corpus stand or would stand; `None` of the sample corpus.
    pub fn settings_path(&self) -> Option<PathBuf> {
        let builder = &self.shared.builder;
        if builder.demo { None } else { settings::path_beside(&builder.corpus) }
    }

    /// The record of this id, `None` where there is none.
    ///
    /// # Errors
    ///
    /// An index that can no longer be read.
    pub fn record(&self, id: &str) -> Result<Option<Record>> {
        let loaded = self.loaded();
        let doc = loaded.snapshot.by_id(id)?;
        doc.map(|doc| loaded.snapshot.record(doc)).transpose()
    }

    /// All records, in the order of the corpus, from the `from`th on and at most `limit`.
    ///
    /// # Errors
    ///
    /// An index that can no longer be read.
    pub fn records(&self, from: usize, limit: usize) -> Result<Vec<Record>> {
        let loaded = self.loaded();
        let end = (from.saturating_add(limit) as u64).min(loaded.snapshot.len());
        (from as u64..end).map(|doc| loaded.snapshot.record(u32::try_from(doc).unwrap_or(u32::MAX))).collect()
    }

    /// What the index was built from and with.
    pub fn manifest(&self) -> Manifest {
        self.loaded().snapshot.manifest.clone()
    }

    /// What opening or refreshing did to the index.
    pub fn update(&self) -> Update {
        self.loaded().update
    }

    /// What opening had to leave as it was, in words for the user.
    pub fn warnings(&self) -> Vec<String> {
        let loaded = self.loaded();
        let mut warnings = loaded.warnings.clone();
        warnings.extend(loaded.snapshot.manifest.faults());
        if loaded.basis.beside.settings.calibration.is_some() && loaded.calibration().is_none() {
            warnings.push(format!(
                "the [calibration] in {} was learned for another version of the confidence and is not used; run `answerbook tune` again",
                settings::SETTINGS
            ));
        }
        warnings
    }

    /// The confidence from which an answer is given.
    pub fn threshold(&self) -> f64 {
        self.threshold_of(&self.loaded())
    }

    fn loaded(&self) -> Arc<Loaded> {
        Arc::clone(&self.shared.loaded.read().unwrap_or_else(std::sync::PoisonError::into_inner))
    }

    fn threshold_of(&self, loaded: &Loaded) -> f64 {
        self.shared.builder.threshold.or(loaded.basis.beside.settings.threshold).unwrap_or(weights::THRESHOLD)
    }

    /// A fault of a library below must not take the caller's program down.
    fn answer(&self, loaded: &Loaded, question: &Question) -> Result<Response> {
        let threshold = question.threshold.unwrap_or_else(|| self.threshold_of(loaded));
        let top = question.top.or(self.shared.builder.top).unwrap_or(TOP).clamp(1, limits::TOP_MAX);
        let today = self.shared.builder.today.clone().unwrap_or_else(calendar::today);
        catch_unwind(AssertUnwindSafe(|| respond(loaded, question, threshold, top, &today))).unwrap_or_else(|_| {
            Err(Error::new(ErrorKind::Internal, "answering this question failed")
                .advice("please report it with the question"))
        })
    }
}

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

fn respond(loaded: &Loaded, question: &Question, threshold: f64, top: usize, today: &str) -> Result<Response> {
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
