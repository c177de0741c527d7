//! The one error type: which path, what happened, what to do about it.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// What went wrong, with the place and the way out.
///
/// Shown as one line: `path: what happened; what to do`. Opaque but for its
/// predicates, so that kinds can be added.
#[derive(Debug)]
pub struct Error {
    kind: ErrorKind,
    path: Option<PathBuf>,
    line: Option<u32>,
    what: String,
    advice: Option<String>,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

/// The kinds of [`Error`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The caller's input is not usable: a question, a flag, a settings file.
    Input,
    /// The corpus is missing, empty or cannot be read.
    Corpus,
    /// The index cannot be read or written.
    Index,
    /// The index is damaged; building it anew mends it.
    Corrupt,
    /// Another process is writing the index.
    Locked,
    /// A fault of answerbook itself.
    Internal,
}

/// A result whose error is [`Error`].
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    pub(crate) fn new(kind: ErrorKind, what: impl Into<String>) -> Self {
        Error { kind, path: None, line: None, what: what.into(), advice: None, source: None }
    }

    pub(crate) fn corpus(what: impl Into<String>) -> Self {
        Error::new(ErrorKind::Corpus, what)
    }

    pub(crate) fn index(what: impl Into<String>) -> Self {
        Error::new(ErrorKind::Index, what)
    }

    pub(crate) fn input(what: impl Into<String>) -> Self {
        Error::new(ErrorKind::Input, what)
    }

    pub(crate) fn at(mut self, path: &Path) -> Self {
        self.path = Some(path.to_path_buf());
        self
    }

    pub(crate) fn line(mut self, line: u32) -> Self {
        self.line = Some(line);
        self
    }

    pub(crate) fn advice(mut self, advice: impl Into<String>) -> Self {
        self.advice = Some(advice.into());
        self
    }

    pub(crate) fn because(mut self, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// What happened, without place and advice.
    pub(crate) fn what(&self) -> &str {
        &self.what
    }

    /// The message without the place, for a list that has it already.
    pub(crate) fn without_path(&self) -> String {
        let mut out = self.what.clone();
        if let Some(source) = &self.source {
            out.push_str(&format!(": {}", one_line(&source.to_string())));
        }
        if let Some(advice) = &self.advice {
            out.push_str(&format!("; {advice}"));
        }
        out
    }

    /// Which kind of error this is.
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// The file or folder it is about.
    pub fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// Whether the caller's own input is at fault.
    pub fn is_input(&self) -> bool {
        self.kind == ErrorKind::Input
    }

    /// Whether the corpus is at fault: a file of it that is missing or cannot be read or written.
    pub fn is_corpus(&self) -> bool {
        self.kind == ErrorKind::Corpus
    }

    /// Whether the index is damaged, so that building it anew mends it.
    pub fn is_corrupt(&self) -> bool {
        self.kind == ErrorKind::Corrupt
    }

    /// Whether the operating system lets nobody, or not this user, write there.
    pub(crate) fn is_barred(&self) -> bool {
        let cause = self.source.as_ref().and_then(|source| source.downcast_ref::<io::Error>());
        cause.is_some_and(|e| matches!(e.kind(), io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem))
    }

    /// Whether another process holds the index for writing.
    pub fn is_locked(&self) -> bool {
        self.kind == ErrorKind::Locked
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(path) = &self.path {
            write!(f, "{}:", path.display())?;
            if let Some(line) = self.line {
                write!(f, "{line}:")?;
            }
            f.write_str(" ")?;
        }
        f.write_str(&self.what)?;
        if let Some(source) = &self.source {
            write!(f, ": {}", one_line(&source.to_string()))?;
        }
        if let Some(advice) = &self.advice {
            write!(f, "; {advice}")?;
        }
        Ok(())
    }
}

/// The promise is one line, whatever a library's message holds.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source.as_ref().map(|source| {
            let source: &(dyn std::error::Error + 'static) = source.as_ref();
            source
        })
    }
}

impl From<tantivy::TantivyError> for Error {
    fn from(error: tantivy::TantivyError) -> Self {
        use tantivy::TantivyError as T;
        let kind = match &error {
            T::DataCorruption(_) | T::IncompatibleIndex(_) | T::OpenReadError(_) => ErrorKind::Corrupt,
            _ => ErrorKind::Index,
        };
        Error::new(kind, "the full-text index reports").because(error)
    }
}

#[cfg(test)]
mod tests {
    use super::{Error, ErrorKind};
    use std::path::Path;

    #[test]
    fn one_line_with_path_cause_and_advice() {
        let error = Error::corpus("not valid UTF-8")
            .at(Path::new("a/b.txt"))
            .line(3)
            .because("byte 0xff\nat 17")
            .advice("save it as UTF-8");
        assert_eq!(error.to_string(), "a/b.txt:3: not valid UTF-8: byte 0xff at 17; save it as UTF-8");
        assert_eq!(error.kind(), ErrorKind::Corpus);
    }
}
