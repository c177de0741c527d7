//! How far building an index has come, for whoever waits for it.

use std::fmt;
use std::sync::Arc;

/// What is being done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Step {
    /// Files are read.
    Reading,
    /// Records are written.
    Writing,
    /// What questions mean is worked out: the longest step.
    Meaning,
}

impl Step {
    /// Its name, for people.
    pub fn as_str(self) -> &'static str {
        match self {
            Step::Reading => "reading",
            Step::Writing => "indexing",
            Step::Meaning => "meaning",
        }
    }
}

/// How far one step has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// The step.
    pub step: Step,
    /// Files, records or questions done.
    pub done: usize,
    /// How many there are.
    pub all: usize,
}

/// Whoever waits; nobody by default.
#[derive(Clone, Default)]
pub struct Watcher(Option<Arc<dyn Fn(Progress) + Send + Sync>>);

impl Watcher {
    /// Tells `watch` of every piece of progress, from whatever thread it is made in.
    pub fn new(watch: impl Fn(Progress) + Send + Sync + 'static) -> Self {
        Watcher(Some(Arc::new(watch)))
    }

    /// Tells that `done` of `all` is done.
    pub fn tell(&self, step: Step, done: usize, all: usize) {
        if let Some(watch) = &self.0 {
            watch(Progress { step, done, all });
        }
    }
}

impl fmt::Debug for Watcher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() { "Watcher(someone)" } else { "Watcher(nobody)" })
    }
}
