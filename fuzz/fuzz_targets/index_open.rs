//! See `gigmatch_testkit::fuzzing::index_open`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| gigmatch_testkit::fuzzing::index_open(data));
