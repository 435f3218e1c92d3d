//! Tests of reading and checking.
