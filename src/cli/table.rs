//! Responses as rows of a table.

use super::sanitize::for_terminal;
use crate::{Outcome, Response};

/// The columns of a response.
pub const COLUMNS: [&str; 8] =
    ["id", "question", "outcome", "confidence", "answer", "answer_id", "source_path", "source_line"];

/// A response's cells, in the order of [`COLUMNS`]; those of the answer are empty without one.
pub fn cells(response: &Response, id: &str) -> Vec<String> {
    let mut cells = vec![
        id.to_owned(),
        response.question.clone(),
        response.outcome.as_str().to_owned(),
        format!("{}", (response.confidence * 10_000.0).round() / 10_000.0),
    ];
    match &response.outcome {
        Outcome::Answer(answer) => cells.extend([
            answer.text.clone(),
            answer.id.clone(),
            answer.source.path.clone(),
            answer.source.line.to_string(),
        ]),
        Outcome::Ambiguous(_) | Outcome::NoAnswer(_) => cells.extend(std::iter::repeat_n(String::new(), 4)),
    }
    cells
}

/// The cells of a question that could not be asked, in the order of [`COLUMNS`]: what is wrong stands where its answer would.
pub fn fault(id: &str, question: &str, what: &str) -> Vec<String> {
    let mut cells = [id, question, "error", "", what].map(str::to_owned).to_vec();
    cells.resize(COLUMNS.len(), String::new());
    cells
}

/// One row of comma-separated cells, without the line break.
pub fn row(cells: &[String]) -> String {
    parted(cells, b',')
}

/// One row of cells parted by `delimiter`, without the line break.
pub fn parted(cells: &[String], delimiter: u8) -> String {
    let mut writer = csv::WriterBuilder::new().delimiter(delimiter).from_writer(Vec::new());
    let written = writer.write_record(cells.iter().map(|cell| for_terminal(cell).into_owned()));
    // A row in memory takes what is written.
    let bytes = written.ok().and_then(|()| writer.into_inner().ok()).unwrap_or_default();
    String::from_utf8_lossy(&bytes).trim_end_matches(['\r', '\n']).to_owned()
}

#[cfg(test)]
mod tests {
    use super::row;

    #[test]
    fn cells_that_need_it_are_quoted() {
        assert_eq!(row(&["a".into(), "b, \"c\"".into(), "two\nlines".into()]), "a,\"b, \"\"c\"\"\",\"two\nlines\"");
    }
}
