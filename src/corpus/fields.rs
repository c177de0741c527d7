//! Which column or key means what, and records made of named values.
//!
//! People name the same things differently, and in their own language; the owner's map
//! (`question=Frage`) stands above every name known here.

use std::collections::BTreeMap;

use serde_json::Map;

use super::html;
use super::tree::{Node, What};
use crate::record::{Kind, Prompt, Record, Source};

/// What a named value is to a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Field {
    Id,
    Question,
    /// Further phrasings, which may stand in one cell.
    Alternatives,
    Answer,
    Title,
    Text,
    Tags,
    /// A tag of this name.
    Tag(String),
    Lang,
    ValidUntil,
    Uri,
    Prompts,
}

/// What to do where no name is known.
pub const NAME_THEM: &str = r#"say which they are in answerbook.toml, map = { question = "NAME", answer = "NAME" }, or with `answerbook import FILE --map question=NAME --map answer=NAME`"#;

/// Names of columns and keys in lower-case letters and digits, with what they mean. The
/// earlier of two names of one field counts where a row has both.
const KNOWN: &[(&str, Field)] = &[
    ("id", Field::Id),
    ("qid", Field::Id),
    ("qnaid", Field::Id),
    ("questionid", Field::Id),
    ("faqid", Field::Id),
    ("key", Field::Id),
    ("questions", Field::Question),
    ("question", Field::Question),
    ("q", Field::Question),
    ("faqquestion", Field::Question),
    ("questiontext", Field::Question),
    ("prompt", Field::Question),
    ("query", Field::Question),
    ("utterance", Field::Question),
    ("frage", Field::Question),
    ("fragen", Field::Question),
    ("pregunta", Field::Question),
    ("preguntas", Field::Question),
    ("domanda", Field::Question),
    ("domande", Field::Question),
    ("pergunta", Field::Question),
    ("vraag", Field::Question),
    ("pytanie", Field::Question),
    ("вопрос", Field::Question),
    ("вопросы", Field::Question),
    ("问题", Field::Question),
    ("問題", Field::Question),
    ("質問", Field::Question),
    ("alternatequestions", Field::Alternatives),
    ("alternativequestions", Field::Alternatives),
    ("alternatives", Field::Alternatives),
    ("altquestions", Field::Alternatives),
    ("paraphrases", Field::Alternatives),
    ("variants", Field::Alternatives),
    ("phrasings", Field::Alternatives),
    ("otherquestions", Field::Alternatives),
    ("similarquestions", Field::Alternatives),
    ("answer", Field::Answer),
    ("answers", Field::Answer),
    ("a", Field::Answer),
    ("answertext", Field::Answer),
    ("acceptedanswer", Field::Answer),
    ("faqanswer", Field::Answer),
    ("response", Field::Answer),
    ("responses", Field::Answer),
    ("reply", Field::Answer),
    ("solution", Field::Answer),
    ("antwort", Field::Answer),
    ("antworten", Field::Answer),
    ("respuesta", Field::Answer),
    ("respuestas", Field::Answer),
    ("réponse", Field::Answer),
    ("réponses", Field::Answer),
    ("reponse", Field::Answer),
    ("risposta", Field::Answer),
    ("risposte", Field::Answer),
    ("resposta", Field::Answer),
    ("antwoord", Field::Answer),
    ("odpowiedź", Field::Answer),
    ("ответ", Field::Answer),
    ("ответы", Field::Answer),
    ("答案", Field::Answer),
    ("回答", Field::Answer),
    ("答え", Field::Answer),
    ("title", Field::Title),
    ("titel", Field::Title),
    ("titre", Field::Title),
    ("título", Field::Title),
    ("headline", Field::Title),
    ("text", Field::Text),
    ("content", Field::Text),
    ("body", Field::Text),
    ("paragraph", Field::Text),
    ("passage", Field::Text),
    ("tags", Field::Tags),
    ("metadata", Field::Tags),
    ("language", Field::Lang),
    ("lang", Field::Lang),
    ("locale", Field::Lang),
    ("languagecode", Field::Lang),
    ("sprache", Field::Lang),
    ("validuntil", Field::ValidUntil),
    ("expires", Field::ValidUntil),
    ("expirydate", Field::ValidUntil),
    ("expirationdate", Field::ValidUntil),
    ("uri", Field::Uri),
    ("url", Field::Uri),
    ("link", Field::Uri),
    ("sourceuri", Field::Uri),
    ("sourceurl", Field::Uri),
    ("permalink", Field::Uri),
    ("prompts", Field::Prompts),
    ("followups", Field::Prompts),
];

/// Names that are tags of their own rather than unknown.
const TAG_NAMES: &[&str] =
    &["topic", "category", "section", "group", "thema", "kategorie", "tema", "categoría", "categoria"];

/// The owner's names for fields, and the names known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Names {
    mapped: Vec<(Field, String)>,
}

impl Names {
    /// Takes `field=name`, the name being a column, a key, or keys parted by dots.
    ///
    /// # Errors
    ///
    /// Words for the user: no such field, or no name.
    pub fn map(&mut self, field: &str, name: &str) -> Result<(), String> {
        let wanted = match field.split_once('.') {
            Some(("tags", tag)) if !tag.is_empty() => Some(Field::Tag(tag.to_owned())),
            _ => FIELDS.iter().find(|(known, _)| *known == field).map(|(_, f)| f.clone()),
        };
        match wanted {
            Some(wanted) if !name.is_empty() => {
                self.mapped.push((wanted, name.to_owned()));
                Ok(())
            }
            Some(_) => Err(format!("{field} is given no name")),
            None => {
                let known: Vec<&str> = FIELDS.iter().map(|(name, _)| *name).collect();
                Err(format!("there is no field {field}; there are {} and tags.NAME", known.join(", ")))
            }
        }
    }

    /// Takes the owner's names for fields that have none here yet.
    pub fn extend(&mut self, others: &Names) {
        let new: Vec<_> = others.mapped.iter().filter(|(field, _)| !self.gives(field)).cloned().collect();
        self.mapped.extend(new);
    }

    /// Whether the owner gave a field a name.
    fn gives(&self, field: &Field) -> bool {
        self.mapped.iter().any(|(mapped, _)| mapped == field)
    }

    /// Whether the owner named a question or an answer.
    pub fn is_mapped(&self) -> bool {
        !self.mapped.is_empty()
    }

    /// Whether `object` has anything under a name that the owner gave.
    pub fn occur_in(&self, object: &Map<String, serde_json::Value>) -> bool {
        self.mapped.iter().any(|(_, path)| {
            let mut keys = path.split('.');
            let first = keys.next().and_then(|key| under(object, key));
            object.contains_key(path)
                || keys.try_fold(first, |value, key| Some(under(value?.as_object()?, key))).flatten().is_some()
        })
    }

    /// What a column or key of this name means.
    pub fn field(&self, name: &str) -> Option<Field> {
        if let Some((field, _)) = self.mapped.iter().find(|(_, mapped)| mapped == name) {
            return Some(field.clone());
        }
        if let Some(tag) = name.strip_prefix("tag:").filter(|tag| !tag.is_empty()) {
            return Some(Field::Tag(tag.to_owned()));
        }
        let bare: String = name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
        // A name that the owner gave to another column is no longer known.
        let known = KNOWN.iter().find(|(known, _)| *known == bare).map(|(_, f)| f.clone());
        if let Some(known) = known {
            return (!self.gives(&known)).then_some(known);
        }
        let numbered = bare.trim_end_matches(|c: char| c.is_ascii_digit());
        if numbered.len() < bare.len()
            && matches!(numbered, "question" | "q" | "utterance" | "altquestion" | "alternative")
        {
            return Some(Field::Alternatives);
        }
        let is_tag = TAG_NAMES.contains(&bare.as_str());
        is_tag.then_some(Field::Tag(bare))
    }

    /// Which name of one field counts first, for a row that has several.
    fn rank(name: &str) -> usize {
        let bare: String = name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
        KNOWN.iter().position(|(known, _)| *known == bare).unwrap_or(KNOWN.len())
    }
}

/// The value of a key, whatever the case of its letters, as [`Node::get`] has it.
fn under<'a>(object: &'a Map<String, serde_json::Value>, key: &str) -> Option<&'a serde_json::Value> {
    object.iter().find(|(name, _)| name.eq_ignore_ascii_case(key)).map(|(_, value)| value)
}

/// Names by which the native form means a field, and so none for anything else.
const NATIVE: [&str; 11] =
    ["id", "_id", "question", "questions", "answer", "text", "title", "tags", "lang", "valid_until", "prompts"];

/// The fields by the names that maps give them.
const FIELDS: [(&str, Field); 11] = [
    ("id", Field::Id),
    ("question", Field::Question),
    ("alternatives", Field::Alternatives),
    ("answer", Field::Answer),
    ("title", Field::Title),
    ("text", Field::Text),
    ("tags", Field::Tags),
    ("lang", Field::Lang),
    ("valid_until", Field::ValidUntil),
    ("uri", Field::Uri),
    ("prompts", Field::Prompts),
];

/// A record in the making.
#[derive(Debug, Clone, Default)]
pub struct Draft {
    pub id: String,
    pub questions: Vec<String>,
    pub answer: Option<String>,
    pub title: Option<String>,
    pub text: Option<String>,
    pub tags: BTreeMap<String, String>,
    pub lang: Option<String>,
    pub valid_until: Option<String>,
    pub uri: Option<String>,
    pub prompts: Vec<Prompt>,
    pub extra: Map<String, serde_json::Value>,
    /// What was not understood, in words for the user.
    pub faults: Vec<String>,
}

impl Draft {
    /// All that the entries of `node` tell; unknown ones are kept as they are.
    pub fn of(node: &Node, names: &Names) -> Draft {
        let mut draft = Draft::default();
        let mut entries: Vec<&(String, Node)> = node.entries().iter().collect();
        entries.sort_by_key(|(name, _)| Names::rank(name));
        for (field, path) in &names.mapped {
            let keys: Vec<&str> = path.split('.').collect();
            if keys.len() > 1
                && let Some(value) = node.at(&keys)
            {
                draft.set(field.clone(), path, value);
            }
        }
        for (name, value) in entries {
            match names.field(name) {
                Some(field) => draft.set(field, name, value),
                None if value.is_empty() => {}
                None => draft.keep(name, value),
            }
        }
        draft
    }

    /// Takes the value of a field; of two values of one field the first one counts.
    pub fn set(&mut self, field: Field, name: &str, value: &Node) {
        if value.is_empty() {
            return;
        }
        match field {
            Field::Id if self.id.is_empty() => self.id = value.text().unwrap_or_default().trim().to_owned(),
            Field::Question => self.questions.extend(value.texts().into_iter().map(question)),
            Field::Alternatives => {
                // Decoded first: the semicolon of `&amp;` parts nothing.
                for line in value.texts().into_iter().flat_map(str::lines).map(html::plain) {
                    let cells = line.split(['\n', '|', ';']).map(on_one_line);
                    self.questions.extend(cells.filter(|q| !q.is_empty()));
                }
            }
            Field::Answer if self.answer.is_none() => self.answer = answer(value),
            Field::Title if self.title.is_none() => self.title = value.text().map(question),
            Field::Text if self.text.is_none() => self.text = answer(value),
            Field::Tags => self.tag(value),
            Field::Tag(tag) => {
                self.tags.entry(tag).or_insert_with(|| value.texts().join(", "));
            }
            Field::Lang if self.lang.is_none() => match value.text().and_then(language) {
                Some(code) => self.lang = Some(code),
                None => self.faults.push(format!("{name} is no code of a language; write two letters, as in \"en\"")),
            },
            Field::ValidUntil if self.valid_until.is_none() => match value.text().map(day) {
                Some(Ok(day)) => self.valid_until = Some(day),
                _ => self.faults.push(format!("{name} is no date, and so nothing expires; write YYYY-MM-DD")),
            },
            Field::Uri if self.uri.is_none() => self.uri = value.text().map(|t| t.trim().to_owned()),
            Field::Prompts => self.prompts.extend(prompts(value)),
            _ => {
                // What of a source is no address is no part of the native form's source.
                let name = if name == "source" { "other_source" } else { name };
                self.keep(name, value);
            }
        }
    }

    /// Keeps a value that is no field here, under another name where its own is the native form's.
    pub fn keep(&mut self, name: &str, value: &Node) {
        let name = if NATIVE.contains(&name) { format!("other_{name}") } else { name.to_owned() };
        self.extra.insert(name, value.to_value());
    }

    /// Tags as a map, as a list of names with values, or in one cell as `a:b|c:d`.
    fn tag(&mut self, value: &Node) {
        for (key, value) in value.entries() {
            self.tags.entry(key.clone()).or_insert_with(|| value.texts().join(", "));
        }
        for item in value.items() {
            match (item.text_of("name"), item.get("value").and_then(Node::text), item.text()) {
                (Some(name), Some(value), _) => {
                    self.tags.entry(name.to_owned()).or_insert_with(|| value.to_owned());
                }
                (_, _, Some(tag)) if !tag.trim().is_empty() => {
                    self.tags.entry(tag.trim().to_owned()).or_default();
                }
                _ => {}
            }
        }
        for part in value.text().unwrap_or_default().split(['|', ',']).map(str::trim).filter(|p| !p.is_empty()) {
            let (name, value) = part.split_once([':', '=']).unwrap_or((part, ""));
            self.tags.entry(name.trim().to_owned()).or_insert_with(|| value.trim().to_owned());
        }
    }

    /// Whether it is a pair.
    pub fn is_pair(&self) -> bool {
        self.questions.iter().any(|q| !q.is_empty()) && self.body().is_some()
    }

    fn body(&self) -> Option<&String> {
        self.answer.as_ref().or(self.text.as_ref())
    }

    /// The record at `source`, without an id where none was given.
    ///
    /// # Errors
    ///
    /// Words for the user: what is missing.
    pub fn finish(mut self, mut source: Source) -> Result<Record, String> {
        self.questions.retain(|q| !q.is_empty());
        let mut seen = std::collections::HashSet::new();
        self.questions.retain(|q| seen.insert(q.clone()));
        // A title alone above an answer is the question.
        if self.questions.is_empty()
            && self.answer.is_some()
            && let Some(title) = self.title.take()
        {
            self.questions.push(title);
        }
        let text = match (self.questions.is_empty(), self.body()) {
            (_, Some(text)) => text.clone(),
            (true, None) => return Err("neither a question with its answer nor a text".to_owned()),
            (false, None) => return Err("a question without an answer".to_owned()),
        };
        if self.questions.is_empty() && self.answer.is_some() && self.text.is_none() {
            return Err("an answer without a question".to_owned());
        }
        source.uri = self.uri.or(source.uri);
        let kind = if self.questions.is_empty() { Kind::Passage } else { Kind::Faq };
        let mut record = Record::empty(kind, source);
        (record.id, record.questions, record.text) = (self.id, self.questions, text);
        (record.title, record.tags, record.lang) = (self.title, self.tags, self.lang);
        (record.valid_until, record.prompts, record.extra) = (self.valid_until, self.prompts, self.extra);
        Ok(record)
    }
}

/// A question on one line, its markup taken off.
pub fn question(text: &str) -> String {
    on_one_line(&html::plain(text))
}

fn on_one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// An answer's text: of several, each on lines of its own; of HTML, what it shows.
fn answer(value: &Node) -> Option<String> {
    let of = |node: &Node| {
        match &node.what {
            What::Map(_) => {
                ["text", "value", "markdown", "content", "body", "plainText"].iter().find_map(|key| node.text_of(key))
            }
            _ => node.text(),
        }
        .map(|text| html::plain(text).trim().to_owned())
    };
    let texts: Vec<String> = match &value.what {
        What::List(items) => items.iter().filter_map(of).collect(),
        _ => of(value).into_iter().collect(),
    };
    let text = texts.join("\n");
    (!text.is_empty()).then_some(text)
}

/// Tags as a map, a list or one cell.
pub fn tags(value: &Node) -> BTreeMap<String, String> {
    let mut draft = Draft::default();
    draft.tag(value);
    draft.tags
}

/// Prompts as native records have them, as QnA Maker and Azure do, or as plain texts.
pub fn prompts(value: &Node) -> Vec<Prompt> {
    let mut prompts: Vec<(f64, Prompt)> = Vec::new();
    for item in value.items() {
        let text = item.text().or_else(|| ["text", "displayText"].iter().find_map(|key| item.text_of(key)));
        let to = ["to", "qnaId"].iter().find_map(|key| item.text_of(key)).filter(|to| *to != "0");
        let order = item.text_of("displayOrder").and_then(|order| order.parse().ok()).unwrap_or(0.0);
        if let Some(text) = text.filter(|t| !t.trim().is_empty()) {
            prompts.push((order, Prompt { text: question(text), to: to.map(str::to_owned) }));
        }
    }
    // Stable: where no order is told, that of the source stays.
    prompts.sort_by(|a, b| a.0.total_cmp(&b.0));
    prompts.into_iter().map(|(_, prompt)| prompt).collect()
}

/// The two letters of a language's code: `en` of `en-US` and of `EN`.
fn language(code: &str) -> Option<String> {
    let two = code.trim().split(['-', '_']).next().unwrap_or_default().to_lowercase();
    (two.len() == 2 && two.chars().all(|c| c.is_ascii_alphabetic())).then_some(two)
}

/// The day of a date or of a moment, as `YYYY-MM-DD`.
///
/// # Errors
///
/// A text that does not begin with such a day.
pub fn day(text: &str) -> Result<String, ()> {
    let day = text.trim().get(..10).ok_or(())?;
    let parts: Vec<&str> = day.split('-').collect();
    let [year, month, date] = parts.as_slice() else { return Err(()) };
    let number = |text: &str, len: usize| (text.len() == len).then(|| text.parse::<u32>().ok()).flatten();
    match (number(year, 4), number(month, 2), number(date, 2)) {
        (Some(_), Some(1..=12), Some(1..=31)) => Ok(day.to_owned()),
        _ => Err(()),
    }
}

#[cfg(test)]
mod tests {
    use super::{Draft, Names, day};
    use crate::corpus::tree;
    use crate::record::Source;

    fn made(json: &str, maps: &[(&str, &str)]) -> Result<crate::Record, String> {
        let mut names = Names::default();
        maps.iter().for_each(|(field, name)| names.map(field, name).unwrap());
        Draft::of(&tree::json(json, 0).unwrap(), &names).finish(Source::default())
    }

    #[test]
    fn names_of_many_languages_and_shapes() {
        for json in [
            r#"{"question":"Q?","answer":"A"}"#,
            r#"{"Frage":"Q?","Antwort":"A"}"#,
            r#"{"q":["Q?"],"a":"<p>A</p>","n":null}"#,
            r#"{"title":"Q?","answer":{"text":"A"}}"#,
            r#"{"question":"Q?","text":"A","question_2":" Q? "}"#,
            r#"{"alternatives":"Q?| Q?\n","text":"A"}"#,
        ] {
            let record = made(json, &[]).unwrap();
            assert_eq!(
                (record.question(), record.text.as_str(), record.questions.len()),
                (Some("Q?"), "A", 1),
                "{json}"
            );
        }
        let record =
            made(r#"{"id":7,"text":"P","title":"T","Category":"x","tags":"a:b|c","unknown":[1]}"#, &[]).unwrap();
        assert_eq!((record.id.as_str(), record.title.as_deref(), record.text.as_str()), ("7", Some("T"), "P"));
        let tags: Vec<_> = record.tags.iter().map(|(k, v)| format!("{k}={v}")).collect();
        assert_eq!((tags.join(" ").as_str(), record.extra.len()), ("a=b c= category=x", 1));
    }

    #[test]
    fn phrasings_are_decoded_before_they_are_parted() {
        let json = r#"{"question":"Q?","alternatives":"Tom &amp; Jerry?;Who &lt; what?\nWhy?","answer":"A"}"#;
        assert_eq!(made(json, &[]).unwrap().questions, ["Q?", "Tom & Jerry?", "Who < what?", "Why?"]);
    }

    #[test]
    fn the_owners_names_stand_above() {
        let json = r#"{"question":"internal","fields":{"ask":"Q?"},"body":"A","id":"1","kind":"x"}"#;
        let record = made(json, &[("question", "fields.ask"), ("answer", "body"), ("tags.sort", "kind")]).unwrap();
        assert_eq!((record.question(), record.text.as_str()), (Some("Q?"), "A"));
        assert_eq!(record.tags.get("sort").map(String::as_str), Some("x"));
        assert!(Names::default().map("colour", "x").unwrap_err().contains("there are id, question"));
    }

    #[test]
    fn what_is_missing_is_said() {
        assert_eq!(made(r#"{"id":1}"#, &[]).unwrap_err(), "neither a question with its answer nor a text");
        assert_eq!(made(r#"{"question":"Q?","answer":" "}"#, &[]).unwrap_err(), "a question without an answer");
        assert_eq!(made(r#"{"answer":"A"}"#, &[]).unwrap_err(), "an answer without a question");
        assert_eq!((day("2024-06-19T10:00:00Z"), day("19.06.2024")), (Ok("2024-06-19".to_owned()), Err(())));
    }
}
