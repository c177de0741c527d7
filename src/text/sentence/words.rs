//! The words and marks that the seam rules know, in five languages.
//!
//! Abbreviations are written in lower case and without their last full stop, as
//! [`super::seam`] compares them. They fall into classes by what may follow: a title is
//! always followed by its name, a number sign only by a number, and the rest may well
//! end a sentence, which then shows in the next word.

/// Titles, which no sentence ends with. With a capital only: "one more rep." is a word.
#[rustfmt::skip]
pub(super) const TITLES: &[&str] = &[
    "mr", "mrs", "ms", "messrs", "dr", "drs", "prof", "gen", "sen", "sens", "rep", "reps", "gov",
    "col", "lt", "maj", "capt", "cmdr", "sgt", "cpl", "rev", "hon", "pres", "supt", "adm", "mt",
    "hr", "fr", "dipl", "sr", "sra", "srta", "sres", "dra", "ud", "uds", "mme", "mmes", "mlle",
    "mm", "on", "ing",
];

/// Words cut short that point onward, and titles that some languages write small.
#[rustfmt::skip]
pub(super) const NEVER_LAST: &[&str] = &[
    "vs", "e.g", "i.e", "cf", "viz", "approx", "ca", "incl",
    // German
    "z.b", "d.h", "u.a", "bzw", "evtl", "ggf", "vgl", "sog", "inkl", "zzgl",
    // Spanish, French
    "p.ej", "p.ex",
    // Italian
    "sig", "sigg", "sig.ra", "dott", "dott.ssa", "avv",
];

/// Abbreviations that may end a sentence; the next word decides.
#[rustfmt::skip]
pub(super) const MAY_END: &[&str] = &[
    "inc", "ltd", "co", "corp", "bros", "llc", "plc", "st", "ave", "blvd", "rd", "jr", "dept",
    "univ", "assn", "est", "ft", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept",
    "oct", "nov", "dec", "usw", "gmbh", "str", "ph.d", "s.a", "s.p.a",
];

/// Abbreviations only where a number follows: "No. 5", but "She said no. Then".
#[rustfmt::skip]
pub(super) const BEFORE_NUMBER: &[&str] = &[
    "no", "nos", "nr", "art", "arts", "fig", "figs", "p", "pp", "vol", "sec", "ch", "par", "abs",
    "bd", "s", "núm", "num", "n", "n.º", "pág", "cap", "approx", "ver", "v", "eq", "tab",
];

/// Times of day, which a zone, a day or a month may follow.
#[rustfmt::skip]
pub(super) const DAY_HALVES: &[&str] = &[
    "a.m", "p.m",
];

/// Words that a single capital letter after them belongs to: "vitamin C".
#[rustfmt::skip]
pub(super) const LETTERED: &[&str] = &[
    "vitamin", "plan", "type", "hepatitis", "grade", "class", "section", "point", "option",
    "appendix", "group", "figure", "exhibit", "annex", "part", "line", "gate", "hall", "terminal",
    "level", "series", "zone", "block", "building", "team", "platform", "influenza", "typ",
    "gruppe", "klasse", "linie", "tipo", "grupo", "groupe", "gruppo", "vitamina", "vitamine",
];

/// Words that start a sentence far more often than they stand capitalised inside one.
#[rustfmt::skip]
pub(super) const OPENERS: &[&str] = &[
    "the", "it", "in", "he", "she", "they", "this", "but", "and", "a", "an", "we", "you", "there",
    "these", "those", "that", "his", "her", "its", "their", "our", "my", "when", "while", "after",
    "before", "as", "at", "for", "from", "on", "if", "since", "although", "however", "meanwhile",
    "some", "many", "most", "not", "one", "both", "each", "such", "so", "then", "now", "under",
    "with", "what", "who", "why", "how", "where", "is", "are", "does", "do", "did", "was", "were",
    "has", "have", "had", "can", "could", "by", "to", "of", "or", "all", "any", "once", "until",
    "also", "according", "yet", "still", "despite", "during", "instead", "because", "no", "here",
    // German
    "der", "die", "das", "es", "er", "sie", "ein", "eine", "im", "am", "wir", "ich", "und", "aber",
    "doch", "diese", "dieser", "dieses", "auch", "wer", "wie", "bei", "mit", "nach", "dort",
    // Spanish, French, Italian
    "el", "los", "las", "un", "una", "en", "pero", "le", "la", "les", "une", "il", "elle", "ils",
    "mais", "lo", "gli", "ma", "nel", "nella",
];

/// Verbs that hang a speaker on to a quotation.
#[rustfmt::skip]
pub(super) const SAYING: &[&str] = &[
    "said", "says", "asked", "asks", "added", "adds", "cried", "replied", "replies", "shouted",
    "wrote", "writes", "wondered", "wonders", "exclaimed", "joked", "told", "sagt", "sagte",
    "fragt", "fragte", "rief", "dijo", "preguntó", "dit", "demande", "demanda", "disse", "chiede",
    "chiese",
];

/// German months, which a day number with a full stop may precede.
#[rustfmt::skip]
pub(super) const GERMAN_MONTHS: &[&str] = &[
    "januar", "jänner", "februar", "märz", "april", "mai", "juni", "juli", "august", "september",
    "oktober", "november", "dezember",
];

/// Capitalised words that may follow "a.m." inside a sentence.
#[rustfmt::skip]
pub(super) const CLOCK_WORDS: &[&str] = &[
    "et", "est", "edt", "pt", "pst", "pdt", "ct", "cst", "cdt", "mt", "mst", "mdt", "gmt", "utc",
    "bst", "cet", "cest", "eastern", "pacific", "central", "mountain", "monday", "tuesday",
    "wednesday", "thursday", "friday", "saturday", "sunday",
];

/// Whether `c` ends a sentence: a full stop, its kin, or an ellipsis.
pub(super) fn is_terminator(c: char) -> bool {
    matches!(c, '.' | '!' | '?' | '…' | '‽' | '؟' | '۔' | '।') || is_wide_terminator(c)
}

/// Whether `c` is a terminator of a script that puts no space after it.
pub(super) fn is_wide_terminator(c: char) -> bool {
    matches!(c, '。' | '！' | '？' | '．' | '｡')
}

/// Whether `c` closes a quotation or a bracket. Straight quotes do both.
pub(super) fn is_closer(c: char) -> bool {
    matches!(c, '”' | '’' | '"' | '\'' | '»' | '›' | ')' | ']' | '}' | '」' | '』' | '）' | '】')
}

/// Whether `c` opens a quotation, a bracket or a Spanish question.
pub(super) fn is_opener(c: char) -> bool {
    matches!(c, '“' | '‘' | '„' | '‚' | '«' | '‹' | '"' | '\'' | '(' | '[' | '{' | '¿' | '¡' | '「' | '『' | '（')
}

/// Whether `list` holds `word`.
pub(super) fn holds(list: &[&str], word: &str) -> bool {
    list.contains(&word)
}
