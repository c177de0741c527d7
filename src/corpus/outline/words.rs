//! What the words of a block say of it: that it asks, that it is furniture, that it only
//! invites to ask elsewhere.

use crate::corpus::page::{is_faq_heading, is_tail_heading, questions};
use crate::limits;

/// Lines that sites put under every answer or page, in lower case without marks.
const FURNITURE: &[&str] = &[
    "was this helpful",
    "was this article helpful",
    "was this answer helpful",
    "was this page helpful",
    "did this answer your question",
    "did this help",
    "did you find this helpful",
    "did you find it helpful",
    "is this helpful",
    "is this page useful",
    "was this page useful",
    "was this useful",
    "not the answer you re looking for",
    "is this article helpful",
    "rate this answer",
    "yes no",
    "back to top",
    "back to the top",
    "top",
    "to the top",
    "return to top",
    "scroll to top",
    "share",
    "share this",
    "share this article",
    "share this page",
    "print",
    "print this page",
    "copy link",
    "permalink",
    "read more",
    "show more",
    "show less",
    "learn more",
    "see more",
    "view more",
    "more",
    "expand",
    "expand all",
    "collapse",
    "collapse all",
    "expand all collapse all",
    "open all",
    "close all",
    "show all",
    "hide",
    "edit",
    "edit this page",
    "report a problem",
    "leave feedback",
    "feedback",
    "send feedback",
    "give feedback",
    "advertisement",
    "advertisements",
    "ad",
    "sponsored",
    "loading",
    "table of contents",
    "on this page",
    "skip to content",
    "skip to main content",
    "next",
    "previous",
    "prev",
    "thanks for your feedback",
    "thank you for your feedback",
    "war das hilfreich",
    "war dieser artikel hilfreich",
    "war diese antwort hilfreich",
    "ja nein",
    "nach oben",
    "zurück nach oben",
    "zum seitenanfang",
    "mehr lesen",
    "weiterlesen",
    "teilen",
    "drucken",
    "te resultó útil",
    "te ha sido útil",
    "fue útil",
    "sí no",
    "volver arriba",
    "leer más",
    "compartir",
    "imprimir",
    "cette réponse vous a t elle aidé",
    "haut de page",
    "retour en haut",
    "lire la suite",
    "partager",
    "imprimer",
    "oui non",
    "torna su",
    "leggi di più",
    "condividi",
    "返回顶部",
    "分享",
    "有帮助",
    "没帮助",
    "这篇文章有帮助吗",
];

/// How lines begin that sites put under every answer or page.
const FURNITURE_OPENINGS: &[&str] = &[
    "was this helpful",
    "was this article helpful",
    "was this answer helpful",
    "was this page helpful",
    "did this answer your question",
    "last updated",
    "last modified",
    "last reviewed",
    "updated on",
    "page last updated",
    "helpful yes",
    "helpful no",
    "war das hilfreich",
    "war diese antwort hilfreich",
    "war dieser artikel hilfreich",
    "zuletzt aktualisiert",
    "stand ",
    "¿te resultó útil",
    "dernière mise à jour",
];

/// Questions that only lead to a form or a telephone, in lower case without marks.
const INVITATIONS: &[&str] = &[
    "still have questions",
    "still have a question",
    "still got questions",
    "still need help",
    "still stuck",
    "still not sure",
    "have a question",
    "have questions",
    "have more questions",
    "have another question",
    "got a question",
    "got questions",
    "any questions",
    "any other questions",
    "any more questions",
    "more questions",
    "other questions",
    "need help",
    "need more help",
    "need some help",
    "need further help",
    "need assistance",
    "how can we help",
    "how can we help you",
    "how can we help you today",
    "what can we help you with",
    "can t find what you re looking for",
    "can t find your answer",
    "can t find an answer",
    "can t find the answer",
    "cannot find what you are looking for",
    "couldn t find what you were looking for",
    "didn t find what you were looking for",
    "didn t find your answer",
    "didn t find an answer",
    "don t see your question",
    "do you have a question",
    "do you have questions",
    "do you have any questions",
    "do you have another question",
    "do you have more questions",
    "do you still have questions",
    "do you need help",
    "question not answered",
    "question not listed",
    "is your question not here",
    "not what you were looking for",
    "what are you looking for",
    "looking for something else",
    "looking for something",
    "want to know more",
    "want to learn more",
    "ready",
    "ready to get started",
    "ready to begin",
    "need a human",
    "no encuentra lo que busca",
    "no encuentras lo que buscas",
    "nicht gefunden was sie suchen",
    "vous ne trouvez pas ce que vous cherchez",
    "non trovi quello che cerchi",
    "ready to start",
    "was this helpful",
    "noch fragen",
    "haben sie noch fragen",
    "hast du noch fragen",
    "haben sie fragen",
    "weitere fragen",
    "brauchen sie hilfe",
    "frage nicht dabei",
    "tienes más preguntas",
    "aún tienes preguntas",
    "tienes alguna pregunta",
    "tiene más preguntas",
    "necesitas ayuda",
    "encore des questions",
    "vous avez d autres questions",
    "une question",
    "vous avez une question",
    "besoin d aide",
    "avez vous d autres questions",
    "altre domande",
    "hai altre domande",
    "还有问题",
    "还有疑问",
    "没有找到答案",
];

/// Lower case, apostrophes and marks as single spaces.
fn plain(text: &str) -> String {
    let spaced: String = text.to_lowercase().chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether a text is what every page has and no answer needs.
pub fn is_furniture(text: &str) -> bool {
    if text.chars().count() > 120 {
        return false;
    }
    let words = plain(text);
    words.is_empty() && !text.is_empty()
        || is_all_furniture(&words)
        || text.chars().count() < 80 && FURNITURE_OPENINGS.iter().any(|opening| words.starts_with(opening))
}

/// Whether words are nothing but pieces of furniture, one after another.
fn is_all_furniture(words: &str) -> bool {
    let mut rest = words;
    while !rest.is_empty() {
        let fits =
            |piece: &&&str| rest.strip_prefix(**piece).is_some_and(|after| after.is_empty() || after.starts_with(' '));
        let Some(piece) = FURNITURE.iter().filter(fits).max_by_key(|piece| piece.len()) else { return false };
        rest = rest.get(piece.len()..).unwrap_or_default().trim_start();
        // A vote follows what asks for it.
        for vote in ["yes no", "yes", "no", "ja nein"] {
            if let Some(after) = rest.strip_prefix(vote).filter(|a| a.is_empty() || a.starts_with(' ')) {
                rest = after.trim_start();
            }
        }
    }
    !words.is_empty()
}

/// Whether a text is what one presses to say whether an answer helped.
pub fn is_vote(text: &str) -> bool {
    const VOTES: [&str; 12] =
        ["yes", "no", "yes no", "ja", "nein", "ja nein", "sí", "oui", "non", "oui non", "是", "否"];
    VOTES.contains(&plain(text).as_str())
}

/// Whether a question only invites to ask elsewhere.
pub fn is_invitation(text: &str) -> bool {
    let words = plain(text);
    INVITATIONS.contains(&words.as_str())
}

/// Whether a text is one question: it ends in a question mark and is not too long.
pub fn asks(text: &str) -> bool {
    let text = trimmed(text);
    text.chars().count() <= limits::QUESTION_CHARS + 100
        && text.ends_with(['?', '？', '؟', '՞', '፧'])
        && text.chars().any(char::is_alphanumeric)
}

/// Without the marks that sites put after headings.
fn trimmed(text: &str) -> &str {
    text.trim().trim_end_matches(|c: char| {
        c.is_whitespace()
            || matches!(
                c,
                '#' | '¶'
                    | '🔗'
                    | '§'
                    | '+'
                    | '-'
                    | '–'
                    | '−'
                    | '×'
                    | '▼'
                    | '▾'
                    | '▸'
                    | '›'
                    | '»'
                    | '⌄'
                    | '"'
                    | '”'
                    | '*'
                    | '_'
                    | ')'
                    | ':'
            )
    })
}

/// A question as it is stored: on one line, without number, label or mark.
pub fn clean(text: &str) -> String {
    let kept = text.trim().trim_end_matches(|c: char| {
        c.is_whitespace() || matches!(c, '#' | '¶' | '🔗' | '+' | '−' | '×' | '▼' | '▾' | '▸' | '⌄')
    });
    questions::clean(kept.trim_matches(['*', '_']).trim())
}

/// Words that make a short heading one of a list of questions, in lower case.
const QUESTION_WORDS: [&str; 16] = [
    "faq",
    "faqs",
    "q&a",
    "questions",
    "fragen",
    "preguntas",
    "domande",
    "perguntas",
    "vragen",
    "pytania",
    "вопросы",
    "frågor",
    "spørgsmål",
    "الأسئلة",
    "أسئلة",
    "kysymykset",
];

/// Whether a heading says that questions with answers follow.
pub fn opens_faq(text: &str) -> bool {
    let text = trimmed(text);
    if is_faq_heading(text) {
        return true;
    }
    let words: Vec<String> =
        text.split_whitespace().map(|w| w.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase()).collect();
    let named = words.iter().any(|w| QUESTION_WORDS.contains(&w.as_str()))
        || ["问题", "问答", "質問", "질문"].iter().any(|w| text.contains(w));
    named && words.len() <= 10 && !asks(text)
}

/// Whether a heading inside an answer ends it all the same: related links, comments and so on.
pub fn ends_answers(text: &str) -> bool {
    let words = plain(text);
    let related = [
        "related ",
        "more about ",
        "see also",
        "browse other",
        "similar ",
        "you may also",
        "you might also",
        "further reading",
        "read next",
    ];
    is_tail_heading(text.trim())
        || is_invitation(text)
        || related.iter().any(|r| words.starts_with(r)) && words.split(' ').count() <= 6
}

/// A label at the start of a line, markup before and after it passed over: whether it asks, and
/// where what it labels begins.
pub fn label(line: &str) -> Option<(bool, usize)> {
    let bare = line.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '*' | '_'));
    let skipped = line.len() - bare.len();
    let (bare, closed) = match bare.find([':', '.', ')', '：']) {
        // `**Q:**` closes its markup after the mark, `**Q**:` before it.
        Some(at) if at < 24 => (bare, at),
        _ => return None,
    };
    let before = bare.get(..closed)?;
    let word = before.trim_end_matches(['*', '_']);
    let mark = bare.get(closed..)?.chars().next()?;
    let rest = bare.get(closed + mark.len_utf8()..)?;
    let after = rest.trim_start_matches(['*', '_']);
    // questions::label wants a space after the mark, or nothing.
    let probe = format!("{word}{} x", if mark == '：' { ':' } else { mark });
    let found = questions::label(&probe)?;
    if mark != '：' && !(after.is_empty() || after.starts_with(char::is_whitespace)) {
        return None;
    }
    let begins = after.trim_start();
    Some((found.asks(), skipped + bare.len() - begins.len()))
}

/// Bytes of the label of an answer that a text begins with.
pub fn reply_length(text: &str) -> usize {
    match label(text) {
        Some((false, length)) => length,
        // Letters such as `R:` both ask and answer; behind a question it answers.
        Some((true, _)) | None => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::{asks, clean, is_furniture, is_invitation, label};

    #[test]
    fn labels_through_markup() {
        for (line, asked, rest) in [
            ("Q: Why?", true, "Why?"),
            ("**Q:** Why?", true, "Why?"),
            ("**Q: Why?**", true, "Why?**"),
            ("**Question 2**: Why?", true, "Why?"),
            ("A: So.", false, "So."),
            ("__Answer:__ So.", false, "So."),
            ("Frage: Warum?", true, "Warum?"),
        ] {
            assert_eq!(label(line).map(|(a, at)| (a, &line[at..])), Some((asked, rest)), "{line}");
        }
        for line in ["A good day.", "At 10: go", "Quite: so", "http://a.b", "a: so"] {
            assert_eq!(label(line), None, "{line}");
        }
    }

    #[test]
    fn what_words_say() {
        assert!(asks("Why? #") && asks("¿Por qué?") && asks("为什么？") && !asks("Why? Because."));
        assert_eq!(clean(" 3. Why not?  ▾"), "Why not?");
        assert!(
            is_furniture("Was this helpful? Yes / No") && is_furniture("Back to top ↑") && !is_furniture("Yes, it is.")
        );
        assert!(is_invitation("Can’t find what you’re looking for?") && !is_invitation("Can I find parking?"));
    }
}
