//! Records in the forms of other products.
//!
//! Native JSON lines hold everything. Every other form says what it could not hold.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::corpus::jsonl;
use crate::error::{Error, ErrorKind, Result};
use crate::import;
use crate::record::{Kind, Record};

/// Forms that records are written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum To {
    /// Native JSON lines: lossless.
    Jsonl,
    /// Markdown: a heading a question.
    Markdown,
    /// A table with a column for each field and tag.
    Csv,
    /// schema.org's FAQPage as JSON-LD.
    Faqpage,
    /// QnA Maker's table.
    QnaMaker,
    /// A project of Azure's custom question answering.
    Azure,
}

/// All forms with their names.
const FORMS: [(To, &str); 6] = [
    (To::Jsonl, "jsonl"),
    (To::Markdown, "markdown"),
    (To::Csv, "csv"),
    (To::Faqpage, "faqpage"),
    (To::QnaMaker, "qnamaker"),
    (To::Azure, "azure"),
];

impl To {
    /// The form of this name.
    pub fn named(name: &str) -> Option<To> {
        FORMS.iter().find(|(_, known)| *known == name).map(|(to, _)| *to)
    }

    /// The names of all forms.
    pub fn names() -> Vec<&'static str> {
        FORMS.iter().map(|(_, name)| *name).collect()
    }
}

/// Records written, and what the form could not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exported {
    /// The text.
    pub text: String,
    /// How many records it holds.
    pub written: usize,
    /// How many records lost what: "3 records have prompts, which this form has no place for".
    pub lost: Vec<String>,
}

/// Writes `records` in their order.
///
/// # Errors
///
/// None that a record can cause; a fault of the program otherwise.
pub fn export(records: &[Record], to: To) -> Result<Exported> {
    let failed =
        |e: Box<dyn std::error::Error + Send + Sync>| Error::new(ErrorKind::Internal, "the export failed").because(e);
    let text = match to {
        To::Jsonl => records.iter().map(|r| jsonl::write(&import::without_note(r)) + "\n").collect(),
        To::Markdown => markdown(records),
        To::Csv => csv(records).map_err(|e| failed(e.into()))?,
        To::Faqpage => pretty(&faqpage(records)),
        To::QnaMaker => qnamaker(records),
        To::Azure => pretty(&azure(records)),
    };
    let written = records.iter().filter(|r| holds(to, r)).count();
    Ok(Exported { text, written, lost: lost(records, to) })
}

fn pretty(value: &Value) -> String {
    // A value made of strings and lists has no part that cannot be written.
    serde_json::to_string_pretty(value).unwrap_or_default() + "\n"
}

/// Whether a form has a place for such a record at all.
fn holds(to: To, record: &Record) -> bool {
    record.kind == Kind::Faq || !is_of_pairs(to)
}

fn is_of_pairs(to: To) -> bool {
    matches!(to, To::Faqpage | To::QnaMaker | To::Azure)
}

/// What of the records a form has no place for.
fn lost(records: &[Record], to: To) -> Vec<String> {
    let pairs_only = is_of_pairs(to);
    let kept: Vec<&Record> = records.iter().filter(|r| holds(to, r)).collect();
    let mut lost = Vec::new();
    let mut say = |what: &str, count: usize| {
        if count > 0 {
            let records = if count == 1 { "1 record has".to_owned() } else { format!("{count} records have") };
            lost.push(format!("{records} {what}, which this form has no place for"));
        }
    };
    let of = |has: &dyn Fn(&Record) -> bool| kept.iter().filter(|r| has(r)).count();
    if pairs_only {
        say("no question (paragraphs are left out)", records.len() - kept.len());
    }
    if matches!(to, To::Markdown | To::Faqpage) {
        say("an id", of(&|r| !r.id.is_empty()));
        say("further phrasings", of(&|r| r.questions.len() > 1));
        say("tags", of(&|r| !r.tags.is_empty()));
        say("prompts", of(&|r| !r.prompts.is_empty()));
    }
    if to == To::Markdown {
        say("a source address", of(&|r| r.source.uri.is_some()));
    }
    if to == To::Csv {
        say("prompts", of(&|r| !r.prompts.is_empty()));
    }
    if !matches!(to, To::Jsonl | To::Csv) {
        say("a day until which they hold", of(&|r| r.valid_until.is_some()));
    }
    if matches!(to, To::Markdown | To::QnaMaker) {
        say("a language", of(&|r| r.lang.is_some()));
    }
    if pairs_only {
        say("a title", of(&|r| r.title.is_some()));
    }
    if pairs_only || to == To::Csv {
        say("headings", of(&|r| !r.source.heading.is_empty()));
    }
    if matches!(to, To::QnaMaker | To::Azure) {
        say("an id that is no number (they are numbered anew)", of(&|r| number(&r.id).is_none()));
    }
    if to != To::Jsonl {
        say("other fields", of(&|r| r.extra.iter().any(|(key, _)| key != "source" && key != import::NOTE)));
    }
    lost
}

/// A heading of Markdown is closed by another one only. So records with nothing above them come first, and a paragraph that
/// would stand under another heading or be more of an answer has its own last heading once more.
fn markdown(records: &[Record]) -> String {
    // Title and headings, outermost first; a record without title has an empty one. The title is often the first heading.
    let path = |record: &Record| -> Vec<String> {
        let title = record.title.clone().unwrap_or_default();
        let is_said = record.source.heading.first() == Some(&title);
        std::iter::once(title).chain(record.source.heading.iter().skip(usize::from(is_said)).cloned()).collect()
    };
    let mut sorted: Vec<&Record> = records.iter().collect();
    sorted.sort_by_key(|r| {
        let is_bare = r.title.is_none() && r.source.heading.is_empty();
        (r.title.is_some(), !is_bare, is_bare && r.kind == Kind::Faq)
    });
    let mut out = String::new();
    let (mut above, mut after_answer) = (vec![String::new()], false);
    for record in sorted {
        let own = path(record);
        let mut open = above.iter().zip(&own).take_while(|(there, here)| there == here).count();
        let is_within = open == own.len() && (after_answer || above.len() > own.len());
        if is_within && record.kind == Kind::Passage {
            open -= 1;
        }
        for (depth, heading) in own.iter().enumerate().skip(open).filter(|(_, heading)| !heading.is_empty()) {
            out.push_str(&format!("{} {heading}\n\n", "#".repeat((depth + 1).min(5))));
        }
        if let Some(question) = record.question() {
            let level = (own.len() + 1).min(6);
            out.push_str(&format!("{} {question}\n\n", "#".repeat(level)));
        }
        out.push_str(&format!("{}\n\n", record.text.trim()));
        (above, after_answer) = (own, record.kind == Kind::Faq);
    }
    out.trim_end().to_owned() + "\n"
}

fn csv(records: &[Record]) -> std::result::Result<String, String> {
    let tags: std::collections::BTreeSet<&str> =
        records.iter().flat_map(|r| r.tags.keys().map(String::as_str)).collect();
    let most = records.iter().map(|r| r.questions.len()).max().unwrap_or(1).max(1);
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    let fixed = ["id", "question", "answer", "text", "title", "lang", "valid_until", "uri"];
    let mut head: Vec<String> = fixed.map(str::to_owned).to_vec();
    head.extend((2..=most).map(|n| format!("question{n}")));
    head.extend(tags.iter().map(|tag| format!("tag:{tag}")));
    writer.write_record(&head).map_err(|e| e.to_string())?;
    for record in records {
        let opt = |text: &Option<String>| text.clone().unwrap_or_default();
        let (answer, text) = match record.kind {
            Kind::Faq => (record.text.clone(), String::new()),
            Kind::Passage => (String::new(), record.text.clone()),
        };
        let question = record.question().unwrap_or_default().to_owned();
        let mut row = vec![
            record.id.clone(),
            question,
            answer,
            text,
            opt(&record.title),
            opt(&record.lang),
            opt(&record.valid_until),
            opt(&record.source.uri),
        ];
        row.extend((1..most).map(|at| record.questions.get(at).cloned().unwrap_or_default()));
        row.extend(tags.iter().map(|tag| record.tags.get(*tag).cloned().unwrap_or_default()));
        writer.write_record(&row).map_err(|e| e.to_string())?;
    }
    let bytes = writer.into_inner().map_err(|e| e.to_string())?;
    String::from_utf8(bytes).map_err(|e| e.to_string())
}

fn faqpage(records: &[Record]) -> Value {
    let escape =
        |text: &str| text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('\n', "<br>\n");
    let pairs = records.iter().filter(|r| r.kind == Kind::Faq);
    let question = |record: &Record| {
        let mut question = json!({
            "@type": "Question",
            "name": record.question().unwrap_or_default(),
            "acceptedAnswer": {"@type": "Answer", "text": escape(&record.text)},
        });
        if let (Some(object), Some(uri)) = (question.as_object_mut(), &record.source.uri) {
            object.insert("url".to_owned(), uri.clone().into());
        }
        if let (Some(object), Some(lang)) = (question.as_object_mut(), &record.lang) {
            object.insert("inLanguage".to_owned(), lang.clone().into());
        }
        question
    };
    json!({"@context": "https://schema.org", "@type": "FAQPage", "mainEntity": pairs.map(question).collect::<Vec<_>>()})
}

/// The number that an id is; none where it only reads like one ("007"), which another id may be too.
fn number(id: &str) -> Option<u32> {
    id.parse().ok().filter(|number: &u32| *number > 0 && number.to_string() == id)
}

/// Numbers for ids, no two alike: those that are numbers stay, the others get the next free ones. 0 is none.
fn numbers(records: &[&Record]) -> BTreeMap<String, u32> {
    let mut numbers: BTreeMap<String, u32> = BTreeMap::new();
    let mut used: std::collections::BTreeSet<u32> = records.iter().filter_map(|r| number(&r.id)).collect();
    let mut next = 1;
    for record in records {
        let number = number(&record.id).unwrap_or_else(|| {
            while used.contains(&next) {
                next += 1;
            }
            used.insert(next);
            next
        });
        numbers.insert(record.id.clone(), number);
    }
    numbers
}

fn qnamaker(records: &[Record]) -> String {
    let pairs: Vec<&Record> = records.iter().filter(|r| r.kind == Kind::Faq).collect();
    let numbers = numbers(&pairs);
    let cell = |text: &str| text.replace(['\t', '\r'], " ").replace('\n', "\\n");
    let mut out = "Question\tAnswer\tSource\tMetadata\tSuggestedQuestions\tIsContextOnly\tPrompts\tQnaId\n".to_owned();
    for record in pairs {
        let tags: Vec<String> = record.tags.iter().map(|(k, v)| format!("{k}:{v}")).collect();
        let prompts: Vec<Value> = (0..)
            .zip(&record.prompts)
            .map(|(order, p)| {
                let to = p.to.as_ref().and_then(|to| numbers.get(to)).copied().unwrap_or(0);
                json!({"DisplayOrder": order, "QnaId": to, "Qna": null, "DisplayText": p.text})
            })
            .collect();
        let source = record.source.uri.clone().unwrap_or_else(|| "Editorial".to_owned());
        let number = numbers.get(&record.id).copied().unwrap_or(0);
        for question in &record.questions {
            out.push_str(&format!(
                "{}\t{}\t{}\t{}\t[]\tFalse\t{}\t{number}\n",
                cell(question),
                cell(&record.text),
                cell(&source),
                cell(&tags.join(" | ")),
                Value::Array(prompts.clone()),
            ));
        }
    }
    out
}

fn azure(records: &[Record]) -> Value {
    let pairs: Vec<&Record> = records.iter().filter(|r| r.kind == Kind::Faq).collect();
    let numbers = numbers(&pairs);
    let language = pairs.iter().find_map(|r| r.lang.clone()).unwrap_or_else(|| "en".to_owned());
    let qna = |record: &&Record| {
        let prompts: Vec<Value> = (0..)
            .zip(&record.prompts)
            .map(|(order, p)| {
                let to = p.to.as_ref().and_then(|to| numbers.get(to)).copied().unwrap_or(0);
                json!({"displayOrder": order, "qnaId": to, "displayText": p.text})
            })
            .collect();
        json!({
            "id": numbers.get(&record.id),
            "answer": record.text,
            "source": record.source.uri.clone().unwrap_or_else(|| "Editorial".to_owned()),
            "questions": record.questions,
            "metadata": record.tags,
            "dialog": {"isContextOnly": false, "prompts": prompts},
            "activeLearningSuggestions": [],
            "isDocumentText": false,
        })
    };
    json!({
        "metadata": {
            "projectName": "answerbook",
            "multilingualResource": false,
            "description": "",
            "language": language,
            "settings": {"defaultAnswer": ""},
        },
        "assets": {"synonyms": [], "qnas": pairs.iter().map(qna).collect::<Vec<_>>()},
    })
}
