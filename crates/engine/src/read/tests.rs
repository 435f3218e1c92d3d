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
    for (text, message) in [
        ("", "empty"),
        ("\n\n", "empty"),
        ("a,b,a\n", "\"a\" stands in the header twice"),
        ("a,\"b\nc,d\n", "a quote in line 1 that is never closed"),
        ("a,b\rc,d\re,f\r", "allowed line ends"),
    ] {
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
    for name in ["market.docx", "market", "market.parquet", "market.json"] {
        let error = RowReader::open(Path::new(name), RecordKind::Posting).expect_err(name);
        assert_eq!(error.code(), ErrorCode::FileFormat, "{error}");
    }
    let error = RowReader::open(Path::new("no/such.csv"), RecordKind::Posting).expect_err("no file");
    assert_eq!(error.code(), ErrorCode::Io);
}

#[test]
fn quotes_inside_plain_cells_are_characters() {
    let text = "id,title\np1,5\" rohr\np2,x\np3,6\" rohr\np4,\"7\"\" rohr\n\"\"8\"\"\"\np5,y\n";
    let (rows, malformed) = read(text, FileFormat::Csv);
    assert!(malformed.is_empty(), "{malformed:?}");
    let titles = ["5\" rohr", "x", "6\" rohr", "7\" rohr\n\"8\"", "y"];
    assert_eq!(rows.iter().map(title).collect::<Vec<_>>(), titles);
}

#[test]
fn carriage_returns_lose_nothing() {
    let (rows, malformed) = read("id,title\np1,te\rxt\r\np2,b\n", FileFormat::Csv);
    assert!(malformed.is_empty(), "{malformed:?}");
    assert_eq!(rows.iter().map(title).collect::<Vec<_>>(), ["te\rxt", "b"]);
}

#[test]
fn a_character_cut_by_the_sample_is_no_sign_of_another_encoding() {
    for cut in 0..4 {
        let mut text = "id,title\n".to_owned();
        text.push_str(&"x".repeat((1 << 20) - text.len() - cut));
        text.push_str("叉,b\n");
        let reader = RowReader::from_bytes(text, FileFormat::Csv, RecordKind::Posting).expect("a header");
        assert_eq!(reader.encoding(), "UTF-8", "{cut} bytes before the cut");
    }
}

#[test]
fn a_file_that_cannot_be_read_on_ends() {
    struct Broken;
    impl Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
            Err(std::io::Error::other("the disk is gone"))
        }
    }
    // Longer than what is looked at for the encoding, so that reading fails in the middle of the rows.
    let text = ["id,title\n".to_owned(), "p,abc\n".repeat(1 << 18)].concat();
    let read = Box::new(Cursor::new(text).chain(Broken));
    let reader = RowReader::from_read(read, FileFormat::Csv, RecordKind::Posting).expect("a header");
    let batches: Vec<_> = reader.collect();
    assert!(batches.len() > 1 && batches.iter().filter(|batch| batch.is_err()).count() == 1);
    assert!(batches.last().is_some_and(Result::is_err));
}

#[test]
fn a_mapped_column_counts_and_values_may_be_named_by_field() {
    let mapping =
        Mapping::from_toml_text("[columns]\nx = \"id\"\nacb239 = \"status\"\n[values.status]\n\"1\" = \"open\"\n")
            .expect("a valid mapping");
    for text in ["id,x,acb239\nold,new,1\n", "acb239,x,id\n1,new,old\n"] {
        let (mut rows, _) = read(text, FileFormat::Csv);
        mapping.apply(&mut rows[0]);
        assert_eq!((&rows[0].fields["id"], &rows[0].fields["status"]), (&"new".into(), &"open".into()), "{text}");
    }
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
    fn every_line_without_quoted_cells_is_a_record(
        titles in prop::collection::vec("[a-z叉\r][a-z叉\" \r]{0,6}x", 1..12),
    ) {
        let lines = titles.iter().enumerate().map(|(place, title)| format!("p{place},{title}\n"));
        let text: String = std::iter::once("id,title\n".to_owned()).chain(lines).collect();
        let (rows, malformed) = read(text, FileFormat::Csv);
        prop_assert!(malformed.is_empty());
        prop_assert_eq!(rows.iter().map(title).collect::<Vec<_>>(), titles);
    }

    #[test]
    fn gb18030_reads_like_utf8(titles in prop::collection::vec("[a-z，\"叉车司机月嫂]{0,8}[㐀-龥]{3}", 1..8)) {
        let mut writer = ::csv::Writer::from_writer(Vec::new());
        writer.write_record(["id", "title"]).expect("memory");
        for title in &titles {
            writer.write_record(["p", title]).expect("memory");
        }
        let text = String::from_utf8(writer.into_inner().expect("memory")).expect("text");
        let encoded = encoding_rs::GB18030.encode(&text).0.into_owned();
        // A few characters of the one encoding can be characters of the other; then nobody can tell.
        prop_assume!(std::str::from_utf8(&encoded).is_err());
        prop_assert_eq!(read(encoded, FileFormat::Csv), read(text, FileFormat::Csv));
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
