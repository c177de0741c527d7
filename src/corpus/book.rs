//! Books (EPUB): each chapter is a page, in the order in which it is read.

use std::io::Cursor;

use rbook::Epub;

use super::found::Found;
use super::html;
use super::report::Dropped;
use crate::limits;

/// The passages and pairs of all chapters, under the book's title. Lines are those within a
/// chapter; a chapter's bytes are not the file's.
pub fn read(path: &str, bytes: &[u8]) -> Found {
    let mut found = Found::default();
    let fault = |what: String| Dropped::fault(path, 0, what);
    if let Err(what) = super::unpacked(bytes) {
        found.dropped.push(fault(what));
        return found;
    }
    let book = match Epub::read(Cursor::new(bytes.to_vec())) {
        Ok(book) => book,
        Err(error) => {
            found.dropped.push(fault(format!("no book: {error}; check the file")));
            return found;
        }
    };
    let title = book.metadata().title().map(|title| title.value().trim().to_owned()).filter(|title| !title.is_empty());
    let mut read = 0u64;
    let mut seen = std::collections::HashSet::new();
    for chapter in book.reader() {
        let text = match &chapter {
            Ok(chapter) => chapter.content(),
            Err(error) => {
                found.dropped.push(fault(format!("a chapter cannot be read: {error}")));
                continue;
            }
        };
        read += text.len() as u64;
        if read > limits::DOCUMENT_BYTES {
            found
                .dropped
                .push(fault(format!("more than {} bytes when unpacked; the rest is not read", limits::DOCUMENT_BYTES)));
            break;
        }
        // A chapter listed again is read once.
        if !seen.insert(blake3::hash(text.as_bytes())) {
            continue;
        }
        let lines = super::file::LineIndex::of(text);
        match html::read_chapter(path, text, |at| lines.line(at)) {
            Ok(mut chapter) => {
                for record in &mut chapter.records {
                    record.source.bytes = [0, 0];
                    let own = std::mem::replace(&mut record.title, title.clone());
                    if let Some(own) =
                        own.filter(|own| Some(own) != title.as_ref() && record.source.heading.first() != Some(own))
                    {
                        record.source.heading.insert(0, own);
                    }
                }
                found.extend(chapter);
            }
            Err(what) => found.dropped.push(fault(what)),
        }
    }
    found
}
