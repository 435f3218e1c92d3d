use std::sync::Arc;

use arrow_array::{
    ArrayRef, BinaryArray, BooleanArray, Date32Array, Decimal128Array, DictionaryArray, Float32Array, Float64Array,
    Int64Array, LargeStringArray, ListArray, NullArray, StringArray, StringViewArray, StructArray,
    TimestampMicrosecondArray, TimestampNanosecondArray, UInt8Array, types::Int32Type,
};
use arrow_schema::{Field, Fields};
use serde_json::json;

use super::*;

fn batch(columns: Vec<(&str, ArrayRef)>) -> RecordBatch {
    RecordBatch::try_from_iter(columns).expect("columns of one length")
}

fn cell(column: impl Array + 'static) -> Value {
    let rows = rows_from_batch(&batch(vec![("c", Arc::new(column))]), 1).expect("a supported type");
    rows[0].fields.get("c").cloned().unwrap_or(Value::Null)
}

#[test]
fn plain_columns_become_json_values() {
    assert_eq!(cell(Int64Array::from(vec![i64::MAX])), json!(i64::MAX));
    assert_eq!(cell(UInt8Array::from(vec![7])), json!(7));
    assert_eq!(cell(BooleanArray::from(vec![true])), json!(true));
    assert_eq!(cell(Float32Array::from(vec![37.8])), json!(37.8));
    assert_eq!(cell(Float64Array::from(vec![112.549_248])), json!(112.549_248));
    assert_eq!(cell(Float64Array::from(vec![f64::NAN])), json!("NaN"));
    assert_eq!(cell(StringArray::from(vec!["叉车"])), json!("叉车"));
    assert_eq!(cell(LargeStringArray::from(vec!["叉车"])), json!("叉车"));
    assert_eq!(cell(StringViewArray::from(vec!["叉车司机招聘二十人"])), json!("叉车司机招聘二十人"));
    assert_eq!(cell(NullArray::new(1)), Value::Null);
    let pay = Decimal128Array::from(vec![2_650_i128]).with_precision_and_scale(10, 2).expect("a valid scale");
    assert_eq!(cell(pay), json!("26.50"));
}

#[test]
fn times_become_text_that_says_whether_it_is_local() {
    assert_eq!(cell(Date32Array::from(vec![20_780])), json!("2026-11-23"));
    let local = TimestampMicrosecondArray::from(vec![1_795_471_200_000_000]);
    assert_eq!(cell(local.clone()), json!("2026-11-23T22:00:00"));
    assert_eq!(cell(local.with_timezone("Asia/Shanghai")), json!("2026-11-23T22:00:00Z"));
    assert_eq!(cell(TimestampNanosecondArray::from(vec![1])), json!("1970-01-01T00:00:00.000000001"));
    // The year 300,000 is no date to anybody; the bare number lets the normaliser refuse the row.
    assert_eq!(cell(TimestampMicrosecondArray::from(vec![i64::MAX])), json!(i64::MAX.to_string()));
}

#[test]
fn nested_columns_become_nested_fields_without_their_nulls() {
    let levels: DictionaryArray<Int32Type> = vec![Some("中级"), None, Some("中级")].into_iter().collect();
    let names = StringArray::from(vec![Some("焊工"), Some("电工"), None]);
    let fields = Fields::from(vec![
        Field::new("name", DataType::Utf8, true),
        Field::new("level", levels.data_type().clone(), true),
    ]);
    let skills = StructArray::new(fields, vec![Arc::new(names), Arc::new(levels)], None);
    let rows = rows_from_batch(&batch(vec![("skill", Arc::new(skills))]), 5).expect("supported types");
    assert_eq!(rows.iter().map(|row| row.number).collect::<Vec<_>>(), [5, 6, 7]);
    assert_eq!(rows[0].fields["skill"], json!({"name": "焊工", "level": "中级"}));
    assert_eq!(rows[1].fields["skill"], json!({"name": "电工"}));
    assert_eq!(rows[2].fields["skill"], json!({"level": "中级"}));

    let lists = vec![Some(vec![Some(1), None]), None, Some(vec![])];
    let lists = ListArray::from_iter_primitive::<Int32Type, _, _>(lists);
    let rows = rows_from_batch(&batch(vec![("list", Arc::new(lists))]), 1).expect("supported types");
    assert_eq!(rows[0].fields["list"], json!([1, null]));
    assert!(rows[1].fields.is_empty());
    assert_eq!(rows[2].fields["list"], json!([]));
}

#[test]
fn dictionaries_without_words_are_all_null() {
    let empty: DictionaryArray<Int32Type> = vec![None::<&str>].into_iter().collect();
    assert_eq!(cell(empty), Value::Null);
}

#[test]
fn unsupported_columns_are_named() {
    let bytes = BinaryArray::from(vec![b"x".as_slice()]);
    let error = rows_from_batch(&batch(vec![("photo", Arc::new(bytes))]), 1).expect_err("binary is not supported");
    assert_eq!(error.code(), ErrorCode::FileFormat);
    assert!(error.message().contains("\"photo\"") && error.message().contains("Binary"), "{error}");
}
