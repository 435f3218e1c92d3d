//! Record files into an engine, with an account of every row that was not taken.

use std::{
    collections::{BTreeMap, HashMap},
    fs::File,
    io::{BufWriter, Write},
    path::{Path, PathBuf},
    sync::Arc,
};

use gigmatch::{
    AddReport, Engine, EngineOptions, Error, ErrorCode, Result as EngineResult, Writer,
    problem::{ProblemCode, Rejection},
    read::Mapping,
    record::RecordKind,
    table::{DivisionChanges, DivisionTable, OccupationTable},
};
use gigmatch_arrow::open_file;
use gigmatch_phrases::{Lang, grouped};

use crate::{
    args::{FileArgs, SourceArgs},
    fault::{Fault, Outcome, Result},
    run::Run,
};

/// What became of the files of a run.
#[derive(Debug, Default)]
pub(crate) struct Intake {
    files: Vec<FileAccount>,
}

/// What became of one file.
#[derive(Debug)]
struct FileAccount {
    kind: RecordKind,
    path: PathBuf,
    rows: u64,
    /// What became of the rows; rejections are counted here and written to their file.
    taken: AddReport,
    rejected: u64,
    problems: BTreeMap<ProblemCode, u64>,
    rejection_file: Option<PathBuf>,
}

impl Intake {
    /// How the run ends as far as the rows are concerned.
    pub(crate) fn outcome(&self, strict: bool) -> Outcome {
        let any_rejected = self.files.iter().any(|file| file.rejected > 0);
        if strict && any_rejected { Outcome::RowsRejected } else { Outcome::Done }
    }

    /// Tells on standard error what was read and what was not taken.
    pub(crate) fn report(&self, lang: Lang) {
        for file in &self.files {
            file.report(lang);
        }
    }
}

impl FileAccount {
    fn new(kind: RecordKind, path: &Path) -> Self {
        Self {
            kind,
            path: path.to_path_buf(),
            rows: 0,
            taken: AddReport::default(),
            rejected: 0,
            problems: BTreeMap::new(),
            rejection_file: None,
        }
    }

    fn note_rejections(&mut self, rejections: &[Rejection]) {
        self.rejected += rejections.len() as u64;
        for problem in rejections.iter().flat_map(|rejection| &rejection.problems) {
            *self.problems.entry(problem.code).or_default() += 1;
        }
    }

    fn report(&self, lang: Lang) {
        let (rows, accepted, rejected) = (grouped(self.rows), grouped(self.taken.accepted), grouped(self.rejected));
        let path = self.path.display();
        eprintln!(
            "{}",
            match lang {
                Lang::Zh => format!("{path}：读入 {rows} 行，接收 {accepted} 行，拒收 {rejected} 行"),
                Lang::En => format!("{path}: {rows} rows read, {accepted} accepted, {rejected} rejected"),
            }
        );
        if self.taken.duplicates > 0 {
            let replaced = grouped(self.taken.duplicates);
            eprintln!(
                "{}",
                match lang {
                    Lang::Zh => format!("  {replaced} 行的编号重复，以后面的一行为准"),
                    Lang::En => format!("  {replaced} rows were replaced by a later row with the same id"),
                }
            );
        }
        for (code, count) in &self.problems {
            eprintln!("  {code}: {}", grouped(*count));
        }
        if let Some(file) = &self.rejection_file {
            eprintln!("  {} {}", lang.pick("拒收的行和原因见", "rejected rows and reasons:"), file.display());
        }
        for column in &self.taken.unknown_columns {
            let (name, kind, count) = (&column.name, self.kind, grouped(column.rows));
            let nearest = match (&column.nearest, lang) {
                (Some(nearest), Lang::Zh) => format!("，最接近的是 {nearest:?}"),
                (Some(nearest), Lang::En) => format!("; the nearest is {nearest:?}"),
                (None, _) => String::new(),
            };
            eprintln!(
                "{}",
                match lang {
                    Lang::Zh => format!("  未使用的列 {name:?}（{count} 行有值）：{kind} 没有这个字段{nearest}"),
                    Lang::En => format!("  unused column {name:?} ({count} rows): a {kind} has no such field{nearest}"),
                }
            );
        }
    }
}

/// A table with the divisions of files laid over it.
pub(crate) fn with_files(table: DivisionTable, files: &[PathBuf]) -> EngineResult<DivisionTable> {
    files.iter().try_fold(table, |table, file| table.with_csv(file))
}

/// Engine options as the command line names them.
pub(crate) fn engine_options(files: &FileArgs) -> EngineResult<EngineOptions> {
    let mut options = EngineOptions::new();
    if let Some(path) = &files.occupations {
        options = options.occupations(Arc::new(OccupationTable::from_csv(path)?));
    }
    if !files.divisions.is_empty() {
        let table = DivisionTable::default().with_changes(DivisionChanges::cn_counties());
        options = options.divisions(Arc::new(with_files(table, &files.divisions)?));
    }
    options = options.infer_occupations(files.infer_occupations);
    if let Some(zone) = &files.zone {
        options = options.zone(zone);
    }
    if let Some(threads) = files.threads {
        options = options.threads(threads.into());
    }
    Ok(options)
}

/// Opens the index, or reads the files into one in memory.
///
/// Rejection files without a name of their own go beside `beside`.
pub(crate) fn open(source: &SourceArgs, beside: Option<&Path>, run: &Run) -> Result<(Engine, Intake)> {
    let options = engine_options(&source.files)?;
    if let Some(index) = &source.index {
        let engine = run.stage("open", || Ok(options.open_existing(index)?))?;
        return Ok((engine, Intake::default()));
    }
    if source.files.is_empty() {
        return Err(Fault::usage(
            "no records are named; allowed are --index DIR, or files with --postings FILE and --workers FILE",
        ));
    }
    let engine = options.in_memory()?;
    let mut writer = engine.writer()?;
    let intake = run.stage("load", || add_files(&mut writer, &source.files, beside, run))?;
    run.stage("index", || Ok(writer.commit()?))?;
    Ok((engine, intake))
}

/// Reads every file named and adds its records.
pub(crate) fn add_files(writer: &mut Writer, files: &FileArgs, beside: Option<&Path>, run: &Run) -> Result<Intake> {
    let mapping = files.mapping.as_deref().map(Mapping::from_file).transpose()?;
    let mut rejections = RejectionFiles::new(files.rejected.clone(), beside);
    let mut intake = Intake::default();
    for (kind, paths) in files.by_kind() {
        // One for all files of a kind: an id that comes again in a later file is told, too.
        let mut records = writer.intake(kind);
        for path in paths {
            let mut account = FileAccount::new(kind, path);
            let bar = run.counter(path.display().to_string());
            for part in open_file(path, kind, mapping.as_ref())? {
                run.check()?;
                let part = part?;
                account.rows += part.len() as u64;
                let mut report = part.add_to(&mut records)?;
                let refused = std::mem::take(&mut report.rejections);
                account.note_rejections(&refused);
                rejections.write(&mut account, &refused)?;
                account.taken.merge(report);
                bar.set_position(account.rows);
            }
            intake.files.push(account);
        }
    }
    rejections.finish()?;
    Ok(intake)
}

impl FileArgs {
    /// The files of each kind, in the order of loading.
    fn by_kind(&self) -> [(RecordKind, &[PathBuf]); 4] {
        [
            (RecordKind::Posting, &self.postings),
            (RecordKind::Worker, &self.workers),
            (RecordKind::Outlet, &self.outlets),
            (RecordKind::Placement, &self.placements),
        ]
    }

    /// Whether no file is named.
    pub(crate) fn is_empty(&self) -> bool {
        self.by_kind().iter().all(|(_, paths)| paths.is_empty())
    }
}

/// Files of rejections, each made when its first rejection comes.
struct RejectionFiles {
    named: Option<PathBuf>,
    directory: PathBuf,
    open: HashMap<PathBuf, BufWriter<File>>,
}

impl RejectionFiles {
    fn new(named: Option<PathBuf>, beside: Option<&Path>) -> Self {
        let directory = beside.and_then(Path::parent).unwrap_or(Path::new("")).to_path_buf();
        Self { named, directory, open: HashMap::new() }
    }

    fn write(&mut self, account: &mut FileAccount, rejections: &[Rejection]) -> Result<()> {
        if rejections.is_empty() {
            return Ok(());
        }
        let path = self.named.clone().unwrap_or_else(|| {
            let mut name = account.path.file_name().unwrap_or_default().to_os_string();
            name.push(".rejected.jsonl");
            self.directory.join(name)
        });
        account.rejection_file = Some(path.clone());
        let cannot_write =
            |error| Error::new(ErrorCode::Io, "cannot write the rejected rows").with_file(&path).with_source(error);
        let file = match self.open.entry(path.clone()) {
            std::collections::hash_map::Entry::Occupied(open) => open.into_mut(),
            std::collections::hash_map::Entry::Vacant(place) => {
                place.insert(BufWriter::new(File::create(&path).map_err(cannot_write)?))
            }
        };
        for rejection in rejections {
            serde_json::to_writer(&mut *file, rejection).map_err(|error| cannot_write(error.into()))?;
            file.write_all(b"\n").map_err(cannot_write)?;
        }
        Ok(())
    }

    fn finish(self) -> Result<()> {
        // What is left in the buffers must be written, or the failure told.
        self.open.into_values().try_for_each(|mut file| file.flush()).map_err(Fault::from)
    }
}
