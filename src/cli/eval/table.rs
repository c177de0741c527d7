//! Questions in a table: CSV or TSV with named columns, or two columns of ids and questions.

use super::questions::{Asked, Fault, Making, Written};

/// What the columns may be called.
const ID: [&str; 4] = ["id", "_id", "qid", "query-id"];
const QUESTION: [&str; 3] = ["question", "text", "query"];
const EXPECT: [&str; 2] = ["expect", "expected"];
const ANSWER: [&str; 2] = ["answer", "answers"];
const ANSWERABLE: [&str; 1] = ["answerable"];

/// Reads a table whose cells are parted by the first of `delimiters` under which the first line
/// names a column of questions.
///
/// # Errors
///
/// No such column, or a row that has other cells than the first line names.
pub fn read(text: &str, delimiters: &[u8], making: &Making) -> Result<Vec<Asked>, Fault> {
    for delimiter in delimiters {
        let mut reader = csv::ReaderBuilder::new().delimiter(*delimiter).flexible(true).from_reader(text.as_bytes());
        let names = reader.headers().map_err(|e| fault(&e))?;
        if let Some(columns) = Columns::of(names) {
            return rows(reader, &columns, text, making);
        }
    }
    if text.trim().is_empty() {
        return Ok(Vec::new());
    }
    if making.judged_elsewhere && delimiters.contains(&b'\t') {
        return pairs(text, making);
    }
    let what = "the first line names no column question or text; name the columns id, question and expect or answer";
    Err(Fault::new(1, what))
}

/// Which column holds what.
struct Columns {
    count: usize,
    id: Option<usize>,
    question: usize,
    expect: Option<usize>,
    answer: Option<usize>,
    answerable: Option<usize>,
}

impl Columns {
    fn of(names: &csv::StringRecord) -> Option<Self> {
        let names: Vec<String> = names.iter().map(|name| name.trim().to_lowercase()).collect();
        let at = |called: &[&str]| names.iter().position(|name| called.contains(&name.as_str()));
        Some(Columns {
            count: names.len(),
            id: at(&ID),
            question: at(&QUESTION)?,
            expect: at(&EXPECT),
            answer: at(&ANSWER),
            answerable: at(&ANSWERABLE),
        })
    }

    fn says_what_is_expected(&self) -> bool {
        self.expect.or(self.answer).or(self.answerable).is_some()
    }
}

fn rows(mut reader: csv::Reader<&[u8]>, columns: &Columns, text: &str, making: &Making) -> Result<Vec<Asked>, Fault> {
    let mut asked = Vec::new();
    let mut last = (1, false);
    let mut lines = Lines { text: text.as_bytes(), at: 0, line: 1 };
    for record in reader.records() {
        let record = record.map_err(|e| fault(&e))?;
        let line = lines.of(record.position().map_or(0, csv::Position::byte));
        last = (line, record.iter().any(|cell| cell.contains('\n')));
        if record.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        if record.len() != columns.count {
            let what = format!("{} cells where the first line names {}; mend the row", record.len(), columns.count);
            return Err(Fault::new(line, what));
        }
        asked.push(row(&record, line, columns, making)?);
    }
    // The reader takes all to the end for the cell then, rows and all.
    if last.1 && text.bytes().filter(|b| *b == b'"').count() % 2 == 1 {
        return Err(Fault::new(last.0, "a cell's quote is never closed; close it, or double quotes within a cell"));
    }
    Ok(asked)
}

fn row(record: &csv::StringRecord, line: u64, columns: &Columns, making: &Making) -> Result<Asked, Fault> {
    let cell = |at: Option<usize>| at.and_then(|at| record.get(at)).map(str::trim).filter(|cell| !cell.is_empty());
    let Some(question) = cell(Some(columns.question)) else {
        return Err(Fault::new(line, "the cell of the question is empty; mend the row"));
    };
    let answerable = match cell(columns.answerable).map(str::to_lowercase).as_deref() {
        None => None,
        Some("true" | "yes" | "1") => Some(true),
        Some("false" | "no" | "0") => Some(false),
        Some(other) => return Err(Fault::new(line, format!("answerable is {other:?}; write true or false"))),
    };
    let expect = cell(columns.expect).into_iter().flat_map(|cell| cell.split(['|', ';']));
    let expect: Vec<String> = expect.map(str::trim).filter(|id| !id.is_empty()).map(str::to_owned).collect();
    let texts = cell(columns.answer).map(str::to_owned).into_iter().collect();
    let written = Written { expect, texts, paragraph: None };
    let expected = match answerable {
        Some(false) if making.judged_elsewhere => Some(Written::default()),
        _ if making.judged_elsewhere || !columns.says_what_is_expected() => None,
        Some(false) if written != Written::default() => {
            return Err(Fault::new(line, "not answerable, and yet something is expected; mend the row"));
        }
        Some(true) if written == Written::default() => {
            return Err(Fault::new(line, "answerable, but neither expect nor answer; mend the row"));
        }
        _ => Some(written),
    };
    let id = cell(columns.id).map(str::to_owned);
    Ok(Asked { id, line, question: (making.question)(question.to_owned()), expected })
}

/// Line numbers of places that come in order. The reader's own are one too low where lines end
/// in a carriage return too, and of rows after empty lines.
struct Lines<'a> {
    text: &'a [u8],
    at: usize,
    line: u64,
}

impl Lines<'_> {
    /// The line of the first cell at or after this byte.
    fn of(&mut self, byte: u64) -> u64 {
        let start = usize::try_from(byte).unwrap_or(usize::MAX);
        let rest = self.text.get(self.at..).unwrap_or_default();
        for (at, byte) in (self.at..).zip(rest) {
            if at >= start && !matches!(byte, b'\r' | b'\n') {
                break;
            }
            self.line += u64::from(*byte == b'\n');
            self.at = at + 1;
        }
        self.line
    }
}

/// Ids and questions parted by a tab, as search benchmarks hand them out: no names, no quotes.
fn pairs(text: &str, making: &Making) -> Result<Vec<Asked>, Fault> {
    let mut asked = Vec::new();
    for (line, row) in (1..).zip(text.lines()).filter(|(_, row)| !row.trim().is_empty()) {
        let Some((id, question)) = row.split_once('\t') else {
            return Err(Fault::new(line, "no tab between an id and a question; mend the row"));
        };
        let question = (making.question)(question.trim().to_owned());
        asked.push(Asked { id: Some(id.to_owned()), line, question, expected: None });
    }
    Ok(asked)
}

fn fault(error: &csv::Error) -> Fault {
    let line = error.position().map_or(0, csv::Position::line);
    Fault::new(line, format!("not a table: {error}; mend it"))
}

#[cfg(test)]
mod tests {
    use super::read;
    use crate::Question;
    use crate::cli::eval::questions::{Asked, Fault, Making, Written};

    fn table(text: &str, judged_elsewhere: bool) -> Result<Vec<Asked>, Fault> {
        let making = Making { question: &|text| Question::new(text), judged_elsewhere };
        read(text, b",;\t", &making)
    }

    fn written(row: &Asked) -> (Vec<&str>, Vec<&str>) {
        let Written { expect, texts, .. } = row.expected.as_ref().unwrap();
        (expect.iter().map(String::as_str).collect(), texts.iter().map(String::as_str).collect())
    }

    #[test]
    fn cells_by_name_whatever_parts_them() {
        for text in [
            "ID,Question,note,expect,answer\r\nq1,\"When,\nwhere?\",x,a|b;c,\r\n\r\n,,,,\r\n7,Why?,,,\"So; there\"\r\n8,Eh?,,,\r\n",
            "id;question;note;expect;answer\nq1;\"When,\nwhere?\";x;\"a|b;c\";\n\n;;;;\n7;Why?;;;\"So; there\"\n8;Eh?;;;\n",
        ] {
            let rows = table(text, false).unwrap();
            assert_eq!(
                rows.iter().map(|r| (r.id.as_deref(), r.line)).collect::<Vec<_>>(),
                [(Some("q1"), 2), (Some("7"), 6), (Some("8"), 7)]
            );
            assert!(rows[0].question.text().starts_with("When,"), "{rows:?}");
            assert_eq!(written(&rows[0]), (vec!["a", "b", "c"], vec![]));
            assert_eq!(written(&rows[1]), (vec![], vec!["So; there"]));
            assert_eq!(written(&rows[2]), (vec![], vec![]));
        }
    }

    #[test]
    fn without_a_word_on_what_is_expected_none_is_made_up() {
        assert_eq!(table("question\nWhy?\n", false).unwrap()[0].expected, None);
        let rows = table("question,answerable\nWhy?,no\nWhen?,\n", true).unwrap();
        assert_eq!((&rows[0].expected, &rows[1].expected), (&Some(Written::default()), &None));
    }

    #[test]
    fn ids_and_questions_alone() {
        let rows = table("q1\tWhat is \"this?\r\nq 2\tAnd\tthat?\n", true).unwrap();
        assert_eq!((rows[0].id.as_deref(), rows[0].question.text()), (Some("q1"), "What is \"this?"));
        assert_eq!((rows[1].id.as_deref(), rows[1].question.text()), (Some("q 2"), "And\tthat?"));
        assert_eq!(table("q1\ta\n\nq2 b\n", true).unwrap_err().line, 3);
    }

    #[test]
    fn faults_are_named_with_their_line() {
        for (text, line, what) in [
            ("a,b\n1,2\n", 1, "the first line names no column"),
            ("id,text,expect\n1,a,x\n2,b\n", 3, "2 cells"),
            ("id,text,expect\n1,a,x,y\n", 2, "4 cells"),
            ("id,text,expect\n1,,x\n", 2, "the cell of the question"),
            ("text,expect\na,x\n\"b,y\nc,z\n", 3, "1 cells"),
            ("expect,text\nx,a\ny,\"b\nz,c\n", 3, "a cell's quote"),
            ("text,answerable\na,perhaps\n", 2, "answerable is"),
            ("text,answerable,expect\na,false,x\n", 2, "not answerable"),
            ("text,answerable,expect\na,true,\n", 2, "answerable, but"),
        ] {
            let fault = table(text, false).unwrap_err();
            assert!(fault.line == line && fault.what.starts_with(what), "{text:?}: {fault:?}");
        }
        assert_eq!(table(" \n", false).unwrap().len(), 0);
    }
}
