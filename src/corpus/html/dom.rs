//! A parsed page as a list of elements, each with its place in the source.
//!
//! html5ever tells no places. The text is fed to it in pieces, each from one `<` to the next:
//! whatever it makes meanwhile stands where the piece begins.

use std::borrow::Cow;
use std::cell::{Cell, Ref, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use dom_query::{Document, NodeData, NodeId, NodeRef};
use html5ever::interface::{ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::tendril::{StrTendril, TendrilSink};
use html5ever::{Attribute, ParseOpts, QualName, parse_document};

use crate::corpus::outline::asks;

/// An element.
#[derive(Debug, Default)]
pub struct El {
    pub tag: String,
    pub attrs: Vec<(String, String)>,
    pub parent: Option<usize>,
    pub kids: Vec<Kid>,
    /// From its tag to where the next thing begins that it does not hold.
    bytes: [usize; 2],
    /// What the parser knows it by.
    pub node: Option<NodeId>,
}

/// What stands in an element.
#[derive(Debug)]
pub enum Kid {
    Text(String),
    El(usize),
}

/// A page.
pub struct Dom {
    text: String,
    els: Vec<El>,
    /// The elements in each, in order, and each one's place among those of its parent.
    inner: Vec<Vec<usize>>,
    places: Vec<usize>,
    /// As the parser made it.
    pub document: Document,
}

impl Dom {
    /// Parses a page or a part of one; never fails.
    pub fn parse(text: &str) -> Self {
        let at = Rc::new(Cell::new(0));
        let sink = Placed { document: Document::default(), at: Rc::clone(&at), places: RefCell::default() };
        let mut options = ParseOpts::default();
        // What stands in `<noscript>` is markup.
        options.tree_builder.scripting_enabled = false;
        let mut parser = parse_document(sink, options);
        let mut start = 0;
        for end in text.match_indices('<').map(|(at, _)| at).skip(1).chain([text.len()]) {
            at.set(start);
            parser.process(StrTendril::from(text.get(start..end).unwrap_or_default()));
            start = end;
        }
        at.set(text.len());
        let Placed { document, places, .. } = parser.finish();
        let places = places.into_inner();
        let mut dom = Dom {
            text: text.to_owned(),
            inner: Vec::new(),
            places: Vec::new(),
            els: vec![El { bytes: [0, text.len()], ..El::default() }],
            document,
        };
        let mut waiting = vec![(dom.document.root().id, 0usize)];
        while let Some((node, own)) = waiting.pop() {
            let children: Vec<NodeId> =
                NodeRef::new(node, &dom.document.tree).children().iter().map(|c| c.id).collect();
            for child in children {
                let node = NodeRef::new(child, &dom.document.tree);
                let made = node.query(|n| match &n.data {
                    NodeData::Text { contents } => Some(Err(contents.to_string())),
                    NodeData::Element(element) => {
                        let attrs =
                            element.attrs.iter().map(|a| (a.name.local.to_string(), a.value.to_string())).collect();
                        Some(Ok((element.name.local.to_string(), attrs)))
                    }
                    _ => None,
                });
                match made.flatten() {
                    Some(Err(text)) => dom.push_kid(own, Kid::Text(text)),
                    Some(Ok((tag, attrs))) => {
                        let [from, to] = places.get(&child).copied().unwrap_or([0, 0]);
                        let id = dom.els.len();
                        let bytes = [from, to.max(from)];
                        dom.els.push(El { tag, attrs, parent: Some(own), kids: Vec::new(), bytes, node: Some(child) });
                        dom.push_kid(own, Kid::El(id));
                        waiting.push((child, id));
                    }
                    None => {}
                }
            }
        }
        dom.index();
        dom.end();
        dom
    }

    fn index(&mut self) {
        let of = |kid: &Kid| if let Kid::El(id) = kid { Some(*id) } else { None };
        self.inner = self.els.iter().map(|el| el.kids.iter().filter_map(of).collect()).collect();
        self.places = vec![0; self.els.len()];
        for (place, child) in self.inner.iter().flat_map(|list| list.iter().enumerate()) {
            if let Some(slot) = self.places.get_mut(*child) {
                *slot = place;
            }
        }
    }

    /// Its place among the elements of its parent.
    pub fn place(&self, id: usize) -> usize {
        self.places.get(id).copied().unwrap_or(0)
    }

    /// Tells every element where it ends: where the next one begins that it does not hold.
    fn end(&mut self) {
        for id in std::iter::once(0).chain(self.below(0)) {
            let mut end = self.els.get(id).map_or(0, |el| el.bytes[1]);
            for child in self.children(id).to_vec().into_iter().rev() {
                let Some(el) = self.els.get_mut(child) else { continue };
                el.bytes[1] = end.max(el.bytes[0]);
                end = el.bytes[0];
            }
        }
    }

    /// Its place in the source: from its tag to its end tag, where it has one.
    pub fn bytes(&self, id: usize) -> [usize; 2] {
        let Some(el) = self.els.get(id) else { return [0, 0] };
        let [from, to] = el.bytes;
        let whole = self.text.get(from..to).unwrap_or_default();
        let end =
            whole.rfind(&format!("</{}", el.tag)).and_then(|at| whole.get(at..)?.find('>').map(|end| at + end + 1));
        [from, from + end.unwrap_or_else(|| whole.trim_end().len())]
    }

    fn push_kid(&mut self, parent: usize, kid: Kid) {
        if let Some(el) = self.els.get_mut(parent) {
            el.kids.push(kid);
        }
    }

    /// Number of elements; the first one, 0, is the page itself.
    pub fn len(&self) -> usize {
        self.els.len()
    }

    pub fn get(&self, id: usize) -> Option<&El> {
        self.els.get(id)
    }

    pub fn tag(&self, id: usize) -> &str {
        self.els.get(id).map_or("", |el| el.tag.as_str())
    }

    pub fn attr(&self, id: usize, name: &str) -> Option<&str> {
        self.els.get(id)?.attrs.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
    }

    pub fn parent(&self, id: usize) -> Option<usize> {
        self.els.get(id)?.parent
    }

    pub fn kids(&self, id: usize) -> &[Kid] {
        self.els.get(id).map_or(&[], |el| &el.kids)
    }

    /// Its elements, in order.
    pub fn children(&self, id: usize) -> &[usize] {
        self.inner.get(id).map_or(&[], Vec::as_slice)
    }

    /// All elements below it, in the order of the page.
    pub fn below(&self, id: usize) -> Vec<usize> {
        let mut out = Vec::new();
        let mut waiting: Vec<usize> = self.children(id).iter().rev().copied().collect();
        while let Some(next) = waiting.pop() {
            out.push(next);
            waiting.extend(self.children(next).iter().rev());
        }
        out
    }

    /// All elements of this name, in the order of the page.
    pub fn named(&self, tag: &str) -> Vec<usize> {
        self.below(0).into_iter().filter(|id| self.tag(*id) == tag).collect()
    }

    /// The element and those it stands in, innermost first.
    pub fn above(&self, id: usize) -> impl Iterator<Item = usize> + '_ {
        std::iter::successors(Some(id), |at| self.parent(*at))
    }

    /// Whether it stands in `outer`, or is it.
    pub fn is_within(&self, id: usize, outer: usize) -> bool {
        self.above(id).any(|at| at == outer)
    }

    /// Its words, as one line.
    pub fn words(&self, id: usize) -> String {
        let mut out = String::new();
        self.gather(id, &mut out);
        out.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// Whether an element of a line is not for reading: links to edit or to the place itself, words
    /// for screen readers alone, numbers of notes.
    pub fn is_aside(&self, id: usize) -> bool {
        if self.tag(id) == "sup" {
            let words: String = self
                .kids(id)
                .iter()
                .map(|kid| if let Kid::Text(text) = kid { text.clone() } else { String::new() })
                .collect();
            return words.trim().is_empty()
                && self.below(id).len() == 1
                && self.children(id).iter().all(|at| self.tag(*at) == "a");
        }
        let Some(class) = self.attr(id, "class") else { return false };
        let names = [
            "visually-hidden",
            "visuallyhidden",
            "sr-only",
            "screen-reader-text",
            "editsection",
            "headerlink",
            "anchor-link",
            "hash-link",
        ];
        names
            .iter()
            .any(|name| class.split_whitespace().any(|token| token == *name || token.ends_with(&format!("-{name}"))))
    }

    /// Its words as a question: without a number or a letter of its own before them.
    pub fn asked(&self, id: usize) -> String {
        let mut words = self.words(id);
        if !asks(&words) {
            // Beside the question stands what opens it: "Show".
            let inner = self.below(id).into_iter().map(|at| self.words(at)).filter(|w| asks(w)).min_by_key(String::len);
            if let Some(inner) = inner.filter(|inner| inner.len() * 2 > words.len()) {
                words = inner;
            }
        }
        let first = self.below(id).into_iter().map(|at| self.words(at)).find(|w| !w.is_empty() && *w != words);
        let is_mark = |w: &String| {
            let bare = w.trim_matches(|c: char| !c.is_alphanumeric());
            !bare.is_empty() && bare.chars().all(|c| c.is_ascii_digit()) && bare.len() <= 3
                || matches!(bare, "Q" | "问" | "問" | "F" | "P" | "D")
        };
        let mark = first.filter(is_mark).filter(|mark| words.starts_with(mark.as_str()));
        let rest = mark
            .and_then(|mark| words.get(mark.len()..))
            .map(|rest| rest.trim_start_matches([' ', ':', '.', ')', '：']));
        rest.filter(|rest| !rest.is_empty()).map_or(words.clone(), str::to_owned)
    }

    fn gather(&self, id: usize, out: &mut String) {
        for kid in self.kids(id) {
            match kid {
                Kid::Text(text) => {
                    out.extend(text.chars().filter(|c| !matches!(c, '\u{AD}' | '\u{200B}' | '\u{FEFF}')))
                }
                Kid::El(id)
                    if matches!(self.tag(*id), "script" | "style" | "template" | "svg" | "noscript")
                        || self.is_aside(*id) => {}
                Kid::El(id) => {
                    let inline = super::tags::is_inline(self.tag(*id));
                    if !inline {
                        out.push(' ');
                    }
                    self.gather(*id, out);
                    if !inline {
                        out.push(' ');
                    }
                }
            }
        }
    }

    /// The words of its class and its id, in lower case: `faq-item__Question` is faq, item, question.
    pub fn names(&self, id: usize) -> Vec<String> {
        let mut out = Vec::new();
        for text in ["class", "id"].iter().filter_map(|name| self.attr(id, name)) {
            let mut word = String::new();
            let mut lower = false;
            for c in text.chars().chain([' ']) {
                let breaks = !c.is_alphanumeric() || (lower && c.is_uppercase());
                if breaks && !word.is_empty() {
                    out.push(std::mem::take(&mut word));
                }
                if c.is_alphanumeric() {
                    word.extend(c.to_lowercase());
                }
                lower = c.is_lowercase();
            }
        }
        out
    }

    /// The page's title: its only first heading, else what stands in `<title>` before the site's name.
    pub fn title(&self) -> Option<String> {
        let first: Vec<String> =
            self.named("h1").into_iter().map(|id| self.words(id)).filter(|t| !t.is_empty()).collect();
        if let [only] = first.as_slice() {
            return Some(only.clone());
        }
        let title = self.named("title").first().map(|id| self.words(*id))?;
        let end = [" | ", " – ", " — ", " - ", " · "].iter().filter_map(|mark| title.find(mark)).min();
        let own = title.get(..end.unwrap_or(title.len())).unwrap_or_default().trim().to_owned();
        (!own.is_empty()).then_some(own)
    }

    /// The page's language, two letters.
    pub fn lang(&self) -> Option<String> {
        let id = self.named("html").into_iter().next()?;
        let code =
            self.attr(id, "lang").or_else(|| self.attr(id, "xml:lang"))?.split(['-', '_']).next()?.to_lowercase();
        (code.len() == 2 && code.chars().all(|c| c.is_ascii_alphabetic())).then_some(code)
    }

    /// The page's own address.
    pub fn address(&self) -> Option<String> {
        let is_own = |id: &usize| self.attr(*id, "rel").is_some_and(|rel| rel.eq_ignore_ascii_case("canonical"));
        let link = self.named("link").into_iter().find(is_own)?;
        self.attr(link, "href").filter(|href| href.contains("://")).map(str::to_owned)
    }
}

/// Builds the tree and writes down where each element begins and ends.
struct Placed {
    document: Document,
    at: Rc<Cell<usize>>,
    places: RefCell<HashMap<NodeId, [usize; 2]>>,
}

impl Placed {
    fn begins(&self, id: NodeId) {
        self.places.borrow_mut().insert(id, [self.at.get(), self.at.get()]);
    }
}

impl TreeSink for Placed {
    type Handle = NodeId;
    type Output = Placed;
    type ElemName<'a> = Ref<'a, QualName>;

    fn finish(self) -> Placed {
        self
    }

    fn parse_error(&self, _: Cow<'static, str>) {}

    fn get_document(&self) -> NodeId {
        self.document.get_document()
    }

    fn elem_name<'a>(&'a self, target: &'a NodeId) -> Self::ElemName<'a> {
        self.document.elem_name(target)
    }

    fn create_element(&self, name: QualName, attrs: Vec<Attribute>, flags: ElementFlags) -> NodeId {
        let id = self.document.create_element(name, attrs, flags);
        self.begins(id);
        id
    }

    fn create_comment(&self, text: StrTendril) -> NodeId {
        self.document.create_comment(text)
    }

    fn create_pi(&self, target: StrTendril, data: StrTendril) -> NodeId {
        self.document.create_pi(target, data)
    }

    fn append(&self, parent: &NodeId, child: NodeOrText<NodeId>) {
        self.document.append(parent, child);
    }

    fn append_based_on_parent_node(&self, element: &NodeId, previous: &NodeId, child: NodeOrText<NodeId>) {
        self.document.append_based_on_parent_node(element, previous, child);
    }

    fn append_doctype_to_document(&self, name: StrTendril, public_id: StrTendril, system_id: StrTendril) {
        self.document.append_doctype_to_document(name, public_id, system_id);
    }

    fn get_template_contents(&self, target: &NodeId) -> NodeId {
        self.document.get_template_contents(target)
    }

    fn same_node(&self, x: &NodeId, y: &NodeId) -> bool {
        x == y
    }

    fn set_quirks_mode(&self, mode: QuirksMode) {
        self.document.set_quirks_mode(mode);
    }

    fn append_before_sibling(&self, sibling: &NodeId, new: NodeOrText<NodeId>) {
        self.document.append_before_sibling(sibling, new);
    }

    fn add_attrs_if_missing(&self, target: &NodeId, attrs: Vec<Attribute>) {
        self.document.add_attrs_if_missing(target, attrs);
    }

    fn remove_from_parent(&self, target: &NodeId) {
        self.document.remove_from_parent(target);
    }

    fn reparent_children(&self, node: &NodeId, new_parent: &NodeId) {
        self.document.reparent_children(node, new_parent);
    }

    fn is_mathml_annotation_xml_integration_point(&self, handle: &NodeId) -> bool {
        self.document.is_mathml_annotation_xml_integration_point(handle)
    }
}
