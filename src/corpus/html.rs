//! HTML to blocks and pairs. Structured pairs are taken before anything is judged to be
//! furniture; what is not within any then goes the way of every page, by [`super::outline`].

mod article;
mod dom;
mod flow;
mod guard;
mod marked;
mod tags;

use std::borrow::Cow;
use std::collections::HashMap;

use super::blocks::{Block, Page, What, joined};
use super::fields::Names;
use super::found::Found;
use super::outline;
use super::report::Dropped;
use super::shapes::{Shape, schema_org};
use super::tree;
use crate::limits;
use crate::record::Record;
use dom::Dom;

/// The records of a page and what was left out of them.
///
/// # Errors
///
/// Words for the user where the page nests so deep that parsing it would take for ever.
pub fn read(path: &str, text: &str, line: impl Fn(usize) -> u32) -> Result<Found, String> {
    read_as(path, text, &line, false)
}

/// The same of a book's chapter, all of which is an article.
///
/// # Errors
///
/// As [`read`].
#[cfg(feature = "epub")]
pub fn read_chapter(path: &str, text: &str, line: impl Fn(usize) -> u32) -> Result<Found, String> {
    read_as(path, text, &line, true)
}

fn read_as(path: &str, text: &str, line: &dyn Fn(usize) -> u32, all: bool) -> Result<Found, String> {
    if !guard::is_shallow(text) {
        return Err(format!("elements nested deeper than {}, as no browser shows them", limits::NESTING));
    }
    let dom = Dom::parse(text);
    let mut found = linked_data(path, text, &dom);
    let marks = marked::find(&dom);
    let mut flow = flow::Flow::new(&dom, &marks);
    flow.run();
    unlink(&mut flow.blocks);
    if !all {
        article::mark(&dom, &mut flow.blocks, &flow.of);
    }
    let page = Page {
        title: dom.title(),
        told: found.records.len(),
        of_else: is_of_else(&dom),
        raw: None,
        blocks: flow.blocks,
    };
    let mut shown = outline::read(path, page, line);
    shown.dropped.extend(
        flow.left.into_iter().map(|(at, reason, text)| Dropped::new(path, line(at), reason, &text).whole(&text)),
    );
    shown.dropped.sort_by_key(|d| d.line);
    told_once(&mut found, shown);
    let (title, lang, uri) = (dom.title(), dom.lang(), dom.address());
    for record in &mut found.records {
        record.lang = record.lang.take().or_else(|| lang.clone());
        record.source.uri = record.source.uri.take().or_else(|| uri.clone());
        record.title = record.title.take().or_else(|| title.clone());
    }
    Ok(found)
}

/// A link that was never closed makes one of all that follows: then links tell nothing.
fn unlink(blocks: &mut [Block]) {
    let linked = blocks.iter().filter(|b| b.linked || b.jumps).count();
    if linked * 10 > blocks.len() * 7 {
        blocks.iter_mut().for_each(|b| (b.linked, b.jumps) = (false, false));
    }
}

/// Types of schema.org whose pages ask in their headings without meaning it.
const OF_ELSE: [&str; 8] = ["JobPosting", "Event", "NewsArticle", "Recipe", "Product", "Quiz", "Review", "BlogPosting"];

/// Whether structured data says that the page is of such a type and not a FAQ.
fn is_of_else(dom: &Dom) -> bool {
    let mut types: Vec<String> = (1..dom.len()).filter_map(|id| dom.attr(id, "itemtype")).map(str::to_owned).collect();
    for script in
        dom.named("script").into_iter().filter(|id| dom.attr(*id, "type").is_some_and(|t| t.contains("ld+json")))
    {
        let text: String = dom
            .kids(script)
            .iter()
            .map(|kid| if let dom::Kid::Text(text) = kid { text.as_str() } else { "" })
            .collect();
        let after = text
            .split("\"@type\"")
            .skip(1)
            .filter_map(|rest| rest.trim_start_matches([':', ' ', '[']).split('"').nth(1).map(str::to_owned));
        types.extend(after.collect::<Vec<_>>());
    }
    let is = |name: &str| types.iter().any(|t| t.rsplit('/').next() == Some(name));
    OF_ELSE.iter().any(|name| is(name)) && !is("FAQPage") && !is("QAPage")
}

/// The pairs of the page's JSON-LD.
fn linked_data(path: &str, text: &str, dom: &Dom) -> Found {
    let names = Names::default();
    // One for all of them: their places ascend, and so lines are counted once.
    let mut shape = Shape::new(path, text, &names);
    for script in dom.named("script") {
        if !dom.attr(script, "type").is_some_and(|t| t.trim().eq_ignore_ascii_case("application/ld+json")) {
            continue;
        }
        let [from, to] = dom.bytes(script);
        let whole = text.get(from..to).unwrap_or_default();
        let body = whole.find('>').map_or(0, |at| at + 1);
        // Many sites break strings over lines, which JSON forbids.
        let json: String =
            whole.get(body..).unwrap_or_default().chars().map(|c| if c.is_ascii_control() { ' ' } else { c }).collect();
        // Old ones wrap it in a comment or a CDATA section.
        let begin = json.find(['{', '[']).filter(|_| json.trim_start().starts_with(['/', '<'])).unwrap_or(0);
        let begin = if begin > 0 && json.get(begin..).is_some_and(|rest| rest.starts_with("[CDATA[")) {
            begin + 7
        } else {
            begin
        };
        let end = json.rfind(['}', ']']).map_or(json.len(), |at| at + 1);
        let end = json
            .find("]]>")
            .map_or(end, |close| json.get(..close).and_then(|j| j.rfind(['}', ']'])).map_or(end, |at| at + 1));
        let end = json.find("/*]]>").map_or(end, |close| end.min(close));
        match tree::json(json.get(begin..end).unwrap_or_default(), from + body + begin) {
            Ok(root) => {
                schema_org::questions(&mut shape, &root);
            }
            Err(error) => {
                let line = shape.line(from);
                let what = format!("structured data that is no JSON: {}", super::jsonl::json_message(&error));
                shape.found.dropped.push(Dropped::fault(path, line, what));
            }
        }
    }
    let mut found = shape.found;
    let mut seen = HashMap::new();
    found.records.retain(|record| seen.insert((record.questions.clone(), record.text.clone()), ()).is_none());
    found
}

/// Adds what the page shows to what its structured data tells, a question that both have once.
fn told_once(found: &mut Found, shown: Found) {
    let key = |record: &Record| record.question().map(crate::index::terms::exact_key);
    let told: HashMap<String, u32> = found.records.iter().filter_map(|r| Some((key(r)?, r.source.line))).collect();
    let (twice, new): (Vec<Record>, Vec<Record>) =
        shown.records.into_iter().partition(|r| key(r).is_some_and(|k| told.contains_key(&k)));
    for record in twice {
        let line = key(&record).and_then(|k| told.get(&k).copied()).unwrap_or(0);
        let reason = format!("the same pair as in the structured data on line {line}");
        let text = record.question().unwrap_or_default();
        found.dropped.push(Dropped::new(&record.source.path, record.source.line, reason, text));
    }
    found.records.extend(new);
    found.dropped.extend(shown.dropped);
    found.doubts.extend(shown.doubts);
}

/// What a browser shows of a text that may be HTML: the text itself where it holds neither an
/// element nor a character's name.
pub fn plain(text: &str) -> Cow<'_, str> {
    if !looks_marked_up(text) || !guard::is_shallow(text) {
        return Cow::Borrowed(text);
    }
    let (shown, _) = rendered(text);
    // Some sites escape twice.
    if !text.contains('<') && holds_element(&shown) && (shown.contains("</") || shown.contains("<br")) {
        return Cow::Owned(plain(&shown).into_owned());
    }
    Cow::Owned(shown)
}

/// What a browser shows of markup, comments and scripts left out, and whether all of it is links.
pub fn rendered(markup: &str) -> (String, bool) {
    if !guard::is_shallow(markup) {
        return (markup.to_owned(), false);
    }
    let dom = Dom::parse(markup);
    let marks = marked::Marks::none(&dom);
    let mut flow = flow::Flow::new(&dom, &marks);
    flow.keep_all = true;
    flow.run();
    let blocks: Vec<&Block> = flow.blocks.iter().collect();
    (joined(&blocks), blocks.iter().all(|block| block.linked || block.jumps))
}

/// Elements that answers are written with.
const ELEMENTS: [&str; 34] = [
    "p",
    "br",
    "b",
    "i",
    "u",
    "em",
    "strong",
    "a",
    "ul",
    "ol",
    "li",
    "div",
    "span",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "table",
    "tr",
    "td",
    "th",
    "tbody",
    "code",
    "pre",
    "img",
    "hr",
    "blockquote",
    "section",
    "small",
    "sup",
    "sub",
    "font",
];

fn looks_marked_up(text: &str) -> bool {
    holds_element(text) || text.match_indices('&').any(|(at, _)| is_entity(text.get(at + 1..).unwrap_or_default()))
}

fn holds_element(text: &str) -> bool {
    text.match_indices('<').any(|(at, _)| {
        let rest = text.get(at + 1..).unwrap_or_default().trim_start_matches('/');
        let name: String = rest.chars().take_while(|c| c.is_ascii_alphanumeric()).take(12).collect();
        let after = rest.get(name.len()..).unwrap_or_default();
        let named = after.starts_with(|c: char| c.is_whitespace() || matches!(c, '>' | '/'));
        // "a<b then" is no element: nothing closes it.
        let closed = || after.find(['<', '>']).is_some_and(|at| after.get(at..).is_some_and(|r| r.starts_with('>')));
        named && ELEMENTS.contains(&name.to_lowercase().as_str()) && closed()
    })
}

fn is_entity(rest: &str) -> bool {
    let Some(end) = rest.bytes().take(10).position(|b| b == b';') else { return false };
    let name = rest.get(..end).unwrap_or_default();
    match name.strip_prefix('#') {
        Some(number) => {
            let digits = number.trim_start_matches(['x', 'X']);
            !digits.is_empty() && digits.chars().all(|c| c.is_ascii_hexdigit())
        }
        None => !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric()),
    }
}

/// Blocks of tables and pairs as text, for those who do not walk them.
fn shown(what: &What) -> String {
    Block::new(what.clone(), "", [0, 0]).shown()
}

#[cfg(test)]
mod tests;
