//! The examples run.

#[path = "../../crates/engine/examples/embed_in_service.rs"]
#[allow(dead_code, reason = "an example is a program of its own")]
mod embed_in_service;
#[path = "../../crates/engine/examples/match_in_memory.rs"]
#[allow(dead_code, reason = "an example is a program of its own")]
mod match_in_memory;

#[test]
fn a_market_in_memory_matches() {
    match_in_memory::main().expect("the example succeeds");
}

#[test]
fn a_service_answers_while_it_publishes() {
    embed_in_service::main().expect("the example succeeds");
}
