//! Words that stand for one another: the file that ships, and the owner's beside the corpus.
//!
//! `a, b => c` says that a question with a or b may also be met by c; `a = b` says it both
//! ways. Terms may have several words. Rules do not chain: what a stands for is what its
//! own lines say.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use crate::error::{Error, Result};
use crate::text::{Language, tokens_cased};

/// One direction of one line: `from` in a question is also met by `to` in a record.
/// Both are terms as the index has them, in order.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Rule {
    /// Terms in the question.
    pub from: Vec<String>,
    /// Terms in the record.
    pub to: Vec<String>,
    /// Whether `to` means the same, or only something wider: a mayor is an official, but
    /// who asks for the mayor does not want any official. A name's one-way rule (a capital
    /// for its government) is used for the same thing.
    pub same: bool,
    /// Whether a question is put so before a model reads it: what the owner says, and of names, such as a capital for its
    /// government. What common words mean a model knows better than a list.
    pub spoken: bool,
}

/// The rules of a synonym file, the owner's or the shipped one, its words stemmed in `language`.
///
/// # Errors
///
/// Names the line that has neither `=>` nor `=`, or nothing on one side of it.
pub fn parse(path: &Path, text: &str, by_owner: bool, language: Option<Language>) -> Result<Vec<Rule>> {
    let mut rules = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let line = line.split('#').next().unwrap_or_default().trim();
        if line.is_empty() {
            continue;
        }
        let fault = |what: &str| {
            Err(Error::input(what)
                .at(path)
                .line(u32::try_from(number + 1).unwrap_or(u32::MAX))
                .advice("write `a, b => c` for one way or `a = b` for both"))
        };
        let (sides, both_ways) = match line.split_once("=>") {
            Some((from, to)) => (vec![from, to], false),
            None if line.contains('=') => (line.split('=').collect(), true),
            None => return fault("a synonym line without = or =>"),
        };
        let sides: Vec<Vec<Phrase>> = sides.into_iter().map(|side| phrases(side, language)).collect();
        if sides.iter().any(Vec::is_empty) {
            return fault("nothing on one side of the synonym");
        }
        for (i, from) in sides.iter().enumerate() {
            for (k, to) in sides.iter().enumerate() {
                if i != k && (both_ways || i < k) {
                    cross(&mut rules, from, to, both_ways, by_owner);
                }
            }
        }
    }
    Ok(rules)
}

/// The terms of one phrase, and whether it is a name.
type Phrase = (Vec<String>, bool);

fn phrases(side: &str, language: Option<Language>) -> Vec<Phrase> {
    let stem = |token: crate::text::Token| match language {
        Some(language) if !token.digit => language.stem(&token.lower),
        _ => token.folded,
    };
    side.split(',')
        .map(|term| {
            let tokens = tokens_cased(term, true);
            let name = tokens.first().is_some_and(|t| t.capital);
            (tokens.into_iter().map(stem).collect::<Vec<_>>(), name)
        })
        .filter(|(phrase, _)| !phrase.is_empty())
        .collect()
}

fn cross(rules: &mut Vec<Rule>, from: &[Phrase], to: &[Phrase], both_ways: bool, by_owner: bool) {
    for (a, name) in from {
        let others = to.iter().filter(|(b, _)| b != a);
        rules.extend(others.map(|(b, _)| Rule {
            from: a.clone(),
            to: b.clone(),
            same: both_ways || *name,
            spoken: by_owner || *name,
        }));
    }
}

/// The rules that can ever match a corpus: those whose right side's terms it all has.
/// Sorted, each once, so that the same corpus gives the same index.
pub fn useful(rules: Vec<Rule>, has: impl Fn(&str) -> bool) -> Vec<Rule> {
    let distinct: HashSet<Rule> = rules.into_iter().filter(|rule| rule.to.iter().all(|term| has(term))).collect();
    let mut kept: Vec<Rule> = distinct.into_iter().collect();
    kept.sort_by(|a, b| (&a.from, &a.to, !a.same).cmp(&(&b.from, &b.to, !b.same)));
    // Said both ways and one way: the closer meaning holds.
    kept.dedup_by(|later, first| {
        let is_again = later.from == first.from && later.to == first.to;
        first.spoken |= is_again && later.spoken;
        is_again
    });
    kept
}

/// Rules as text, a line each: `from terms`, tab, `=` or `>` and after it `*` for what is spoken, tab, `to terms`.
pub fn write(rules: &[Rule]) -> String {
    let mut out = String::new();
    for rule in rules {
        out.push_str(&rule.from.join(" "));
        out.push_str(if rule.same { "\t=" } else { "\t>" });
        out.push_str(if rule.spoken { "*\t" } else { "\t" });
        out.push_str(&rule.to.join(" "));
        out.push('\n');
    }
    out
}

/// The rules of an index, found by their first term.
#[derive(Debug, Default)]
pub struct Synonyms {
    by_first: HashMap<String, Vec<Rule>>,
}

impl Synonyms {
    /// Reads back what [`write`] wrote.
    pub fn read(text: &str) -> Self {
        let words = |side: &str| side.split(' ').map(str::to_owned).collect::<Vec<_>>();
        let mut by_first: HashMap<String, Vec<Rule>> = HashMap::new();
        for (from, rest) in text.lines().filter_map(|line| line.split_once('\t')) {
            let Some((sign, to)) = rest.split_once('\t') else { continue };
            let (same, spoken) = (sign.starts_with('='), sign.ends_with('*'));
            let rule = Rule { from: words(from), to: words(to), same, spoken };
            if let Some(first) = rule.from.first() {
                by_first.entry(first.clone()).or_default().push(rule);
            }
        }
        Synonyms { by_first }
    }

    /// The rules whose left side stands at the head of `terms`.
    pub fn matching<'a>(&'a self, terms: &'a [String]) -> impl Iterator<Item = &'a Rule> {
        let rules = terms.first().and_then(|first| self.by_first.get(first)).map_or(&[][..], Vec::as_slice);
        rules.iter().filter(|rule| terms.starts_with(&rule.from))
    }
}

#[cfg(test)]
mod tests {
    use super::{Rule, Synonyms, parse, useful, write};
    use crate::text::Language;
    use std::path::Path;

    fn rule(from: &str, to: &str) -> Rule {
        let words = |s: &str| s.split(' ').map(str::to_owned).collect();
        Rule { from: words(from), to: words(to), same: true, spoken: false }
    }

    #[test]
    fn one_way_and_both_ways() {
        let rules = parse(Path::new("s"), "# c\nParis, Lyon => France\nUK = U.K. = Great Britain # x\n", false, None)
            .unwrap_or_default();
        let name = |from, to| Rule { spoken: true, ..rule(from, to) };
        assert!(rules.contains(&name("paris", "france")) && rules.contains(&name("lyon", "france")));
        assert!(!rules.contains(&name("france", "paris")));
        assert!(rules.contains(&name("uk", "great britain")) && rules.contains(&name("great britain", "uk")));
    }

    #[test]
    fn a_wider_word_is_told_from_the_same_thing() {
        let rules = parse(Path::new("s"), "mayor => official\nParis => France", false, None).unwrap_or_default();
        assert_eq!(rules.iter().map(|r| r.same).collect::<Vec<_>>(), [false, true]);
    }

    #[test]
    fn faulty_lines_are_named() {
        for text in ["a b", "a =>", "= b"] {
            let error = parse(Path::new("s.txt"), text, true, None).err().map(|e| e.to_string()).unwrap_or_default();
            assert!(error.starts_with("s.txt:1: "), "{error}");
        }
    }

    #[test]
    fn only_reachable_rules_are_kept_and_survive_the_file() {
        let rules =
            parse(Path::new("s"), "buying = purchase\nfoo => bar", false, Some(Language::ENGLISH)).unwrap_or_default();
        let kept = useful(rules, |term| term == "purchas");
        assert_eq!(kept, [rule("buy", "purchas")]);
        let synonyms = Synonyms::read(&write(&kept));
        let question: Vec<String> = vec!["buy".into(), "it".into()];
        assert_eq!(synonyms.matching(&question).count(), 1);
        assert_eq!(synonyms.matching(&question[1..]).count(), 0);
    }

    #[test]
    fn what_the_owner_says_too_is_spoken_and_survives_the_file() {
        let ours = parse(Path::new("s"), "buy = purchase", false, None).unwrap_or_default();
        let owners = parse(Path::new("o"), "buy => purchase", true, None).unwrap_or_default();
        let kept = useful([ours, owners].concat(), |term| term == "purchase");
        assert_eq!(kept, [Rule { spoken: true, ..rule("buy", "purchase") }]);
        let question = ["buy".to_owned()];
        assert!(Synonyms::read(&write(&kept)).matching(&question).eq(&kept));
    }
}
