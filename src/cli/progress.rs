//! A bar on a terminal's stderr while an index is built.

use std::io::{self, IsTerminal};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::args::Options;
use crate::Progress;

/// What is done sooner needs no bar.
const PATIENCE: Duration = Duration::from_millis(400);

/// The bar; hidden where stderr is no terminal.
pub struct Bar {
    bar: ProgressBar,
    /// Whether it is still to be shown.
    shown: Arc<AtomicBool>,
}

impl Bar {
    /// A bar as the options want it.
    pub fn new(options: &Options) -> Self {
        let shown = io::stderr().is_terminal() && !options.quiet && !options.plain;
        let bar = ProgressBar::with_draw_target(Some(0), ProgressDrawTarget::hidden());
        if let Ok(style) = ProgressStyle::with_template("{msg} {bar:30} {pos}/{len} {eta} left") {
            bar.set_style(style);
        }
        Bar { bar, shown: Arc::new(AtomicBool::new(shown)) }
    }

    /// What moves it.
    pub fn watcher(&self) -> impl Fn(Progress) + Send + Sync + 'static {
        let (bar, shown) = (self.bar.clone(), Arc::clone(&self.shown));
        move |progress: Progress| {
            if !shown.load(Ordering::Relaxed) {
                return;
            }
            if bar.is_hidden() && bar.elapsed() > PATIENCE {
                bar.set_draw_target(ProgressDrawTarget::stderr());
            }
            // Moving it costs more than a record does.
            let step = (progress.all / 200).max(1);
            if progress.done.is_multiple_of(step) {
                bar.set_message(progress.step.as_str());
                bar.set_length(progress.all as u64);
                bar.set_position(progress.done as u64);
            }
        }
    }

    /// Takes it away.
    pub fn finish(&self) {
        self.shown.store(false, Ordering::Relaxed);
        self.bar.finish_and_clear();
    }
}
