//! The sample contexts: realistic, long and hostile texts, figures that are not told.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::html;
use crate::render::Page;

const SAMPLES: [(Page, &str); 3] = [
    (Page::Report, include_str!("../../samples/report.json")),
    (Page::Jobs, include_str!("../../samples/jobs.json")),
    (Page::Visits, include_str!("../../samples/visits.json")),
];

fn context(sample: &str) -> Value {
    serde_json::from_str(sample).expect("the samples are JSON")
}

fn rendered(page: Page, context: &Value) -> String {
    page.render(context).expect("the samples follow the contract")
}

#[test]
fn samples_are_rendered_and_nothing_of_them_becomes_markup() {
    for (page, sample) in SAMPLES {
        assert!(sample.contains("<script>alert"), "{page:?}: the samples try it");
        let page = rendered(page, &context(sample));
        html::check(&page);
        assert!(page.contains("&lt;script&gt;alert("));
    }
}

#[test]
fn only_the_carried_script_may_run() {
    for (page, sample) in SAMPLES {
        let page = rendered(page, &context(sample));
        let (_, script) = page.split_once("<script>").expect("a script");
        let (script, _) = script.split_once("</script>").expect("its end");
        let hash = STANDARD.encode(Sha256::digest(script));
        assert!(page.contains(&format!("script-src 'sha256-{hash}'")), "the hash is {hash}");
    }
}

#[test]
fn a_missing_field_is_an_error() {
    let mut context = context(SAMPLES[0].1);
    context.as_object_mut().expect("an object").remove("protection");
    let error = Page::Report.render(&context).expect_err("the field is missing");
    assert_eq!(error.code(), "page.template");
}

#[test]
fn sections_may_be_absent() {
    let mut context = context(SAMPLES[0].1);
    for section in ["trend", "map", "balance", "coverage", "unemployment", "assist", "previous"] {
        context[section] = Value::Null;
    }
    for figure in context["figures"].as_array_mut().expect("a list") {
        figure["was"] = Value::Null;
    }
    context["breakdowns"] = Value::Array(Vec::new());
    let page = rendered(Page::Report, &context);
    html::check(&page);
    assert!(!page.contains("id=\"s-map\"") && page.contains("id=\"s-tree\""));
}
