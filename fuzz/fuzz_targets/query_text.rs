//! See `gigmatch_testkit::fuzzing::query_text`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| gigmatch_testkit::fuzzing::query_text(data));
