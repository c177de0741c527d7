//! Every cap in one table. A cap on what is read of the user's is said when it bites: as a warning, a line of the report, or
//! an error. Caps on what is compared (candidates, vectors, earlier turns) are not: there the rest is met by less.

/// Longest question read, in bytes; the rest is left out with a warning.
pub const QUESTION_BYTES: usize = 16 * 1024;

/// Most distinct terms of a question that are searched for. Beyond this a
/// disjunction costs more than it finds.
pub const QUESTION_TERMS: usize = 128;

/// Most words of a question that are read, repeated ones counted each time.
pub const QUESTION_TOKENS: usize = 512;

/// Longest term, in bytes; a longer one is cut on a character boundary, alike
/// in the index and in the question. (Tantivy refuses terms of 65,530 bytes.)
pub const TERM_BYTES: usize = 256;

/// Candidates taken from the index and ranked.
pub const CANDIDATES: usize = 100;

/// Most candidates shown: no more than are ranked, so that asking for more changes nothing.
pub const TOP_MAX: usize = CANDIDATES;

/// Longest answer made of a passage's sentences, in characters. One sentence
/// longer than this is still shown whole.
pub const ANSWER_CHARS: usize = 480;

/// Length of the excerpts in a report, in characters.
pub const EXCERPT_CHARS: usize = 80;

/// Largest corpus file read, in bytes.
pub const FILE_BYTES: u64 = 1 << 30;

/// Deepest folder below a corpus folder.
pub const FOLDER_DEPTH: usize = 128;

/// Longest passage, in bytes: a longer paragraph of a page is cut between sentences.
pub const PASSAGE_BYTES: usize = 8 * 1024;

/// Indexes up to this size, in bytes, are checked byte by byte whenever they are
/// opened; of larger ones the lengths are, and `verify` checks the bytes.
pub const CHECK_BYTES: u64 = 8 << 20;

/// Corpora up to this size, in bytes, are compared with the index by content;
/// larger ones by length and time of change first.
pub const COMPARE_BYTES: u64 = 4 << 20;

/// Earlier turns of a conversation that are looked at.
pub const HISTORY_TURNS: usize = 4;

/// Most phrasings of FAQ pairs that are embedded; of a larger corpus they are matched by words alone.
pub const PHRASINGS_EMBEDDED: usize = 200_000;

/// Most sentences of passages that are embedded; of a larger corpus they are matched by words alone.
pub const SENTENCES_EMBEDDED: usize = 50_000;

/// Most records that are embedded as a whole too, a question and its answer in one: that takes several times as long as
/// a question. Those of a larger corpus are as near as their questions or sentences.
pub const WHOLES_EMBEDDED: usize = 20_000;

/// Largest file of a model folder read, in bytes.
#[cfg(feature = "transformer")]
pub const MODEL_BYTES: u64 = 4 << 30;

/// Records ranked because of their meaning, beside those found by words.
pub const NEAR_IN_MEANING: usize = 32;

/// Longest line of JSON lines and longest row of a table, in bytes; a longer one is a fault and passed over.
pub const ROW_BYTES: usize = 16 << 20;

/// Largest file read whole because its form has no rows, in bytes.
pub const DOCUMENT_BYTES: u64 = 128 << 20;

/// Deepest nesting of elements of HTML, and of lists and maps of YAML; browsers stop at 512 too.
pub const NESTING: usize = 512;

/// Deepest nesting of lists and objects of JSON, as serde_json has it.
pub const JSON_NESTING: usize = 128;

/// Most values that the aliases of a YAML document may unfold to, a text counted once for every 64 bytes.
pub const YAML_UNFOLDED: usize = 1_000_000;

/// Most columns of a workbook's sheet that are read.
#[cfg(feature = "xlsx")]
pub const COLUMNS: u32 = 1000;

/// From so many lines on that begin with two colons, Markdown is read without definition lists,
/// whose nesting costs the parser the square of them.
pub const COLON_LINES: usize = 200;

/// Faults of corpus files said at opening; the report has all.
pub const FAULTS_SAID: usize = 3;

/// A question longer than this, in characters, is taken with doubt.
pub const QUESTION_CHARS: usize = 200;

/// Answers and paragraphs shorter than this, in characters, are often shared by chance: "Yes."
pub const SHARED_CHARS: usize = 20;

/// An answer longer than this, in characters, is taken with doubt.
pub const ANSWER_LONG_CHARS: usize = 4000;

/// Files of rows from this length on, in bytes, are imported without ever being held whole.
pub const STREAM_BYTES: u64 = 8 << 20;

/// Most records of a corpus whose questions `lint` also compares with one another.
pub const LINTED_NEAR: usize = 20_000;

/// Confidence from which another record's question is near enough to be told of.
pub const NEAR_CONFIDENCE: f64 = 0.9;
