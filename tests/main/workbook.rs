//! Workbooks as clerks keep them.

use std::path::Path;

use gigmatch::{
    ErrorCode,
    read::{FileFormat, RowReader},
    record::RecordKind,
};

#[test]
fn a_workbook_reads_as_the_table_it_shows() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/excel/postings.xlsx");
    let bytes = std::fs::read(&path).expect("the sample");
    let mut reader = RowReader::from_bytes(bytes.clone(), FileFormat::Excel, RecordKind::Posting).expect("a header");
    let batch = reader.next().expect("a batch").expect("a whole file");
    assert!(reader.next().is_none());
    let (rows, malformed) = (batch.rows, batch.malformed);
    let first = serde_json::json!({
        "id": "p1", "title": "叉车司机", "division": "140105", "total_job_openings": "3", "date_posted": "2026-11-20",
        "valid_through": "2026-12-01T18:30:00", "base_salary": "260元/天", "remote": "false",
        "required_skills": "叉车驾驶;高空作业",
    });
    assert_eq!(serde_json::json!(rows[0].fields), first);
    let second = serde_json::json!({ "id": "1002", "title": "线上客服", "base_salary": "22.5", "remote": "true" });
    assert_eq!((rows[1].number, serde_json::json!(rows[1].fields)), (2, second));
    // Blank rows are no records, as in CSV.
    assert_eq!(rows.len(), 2);
    let told: Vec<_> = malformed.iter().map(|bad| (bad.row, bad.problems[0].given.as_str())).collect();
    let wide = "a cell in column 13 where the header has 10";
    assert_eq!(told, [(3, "the error #N/A in the column \"division\""), (4, wide)]);

    let cut = RowReader::from_bytes(&bytes[..bytes.len() / 2], FileFormat::Excel, RecordKind::Posting);
    assert_eq!(cut.expect_err("half a workbook").code(), ErrorCode::FileFormat);
    let empty = RowReader::from_bytes("", FileFormat::Excel, RecordKind::Posting);
    assert_eq!(empty.expect_err("no workbook").code(), ErrorCode::FileFormat);
}
