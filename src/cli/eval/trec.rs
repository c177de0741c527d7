//! The forms of search evaluation: relevance judgements in, a run out.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use super::questions::Fault;
use crate::evaluate::metrics::Grades;

/// The last column of a run.
const TAG: &str = "answerbook";

/// Relevance judgements.
#[derive(Debug, Default)]
pub struct Qrels {
    /// Of each question the records graded 1 or more.
    pub relevant: HashMap<String, Grades>,
    judged: HashMap<(String, String), i64>,
}

/// Adds the judgements of a file: `question 0 record grade` as trec_eval reads them, or question,
/// record and grade parted by tabs, with or without names above.
///
/// # Errors
///
/// A line of another form, or a second, other grade of the same two.
pub fn read_qrels(text: &str, qrels: &mut Qrels) -> Result<(), Fault> {
    let mut first = true;
    for (number, line) in (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty()) {
        let heading = std::mem::take(&mut first);
        let Some((question, record, grade)) = columns(line) else {
            let what = "neither question, 0, record, grade nor question, record, grade; mend the line";
            return Err(Fault::new(number, what));
        };
        let Some(grade) = whole(grade) else {
            if heading {
                continue;
            }
            return Err(Fault::new(number, format!("the grade {grade:?} is not a whole number; mend the line")));
        };
        match qrels.judged.entry((question.to_owned(), record.to_owned())) {
            Entry::Occupied(other) if *other.get() != grade => {
                let what = format!("{record} is graded {} and {grade} for {question}; keep one", other.get());
                return Err(Fault::new(number, what));
            }
            entry => entry.insert_entry(grade),
        };
        if let Some(grade) = u32::try_from(grade).ok().filter(|grade| *grade > 0) {
            qrels.relevant.entry(question.to_owned()).or_default().insert(record.to_owned(), grade);
        }
    }
    if qrels.judged.is_empty() {
        return Err(Fault::new(0, "no judgement in it; name a file of question, record and grade"));
    }
    Ok(())
}

/// Question, record and grade. Ids may hold blanks where tabs part the columns.
fn columns(line: &str) -> Option<(&str, &str, &str)> {
    let tabs: Vec<&str> = line.split('\t').collect();
    let cells = if tabs.len() > 1 { tabs } else { line.split_whitespace().collect() };
    match cells[..] {
        [question, record, grade] | [question, _, record, grade] => Some((question, record, grade)),
        _ => None,
    }
}

fn whole(grade: &str) -> Option<i64> {
    let number: f64 = grade.trim().parse().ok()?;
    (number.fract() == 0.0 && number.abs() <= f64::from(u32::MAX)).then_some(number as i64)
}

/// Adds a question's candidates, id and score, best first, to a run, a line each: `question Q0 record rank score tag`.
///
/// # Errors
///
/// An id that holds white space, which no reader of a run could tell from two columns.
pub fn write_run<'a>(
    run: &mut String,
    question: &str,
    candidates: impl Iterator<Item = (&'a str, f64)>,
) -> Result<(), String> {
    let mut above = f32::INFINITY;
    for (rank, (id, score)) in (1..).zip(candidates) {
        if let Some(id) = [question, id].into_iter().find(|id| id.is_empty() || id.contains(char::is_whitespace)) {
            return Err(format!("a run cannot hold the id {id:?}, for blanks part its columns; give another id"));
        }
        // trec_eval orders by score alone, in single precision, and ties by id the other way
        // round: scores that tie are told apart by the last bit.
        let score = (score as f32).min(above.next_down());
        above = score;
        run.push_str(&format!("{question} Q0 {id} {rank} {score} {TAG}\n"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{Qrels, read_qrels, write_run};

    fn relevant(text: &str) -> Vec<(String, String, u32)> {
        let mut qrels = Qrels::default();
        read_qrels(text, &mut qrels).unwrap();
        let mut all: Vec<_> = qrels
            .relevant
            .into_iter()
            .flat_map(|(q, grades)| grades.into_iter().map(move |(d, g)| (q.clone(), d, g)))
            .collect();
        all.sort();
        all
    }

    #[test]
    fn both_forms_with_and_without_names() {
        let want = [("q1".into(), "d1".into(), 2), ("q2".into(), "d2".into(), 1)];
        for text in [
            "q1 0 d1 2\nq1 0 d9 0\nq2 0 d2 1\n",
            "q1\t0\td1\t2\r\nq1\t0\td9\t-1\r\n\r\nq2\t0\td2\t1\r\n",
            "query-id\tcorpus-id\tscore\nq1\td1\t2\nq2\td2\t1.0\n",
            "q1\td1\t2\nq2\td2\t1\nq2\td2\t1",
        ] {
            assert_eq!(relevant(text), want, "{text}");
        }
        assert_eq!(relevant("q 1\td 1\t1\n"), [("q 1".into(), "d 1".into(), 1)]);
    }

    #[test]
    fn faults_are_named_with_their_line() {
        for (text, line, what) in [
            ("q1 0 d1 1\nq1 0 d1 rank 1 tag\n", 2, "neither"),
            ("q1 0 d1 1\nq1 0 d2 much\n", 2, "the grade \"much\""),
            ("q1\td1\t1\nq1\td2\t0.5\n", 2, "the grade \"0.5\""),
            ("q1\td1\t1\nq1\td1\t2\n", 2, "d1 is graded 1 and 2"),
            ("", 0, "no judgement"),
        ] {
            let fault = read_qrels(text, &mut Qrels::default()).unwrap_err();
            assert!(fault.line == line && fault.what.starts_with(what), "{text:?}: {fault:?}");
        }
    }

    #[test]
    fn scores_of_a_run_fall_with_every_rank() {
        let mut run = String::new();
        write_run(&mut run, "q1", [("b", 2.5), ("a", 1.5), ("c", 1.5)].into_iter()).unwrap();
        let lines: Vec<&str> = run.lines().collect();
        assert_eq!(lines[..2], ["q1 Q0 b 1 2.5 answerbook", "q1 Q0 a 2 1.5 answerbook"]);
        let score: f32 = lines[2].split(' ').nth(4).unwrap().parse().unwrap();
        assert!(score < 1.5 && score > 1.499, "{run}");
        assert!(write_run(&mut run, "q 1", [("a", 1.0)].into_iter()).is_err());
        assert!(write_run(&mut run, "q1", [("a\tb", 1.0)].into_iter()).is_err());
    }
}
