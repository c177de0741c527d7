//! The elements of a page as blocks, in the order in which a browser shows them.

use super::dom::{Dom, Kid};
use super::marked::{Mark, Marks};
use super::tags::{AROUND, AROUND_NAMES, AROUND_ROLES, is_inline, is_silent};
use crate::corpus::blocks::{Block, What, joined};
use crate::corpus::outline::{asks, is_furniture, is_question_table, question_rows, without_furniture};

/// A cell longer than this, in characters, is a column of a page rather than one of a table.
const LAYOUT_CHARS: usize = 600;

/// A line of text while it is gathered.
#[derive(Default)]
struct Inline {
    text: String,
    /// Parts of it in bold.
    bold: Vec<[usize; 2]>,
    /// Characters in italics.
    italic: usize,
    /// Characters in links to other pages, and within this one.
    linked: usize,
    jumping: usize,
    /// The element that began it.
    start: Option<usize>,
    /// The element that went on with it last.
    last: usize,
}

/// What is known on the way down.
#[derive(Clone, Copy, Default)]
struct Way {
    depth: u8,
    bold: bool,
    italic: bool,
    /// 1 in a link to another page, 2 in one within this page.
    link: u8,
    faq: bool,
    /// Only pairs are taken.
    around: bool,
}

/// The walk.
pub struct Flow<'a> {
    dom: &'a Dom,
    marks: &'a Marks,
    /// The blocks so far.
    pub blocks: Vec<Block>,
    /// The element that each block is of.
    pub of: Vec<usize>,
    /// What was left out: place, reason, text.
    pub left: Vec<(usize, &'static str, String)>,
    /// Whether no part is taken for one around the page's subject.
    pub keep_all: bool,
    /// Whether it walks an answer, in which sites put buttons to vote and to share.
    answer: bool,
    /// An element that is passed over.
    skip: Option<usize>,
    inline: Inline,
    mark: String,
}

impl<'a> Flow<'a> {
    pub fn new(dom: &'a Dom, marks: &'a Marks) -> Self {
        Flow {
            dom,
            marks,
            blocks: Vec::new(),
            of: Vec::new(),
            left: Vec::new(),
            keep_all: false,
            answer: false,
            skip: None,
            inline: Inline::default(),
            mark: String::new(),
        }
    }

    /// Walks the whole page.
    pub fn run(&mut self) {
        self.walk(0, Way::default());
        self.flush(Way::default());
    }

    /// The text that elements show, one below another.
    pub fn text(dom: &'a Dom, marks: &'a Marks, ids: &[usize]) -> String {
        let mut flow = Flow::new(dom, marks);
        (flow.keep_all, flow.answer) = (true, true);
        for id in ids {
            flow.skip = dom
                .below(*id)
                .into_iter()
                .find(|at| !dom.words(*at).is_empty() && dom.children(*at).is_empty())
                .filter(|at| {
                    let words = dom.words(*at);
                    matches!(words.trim_end_matches([':', '：', '.']), "A" | "答" | "R")
                        && dom.words(*id).starts_with(&words)
                });
            if dom.tag(*id) == "details" {
                flow.skip = dom.children(*id).iter().copied().find(|at| dom.tag(*at) == "summary");
            }
            flow.walk(*id, Way::default());
            flow.flush(Way::default());
        }
        joined(&without_furniture(flow.blocks.iter().collect()).0)
    }

    fn walk(&mut self, id: usize, way: Way) {
        let tag = self.dom.tag(id).to_owned();
        if !self.keep_all {
            match self.marks.get(id) {
                Some(Mark::Pair { question, answers, whole }) => return self.pair(id, question, answers, *whole, way),
                Some(Mark::Heading(level)) => return self.heading(id, *level, way),
                Some(Mark::Taken) => return,
                None => {}
            }
        }
        if self.dom.is_aside(id) || self.is_furniture(id, &tag) {
            return;
        }
        if self.skip == Some(id) || is_silent(&tag) && !self.marks.has_pairs(id) || (self.answer && self.is_vote(id)) {
            return;
        }
        let mut way = way;
        way.faq |= self.marks.is_faq(id);
        if !self.keep_all && !way.around && self.is_around(id, &tag) {
            if !self.marks.has_pairs(id) {
                let words = self.dom.words(id);
                let at = self.dom.bytes(id)[0];
                if !words.is_empty() {
                    self.left.push((at, "outside the page's subject: navigation, form, footer or the like", words));
                }
                return;
            }
            way.around = true;
        }
        match tag.as_str() {
            "br" => self.push("\n", id, way),
            "hr" => {
                self.flush(way);
                self.blocks.push(Block::new(What::Rule, "", self.dom.bytes(id)));
                self.of.push(id);
            }
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" if !self.keep_all && self.marks.has_pairs(id) => {
                self.inside(id, &tag, way)
            }
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                let level = tag.as_bytes().get(1).map_or(6, |digit| digit - b'0');
                self.heading(id, level, way);
            }
            "ul" | "ol" | "menu" => self.list(id, tag == "ol", way),
            "table" if !way.around => self.table(id, way),
            "pre" => {
                self.flush(way);
                let text = self.raw(id);
                self.block(What::Code, text.trim_matches('\n').to_owned(), id, way);
            }
            _ if is_inline(&tag) || tag.is_empty() => self.inside(id, &tag, way),
            _ => {
                self.flush(way);
                self.inside(id, &tag, way);
                self.flush(way);
            }
        }
    }

    fn inside(&mut self, id: usize, tag: &str, way: Way) {
        let mut way = way;
        way.italic |= matches!(tag, "em" | "i" | "cite");
        way.bold |= matches!(tag, "b" | "strong" | "dt") || self.is_styled_bold(id);
        if tag == "a"
            && let Some(href) = self.dom.attr(id, "href")
        {
            way.link = if href.starts_with('#') { 2 } else { 1 };
        }
        for kid in self.dom.kids(id) {
            match kid {
                Kid::Text(text) => self.push(text, id, way),
                Kid::El(child) => self.walk(*child, way),
            }
        }
    }

    fn is_styled_bold(&self, id: usize) -> bool {
        let style = self.dom.attr(id, "style").unwrap_or_default().to_lowercase().replace(' ', "");
        ["font-weight:bold", "font-weight:6", "font-weight:7", "font-weight:8"].iter().any(|s| style.contains(s))
    }

    fn is_around(&self, id: usize, tag: &str) -> bool {
        if matches!(tag, "" | "html" | "body" | "main" | "article") {
            return false;
        }
        if AROUND.contains(&tag) || self.dom.attr(id, "role").is_some_and(|role| AROUND_ROLES.contains(&role)) {
            return true;
        }
        // A page's header, not an article's.
        if tag == "header" {
            return !self.dom.above(id).skip(1).any(|at| matches!(self.dom.tag(at), "main" | "article" | "section"));
        }
        if is_inline(tag) || matches!(tag, "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "p" | "li") && !self.short(id) {
            return false;
        }
        let names = self.dom.names(id);
        names.iter().any(|name| AROUND_NAMES.contains(&name.as_str()))
            && !names.iter().any(|n| matches!(n.as_str(), "content" | "main" | "faq" | "faqs" | "answer" | "question"))
    }

    /// Whether an element of a line says no more than "Back to top" or "Read more".
    fn is_furniture(&self, id: usize, tag: &str) -> bool {
        matches!(tag, "a" | "small" | "font" | "span")
            && is_furniture(&self.dom.words(id))
            && self.dom.words(id).chars().any(char::is_alphabetic)
    }

    /// Whether a short part is named after voting or sharing.
    fn is_vote(&self, id: usize) -> bool {
        const NAMES: [&str; 12] = [
            "feedback",
            "helpful",
            "vote",
            "votes",
            "rating",
            "share",
            "sharing",
            "social",
            "backtotop",
            "toolbar",
            "permalink",
            "headerlink",
        ];
        self.dom.names(id).iter().any(|name| NAMES.contains(&name.as_str())) && self.short(id)
    }

    fn short(&self, id: usize) -> bool {
        self.dom.words(id).chars().count() < 200
    }

    fn pair(&mut self, id: usize, question: &str, answers: &[usize], whole: bool, way: Way) {
        self.flush(way);
        let text = Flow::text(self.dom, self.marks, answers);
        let mut bytes = self.dom.bytes(id);
        if !whole {
            bytes[1] = answers.iter().map(|a| self.dom.bytes(*a)[1]).chain([bytes[1]]).max().unwrap_or(bytes[1]);
        }
        let mut block = Block::new(What::Pair(question.to_owned(), text), "", bytes);
        block.faq = way.faq;
        self.blocks.push(block);
        self.of.push(id);
    }

    fn heading(&mut self, id: usize, level: u8, way: Way) {
        self.flush(way);
        let words = self.dom.words(id);
        if words.is_empty() || way.around {
            return;
        }
        let links = self.dom.below(id).into_iter().chain(self.dom.above(id)).filter(|at| self.dom.tag(*at) == "a");
        let away = links.filter(|at| {
            self.dom.attr(*at, "href").is_some_and(|href| !href.starts_with('#') && !href.starts_with("javascript:"))
        });
        let linked = away.map(|at| self.dom.words(at).len()).max().is_some_and(|most| most * 10 >= words.len() * 8);
        self.block(What::Heading(level), words, id, way);
        if let Some(block) = self.blocks.last_mut() {
            block.linked = linked;
        }
    }

    fn list(&mut self, id: usize, ordered: bool, way: Way) {
        self.flush(way);
        let inner = Way { depth: way.depth.saturating_add(1), ..way };
        let mut number: usize = self.dom.attr(id, "start").and_then(|s| s.parse().ok()).unwrap_or(1);
        for kid in self.dom.kids(id) {
            match kid {
                Kid::El(item) if self.dom.tag(*item) == "li" => {
                    self.flush(inner);
                    self.mark = if ordered { format!("{number}. ") } else { "- ".to_owned() };
                    number += 1;
                    self.walk(*item, inner);
                    self.flush(inner);
                    self.mark.clear();
                }
                Kid::El(other) => self.walk(*other, inner),
                Kid::Text(text) => self.push(text, id, inner),
            }
        }
        self.flush(inner);
    }

    fn table(&mut self, id: usize, way: Way) {
        self.flush(way);
        let parts = self.dom.below(id);
        let holds_parts =
            parts.iter().any(|at| matches!(self.dom.tag(*at), "table" | "h1" | "h2" | "h3" | "h4" | "dl" | "details"));
        // A table within a cell has its rows taken when that cell is walked.
        let is_own = |row: usize| self.dom.above(row).find(|at| self.dom.tag(*at) == "table") == Some(id);
        let rows: Vec<usize> = parts.into_iter().filter(|at| self.dom.tag(*at) == "tr" && is_own(*at)).collect();
        let cells = |row: usize| -> Vec<usize> {
            self.dom.children(row).iter().copied().filter(|c| matches!(self.dom.tag(*c), "td" | "th")).collect()
        };
        // Looking at the text of cells that hold tables would double the work with each one.
        let texts: Vec<Vec<String>> = if holds_parts {
            Vec::new()
        } else {
            rows.iter()
                .map(|row| cells(*row).into_iter().map(|cell| Flow::text(self.dom, self.marks, &[cell])).collect())
                .collect()
        };
        if !holds_parts && is_question_table(&texts) {
            for (row, pair) in rows.iter().zip(question_rows(&texts)) {
                let bytes = self.dom.bytes(*row);
                match pair {
                    Some((question, answer)) => {
                        self.blocks.push(Block::new(What::Pair(question, answer), "", bytes));
                        self.of.push(*row);
                    }
                    None => self.left.push((bytes[0], "row without a pair", self.dom.words(*row))),
                }
            }
            return;
        }
        let is_layout = holds_parts
            || texts.iter().all(|row| row.len() < 2)
            || texts.len() == 1
            || texts.iter().flatten().any(|cell| cell.chars().count() > LAYOUT_CHARS);
        if is_layout {
            for row in rows {
                for cell in cells(row) {
                    self.flush(way);
                    self.inside(cell, "td", way);
                }
            }
            self.flush(way);
            return;
        }
        if let Some(caption) = self.dom.children(id).iter().copied().find(|at| self.dom.tag(*at) == "caption") {
            self.inside(caption, "caption", way);
            self.flush(way);
        }
        let lines: Vec<Vec<String>> = texts
            .into_iter()
            .map(|row| row.into_iter().map(|c| c.split_whitespace().collect::<Vec<_>>().join(" ")).collect())
            .collect();
        let what = What::Rows(lines);
        let text = super::shown(&what);
        self.block(what, text, id, way);
    }

    /// Text as it stands, for code.
    fn raw(&self, id: usize) -> String {
        let mut out = String::new();
        for kid in self.dom.kids(id) {
            match kid {
                Kid::Text(text) => out.push_str(text),
                Kid::El(child) if self.dom.tag(*child) == "br" => out.push('\n'),
                Kid::El(child) => out.push_str(&self.raw(*child)),
            }
        }
        out
    }

    fn push(&mut self, text: &str, id: usize, way: Way) {
        if way.around {
            return;
        }
        let inline = &mut self.inline;
        let from = inline.text.len();
        if text == "\n" && self.dom.tag(id) == "br" {
            let kept = inline.text.trim_end_matches(' ').len();
            inline.text.truncate(kept);
            inline.text.push('\n');
            return;
        }
        // A letter in an element of its own, glued to what it labels.
        if matches!(inline.text.trim_start(), "Q" | "A" | "问" | "答" | "問")
            && inline.start.is_some_and(|start| start != id)
        {
            inline.text.push_str(": ");
        }
        for c in text.chars() {
            match c {
                '\u{200B}' | '\u{AD}' | '\u{FEFF}' => {}
                c if c.is_whitespace() => {
                    if !inline.text.is_empty() && !inline.text.ends_with([' ', '\n']) {
                        inline.text.push(' ');
                    }
                }
                c => inline.text.push(c),
            }
        }
        let to = inline.text.len();
        if to <= from {
            return;
        }
        inline.start.get_or_insert(id);
        inline.last = id;
        let told = inline.text.get(from..to).unwrap_or_default().trim().len();
        inline.italic += if way.italic { told } else { 0 };
        match way.link {
            1 => inline.linked += told,
            2 => inline.jumping += told,
            _ => {}
        }
        if way.bold && told > 0 {
            let gap_is_blank = |last: &[usize; 2], text: &str| {
                text.get(last[1]..from).is_some_and(|gap| gap.trim_matches(' ').is_empty())
            };
            match inline.bold.last_mut() {
                Some(last) if gap_is_blank(last, &inline.text) => last[1] = to,
                _ => inline.bold.push([from, to]),
            }
        }
    }

    /// Makes blocks of the line gathered: one, or one for each bold question that begins a line of it.
    fn flush(&mut self, way: Way) {
        let inline = std::mem::take(&mut self.inline);
        let mark = std::mem::take(&mut self.mark);
        if inline.text.trim().is_empty() || way.around {
            self.mark = mark;
            return;
        }
        let text = inline.text.as_str();
        let begins_line = |at: usize| text.get(..at).is_some_and(|before| before.trim_end_matches(' ').ends_with('\n'));
        let cut_at = |b: &&[usize; 2]| b[0] > 0 && begins_line(b[0]) && text.get(b[0]..b[1]).is_some_and(asks);
        let cuts: Vec<usize> = inline.bold.iter().filter(cut_at).map(|b| b[0]).collect();
        let ends = cuts.iter().copied().chain([text.len()]);
        let starts = [0].into_iter().chain(cuts.iter().copied());
        let all = text.trim().len();
        for (n, (from, to)) in starts.zip(ends).enumerate() {
            let part = text.get(from..to).unwrap_or_default();
            let shift = from + (part.len() - part.trim_start().len());
            let told = part.trim();
            if told.is_empty() {
                continue;
            }
            let id = inline.start.unwrap_or(0);
            let start = self.dom.bytes(id)[0];
            let mut block = Block::new(What::Text, told, [start, self.dom.bytes(inline.last)[1].max(start)]);
            block.depth = way.depth;
            block.faq = way.faq;
            if n == 0 {
                block.mark.clone_from(&mark);
            }
            let lead = inline.bold.iter().find(|b| b[0] <= shift && b[1] > shift);
            block.lead = lead.map(|b| {
                let end = b[1].min(shift + told.len()) - shift;
                (told.get(..end).unwrap_or_default().trim().to_owned(), end)
            });
            block.linked = inline.linked > 0 && inline.linked * 10 >= all * 9;
            block.italic = inline.italic > 0 && inline.italic * 10 >= all * 9;
            block.jumps = inline.jumping > 0 && inline.jumping * 10 >= all * 9;
            self.blocks.push(block);
            self.of.push(id);
        }
    }

    fn block(&mut self, what: What, text: String, id: usize, way: Way) {
        if text.trim().is_empty() || way.around {
            return;
        }
        let bytes = self.dom.bytes(id);
        let mut block = Block::new(what, text, bytes);
        (block.depth, block.faq, block.mark) = (way.depth, way.faq, std::mem::take(&mut self.mark));
        self.blocks.push(block);
        self.of.push(id);
    }
}
