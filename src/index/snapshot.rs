//! One index as opened: everything a question reads, unchanging and shared by threads.

use std::collections::BTreeSet;

use tantivy::collector::DocSetCollector;
use tantivy::columnar::Column;
use tantivy::directory::Directory;
use tantivy::query::TermQuery;
use tantivy::schema::{IndexRecordOption, TantivyDocument, Value};
use tantivy::{DocAddress, DocId, Index, IndexReader, ReloadPolicy, Searcher, Term};

use super::build::Parts;
use super::manifest::Manifest;
use super::schema::{self, ANSWER, FOLLOWS, Fields, TOKENS};
use super::search::{self, SearchTerm};
use super::terms::{self, Posting, Sharing};
use super::vectors::Vectors;
use super::vocabulary::Vocabulary;
use super::word_vectors::{WordNear, WordVectors, WordsAsked};
use crate::error::{Error, ErrorKind, Result};
use crate::record::Record;
use crate::synonyms::Synonyms;
use crate::text::Language;

/// Blocks of stored records kept unpacked.
const STORE_CACHE_BLOCKS: usize = 64;

/// An open index.
pub struct Snapshot {
    searcher: Searcher,
    fields: Fields,
    tokens: Option<Column<u64>>,
    follows: Option<Column<u64>>,
    answer: Option<Column<u64>>,
    /// What the phrasings and sentences mean.
    pub vectors: Vectors,
    /// What their words mean.
    pub word_vectors: WordVectors,
    /// What the records mean as a whole; of those that have none, their phrasings must do.
    pub wholes: Vectors,
    /// Terms and words.
    pub vocabulary: Vocabulary,
    /// Compiled synonyms.
    pub synonyms: Synonyms,
    /// The corpus's languages, most used first; `None` for texts without a stemmer.
    pub languages: Vec<Option<Language>>,
    /// What it was built from and with.
    pub manifest: Manifest,
}

impl Snapshot {
    /// Opens the Tantivy index in `directory` with the parts built beside it.
    ///
    /// # Errors
    ///
    /// [`Error::is_corrupt`] when they do not fit together.
    pub fn open(directory: Box<dyn Directory>, parts: Parts, manifest: Manifest) -> Result<Self> {
        let mut index = Index::open(directory)?;
        index.set_tokenizers(schema::tokenizers());
        let (_, fields) = schema::schema();
        let reader: IndexReader = index
            .reader_builder()
            .reload_policy(ReloadPolicy::Manual)
            .doc_store_cache_num_blocks(STORE_CACHE_BLOCKS)
            .try_into()?;
        let searcher = reader.searcher();
        if searcher.num_docs() != manifest.records + manifest.unanswerable || searcher.segment_readers().len() > 1 {
            return Err(Error::new(ErrorKind::Corrupt, "the index does not hold the records its manifest counts"));
        }
        let (vectors, word_vectors) = (Vectors::open(parts.vectors)?, WordVectors::open(parts.word_vectors)?);
        if vectors.len() != word_vectors.len() {
            return Err(Error::new(
                ErrorKind::Corrupt,
                "the index's vectors and word vectors are not of the same phrasings",
            )
            .advice("run `answerbook index --rebuild`"));
        }
        let column = |name: &str| searcher.segment_readers().first().map(|s| s.fast_fields().u64(name)).transpose();
        Ok(Snapshot {
            tokens: column(TOKENS)?,
            follows: column(FOLLOWS)?,
            answer: column(ANSWER)?,
            fields,
            vectors,
            word_vectors,
            wholes: Vectors::open(parts.wholes)?,
            vocabulary: Vocabulary::open(parts.vocabulary)?,
            synonyms: Synonyms::read(&parts.synonyms),
            languages: parts.languages.iter().map(|code| Language::from_code(code)).collect(),
            manifest,
            searcher,
        })
    }

    /// Number of records, and of questions known to have no answer after them.
    pub fn len(&self) -> u64 {
        self.searcher.num_docs()
    }

    /// Whether it is no more than a question known to have no answer: a rival to the records, never a candidate.
    pub fn is_unanswerable(&self, doc: DocId) -> bool {
        u64::from(doc) >= self.manifest.records
    }

    /// The at most `limit` records with all tags of `filter` that best match any of `terms`,
    /// with their BM25 score, best first, ties by place in the corpus.
    ///
    /// # Errors
    ///
    /// An index file that cannot be read.
    pub fn search(
        &self,
        terms: &[SearchTerm],
        filter: &BTreeSet<(String, String)>,
        limit: usize,
    ) -> Result<Vec<(DocId, f32)>> {
        match self.searcher.segment_readers().first() {
            Some(segment) => {
                let unanswerable = DocId::try_from(self.manifest.records).unwrap_or(DocId::MAX);
                search::search(segment, &self.fields, terms, filter, unanswerable, limit)
            }
            None => Ok(Vec::new()),
        }
    }

    /// The records with all tags of `filter` and the questions known to have no answer, in corpus order; `None` where no tag is
    /// asked for, which all have.
    ///
    /// # Errors
    ///
    /// An index file that cannot be read.
    pub fn tagged(&self, filter: &BTreeSet<(String, String)>) -> Result<Option<Vec<DocId>>> {
        let mut tagged: Option<Vec<DocId>> = None;
        for (key, value) in filter {
            let docs = self.find(Term::from_field_text(self.fields.tag, &schema::tag(key, value)))?;
            match &mut tagged {
                Some(tagged) => tagged.retain(|doc| docs.binary_search(doc).is_ok()),
                None => tagged = Some(docs),
            }
        }
        let unanswerable =
            (self.manifest.records..self.searcher.num_docs()).filter_map(|doc| DocId::try_from(doc).ok());
        Ok(tagged.map(|tagged| tagged.into_iter().chain(unanswerable).collect()))
    }

    /// The records one of whose questions has this exact key, in corpus order.
    ///
    /// # Errors
    ///
    /// An index file that cannot be read.
    pub fn exact(&self, key: &str) -> Result<Vec<DocId>> {
        self.find(Term::from_field_text(self.fields.exact, key))
    }

    /// The record of this id.
    ///
    /// # Errors
    ///
    /// An index file that cannot be read.
    pub fn by_id(&self, id: &str) -> Result<Option<DocId>> {
        Ok(self.find(Term::from_field_text(self.fields.id, id))?.first().copied())
    }

    fn find(&self, term: Term) -> Result<Vec<DocId>> {
        let found = self.searcher.search(&TermQuery::new(term, IndexRecordOption::Basic), &DocSetCollector)?;
        let mut docs: Vec<DocId> = found.into_iter().map(|address| address.doc_id).collect();
        docs.sort_unstable();
        Ok(docs)
    }

    /// The record's tokens, in order.
    pub fn postings(&self, doc: DocId) -> Vec<Posting> {
        let Some(column) = &self.tokens else { return Vec::new() };
        let rows = column.index.value_row_ids(doc);
        let mut packed = vec![0; rows.len()];
        column.values.get_range(u64::from(rows.start), &mut packed);
        packed.into_iter().map(Posting).collect()
    }

    /// The passage that this one follows in the same article.
    pub fn before(&self, doc: DocId) -> Option<DocId> {
        let follows = self.follows.as_ref().and_then(|column| column.first(doc)) == Some(1);
        if follows { doc.checked_sub(1) } else { None }
    }

    /// Which answer the record gives, with how many others.
    pub fn sharing(&self, doc: DocId) -> Sharing {
        Sharing(self.answer.as_ref().and_then(|column| column.first(doc)).unwrap_or(1))
    }

    /// How many phrasings the record's answer has, others' that give the same among them; 0 for a passage.
    pub fn phrasings(&self, doc: DocId) -> usize {
        let own = self.own_phrasings(doc);
        if own == 0 { 0 } else { own.max(self.sharing(doc).records() as usize) }
    }

    /// How many of them are the record's own.
    pub fn own_phrasings(&self, doc: DocId) -> usize {
        terms::parts(&self.postings(doc), terms::Field::Question).len()
    }

    /// How near the words `asked` are to the record's; `None` where it has no vectors.
    pub fn word_near(&self, asked: &WordsAsked, doc: DocId) -> Option<WordNear> {
        self.word_vectors.near(asked, self.vectors.phrasings(doc))
    }

    /// The record itself.
    ///
    /// # Errors
    ///
    /// [`Error::is_corrupt`] when it cannot be read back.
    pub fn record(&self, doc: DocId) -> Result<Record> {
        let stored: TantivyDocument = self.searcher.doc(DocAddress::new(0, doc))?;
        let corrupt = || {
            Error::new(ErrorKind::Corrupt, "a stored record cannot be read").advice("run `answerbook index --rebuild`")
        };
        let json =
            stored.get_first(self.fields.record).and_then(|v| v.as_str().map(str::to_owned)).ok_or_else(corrupt)?;
        serde_json::from_str(&json).map_err(|e| corrupt().because(e))
    }
}
