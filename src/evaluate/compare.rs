//! What changed since an earlier evaluation of the same questions.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::row::{Row, Verdict};

/// A row of an earlier evaluation, as far as it is compared.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Earlier {
    /// The question's id.
    pub id: String,
    /// The question.
    pub question: String,
    /// Whether it counted as answerable then.
    pub answerable: bool,
    /// How it ended then.
    pub verdict: Verdict,
}

/// A question that ends otherwise than it did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// The question's id.
    pub id: String,
    /// The question.
    pub question: String,
    /// How it ended then.
    pub was: Verdict,
    /// How it ends now.
    pub now: Verdict,
}

/// Rows against those of an earlier evaluation, each list in the order of the rows.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Comparison {
    /// Questions in both.
    pub compared: usize,
    /// Was right, or rightly refused, and is answered wrong now.
    pub newly_wrong: Vec<Change>,
    /// Was right, or rightly refused, and is now refused or left to choose.
    pub newly_missed: Vec<Change>,
    /// Was refused or left to choose where that was a miss, and is answered wrong now.
    pub missed_now_wrong: Vec<Change>,
    /// Was not right, and is right or rightly refused now.
    pub newly_right: Vec<Change>,
    /// Questions that the earlier evaluation has not.
    pub added: usize,
    /// Questions of the earlier evaluation that were not asked now.
    pub removed: usize,
}

impl Comparison {
    /// Whether it got worse anywhere: what was answered right no longer is, or what was rightly refused is answered. A gate
    /// fails on this; a wrong answer in place of a refusal that was a miss already, or a choice instead of a rightly refused
    /// question, is told and fails nothing.
    pub fn is_worse(&self) -> bool {
        !self.newly_wrong.is_empty() || self.newly_missed.iter().any(|change| change.was == Verdict::Right)
    }
}

/// Compares rows with those of an earlier evaluation. A row's other half is the one of the
/// same id and question, else one of the same question: an id that is a line number changes
/// when a line is put in above it. A question worded anew is another question.
pub fn compare(earlier: &[Earlier], rows: &[Row]) -> Comparison {
    let mut comparison = Comparison { removed: earlier.len(), ..Comparison::default() };
    for (row, before) in rows.iter().zip(halves(earlier, rows)) {
        let Some(before) = before else {
            comparison.added += 1;
            continue;
        };
        comparison.compared += 1;
        comparison.removed -= 1;
        let was_good = before.verdict.is_good(before.answerable);
        let is_good = row.verdict.is_good(row.answerable);
        let list = match (was_good, row.verdict.is_wrong()) {
            (true, true) => &mut comparison.newly_wrong,
            (true, false) if !is_good => &mut comparison.newly_missed,
            (false, true) if !before.verdict.is_wrong() => &mut comparison.missed_now_wrong,
            (false, false) if is_good => &mut comparison.newly_right,
            _ => continue,
        };
        let (id, question) = (row.id.clone(), row.question.clone());
        list.push(Change { id, question, was: before.verdict, now: row.verdict });
    }
    comparison
}

/// The earlier half of each row, none taken twice.
fn halves<'a>(earlier: &'a [Earlier], rows: &[Row]) -> Vec<Option<&'a Earlier>> {
    let mut free: HashMap<&str, Vec<&Earlier>> = HashMap::new();
    // The last of a list is taken first, so turn them round.
    earlier.iter().rev().for_each(|e| free.entry(&e.question).or_default().push(e));
    let mut halves: Vec<Option<&Earlier>> = rows
        .iter()
        .map(|row| {
            let same = free.get_mut(row.question.as_str())?;
            let at = same.iter().rposition(|e| e.id == row.id)?;
            Some(same.remove(at))
        })
        .collect();
    for (row, half) in rows.iter().zip(&mut halves).filter(|(_, half)| half.is_none()) {
        *half = free.get_mut(row.question.as_str()).and_then(Vec::pop);
    }
    halves
}

#[cfg(test)]
mod tests {
    use super::{Comparison, Earlier, compare};
    use crate::evaluate::{Row, Verdict};

    fn row(id: &str, question: &str, answerable: bool, verdict: Verdict) -> Row {
        Row {
            id: id.to_owned(),
            question: question.to_owned(),
            answerable,
            verdict,
            confidence: 0.5,
            answer: None,
            expected: Vec::new(),
            expected_texts: Vec::new(),
            shown: None,
            rank: None,
            ndcg: None,
            recall: None,
            candidates: Vec::new(),
        }
    }

    fn earlier(id: &str, question: &str, answerable: bool, verdict: Verdict) -> Earlier {
        Earlier { id: id.to_owned(), question: question.to_owned(), answerable, verdict }
    }

    /// Which list one question's change falls into.
    fn list_of(answerable: bool, was: Verdict, now: Verdict) -> &'static str {
        let c = compare(&[earlier("1", "a", answerable, was)], &[row("1", "a", answerable, now)]);
        assert_eq!((c.compared, c.added, c.removed), (1, 0, 0));
        let lists = [
            ("wrong", &c.newly_wrong),
            ("missed", &c.newly_missed),
            ("missed, wrong", &c.missed_now_wrong),
            ("right", &c.newly_right),
        ];
        lists.into_iter().find(|(_, list)| !list.is_empty()).map_or("none", |(name, _)| name)
    }

    #[test]
    fn each_change_has_one_list() {
        use Verdict::{Ambiguous, Answered, Refused, Right, Wrong};
        let of_answerable = [
            (Right, Wrong, "wrong"),
            (Right, Refused, "missed"),
            (Right, Ambiguous, "missed"),
            (Right, Right, "none"),
            (Refused, Wrong, "missed, wrong"),
            (Refused, Right, "right"),
            (Refused, Ambiguous, "none"),
            (Wrong, Wrong, "none"),
            (Wrong, Refused, "none"),
            (Wrong, Right, "right"),
        ];
        for (was, now, list) in of_answerable {
            assert_eq!(list_of(true, was, now), list, "{was:?} to {now:?}");
        }
        let of_unanswerable = [
            (Refused, Answered, "wrong"),
            (Refused, Ambiguous, "missed"),
            (Ambiguous, Answered, "missed, wrong"),
            (Answered, Refused, "right"),
            (Refused, Refused, "none"),
        ];
        for (was, now, list) in of_unanswerable {
            assert_eq!(list_of(false, was, now), list, "{was:?} to {now:?}");
        }
    }

    #[test]
    fn it_is_worse_where_what_was_right_no_longer_is() {
        use Verdict::{Ambiguous, Answered, Refused, Right, Wrong};
        let is_worse = |answerable, was, now| {
            compare(&[earlier("1", "a", answerable, was)], &[row("1", "a", answerable, now)]).is_worse()
        };
        for (answerable, was, now) in
            [(true, Right, Wrong), (true, Right, Refused), (true, Right, Ambiguous), (false, Refused, Answered)]
        {
            assert!(is_worse(answerable, was, now), "{was:?} to {now:?}");
        }
        for (answerable, was, now) in [(true, Refused, Wrong), (false, Refused, Ambiguous), (true, Wrong, Right)] {
            assert!(!is_worse(answerable, was, now), "{was:?} to {now:?}");
        }
    }

    #[test]
    fn rows_find_their_halves_by_id_and_else_by_question() {
        let before = [
            earlier("1", "a", true, Verdict::Right),
            earlier("2", "a", true, Verdict::Refused),
            earlier("3", "b", true, Verdict::Right),
            earlier("4", "old", true, Verdict::Right),
        ];
        let now = [
            row("1", "new", true, Verdict::Wrong),
            row("2", "a", true, Verdict::Right),
            row("3", "a", true, Verdict::Wrong),
            row("5", "b", true, Verdict::Wrong),
        ];
        let c = compare(&before, &now);
        assert_eq!((c.compared, c.added, c.removed), (3, 1, 1));
        assert_eq!(c.newly_wrong.iter().map(|c| c.id.as_str()).collect::<Vec<_>>(), ["3", "5"]);
        assert_eq!(c.newly_right.iter().map(|c| c.id.as_str()).collect::<Vec<_>>(), ["2"]);
        assert_eq!(compare(&[], &now), Comparison { added: 4, ..Comparison::default() });
    }
}
