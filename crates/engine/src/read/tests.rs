//! Tests of reading.

use proptest::prelude::*;

use super::*;

fn read(bytes: impl Into<Vec<u8>>, format: FileFormat) -> (Vec<Row>, Vec<Rejection>) {
    let reader = RowReader::from_bytes(bytes, format, RecordKind::Posting).expect("the file has a header");
    let (mut rows, mut malformed) = (Vec::new(), Vec::new());
    for batch in reader {
        let batch = batch.expect("memory can be read");
        rows.extend(batch.rows);
        malformed.extend(batch.malformed);
    }
    (rows, malformed)
}

fn title(row: &Row) -> &str {
    row.fields["title"].as_str().expect("titles are texts")
}

#[test]
fn encodings_are_found_and_agree() {
    let text = "id,title\r\np1,\"叉车, 司机\"\r\n\r\np2,月嫂😀\r\n";
    let utf16: Vec<u8> = std::iter::once(0xFEFF).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let encoded = [
        ("UTF-8", text.as_bytes().to_vec()),
        ("UTF-8", format!("\u{feff}{text}").into_bytes()),
        ("GB18030", encoding_rs::GB18030.encode(text).0.into_owned()),
        ("UTF-16LE", utf16),
    ];
    for (name, bytes) in encoded {
        let reader = RowReader::from_bytes(bytes.clone(), FileFormat::Csv, RecordKind::Posting).expect("a header");
        assert_eq!(reader.encoding(), name);
        let (rows, malformed) = read(bytes, FileFormat::Csv);
        assert!(malformed.is_empty(), "{name}: {malformed:?}");
        assert_eq!(rows.iter().map(title).collect::<Vec<_>>(), ["叉车, 司机", "月嫂😀"], "{name}");
    }
}

#[test]
fn bad_records_cost_only_themselves() {
    let (rows, malformed) = read("id,title\np1,a\np2\np3,\"b\np4,c\np5,5\" rohr\np6,d,e\np7,f\n", FileFormat::Csv);
    // The quotes of p3 and p5 look like a pair, but no cell ends at the second one.
    assert_eq!(rows.iter().map(|row| row.number).collect::<Vec<_>>(), [1, 4, 5, 7]);
    assert_eq!(malformed.iter().map(|rejection| rejection.row).collect::<Vec<_>>(), [2, 3, 6]);

    let (rows, malformed) = read("id,title\np1,\"never closed\np2,b\np3,5\" rohr\"\np4,d\n", FileFormat::Csv);
    assert_eq!(rows.len(), 3, "{malformed:?}");
    assert!(malformed[0].problems[0].given.starts_with("a quote in line 2 that is never closed"), "{malformed:?}");

    let (rows, _) = read("id,title\np1,5\" rohr\np2,b\n", FileFormat::Csv);
    assert_eq!(rows.len(), 2);

    let broken = b"p1,a\np2,\xFF\xFE\xFD\xFC\np3,c\n";
    let whole = ["id,title\n".to_owned(), "p0,长\n".repeat(100)].concat();
    let (rows, malformed) = read([whole.as_bytes(), broken].concat(), FileFormat::Csv);
    assert_eq!((rows.len(), malformed.len()), (102, 1));
    assert_eq!(malformed[0].problems[0].code, ProblemCode::Encoding);
}

#[test]
fn a_table_cut_in_half_tells_where() {
    let (rows, malformed) = read("id,title\np1,a\np2,\"b", FileFormat::Csv);
    assert_eq!((rows.len(), malformed.len()), (1, 1));
    assert_eq!(malformed[0].row, 2);

    // Cut within a character, the file is still UTF-8 and only its last row is lost.
    let text = ["id,title\n".to_owned(), "p,叉车司机急招\n".repeat(5)].concat();
    let (rows, malformed) = read(&text.as_bytes()[..text.len() - 2], FileFormat::Csv);
    assert_eq!((rows.len(), malformed.len()), (4, 1));
    assert_eq!(title(&rows[0]), "叉车司机急招");
}

#[test]
fn headers_are_needed_and_distinct() {
    for (text, message) in [("", "empty"), ("\n\n", "empty"), ("a,b,a\n", "\"a\" stands in the header twice")] {
        let error = RowReader::from_bytes(text, FileFormat::Csv, RecordKind::Worker).expect_err(text);
        assert_eq!(error.code(), ErrorCode::FileFormat);
        assert!(error.to_string().contains(message), "{error}");
    }
    assert_eq!(read("id,title\n", FileFormat::Csv), (Vec::new(), Vec::new()));
    let (rows, _) = read("id\t\np1\tx\n", FileFormat::Tsv);
    assert_eq!(rows[0].fields["column 2"], "x");
}

#[test]
fn json_lines_count_every_record() {
    let (rows, malformed) = read("{\"title\":\"a\"}\n\n{\"title\":\n[1]\n{\"title\":\"b\"}", FileFormat::JsonLines);
    assert_eq!(rows.iter().map(|row| (row.number, title(row))).collect::<Vec<_>>(), [(1, "a"), (4, "b")]);
    assert_eq!(malformed.iter().map(|rejection| rejection.row).collect::<Vec<_>>(), [2, 3]);
}

#[test]
fn other_names_are_refused() {
    for name in ["market.xlsx", "market", "market.parquet", "market.json"] {
        let error = RowReader::open(Path::new(name), RecordKind::Posting).expect_err(name);
        assert_eq!(error.code(), ErrorCode::FileFormat, "{error}");
    }
    let error = RowReader::open(Path::new("no/such.csv"), RecordKind::Posting).expect_err("no file");
    assert_eq!(error.code(), ErrorCode::Io);
}

#[test]
fn bad_mappings_are_refused() {
    for (text, message) in [
        ("[columns]\na = \"id\"\nb = \"id\"", "both become \"id\""),
        ("drop = [\"a\"]\n[columns]\na = \"id\"", "both mapped and dropped"),
        ("[colums]\na = \"id\"", "unknown field `colums`"),
        ("columns = 1", "invalid type"),
        ("[", "expected"),
    ] {
        let error = Mapping::from_toml_text(text).expect_err(text);
        assert_eq!(error.code(), ErrorCode::Mapping);
        assert!(error.to_string().contains(message), "{error}");
    }
    assert_eq!(Mapping::from_json_text("1").expect_err("not a map").code(), ErrorCode::Mapping);
}

proptest! {
    #[test]
    fn any_bytes_are_read_without_panic(bytes in prop::collection::vec(any::<u8>(), 0..300), json: bool) {
        let format = if json { FileFormat::JsonLines } else { FileFormat::Csv };
        if let Ok(reader) = RowReader::from_bytes(bytes, format, RecordKind::Worker) {
            let numbers: Vec<u64> = reader
                .map(|batch| batch.expect("memory can be read"))
                .flat_map(|batch| {
                    let malformed = batch.malformed.into_iter().map(|rejection| rejection.row);
                    batch.rows.into_iter().map(|row| row.number).chain(malformed).collect::<Vec<_>>()
                })
                .collect();
            let mut sorted = numbers.clone();
            sorted.sort_unstable();
            prop_assert_eq!(sorted, (1..=numbers.len() as u64).collect::<Vec<_>>());
        }
    }

    #[test]
    fn what_a_csv_writer_writes_is_read_back(
        cells in prop::collection::vec(prop::collection::vec("[a-z叉车\",\n;😀]{1,6}x", 3), 1..6),
    ) {
        let mut writer = ::csv::Writer::from_writer(Vec::new());
        writer.write_record(["a", "b", "c"]).expect("memory");
        for row in &cells {
            writer.write_record(row).expect("memory");
        }
        let (rows, malformed) = read(writer.into_inner().expect("memory"), FileFormat::Csv);
        prop_assert!(malformed.is_empty());
        let found: Vec<Vec<&str>> =
            rows.iter().map(|row| row.fields.values().filter_map(Value::as_str).collect()).collect();
        prop_assert_eq!(found, cells);
    }
}
