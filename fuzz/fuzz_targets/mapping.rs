//! See `gigmatch_testkit::fuzzing::mapping`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| gigmatch_testkit::fuzzing::mapping(data));
