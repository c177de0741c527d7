//! What reading a corpus left out, mended or doubted, for the owner to look through.

use serde::{Deserialize, Serialize};

/// One piece of a source file that became no record, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dropped {
    /// The file.
    pub path: String,
    /// First line of the piece, counted from 1; 0 when the whole file is meant.
    pub line: u32,
    /// Why, in words for the user: "repeated title", "photo credit", …
    pub reason: String,
    /// The start of what was dropped, at most 80 characters.
    pub text: String,
}
