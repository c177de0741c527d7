//! Ctrl-C while something runs: told to what runs, which stops where nothing is lost.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use signal_hook::consts::SIGINT;
use signal_hook::flag;

/// The exit status of what was interrupted.
pub const STATUS: u8 = 130;

static FLAG: OnceLock<Arc<AtomicBool>> = OnceLock::new();

fn flagged() -> &'static Arc<AtomicBool> {
    FLAG.get_or_init(|| {
        let flag = Arc::new(AtomicBool::new(false));
        // A second Ctrl-C ends what does not look at the first. Where the system has no signals,
        // the first ends it.
        let _ = flag::register_conditional_shutdown(SIGINT, i32::from(STATUS), Arc::clone(&flag));
        let _ = flag::register(SIGINT, Arc::clone(&flag));
        flag
    })
}

/// From now on Ctrl-C ends the program at its second press only.
pub fn watch() {
    flagged().store(false, Ordering::Relaxed);
}

/// Whether Ctrl-C was pressed since [`watch`]; where nobody watched, it ends the program at once.
pub fn pressed() -> bool {
    FLAG.get().is_some_and(|flag| flag.load(Ordering::Relaxed))
}
