//! Bytes to text: UTF-8 and UTF-16 by their marks, other encodings by what their bytes look like.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

use crate::record::Record;

const BOM: &[u8] = b"\xEF\xBB\xBF";

/// Share of its bytes that are zero in UTF-16 of any language written with Latin letters.
const ZEROS: f64 = 0.3;

/// A file's text, and the way back to the file's bytes.
pub struct Decoded<'a> {
    /// The text, without a byte order mark.
    pub text: Cow<'a, str>,
    /// The encoding's name, as the web's standard has it.
    pub encoding: &'static str,
    /// Lines on which bytes that mean nothing were replaced, each once.
    pub replaced: Vec<u32>,
    places: Places,
}

/// How places in the text are places in the file.
enum Places {
    /// So many bytes later.
    Shifted(u64),
    /// From each of these places of the text on, at this one of the file.
    Stepped(Vec<(usize, u64)>),
    /// As long as the text is when encoded again, and so many bytes later.
    Encoded(&'static Encoding, u64),
}

/// The text of `bytes`; never fails. Text that is UTF-8 but for a few bytes stays UTF-8, those
/// bytes replaced by U+FFFD and their lines told.
pub fn decode(bytes: &[u8]) -> Decoded<'_> {
    if let Some(body) = bytes.strip_prefix(BOM) {
        return utf8(body, BOM.len() as u64);
    }
    if let Some(encoding) = utf16(bytes) {
        let mark = if bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF") { 2 } else { 0 };
        return other(bytes.get(mark..).unwrap_or_default(), encoding, mark as u64);
    }
    if std::str::from_utf8(bytes).is_ok() || is_nearly_utf8(bytes) {
        return utf8(bytes, 0);
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(bytes, true);
    other(bytes, detector.guess(None, Utf8Detection::Deny), 0)
}

/// The text of `bytes` in the encoding that their owner names; a mark at their beginning counts more.
pub fn as_said<'a>(bytes: &'a [u8], encoding: &'static Encoding) -> Decoded<'a> {
    match (bytes.starts_with(BOM), utf16(bytes)) {
        (true, _) | (_, Some(_)) => decode(bytes),
        _ if encoding == UTF_8 => utf8(bytes, 0),
        _ => other(bytes, encoding, 0),
    }
}

fn utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    if bytes.starts_with(b"\xFF\xFE") {
        return Some(UTF_16LE);
    }
    if bytes.starts_with(b"\xFE\xFF") {
        return Some(UTF_16BE);
    }
    let sample = bytes.get(..bytes.len().min(4096)).unwrap_or_default();
    let zeros = |from: usize| sample.iter().skip(from).step_by(2).filter(|b| **b == 0).count() as f64;
    let (even, odd, half) = (zeros(0), zeros(1), sample.len() as f64 / 2.0);
    match () {
        () if sample.len() < 8 => None,
        () if odd > half * ZEROS && even == 0.0 => Some(UTF_16LE),
        () if even > half * ZEROS && odd == 0.0 => Some(UTF_16BE),
        () => None,
    }
}

/// Whether most of what is not ASCII is well-formed UTF-8: then the rest is damage, not another encoding.
fn is_nearly_utf8(bytes: &[u8]) -> bool {
    let (mut good, mut bad) = (0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    good > 0 && good >= bad
}

fn utf8(body: &[u8], mark: u64) -> Decoded<'_> {
    if let Ok(text) = std::str::from_utf8(body) {
        let places = Places::Shifted(mark);
        return Decoded { text: Cow::Borrowed(text), encoding: UTF_8.name(), replaced: Vec::new(), places };
    }
    let mut text = String::with_capacity(body.len());
    let (mut steps, mut replaced) = (vec![(0, mark)], Vec::new());
    let (mut at, mut line) = (mark, 1u32);
    for chunk in body.utf8_chunks() {
        text.push_str(chunk.valid());
        at += (chunk.valid().len() + chunk.invalid().len()) as u64;
        line += u32::try_from(chunk.valid().matches('\n').count()).unwrap_or(0);
        if !chunk.invalid().is_empty() {
            text.push(char::REPLACEMENT_CHARACTER);
            steps.push((text.len(), at));
            if replaced.last() != Some(&line) {
                replaced.push(line);
            }
        }
    }
    Decoded { text: Cow::Owned(text), encoding: UTF_8.name(), replaced, places: Places::Stepped(steps) }
}

fn other<'a>(body: &'a [u8], encoding: &'static Encoding, mark: u64) -> Decoded<'a> {
    let (text, _) = encoding.decode_without_bom_handling(body);
    let mut replaced: Vec<u32> = Vec::new();
    if text.contains(char::REPLACEMENT_CHARACTER) {
        let faulty = |(_, line): &(u32, &str)| line.contains(char::REPLACEMENT_CHARACTER);
        replaced = (1..).zip(text.split('\n')).filter(faulty).map(|(number, _)| number).collect();
    }
    Decoded { text, encoding: encoding.name(), replaced, places: Places::Encoded(encoding, mark) }
}

impl Decoded<'_> {
    /// Turns the byte ranges of `records`, which are of the text, into those of the file.
    pub fn place(&self, records: &mut [Record]) {
        if matches!(self.places, Places::Shifted(0)) {
            return;
        }
        let mut wanted: Vec<u64> = records.iter().flat_map(|r| r.source.bytes).collect();
        wanted.sort_unstable();
        wanted.dedup();
        let found = self.in_file(&wanted);
        for record in records {
            record.source.bytes = record.source.bytes.map(|at| {
                let known = wanted.binary_search(&at).ok().and_then(|n| found.get(n)).copied();
                known.unwrap_or(at)
            });
        }
    }

    /// Places in the file for places in the text, both ascending.
    fn in_file(&self, wanted: &[u64]) -> Vec<u64> {
        let (mut text_at, mut file_at) = (0usize, 0u64);
        let mut steps = match &self.places {
            Places::Stepped(steps) => steps.iter().peekable(),
            _ => [].iter().peekable(),
        };
        let mut out = Vec::with_capacity(wanted.len());
        for at in wanted {
            let to = usize::try_from(*at).unwrap_or(usize::MAX);
            match &self.places {
                Places::Shifted(by) => file_at = at + by,
                Places::Stepped(_) => {
                    while let Some((step, file)) = steps.next_if(|(step, _)| *step <= to) {
                        (text_at, file_at) = (*step, *file);
                    }
                    out.push(file_at + (to - text_at) as u64);
                    continue;
                }
                Places::Encoded(encoding, mark) => {
                    file_at += encoded_len(encoding, self.text.get(text_at..to).unwrap_or_default());
                    text_at = to;
                    out.push(file_at + mark);
                    continue;
                }
            }
            out.push(file_at);
        }
        out
    }
}

/// Bytes of `text` in `encoding`. A replaced byte counts as one.
fn encoded_len(encoding: &'static Encoding, text: &str) -> u64 {
    if encoding == UTF_16LE || encoding == UTF_16BE {
        return 2 * text.encode_utf16().count() as u64;
    }
    let parts = text.split(char::REPLACEMENT_CHARACTER).map(|part| encoding.encode(part).0.len() as u64 + 1);
    parts.sum::<u64>().saturating_sub(1)
}

#[cfg(test)]
mod tests {
    use super::decode;
    use crate::record::{Kind, Record, Source};

    /// The text, the encoding, and what the file has where the text has `word`.
    fn told(bytes: &[u8], word: &str) -> (String, &'static str, Vec<u8>) {
        let decoded = decode(bytes);
        let from = decoded.text.find(word).unwrap() as u64;
        let bytes_of = [from, from + word.len() as u64];
        let mut records = vec![Record::empty(Kind::Faq, Source { bytes: bytes_of, ..Source::default() })];
        decoded.place(&mut records);
        let [from, to] = records[0].source.bytes.map(|at| at as usize);
        (decoded.text.clone().into_owned(), decoded.encoding, bytes[from..to].to_vec())
    }

    #[test]
    fn every_encoding_with_the_way_back() {
        let text = "Straße, né à Zürich\nüber Öl — naïve\n";
        let utf16 = |swap: bool, mark: bool| -> Vec<u8> {
            let units = mark.then_some(0xFEFF).into_iter().chain(text.encode_utf16());
            units.flat_map(|u| if swap { u.to_be_bytes() } else { u.to_le_bytes() }).collect()
        };
        let (windows, _, _) = encoding_rs::WINDOWS_1252.encode(text);
        let cases = [
            (text.as_bytes().to_vec(), "UTF-8"),
            ([b"\xEF\xBB\xBF", text.as_bytes()].concat(), "UTF-8"),
            (utf16(false, true), "UTF-16LE"),
            (utf16(true, true), "UTF-16BE"),
            (utf16(false, false), "UTF-16LE"),
            (windows.into_owned(), "windows-1252"),
        ];
        for (bytes, encoding) in cases {
            let (told, name, found) = told(&bytes, "über Öl");
            assert_eq!((told.as_str(), name), (text, encoding));
            let (again, _, _) = encoding_rs::Encoding::for_label(name.as_bytes()).unwrap().decode(&found);
            assert_eq!(again, "über Öl", "{encoding}");
        }
    }

    #[test]
    fn damage_in_utf8_is_not_taken_for_another_encoding() {
        let bytes = [&b"Z\xC3\xBCrich \xC3\xA4\n"[..], b"a\xFFb\n", b"end"].concat();
        let (text, name, found) = told(&bytes, "end");
        assert_eq!((text.as_str(), name), ("Zürich ä\na\u{FFFD}b\nend", "UTF-8"));
        assert_eq!((decode(&bytes).replaced.as_slice(), found.as_slice()), (&[2][..], &b"end"[..]));
    }

    #[test]
    fn other_scripts_by_their_bytes() {
        let text = "Когда открыт магазин? С девяти до пяти, кроме воскресенья и праздников.";
        let (bytes, _, _) = encoding_rs::WINDOWS_1251.encode(text);
        assert_eq!(decode(&bytes).text, text);
        let text = "営業時間は何時までですか。午後五時までです。日曜日は休みます。";
        let (bytes, _, _) = encoding_rs::SHIFT_JIS.encode(text);
        assert_eq!((decode(&bytes).text.as_ref(), decode(&bytes).encoding), (text, "Shift_JIS"));
    }
}
