//! Other people's formats into native records below `CORPUS/imported/`, kept in step with their source.
//!
//! Each source file becomes one file of JSON lines. Importing again compares by id: an unchanged
//! file is left as it is, records that are gone from a source go, and the file of a source that
//! is gone from an imported folder, or was renamed, goes with it. A source that can no longer be
//! read takes nothing away.

use std::collections::{HashMap, HashSet};
use std::fs::{self, File};
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};

use crate::corpus::rules::{Rule, Rules};
use crate::corpus::{self, CorpusFile, Doubt, Dropped, Form, Item, jsonl};
use crate::error::{Error, Result};
use crate::fresh::Fresh;
use crate::index::Changes;
use crate::index::terms::exact_key;
use crate::limits;
use crate::record::{Kind, Record, Source};
use crate::settings;

/// The folder below the corpus that imported files go to.
pub const FOLDER: &str = "imported";

/// The field that notes where a record was imported from.
pub(crate) const NOTE: &str = "imported_from";

/// What to import and how.
#[derive(Debug, Clone, Default)]
pub struct Import {
    corpus: PathBuf,
    form: Option<String>,
    maps: Vec<(String, String)>,
    dry_run: bool,
}

/// What one source file gave.
#[derive(Debug, Clone)]
pub struct Imported {
    /// The source, with its form, encoding and counts.
    pub source: CorpusFile,
    /// The file of records that it became; `None` where it gave none.
    pub target: Option<PathBuf>,
    /// What became no record.
    pub dropped: Vec<Dropped>,
    /// Pairs that may be none.
    pub doubts: Vec<Doubt>,
    /// Pairs whose question another pair before them answers otherwise; of files that are read row by row, none is told.
    pub conflicts: Vec<Doubt>,
    /// Records against those of the import before.
    pub changes: Changes,
}

/// What an import did, or would do.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// The source files, sorted by path.
    pub files: Vec<Imported>,
    /// Source files passed over, with the reason.
    pub skipped: Vec<Dropped>,
    /// Files of an earlier import whose source is gone, with the number of their records.
    pub removed: Vec<(PathBuf, u64)>,
}

impl Report {
    /// All changes together. A record that moved from one file to another is none.
    pub fn changes(&self) -> Changes {
        let mut sum = Changes::default();
        for file in &self.files {
            sum.added += file.changes.added;
            sum.changed += file.changes.changed;
            sum.removed += file.changes.removed;
        }
        let gone: u64 = self.removed.iter().map(|(_, records)| records).sum();
        let moved = gone.min(sum.added);
        sum.added -= moved;
        sum.removed += gone - moved;
        sum
    }
}

impl Import {
    /// An import into the corpus folder `corpus`, which is made where it is missing.
    pub fn into(corpus: impl Into<PathBuf>) -> Self {
        Import { corpus: corpus.into(), ..Import::default() }
    }

    /// Takes every file to be of this form, by one of the names that [`Import::forms`] lists.
    #[must_use]
    pub fn form(mut self, name: impl Into<String>) -> Self {
        self.form = Some(name.into());
        self
    }

    /// Takes the column or key `name` for `field`: `question`, `answer`, `text`, `id`, `tags.topic`, …
    #[must_use]
    pub fn map(mut self, field: impl Into<String>, name: impl Into<String>) -> Self {
        self.maps.push((field.into(), name.into()));
        self
    }

    /// Writes nothing.
    #[must_use]
    pub fn dry_run(mut self, dry: bool) -> Self {
        self.dry_run = dry;
        self
    }

    /// The names of all forms.
    pub fn forms() -> Vec<&'static str> {
        Form::names().collect()
    }

    /// Imports files and folders. `progress` is told bytes read and bytes in all.
    ///
    /// # Errors
    ///
    /// A path that is not there, a form or a field that there is not, a corpus folder that cannot
    /// be written. What is wrong within a file is in the report.
    pub fn run(&self, paths: &[PathBuf], mut progress: impl FnMut(u64, u64)) -> Result<Report> {
        if self.corpus.is_file() {
            return Err(Error::input("the corpus is a file; records are imported into a folder")
                .at(&self.corpus)
                .advice("name a folder with --corpus"));
        }
        let rules = Rules::of(&settings::read_beside(std::slice::from_ref(&self.corpus))?.settings)?;
        let mut report = Report::default();
        let mut sources: Vec<(CorpusFile, PathBuf)> = Vec::new();
        for path in paths {
            let listing = corpus::list(std::slice::from_ref(path)).map_err(|e| {
                Error::input(format!("cannot be imported: {}", e.what()))
                    .at(path)
                    .advice("name files and folders that are there")
            })?;
            report.skipped.extend(listing.skipped);
            let (own, listed): (Vec<CorpusFile>, Vec<CorpusFile>) =
                listing.files.into_iter().partition(|file| is_within(Path::new(&file.name), &self.corpus.join(FOLDER)));
            report.skipped.extend(own.iter().map(|file| Dropped::new(&file.name, 0, "imported already", "")));
            sources.extend(listed.into_iter().map(|file| {
                let below = below(path, Path::new(&file.name));
                (file, below)
            }));
        }
        sources.sort_by(|a, b| a.0.name.cmp(&b.0.name));
        sources.dedup_by(|a, b| a.0.name == b.0.name);
        let total = sources.iter().map(|(file, _)| file.len).sum();
        if !self.dry_run {
            sweep_unfinished(&self.corpus.join(FOLDER));
        }
        let mut before = earlier(&self.corpus.join(FOLDER))?;
        let went = before.targets();
        let mut halves = Vec::new();
        let mut waiting = Vec::new();
        let mut done = 0;
        let mut taken: HashSet<PathBuf> = HashSet::new();
        for (file, below) in sources {
            let rule = self.rule(&rules, &file)?;
            let target = self.target(&below, &file.name, &before, &went, &mut taken);
            let length = file.len;
            let mut read = self.file(file, &rule, target, |at| progress(done + at, total))?;
            done += length;
            progress(done, total);
            if read.halves.is_empty() {
                report.files.push(self.settle(read, &mut before)?);
            } else {
                halves.append(&mut read.halves);
                waiting.push(read);
            }
        }
        let joined = corpus::joined(halves);
        let mut of_file: HashMap<String, (Vec<Record>, Vec<Dropped>)> = HashMap::new();
        for record in joined.records {
            of_file.entry(record.source.path.clone()).or_default().0.push(record);
        }
        for dropped in joined.dropped {
            of_file.entry(dropped.path.clone()).or_default().1.push(dropped);
        }
        for mut read in waiting {
            let (records, dropped) = of_file.remove(&read.imported.source.name).unwrap_or_default();
            for record in records {
                read.take(Item::Record(Box::new(record)))?;
            }
            read.imported.dropped.extend(dropped);
            report.files.push(self.settle(read, &mut before)?);
        }
        report.files.sort_by(|a, b| a.source.name.cmp(&b.source.name));
        self.sweep(paths, &before, &mut report)?;
        Ok(report)
    }

    fn rule(&self, rules: &Rules, file: &CorpusFile) -> Result<Rule> {
        let mut rule = rules.for_file(&file.name);
        if let Some(name) = &self.form {
            let known = Import::forms().join(", ");
            let form =
                Form::named(name).ok_or_else(|| Error::input(format!("there is no form {name}; there are {known}")))?;
            rule.form = Some(form);
        }
        for (field, name) in &self.maps {
            rule.names.map(field, name).map_err(Error::input)?;
        }
        Ok(rule)
    }

    /// The file of records for a source: named after it, and told apart from those of other sources.
    fn target(
        &self,
        below: &Path,
        source: &str,
        before: &Earlier,
        went: &Targets,
        taken: &mut HashSet<PathBuf>,
    ) -> PathBuf {
        let folder = self.corpus.join(FOLDER);
        // The same file goes where it went before, by whatever path it was named then.
        let own = went.get(&real(source)).into_iter().flatten();
        if let Some(path) = own.into_iter().find(|path| taken.insert((*path).clone())) {
            return path.clone();
        }
        let name = below.to_string_lossy().into_owned();
        let mut number = 1;
        loop {
            let own = if number == 1 { format!("{name}.jsonl") } else { format!("{name}~{number}.jsonl") };
            let path = folder.join(own);
            // The file of another source that is still there is not overwritten.
            let free =
                before.files.get(&path).is_none_or(|old| old.source == source || !Path::new(&old.source).exists());
            if free && taken.insert(path.clone()) {
                return path;
            }
            number += 1;
        }
    }

    fn file(
        &self,
        mut file: CorpusFile,
        rule: &Rule,
        target: PathBuf,
        read_so_far: impl FnMut(u64),
    ) -> Result<Reading> {
        let mut reading = Reading::new(file.clone(), target, self.dry_run)?;
        let path = PathBuf::from(&file.name);
        let streamed = corpus::stream(&path, rule, limits::STREAM_BYTES, read_so_far, &mut |item| reading.take(item));
        match streamed {
            Ok(Some(form)) => {
                (reading.imported.source.form, reading.imported.source.encoding) = (form.to_owned(), "UTF-8".to_owned())
            }
            Ok(None) => match file.read() {
                Ok(bytes) => {
                    let read = corpus::read_file(&file.name, &bytes, rule);
                    (file.form, file.encoding) = (read.form.to_owned(), read.encoding.to_owned());
                    reading.imported.source = file;
                    reading.imported.conflicts = conflicts(&read.found.records);
                    for record in read.found.records {
                        reading.take(Item::Record(Box::new(record)))?;
                    }
                    reading.imported.dropped.extend(read.found.dropped);
                    reading.imported.doubts = read.found.doubts;
                    reading.halves = read.found.halves;
                }
                Err(error) => reading.fault(&error),
            },
            // A source that cannot be read is left out; a corpus that cannot be written ends it all.
            Err(error) if error.is_corpus() && error.path() == Some(path.as_path()) => reading.fault(&error),
            Err(error) => return Err(error),
        }
        Ok(reading)
    }

    /// Puts what was read in place of what was imported before.
    fn settle(&self, reading: Reading, before: &mut Earlier) -> Result<Imported> {
        let Reading { mut imported, target, out, lines, .. } = reading;
        let old = before.files.remove(&target);
        imported.dropped.sort_by_key(|d| d.line);
        if lines.is_empty() {
            // Nothing read: what was there stays, for the source may only be broken.
            if old.is_some() {
                imported.dropped.push(Dropped::fault(
                    &imported.source.name,
                    0,
                    format!("no record; {} stays as it was", target.display()),
                ));
            }
            return Ok(imported);
        }
        let none = HashMap::new();
        let was = old.as_ref().map_or(&none, |old| &old.lines);
        for (id, line) in &lines {
            match was.get(id) {
                None => imported.changes.added += 1,
                Some(before) if before != line => imported.changes.changed += 1,
                Some(_) => {}
            }
        }
        imported.changes.removed = was.keys().filter(|id| !lines.contains_key(*id)).count() as u64;
        before.seen.extend(lines.keys().copied());
        if let Some(mut out) = out {
            let failed = |e: std::io::Error| unwritable(&target, e);
            out.flush().map_err(failed)?;
            let file = out.into_inner().map_err(|e| failed(e.into_error()))?;
            let same = old.is_some() && imported.changes == Changes::default() && same_bytes(file.path(), &target);
            if !same {
                file.put(&target).map_err(failed)?;
            }
        }
        imported.target = Some(target);
        Ok(imported)
    }

    /// Takes away the files of sources that are gone: from a folder imported now, or renamed.
    fn sweep(&self, paths: &[PathBuf], before: &Earlier, report: &mut Report) -> Result<()> {
        let mut files: Vec<(&PathBuf, &Old)> = before.files.iter().collect();
        files.sort_by_key(|(path, _)| *path);
        for (path, old) in files {
            if Path::new(&old.source).exists() {
                continue;
            }
            let within = paths.iter().any(|folder| folder.is_dir() && Path::new(&old.source).starts_with(folder));
            let renamed = !old.lines.is_empty() && old.lines.keys().all(|id| before.seen.contains(id));
            if within || renamed {
                if !self.dry_run {
                    fs::remove_file(path).map_err(|e| unwritable(path, e))?;
                }
                report.removed.push((path.clone(), old.lines.len() as u64));
            }
        }
        Ok(())
    }
}

/// Where a path leads; of what is not there the path itself.
fn real(path: &str) -> PathBuf {
    Path::new(path).canonicalize().unwrap_or_else(|_| PathBuf::from(path))
}

/// Whether a file lies in a folder, whatever way both are named.
fn is_within(file: &Path, folder: &Path) -> bool {
    match (file.canonicalize(), folder.canonicalize()) {
        (Ok(file), Ok(folder)) => file.starts_with(folder),
        _ => false,
    }
}

/// Takes away what an import that was killed left behind; that of one still running stays.
fn sweep_unfinished(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for path in entries.filter_map(|entry| entry.ok().map(|e| e.path())) {
        if path.is_dir() && !path.is_symlink() {
            sweep_unfinished(&path);
            continue;
        }
        let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        let writer = name.strip_prefix('.').and_then(|n| n.rsplit_once(".jsonl.")).map(|(_, pid)| pid.to_owned());
        let Some(writer) = writer.filter(|pid| !pid.is_empty() && pid.bytes().all(|b| b.is_ascii_digit())) else {
            continue;
        };
        let runs = Path::new("/proc").join(&writer).exists() || !Path::new("/proc/self").exists();
        if !runs {
            let _ = fs::remove_file(&path);
        }
    }
}

/// Where below the folder of imported files a source goes: by its name, or by the imported folder's
/// name and its place in it.
fn below(path: &Path, file: &Path) -> PathBuf {
    let name = |path: &Path| path.file_name().map_or_else(|| PathBuf::from("import"), PathBuf::from);
    match file.strip_prefix(path) {
        Ok(rest) if rest != Path::new("") => {
            let folder = path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
            name(&folder).join(rest)
        }
        _ => name(file),
    }
}

/// A source while it is read.
struct Reading {
    imported: Imported,
    target: PathBuf,
    out: Option<BufWriter<Fresh>>,
    /// Hashes of ids with those of their lines.
    lines: HashMap<u64, u64>,
    /// The last number given to an id that several records have.
    numbers: HashMap<String, u32>,
    halves: Vec<corpus::Half>,
}

impl Reading {
    fn new(source: CorpusFile, target: PathBuf, dry: bool) -> Result<Self> {
        let out = match dry {
            true => None,
            false => {
                Some(BufWriter::with_capacity(1 << 16, Fresh::beside(&target).map_err(|e| unwritable(&target, e))?))
            }
        };
        let imported = Imported {
            source,
            target: None,
            dropped: Vec::new(),
            doubts: Vec::new(),
            conflicts: Vec::new(),
            changes: Changes::default(),
        };
        Ok(Reading { imported, target, out, lines: HashMap::new(), numbers: HashMap::new(), halves: Vec::new() })
    }

    fn fault(&mut self, error: &Error) {
        let name = self.imported.source.name.clone();
        self.imported.dropped.push(Dropped::fault(&name, 0, error.without_path()));
    }

    fn take(&mut self, item: Item) -> Result<()> {
        let mut record = match item {
            Item::Record(record) => *record,
            Item::Dropped(dropped) => {
                self.imported.dropped.push(dropped);
                return Ok(());
            }
        };
        let source = record.source.path.clone();
        let place = record.source.line;
        if record.id.is_empty() {
            record.id = corpus::content_id(&record);
        }
        note_source(&mut record, &source);
        let mut line = jsonl::write(&record);
        let given = record.id.clone();
        while let Some(before) = self.lines.get(&hash(&record.id)) {
            if *before == hash(&line) {
                let text = record.question().unwrap_or(&record.text);
                self.imported.dropped.push(Dropped::new(&source, place, "the same as a record before it", text));
                return Ok(());
            }
            let number = self.numbers.entry(given.clone()).or_insert(1);
            *number += 1;
            record.id = format!("{given}~{number}");
            line = jsonl::write(&record);
        }
        match record.kind {
            Kind::Faq => self.imported.source.pairs += 1,
            Kind::Passage => self.imported.source.passages += 1,
        }
        self.lines.insert(hash(&record.id), hash(&line));
        if let Some(out) = &mut self.out {
            writeln!(out, "{line}").map_err(|e| unwritable(&self.target, e))?;
        }
        Ok(())
    }
}

/// The pairs that ask what another one before them asks, and answer otherwise.
fn conflicts(records: &[Record]) -> Vec<Doubt> {
    let mut asked: HashMap<String, &Record> = HashMap::new();
    let mut conflicts: Vec<Doubt> = Vec::new();
    for record in records.iter().filter(|r| !r.text.trim().is_empty()) {
        for question in &record.questions {
            let key = exact_key(question);
            let first = *asked.entry(key.clone()).or_insert(record);
            if !key.is_empty() && first.text.trim() != record.text.trim() {
                let Source { path, line, .. } = record.source.clone();
                let reason = format!("the same question as on line {}, but another answer", first.source.line);
                conflicts.push(Doubt { path, line, reason, text: question.clone() });
            }
        }
    }
    conflicts
}

/// The file that a record was imported from; importing that again writes over what is changed in the record.
pub fn origin(record: &Record) -> Option<&str> {
    record.extra.get(NOTE).and_then(serde_json::Value::as_str)
}

/// The record as its source has it: where this corpus has it from is no news elsewhere.
pub(crate) fn without_note(record: &Record) -> Record {
    let mut record = record.clone();
    record.extra.shift_remove(NOTE);
    record
}

/// Writes down where a record was imported from, without its line: that a row was put in above
/// it is no change.
fn note_source(record: &mut Record, path: &str) {
    record.extra.insert(NOTE.to_owned(), path.into());
    let is_placed = record.source.uri.is_some() || !record.source.heading.is_empty();
    // A column of that name is what the source calls itself; its address stands beside it.
    if let Some(entry) = record.extra.get_mut("source").filter(|entry| is_placed && !entry.is_object()) {
        let name = entry.take();
        *entry = serde_json::json!({"name": name});
    }
}

fn hash(text: &str) -> u64 {
    let digest = blake3::hash(text.as_bytes());
    digest.as_bytes().iter().take(8).fold(0, |sum, byte| sum << 8 | u64::from(*byte))
}

/// A file of an earlier import.
struct Old {
    source: String,
    lines: HashMap<u64, u64>,
}

/// What was imported before.
struct Earlier {
    files: HashMap<PathBuf, Old>,
    /// Ids of the records imported now.
    seen: HashSet<u64>,
}

/// Files of records, sorted, by the real path of their source.
type Targets = HashMap<PathBuf, Vec<PathBuf>>;

impl Earlier {
    /// Where each source went.
    fn targets(&self) -> Targets {
        let mut targets = Targets::new();
        for (path, old) in &self.files {
            targets.entry(real(&old.source)).or_default().push(path.clone());
        }
        targets.values_mut().for_each(|paths| paths.sort());
        targets
    }
}

/// Reads the files of earlier imports.
fn earlier(folder: &Path) -> Result<Earlier> {
    let mut earlier = Earlier { files: HashMap::new(), seen: HashSet::new() };
    if !folder.is_dir() {
        return Ok(earlier);
    }
    for file in corpus::list(&[folder.to_path_buf()])?.files {
        let path = PathBuf::from(&file.name);
        let unreadable =
            |e: std::io::Error| Error::corpus("cannot be read").at(&path).because(e).advice("check its permissions");
        let mut old = Old { source: String::new(), lines: HashMap::new() };
        for line in BufReader::new(File::open(&path).map_err(unreadable)?).lines() {
            let line = line.map_err(unreadable)?;
            #[derive(serde::Deserialize)]
            struct Line {
                id: String,
                #[serde(default, rename = "imported_from")]
                from: String,
            }
            if let Ok(read) = serde_json::from_str::<Line>(&line) {
                if old.source.is_empty() {
                    old.source = read.from;
                }
                old.lines.insert(hash(&read.id), hash(&line));
            }
        }
        earlier.files.insert(path, old);
    }
    Ok(earlier)
}

fn same_bytes(one: &Path, other: &Path) -> bool {
    let digest = |path: &Path| -> std::io::Result<blake3::Hash> {
        let mut hasher = blake3::Hasher::new();
        std::io::copy(&mut File::open(path)?, &mut hasher)?;
        Ok(hasher.finalize())
    };
    matches!((digest(one), digest(other)), (Ok(one), Ok(other)) if one == other)
}

fn unwritable(path: &Path, error: std::io::Error) -> Error {
    Error::corpus("cannot be written").at(path).because(error).advice("make room or make it writable")
}
