use super::*;

fn code(text: &str) -> DivisionCode {
    DivisionCode::parse(text).expect("a valid code")
}

fn codes<'a>(divisions: impl Iterator<Item = Division<'a>>) -> Vec<String> {
    divisions.map(|division| division.code.to_string()).collect()
}

#[test]
fn a_centroid_comes_from_the_nearest_ancestor() -> Result<()> {
    let table = DivisionTable::from_csv_text(
        "\u{feff}code,name,longitude,latitude\n44,\"广东省\",113,23\n4403,深圳市,114.05,22.54\n440305,南山区,,\n",
    )?;
    assert_eq!(table.len(), 3);
    assert_eq!(table.centroid(code("440305001")), Some(Coordinates::wgs84(114.05, 22.54)));
    assert_eq!(table.centroid(code("4401")), Some(Coordinates::wgs84(113.0, 23.0)));
    assert_eq!(table.centroid(code("11")), None);
    assert_eq!(
        (codes(table.children(code("44"))), codes(table.children(code("4403")))),
        (vec!["4403".to_owned()], vec!["440305".to_owned()])
    );
    assert_eq!(table.children(code("440305")).count() + table.children(code("11")).count(), 0);
    Ok(())
}

#[test]
fn bad_tables_are_refused_with_their_line() {
    for (text, told) in [
        ("code,name,longitude,latitude\n44,x,913,23\n", "line 2: \"913\" is no coordinate"),
        ("code,name\n44,x\n4,y\n", "line 3: the code \"4\" does not have"),
        ("code,name\n44,x\n4401,y\n44,z\n", "line 4: the code 44 stands here a second time"),
        ("code,name,urban_rural\n44,x,113\n", "line 2: the urban-rural class is \"113\""),
        ("code,title\n44,x\n", "no column \"name\""),
        ("code,name\n44\n", "the table is not CSV"),
    ] {
        let error = DivisionTable::from_csv_text(text).expect_err(told);
        assert!(error.to_string().starts_with(told), "{error}");
        assert_eq!(error.code(), crate::ErrorCode::Table);
    }
    assert!(DivisionTable::from_csv_text("code,name\n").is_ok_and(|table| table.is_empty()));
}

#[test]
fn a_deeper_file_is_laid_over_what_is_there() -> Result<()> {
    let table = DivisionTable::from_csv_text("code,name,longitude,latitude\n44,广东省,113,23\n4419,东莞,113.7,23\n")?
        .with_csv_text("code,name,urban_rural\n4419,东莞市,\n441900003,东城街道,111\n")?;
    let city = table.get(code("4419")).expect("it is there");
    assert_eq!((city.name, city.centroid), ("东莞市", Some(Coordinates::wgs84(113.7, 23.0))));
    assert_eq!(table.get(code("441900003")).and_then(|street| street.urban_rural), Some(UrbanRural::MainCity));
    // The stand-in county is not in the table, so the townships lie directly in the city.
    assert_eq!(codes(table.children(code("4419"))), ["441900003"]);
    Ok(())
}

#[test]
fn padded_codes_of_a_city_and_its_stand_in_county_are_two() -> Result<()> {
    let table = DivisionTable::from_csv_text(
        "code,name\n440000000000,广东省\n441900000000,东莞市\n441900000000,东莞市\n441900003000,东城街道\n",
    )?;
    assert_eq!(codes(table.iter()), ["44", "4419", "441900", "441900003"]);
    assert_eq!(codes(table.children(code("4419"))), ["441900"]);
    Ok(())
}

#[test]
fn the_carried_table_has_every_province_prefecture_and_county() {
    let table = DivisionTable::cn_2023();
    let count = |level| table.of_level(level).count();
    assert_eq!(DivisionLevel::ALL.map(count), [31, 342, 2_978, 0, 0]);
    assert!(table.of_level(DivisionLevel::Province).all(|province| province.centroid.is_some()));
    let placed = table.of_level(DivisionLevel::County).filter(|county| county.centroid.is_some()).count();
    assert!(placed > 2_800, "{placed}");
}

#[test]
fn exceptions_of_the_code_are_ordinary_divisions() {
    let table = DivisionTable::cn_2023();
    for (city, county) in [("4419", "441900"), ("4420", "442000"), ("4604", "460400")] {
        assert_eq!(codes(table.children(code(city))), [county], "a city without counties has one that stands in");
        assert_eq!(table.full_name(code(county)), table.full_name(code(city)));
    }
    for (holder, name) in [
        ("4190", "河南省济源市"),
        ("4290", "湖北省仙桃市"),
        ("4690", "海南省五指山市"),
        ("6590", "新疆维吾尔自治区石河子市"),
    ] {
        let county = table.children(code(holder)).next().expect("counties directly under the province");
        assert_eq!(table.full_name(county.code), name);
    }
    for (code_of, name) in [("110105", "北京市朝阳区"), ("500229", "重庆市城口县"), ("310115", "上海市浦东新区")]
    {
        assert_eq!(table.full_name(code(code_of)), name);
    }
    // A zone that no list has lies in its city; a typing error does not pass.
    assert_eq!(table.resolve(code("140779")), Some(Resolved::Inside(code("1407"))));
    assert_eq!(table.resolve(code("140199")), None);
    assert_eq!(table.resolve(code("440301")), Some(Resolved::Inside(code("4403"))));
}

#[test]
fn all_five_levels_of_the_exceptions() -> Result<()> {
    let rows = include_str!("../../../../../../tests/data/divisions/exceptions.csv");
    let table = DivisionTable::clone(&DivisionTable::cn_2023()).with_csv_text(rows)?;
    for division in DivisionTable::from_csv_text(rows)?.iter() {
        let mut around = std::iter::successors(division.code.parent(), |code| code.parent());
        assert!(around.all(|code| table.contains(code)), "{division:?}");
        let path = std::iter::successors(Some(division.code), |code| code.parent());
        assert!(table.inside(path.last().expect("itself")).any(|inside| inside.code == division.code));
    }
    let township = table.children(code("441900")).next().expect("townships of Dongguan");
    assert_eq!(township.code.level(), DivisionLevel::Township);
    assert!(table.children(township.code).all(|village| village.code.level() == DivisionLevel::Village));
    Ok(())
}

#[test]
fn retired_codes_lead_to_their_successors() -> Result<()> {
    let table = DivisionTable::cn_2023();
    let successor = |text: &str| table.resolve(code(text));
    assert_eq!(successor("371202"), Some(Resolved::Changed(code("370116"))));
    // Its townships went with it; the carried table ends at counties.
    assert_eq!(successor("371202001"), Some(Resolved::Changed(code("370116"))));
    // Two districts of Hangzhou were cut anew among several.
    assert_eq!(successor("330104"), Some(Resolved::Changed(code("3301"))));

    let old = include_str!("../../../../../../tests/data/divisions/2019.csv");
    let old = DivisionTable::from_csv_text(old)?.with_edition(Date::constant(2018, 10, 31));
    let mut editions = super::super::DivisionEditions::new(DivisionChanges::cn_counties());
    editions.insert(Arc::new(old))?;
    editions.insert(DivisionTable::cn_2023())?;
    let named = |text: &str, day: Date| {
        let code = editions.code_at(code(text), day)?;
        Some(editions.at(day)?.full_name(code))
    };
    assert_eq!(named("371202", Date::constant(2018, 11, 1)).as_deref(), Some("山东省莱芜市莱城区"));
    assert_eq!(named("371202", Date::constant(2026, 11, 24)).as_deref(), Some("山东省济南市莱芜区"));
    assert!(editions.insert(Arc::new(DivisionTable::default())).is_err());
    Ok(())
}

#[test]
fn names_are_found_in_full_in_short_and_by_path() {
    let table = DivisionTable::cn_2023();
    let named = |name: &str| codes(table.named(name, None));
    assert_eq!(named("太原市"), ["1401"]);
    assert_eq!((named("太原"), named("新疆")), (vec!["1401".to_owned()], vec!["65".to_owned()]));
    assert!(named("没有这个地方").is_empty() && named("").is_empty());
    let village = DivisionTable::from_csv_text("code,name\n140105001001,学府社区居委会\n").expect("a table");
    for name in ["学府社区居委会", "学府社区", "学府"] {
        assert_eq!(village.named(name, None).count(), 1, "{name}");
    }
    let path = |path: &str| table.at_path(path).map(|code| code.to_string()).collect::<Vec<_>>();
    assert_eq!(path("山西省/太原市/小店区"), ["140105"]);
    assert_eq!(path("山西 > 太原 > 小店"), ["140105"]);
    assert!(path("山西/深圳").is_empty() && path("/").is_empty());
}
