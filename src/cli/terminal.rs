//! The one road to a terminal: what it can show, and writing to it.

use std::io::{self, IsTerminal, Write};

use anstyle::Style;
use textwrap::core::Word;
use textwrap::{Options, WordSeparator, WordSplitter};

use super::args::{self, Color};
use super::sanitize;

/// Widest text, in columns: longer lines are hard to read.
const WIDEST: usize = 80;

/// What stdout can show.
#[derive(Debug, Clone)]
pub struct Terminal {
    /// Colours and weights are shown.
    pub color: bool,
    /// Columns to break lines at; `None` to leave them whole.
    pub width: Option<usize>,
    /// No drawing characters.
    pub plain: bool,
    /// Dot commands can be typed.
    pub dialogue: bool,
    /// A terminal at all.
    pub shown: bool,
}

/// Weight of words that the question met.
pub const MATCHED: Style = Style::new().bold();
/// Sources and remarks.
pub const DIM: Style = Style::new().dimmed();

impl Terminal {
    /// What stdout can show, by these options and the environment.
    pub fn new(options: &args::Options) -> Self {
        let shown = io::stdout().is_terminal();
        let dumb = std::env::var_os("TERM").is_some_and(|t| t == "dumb");
        let no_color = std::env::var_os("NO_COLOR").is_some_and(|v| !v.is_empty());
        let color = match options.color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => shown && !dumb && !no_color && !options.plain,
        };
        let mut terminal = Terminal { color, width: None, plain: options.plain || dumb, dialogue: false, shown };
        terminal.measure();
        terminal
    }

    /// Looks at the window's size again.
    pub fn measure(&mut self) {
        self.width = (self.shown && !self.plain).then(|| textwrap::termwidth().min(WIDEST));
    }

    /// What a file is to hold: the same, without anything that only a screen shows.
    pub fn of_file(&self) -> Self {
        Terminal { color: false, width: None, dialogue: false, shown: false, plain: true }
    }

    /// Lines that the window has; `None` of no window.
    pub fn rows(&self) -> Option<usize> {
        let size = terminal_size::terminal_size().filter(|_| self.shown && !self.plain)?;
        Some(usize::from(size.1.0))
    }

    /// `text` in `style`, where styles are shown.
    pub fn styled(&self, style: Style, text: &str) -> String {
        if self.color { format!("{style}{text}{style:#}") } else { text.to_owned() }
    }

    /// `text` broken into lines of the terminal's width.
    pub fn wrapped(&self, text: &str, indent: &str) -> String {
        self.broken(text, indent, prose)
    }

    /// A remark in dim letters, broken at spaces only so that paths stay whole.
    pub fn remark(&self, text: &str, indent: &str) -> String {
        self.styled(DIM, &self.broken(text, indent, spaced))
    }

    fn broken(&self, text: &str, indent: &str, words: fn(&str) -> Words<'_>) -> String {
        let Some(width) = self.width else { return format!("{indent}{text}") };
        // A word wider than the window is left to it: cut here, it could not be copied, nor its letters kept whole.
        let options = Options::new(width)
            .break_words(false)
            .initial_indent(indent)
            .subsequent_indent(indent)
            .word_splitter(WordSplitter::NoHyphenation)
            .word_separator(WordSeparator::Custom(words));
        text.lines().map(|line| textwrap::fill(line, &options)).collect::<Vec<_>>().join("\n")
    }
}

/// Pieces of a line between which it may be broken.
type Words<'a> = Box<dyn Iterator<Item = Word<'a>> + 'a>;

/// A line broken as its script has it, and after hyphens, but not within a path or an address.
fn prose(line: &str) -> Words<'_> {
    let pieces = WordSeparator::UnicodeBreakProperties.find_words(line).flat_map(|word| {
        let points = WordSplitter::HyphenSplitter.split_points(&word);
        let from = std::iter::once(0).chain(points.clone());
        let ends = points.into_iter().chain([word.len() + word.whitespace.len()]);
        from.zip(ends).map(|(from, end)| end - from).collect::<Vec<usize>>()
    });
    joined(line, pieces, |before, after| is_path(before, after) || is_share(before, after))
}

/// A line broken at spaces alone.
fn spaced(line: &str) -> Words<'_> {
    let pieces = WordSeparator::AsciiSpace.find_words(line).map(|word| word.len() + word.whitespace.len());
    joined(line, pieces, is_share)
}

/// The pieces of `line` that are so long, in bytes, with those put together that `belong` to what stands before them.
fn joined<'a>(line: &'a str, pieces: impl Iterator<Item = usize>, belong: impl Fn(&str, &str) -> bool) -> Words<'a> {
    let mut words: Vec<Word<'a>> = Vec::new();
    let (mut from, mut at) = (0, 0);
    for piece in pieces {
        let before = line.get(..at).unwrap_or_default();
        if at > from && !belong(before, line.get(at..).unwrap_or_default()) {
            words.extend(line.get(from..at).map(Word::from));
            from = at;
        }
        at += piece;
    }
    words.extend(line.get(from..).map(Word::from));
    Box::new(words.into_iter())
}

/// Whether the word that goes on from `before` to `after` is a path or an address, which is copied whole.
fn is_path(before: &str, after: &str) -> bool {
    let start = before.rsplit(char::is_whitespace).next().unwrap_or_default();
    let end = after.split(char::is_whitespace).next().unwrap_or_default();
    let has_slash = [start, end].iter().any(|part| part.contains('/'));
    !start.is_empty() && has_slash && start.is_ascii() && end.is_ascii()
}

/// Whether a number goes on with its sign: "30 %".
fn is_share(before: &str, after: &str) -> bool {
    before.trim_end().ends_with(|c: char| c.is_ascii_digit()) && after.starts_with(['%', '‰', '°', '€'])
}

/// Says one line on stderr, where a closed stderr is nobody's problem.
pub fn say(line: &str) {
    let _ = writeln!(io::stderr().lock(), "{}", sanitize::for_line(line));
}

/// Says what went wrong, on one line of stderr.
pub fn complain(line: &str) {
    say(&format!("answerbook: {line}"));
}
