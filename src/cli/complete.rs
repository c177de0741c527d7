//! What Tab offers in the dialogue.

use rustyline::completion::Completer;
use rustyline::{Context, Helper, Highlighter, Hinter, Validator};

use super::repl::COMMANDS;

/// Completes dot commands and their fixed arguments.
#[derive(Helper, Highlighter, Hinter, Validator)]
pub struct DotCommands;

impl Completer for DotCommands {
    type Candidate = String;

    fn complete(&self, line: &str, at: usize, _: &Context<'_>) -> rustyline::Result<(usize, Vec<String>)> {
        Ok(complete(line.get(..at).unwrap_or_default()))
    }
}

/// Where the word before the cursor starts, and what it could become.
fn complete(typed: &str) -> (usize, Vec<String>) {
    let Some((command, argument)) = typed.split_once(' ') else {
        let fitting = COMMANDS.iter().map(|c| c.name).filter(|name| typed.starts_with('.') && name.starts_with(typed));
        return (0, fitting.map(|name| format!("{name} ")).collect());
    };
    let arguments = COMMANDS.iter().find(|c| c.name == command).map_or(&[][..], |c| c.arguments);
    (
        typed.len() - argument.len(),
        arguments.iter().filter(|a| a.starts_with(argument)).map(|a| (*a).to_owned()).collect(),
    )
}

#[cfg(test)]
mod tests {
    use super::complete;

    #[test]
    fn commands_and_their_arguments() {
        assert_eq!(complete(".mo"), (0, vec![".more ".to_owned(), ".mode ".to_owned()]));
        assert_eq!(complete(".mode j"), (6, vec!["json".to_owned()]));
        assert_eq!(complete("what").1, Vec::<String>::new());
    }
}
