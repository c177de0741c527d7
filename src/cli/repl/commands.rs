//! The dot commands: their names, what they take and what they do, for help and completion.

/// What Tab offers after a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arguments {
    /// Nothing.
    None,
    /// One of these words.
    Words(&'static [&'static str]),
    /// Paths.
    Files,
    /// Ids of records.
    Ids,
    /// Tags with their values.
    Tags,
    /// Names of commands.
    Commands,
}

/// A dot command.
pub struct Command {
    /// Its name with the dot.
    pub name: &'static str,
    /// What it takes, as shown in help.
    pub takes: &'static str,
    /// What it does, in one line.
    pub does: &'static str,
    /// What else there is to know of it; empty where that is all.
    pub more: &'static str,
    /// What Tab offers after it.
    pub arguments: Arguments,
}

const fn command(
    name: &'static str,
    takes: &'static str,
    does: &'static str,
    more: &'static str,
    arguments: Arguments,
) -> Command {
    Command { name, takes, does, more, arguments }
}

const ON_OFF: Arguments = Arguments::Words(&["on", "off"]);

/// All dot commands by what they are about, in the order of the help.
pub const GROUPS: [(&str, &[Command]); 5] = [
    ("The last answer", &ANSWER),
    ("How it is asked", &ASKING),
    ("How it is shown", &SHOWING),
    ("The corpus", &CORPUS),
    ("Making it better", &BETTER),
];

const ANSWER: [Command; 7] = [
    command(".more", "", "the whole paragraph, and other records of the same question", "", Arguments::None),
    command(
        ".pick",
        "N",
        "take number N of the choice or of the sources",
        "After a choice or an answer with questions below it a bare number does the same.",
        Arguments::None,
    ),
    command(".sources", "", "where the answer and the nearest records stand", "", Arguments::None),
    command(".why", "", "why this answer, or why none", "", Arguments::None),
    command(
        ".related",
        "",
        "other records near the last answer",
        "What is nearest to its question, or to its text where it has none.",
        Arguments::None,
    ),
    command(
        ".copy",
        "",
        "put the last answer on the clipboard",
        "By the terminal's own means (OSC 52), so over ssh too; some terminals do not allow it.",
        Arguments::None,
    ),
    command(".show", "ID", "a record whole", "", Arguments::Ids),
];

const ASKING: [Command; 5] = [
    command(
        ".context",
        "on|off|clear",
        "whether earlier questions are taken into account",
        "A question is tried alone first; only one that points back or finds nothing is helped by the\nquestions before it. `.why` shows what was asked instead.",
        Arguments::Words(&["on", "off", "clear"]),
    ),
    command(
        ".filter",
        "TAG=VALUE|off",
        "only records with this tag",
        "Several filters must all hold. Without one it shows what is set.",
        Arguments::Tags,
    ),
    command(".limit", "N", "records listed by .sources, 1 to 100", "", Arguments::None),
    command(".threshold", "auto|0..1", "the confidence from which an answer is given", "", Arguments::Words(&["auto"])),
    command(
        ".set",
        "[NAME VALUE]",
        "show or change a setting",
        "The settings: context, filter, hints, journal, limit, mode, pager, threshold, timer.",
        Arguments::Words(&["context", "filter", "hints", "journal", "limit", "mode", "pager", "threshold", "timer"]),
    ),
];

const SHOWING: [Command; 4] = [
    command(
        ".mode",
        "text|json|jsonl|markdown|csv",
        "how answers are shown",
        "",
        Arguments::Words(&["text", "json", "jsonl", "markdown", "csv"]),
    ),
    command(
        ".output",
        "[FILE|off]",
        "write answers to a file from now on",
        "The file is begun anew. Without a file, or with off, answers go to the screen again.",
        Arguments::Files,
    ),
    command(".once", "FILE", "write the next answer to a file", "The file is begun anew.", Arguments::Files),
    command(".timer", "on|off", "how long each answer took", "", ON_OFF),
];

const CORPUS: [Command; 10] = [
    command(".list", "[TEXT]", "the records, or those that hold a text", "", Arguments::None),
    command(".info", "", "what the index holds", "", Arguments::None),
    command(".open", "PATH", "ask another corpus", "", Arguments::Files),
    command(".reload", "", "look at the corpus again", "", Arguments::None),
    command(
        ".read",
        "FILE",
        "questions and commands from a file, as if typed",
        "Lines that start with # are left out.",
        Arguments::Files,
    ),
    command(
        ".batch",
        "FILE",
        "answer a file of questions",
        "As `answerbook batch`; Ctrl-C stops it.",
        Arguments::Files,
    ),
    command(".stats", "", "how many questions of this dialogue were answered", "", Arguments::None),
    command(".history", "[N]", "the last N lines typed, 20 unless said", "", Arguments::None),
    command(".help", "[COMMAND]", "this list, or all of one command", "", Arguments::Commands),
    command(".exit", "", "leave; Ctrl-D does too", "", Arguments::None),
];

const BETTER: [Command; 6] = [
    command(".good", "", "the last answer was right", "", Arguments::None),
    command(".bad", "", "the last answer was wrong", "", Arguments::None),
    command(
        ".teach",
        "ID",
        "the last question is answered by this record",
        "From now on, in this dialogue and later ones; `answerbook review` puts it into the corpus. A number\nthat is no record's id is that of a choice, or of .sources. A paragraph takes no questions.",
        Arguments::Ids,
    ),
    command(
        ".alias",
        "\"QUESTION\" ID",
        "this question is answered by this record",
        "As .teach, of any question.",
        Arguments::Ids,
    ),
    command(".undo", "", "take back the last .good, .bad, .teach or .alias", "", Arguments::None),
    command(
        ".misses",
        "",
        "questions of this dialogue that got no answer or a wrong one",
        "`.set journal on` keeps them for `answerbook misses`.",
        Arguments::None,
    ),
];

/// All commands, in the order of the help.
pub fn all() -> impl Iterator<Item = &'static Command> {
    GROUPS.iter().flat_map(|(_, commands)| commands.iter())
}

/// The command of this name.
pub fn find(name: &str) -> Option<&'static Command> {
    all().find(|c| c.name == name)
}

/// The command most like a name that is none; `None` where nothing is much like it.
pub fn nearest(name: &str) -> Option<&'static str> {
    let likeness = |c: &Command| strsim::jaro_winkler(name, c.name);
    all().map(|c| (likeness(c), c.name)).filter(|(l, _)| *l > 0.8).max_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, n)| n)
}

/// The list of all commands.
pub fn help() -> String {
    let line = |c: &Command| format!("  {:<24} {}", format!("{} {}", c.name, c.takes), c.does);
    let mut lines = vec!["Type a question, or one of these; .help COMMAND tells more.".to_owned()];
    for (about, commands) in &GROUPS {
        lines.push(String::new());
        lines.push(about.to_string());
        lines.extend(commands.iter().map(line));
    }
    lines.push(String::new());
    lines.push(
        "Tab completes, Ctrl-R searches, the right arrow takes a hint; \"\"\" or a \\ at the end opens several lines."
            .to_owned(),
    );
    lines.join("\n")
}

/// All there is to know of one command.
pub fn help_of(command: &Command) -> String {
    let more = if command.more.is_empty() { String::new() } else { format!("\n{}", command.more) };
    format!("{} {}\n{}{more}", command.name, command.takes, command.does)
}

#[cfg(test)]
mod tests {
    use super::{all, nearest};

    #[test]
    fn near_misses_are_known() {
        assert_eq!(nearest(".souces"), Some(".sources"));
        assert_eq!(nearest(".mroe"), Some(".more"));
        assert_eq!(nearest(".xyzzy"), None);
    }

    #[test]
    fn no_name_stands_twice() {
        let mut names: Vec<_> = all().map(|c| c.name).collect();
        names.sort_unstable();
        let before = names.len();
        names.dedup();
        assert_eq!(names.len(), before);
    }
}
