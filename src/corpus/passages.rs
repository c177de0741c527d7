//! Paragraphs without end cut into passages, so that one line of fifty megabytes is not
//! one answer.

use std::ops::Range;

use crate::limits;
use crate::record::{Kind, Record};
use crate::text::sentence;

/// The record itself, or a too long passage as several, cut between sentences (and within
/// one that is too long by itself). Each part keeps its place in the file.
pub fn within_limit(record: Record) -> Vec<Record> {
    let plain = record.kind == Kind::Passage && record.warnings.is_empty();
    if !plain || record.text.len() <= limits::PASSAGE_BYTES {
        return vec![record];
    }
    let mut parts: Vec<Range<usize>> = Vec::new();
    for sentence in sentence::sentences(&record.text).into_iter().flat_map(|s| pieces(&record.text, s)) {
        match parts.last_mut() {
            Some(last) if sentence.end - last.start <= limits::PASSAGE_BYTES => last.end = sentence.end,
            _ => parts.push(sentence),
        }
    }
    // Not cloned with its text, which may be the whole file.
    let frame = Record { text: String::new(), ..record.clone() };
    let (start, mut line, mut counted) = (record.source.bytes[0], record.source.line, 0);
    parts
        .into_iter()
        .map(|part| {
            let lines = record.text.get(counted..part.start).map_or(0, |t| t.matches('\n').count());
            line += u32::try_from(lines).unwrap_or(0);
            counted = part.start;
            let mut piece =
                Record { text: record.text.get(part.clone()).unwrap_or_default().to_owned(), ..frame.clone() };
            piece.source.line = line;
            piece.source.bytes = [start + part.start as u64, start + part.end as u64];
            piece
        })
        .collect()
}

/// A sentence as it is, or cut at spaces (else anywhere) where it is too long.
fn pieces(text: &str, sentence: Range<usize>) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut from = sentence.start;
    while sentence.end - from > limits::PASSAGE_BYTES {
        let mut end = from + limits::PASSAGE_BYTES;
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let space = text.get(from..end).and_then(|t| t.rfind(char::is_whitespace)).filter(|at| *at > 0);
        end = space.map_or(end, |at| from + at);
        out.push(from..end);
        let rest = text.get(end..sentence.end).unwrap_or_default();
        from = end + (rest.len() - rest.trim_start().len());
    }
    out.push(from..sentence.end);
    out
}

#[cfg(test)]
mod tests {
    use super::within_limit;
    use crate::corpus::read_text;
    use crate::limits;

    #[test]
    fn a_line_without_end_becomes_passages_with_their_own_places() {
        let sentences: Vec<String> = (0..800).map(|n| format!("Sentence {n} is about bread.")).collect();
        let endless: String = (10_000..14_000).map(|n| n.to_string()).collect();
        let text = format!("{} {endless}", sentences.join(" "));
        let records = read_text("a.txt", &text).map(|c| c.records).unwrap_or_default();
        assert!(records.len() > 4);
        for record in &records {
            let [from, to] = record.source.bytes.map(|at| usize::try_from(at).unwrap());
            assert_eq!(text.get(from..to), Some(record.text.as_str()));
            assert!(record.text.len() <= limits::PASSAGE_BYTES);
        }
        let told: usize = records.iter().map(|r| r.text.len()).sum();
        assert!(told > text.len() - records.len() * 2, "nothing but spaces between passages is left out");
    }

    #[test]
    fn a_short_one_stays_as_it_is() {
        let records = read_text("a.txt", "One paragraph, and not a long one.").map(|c| c.records).unwrap_or_default();
        assert_eq!(records.clone().into_iter().flat_map(within_limit).collect::<Vec<_>>(), records);
    }
}
