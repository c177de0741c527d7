//! Markdown answers as plain text: what the marks mean is kept, the marks go.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

/// Whether a text is Markdown: it stands in such a file, or it has links or strong words.
pub fn is_markdown(text: &str, path: &str) -> bool {
    let ending = path.rsplit_once('.').map_or("", |(_, ending)| ending).to_lowercase();
    let pairs = |mark: &str| text.matches(mark).count() >= 2;
    matches!(ending.as_str(), "md" | "markdown" | "qna") || text.contains("](") || pairs("**")
}

/// The text of Markdown, with `shown` called for each piece of words and its place in `markdown`.
pub fn plain(markdown: &str, shown: impl Fn(&str, usize) -> String) -> String {
    let mut page = Page::default();
    for (event, range) in
        Parser::new_ext(markdown, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH).into_offset_iter()
    {
        match event {
            // Where marks were taken out, the words stand elsewhere: then they are not set off.
            Event::Text(text) => match markdown.get(range.clone()) {
                Some(there) if *there == *text => page.word(&shown(&text, range.start)),
                _ => page.word(&shown(&text, usize::MAX)),
            },
            Event::Code(text) => page.word(&shown(&text, usize::MAX)),
            Event::Html(text) | Event::InlineHtml(text) | Event::InlineMath(text) | Event::DisplayMath(text) => {
                page.word(&shown(&text, usize::MAX));
            }
            Event::SoftBreak => page.word(" "),
            Event::HardBreak => page.line(),
            Event::Rule => page.block(),
            Event::Start(tag) => page.start(tag),
            Event::End(tag) => page.end(tag, &shown),
            Event::FootnoteReference(_) | Event::TaskListMarker(_) => {}
        }
    }
    page.out.trim_end().to_owned()
}

#[derive(Default)]
struct Page {
    out: String,
    /// Numbers of the lists that are open; `None` of one without numbers.
    lists: Vec<Option<u64>>,
    /// Addresses of the links that are open, and where their words begin.
    links: Vec<(String, usize)>,
    /// A cell of this row stands already.
    cell: bool,
}

impl Page {
    fn word(&mut self, text: &str) {
        self.out.push_str(text);
    }

    /// A new line, if the last is not empty.
    fn line(&mut self) {
        if !self.out.is_empty() && !self.out.ends_with('\n') {
            self.out.push('\n');
        }
    }

    /// An empty line, if there is none.
    fn block(&mut self) {
        self.line();
        if !self.out.is_empty() && !self.out.ends_with("\n\n") {
            self.out.push('\n');
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Paragraph | Tag::Heading { .. } | Tag::CodeBlock(_) | Tag::BlockQuote(_) | Tag::Table(_)
                // An item's first paragraph stands beside its mark.
                if self.lists.is_empty() => {
                    self.block();
                }
            Tag::List(first) => {
                if self.lists.is_empty() {
                    self.block()
                } else {
                    self.line()
                }
                self.lists.push(first);
            }
            Tag::Item => {
                self.line();
                let indent = "  ".repeat(self.lists.len().saturating_sub(1));
                let mark = match self.lists.last_mut() {
                    Some(Some(number)) => {
                        *number += 1;
                        format!("{indent}{}. ", *number - 1)
                    }
                    _ => format!("{indent}- "),
                };
                self.word(&mark);
            }
            Tag::TableRow | Tag::TableHead => {
                self.line();
                self.cell = false;
            }
            Tag::TableCell => {
                if self.cell {
                    self.word(" | ");
                }
                self.cell = true;
            }
            Tag::Link { dest_url, .. } => self.links.push((dest_url.into_string(), self.out.len())),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd, shown: impl Fn(&str, usize) -> String) {
        match tag {
            TagEnd::List(_) => {
                self.lists.pop();
                self.line();
            }
            TagEnd::Link => {
                if let Some((address, from)) = self.links.pop() {
                    let said = self.out.get(from..).unwrap_or_default();
                    // A place on the same page leads nowhere here.
                    if !address.is_empty() && !address.starts_with('#') && said != address {
                        self.word(&format!(" ({})", shown(&address, usize::MAX)));
                    }
                }
            }
            TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::CodeBlock => self.line(),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{is_markdown, plain};

    fn text(markdown: &str) -> String {
        plain(markdown, |text, _| text.to_owned())
    }

    #[test]
    fn marks_go_and_meaning_stays() {
        assert_eq!(
            text("Post it to **Mill Lane**, see [the map](https://a.b/c)."),
            "Post it to Mill Lane, see the map (https://a.b/c)."
        );
        assert_eq!(text("One\ntwo\n\n- a\n- *b*\n  1. c\n\nEnd"), "One two\n\n- a\n- b\n  1. c\n\nEnd");
        assert_eq!(text("## Head\n\n| a | b |\n|---|---|\n| 1 | 2 |\n"), "Head\n\na | b\n1 | 2");
        assert_eq!(text("<https://a.b>"), "https://a.b");
        assert_eq!(text("2 * 3 * 4 and snake_case_names"), "2 * 3 * 4 and snake_case_names");
    }

    #[test]
    fn plain_texts_are_not_taken_for_markdown() {
        assert!(!is_markdown("2 * 3", "a.txt") && is_markdown("x", "a/b.MD") && is_markdown("[a](b)", "a.jsonl"));
    }
}
