//! Records as documents.

use tantivy::{
    TantivyDocument, Term,
    schema::{Field, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions, Value},
};

use crate::{
    Error, ErrorCode, Result,
    analysis::{PAIRS, WORDS},
    normalize::Record,
    record::{Outlet, Placement, Posting, RecordKind, TextRole, WorkerProfile},
};

/// The letter of the document that holds the index's settings.
const SETTINGS_LETTER: u8 = b's';

/// The fields of every document.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fields {
    /// Letter of the kind, a colon, the id: unique among live documents.
    key: Field,
    /// Text that `search` looks in, by kind and role.
    texts: [[TextFields; TextRole::COUNT]; RecordKind::ALL.len()],
    /// Letter of the kind and the record as JSON.
    source: Field,
}

/// The fields of one text: its words, and its pairs of neighbouring characters with their places.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TextFields {
    pub(crate) words: Field,
    pub(crate) pairs: Field,
}

/// A stored record, decoded.
#[derive(Debug)]
pub(crate) enum Source {
    Posting(Box<Posting>),
    Worker(Box<WorkerProfile>),
    Outlet(Box<Outlet>),
    Placement(Box<Placement>),
    Settings,
}

fn letter(kind: RecordKind) -> u8 {
    match kind {
        RecordKind::Posting => b'p',
        RecordKind::Worker => b'w',
        RecordKind::Outlet => b'o',
        RecordKind::Placement => b'l',
    }
}

impl Fields {
    pub(crate) fn schema() -> (Schema, Self) {
        let mut builder = Schema::builder();
        let key = builder.add_text_field("key", STRING);
        let text = |tokenizer: &str, option: IndexRecordOption| {
            let indexing = TextFieldIndexing::default();
            let indexing = indexing.set_tokenizer(tokenizer).set_index_option(option).set_fieldnorms(false);
            TextOptions::default().set_indexing_options(indexing)
        };
        let texts = RecordKind::ALL.map(|kind| {
            TextRole::ALL.map(|role| {
                let name = format!("{kind}_{}", role.name());
                TextFields {
                    words: builder.add_text_field(&name, text(WORDS, IndexRecordOption::Basic)),
                    pairs: builder.add_text_field(
                        &format!("{name}_pairs"),
                        text(PAIRS, IndexRecordOption::WithFreqsAndPositions),
                    ),
                }
            })
        });
        let source = builder.add_bytes_field("source", STORED);
        (builder.build(), Self { key, texts, source })
    }

    /// The fields that hold a kind's text of a role.
    pub(crate) fn text(&self, kind: RecordKind, role: TextRole) -> TextFields {
        self.texts[kind as usize][role as usize]
    }

    /// The document of an accepted record.
    pub(crate) fn document<T: Record>(self, record: &T) -> Result<TantivyDocument> {
        let mut source = vec![letter(T::KIND)];
        serde_json::to_writer(&mut source, record).map_err(|error| {
            Error::new(ErrorCode::InvalidRecord, format!("record {:?} cannot be written as JSON", record.id()))
                .with_source(error)
        })?;
        let mut document = TantivyDocument::default();
        document.add_text(self.key, key(letter(T::KIND), record.id()));
        for (role, text) in record.search_texts() {
            let fields = self.text(T::KIND, role);
            document.add_text(fields.words, text);
            document.add_text(fields.pairs, text);
        }
        document.add_bytes(self.source, &source);
        Ok(document)
    }

    /// The document that keeps the index's settings.
    pub(crate) fn settings_document(self, settings: &[u8]) -> TantivyDocument {
        let mut document = TantivyDocument::default();
        document.add_text(self.key, key(SETTINGS_LETTER, ""));
        document.add_bytes(self.source, &[&[SETTINGS_LETTER], settings].concat());
        document
    }

    pub(crate) fn settings_term(self) -> Term {
        Term::from_field_text(self.key, &key(SETTINGS_LETTER, ""))
    }

    /// A term that no document has: every key begins with a letter.
    pub(crate) fn no_term(self) -> Term {
        Term::from_field_text(self.key, "")
    }

    /// The stored bytes of a document, without the letter of its kind.
    pub(crate) fn source_bytes(self, document: &TantivyDocument) -> Result<(u8, &[u8])> {
        let bytes = document.get_first(self.source).and_then(|value| value.as_bytes());
        let (letter, json) = bytes
            .and_then(|bytes| bytes.split_first())
            .ok_or_else(|| Error::new(ErrorCode::IndexDamaged, "a document of the index holds no record"))?;
        Ok((*letter, json))
    }
}

/// The term that finds the document of a record.
pub(crate) fn key_term(fields: Fields, kind: RecordKind, id: &str) -> Term {
    Term::from_field_text(fields.key, &key(letter(kind), id))
}

fn key(letter: u8, id: &str) -> String {
    format!("{}:{id}", char::from(letter))
}

impl Source {
    /// Decodes a stored record.
    pub(crate) fn decode(letter: u8, json: &[u8]) -> Result<Self> {
        fn record<T: serde::de::DeserializeOwned>(json: &[u8]) -> Result<Box<T>> {
            serde_json::from_slice(json).map(Box::new).map_err(|error| {
                Error::new(ErrorCode::IndexDamaged, "a stored record cannot be read").with_source(error)
            })
        }
        match letter {
            b'p' => record(json).map(Self::Posting),
            b'w' => record(json).map(Self::Worker),
            b'o' => record(json).map(Self::Outlet),
            b'l' => record(json).map(Self::Placement),
            SETTINGS_LETTER => Ok(Self::Settings),
            other => Err(Error::new(
                ErrorCode::IndexDamaged,
                format!("a stored record is of the unknown kind {:?}", char::from(other)),
            )),
        }
    }
}
