//! A page as a list of blocks, whatever markup it was written in.

/// What a block is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// A heading of this level, 1 the outermost.
    Heading(u8),
    /// A paragraph, or what an item of a list says itself.
    Text,
    /// Code, in which nothing is a question.
    Code,
    /// A table, its cells as text.
    Rows(Vec<Vec<String>>),
    /// A line drawn between parts.
    Rule,
    /// A pair that the markup itself tells: its phrasings, a line each, and its answer.
    Pair(String, String),
}

/// A block of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// What it is.
    pub what: What,
    /// What it says; of Markdown, as written.
    pub text: String,
    /// Its bytes in the text of the file.
    pub bytes: [usize; 2],
    /// The bold words that it begins with, and where in `text` the rest begins.
    pub lead: Option<(String, usize)>,
    /// How deep in lists it lies; 0 outside of all.
    pub depth: u8,
    /// The item's mark, on the block that begins an item: `- ` or `3. `.
    pub mark: String,
    /// Whether all of it is a link to another page.
    pub linked: bool,
    /// Whether all of it is a link within this page.
    pub jumps: bool,
    /// Whether all of it is in italics, as a signature is.
    pub italic: bool,
    /// Whether it belongs to the page's article; where no article was made out, all do.
    pub article: bool,
    /// Whether its markup says that questions with answers stand here.
    pub faq: bool,
}

impl Block {
    /// A block of this sort outside of lists.
    pub fn new(what: What, text: impl Into<String>, bytes: [usize; 2]) -> Self {
        Block {
            what,
            text: text.into(),
            bytes,
            lead: None,
            depth: 0,
            mark: String::new(),
            linked: false,
            jumps: false,
            italic: false,
            article: true,
            faq: false,
        }
    }

    /// The level of a heading.
    pub fn level(&self) -> Option<u8> {
        match self.what {
            What::Heading(level) => Some(level),
            _ => None,
        }
    }

    /// What it says, with its item's mark before it and a line for each row of a table.
    pub fn shown(&self) -> String {
        match &self.what {
            What::Rows(rows) => {
                let row = |cells: &Vec<String>| {
                    cells.iter().filter(|c| !c.is_empty()).cloned().collect::<Vec<_>>().join(" | ")
                };
                rows.iter().map(row).filter(|r| !r.is_empty()).collect::<Vec<_>>().join("\n")
            }
            What::Pair(question, answer) => format!("{question}\n{answer}"),
            _ => format!("{}{}", self.mark, self.text),
        }
    }
}

/// The text of blocks one below another: items and rows on lines of their own, paragraphs parted
/// by empty lines.
pub fn joined(blocks: &[&Block]) -> String {
    let mut out = String::new();
    for block in blocks {
        let shown = block.shown();
        if shown.trim().is_empty() {
            continue;
        }
        let list = block.depth > 0 || matches!(block.what, What::Rows(_));
        if !out.is_empty() {
            out.push_str(if list { "\n" } else { "\n\n" });
        }
        out.push_str(shown.trim_end());
    }
    out
}

/// A page read into blocks.
#[derive(Debug, Clone, Default)]
pub struct Page {
    /// The blocks, in the order of the page.
    pub blocks: Vec<Block>,
    /// Its title.
    pub title: Option<String>,
    /// Whether the page says that it is about something else than questions: an event, a job, news.
    pub of_else: bool,
    /// How many pairs the page's structured data has told.
    pub told: usize,
    /// The whole text, where an answer is a part of it as it stands (Markdown).
    pub raw: Option<String>,
}
