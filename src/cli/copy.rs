//! The clipboard, by the terminal's own means.

use std::io::{self, Write};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;

/// Most bytes copied: terminals drop longer ones.
const MOST: usize = 74_000;

/// Asks the terminal to put `text` on the clipboard (xterm's OSC 52).
///
/// # Errors
///
/// The terminal cannot be written.
pub fn to_clipboard(text: &str) -> io::Result<()> {
    let bytes = text.as_bytes();
    let encoded = BASE64_STANDARD.encode(bytes.get(..MOST).unwrap_or(bytes));
    let mut out = io::stdout().lock();
    write!(out, "\u{1b}]52;c;{encoded}\u{7}")?;
    out.flush()
}
