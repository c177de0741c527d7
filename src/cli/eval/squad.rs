//! Questions on paragraphs as SQuAD 1.1 and 2.0 hand them out.

use serde::Deserialize;
use serde_json::Value;

use super::jsonl::id_of;
use super::questions::{Asked, Fault, Making, Written};

#[derive(Deserialize)]
struct Squad {
    data: Vec<Article>,
}

#[derive(Deserialize)]
struct Article {
    paragraphs: Vec<Paragraph>,
}

#[derive(Deserialize)]
struct Paragraph {
    context: String,
    qas: Vec<Asking>,
}

#[derive(Deserialize)]
struct Asking {
    #[serde(default)]
    id: Value,
    question: String,
    #[serde(default)]
    is_impossible: bool,
    #[serde(default)]
    answers: Vec<Answer>,
}

#[derive(Deserialize)]
struct Answer {
    text: String,
}

/// Reads a whole file. A question is on the line 0: the form has none.
///
/// # Errors
///
/// Text that is not such JSON, with the line where it ceases to be.
pub fn read(text: &str, making: &Making) -> Result<Vec<Asked>, Fault> {
    let squad: Squad = serde_json::from_str(text)
        .map_err(|e| Fault::new(e.line() as u64, format!("not questions as SQuAD has them: {e}; mend the file")))?;
    let mut asked = Vec::new();
    for paragraph in squad.data.into_iter().flat_map(|article| article.paragraphs) {
        for asking in paragraph.qas {
            let id = id_of(&asking.id)
                .ok()
                .flatten()
                .ok_or_else(|| Fault::new(0, format!("the question {:?} has no id; give each one", asking.question)))?;
            let written = match asking.is_impossible {
                true => Some(Written::default()),
                false if making.judged_elsewhere => None,
                false => Some(Written {
                    expect: Vec::new(),
                    texts: distinct(asking.answers),
                    paragraph: Some(paragraph.context.clone()),
                }),
            };
            asked.push(Asked {
                id: Some(id),
                line: 0,
                question: (making.question)(asking.question),
                expected: written,
            });
        }
    }
    Ok(asked)
}

/// Several people were asked, and most agree.
fn distinct(answers: Vec<Answer>) -> Vec<String> {
    let mut texts: Vec<String> = Vec::new();
    for answer in answers {
        if !texts.contains(&answer.text) {
            texts.push(answer.text);
        }
    }
    texts
}

#[cfg(test)]
mod tests {
    use super::read;
    use crate::Question;
    use crate::cli::eval::questions::{Making, Written};

    const SQUAD: &str = r#"{"version":"v2.0","data":[{"title":"T","paragraphs":[{"context":"It is red.","qas":[
        {"id":"a","question":"Which?","is_impossible":false,"answers":[{"text":"red","answer_start":6},{"text":"red","answer_start":6}]},
        {"id":7,"question":"Why?","is_impossible":true,"plausible_answers":[{"text":"red","answer_start":6}],"answers":[]}]}]}]}"#;

    #[test]
    fn answers_with_their_paragraph_and_impossible_ones() {
        let making = Making { question: &|text| Question::new(text), judged_elsewhere: false };
        let asked = read(SQUAD, &making).unwrap();
        let written = Written { expect: vec![], texts: vec!["red".into()], paragraph: Some("It is red.".into()) };
        assert_eq!((asked[0].id.as_deref(), asked[0].expected.as_ref()), (Some("a"), Some(&written)));
        assert_eq!((asked[1].id.as_deref(), asked[1].expected.as_ref()), (Some("7"), Some(&Written::default())));
    }

    #[test]
    fn faults_are_named() {
        let making = Making { question: &|text| Question::new(text), judged_elsewhere: false };
        assert_eq!(read("{\"data\":[\n{}]}", &making).unwrap_err().line, 2);
        let nameless = SQUAD.replace("\"id\":7,", "");
        assert!(read(&nameless, &making).unwrap_err().what.contains("\"Why?\" has no id"));
    }
}
