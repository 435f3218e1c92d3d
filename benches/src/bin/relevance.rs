//! How well titles find what they mean, on judged sets in their published forms.
//!
//! `cargo run --release -p gigmatch-bench --bin relevance -- FORMAT FOLDER` with FORMAT `titles`, `melo` or `talentclef`.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    error::Error,
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
    time::Instant,
};

use gigmatch::{OccupationClassifier, OccupationExample, table::OccupationTable};
use gigmatch_text::TitleClassifier;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

const USAGE: &str = "usage: relevance FORMAT FOLDER
  titles      CSV files with the columns job_name and expected_code, of the 2022 national classification
  melo        queries.tsv, corpus_elements.tsv, annotations.tsv, concept_mapping.tsv
  talentclef  queries, corpus_elements, qrels.tsv";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [format, folder] = arguments.as_slice() else {
        eprintln!("{USAGE}");
        return ExitCode::from(2);
    };
    let folder = Path::new(folder);
    let done = match format.as_str() {
        "titles" => titles(folder),
        "melo" => {
            linking(folder, ["queries.tsv", "corpus_elements.tsv", "annotations.tsv"], Some("concept_mapping.tsv"))
        }
        "talentclef" => linking(folder, ["queries", "corpus_elements", "qrels.tsv"], None),
        _ => Err(format!("unknown format {format:?}\n{USAGE}").into()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "places and counts of a ranking")]
fn ratio(a: usize, b: usize) -> f64 {
    a as f64 / b as f64
}

/// Sums over queries.
#[derive(Default)]
struct Figures {
    queries: u32,
    average_precision: f64,
    reciprocal_rank: f64,
    hit_at_1: f64,
    hit_at_10: f64,
}

impl Figures {
    /// Adds a query, given which places of its ranking, from 0, hold something relevant, and how much there is.
    fn add(&mut self, places: &[usize], relevant: usize) {
        self.queries += 1;
        let precisions = places.iter().enumerate().map(|(found, place)| ratio(found + 1, place + 1));
        self.average_precision += precisions.sum::<f64>() / ratio(relevant, 1);
        if let Some(first) = places.first() {
            self.reciprocal_rank += ratio(1, first + 1);
            self.hit_at_1 += f64::from(*first == 0);
            self.hit_at_10 += f64::from(*first < 10);
        }
    }

    fn print(&self, what: &str, took: f64) {
        let all = f64::from(self.queries.max(1));
        let of_all = [self.average_precision, self.reciprocal_rank, self.hit_at_1, self.hit_at_10].map(|sum| sum / all);
        let [map, mrr, first, ten] = of_all;
        let milliseconds = took * 1_000.0 / all;
        println!("{what:<34} {:>7} {map:>7.4} {mrr:>7.4} {first:>7.4} {ten:>7.4} {milliseconds:>9.3}", self.queries);
    }
}

fn header() {
    println!("{:<34} {:>7} {:>7} {:>7} {:>7} {:>7} {:>9}", "", "queries", "MAP", "MRR", "hit@1", "hit@10", "ms/query");
}

/// Of the titles that the crate carries, those that are judged are left out, a fifth at a time.
const FOLDS: usize = 5;

/// Job titles with the code they should get.
fn titles(folder: &Path) -> Result<()> {
    let mut files: Vec<PathBuf> =
        fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path())).collect::<std::io::Result<_>>()?;
    files.sort();
    let mut judged = Vec::new();
    for file in files.iter().filter(|file| file.extension().is_some_and(|extension| extension == "csv")) {
        judged.extend(read_titles(file)?);
    }
    if judged.is_empty() {
        return Err(format!("{}: no CSV file has the columns job_name and expected_code", folder.display()).into());
    }
    let table = OccupationTable::csco_2022();
    let bare: Vec<String> = table.nodes().iter().map(|node| format!("{},{}", node.code, node.name)).collect();
    let bare = format!("code,name\n{}", bare.join("\n"));
    let bare = Arc::new(OccupationTable::from_csv_text(&bare)?);
    let words = OccupationClassifier::carried_words();
    header();
    for (what, table, examples) in [
        ("names", &bare, &[][..]),
        ("names and other names", &table, &[]),
        ("and words of advertisements", &table, &words),
    ] {
        let classifier = OccupationClassifier::with_examples(Arc::clone(table), examples);
        let mut figures = Figures::default();
        let start = Instant::now();
        for title in &judged {
            judge(&classifier, title, &mut figures);
        }
        figures.print(what, start.elapsed().as_secs_f64());
    }
    let titles = OccupationClassifier::carried_titles();
    let (mut figures, mut took, mut inferred) = (Figures::default(), 0.0, Inferred::default());
    for fold in 0..FOLDS {
        let held: Vec<&(String, String)> = judged.iter().skip(fold).step_by(FOLDS).collect();
        let held_titles: HashSet<&str> = held.iter().map(|(title, _)| title.as_str()).collect();
        let others = titles.iter().filter(|example| !held_titles.contains(example.text.as_str()));
        let examples: Vec<OccupationExample> = words.iter().chain(others).cloned().collect();
        let classifier = OccupationClassifier::with_examples(Arc::clone(&table), &examples);
        let start = Instant::now();
        for title in &held {
            judge(&classifier, title, &mut figures);
        }
        took += start.elapsed().as_secs_f64();
        for title in held {
            inferred.add(&classifier, title);
        }
    }
    figures.print("and titles, the judged held out", took);
    inferred.print();
    Ok(())
}

/// What titles without a code are taken to mean, by the depth of what was inferred; 0 where that is nothing.
#[derive(Default)]
struct Inferred([Depth; 5]);

#[derive(Default)]
struct Depth {
    titles: usize,
    /// Titles whose code is the inferred one or below it.
    right: usize,
    confidence: usize,
}

impl Inferred {
    fn add(&mut self, classifier: &OccupationClassifier, (title, code): &(String, String)) {
        let table = classifier.table();
        let Some(inferred) = classifier.infer(title, None) else {
            self.0[0].titles += 1;
            return;
        };
        let id = table.find(&inferred.code).expect("of the table");
        let depth = &mut self.0[(table.get(id).depth as usize).min(4)];
        depth.titles += 1;
        depth.confidence += inferred.confidence as usize;
        let mut above = table.find(code);
        while let Some(node) = above.filter(|node| *node != id) {
            above = table.get(node).parent;
        }
        depth.right += usize::from(above.is_some());
    }

    fn print(&self) {
        println!("\n{:<34} {:>7} {:>7} {:>10}", "inferred, the judged held out", "titles", "right", "confidence");
        for (depth, name) in
            ["nothing", "major group", "sub-major group", "minor group", "occupation"].iter().enumerate()
        {
            let Depth { titles, right, confidence } = &self.0[depth];
            let (right, confidence) =
                (ratio(*right, (*titles).max(1)), ratio(*confidence, (*titles).max(1)) / 10_000.0);
            println!("{name:<34} {titles:>7} {right:>7.4} {confidence:>10.4}");
        }
    }
}

fn read_titles(file: &Path) -> Result<Vec<(String, String)>> {
    let mut reader = csv::Reader::from_path(file)?;
    let headers = reader.headers()?.clone();
    let place = |name: &str| headers.iter().position(|header| header.trim_start_matches('\u{feff}') == name);
    let (Some(title), Some(code)) = (place("job_name"), place("expected_code")) else { return Ok(Vec::new()) };
    let row = |row: csv::Result<csv::StringRecord>| -> Result<(String, String)> {
        let row = row?;
        let cell = |at: usize| row.get(at).unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ");
        Ok((cell(title), cell(code)))
    };
    reader.records().map(row).collect()
}

fn judge(classifier: &OccupationClassifier, (title, code): &(String, String), figures: &mut Figures) {
    let ranked = classifier.classify(title, None, 40);
    let place = ranked.iter().position(|ranked| ranked.code == *code);
    figures.add(place.as_slice(), 1);
}

/// Titles to elements of a corpus; elements of one concept are names of the same thing.
fn linking(folder: &Path, [queries, corpus, judgements]: [&str; 3], concepts: Option<&str>) -> Result<()> {
    let queries = pairs(&folder.join(queries))?;
    let corpus = pairs(&folder.join(corpus))?;
    let mut relevant: HashMap<String, HashSet<String>> = HashMap::new();
    for line in fs::read_to_string(folder.join(judgements))?.lines() {
        let cells: Vec<&str> = line.split('\t').collect();
        if let [query, _, element, grade] = cells[..]
            && grade.trim().parse::<i64>().is_ok_and(|grade| grade > 0)
        {
            relevant.entry(query.to_owned()).or_default().insert(element.to_owned());
        }
    }
    let concept_of: HashMap<String, String> = match concepts {
        Some(file) => pairs(&folder.join(file))?.into_iter().collect(),
        None => HashMap::new(),
    };
    let mut labels: BTreeMap<&str, u32> = BTreeMap::new();
    let label_of: Vec<u32> = corpus
        .iter()
        .map(|(id, _)| {
            let next = u32::try_from(labels.len()).unwrap_or(u32::MAX);
            *labels.entry(concept_of.get(id).map_or(id.as_str(), String::as_str)).or_insert(next)
        })
        .collect();
    let classifier = TitleClassifier::new(label_of.iter().copied().zip(corpus.iter().map(|(_, text)| text)));
    let mut figures = Figures::default();
    let start = Instant::now();
    for (id, query) in &queries {
        let Some(wanted) = relevant.get(id) else { continue };
        let similarities = classifier.similarities(query);
        let mut best = vec![0.0_f32; labels.len()];
        for (label, similarity) in label_of.iter().zip(&similarities) {
            best[*label as usize] = best[*label as usize].max(*similarity);
        }
        let mut order: Vec<usize> = (0..corpus.len()).collect();
        // Mostly the concept, so that its names stand together; a little the name, so that a wrong concept with many names
        // does not fill the first places.
        let key = |at: usize| 0.7 * best[label_of[at] as usize] + 0.3 * similarities[at];
        order.sort_by(|a, b| key(*b).total_cmp(&key(*a)).then(a.cmp(b)));
        let places: Vec<usize> = order
            .iter()
            .enumerate()
            .filter(|(_, at)| wanted.contains(&corpus[**at].0))
            .map(|(place, _)| place)
            .collect();
        figures.add(&places, wanted.len());
    }
    header();
    figures.print(&folder.file_name().unwrap_or_default().to_string_lossy(), start.elapsed().as_secs_f64());
    Ok(())
}

/// The first two cells of each line of a tab-separated file; a line of names of columns is left out.
fn pairs(file: &Path) -> Result<Vec<(String, String)>> {
    let text = fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))?;
    let pair = |line: &str| line.split_once('\t').map(|(id, text)| (id.to_owned(), text.trim_end().to_owned()));
    Ok(text.lines().filter_map(pair).filter(|(id, _)| !id.ends_with("_id")).collect())
}
