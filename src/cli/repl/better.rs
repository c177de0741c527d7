//! Telling the dialogue what was right and wrong.

use super::dialogue::Dialogue;
use crate::cli::fail::Failure;
use crate::cli::journal::{Entry, Event, letters};
use crate::cli::sanitize::for_line;
use crate::{Kind, Outcome, Response, Said};

impl Dialogue {
    /// "None" of a choice.
    pub(super) fn none_of_these(&mut self) -> Result<(), Failure> {
        if let Some(response) = self.last.take() {
            self.missed(Entry::of(Event::NoneOfThese, &response));
        }
        self.remark("noted; .misses lists it")
    }

    pub(super) fn good(&mut self) -> Result<(), Failure> {
        self.judged(Event::Good, "noted as right")
    }

    pub(super) fn bad(&mut self) -> Result<(), Failure> {
        self.judged(Event::Bad, "noted as wrong; .teach ID says which record answers, .list TEXT finds one")
    }

    fn judged(&mut self, event: Event, done: &str) -> Result<(), Failure> {
        let Some(response) = &self.last else { return self.nothing_yet() };
        if !matches!(response.outcome, Outcome::Answer(_)) {
            return self.remark("there is no answer to judge; .misses lists what had none");
        }
        if let Some(what) = no_question(response) {
            return self.refuse(&what);
        }
        let entry = Entry::of(event, response);
        if event.is_miss() {
            self.misses.push(entry.clone());
        }
        self.keep(entry, done)
    }

    pub(super) fn teach(&mut self, id: &str) -> Result<(), Failure> {
        let Some(response) = &self.last else { return self.nothing_yet() };
        if let Some(what) = no_question(response) {
            return self.refuse(&what);
        }
        let question = response.meant().to_owned();
        // A number is that of a record listed last, unless a record is called so.
        let listed = id.parse::<usize>().ok().and_then(|number| self.listed(number)).map(|c| c.id.clone());
        match listed.filter(|_| !matches!(self.corpus.record(id), Ok(Some(_)))) {
            Some(listed) => self.answers(&question, &listed),
            None => self.answers(&question, id),
        }
    }

    pub(super) fn alias(&mut self, argument: &str) -> Result<(), Failure> {
        let parts = argument.strip_prefix('"').and_then(|rest| rest.rsplit_once('"'));
        match parts.map(|(question, id)| (question.trim(), id.trim())) {
            Some((question, id)) if !question.is_empty() && !id.is_empty() => self.answers(question, id),
            _ => self.refuse(".alias takes a question in quotes and the id of a record; .list shows ids"),
        }
    }

    /// From now on `question` is answered by the record `id`.
    fn answers(&mut self, question: &str, id: &str) -> Result<(), Failure> {
        let Some(record) = self.corpus.record(id)? else {
            return self.refuse(&format!("{}: no record has this id; .list shows ids", for_line(id)));
        };
        if record.kind == Kind::Passage {
            let place = format!("{}:{}", for_line(&record.source.path), record.source.line);
            return self.refuse(&format!(
                "{place}: a paragraph takes no questions; write them and their answer as a pair: `answerbook add --question … --answer …`"
            ));
        }
        let name = for_line(record.question().unwrap_or(&record.id));
        self.keep(Entry::taught(question, id), &format!("\"{}\" is answered by \"{name}\" now", for_line(question)))?;
        self.taught();
        Ok(())
    }

    fn keep(&mut self, entry: Entry, done: &str) -> Result<(), Failure> {
        match self.journal.add(entry) {
            Ok(()) => self.remark(&format!("{done}; .undo takes it back")),
            Err(e) => self.refuse(&format!("the journal cannot be written: {e}; nothing is noted")),
        }
    }

    pub(super) fn undo(&mut self) -> Result<(), Failure> {
        match self.journal.undo() {
            Ok(Some(entry)) => {
                if let Some(at) = self.misses.iter().rposition(|miss| *miss == entry) {
                    self.misses.remove(at);
                }
                self.taught();
                let what = match entry.event {
                    Event::Good => "right",
                    Event::Bad => "wrong",
                    _ => "taught",
                };
                self.remark(&format!("\"{}\" is no longer noted as {what}", for_line(&entry.question)))
            }
            Ok(None) => self.remark("there is nothing to take back"),
            Err(e) => self.refuse(&format!("the journal cannot be written: {e}; nothing is taken back")),
        }
    }

    pub(super) fn show_misses(&mut self) -> Result<(), Failure> {
        if self.misses.is_empty() {
            return self.remark("none so far");
        }
        let what = |event: Event| match event {
            Event::NoAnswer => "no answer",
            Event::Ambiguous => "ambiguous",
            Event::NoneOfThese => "none meant",
            _ => "wrong",
        };
        // The last word on each question.
        let mut last: Vec<&Entry> = Vec::new();
        for miss in &self.misses {
            match last.iter_mut().find(|other| letters(&other.question) == letters(&miss.question)) {
                Some(other) => *other = miss,
                None => last.push(miss),
            }
        }
        let lines: Vec<String> =
            last.iter().map(|m| format!("{:<10}  {}", what(m.event), for_line(&m.question))).collect();
        self.show(&lines.join("\n"))
    }
}

/// Why nothing is noted of what was asked: its words mean something after others only.
fn no_question(response: &Response) -> Option<String> {
    (response.said == Said::Pointer).then(|| {
        let asked = for_line(&response.question);
        format!("\"{asked}\" asks nothing by itself; ask the whole question, or use .alias \"QUESTION\" ID")
    })
}
