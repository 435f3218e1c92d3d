//! Pages of a small province, and of the samples.

mod html;
mod samples;

use gigmatch::{
    AssistOptions, Assistance, Coverage, CoverageOptions, Engine, JobListOptions, MatchOptions, Report, ReportOptions,
    Snapshot,
    record::{
        Coordinates, KeyGroup, Outlet, Pay, PayPeriod, Placement, Posting, ServiceMode, Settlement, Shift, Skill,
        Timestamp, WorkerProfile,
    },
    table::{DivisionCode, DivisionTable},
};
use gigmatch_phrases::Lang;

use crate::{JobGroups, JobsPage, PageOptions, ReportPage, VisitsPage};

/// Counties of Shanxi, two of which are called 城区.
const COUNTIES: [&str; 6] = ["140105", "140106", "140302", "140502", "140525", "140932"];

const HOSTILE: &str = "<script>alert(\"岗\")</script> & 'x'";

fn now() -> Timestamp {
    "2026-11-24T05:00:00+08:00".parse().expect("a timestamp")
}

fn hours_from_now(hours: i64) -> Timestamp {
    Timestamp::from_millisecond(now().as_millisecond() + hours * 3_600_000).expect("a timestamp")
}

/// A point a few hundred metres from a county's seat.
fn near(county: &str, step: usize) -> Coordinates {
    let code = DivisionCode::parse(county).expect("a code");
    let seat = DivisionTable::cn_2023().centroid(code).expect("counties have coordinates");
    let shift = f64::from(u32::try_from(step % 7).expect("less than 7")) * 0.004;
    Coordinates::wgs84(seat.longitude + shift, seat.latitude + shift)
}

fn workers() -> Vec<WorkerProfile> {
    let worker = |number: usize| {
        let county = COUNTIES[number % COUNTIES.len()];
        let mut worker = WorkerProfile::new(format!("W-SECRET-{number}"));
        worker.division = Some(county.to_owned());
        worker.location = Some(near(county, number));
        worker.max_distance_m = Some(20_000);
        worker.pay_floor = Some(Pay::fixed(1_500 + 200 * i64::try_from(number % 5).expect("small"), PayPeriod::Hour));
        worker.desired_occupations = vec!["4-03-02-01".to_owned()];
        worker.registered_on = Some("2026-11-10".parse().expect("a date"));
        if number.is_multiple_of(3) {
            worker.key_groups = vec![KeyGroup::RegisteredUnemployed, KeyGroup::HardToPlace];
        }
        worker
    };
    (0..120).map(worker).collect()
}

fn postings() -> Vec<Posting> {
    let posting = |number: usize| {
        let county = COUNTIES[number % COUNTIES.len()];
        let mut posting = Posting::new(format!("P-{number}"), if number == 0 { HOSTILE } else { "后厨帮工" });
        posting.hiring_organization = Some(format!("E-SECRET-{number}"));
        posting.division = Some(county.to_owned());
        posting.location = Some(near(county, number));
        posting.occupational_category = Some("4-03-02-01".to_owned());
        posting.base_salary = Some(Pay::fixed(2_200, PayPeriod::Hour));
        posting.settlement = Some(Settlement::Daily);
        posting.date_posted = Some(hours_from_now(-24 * 9));
        if number % 2 == 1 {
            posting.required_skills = vec![Skill::named("面点制作")];
        }
        if number % 3 != 2 {
            let (start, end) = (hours_from_now(17), hours_from_now(25));
            posting.shifts =
                vec![Shift::new("夜班", start, end, 3), Shift::new("次日", hours_from_now(30), hours_from_now(38), 2)];
        }
        posting
    };
    (0..24).map(posting).collect()
}

fn outlets() -> Vec<Outlet> {
    let outlet = |(number, county): (usize, &&str)| {
        let mut outlet = Outlet::new(format!("O-{number}"), format!("第{number}零工驿站"));
        outlet.division = Some((*county).to_owned());
        outlet.location = Some(near(county, 0));
        outlet.service_radius_m = Some(1_500);
        outlet.service_modes = vec![ServiceMode::Window, ServiceMode::OnSite];
        outlet.opening_hours = vec!["Mo-Fr 05:30-20:00".to_owned()];
        outlet
    };
    COUNTIES[..3].iter().enumerate().map(outlet).collect()
}

fn province() -> Snapshot {
    let engine = Engine::in_memory().expect("an engine");
    let mut writer = engine.writer().expect("a writer");
    assert_eq!(writer.add(workers()).expect("workers").rejections, []);
    assert_eq!(writer.add(postings()).expect("postings").rejections, []);
    assert_eq!(writer.add(outlets()).expect("outlets").rejections, []);
    let mut placement = Placement::new("W-SECRET-1", "P-0", "夜班");
    placement.start = Some(hours_from_now(-48));
    writer.add(vec![placement]).expect("placements");
    writer.commit().expect("a commit");
    engine.snapshot()
}

fn shanxi() -> DivisionCode {
    DivisionCode::parse("14").expect("a code")
}

fn report(snapshot: &Snapshot, threshold: u32) -> Report {
    let options = ReportOptions::new(MatchOptions::at(now())).within(shanxi()).threshold(threshold).eligible_pairs();
    snapshot.report(&options).expect("a report")
}

fn coverage(snapshot: &Snapshot, threshold: u32) -> Coverage {
    let options = CoverageOptions::at(now()).within(shanxi()).threshold(threshold).suggest(3);
    snapshot.coverage(&options).expect("an answer")
}

fn assistance(snapshot: &Snapshot) -> Assistance {
    let mut options = AssistOptions::new(MatchOptions::at(now())).within(shanxi()).caseworkers(2, 12);
    options.weak_below = 100_000_000;
    snapshot.assist(&options).expect("an answer")
}

#[test]
fn a_report_has_every_section_and_nobody_in_it() {
    let (snapshot, divisions) = (province(), DivisionTable::cn_2023());
    let (report, coverage, assistance) = (report(&snapshot, 5), coverage(&snapshot, 5), assistance(&snapshot));
    let page = ReportPage::new(&report, &divisions).coverage(&coverage).assistance(&assistance);
    let page = page.previous(&report).to_html().expect("a page");
    html::check(&page);
    for section in ["trend", "map", "balance", "cover", "break", "unemp", "assist", "tree", "def"] {
        assert!(page.contains(&format!("id=\"s-{section}\"")), "{section}");
    }
    for secret in ["SECRET", "P-0", "O-1", "夜班"] {
        assert!(!page.contains(secret), "{secret}");
    }
    for told in ["山西省", "晋城城区", "阳泉城区", "5 的倍数", "2026-11-24 05:00", "<span class=\"was\">2026-11-24"]
    {
        assert!(page.contains(told), "{told}");
    }
    assert!(!page.contains("class=\"warn\""));
}

#[test]
fn an_unprotected_report_says_so_at_both_ends() {
    let (snapshot, divisions) = (province(), DivisionTable::cn_2023());
    let report = report(&snapshot, 1);
    let options = PageOptions::default().lang(Lang::En).producer(HOSTILE);
    let page = ReportPage::new(&report, &divisions).options(options).to_html().expect("a page");
    html::check(&page);
    assert_eq!(page.matches("class=\"warn\"").count(), 2);
    assert!(page.contains("Not for publication") && page.contains("data-lang=\"en\""));
    assert!(!page.contains("id=\"s-cover\"") && !page.contains("id=\"s-assist\""));
}

#[test]
fn what_does_not_belong_together_is_on_no_page() {
    let (snapshot, divisions) = (province(), DivisionTable::cn_2023());
    let (report, exact) = (report(&snapshot, 5), coverage(&snapshot, 1));
    let error = ReportPage::new(&report, &divisions).coverage(&exact).to_html().expect_err("exact counts");
    assert_eq!(error.code(), "page.mismatch");
    assert_eq!(error.to_string(), "the coverage has threshold \"1\", the report \"5\"");
    let everywhere = snapshot.assist(&AssistOptions::new(MatchOptions::at(now()))).expect("an answer");
    assert!(ReportPage::new(&report, &divisions).assistance(&everywhere).to_html().is_err());
    let of_groups = AssistOptions::new(MatchOptions::at(now())).within(shanxi()).key_groups([KeyGroup::HardToPlace]);
    let some = snapshot.assist(&of_groups).expect("an answer");
    let error = ReportPage::new(&report, &divisions).assistance(&some).to_html().expect_err("not of everybody");
    assert!(error.to_string().starts_with("the assistance has people \"40\""), "{error}");
}

#[test]
fn an_empty_engine_has_a_report() {
    let (snapshot, divisions) = (Engine::in_memory().expect("an engine").snapshot(), DivisionTable::cn_2023());
    let report = snapshot.report(&ReportOptions::new(MatchOptions::at(now()))).expect("a report");
    let page = ReportPage::new(&report, &divisions).to_html().expect("a page");
    html::check(&page);
    assert!(page.contains("全部地区"));
}

#[test]
fn job_lists_hold_nothing_about_people() {
    let (snapshot, divisions) = (province(), DivisionTable::cn_2023());
    let lists = snapshot.job_lists(&JobListOptions::new(MatchOptions::at(now()))).expect("lists");
    let page = JobsPage::new(&lists, &divisions);
    let by_occupation = page.clone().to_html().expect("a page");
    html::check(&by_occupation);
    assert!(!by_occupation.contains("W-SECRET"));
    for told in [
        "第0零工驿站",
        "22元&#x2f;小时 日结",
        "今天 22:00–次日06:00",
        "星期一至星期五 05:30–20:00",
        "1.5公里",
        "面点制作",
        "长期",
    ] {
        assert!(by_occupation.contains(told), "{told}");
    }
    let by_day = page.group_by(JobGroups::StartDay).to_html().expect("a page");
    html::check(&by_day);
    assert!(by_day.contains("&lt;script&gt;alert("));
}

#[test]
fn visits_name_people_and_warn_of_it() {
    let (snapshot, divisions) = (province(), DivisionTable::cn_2023());
    let assistance = assistance(&snapshot);
    let page = VisitsPage::new(&assistance, &divisions).caseworkers(["李明", HOSTILE]).to_html().expect("a page");
    html::check(&page);
    assert!(page.contains("W-SECRET-") && page.contains("李明"));
    assert!(page.matches("内含个人信息").count() >= 3);

    let mut unplanned = assistance;
    unplanned.routes.clear();
    let page = VisitsPage::new(&unplanned, &divisions).to_html().expect("a page");
    html::check(&page);
    assert_eq!(page.matches("class=\"seq\"").count(), unplanned.needs.len());
}
