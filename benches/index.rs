//! Indexing: records a second, checked, normalised, cut into words, stored, committed and packed; beside it tantivy alone, given
//! the same records as JSON and their texts with their places, cut by jieba's search mode called directly, and by this project's analysis.
//!
//! `GIGMATCH_BENCH_LARGE=1` takes 100,000 of each kind.

use std::{hint::black_box, sync::Arc};

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use gigmatch::{
    Engine,
    record::{Posting, WorkerProfile},
    table::{Occupation, OccupationTable},
};
use gigmatch_bench::{
    figures::write_group,
    market::{Market, Size},
};
use gigmatch_text::{Segmenter, fold};
use tantivy::{
    Index, IndexWriter, TantivyDocument,
    schema::{IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions},
    tokenizer::{TextAnalyzer, Token, TokenStream, Tokenizer},
};

/// What cuts text into words for tantivy alone.
#[derive(Clone)]
enum Cutter {
    /// jieba as it comes.
    Jieba(Arc<jieba_rs::Jieba>),
    /// This project's analysis: folded, with the words of its tables.
    Folded(Arc<Segmenter>),
}

struct Words {
    tokens: std::vec::IntoIter<Token>,
    current: Token,
}

impl Tokenizer for Cutter {
    type TokenStream<'a> = Words;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Words {
        let mut tokens = Vec::new();
        let mut push = |word: &str, offset_from: usize, offset_to: usize| {
            let (position, text) = (tokens.len(), word.to_owned());
            tokens.push(Token { offset_from, offset_to, position, text, position_length: 1 });
        };
        match self {
            Self::Jieba(jieba) => {
                for token in jieba.cut_for_search(text, true) {
                    push(token.word, token.byte_start, token.byte_end);
                }
            }
            Self::Folded(segmenter) => {
                segmenter.for_each_search_word(&fold(text), |word, range| push(word, range.start, range.end));
            }
        }
        Words { tokens: tokens.into_iter(), current: Token::default() }
    }
}

impl TokenStream for Words {
    fn advance(&mut self) -> bool {
        let next = self.tokens.next();
        let is_there = next.is_some();
        self.current = next.unwrap_or_default();
        is_there
    }

    fn token(&self) -> &Token {
        &self.current
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.current
    }
}

fn index(criterion: &mut Criterion) {
    let size = Size::asked();
    let records = size.choose(100, 10_000, 100_000);
    let market = Market::new(records, records, None);
    let (postings, workers) = (market.province.postings(), market.province.workers());
    let name = format!("index/{records}x{records}");
    let mut group = criterion.benchmark_group(&name);
    group.sample_size(10);
    group.throughput(Throughput::Elements(records as u64));
    group.bench_function("postings", |bencher| {
        bencher.iter_batched(|| postings.clone(), ours_postings, BatchSize::PerIteration);
    });
    group.bench_function("workers", |bencher| {
        bencher.iter_batched(|| workers.clone(), ours_workers, BatchSize::PerIteration);
    });
    let jieba = Cutter::Jieba(Arc::new(jieba_rs::Jieba::new()));
    let names = OccupationTable::csco_2022();
    let folded = Cutter::Folded(Arc::new(Segmenter::with_words(names.nodes().iter().flat_map(Occupation::names))));
    for (name, cutter) in [("jieba", jieba), ("this project's words", folded)] {
        group.bench_function(format!("postings, tantivy and {name} alone"), |bencher| {
            bencher.iter(|| black_box(tantivy_alone(&postings, &cutter)));
        });
    }
    group.finish();
    write_group(size, "index", &market, &name);
}

fn ours_postings(postings: Vec<Posting>) -> u64 {
    let engine = Engine::in_memory().expect("an engine");
    let mut writer = engine.writer().expect("the only writer");
    writer.add(postings).expect("postings");
    writer.commit().expect("a commit")
}

fn ours_workers(workers: Vec<WorkerProfile>) -> u64 {
    let engine = Engine::in_memory().expect("an engine");
    let mut writer = engine.writer().expect("the only writer");
    writer.add(workers).expect("workers");
    writer.commit().expect("a commit")
}

fn tantivy_alone(postings: &[Posting], cutter: &Cutter) -> u64 {
    let mut schema = Schema::builder();
    let id = schema.add_text_field("id", STRING);
    let indexing = TextFieldIndexing::default().set_tokenizer("words");
    let words = TextOptions::default()
        .set_indexing_options(indexing.set_index_option(IndexRecordOption::WithFreqsAndPositions));
    let [title, employer, description] =
        ["title", "employer", "description"].map(|name| schema.add_text_field(name, words.clone()));
    let source = schema.add_bytes_field("source", STORED);
    let index = Index::create_in_ram(schema.build());
    index.tokenizers().register("words", TextAnalyzer::from(cutter.clone()));
    let mut writer: IndexWriter = index.writer_with_num_threads(1, 500_000_000).expect("a writer");
    for posting in postings {
        let mut document = TantivyDocument::default();
        document.add_text(id, &posting.id);
        document.add_text(title, &posting.title);
        if let Some(text) = &posting.hiring_organization {
            document.add_text(employer, text);
        }
        let skills = posting.required_skills.iter().chain(&posting.desired_skills).map(|skill| &skill.name);
        for text in posting.description.iter().chain(skills).chain(&posting.required_certificates) {
            document.add_text(description, text);
        }
        document.add_bytes(source, &serde_json::to_vec(posting).expect("plain data"));
        writer.add_document(document).expect("a document");
    }
    writer.commit().expect("a commit")
}

criterion_group!(benches, index);
criterion_main!(benches);
