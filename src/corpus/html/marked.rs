//! Pairs that a page's markup tells: microdata, `<details>`, definition lists, accordions, and
//! classes named question and answer.
//!
//! A head that opens a panel is one of a question only if it asks, if most heads of its sort do,
//! or if what it stands in is named a FAQ: menus, tabs and filters open panels too.

use std::collections::{HashMap, HashSet};

use super::dom::Dom;
use super::flow::Flow;
use crate::corpus::outline::{asks, clean, is_invitation};
use crate::limits;

/// What an element is to the walk over the page.
#[derive(Debug, Clone)]
pub enum Mark {
    /// A pair: its question and the elements of its answer; `whole` where the element holds both.
    Pair { question: String, answers: Vec<usize>, whole: bool },
    /// The head of a panel that holds heads of its own.
    Heading(u8),
    /// Part of a pair that is told elsewhere.
    Taken,
}

/// The marks of a page's elements.
pub struct Marks {
    marks: Vec<Option<Mark>>,
    faq: Vec<bool>,
    pairs_below: Vec<bool>,
}

impl Marks {
    /// Of a page without any.
    pub fn none(dom: &Dom) -> Self {
        Marks { marks: vec![None; dom.len()], faq: vec![false; dom.len()], pairs_below: vec![false; dom.len()] }
    }

    pub fn get(&self, id: usize) -> Option<&Mark> {
        self.marks.get(id).and_then(Option::as_ref)
    }

    /// Whether the element is named a FAQ.
    pub fn is_faq(&self, id: usize) -> bool {
        self.faq.get(id).copied().unwrap_or(false)
    }

    /// Whether a pair stands in the element.
    pub fn has_pairs(&self, id: usize) -> bool {
        self.pairs_below.get(id).copied().unwrap_or(false)
    }

    fn set(&mut self, id: usize, mark: Mark) {
        if let Some(slot) = self.marks.get_mut(id) {
            *slot = Some(mark);
        }
    }

    fn is_free(&self, dom: &Dom, id: usize) -> bool {
        dom.above(id).all(|at| !matches!(self.get(at), Some(Mark::Taken | Mark::Pair { whole: true, .. })))
    }
}

/// A head that may open an answer.
struct Trigger {
    id: usize,
    question: String,
    answers: Vec<usize>,
    /// What heads of its sort have in common.
    sort: String,
}

/// The marks of `dom`.
pub fn find(dom: &Dom) -> Marks {
    let mut marks = Marks::none(dom);
    for id in 1..dom.len() {
        let names = dom.names(id);
        if let Some(slot) = marks.faq.get_mut(id) {
            *slot = names.iter().any(|n| n.starts_with("faq") || matches!(n.as_str(), "qanda" | "qna"));
        }
    }
    microdata(dom, &mut marks);
    definitions(dom, &mut marks);
    let triggers = triggers(dom, &marks);
    take(dom, triggers, &mut marks);
    let pairs: Vec<usize> = (0..dom.len()).filter(|id| matches!(marks.get(*id), Some(Mark::Pair { .. }))).collect();
    for id in pairs {
        for at in dom.above(id) {
            if let Some(slot) = marks.pairs_below.get_mut(at) {
                *slot = true;
            }
        }
    }
    marks
}

fn microdata(dom: &Dom, marks: &mut Marks) {
    for id in dom.below(0) {
        if !dom.attr(id, "itemtype").is_some_and(|t| t.trim().trim_end_matches('/').ends_with("/Question")) {
            continue;
        }
        let below = dom.below(id);
        let prop =
            |at: &usize, name: &str| dom.attr(*at, "itemprop").is_some_and(|p| p.split_whitespace().any(|p| p == name));
        let accepted = below
            .iter()
            .copied()
            .find(|at| prop(at, "acceptedAnswer"))
            .or_else(|| below.iter().copied().find(|at| prop(at, "suggestedAnswer")));
        let name = below.iter().copied().find(|at| prop(at, "name") && accepted.is_none_or(|a| !dom.is_within(*at, a)));
        let (Some(name), Some(accepted)) = (name, accepted) else { continue };
        let text = dom.below(accepted).into_iter().find(|at| prop(at, "text")).unwrap_or(accepted);
        let question = dom.attr(name, "content").map(str::to_owned).unwrap_or_else(|| dom.words(name));
        if !question.is_empty() && !dom.words(text).is_empty() {
            marks.set(id, Mark::Pair { question: clean(&question), answers: vec![text], whole: true });
        }
    }
}

/// Definition lists whose terms ask, or which stand in a FAQ.
fn definitions(dom: &Dom, marks: &mut Marks) {
    for list in dom.named("dl") {
        if !marks.is_free(dom, list) {
            continue;
        }
        let parts: Vec<usize> = dom
            .children(list)
            .iter()
            .flat_map(|id| if dom.tag(*id) == "div" { dom.children(*id).to_vec() } else { vec![*id] })
            .filter(|id| matches!(dom.tag(*id), "dt" | "dd"))
            .collect();
        let terms: Vec<usize> = parts.iter().copied().filter(|id| dom.tag(*id) == "dt").collect();
        let asking = terms.iter().filter(|id| asks(&dom.words(**id))).count();
        let in_faq = dom.above(list).any(|at| marks.is_faq(at)) && asking > 0;
        if asking * 2 <= terms.len() && !in_faq {
            continue;
        }
        let mut at = 0;
        while at < parts.len() {
            let from = at;
            while parts.get(at).is_some_and(|id| dom.tag(*id) == "dt") {
                at += 1;
            }
            let asked = parts.get(from..at).unwrap_or_default().to_vec();
            let from = at;
            while parts.get(at).is_some_and(|id| dom.tag(*id) == "dd") {
                at += 1;
            }
            let answers = parts.get(from..at).unwrap_or_default().to_vec();
            let Some(first) = asked.first().copied().filter(|_| !answers.is_empty()) else { continue };
            // Several terms are phrasings of one question.
            let question = asked.iter().map(|id| clean(&dom.asked(*id))).collect::<Vec<_>>().join("\n");
            asked.iter().chain(&answers).for_each(|id| marks.set(*id, Mark::Taken));
            marks.set(first, Mark::Pair { question, answers, whole: false });
        }
    }
}

/// Words of classes that heads of accordions have beside "accordion" and the like.
const OPENERS: [&str; 12] = [
    "accordion",
    "toggle",
    "toggler",
    "collapse",
    "collapsible",
    "expander",
    "expandable",
    "spoiler",
    "panel",
    "faq",
    "faqs",
    "tab",
];
const HEADS: [&str; 14] = [
    "title", "header", "heading", "head", "button", "btn", "trigger", "label", "summary", "q", "name", "top", "link",
    "control",
];

fn triggers(dom: &Dom, marks: &Marks) -> Vec<Trigger> {
    let by_id: HashMap<&str, usize> = (1..dom.len()).filter_map(|id| Some((dom.attr(id, "id")?, id))).collect();
    let mut heads: Vec<usize> = Vec::new();
    for id in dom.below(0) {
        if marks.is_free(dom, id) && is_head(dom, id, &by_id) {
            heads.push(id);
        }
    }
    // Of heads in one another that say the same, the innermost.
    let words: HashMap<usize, String> = heads.iter().map(|id| (*id, dom.words(*id))).collect();
    let outer: Vec<usize> = heads
        .iter()
        .flat_map(|id| {
            dom.above(*id)
                .skip(1)
                .filter(|at| words.get(at).is_some_and(|w| Some(w) == words.get(id)))
                .collect::<Vec<_>>()
        })
        .collect();
    let outer: HashSet<usize> = outer.into_iter().collect();
    heads.retain(|id| !outer.contains(id) && words.get(id).is_some_and(|w| !w.is_empty()));
    let all = Heads::of(dom, &heads);
    heads
        .iter()
        .filter_map(|id| {
            let question = dom.asked(*id);
            let length = question.chars().count();
            if question.is_empty() || length > limits::QUESTION_CHARS + 100 {
                return None;
            }
            let answers = answers(dom, *id, &by_id, &all)?;
            let names = dom.names(*id).join(" ");
            Some(Trigger {
                id: *id,
                question,
                answers,
                sort: format!("{} {}", dom.tag(*id), names.trim_end_matches(|c: char| c.is_ascii_digit())),
            })
        })
        .collect()
}

/// Heads, and which elements hold any.
struct Heads {
    are: HashSet<usize>,
    /// How many stand in an element.
    below: HashMap<usize, usize>,
}

impl Heads {
    fn of(dom: &Dom, heads: &[usize]) -> Self {
        let mut below: HashMap<usize, usize> = HashMap::new();
        for id in heads {
            dom.above(*id).skip(1).for_each(|at| *below.entry(at).or_default() += 1);
        }
        Heads { are: heads.iter().copied().collect(), below }
    }

    fn is_one(&self, id: usize) -> bool {
        self.are.contains(&id)
    }

    /// How many the element is or holds.
    fn count(&self, id: usize) -> usize {
        usize::from(self.is_one(id)) + self.below.get(&id).copied().unwrap_or(0)
    }

    fn hold(&self, id: usize) -> bool {
        self.count(id) > 0
    }
}

fn is_head(dom: &Dom, id: usize, by_id: &HashMap<&str, usize>) -> bool {
    let tag = dom.tag(id);
    if tag == "summary" {
        return true;
    }
    if matches!(
        tag,
        "html"
            | "body"
            | "main"
            | "article"
            | "section"
            | "ul"
            | "ol"
            | "table"
            | "tr"
            | "form"
            | "nav"
            | "input"
            | "script"
            | "style"
    ) {
        return false;
    }
    if tag == "button" && asks(&dom.asked(id)) && !dom.above(id).any(|at| dom.tag(at) == "form") {
        return true;
    }
    if target(dom, id, by_id).is_some() || dom.attr(id, "aria-expanded").is_some() {
        return true;
    }
    if tag == "label"
        && let Some(input) = dom.attr(id, "for").and_then(|f| by_id.get(f))
    {
        let in_form = dom.above(id).any(|at| dom.tag(at) == "form");
        return !in_form && matches!(dom.attr(*input, "type"), Some("checkbox" | "radio"));
    }
    let names = dom.names(id);
    let has = |list: &[&str]| {
        names.iter().any(|n| list.contains(&n.as_str()) || n.starts_with("faq") && list.contains(&"faq"))
    };
    if has(&["answer", "answers", "body", "content", "panel"]) && !has(&["question"]) && !has(&HEADS) {
        return false;
    }
    let named = has(&["question"]) && !has(&["answer", "list", "wrapper", "container", "group"])
        || has(&OPENERS) && has(&HEADS);
    named && (!holds_more(dom, id) || asks(&dom.words(id)))
}

/// Whether it holds paragraphs or lists, as an item does and a head does not.
fn holds_more(dom: &Dom, id: usize) -> bool {
    let blocks = dom
        .below(id)
        .into_iter()
        .filter(|at| matches!(dom.tag(*at), "p" | "ul" | "ol" | "div" | "table" | "dl" | "section"));
    blocks.filter(|at| !dom.words(*at).is_empty()).nth(1).is_some()
}

/// The panel that the element says it opens.
fn target(dom: &Dom, id: usize, by_id: &HashMap<&str, usize>) -> Option<usize> {
    let named = ["aria-controls", "data-bs-target", "data-target", "data-panel", "data-content"]
        .iter()
        .find_map(|name| dom.attr(id, name));
    let opens = dom.attr(id, "data-toggle").or_else(|| dom.attr(id, "data-bs-toggle")).is_some()
        || dom.attr(id, "role").is_some_and(|r| r == "button" || r == "tab");
    let href = dom.attr(id, "href").filter(|_| opens || dom.attr(id, "aria-expanded").is_some());
    let name = named.or(href)?.trim().trim_start_matches('#');
    by_id.get(name).copied().filter(|at| !dom.is_within(id, *at))
}

/// The elements that the head at `id` is answered by: the panel it names, else what follows it or
/// what it stands in, up to the next head.
fn answers(dom: &Dom, id: usize, by_id: &HashMap<&str, usize>, heads: &Heads) -> Option<Vec<usize>> {
    if let Some(panel) = target(dom, id, by_id) {
        return (!dom.words(panel).is_empty()).then(|| vec![panel]);
    }
    if dom.tag(id) == "summary" {
        let details = dom.parent(id)?;
        return (dom.words(details).len() > dom.words(id).len()).then(|| vec![details]);
    }
    let mut inner = id;
    for _ in 0..4 {
        let outer = dom.parent(inner)?;
        if matches!(dom.tag(outer), "body" | "html" | "main" | "") && inner != id {
            return None;
        }
        let siblings = dom.children(outer);
        let place = dom.place(inner);
        let mut out = Vec::new();
        for next in siblings.get(place + 1..).unwrap_or_default() {
            let heading = |at: usize| matches!(dom.tag(at), "h1" | "h2" | "h3" | "h4" | "h5" | "h6");
            if (heads.hold(*next) && !out.is_empty()) || heads.is_one(*next) || heading(*next) && heading(inner) {
                break;
            }
            if !dom.words(*next).is_empty() {
                out.push(*next);
            }
            if heads.hold(*next) {
                break;
            }
        }
        if !out.is_empty() {
            return Some(out);
        }
        // Another head beside it: it stands in a list of heads, not in an item of its own.
        if siblings.iter().any(|at| *at != inner && heads.hold(*at)) {
            return None;
        }
        inner = outer;
    }
    None
}

fn take(dom: &Dom, triggers: Vec<Trigger>, marks: &mut Marks) {
    let mut asking: HashMap<(String, usize), (usize, usize)> = HashMap::new();
    let groups = groups(dom, &triggers);
    for (trigger, group) in triggers.iter().zip(&groups) {
        let count = asking.entry((trigger.sort.clone(), *group)).or_default();
        count.0 += usize::from(asks(&trigger.question));
        count.1 += 1;
    }
    let ids: Vec<usize> = triggers.iter().map(|t| t.id).collect();
    let all = Heads::of(dom, &ids);
    for (trigger, group) in triggers.iter().zip(&groups) {
        let own = |answer: usize| usize::from(dom.is_within(trigger.id, answer));
        let holds_heads = trigger.answers.iter().any(|a| all.count(*a) > own(*a));
        let in_faq = dom.above(trigger.id).any(|at| marks.is_faq(at));
        let most = asking.get(&(trigger.sort.clone(), *group)).is_some_and(|(yes, all)| yes * 2 >= *all && *yes > 0);
        let is_tab = dom.attr(trigger.id, "role") == Some("tab");
        let question = asks(&trigger.question) || ((most || in_faq) && !is_tab);
        if holds_heads {
            if question || dom.tag(trigger.id) == "summary" {
                marks.set(trigger.id, Mark::Heading(5));
            }
            continue;
        }
        let around = trigger.answers.iter().all(|a| is_menu(dom, *a));
        if !question || is_invitation(&trigger.question) || around || !marks.is_free(dom, trigger.id) {
            continue;
        }
        if Flow::text(dom, marks, &trigger.answers).trim().is_empty() {
            continue;
        }
        let question = clean(&trigger.question);
        match trigger.answers.first().filter(|_| dom.tag(trigger.id) == "summary") {
            Some(details) => marks.set(*details, Mark::Pair { question, answers: vec![*details], whole: true }),
            None => {
                trigger.answers.iter().for_each(|id| marks.set(*id, Mark::Taken));
                marks.set(trigger.id, Mark::Pair { question, answers: trigger.answers.clone(), whole: false });
            }
        }
    }
}

/// For every head the innermost element that holds another one of its sort.
fn groups(dom: &Dom, triggers: &[Trigger]) -> Vec<usize> {
    let mut held: HashMap<(&str, usize), usize> = HashMap::new();
    for trigger in triggers {
        dom.above(trigger.id).skip(1).for_each(|at| *held.entry((&trigger.sort, at)).or_default() += 1);
    }
    let group =
        |t: &Trigger| dom.above(t.id).skip(1).find(|at| held.get(&(t.sort.as_str(), *at)).is_some_and(|n| *n > 1));
    triggers.iter().map(|t| group(t).unwrap_or(0)).collect()
}

/// Whether an element holds nothing but links to other pages, several of them.
fn is_menu(dom: &Dom, id: usize) -> bool {
    let links: Vec<usize> = dom.below(id).into_iter().filter(|at| dom.tag(*at) == "a").collect();
    let linked: usize = links.iter().map(|at| dom.words(*at).len()).sum();
    links.len() > 2 && linked * 10 >= dom.words(id).len() * 8
}
