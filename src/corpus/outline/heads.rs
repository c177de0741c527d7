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
/// Of a web page that has its pairs elsewhere, or says that it is of something else, a question heading that
/// stands alone outside of a FAQ is none: there it is an advertisement or a title more often than not.
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

/// Fewest pairs, or questions, that make the rest of the questions of a page lonely.
const COMPANY: usize = 3;

/// Takes away question headings outside of the page's FAQ: where the page says that it is of something else, and, where
/// several pairs are told elsewhere (by structured data, say), those that are neither several nor most of their level.
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
        let is_alone = asking.len() < COMPANY || asking.len() * 2 < of_level.len();
        if page.of_else || given >= COMPANY && is_alone {
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
    let company = company(blocks, sections);
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
        let with = company.get(at).copied().unwrap_or_default();
        if asking(block) {
            set(
                heads,
                at,
                Head { question: clean(&block.text), rest: None, reach: Reach::Heading(level), doubt: None },
            );
        } else if !opens_faq(&block.text)
            && label(&block.text).is_none()
            && leads_to_text(blocks, at)
            && (in_faq && with.most_ask() || !strict && with.siblings_ask())
        {
            let doubt = Some("a heading among questions that does not ask");
            set(heads, at, Head { question: clean(&block.text), rest: None, reach: Reach::Heading(level), doubt });
        } else if let Some((true, rest)) = label(&block.text) {
            let question = clean(block.text.get(rest..).unwrap_or_default());
            set(heads, at, Head { question, rest: None, reach: Reach::Heading(level), doubt: None });
        }
    }
}

/// For every heading, of the headings of its level how many ask and how many there are: in its part
/// of the page that is a FAQ (`faq`), and below the same heading (`beside`).
#[derive(Debug, Clone, Copy, Default)]
struct Company {
    faq: (usize, usize),
    beside: (usize, usize),
}

impl Company {
    fn most_ask(&self) -> bool {
        self.faq.0 * 2 > self.faq.1
    }

    /// All of the others ask, and they are several.
    fn siblings_ask(&self) -> bool {
        self.beside.0 >= COMPANY && self.beside.0 + 1 == self.beside.1
    }
}

fn company(blocks: &[Block], sections: &[bool]) -> Vec<Company> {
    let mut out = vec![Company::default(); blocks.len()];
    // Headings of each level that are counted together: until a FAQ ends, or a heading above comes.
    let mut in_faq: [Vec<usize>; 7] = Default::default();
    let mut beside: [Vec<usize>; 7] = Default::default();
    let count =
        |list: &[usize]| (list.iter().filter(|at| blocks.get(**at).is_some_and(|b| asks(&b.text))).count(), list.len());
    let mut close = |list: &mut Vec<usize>, faq: bool| {
        let counted = count(list);
        for at in list.drain(..) {
            if let Some(slot) = out.get_mut(at) {
                if faq { slot.faq = counted } else { slot.beside = counted }
            }
        }
    };
    for (at, block) in blocks.iter().enumerate() {
        if !sections.get(at).copied().unwrap_or(false) {
            in_faq.iter_mut().for_each(|list| close(list, true));
        }
        let Some(level) = block.level().map(usize::from) else { continue };
        beside.iter_mut().skip(level + 1).for_each(|list| close(list, false));
        if let (Some(one), Some(other)) = (in_faq.get_mut(level), beside.get_mut(level)) {
            one.push(at);
            other.push(at);
        }
    }
    in_faq.iter_mut().for_each(|list| close(list, true));
    beside.iter_mut().for_each(|list| close(list, false));
    out
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
    let within = within(blocks, heads);
    for (at, block) in blocks.iter().enumerate() {
        if heads.get(at).is_some_and(Option::is_some) || within.get(at).copied().unwrap_or(false) {
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

/// For every block whether it lies in the answer of a head that is a heading or a label.
fn within(blocks: &[Block], heads: &[Option<Head>]) -> Vec<bool> {
    // The head that a block would belong to, and the highest heading since.
    let mut open: Option<Reach> = None;
    let mut highest = u8::MAX;
    blocks
        .iter()
        .zip(heads)
        .map(|(block, head)| {
            let lies = match open {
                Some(Reach::Heading(own)) => own < highest,
                Some(Reach::Label) => highest == u8::MAX,
                // A bold question is the end of another's answer, and its list may have questions.
                _ => false,
            };
            match head {
                Some(head) => (open, highest) = (Some(head.reach), u8::MAX),
                None => highest = highest.min(block.level().unwrap_or(u8::MAX)),
            }
            lies
        })
        .collect()
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
