//! Which blocks are the heads of questions.
//!
//! A heading that asks is one; so is what a label says. Bold words, items of a list and bare
//! lines that ask are heads only where several do, or where the page says that it is a FAQ:
//! one alone is rhetoric more often than not.

use super::words::{asks, clean, ends_answers, is_furniture, is_invitation, label, opens_faq};
use crate::corpus::blocks::{Block, Page, What};
use crate::corpus::fields::{Field, Names};

/// How far a head's answer goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// To the next heading of this level or above it, or the next head.
    Heading(u8),
    /// To the next heading or head.
    Bold,
    Label,
    Line,
    /// Over what lies deeper in the list.
    Item,
}

/// A block that asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// The question, clean.
    pub question: String,
    /// Where in the block's text the answer begins, where it begins there.
    pub rest: Option<usize>,
    /// How far its answer goes.
    pub reach: Reach,
    /// Why it may be none.
    pub doubt: Option<&'static str>,
}

/// For every block, whether it is a head.
///
/// Of a web page, a question heading that stands alone outside of a FAQ is none: it is an
/// advertisement or a title more often than not.
pub fn find(page: &Page) -> Vec<Option<Head>> {
    let (blocks, strict) = (page.blocks.as_slice(), page.raw.is_none());
    let sections = sections(blocks);
    let mut heads: Vec<Option<Head>> = vec![None; blocks.len()];
    headings(blocks, &sections, &mut heads, strict);
    labelled(blocks, &mut heads);
    for sort in [bold, item, line] {
        loosely(blocks, &sections, &mut heads, sort);
    }
    if strict {
        lonely(page, &sections, &mut heads);
    }
    heads
}

/// Fewest pairs that make the rest of the questions of a page lonely.
const COMPANY: usize = 3;

/// Takes away question headings outside of the page's FAQ that stand alone: where pairs are told
/// elsewhere (by structured data, say), where the page says that it is of something else, and where they
/// are neither several nor most of the headings of their level.
fn lonely(page: &Page, sections: &[bool], heads: &mut [Option<Head>]) {
    let blocks = page.blocks.as_slice();
    let given = page.told + blocks.iter().filter(|b| matches!(b.what, What::Pair(..))).count();
    let level = |at: usize| {
        heads
            .get(at)
            .and_then(Option::as_ref)
            .and_then(|h| if let Reach::Heading(level) = h.reach { Some(level) } else { None })
    };
    let in_faq = |at: usize| sections.get(at).copied().unwrap_or(false) && given < COMPANY;
    let mut alone: Vec<usize> = Vec::new();
    for wanted in 1..=6u8 {
        let of_level: Vec<usize> = (0..blocks.len())
            .filter(|at| blocks.get(*at).and_then(Block::level) == Some(wanted) && !in_faq(*at))
            .collect();
        let asking: Vec<usize> = of_level.iter().copied().filter(|at| level(*at).is_some()).collect();
        if page.of_else || asking.len() < COMPANY || asking.len() * 2 < of_level.len() {
            alone.extend(asking);
        }
    }
    for at in alone {
        if let Some(head) = heads.get_mut(at) {
            *head = None;
        }
    }
}

/// For every block, whether it stands in a part of the page whose heading says FAQ.
fn sections(blocks: &[Block]) -> Vec<bool> {
    let mut faq: Option<u8> = None;
    blocks
        .iter()
        .map(|block| {
            if let Some(level) = block.level() {
                if faq.is_some_and(|above| level <= above) {
                    faq = None;
                }
                if opens_faq(&block.text) {
                    faq = Some(faq.map_or(level, |above| above.min(level)));
                }
            }
            faq.is_some() || block.faq
        })
        .collect()
}

/// Headings that ask; in a FAQ also those beside them that don't.
fn headings(blocks: &[Block], sections: &[bool], heads: &mut [Option<Head>], strict: bool) {
    let levels = |n: u8| blocks.iter().filter(|b| b.level() == Some(n)).count();
    // The page's title is no question of its own while it has headings of its own below.
    let only_title = levels(1) == 1;
    let asking = |block: &Block| asks(&block.text) && !block.linked && !is_invitation(&block.text);
    for (at, block) in blocks.iter().enumerate() {
        let Some(level) = block.level().filter(|_| !block.linked) else { continue };
        if level == 1 && only_title || ends_answers(&block.text) || is_furniture(&block.text) {
            continue;
        }
        let in_faq = sections.get(at).copied().unwrap_or(false);
        if asking(block) {
            set(
                heads,
                at,
                Head { question: clean(&block.text), rest: None, reach: Reach::Heading(level), doubt: None },
            );
        } else if !opens_faq(&block.text)
            && label(&block.text).is_none()
            && leads_to_text(blocks, at)
            && (in_faq && most_ask(blocks, sections, at, level) || !strict && siblings_ask(blocks, at, level))
        {
            let doubt = Some("a heading among questions that does not ask");
            set(heads, at, Head { question: clean(&block.text), rest: None, reach: Reach::Heading(level), doubt });
        } else if let Some((true, rest)) = label(&block.text) {
            let question = clean(block.text.get(rest..).unwrap_or_default());
            set(heads, at, Head { question, rest: None, reach: Reach::Heading(level), doubt: None });
        }
    }
}

/// Whether most of the headings of this level ask, in this part of the page that is a FAQ.
fn most_ask(blocks: &[Block], sections: &[bool], at: usize, level: u8) -> bool {
    let in_faq = |n: &usize| sections.get(*n).copied().unwrap_or(false);
    let before = (0..at).rev().take_while(in_faq);
    let after = (at..blocks.len()).take_while(in_faq);
    let (mut asking, mut all) = (0, 0);
    for block in before.chain(after).filter_map(|n| blocks.get(n)).filter(|b| b.level() == Some(level)) {
        all += 1;
        asking += usize::from(asks(&block.text));
    }
    asking * 2 > all
}

/// Whether nearly all of the headings beside this one ask.
fn siblings_ask(blocks: &[Block], at: usize, level: u8) -> bool {
    let beside = |block: &&Block| block.level().is_none_or(|l| l >= level);
    let before = blocks.get(..at).unwrap_or_default().iter().rev().take_while(beside);
    let after = blocks.get(at + 1..).unwrap_or_default().iter().take_while(beside);
    let others: Vec<&Block> = before.chain(after).filter(|b| b.level() == Some(level)).collect();
    let asking = others.iter().filter(|b| asks(&b.text)).count();
    asking >= 3 && asking == others.len()
}

/// Whether text and no heading follows.
fn leads_to_text(blocks: &[Block], at: usize) -> bool {
    blocks.get(at + 1).is_some_and(|b| b.level().is_none() && !matches!(b.what, What::Pair(..) | What::Rule))
}

/// Blocks behind `Q:`, where an `A:` or any text follows.
fn labelled(blocks: &[Block], heads: &mut [Option<Head>]) {
    for (at, block) in blocks.iter().enumerate().filter(|(_, b)| b.what == What::Text) {
        let Some((true, begins)) = label(&block.text) else { continue };
        let text = block.text.get(begins..).unwrap_or_default();
        let line = text.lines().next().unwrap_or_default();
        // What the bold part or the first line says is the question, the rest of the block the answer.
        let (question, rest) = match text.find('\n') {
            Some(end) => (line, Some(begins + end)),
            None => (text, None),
        };
        let replied = blocks.get(at + 1).is_some_and(|next| label(&next.text).is_some_and(|(asked, _)| !asked));
        if replied || asks(question) {
            set(heads, at, Head { question: clean(question), rest, reach: Reach::Label, doubt: None });
        }
    }
}

/// A block of one of the sorts that are heads only among their like.
type Sort = fn(&Block, Option<&Block>) -> Option<Head>;

/// Bold words that ask: all of a block, or its beginning.
fn bold(block: &Block, _: Option<&Block>) -> Option<Head> {
    let (lead, rest) = block.lead.as_ref().filter(|_| block.what == What::Text && label(&block.text).is_none())?;
    let answer = block.text.get(*rest..).unwrap_or_default();
    let alone =
        answer.trim_matches(|c: char| c.is_whitespace() || matches!(c, '*' | '_' | ':' | '-' | '–' | '—')).is_empty();
    if !asks(lead) || is_invitation(lead) || block.linked || block.jumps {
        return None;
    }
    let skipped =
        answer.len() - answer.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, ':' | '–' | '—')).len();
    let reach = if block.depth > 0 { Reach::Item } else { Reach::Bold };
    Some(Head { question: clean(lead), rest: (!alone).then_some(rest + skipped), reach, doubt: None })
}

/// An item of a list that asks, its answer deeper in the list or in the rest of the item.
fn item(block: &Block, next: Option<&Block>) -> Option<Head> {
    if block.what != What::Text || block.depth == 0 || block.mark.is_empty() || block.linked || block.jumps {
        return None;
    }
    let (line, rest) = match block.text.find('\n') {
        Some(end) => (block.text.get(..end)?, Some(end)),
        None => (block.text.as_str(), None),
    };
    let below = next.is_some_and(|n| n.depth > block.depth || (n.depth == block.depth && n.mark.is_empty()));
    (asks(line) && (rest.is_some() || below)).then(|| Head {
        question: clean(line),
        rest,
        reach: Reach::Item,
        doubt: None,
    })
}

/// A line of its own that asks, or the first line of a block.
fn line(block: &Block, _: Option<&Block>) -> Option<Head> {
    if block.what != What::Text || block.depth > 0 || block.linked || block.jumps || is_invitation(&block.text) {
        return None;
    }
    let (line, rest) = match block.text.find('\n') {
        Some(end) => (block.text.get(..end)?, Some(end)),
        None => (block.text.as_str(), None),
    };
    let begins = clean(line)
        .chars()
        .next()
        .is_some_and(|c| c == '¿' || c.is_numeric() || c.is_alphabetic() && !c.is_lowercase());
    let single = !clean(line).trim_end_matches(['?', '？', '؟']).contains(['?', '!', '？']);
    (asks(line) && begins && single).then(|| Head { question: clean(line), rest, reach: Reach::Line, doubt: None })
}

/// Takes the blocks of a sort as heads where a FAQ is said to be, or where there are several of
/// them that are no part of another head's answer and have answers.
fn loosely(blocks: &[Block], sections: &[bool], heads: &mut [Option<Head>], sort: Sort) {
    let mut found: Vec<(usize, Head)> = Vec::new();
    for (at, block) in blocks.iter().enumerate() {
        if heads.get(at).is_some_and(Option::is_some) || is_within(blocks, heads, at) {
            continue;
        }
        let next = blocks.get(at + 1);
        if let Some(head) = sort(block, next) {
            let answered = head.rest.is_some()
                || next.is_some_and(|n| {
                    n.level().is_none()
                        && !matches!(n.what, What::Pair(..) | What::Rule)
                        && sort(n, blocks.get(at + 2)).is_none()
                });
            if answered {
                found.push((at, head));
            }
        }
    }
    let bare = found.first().is_some_and(|(_, head)| head.reach == Reach::Line);
    let least = if bare { 3 } else { 2 };
    let many = found.len() >= least && !bare;
    for (at, head) in found {
        if many || sections.get(at).copied().unwrap_or(false) {
            set(heads, at, head);
        }
    }
}

/// Whether the block at `at` lies in the answer of a head that is a heading or a label.
fn is_within(blocks: &[Block], heads: &[Option<Head>], at: usize) -> bool {
    let mut lowest = u8::MAX;
    for before in (0..at).rev() {
        let level = blocks.get(before).and_then(Block::level);
        match heads.get(before).and_then(Option::as_ref).map(|head| head.reach) {
            Some(Reach::Heading(own)) => return own < lowest,
            Some(Reach::Label) => return lowest == u8::MAX,
            // A bold question is the end of another's answer, and its list may have questions.
            Some(_) => return false,
            None => lowest = lowest.min(level.unwrap_or(u8::MAX)),
        }
    }
    false
}

fn set(heads: &mut [Option<Head>], at: usize, head: Head) {
    if let Some(slot) = heads.get_mut(at).filter(|_| !head.question.is_empty()) {
        *slot = Some(head);
    }
}

/// Whether a table's rows are questions with their answers.
pub fn is_question_table(rows: &[Vec<String>]) -> bool {
    let named = rows.first().is_some_and(|cells| names_columns(cells));
    let asking = rows.iter().filter(|cells| cells.len() >= 2 && cells.iter().any(|c| asks(c))).count();
    named && rows.len() > 1 || asking >= 2 && asking * 2 > rows.len()
}

/// Of every row of a table of questions its question and answer, where it has both.
pub fn question_rows(rows: &[Vec<String>]) -> Vec<Option<(String, String)>> {
    let (asked, answered) = columns(rows);
    let pair = |cells: &Vec<String>| {
        let question = cells.get(asked).map(|c| clean(c)).filter(|q| !q.is_empty())?;
        let answer = cells.get(answered).map(|c| c.trim().to_owned()).filter(|a| !a.is_empty())?;
        (!names_columns(cells)).then_some((question, answer))
    };
    rows.iter().map(pair).collect()
}

/// Whether a row names its columns question and answer.
fn names_columns(cells: &[String]) -> bool {
    let names = Names::default();
    let is = |field: Field| cells.iter().any(|c| names.field(c).as_ref() == Some(&field));
    is(Field::Question) && is(Field::Answer)
}

/// The columns of question and answer.
fn columns(rows: &[Vec<String>]) -> (usize, usize) {
    let names = Names::default();
    if let Some(head) = rows.first().filter(|cells| names_columns(cells)) {
        let of = |field: Field| head.iter().position(|c| names.field(c).as_ref() == Some(&field));
        return (of(Field::Question).unwrap_or(0), of(Field::Answer).unwrap_or(1));
    }
    let width = rows.iter().map(Vec::len).max().unwrap_or(0);
    let asking = |column: &usize| rows.iter().filter(|cells| cells.get(*column).is_some_and(|c| asks(c))).count();
    let asked = (0..width).max_by_key(|c| (asking(c), std::cmp::Reverse(*c))).unwrap_or(0);
    (asked, asked + 1)
}
