//! A provincial export: coded columns, coded values, columns that matching must not see.

use std::path::Path;

use gigmatch::{
    normalize::Normalizer,
    read::{Mapping, RowReader},
    record::{Pay, PayPeriod, Posting, PostingStatus, RecordKind},
};

#[test]
fn a_provincial_export_loads_as_it_is() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/mapping");
    let mapping = Mapping::from_file(&folder.join("provincial.toml")).expect("the mapping");
    let reader = RowReader::open(&folder.join("provincial.csv"), RecordKind::Posting).expect("the export");
    let mut reader = reader.with_mapping(mapping);
    assert_eq!(reader.encoding(), "GB18030");
    let batch = reader.next().expect("a batch").expect("the file can be read");
    assert_eq!(batch.malformed, []);
    assert!(batch.rows.iter().all(|row| !row.fields.keys().any(|name| name.starts_with("aac"))));

    let batch = Normalizer::new().rows::<Posting>(&batch.rows);
    assert_eq!(batch.rejections, []);
    // Benefits have no field, which is told rather than swallowed.
    let unknown: Vec<&str> = batch.unknown_columns.iter().map(|column| column.name.as_str()).collect();
    assert_eq!(unknown, ["acb214"]);
    let [forklift, nanny, cleaner] = &batch.accepted[..] else { panic!("three postings: {:?}", batch.accepted) };
    assert_eq!((forklift.id.as_str(), forklift.title.as_str()), ("SX001", "叉车司机"));
    assert_eq!(forklift.base_salary, Some(Pay::range(2_800, 3_200, PayPeriod::Hour)));
    assert_eq!(nanny.base_salary, Some(Pay::range(900_000, 1_200_000, PayPeriod::Month)));
    assert_eq!((cleaner.status, cleaner.total_job_openings), (PostingStatus::Closed, Some(5)));
    assert_eq!(cleaner.division.as_deref(), Some("140107"));
}
