//! What holds for every row and every record.

use proptest::{collection::vec, prelude::*, sample::select};

use super::*;
use crate::record::{Outlet, Placement, Posting, WorkerProfile};

/// Cells that are nearly right, so that every reader is reached.
const CELLS: &[&str] = &[
    "",
    " ",
    "1",
    "-1",
    "0.5",
    "p",
    "叉车驾驶@中级工;电工",
    "2026-11-24",
    "2026-11-24 08:00/16:00*2#a;x",
    "200元/天",
    "1.2-2万",
    "[1, {\"name\": \"a\"}]",
    "[",
    "140100",
    "4-02-07-10@24",
    "健康证@2027-01-31",
    "day",
    "open",
    "true",
    "是",
    "NaN",
    "1e400",
    "GCJ02",
    "２０２６",
    "\u{7}",
    "\u{feff}",
    "@",
    "*",
    "#",
    "/",
    "//",
    "-",
    "万",
    "每",
    "薪",
    "·薪",
    "24:00",
    "2026年11月24日",
    "99999999999999999999",
];

fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        4 => select(CELLS).prop_map(Value::from),
        1 => any::<String>().prop_map(Value::from),
        1 => any::<i64>().prop_map(Value::from),
        1 => any::<f64>().prop_map(Value::from),
        1 => any::<bool>().prop_map(Value::from),
        1 => Just(Value::Null),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::from),
            vec((select(PARTS), inner), 0..4)
                .prop_map(|parts| parts.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()),
        ]
    })
}

/// Names that occur inside fields.
const PARTS: &[&str] = &[
    "name",
    "level",
    "start",
    "end",
    "headcount",
    "id",
    "value",
    "minValue",
    "unit_text",
    "geo",
    "longitude",
    "latitude",
    "validThrough",
    "months",
    "occupational_category",
    "datum",
    "x",
];

/// Rows with known and unknown names, some of them with an id.
fn any_row(names: &'static [&'static str]) -> impl Strategy<Value = Map<String, Value>> {
    let name = prop_oneof![9 => select(names).prop_map(str::to_owned), 1 => any::<String>()];
    let cells = vec((name, any_value()), 0..8);
    cells.prop_map(|cells| cells.into_iter().collect())
}

/// Rows whose cells fit their fields, so that most are accepted.
fn fitting_worker() -> impl Strategy<Value = Map<String, Value>> {
    let skills =
        vec((select(&["电工", "ＣＡＤ", "CAD", " 焊工 "][..]), select(&["", "@1", "@中级工", "@8"][..])), 0..5);
    let certificates =
        vec((select(&["健康证", "电工证"][..]), select(&["", "@2027-01-31", "@2026-06-01 08:00"][..])), 0..5);
    let windows = vec((1..28_u8, 0..24_u8, 0..24_u8), 0..6);
    let place = proptest::option::of((70.0..140.0_f64, 0.0..60.0_f64, select(&["wgs84", "gcj02", "bd09"][..])));
    (skills, certificates, proptest::option::of(windows), place).prop_map(|(skills, certificates, windows, place)| {
        let join =
            |parts: Vec<(&str, &str)>| parts.into_iter().flat_map(|(name, rest)| [name, rest, ";"]).collect::<String>();
        let mut row = fields(json!({"id": "w", "skills": join(skills), "certificates": join(certificates)}));
        if let Some(windows) = windows {
            let cell = |(day, from, to)| json!(format!("2026-11-{day} {from}:00/{to}:30"));
            row.insert("availability".to_owned(), windows.into_iter().map(cell).collect());
        }
        if let Some((longitude, latitude, datum)) = place {
            row.extend(fields(json!({"longitude": longitude, "latitude": latitude, "datum": datum})));
        }
        row
    })
}

fn fitting_posting() -> impl Strategy<Value = Map<String, Value>> {
    let shifts = vec((1..5_u8, 0..3_u8, 0..24_u8, 1..4_u8, select(&["", "#a", "#b", "#10"][..])), 0..5);
    let pay = select(&["", "面议", "200元/天", "1.2-2万/月", "3000以上/月", "5千以下"][..]);
    let skills = vec((select(&["电工", "电 工", "焊工"][..]), select(&["", "@1", "@5"][..])), 0..4);
    (shifts, pay, skills).prop_map(|(shifts, pay, skills)| {
        let shift = |(day, from, to, heads, id)| format!("2026-11-{day} {from}:00/{to}:30*{heads}{id}");
        let shifts: Vec<String> = shifts.into_iter().map(shift).collect();
        let skills: Vec<String> = skills.into_iter().map(|(name, level)| format!("{name}{level}")).collect();
        fields(json!({
            "id": "p", "title": " t ", "base_salary": pay, "valid_through": "2026-11-30",
            "shifts": shifts.join(";"),
            "skills": skills.join("；"),
        }))
    })
}

/// Whatever is accepted stays as it is when it is checked again, and when it is written and read again.
fn assert_settled<T: Record + PartialEq + std::fmt::Debug>(normalizer: &Normalizer, row: &Map<String, Value>) {
    let Ok(record) = T::from_row(normalizer, row) else { return };
    assert_eq!(record.clone().check(normalizer).as_ref(), Ok(&record));
    let written = serde_json::to_value(&record).expect("a record is JSON");
    let parsed: T = serde_json::from_value(written.clone()).expect("a record reads its own JSON");
    assert_eq!(parsed, record);
    assert_eq!(T::from_row(normalizer, &fields(written)).as_ref(), Ok(&record));
}

/// No row makes the reader panic, and of every row something becomes.
fn assert_read<T: Record + PartialEq + std::fmt::Debug>(row: Map<String, Value>) {
    let normalizer = Normalizer::new();
    assert_settled::<T>(&normalizer, &row);
    let batch = normalizer.rows::<T>(&[Row { number: 1, fields: row }]);
    assert_eq!(batch.accepted.len() + batch.rejections.len(), 1);
    assert!(batch.rejections.iter().all(|rejection| !rejection.problems.is_empty()));
}

proptest! {
    #[test]
    fn any_posting_row_is_read(row in any_row(Posting::field_names())) {
        assert_read::<Posting>(row);
    }

    #[test]
    fn any_worker_row_is_read(row in any_row(WorkerProfile::field_names())) {
        assert_read::<WorkerProfile>(row);
    }

    #[test]
    fn any_outlet_row_is_read(row in any_row(Outlet::field_names())) {
        assert_read::<Outlet>(row);
    }

    #[test]
    fn any_placement_row_is_read(row in any_row(Placement::field_names())) {
        assert_read::<Placement>(row);
    }

    #[test]
    fn an_accepted_worker_is_settled(row in fitting_worker()) {
        assert_settled::<WorkerProfile>(&Normalizer::new().with_divisions(divisions()), &row);
    }

    #[test]
    fn an_accepted_posting_is_settled(row in fitting_posting()) {
        assert_settled::<Posting>(&Normalizer::new(), &row);
    }

    #[test]
    fn any_text_is_a_time_or_not(text in any::<String>()) {
        let _ = Normalizer::new().parse_time(&text);
    }
}
