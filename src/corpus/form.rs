//! In which form a file is: by what it is called, by how it begins, or as its owner says.

use std::path::Path;

/// Forms of files that are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Form {
    /// A JSON object a line.
    Jsonl,
    /// One JSON document, of any of the shapes in [`super::shapes`].
    Json,
    /// YAML documents, of any of those shapes.
    Yaml,
    /// A table whose cells are parted by commas or semicolons.
    Csv,
    /// A table whose cells are parted by tabs.
    Tsv,
    /// QnA Maker's exported table.
    QnaMaker,
    /// Kendra's table without a first line of names: question, answer, address.
    Kendra,
    /// Dialogflow's table without a first line of names: question, answer.
    Dialogflow,
    /// The Bot Framework's `.qna`.
    Qna,
    /// Markdown.
    Markdown,
    /// HTML.
    Html,
    /// Plain text, as written or as scraped from a page.
    Text,
    /// A workbook of tables.
    Xlsx,
    /// A book.
    Epub,
}

/// All forms with the name by which `--from` and settings know them and the endings of such files.
const FORMS: [(Form, &str, &[&str]); 14] = [
    (Form::Jsonl, "jsonl", &["jsonl", "ndjson"]),
    (Form::Json, "json", &["json", "jsonld"]),
    (Form::Yaml, "yaml", &["yaml", "yml"]),
    (Form::Csv, "csv", &["csv"]),
    (Form::Tsv, "tsv", &["tsv", "tab"]),
    (Form::QnaMaker, "qnamaker", &[]),
    (Form::Kendra, "kendra", &[]),
    (Form::Dialogflow, "dialogflow", &[]),
    (Form::Qna, "qna", &["qna"]),
    (Form::Markdown, "markdown", &["md", "markdown", "mdx", "mkd"]),
    (Form::Html, "html", &["html", "htm", "xhtml"]),
    (Form::Text, "text", &["txt", "text"]),
    (Form::Xlsx, "xlsx", &["xlsx", "xlsm"]),
    (Form::Epub, "epub", &["epub"]),
];

/// How much of a file is looked at to tell its form.
const LOOKED_AT: usize = 4096;

impl Form {
    /// The names of all forms.
    pub fn names() -> impl Iterator<Item = &'static str> {
        FORMS.iter().map(|(_, name, _)| *name)
    }

    /// The form of this name.
    pub fn named(name: &str) -> Option<Form> {
        FORMS.iter().find(|(_, known, _)| *known == name).map(|(form, _, _)| *form)
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        FORMS.iter().find(|(form, _, _)| *form == self).map_or("", |(_, name, _)| name)
    }

    /// The form that a file of this name should have.
    pub fn of_name(name: &str) -> Option<Form> {
        let ending = Path::new(name).extension()?.to_str()?.to_lowercase();
        FORMS.iter().find(|(_, _, endings)| endings.contains(&ending.as_str())).map(|(form, _, _)| *form)
    }

    /// Whether this build reads it.
    pub fn is_built(self) -> bool {
        let left_out = match self {
            Form::Xlsx => !cfg!(feature = "xlsx"),
            Form::Epub => !cfg!(feature = "epub"),
            _ => return true,
        };
        !left_out
    }

    /// Whether it is of bytes and not of text.
    pub fn is_binary(self) -> bool {
        matches!(self, Form::Xlsx | Form::Epub)
    }

    /// Whether it is read row by row, however long the file.
    pub fn streams(self) -> bool {
        matches!(self, Form::Jsonl | Form::Csv | Form::Tsv | Form::Kendra | Form::Dialogflow)
    }

    /// The form of a text of this name: what its ending says, unless its beginning says otherwise.
    pub fn of(name: &str, text: &str) -> Form {
        let text = text.trim_start();
        let mut end = text.len().min(LOOKED_AT);
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let start = text.get(..end).unwrap_or_default();
        match Form::of_name(name).unwrap_or(Form::Text) {
            Form::Json => json_form(text),
            // Saved pages are often named .txt, and Markdown may be all HTML.
            Form::Text if is_html(start) => Form::Html,
            Form::Text if starts_with_object(start) => json_form(text),
            Form::Tsv if is_qna_maker(start) => Form::QnaMaker,
            form => form,
        }
    }
}

/// An object on the first line and another one below are JSON lines.
fn json_form(text: &str) -> Form {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let first = lines.next().unwrap_or_default();
    let whole = serde_json::from_str::<serde::de::IgnoredAny>(first).is_ok();
    let is_row = |line: &str| line.starts_with('{');
    let one_line = lines.next().is_none_or(is_row);
    let is_lines = is_row(first) && one_line && (whole || text.lines().nth(1).is_some_and(is_row));
    if is_lines && !(text.lines().nth(1).is_none() && is_document(first)) { Form::Jsonl } else { Form::Json }
}

/// A single object that holds lists of objects is a document, not a record.
fn is_document(line: &str) -> bool {
    let value: Result<serde_json::Value, _> = serde_json::from_str(line);
    let native = ["question", "questions", "answer", "text"];
    value.is_ok_and(|v| v.as_object().is_some_and(|o| !native.iter().any(|key| o.contains_key(*key))))
}

fn is_html(start: &str) -> bool {
    let start = start.to_lowercase();
    start.starts_with("<!doctype html") || start.starts_with("<html")
}

fn starts_with_object(start: &str) -> bool {
    start.starts_with("{\"") || start.starts_with("[{") || start.starts_with("{\n")
}

fn is_qna_maker(start: &str) -> bool {
    let head = start.lines().next().unwrap_or_default().to_lowercase();
    head.starts_with("question\tanswer\tsource")
}

#[cfg(test)]
mod tests {
    use super::Form;

    #[test]
    fn by_name_and_by_content() {
        for (name, text, form) in [
            ("a.jsonl", "{\"question\":\"Q?\",\"answer\":\"A\"}\n{\"text\":\"x\"}\n", Form::Jsonl),
            ("a.jsonl", "{\"question\":\"Q?\",\"answer\":\"A\"}", Form::Jsonl),
            ("a.jsonl", "[1]\n{\"text\":\"x\"}\n", Form::Jsonl),
            ("a.json", "{oops\n{\"text\":\"x\"}\n", Form::Jsonl),
            ("a.json", "{\"question\":\"Q?\",\"answer\":\"A\"}\n", Form::Jsonl),
            ("a.json", "{\n \"qna\": [\n {\"qid\":\"a\"}]}\n", Form::Json),
            ("a.json", "{\"qna\":[{\"qid\":\"a\"}]}\n", Form::Json),
            ("a.json", "[{\"q\":\"Q?\"},\n{\"q\":\"R?\"}]", Form::Json),
            ("A.TSV", "Question\tAnswer\tSource\tMetadata\nQ?\tA\tx\t\n", Form::QnaMaker),
            ("a.txt", "\n<!DOCTYPE html><title>x</title>", Form::Html),
            ("a.md", "# <b>x</b>", Form::Markdown),
            ("a.YML", "a: b", Form::Yaml),
            ("a.txt", "One line.", Form::Text),
            ("noending", "One line.", Form::Text),
        ] {
            assert_eq!(Form::of(name, text), form, "{name}: {text}");
        }
        assert!(Form::names().all(|name| Form::named(name).is_some_and(|form| form.name() == name)));
    }
}
