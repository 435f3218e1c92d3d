//! See `gigmatch_testkit::fuzzing::csv_rows`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| gigmatch_testkit::fuzzing::csv_rows(data));
