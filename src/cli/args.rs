//! Commands and options, as they are typed.

use std::path::PathBuf;

use clap::{Args as ClapArgs, CommandFactory, Parser, Subcommand, ValueEnum};

use super::parse::{day, filter, form, map, model, share, threshold, top};
use crate::Model;

/// Answers questions from your own FAQ and articles, or says that it doesn't know.
///
/// Without a command: asks in a dialogue on a terminal, and answers line by line from a pipe.
#[derive(Debug, Parser)]
#[command(name = "answerbook", version, about, long_about, max_term_width = 80)]
#[command(
    after_help = "Exit status: 0 answered or done, 1 no answer or a finding, 2 usage or bad input, 3 corpus or index, 130 stopped by Ctrl-C."
)]
pub struct Args {
    /// What to do.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// Options of every command.
    #[command(flatten)]
    pub options: Options,
}

/// The command line as it is read here: a variable of the environment that is set and empty counts as not set.
pub fn command() -> clap::Command {
    let is_empty = |arg: &clap::Arg| arg.get_env().and_then(std::env::var_os).is_some_and(|value| value.is_empty());
    Args::command().mut_args(|arg| if is_empty(&arg) { arg.env(None) } else { arg })
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Answer one question.
    Ask(Ask),
    /// Answer many questions from a file or a pipe.
    Batch(Batch),
    /// Grade the answers to questions whose answers are known.
    Eval(Eval),
    /// Learn this corpus's own threshold, calibration and phrasings, and write them to its settings.
    Tune(Tune),
    /// Bring the index up to date (it is done anyway when asking) and list what was dropped.
    Index(Index),
    /// Show what the index holds.
    Info,
    /// Check every byte of the index.
    Verify,
    /// Take files of other products into the corpus, and keep in step with them.
    Import(Import),
    /// Write the records in another product's form.
    Export(Export),
    /// Add one record.
    Add(Add),
    /// Change one record.
    Edit(Edit),
    /// Take one record out.
    Rm(Remove),
    /// Show one record whole.
    Show(Show),
    /// List records, one a line: id, kind, question or beginning, place.
    List(List),
    /// List what is wrong with the corpus: status 1 when anything is.
    Lint,
    /// List what went unanswered, what is alike together.
    Misses(Misses),
    /// Put what was taught in the dialogue into the corpus, if nothing else breaks.
    Review(Review),
    /// Write the completions of a shell.
    Completions(Completions),
    /// Write the manual page, or that of a command.
    Man(Man),
}

/// Options of every command; they may stand before or after the question.
#[derive(Debug, Clone, ClapArgs)]
#[command(next_help_heading = "Options everywhere")]
pub struct Options {
    /// A corpus file or folder; may be repeated. [default: corpus]
    #[arg(long, global = true, value_name = "PATH", env = "ANSWERBOOK_CORPUS", value_delimiter = None)]
    pub corpus: Vec<PathBuf>,
    /// The folder of the index. [default: index, or a cache folder when --corpus is given]
    #[arg(long, global = true, value_name = "DIR", env = "ANSWERBOOK_INDEX")]
    pub index: Option<PathBuf>,
    /// Ask the sample corpus that is compiled in, whatever --corpus says.
    #[arg(long, global = true)]
    pub demo: bool,
    /// Which model compares meaning: none, or a sentence-transformers folder. [default: the shipped one]
    #[arg(long, global = true, value_name = "DIR|none", value_parser = model)]
    pub model: Option<Model>,
    /// Candidates listed.
    #[arg(long, global = true, value_name = "N", default_value_t = 5, value_parser = top)]
    pub top: usize,
    /// Confidence from which an answer is given: auto, or 0 to 1.
    #[arg(long, global = true, value_name = "auto|0..1", default_value = "auto", value_parser = threshold)]
    pub threshold: Threshold,
    /// The day on which answers must still hold. [default: today]
    #[arg(long, global = true, value_name = "YYYY-MM-DD", value_parser = day)]
    pub today: Option<String>,
    /// Only records with this tag; may be repeated, and then all must hold.
    #[arg(long, global = true, value_name = "TAG=VALUE", value_parser = filter)]
    pub filter: Vec<(String, String)>,
    /// JSON instead of text: one object, or one a line of what is listed, and nothing where nothing is.
    #[arg(long, global = true)]
    pub json: bool,
    /// When to use colour.
    #[arg(long, global = true, value_enum, value_name = "WHEN", default_value_t = Color::Auto)]
    pub color: Color,
    /// No colour, no drawing characters, no line breaks put in.
    #[arg(long, global = true)]
    pub plain: bool,
    /// Say nothing but the answer.
    #[arg(short, long, global = true)]
    pub quiet: bool,
    /// Say more of what is done.
    #[arg(short, long, global = true)]
    pub verbose: bool,
    /// Keep no history of the dialogue.
    #[arg(long, global = true)]
    pub no_history: bool,
    /// Leave the rc file of the dialogue aside.
    #[arg(long, global = true)]
    pub no_rc: bool,
}

/// `ask`.
#[derive(Debug, ClapArgs)]
pub struct Ask {
    /// The question; several words need no quotes.
    #[arg(required = true, value_name = "QUESTION")]
    pub question: Vec<String>,
    /// Say why: words matched and missing, parts of score and confidence.
    #[arg(long)]
    pub explain: bool,
    /// Leave took_us out of --json, so that equal questions give equal bytes.
    #[arg(long)]
    pub no_timing: bool,
}

/// `batch`.
#[derive(Debug, ClapArgs)]
pub struct Batch {
    /// File of questions, `-` for stdin: JSON lines with "id" and "text" or "question", a table with such
    /// columns, or a question a line. One that ends in .gz is unpacked.
    #[arg(value_name = "IN")]
    pub input: PathBuf,
    /// File for the answers, `-` for stdout; one that ends in .gz is packed.
    #[arg(short, long, value_name = "OUT", default_value = "-")]
    pub output: PathBuf,
    /// Form of the questions. [default: by the file's ending, of a pipe by its first byte]
    #[arg(long, value_enum, value_name = "FORM")]
    pub from: Option<Form>,
    /// Form of the answers. [default: by the file's ending, jsonl on stdout]
    #[arg(long, value_enum, value_name = "FORM")]
    pub format: Option<AnswerForm>,
    /// Beside SQuAD's answers, write to this file how likely each question has none.
    #[arg(long, value_name = "FILE")]
    pub na_prob: Option<PathBuf>,
    /// Take a column or key for a field, question=Frage; may be repeated.
    #[arg(long, value_name = "FIELD=NAME", value_parser = map)]
    pub map: Vec<(String, String)>,
    /// Go on where an earlier run stopped: rows that stand in OUT are kept, a torn last one is mended.
    #[arg(long)]
    pub resume: bool,
    /// Write how many were answered, and how fast, to this file as JSON.
    #[arg(long, value_name = "FILE")]
    pub summary: Option<PathBuf>,
    /// Questions answered at a time. [default: 1 from a pipe, else one a processor]
    #[arg(short, long, value_name = "N")]
    pub jobs: Option<std::num::NonZeroUsize>,
    /// What to do about a row that cannot be read.
    #[arg(long, value_enum, value_name = "DO", default_value_t = OnError::Row)]
    pub on_error: OnError,
    /// Exit with status 1 when a question got no answer.
    #[arg(long, value_enum, value_name = "WHAT")]
    pub fail_on: Option<FailOn>,
    /// Leave out took_us, so that equal runs give equal bytes.
    #[arg(long)]
    pub no_timing: bool,
    /// Say why, in every answer.
    #[arg(long)]
    pub explain: bool,
}

/// `eval`.
#[derive(Debug, ClapArgs)]
pub struct Eval {
    /// Questions with what is expected, `-` for stdin: JSON lines with "expect" (ids, or texts) or "answers"
    /// (texts), a table with such columns, SQuAD's JSON, or a folder as BEIR has it.
    #[arg(value_name = "QUESTIONS", required_unless_present = "unanswerable")]
    pub questions: Vec<PathBuf>,
    /// Form of the questions. [default: by the file's ending, else by how it begins]
    #[arg(long, value_enum, value_name = "FORM")]
    pub from: Option<QuestionForm>,
    /// What is expected, as question, record and grade (TREC's qrels); rows then need not say it.
    #[arg(long, value_name = "FILE")]
    pub qrels: Vec<PathBuf>,
    /// Questions that the corpus cannot answer.
    #[arg(long, value_name = "FILE")]
    pub unanswerable: Vec<PathBuf>,
    /// An earlier report, as --save wrote it: status 1 when what was answered right no longer is, or anything is newly wrong.
    #[arg(long, value_name = "FILE")]
    pub baseline: Option<PathBuf>,
    /// Also write the report as JSON to this file, for --baseline.
    #[arg(long, value_name = "FILE")]
    pub save: Option<PathBuf>,
    /// Write the candidates to this file as a run for trec_eval.
    #[arg(long, value_name = "FILE")]
    pub run: Option<PathBuf>,
    /// Form of the report; --json is short for json.
    #[arg(long, value_enum, value_name = "FORM", default_value_t = ReportForm::Text)]
    pub format: ReportForm,
    /// Questions listed below the figures. [default: the first few answered wrong, or what changed]
    #[arg(long, value_enum, value_name = "WHICH", value_delimiter = ',')]
    pub show: Vec<Listed>,
    /// Leave out times, so that equal runs give equal bytes.
    #[arg(long)]
    pub no_timing: bool,
}

/// `tune`.
#[derive(Debug, ClapArgs)]
pub struct Tune {
    /// Questions with what is expected, as `eval` reads them. [default: stored ones, as if their answers were not there]
    #[arg(value_name = "QUESTIONS")]
    pub questions: Vec<PathBuf>,
    /// What is expected, as question, record and grade (TREC's qrels).
    #[arg(long, value_name = "FILE")]
    pub qrels: Vec<PathBuf>,
    /// Questions that the corpus cannot answer.
    #[arg(long, value_name = "FILE")]
    pub unanswerable: Vec<PathBuf>,
    /// Share of the answers given that should be right. [default: 0.9]
    #[arg(long, value_name = "0..1", value_parser = share, conflicts_with = "coverage")]
    pub precision: Option<f64>,
    /// Share of the answerable questions that should be answered, instead; wrong answers to them count too.
    #[arg(long, value_name = "0..1", value_parser = share)]
    pub coverage: Option<f64>,
    /// Draw what each threshold does to this file, as SVG.
    #[arg(long, value_name = "FILE")]
    pub curve: Option<PathBuf>,
    /// Know no questions any more, and do not try whether these help: that builds the index five times, in memory.
    #[arg(long)]
    pub forget: bool,
    /// Write no settings.
    #[arg(long)]
    pub dry_run: bool,
}

/// `index`.
#[derive(Debug, ClapArgs)]
pub struct Index {
    /// Build even if the index is up to date.
    #[arg(long, conflicts_with = "check")]
    pub rebuild: bool,
    /// Only say whether it is up to date: status 1 when it is not.
    #[arg(long)]
    pub check: bool,
    /// List what of the corpus became no record, with line and reason.
    #[arg(long)]
    pub report: bool,
}

/// `show`.
#[derive(Debug, ClapArgs)]
pub struct Show {
    /// The record's id.
    #[arg(value_name = "ID")]
    pub id: String,
}

/// `import`.
#[derive(Debug, ClapArgs)]
pub struct Import {
    /// Files and folders.
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Form of the files: jsonl, json, yaml, csv, tsv, qnamaker, kendra, dialogflow, qna, markdown, html, text, xlsx,
    /// epub. [default: by name and content]
    #[arg(long, value_name = "FORM", value_parser = form)]
    pub from: Option<String>,
    /// Take a column or key for a field, question=Frage; may be repeated.
    #[arg(long, value_name = "FIELD=NAME", value_parser = map)]
    pub map: Vec<(String, String)>,
    /// Say what would be done, and write nothing.
    #[arg(long)]
    pub dry_run: bool,
    /// List what became no record and what is in doubt, with line and reason.
    #[arg(long)]
    pub report: bool,
}

/// `export`.
#[derive(Debug, ClapArgs)]
pub struct Export {
    /// The form: jsonl, markdown, csv, faqpage, qnamaker, azure.
    #[arg(long, value_name = "FORM")]
    pub to: String,
    /// File for the records. [default: stdout]
    #[arg(short, long, value_name = "OUT")]
    pub output: Option<PathBuf>,
}

/// Fields of a record as they are given.
#[derive(Debug, ClapArgs)]
pub struct Fields {
    /// A question; may be repeated for several phrasings.
    #[arg(long, value_name = "TEXT")]
    pub question: Vec<String>,
    /// Its answer.
    #[arg(long, value_name = "TEXT")]
    pub answer: Option<String>,
    /// A paragraph, instead of question and answer.
    #[arg(long, value_name = "TEXT", conflicts_with_all = ["question", "answer"])]
    pub text: Option<String>,
    /// A title.
    #[arg(long, value_name = "TEXT")]
    pub title: Option<String>,
    /// A tag; may be repeated.
    #[arg(long, value_name = "TAG=VALUE", value_parser = filter)]
    pub tag: Vec<(String, String)>,
    /// The language, two letters.
    #[arg(long, value_name = "CODE")]
    pub lang: Option<String>,
    /// The last day on which the answer holds.
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub valid_until: Option<String>,
    /// Address of the original.
    #[arg(long, value_name = "URI")]
    pub uri: Option<String>,
}

/// `add`.
#[derive(Debug, ClapArgs)]
pub struct Add {
    /// The record's id. [default: made from its content]
    #[arg(long, value_name = "ID")]
    pub id: Option<String>,
    /// Its fields.
    #[command(flatten)]
    pub fields: Fields,
}

/// `edit`.
#[derive(Debug, ClapArgs)]
pub struct Edit {
    /// The record's id.
    #[arg(value_name = "ID")]
    pub id: String,
    /// The fields to change; without any the record is opened in $EDITOR.
    #[command(flatten)]
    pub fields: Fields,
}

/// `rm`.
#[derive(Debug, ClapArgs)]
pub struct Remove {
    /// The record's id.
    #[arg(value_name = "ID")]
    pub id: String,
}

/// `list`.
#[derive(Debug, ClapArgs)]
pub struct List {
    /// Only records that hold this text.
    #[arg(value_name = "TEXT")]
    pub contains: Option<String>,
}

/// `misses`.
#[derive(Debug, ClapArgs)]
pub struct Misses {
    /// Answers of `batch`, as JSON lines. [default: the journal of the dialogue]
    #[arg(value_name = "FILE")]
    pub files: Vec<PathBuf>,
}

/// `review`.
#[derive(Debug, ClapArgs)]
pub struct Review {
    /// Questions with what is expected, as `eval` reads them, asked before and after beside those that are stored.
    #[arg(value_name = "QUESTIONS")]
    pub questions: Vec<PathBuf>,
    /// Only show what would be added.
    #[arg(long)]
    pub dry_run: bool,
}

/// `completions`.
#[derive(Debug, ClapArgs)]
pub struct Completions {
    /// The shell.
    #[arg(value_enum, value_name = "SHELL")]
    pub shell: clap_complete::Shell,
}

/// `man`.
#[derive(Debug, ClapArgs)]
pub struct Man {
    /// The command. [default: the page that lists them]
    #[arg(value_name = "COMMAND")]
    pub command: Option<String>,
}

impl Batch {
    /// To answer this file on stdout.
    pub fn of(input: PathBuf) -> Self {
        Batch {
            input,
            output: PathBuf::from("-"),
            from: None,
            format: None,
            na_prob: None,
            map: Vec::new(),
            resume: false,
            summary: None,
            jobs: None,
            on_error: OnError::Row,
            fail_on: None,
            no_timing: false,
            explain: false,
        }
    }
}

impl Eval {
    /// To read these questions, and nothing else.
    pub fn of(questions: Vec<PathBuf>) -> Self {
        Eval {
            questions,
            from: None,
            qrels: Vec::new(),
            unanswerable: Vec::new(),
            baseline: None,
            save: None,
            run: None,
            format: ReportForm::Text,
            show: Vec::new(),
            no_timing: true,
        }
    }
}

/// Forms of questions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Form {
    /// A JSON object a line.
    Jsonl,
    /// A table of cells parted by commas or semicolons.
    Csv,
    /// A table of cells parted by tabs.
    Tsv,
    /// A question a line.
    Text,
    /// SQuAD's JSON object of articles, paragraphs and questions.
    Squad,
}

/// Forms of answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum AnswerForm {
    /// A JSON object a line.
    Jsonl,
    /// A table of cells parted by commas.
    Csv,
    /// A table of cells parted by tabs.
    Tsv,
    /// For people.
    Text,
    /// One JSON object of ids and answers, as SQuAD's evaluation reads it; "" for no answer.
    Squad,
    /// A run for trec_eval: the candidates of each question, a line each.
    Trec,
    /// A table of cells parted by tabs, as Azure's question answering writes its batch tests.
    Azure,
}

/// Forms of questions with what is expected of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum QuestionForm {
    /// A JSON object a line.
    Jsonl,
    /// A table of cells parted by commas or semicolons.
    Csv,
    /// A table of cells parted by tabs, or ids and questions.
    Tsv,
    /// One JSON object of articles, paragraphs and questions.
    Squad,
}

/// Forms of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ReportForm {
    /// For people.
    Text,
    /// For programs.
    Json,
}

/// Which questions a report lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Listed {
    /// Answered wrong.
    Wrong,
    /// Refused though answerable.
    Refused,
    /// Left to the asker to choose.
    Ambiguous,
    /// Answered right, or rightly refused.
    Right,
    /// Every one.
    All,
    /// None.
    None,
}

/// What to do about a row that cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum OnError {
    /// Give a row that says what is wrong.
    Row,
    /// Say it on stderr and go on.
    Skip,
    /// Stop.
    Stop,
}

/// What makes a batch fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FailOn {
    /// A question without an answer.
    NoAnswer,
}

/// When to use colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal, unless NO_COLOR is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// A threshold as typed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Threshold {
    /// The corpus's settings or the calibrated default.
    Auto,
    /// This one.
    At(f64),
}
