//! Which records are right for a question: what its owner wrote, looked up in the corpus.

use std::collections::HashMap;

use super::metrics::Grades;
use crate::{Engine, Result};

/// Records read at a time.
const BLOCK: usize = 1024;

/// What is expected of a question. Empty: that the corpus cannot answer it.
///
/// The most exact thing given decides: the ids, else the paragraph, else the texts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Expectation {
    /// Ids of right records with their grades.
    pub ids: Grades,
    /// The whole text of the right record; passed over where no record has it.
    pub paragraph: Option<String>,
    /// Texts of which a right record holds one.
    pub texts: Vec<String>,
}

impl Expectation {
    /// Whether nothing is expected but a refusal.
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty() && self.paragraph.is_none() && self.texts.is_empty()
    }
}

/// The records that are right for a question.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Target {
    /// Whether the corpus is expected to answer. So may be a question without any right
    /// record: nothing then is right.
    pub answerable: bool,
    /// The right records. Ids that the corpus lacks are among them, for a system that finds
    /// all there is has not found those.
    pub grades: Grades,
    /// The texts expected, of which the shown answer should hold one.
    pub texts: Vec<String>,
    /// Ids and texts expected that the corpus lacks.
    pub unknown: Vec<String>,
}

/// An engine's records, looked through for what is expected.
pub struct Corpus<'a> {
    engine: &'a Engine,
    known: HashMap<String, bool>,
    /// Ids and squeezed texts of all records, read when a text is first looked for.
    records: Option<Vec<(String, String)>>,
}

impl<'a> Corpus<'a> {
    /// The records of this engine.
    pub fn new(engine: &'a Engine) -> Self {
        Corpus { engine, known: HashMap::new(), records: None }
    }

    /// The right records for this expectation. Texts are compared without regard to case and
    /// white space, each with every record: that takes time in proportion to the corpus.
    ///
    /// # Errors
    ///
    /// An index that can no longer be read.
    pub fn target(&mut self, expected: &Expectation) -> Result<Target> {
        let mut target = Target { answerable: !expected.is_empty(), ..Target::default() };
        for (id, grade) in &expected.ids {
            target.grades.insert(id.clone(), *grade);
            if !self.has(id)? {
                target.unknown.push(id.clone());
            }
        }
        if let (true, Some(paragraph)) = (target.grades.is_empty(), &expected.paragraph) {
            let paragraph = squeezed(paragraph);
            let same = self.records()?.iter().filter(|(_, text)| *text == paragraph);
            target.grades.extend(same.map(|(id, _)| (id.clone(), 1)));
        }
        if target.grades.is_empty() {
            for text in &expected.texts {
                self.holding(text, &mut target)?;
            }
        }
        target.texts.clone_from(&expected.texts);
        Ok(target)
    }

    /// Whether a record has this id.
    ///
    /// # Errors
    ///
    /// An index that can no longer be read.
    pub fn has(&mut self, id: &str) -> Result<bool> {
        if let Some(known) = self.known.get(id) {
            return Ok(*known);
        }
        let known = self.engine.record(id)?.is_some();
        self.known.insert(id.to_owned(), known);
        Ok(known)
    }

    /// Adds every record that holds `text`; an empty one would be in all of them.
    fn holding(&mut self, text: &str, target: &mut Target) -> Result<()> {
        let wanted = squeezed(text);
        let holds = |record: &&(String, String)| !wanted.is_empty() && record.1.contains(&wanted);
        let found: Vec<(String, u32)> = self.records()?.iter().filter(holds).map(|(id, _)| (id.clone(), 1)).collect();
        if found.is_empty() {
            target.unknown.push(text.to_owned());
        }
        target.grades.extend(found);
        Ok(())
    }

    fn records(&mut self) -> Result<&[(String, String)]> {
        if self.records.is_none() {
            let mut all = Vec::new();
            loop {
                let block = self.engine.records(all.len(), BLOCK)?;
                if block.is_empty() {
                    break;
                }
                all.extend(block.into_iter().map(|record| (record.id, squeezed(&record.text))));
            }
            self.records = Some(all);
        }
        Ok(self.records.as_deref().unwrap_or_default())
    }
}

impl Target {
    /// Whether `text` holds one of the texts expected; `None` where none is.
    pub fn is_shown_by(&self, text: &str) -> Option<bool> {
        let text = squeezed(text);
        (!self.texts.is_empty()).then(|| self.texts.iter().any(|expected| text.contains(&squeezed(expected))))
    }
}

/// Lower case, each run of white space one blank.
fn squeezed(text: &str) -> String {
    text.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::{Corpus, Expectation, Target};
    use crate::Engine;
    use crate::evaluate::metrics::Grades;

    fn target(expected: &Expectation) -> Target {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.jsonl");
        let records = concat!(
            r#"{"id":"a","question":"Where?","answer":"In the  yard."}"#,
            "\n",
            r#"{"id":"b","question":"Where else?","answer":"In the yard.\nOr not."}"#,
            "\n",
        );
        std::fs::write(&path, records).unwrap();
        let engine = Engine::builder().corpus(path).in_memory().open().unwrap();
        Corpus::new(&engine).target(expected).unwrap()
    }

    fn found(expected: &Expectation) -> (Vec<String>, Vec<String>) {
        let target = target(expected);
        (target.grades.into_keys().collect(), target.unknown)
    }

    fn list(items: &[&str]) -> Vec<String> {
        items.iter().map(|item| (*item).to_owned()).collect()
    }

    #[test]
    fn nothing_expected_is_unanswerable() {
        assert_eq!(target(&Expectation::default()), Target::default());
    }

    #[test]
    fn ids_before_texts_and_what_is_missing_by_name() {
        let holding = |texts: &[&str]| Expectation { texts: list(texts), ..Expectation::default() };
        assert_eq!(found(&holding(&["or NOT"])), (list(&["b"]), vec![]));
        assert_eq!(found(&holding(&["the yard", "IN the", "moon"])), (list(&["a", "b"]), list(&["moon"])));
        assert_eq!(found(&holding(&[" "])), (vec![], list(&[" "])));
        assert!(target(&holding(&["moon"])).answerable);
        let ids: Grades = [("b".to_owned(), 2), ("gone".to_owned(), 1)].into();
        assert_eq!(
            found(&Expectation { ids, texts: list(&["in the"]), ..Expectation::default() }),
            (list(&["b", "gone"]), list(&["gone"]))
        );
    }

    #[test]
    fn a_paragraph_before_the_texts_in_it() {
        let squad = |paragraph: &str| Expectation {
            paragraph: Some(paragraph.to_owned()),
            texts: list(&["yard"]),
            ..Expectation::default()
        };
        assert_eq!(found(&squad("In the yard.")), (list(&["a"]), vec![]));
        assert_eq!(found(&squad("Nowhere in the yard.")), (list(&["a", "b"]), vec![]));
    }

    #[test]
    fn shown_is_a_matter_of_texts_only() {
        let target = Target { texts: list(&["THE yard"]), ..Target::default() };
        assert_eq!((target.is_shown_by("In the\nyard."), target.is_shown_by("x")), (Some(true), Some(false)));
        assert_eq!(Target::default().is_shown_by("x"), None);
    }
}
