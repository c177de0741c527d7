//! Markdown to blocks. Answers and passages stay as they are written, markup and all.

use std::ops::Range;

use pulldown_cmark::{Event, HeadingLevel, MetadataBlockKind, Options, Parser, Tag, TagEnd};

use super::blocks::{Block, Page, What};
use super::fields::{Draft, Names};
use super::outline::{asks, clean, is_furniture};
use super::{html, tree};
use crate::limits;

/// A page, and what its front matter says of all its records.
pub struct Read {
    /// The page.
    pub page: Page,
    /// Tags, language, address and the like.
    pub front: Draft,
    /// What was wrong with the front matter, in words for the user.
    pub faults: Vec<String>,
    /// What was left out: place, reason, text.
    pub left: Vec<(usize, &'static str, String)>,
}

/// Reads a Markdown text; never fails.
pub fn read(text: &str) -> Read {
    let mut reader = Reader {
        text,
        blocks: Vec::new(),
        front: Draft::default(),
        faults: Vec::new(),
        left: Vec::new(),
        unclosed: false,
    };
    reader.part(0..text.len(), true);
    let mut page =
        Page { title: reader.front.title.take(), raw: Some(text.to_owned()), blocks: reader.blocks, ..Page::default() };
    if page.title.is_none() {
        let first = page.blocks.iter().filter(|b| b.level() == Some(1)).collect::<Vec<_>>();
        page.title = first.first().filter(|_| first.len() == 1).map(|b| b.text.clone());
    }
    Read { page, front: reader.front, faults: reader.faults, left: reader.left }
}

struct Reader<'a> {
    text: &'a str,
    blocks: Vec<Block>,
    front: Draft,
    faults: Vec<String>,
    left: Vec<(usize, &'static str, String)>,
    /// Whether a `<details>` was found without its end: then no later one has one either.
    unclosed: bool,
}

/// An inline text while it is gathered.
#[derive(Default)]
struct Inline {
    /// Its bytes.
    bytes: Option<Range<usize>>,
    /// Its words without markup.
    plain: String,
    /// How deep in bold words, and the bold words at its beginning.
    bold: usize,
    lead: Option<(String, usize)>,
    /// Whether anything but the lead has come.
    past: bool,
    /// Characters in links, to other pages and within this one.
    linked: usize,
    jumping: usize,
    link: Option<bool>,
}

impl Reader<'_> {
    /// Reads a part of the text.
    fn part(&mut self, part: Range<usize>, front: bool) {
        let text = self.text.get(part.clone()).unwrap_or_default();
        let colons = text.lines().filter(|line| line.trim_start().starts_with("::")).count() > limits::COLON_LINES;
        let lists = if colons { Options::empty() } else { Options::ENABLE_DEFINITION_LIST };
        let options = lists
            | Options::ENABLE_TABLES
            | Options::ENABLE_STRIKETHROUGH
            | Options::ENABLE_FOOTNOTES
            | Options::ENABLE_HEADING_ATTRIBUTES
            | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS
            | Options::ENABLE_PLUSES_DELIMITED_METADATA_BLOCKS;
        let base = part.start;
        let mut past = 0;
        let mut state = State::default();
        for (event, range) in Parser::new_ext(text, options).into_offset_iter() {
            let mut range = range.start + base..range.end + base;
            let is_markup = matches!(event, Event::Html(_));
            if !is_markup {
                self.markup(&mut state);
            }
            // What stands behind the end of a `<details>` on its line is read; what stands in it was.
            if range.start < past && is_markup && range.end > past {
                range.start = past;
            }
            if range.start < past {
                continue;
            }
            if let Event::Start(Tag::MetadataBlock(kind)) = &event
                && front
            {
                self.metadata(*kind, range.clone());
                past = range.end;
                continue;
            }
            if let Event::Html(_) | Event::InlineHtml(_) | Event::Start(Tag::HtmlBlock) = &event
                && let Some((details, found)) = self.details(range.clone(), part.end)
            {
                if !matches!(event, Event::InlineHtml(_)) {
                    let from = state.html.take().map_or(range.start, |before| before.start);
                    state.html = Some(from..details.start);
                    self.markup(&mut state);
                }
                self.flush(&mut state);
                self.blocks.extend(found);
                state.inline = Inline::default();
                past = details.end;
                continue;
            }
            if is_markup {
                let from = state.html.take().map_or(range.start, |before| before.start);
                state.html = Some(from..range.end);
                continue;
            }
            if let Event::Start(Tag::FootnoteDefinition(_)) = &event {
                self.flush(&mut state);
                let note = self.text.get(range.clone()).unwrap_or_default().trim();
                self.left.push((range.start, "footnote", note.to_owned()));
                past = range.end;
                continue;
            }
            self.event(event, range, &mut state);
        }
    }

    fn metadata(&mut self, kind: MetadataBlockKind, range: Range<usize>) {
        let block = self.text.get(range).unwrap_or_default();
        let body: Vec<&str> =
            block.lines().skip(1).take_while(|l| !matches!(l.trim(), "---" | "+++" | "...")).collect();
        let names = Names::default();
        match kind {
            MetadataBlockKind::YamlStyle => match tree::yaml(&body.join("\n"), 0) {
                Ok(documents) => self.front = documents.first().map(|d| Draft::of(d, &names)).unwrap_or_default(),
                Err((_, what)) => self.faults.push(format!("the front matter is {what}")),
            },
            MetadataBlockKind::PlusesStyle => match toml::from_str::<serde_json::Value>(&body.join("\n")) {
                Ok(value) => {
                    self.front = tree::json(&value.to_string(), 0).map(|n| Draft::of(&n, &names)).unwrap_or_default();
                }
                Err(error) => self.faults.push(format!("the front matter is no TOML: {}", error.message())),
            },
        }
        let front = &mut self.front;
        self.faults.append(&mut front.faults);
        (front.id, front.questions) = (String::new(), Vec::new());
    }

    /// Makes a block of the HTML gathered, where it shows any words.
    fn markup(&mut self, state: &mut State) {
        let Some(range) = state.html.take() else { return };
        let whole = self.text.get(range.clone()).unwrap_or_default();
        let start = range.start + (whole.len() - whole.trim_start().len());
        let raw = whole.trim();
        let (shown, linked) = html::rendered(raw);
        if !shown.chars().any(char::is_alphanumeric) {
            return;
        }
        let is_heading = !shown.contains('\n')
            && raw.get(..2).is_some_and(|tag| tag.eq_ignore_ascii_case("<h"))
            && raw.get(2..3).is_some_and(|level| matches!(level, "1" | "2" | "3" | "4" | "5" | "6"));
        let reason = match () {
            () if is_heading => "heading written in HTML",
            () if is_furniture(&shown) => "furniture",
            () => {
                self.flush(state);
                let mut block = Block::new(What::Text, raw, [start, start + raw.len()]);
                (block.depth, block.mark, block.linked) = (state.depth(), std::mem::take(&mut state.mark), linked);
                return self.blocks.push(block);
            }
        };
        self.left.push((start, reason, shown));
    }

    /// Reads the `<details>` that begins in `range`; returns where it stands and its blocks.
    fn details(&mut self, range: Range<usize>, end: usize) -> Option<(Range<usize>, Vec<Block>)> {
        if self.unclosed {
            return None;
        }
        let from = range.start + find(self.text.get(range)?, "<details")?;
        let rest = self.text.get(from..end)?;
        let Some(close) = closing(rest) else {
            self.unclosed = true;
            return None;
        };
        let rest = rest.get(..close)?;
        let (summary_from, summary_to) = (find(rest, "<summary")?, find(rest, "</summary>")?);
        // A summary of an inner one.
        if summary_from > summary_to || rest.get(8..summary_from)?.to_lowercase().contains("<details") {
            return None;
        }
        let summary = rest.get(summary_from..summary_to)?;
        let question = html::plain(summary.get(summary.find('>')? + 1..)?);
        let body = from + summary_to + "</summary>".len()..from + close;
        let inner = self.text.get(body.clone())?;
        let whole = from + close + "</details>".len();
        let before = self.blocks.len();
        if find(inner, "<details").is_some() {
            self.blocks.push(Block::new(What::Heading(6), question.trim(), [from, body.start]));
            self.part(body, false);
        } else {
            let answer = match inner.trim_start().starts_with('<') {
                true => html::plain(inner).into_owned(),
                false => ["<br>", "<br/>", "<br />"]
                    .iter()
                    .fold(inner.to_owned(), |text, tag| text.replace(&format!("{tag}\n"), "\n").replace(tag, "\n")),
            };
            let what = What::Pair(super::fields::question(&question), answer.trim().to_owned());
            self.blocks.push(Block::new(what, "", [from, whole]));
        }
        Some((from..whole, self.blocks.split_off(before)))
    }

    fn event(&mut self, event: Event<'_>, range: Range<usize>, state: &mut State) {
        match event {
            Event::Start(Tag::Heading { level, .. }) => {
                self.flush(state);
                state.heading = Some((level, range));
            }
            Event::End(TagEnd::Heading(_)) => {
                if let Some((level, range)) = state.heading.take() {
                    let inline = std::mem::take(&mut state.inline);
                    let mut block =
                        Block::new(What::Heading(level_of(level)), inline.plain.trim(), [range.start, range.end]);
                    block.linked = inline.linked * 2 > inline.plain.trim().len();
                    self.blocks.push(block);
                }
            }
            Event::Start(Tag::List(first)) => {
                self.flush(state);
                state.lists.push(first);
            }
            Event::End(TagEnd::List(_)) => {
                self.flush(state);
                state.lists.pop();
            }
            Event::Start(Tag::Item) => {
                self.flush(state);
                state.mark = match state.lists.last_mut() {
                    Some(Some(number)) => {
                        *number += 1;
                        format!("{}. ", *number - 1)
                    }
                    _ => "- ".to_owned(),
                };
            }
            Event::End(TagEnd::Item | TagEnd::Paragraph) | Event::Start(Tag::Paragraph | Tag::BlockQuote(_)) => {
                self.flush(state)
            }
            Event::Rule => {
                self.flush(state);
                self.blocks.push(Block::new(What::Rule, "", [range.start, range.end]));
            }
            Event::Start(Tag::CodeBlock(_)) => {
                self.flush(state);
                state.code = true;
                let text = self.text.get(range.clone()).unwrap_or_default().trim_end();
                let mut block = Block::new(What::Code, text, [range.start, range.start + text.len()]);
                block.depth = state.depth();
                self.blocks.push(block);
            }
            Event::End(TagEnd::CodeBlock) => state.code = false,
            Event::Start(Tag::Table(_)) => {
                self.flush(state);
                state.table = Some((Vec::new(), range));
            }
            Event::End(TagEnd::Table) => {
                if let Some((rows, range)) = state.table.take() {
                    let text = self.text.get(range.clone()).unwrap_or_default().trim_end();
                    self.blocks.push(Block::new(What::Rows(rows), text, [range.start, range.start + text.len()]));
                }
            }
            Event::Start(Tag::TableRow | Tag::TableHead) => {
                if let Some((rows, _)) = &mut state.table {
                    rows.push(Vec::new());
                }
            }
            Event::End(TagEnd::TableCell) => {
                let cell = std::mem::take(&mut state.inline).plain;
                if let Some(row) = state.table.as_mut().and_then(|(rows, _)| rows.last_mut()) {
                    row.push(cell.trim().to_owned());
                }
            }
            Event::Start(Tag::DefinitionListTitle) => {
                self.flush(state);
                state.inline = Inline::default();
            }
            Event::End(TagEnd::DefinitionListTitle) => {
                let inline = std::mem::take(&mut state.inline);
                state.terms.push((inline.plain.trim().to_owned(), inline.bytes.map_or(range.start, |b| b.start)));
            }
            Event::Start(Tag::DefinitionListDefinition) => {
                self.flush(state);
                state.defined = Some((self.blocks.len(), range));
            }
            Event::End(TagEnd::DefinitionListDefinition) => self.definition(state),
            other => self.inline(other, range, state),
        }
    }

    /// A definition, with what it defines: a pair where the term asks, else text.
    fn definition(&mut self, state: &mut State) {
        self.flush(state);
        let Some((from, range)) = state.defined.take() else { return };
        let body = self.text.get(range.clone()).unwrap_or_default();
        let marked = body.trim_start_matches([':', '~']);
        let start = range.start + (body.len() - marked.trim_start().len());
        let text = marked.trim();
        let (term, at) = state.terms.last().cloned().unwrap_or_default();
        if state.terms.iter().any(|(term, _)| asks(term)) {
            self.blocks.truncate(from);
            let what = What::Pair(clean(&term), text.to_owned());
            match self.blocks.last_mut() {
                // A term with several definitions.
                Some(Block { what: What::Pair(before, answer), bytes, .. })
                    if state.again && *before == clean(&term) =>
                {
                    answer.push_str("\n\n");
                    answer.push_str(text);
                    bytes[1] = start + text.len();
                }
                _ => self.blocks.push(Block::new(what, "", [at, start + text.len()])),
            }
        } else if self.blocks.len() > from {
            self.blocks.truncate(from);
            let end = start + text.len();
            let whole = self.text.get(at..end).unwrap_or_default();
            self.blocks.push(Block::new(What::Text, whole, [at, end]));
        }
        state.again = true;
    }

    fn inline(&mut self, event: Event<'_>, range: Range<usize>, state: &mut State) {
        if state.code {
            return;
        }
        if state.again && matches!(event, Event::Text(_)) && state.defined.is_none() {
            (state.again, state.terms) = (false, Vec::new());
        }
        let is_inline = matches!(
            event,
            Event::Text(_)
                | Event::Code(_)
                | Event::SoftBreak
                | Event::HardBreak
                | Event::InlineHtml(_)
                | Event::Start(Tag::Strong | Tag::Emphasis | Tag::Strikethrough | Tag::Link { .. } | Tag::Image { .. })
                | Event::End(TagEnd::Strong | TagEnd::Emphasis | TagEnd::Strikethrough | TagEnd::Link | TagEnd::Image)
        );
        if !is_inline {
            return;
        }
        let inline = &mut state.inline;
        let bytes = inline.bytes.get_or_insert(range.clone());
        bytes.end = bytes.end.max(range.end);
        let start = bytes.start;
        match event {
            Event::Start(Tag::Strong) => inline.bold += 1,
            Event::End(TagEnd::Strong) => {
                inline.bold = inline.bold.saturating_sub(1);
                if !inline.past && inline.bold == 0 {
                    inline.lead = Some((inline.plain.trim().to_owned(), range.end - start));
                }
            }
            Event::Start(Tag::Link { dest_url, .. }) => inline.link = Some(dest_url.starts_with('#')),
            Event::End(TagEnd::Link) => inline.link = None,
            Event::Text(text) | Event::Code(text) => {
                inline.past |= inline.bold == 0 && !text.trim().is_empty();
                match inline.link {
                    Some(true) => inline.jumping += text.len(),
                    Some(false) => inline.linked += text.len(),
                    None => {}
                }
                inline.plain.push_str(&text);
            }
            Event::SoftBreak | Event::HardBreak => inline.plain.push(' '),
            _ => {}
        }
    }

    /// Makes a block of the text gathered.
    fn flush(&mut self, state: &mut State) {
        if state.heading.is_some() || state.table.is_some() {
            return;
        }
        let inline = std::mem::take(&mut state.inline);
        let Some(range) = inline.bytes else { return };
        let raw = self.text.get(range.clone()).unwrap_or_default().trim_end();
        if raw.is_empty() {
            return;
        }
        let mut block = Block::new(What::Text, raw, [range.start, range.start + raw.len()]);
        block.depth = state.depth();
        block.mark = std::mem::take(&mut state.mark);
        block.lead = inline.lead.filter(|(lead, _)| !lead.is_empty());
        let most = inline.plain.trim().len() * 9 / 10;
        block.linked = inline.linked > 0 && inline.linked >= most;
        block.jumps = inline.jumping > 0 && inline.jumping >= most;
        self.blocks.push(block);
    }
}

/// What is open while the events go by.
#[derive(Default)]
struct State {
    inline: Inline,
    /// Bytes of the HTML block so far.
    html: Option<Range<usize>>,
    heading: Option<(HeadingLevel, Range<usize>)>,
    /// The next number of each list that is open.
    lists: Vec<Option<u64>>,
    mark: String,
    code: bool,
    table: Option<(Vec<Vec<String>>, Range<usize>)>,
    terms: Vec<(String, usize)>,
    /// Blocks before a definition, and its bytes.
    defined: Option<(usize, Range<usize>)>,
    /// Whether the terms have had a definition.
    again: bool,
}

impl State {
    fn depth(&self) -> u8 {
        u8::try_from(self.lists.len()).unwrap_or(u8::MAX)
    }
}

fn level_of(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}

/// Where a tag first stands, whatever the case of its letters.
fn find(text: &str, tag: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    bytes.windows(tag.len()).position(|window| window.eq_ignore_ascii_case(tag.as_bytes()))
}

/// Where the element that `text` begins with is closed.
fn closing(text: &str) -> Option<usize> {
    let (mut depth, mut at) = (0usize, 0usize);
    while depth <= limits::NESTING {
        let rest = text.get(at..)?;
        let close = find(rest, "</details>")?;
        match find(rest.get(..close)?, "<details") {
            Some(open) => {
                depth += 1;
                at += open + "<details".len();
            }
            None if depth <= 1 => return Some(at + close),
            None => {
                depth -= 1;
                at += close + "</details>".len();
            }
        }
    }
    None
}
