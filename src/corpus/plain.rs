//! Plain text that is laid out as a document rather than scraped from a page: headings
//! underlined, questions numbered, answers indented.

use super::blocks::{Block, Page, What};
use super::outline::asks;

/// The blocks of a text: paragraphs parted by empty lines, lines underlined as headings, and
/// numbered or capital questions on lines of their own.
pub fn read(text: &str) -> Page {
    let lines: Vec<(usize, &str)> = text
        .split_inclusive('\n')
        .scan(0, |at, raw| {
            let start = *at;
            *at += raw.len();
            Some((start, raw.trim_end()))
        })
        .collect();
    let mut page = Page { raw: Some(text.to_owned()), ..Page::default() };
    let mut open: Option<[usize; 2]> = None;
    let mut at = 0;
    while let Some((start, line)) = lines.get(at).copied() {
        let begin = start + (line.len() - line.trim_start().len());
        let bare = line.trim();
        let below = lines.get(at + 1).map_or("", |(_, l)| l.trim());
        if bare.is_empty() || is_ruler(bare) {
            close(text, &mut open, &mut page);
            if !bare.is_empty() {
                page.blocks.push(Block::new(What::Rule, "", [begin, begin + bare.len()]));
            }
        } else if let (None, Some(level)) = (open, underline(below, bare)) {
            page.blocks.push(Block::new(What::Heading(level), bare, [begin, begin + bare.len()]));
            at += 1;
        } else if asks(bare) && is_numbered(bare) {
            close(text, &mut open, &mut page);
            let mut block = Block::new(What::Text, bare, [begin, begin + bare.len()]);
            block.faq = true;
            page.blocks.push(block);
        } else if is_part(bare) && (below.is_empty() || asks(below) && is_numbered(below)) {
            close(text, &mut open, &mut page);
            page.blocks.push(Block::new(What::Heading(3), bare, [begin, begin + bare.len()]));
        } else {
            open = Some([open.map_or(begin, |o| o[0]), begin + bare.len()]);
        }
        at += 1;
    }
    close(text, &mut open, &mut page);
    let first: Vec<&Block> = page.blocks.iter().filter(|b| b.level() == Some(1)).collect();
    page.title = first.first().filter(|_| first.len() == 1).map(|b| b.text.clone());
    page
}

fn close(text: &str, open: &mut Option<[usize; 2]>, page: &mut Page) {
    if let Some(bytes) = open.take() {
        page.blocks.push(Block::new(What::Text, text.get(bytes[0]..bytes[1]).unwrap_or_default(), bytes));
    }
}

/// Whether a line is drawn of one mark.
fn is_ruler(line: &str) -> bool {
    let first = line.chars().next();
    line.chars().count() >= 3 && first.is_some_and(|c| "-=_*~#".contains(c) && line.chars().all(|d| d == c))
}

/// The level of a heading whose underline this line is.
fn underline(line: &str, heading: &str) -> Option<u8> {
    let long = line.chars().count() + 3 >= heading.chars().count();
    match line.chars().next() {
        Some('=') if is_ruler(line) && long => Some(1),
        Some('-' | '~' | '*' | '_') if is_ruler(line) && long => Some(2),
        _ => None,
    }
}

fn is_numbered(line: &str) -> bool {
    super::outline::clean(line).len() < line.len() && line.starts_with(|c: char| c.is_ascii_digit())
}

/// Whether a line is the numbered name of a part: short, and no sentence.
fn is_part(line: &str) -> bool {
    is_numbered(line) && line.chars().count() < 60 && !line.ends_with(['.', ',', ';', ':', '!', '?'])
}
