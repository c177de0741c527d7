//! What the line editor offers while a line is typed: completions, hints, and more lines.

use std::borrow::Cow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rustyline::completion::{Completer, FilenameCompleter};
use rustyline::highlight::Highlighter;
use rustyline::hint::{Hint, Hinter};
use rustyline::validate::{ValidationContext, ValidationResult, Validator};
use rustyline::{Context, Helper};

use super::commands::{self, Arguments};
use super::known::Known;
use super::lines;
use crate::cli::terminal::DIM;

/// Letters typed before a question is hinted at.
const HINT_LETTERS: usize = 3;

/// The line editor's helper.
pub struct Assistant {
    /// What can be completed.
    pub known: Known,
    /// Whether questions are hinted at.
    pub hints: Arc<AtomicBool>,
    /// Whether hints can be set off from what is typed.
    pub color: bool,
}

impl Helper for Assistant {}

/// How a line may go on.
pub struct Rest {
    shown: String,
    taken: Option<String>,
}

impl Hint for Rest {
    fn display(&self) -> &str {
        &self.shown
    }

    fn completion(&self) -> Option<&str> {
        self.taken.as_deref()
    }
}

impl Hinter for Assistant {
    type Hint = Rest;

    fn hint(&self, line: &str, at: usize, _: &Context<'_>) -> Option<Rest> {
        if at < line.len() || line.contains('\n') || !self.hints.load(Ordering::Relaxed) {
            return None;
        }
        if let Some(name) = line.strip_suffix(' ').filter(|l| l.starts_with('.')) {
            let takes = commands::find(name)?.takes;
            return (!takes.is_empty()).then(|| Rest { shown: takes.to_owned(), taken: None });
        }
        if line.starts_with('.') || line.chars().count() < HINT_LETTERS {
            return None;
        }
        let rest = self.known.rest(line)?;
        let shown = crate::cli::sanitize::for_line(&rest);
        let shown = if rest.starts_with(' ') { format!(" {shown}") } else { shown };
        Some(Rest { shown, taken: Some(rest) })
    }
}

impl Highlighter for Assistant {
    fn highlight_hint<'h>(&self, hint: &'h str) -> Cow<'h, str> {
        if self.color { Cow::Owned(format!("{DIM}{hint}{DIM:#}")) } else { Cow::Borrowed(hint) }
    }
}

impl Validator for Assistant {
    fn validate(&self, context: &mut ValidationContext<'_>) -> rustyline::Result<ValidationResult> {
        let whole = lines::is_whole(context.input());
        Ok(if whole { ValidationResult::Valid(None) } else { ValidationResult::Incomplete })
    }
}

impl Completer for Assistant {
    type Candidate = String;

    fn complete(&self, line: &str, at: usize, _: &Context<'_>) -> rustyline::Result<(usize, Vec<String>)> {
        let typed = line.get(..at).unwrap_or_default();
        let wants_file = typed.split_once(' ').and_then(|(name, _)| commands::find(name));
        if wants_file.is_some_and(|c| c.arguments == Arguments::Files) {
            let (start, pairs) = FilenameCompleter::new().complete_path(line, at)?;
            return Ok((start, pairs.into_iter().map(|pair| pair.replacement).collect()));
        }
        Ok(complete(typed, &self.known))
    }
}

/// Where the word before the cursor starts, and what it could become.
fn complete(typed: &str, known: &Known) -> (usize, Vec<String>) {
    if !typed.starts_with('.') {
        return (0, if typed.trim().is_empty() { Vec::new() } else { known.questions(typed) });
    }
    let Some((name, argument)) = typed.split_once(' ') else {
        return (0, names(typed).map(|name| format!("{name} ")).collect());
    };
    let Some(command) = commands::find(name) else { return (typed.len(), Vec::new()) };
    // A question before the id is passed over.
    let word = argument.rsplit([' ', '"']).next().unwrap_or_default();
    let offered = match command.arguments {
        Arguments::None | Arguments::Files => Vec::new(),
        Arguments::Words(words) => words.iter().filter(|w| w.starts_with(word)).map(|w| (*w).to_owned()).collect(),
        Arguments::Ids => known.ids(word),
        Arguments::Tags => known.tags(word),
        Arguments::Commands => names(word).map(str::to_owned).collect(),
    };
    (typed.len() - word.len(), offered)
}

fn names(typed: &str) -> impl Iterator<Item = &'static str> {
    commands::all().map(|c| c.name).filter(move |name| name.starts_with(typed))
}

#[cfg(test)]
mod tests {
    use super::{Known, complete};

    #[test]
    fn commands_and_their_arguments() {
        let known = Known::default();
        assert_eq!(complete(".mo", &known), (0, vec![".more ".to_owned(), ".mode ".to_owned()]));
        assert_eq!(complete(".mode js", &known), (6, vec!["json".to_owned(), "jsonl".to_owned()]));
        assert_eq!(complete(".help .so", &known), (6, vec![".sources".to_owned()]));
        assert_eq!(complete("what", &known).1, Vec::<String>::new());
    }
}
