//! See `gigmatch_testkit::fuzzing::filter_text`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| gigmatch_testkit::fuzzing::filter_text(data));
