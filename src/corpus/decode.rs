//! Bytes to text. Only UTF-8, with or without a byte order mark, is read.

use std::path::Path;

use crate::error::{Error, Result};

/// A file's text and how many bytes stand before it.
pub struct Decoded<'a> {
    /// The text.
    pub text: &'a str,
    /// Length of the byte order mark.
    pub offset: u64,
}

const BOM: &[u8] = b"\xEF\xBB\xBF";

/// The text of `bytes`.
///
/// # Errors
///
/// Names the line of the first byte that is not UTF-8, and says so when the file looks
/// like UTF-16.
pub fn utf8<'a>(name: &str, bytes: &'a [u8]) -> Result<Decoded<'a>> {
    let (body, offset) = match bytes.strip_prefix(BOM) {
        Some(rest) => (rest, BOM.len() as u64),
        None => (bytes, 0),
    };
    if bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF") {
        return Err(Error::corpus("this is UTF-16 text").at(Path::new(name)).advice("save it as UTF-8"));
    }
    match std::str::from_utf8(body) {
        Ok(text) => Ok(Decoded { text, offset }),
        Err(error) => {
            let good = body.get(..error.valid_up_to()).unwrap_or_default();
            let line = 1 + good.iter().filter(|b| **b == b'\n').count();
            let byte = body.get(error.valid_up_to()).copied().unwrap_or_default();
            Err(Error::corpus(format!("byte 0x{byte:02X} is not UTF-8 text"))
                .at(Path::new(name))
                .line(u32::try_from(line).unwrap_or(u32::MAX))
                .advice("save the file as UTF-8"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::utf8;

    #[test]
    fn the_mark_is_no_text() {
        let decoded = utf8("a.txt", b"\xEF\xBB\xBFhi").map(|d| (d.text.to_owned(), d.offset));
        assert!(matches!(decoded, Ok((text, 3)) if text == "hi"));
    }

    #[test]
    fn a_bad_byte_names_its_line() {
        let error = utf8("a.txt", b"one\ntwo\nthr\xE9e").err().map(|e| e.to_string());
        assert_eq!(error.as_deref(), Some("a.txt:3: byte 0xE9 is not UTF-8 text; save the file as UTF-8"));
        assert!(utf8("a.txt", b"\xFF\xFEa\0").is_err());
    }
}
