//! How the owner wants files read: their form, names of columns, and what to keep and to drop.

use super::fields::Names;
use super::form::Form;
use super::found::Found;
use super::report::Dropped;
use crate::error::{Error, Result};
use crate::record::{Kind, Record, Source};
use crate::settings::Settings;

/// The owner's rules for all files.
#[derive(Debug, Clone, Default)]
pub struct Rules {
    all: Rule,
    files: Vec<(String, Rule)>,
}

/// The rules for one file.
#[derive(Debug, Clone, Default)]
pub struct Rule {
    /// Its form, where it is not to be told by name and content.
    pub form: Option<Form>,
    /// Its encoding.
    pub encoding: Option<&'static encoding_rs::Encoding>,
    /// Names of columns and keys.
    pub names: Names,
    drop: Vec<String>,
    keep: Vec<String>,
}

impl Rules {
    /// The rules that `settings` hold.
    ///
    /// # Errors
    ///
    /// A form, an encoding or a field that there is not.
    pub fn of(settings: &Settings) -> Result<Self> {
        let wrong = |what: String| {
            Error::input(what).at(crate::settings::SETTINGS.as_ref()).advice("see the settings in the README")
        };
        let mut all = Rule { drop: settings.drop.clone(), keep: settings.keep.clone(), ..Rule::default() };
        for (field, name) in &settings.map {
            all.names.map(field, name).map_err(wrong)?;
        }
        let mut files = Vec::new();
        for file in &settings.files {
            let mut rule = Rule { drop: file.drop.clone(), keep: file.keep.clone(), ..Rule::default() };
            for (field, name) in &file.map {
                rule.names.map(field, name).map_err(wrong)?;
            }
            if let Some(name) = &file.from {
                let known: Vec<&str> = Form::names().collect();
                rule.form = Some(
                    Form::named(name)
                        .ok_or_else(|| wrong(format!("there is no form {name}; there are {}", known.join(", "))))?,
                );
            }
            if let Some(name) = &file.encoding {
                let found = encoding_rs::Encoding::for_label(name.as_bytes());
                rule.encoding = Some(found.ok_or_else(|| wrong(format!("there is no encoding {name}")))?);
            }
            files.push((file.path.clone(), rule));
        }
        Ok(Rules { all, files })
    }

    /// The rules of the file at `path`: those of every entry that fits it. Of two that say
    /// different things of a form, an encoding or a field's name the later one counts, and each above the
    /// rules for all files.
    pub fn for_file(&self, path: &str) -> Rule {
        let path = path.replace('\\', "/");
        let fits = |pattern: &str| matches(pattern, &path) || matches(&format!("*/{pattern}"), &path);
        let mut rule = self.all.clone();
        for (_, own) in self.files.iter().filter(|(pattern, _)| fits(pattern)) {
            rule.form = own.form.or(rule.form);
            rule.encoding = own.encoding.or(rule.encoding);
            let above = std::mem::replace(&mut rule.names, own.names.clone());
            rule.names.extend(&above);
            rule.drop.extend(own.drop.iter().cloned());
            rule.keep.extend(own.keep.iter().cloned());
        }
        rule
    }
}

impl Rule {
    /// Whether it keeps or drops anything.
    pub fn sorts(&self) -> bool {
        !self.drop.is_empty() || !self.keep.is_empty()
    }

    /// Why a record is dropped, where a rule says so and none keeps it.
    pub fn drops(&self, record: &Record) -> Option<String> {
        let fits = |pattern: &&String| {
            let texts =
                record.questions.iter().chain([&record.text]).chain(&record.source.heading).chain(&record.title);
            texts.into_iter().any(|text| matches(pattern, text))
        };
        let kept = self.keep.iter().any(|pattern| fits(&pattern));
        let rule = self.drop.iter().find(fits).filter(|_| !kept)?;
        Some(format!("dropped by the rule \"{rule}\""))
    }

    /// Drops and keeps what the rules say.
    pub fn apply(&self, found: &mut Found) {
        if !self.sorts() {
            return;
        }
        let mut kept = Vec::with_capacity(found.records.len());
        for record in found.records.drain(..) {
            match self.drops(&record) {
                Some(reason) => {
                    let text = record.question().unwrap_or(&record.text);
                    found.dropped.push(Dropped::new(&record.source.path, record.source.line, reason, text));
                }
                None => kept.push(record),
            }
        }
        found.records = kept;
        let fits =
            |d: &Dropped| !d.whole.trim().is_empty() && self.keep.iter().any(|pattern| matches(pattern, &d.whole));
        let (back, left): (Vec<Dropped>, Vec<Dropped>) = found.dropped.drain(..).partition(fits);
        found.dropped = left;
        for piece in back {
            let source = Source { path: piece.path, line: piece.line, ..Source::default() };
            let mut record = Record::empty(Kind::Passage, source);
            record.text = piece.whole.trim().to_owned();
            record.warnings = vec!["kept by a rule".to_owned()];
            found.records.push(record);
        }
    }
}

/// Whether all of `text` is what `pattern` says: `*` stands for anything, case and the kind of
/// white space for nothing.
fn matches(pattern: &str, text: &str) -> bool {
    let fold = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    let (pattern, text) = (fold(pattern), fold(text));
    let mut parts = pattern.split('*');
    let Some(mut rest) = text.strip_prefix(parts.next().unwrap_or_default()) else { return false };
    let parts: Vec<&str> = parts.collect();
    let Some((last, middle)) = parts.split_last() else { return rest.is_empty() };
    for part in middle {
        match rest.find(part) {
            Some(at) => rest = rest.get(at + part.len()..).unwrap_or_default(),
            None => return false,
        }
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn wildcards() {
        for (pattern, text, fits) in [
            ("Subscribe*", "subscribe  to our\nletter", true),
            ("*letter", "subscribe to our letter", true),
            ("*to*our*", "subscribe to our letter", true),
            ("a*a", "a", false),
            ("letter", "our letter", false),
            ("*", "", true),
        ] {
            assert_eq!(matches(pattern, text), fits, "{pattern} {text}");
        }
    }
}
