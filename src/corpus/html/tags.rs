//! Which elements are part of a line, which show nothing, and which stand around a page's subject.

/// Whether an element is part of a line.
pub fn is_inline(tag: &str) -> bool {
    matches!(
        tag,
        "a" | "abbr"
            | "acronym"
            | "b"
            | "bdi"
            | "bdo"
            | "big"
            | "cite"
            | "code"
            | "data"
            | "del"
            | "dfn"
            | "em"
            | "font"
            | "i"
            | "img"
            | "ins"
            | "kbd"
            | "label"
            | "mark"
            | "q"
            | "s"
            | "samp"
            | "small"
            | "span"
            | "strike"
            | "strong"
            | "sub"
            | "sup"
            | "time"
            | "tt"
            | "u"
            | "var"
            | "wbr"
            | "ruby"
            | "rb"
            | "rt"
            | "rp"
            | "picture"
            | "output"
            | "button"
            | "meter"
            | "progress"
            | "nobr"
            | "svg"
            | "input"
    )
}

/// Elements that show no text of the page.
pub fn is_silent(tag: &str) -> bool {
    matches!(
        tag,
        "script"
            | "style"
            | "template"
            | "svg"
            | "head"
            | "iframe"
            | "object"
            | "embed"
            | "canvas"
            | "select"
            | "textarea"
            | "input"
            | "button"
            | "audio"
            | "video"
            | "map"
            | "noscript"
            | "datalist"
            | "progress"
            | "meter"
            | "math"
            | "title"
            | "meta"
            | "link"
    )
}

/// Parts of a page around its subject, by their element.
pub const AROUND: [&str; 5] = ["nav", "footer", "aside", "form", "dialog"];

/// The same by their role.
pub const AROUND_ROLES: [&str; 9] =
    ["navigation", "banner", "contentinfo", "complementary", "search", "dialog", "alertdialog", "menu", "menubar"];

/// The same by a word of their class or id.
pub const AROUND_NAMES: [&str; 46] = [
    "nav",
    "navbar",
    "navigation",
    "menu",
    "breadcrumb",
    "breadcrumbs",
    "footer",
    "sidebar",
    "cookie",
    "cookies",
    "consent",
    "gdpr",
    "newsletter",
    "subscribe",
    "comment",
    "comments",
    "disqus",
    "related",
    "recommended",
    "recommendations",
    "share",
    "sharing",
    "social",
    "pagination",
    "pager",
    "promo",
    "promotion",
    "popup",
    "modal",
    "advert",
    "advertisement",
    "ads",
    "feedback",
    "helpful",
    "vote",
    "rating",
    "tags",
    "tagcloud",
    "skip",
    "backtotop",
    "toolbar",
    "search",
    "teaser",
    "teasers",
    "byline",
    "signup",
];
