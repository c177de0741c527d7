//! The owner's settings beside the corpus: `answerbook.toml` and `synonyms.txt`.

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use serde::de::{self, Deserializer, Unexpected, Visitor};
use serde::{Deserialize, Serialize};

use crate::calibration::Calibration;
use crate::error::{Error, Result};

/// Settings file.
pub const SETTINGS: &str = "answerbook.toml";

/// Synonym file.
pub const SYNONYMS: &str = "synonyms.txt";

/// Names that are settings and so never corpus files.
pub const FILE_NAMES: [&str; 2] = [SETTINGS, SYNONYMS];

/// Said to a greeting.
pub const WELCOME: &str = "Hello. What would you like to know?";

/// Said to thanks.
pub const WELCOME_THANKS: &str = "You're welcome.";

/// Said to a goodbye.
pub const FAREWELL: &str = "Goodbye.";

/// Said to "ok", "great" and the like.
pub const ANYTHING_ELSE: &str = "All right. What else would you like to know?";

/// Said to "tell me more" where all has been told.
pub const NO_MORE: &str = "That is all there is on that.";

/// What `answerbook.toml` may hold. Unknown keys are an error, so that a misspelt one
/// does not go unnoticed.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Confidence from which an answer is given, 0 to 1. Left out, or "auto": the calibrated default.
    #[serde(default, deserialize_with = "threshold")]
    pub threshold: Option<f64>,
    /// What `answerbook tune` learned of this corpus.
    pub calibration: Option<Calibration>,
    /// Words for "I don't know", a contact to hand over to, say.
    pub refusal: Option<String>,
    /// Records whose question, heading or text is like one of these are left out; `*` stands for anything.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub drop: Vec<String>,
    /// Pieces like one of these are kept, whatever else says to leave them out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub keep: Vec<String>,
    /// Which column or key is which field: `question = "Frage"`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub map: BTreeMap<String, String>,
    /// How single files are read.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<FileSettings>,
    /// Questions of which `answerbook tune` was told what is right for them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub asked: Vec<Asked>,
}

/// A question that somebody asked, and what is right for it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    /// As it was asked.
    pub question: String,
    /// The id of the FAQ pair that answers it; without one, nothing in the corpus does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record: Option<String>,
}

/// How the files of a path are read.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileSettings {
    /// The end of their path, `*` for anything: `old/*.csv`.
    pub path: String,
    /// Their form, by the names of `--from`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// Their encoding, by its name on the web.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub encoding: Option<String>,
    /// As in the settings of all files.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub map: BTreeMap<String, String>,
    /// As in the settings of all files.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub drop: Vec<String>,
    /// As in the settings of all files.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub keep: Vec<String>,
}

/// A number, or "auto" for none.
fn threshold<'de, D: Deserializer<'de>>(from: D) -> std::result::Result<Option<f64>, D::Error> {
    struct Threshold;
    impl Visitor<'_> for Threshold {
        type Value = Option<f64>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("\"auto\" or a number from 0 to 1")
        }

        fn visit_f64<E: de::Error>(self, number: f64) -> std::result::Result<Self::Value, E> {
            Ok(Some(number))
        }

        fn visit_i64<E: de::Error>(self, number: i64) -> std::result::Result<Self::Value, E> {
            Ok(Some(number as f64))
        }

        fn visit_str<E: de::Error>(self, text: &str) -> std::result::Result<Self::Value, E> {
            if text == "auto" { Ok(None) } else { Err(E::invalid_value(Unexpected::Str(text), &self)) }
        }
    }
    from.deserialize_any(Threshold)
}

impl Settings {
    /// What of it says what the index holds, as text that is the same while it says the same.
    pub(crate) fn reading(&self) -> String {
        let asked = blake3::hash(&serde_json::to_vec(&self.asked).unwrap_or_default()).to_hex();
        serde_json::to_string(&(&self.drop, &self.keep, &self.map, &self.files, asked.as_str())).unwrap_or_default()
    }
}

/// The settings and the owner's synonyms as text, with the path for messages.
#[derive(Debug, Clone, Default)]
pub struct Beside {
    /// From `answerbook.toml`, or the defaults.
    pub settings: Settings,
    /// Path and content of `synonyms.txt`, where there is one.
    pub synonyms: Option<(PathBuf, String)>,
}

/// Reads what stands beside the first corpus path: in the folder, or next to the file.
///
/// # Errors
///
/// A settings file that is not readable, not TOML, or holds an unknown key or a
/// threshold outside 0 to 1.
pub fn read_beside(corpus: &[PathBuf]) -> Result<Beside> {
    let Some(path) = path_beside(corpus) else {
        return Ok(Beside::default());
    };
    let settings = match read_text(&path)? {
        Some(text) => parse(&path, &text)?,
        None => Settings::default(),
    };
    let path = path.with_file_name(SYNONYMS);
    let synonyms = read_text(&path)?.map(|text| (path, text));
    Ok(Beside { settings, synonyms })
}

fn read_text(path: &Path) -> Result<Option<String>> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(e) => {
            Err(Error::input("cannot be read").at(path).because(e).advice("check its permissions and that it is UTF-8"))
        }
    }
}

fn parse(path: &Path, text: &str) -> Result<Settings> {
    let settings: Settings = toml::from_str(text).map_err(|e| {
        let before = e.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
        let line = 1 + before.matches('\n').count();
        Error::input(e.message().to_owned())
            .at(path)
            .line(u32::try_from(line).unwrap_or(u32::MAX))
            .advice("see the settings in the README")
    })?;
    if settings.threshold.is_some_and(|t| !(0.0..=1.0).contains(&t)) {
        return Err(Error::input("threshold is not between 0 and 1").at(path).advice("leave it out for the default"));
    }
    if let Some(fault) = settings.calibration.as_ref().and_then(Calibration::fault) {
        return Err(Error::input(fault).at(path).advice("run `answerbook tune` again, or take [calibration] out"));
    }
    Ok(settings)
}

/// The settings file beside the first corpus path.
pub fn path_beside(corpus: &[PathBuf]) -> Option<PathBuf> {
    let first = corpus.first()?;
    let folder = if first.is_dir() { first.as_path() } else { first.parent().unwrap_or(Path::new("")) };
    Some(folder.join(SETTINGS))
}

#[cfg(test)]
mod tests {
    use super::parse;
    use std::path::Path;

    #[test]
    fn faults_name_line_and_key() {
        let path = Path::new("answerbook.toml");
        let message = |text| parse(path, text).err().map(|e| e.to_string()).unwrap_or_default();
        assert!(message("\nthreshhold = 1").starts_with("answerbook.toml:2: unknown field `threshhold`"));
        assert!(message("threshold = 2.0").contains("not between 0 and 1"));
        assert!(message("threshold = 'high'").contains("\"auto\" or a number from 0 to 1"));
        let threshold = |text| parse(path, text).map(|s| s.threshold).unwrap();
        assert_eq!((threshold("threshold = 'auto'"), threshold("threshold = 1")), (None, Some(1.0)));
        assert!(parse(path, "refusal = 'Ask Jo.'").is_ok_and(|s| s.refusal.as_deref() == Some("Ask Jo.")));
    }
}
