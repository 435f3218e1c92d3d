//! Numbers for names: skills, certificates, employers and tokens, so that comparing them is comparing integers.
//!
//! Symbols only grow, so columns built at different times by one engine agree. They carry no order: nothing in an
//! answer depends on which number a name got.

use std::{
    collections::HashMap,
    sync::{PoisonError, RwLock},
};

use foldhash::fast::RandomState;

/// A name's number.
pub(crate) type Symbol = u32;

/// Stands where a record has no name; equal to no symbol that was handed out.
pub(crate) const NO_SYMBOL: Symbol = u32::MAX;

/// First number of names that only ad hoc records have.
const OVERLAY_START: Symbol = 1 << 31;

/// Gives names their numbers.
pub(crate) trait Interner {
    /// The number of `name`, the same every time.
    fn intern(&mut self, name: &str) -> Symbol;
}

/// The names of an engine's indexed records.
#[derive(Debug, Default)]
pub(crate) struct Symbols(RwLock<HashMap<Box<str>, Symbol, RandomState>>);

impl Symbols {
    fn find(&self, name: &str) -> Option<Symbol> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).get(name).copied()
    }

    fn insert(&self, name: &str) -> Symbol {
        let mut names = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let next = Symbol::try_from(names.len()).unwrap_or(OVERLAY_START);
        assert!(next < OVERLAY_START, "an engine holds fewer than 2^31 distinct names");
        *names.entry(name.into()).or_insert(next)
    }
}

impl Interner for &Symbols {
    fn intern(&mut self, name: &str) -> Symbol {
        self.find(name).unwrap_or_else(|| self.insert(name))
    }
}

/// The engine's names plus those of ad hoc records, which are forgotten with the question, so that a service that asks
/// about arbitrary records does not grow.
#[derive(Debug)]
pub(crate) struct Overlay<'a> {
    base: &'a Symbols,
    extra: HashMap<Box<str>, Symbol, RandomState>,
}

impl<'a> Overlay<'a> {
    pub(crate) fn new(base: &'a Symbols) -> Self {
        Self { base, extra: HashMap::default() }
    }

    /// The number of a name that some record has, or `None`.
    pub(crate) fn find(&self, name: &str) -> Option<Symbol> {
        // A name seen here first keeps its number even when the engine learns it meanwhile: two ad hoc records of one
        // question must agree.
        self.extra.get(name).copied().or_else(|| self.base.find(name))
    }
}

impl Interner for Overlay<'_> {
    fn intern(&mut self, name: &str) -> Symbol {
        if let Some(symbol) = self.find(name) {
            return symbol;
        }
        let symbol = OVERLAY_START + Symbol::try_from(self.extra.len()).unwrap_or(0);
        self.extra.insert(name.into(), symbol);
        symbol
    }
}
