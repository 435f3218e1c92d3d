//! Numbers for names: skills, certificates, employers and tokens, so that comparing them is comparing integers.
//!
//! Symbols only grow, so columns built at different times by one engine agree. They carry no order: nothing in an
//! answer depends on which number a name got.

use std::{
    collections::{HashMap, HashSet},
    sync::{PoisonError, RwLock},
};

use foldhash::fast::RandomState;
use serde::{Deserialize, Serialize};

/// A name's number.
pub(crate) type Symbol = u32;

/// Stands where a record has no name; equal to no symbol that was handed out.
pub(crate) const NO_SYMBOL: Symbol = u32::MAX;

/// First number of names that only ad hoc records have; columns give numbers of names 29 bits.
const OVERLAY_START: Symbol = 1 << 28;

/// Gives names their numbers.
pub(crate) trait Interner {
    /// The number of `name`, the same every time.
    fn intern(&mut self, name: &str) -> Symbol;
}

/// The names of an engine's indexed records.
#[derive(Debug, Default)]
pub(crate) struct Symbols(RwLock<Known>);

#[derive(Debug, Default)]
struct Known(HashMap<Box<str>, Symbol, RandomState>);

impl Known {
    fn find(&self, name: &str) -> Option<Symbol> {
        self.0.get(name).copied()
    }

    fn find_or_add(&mut self, name: &str) -> Symbol {
        if let Some(symbol) = self.find(name) {
            return symbol;
        }
        let next = Symbol::try_from(self.0.len()).unwrap_or(OVERLAY_START);
        assert!(next < OVERLAY_START, "an engine holds fewer than 2^28 distinct names");
        self.0.insert(name.into(), next);
        next
    }
}

/// The names that some columns hold, with the numbers that they have there.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Names<'a> {
    /// Ascending.
    symbols: Vec<Symbol>,
    #[serde(borrow)]
    names: Vec<&'a str>,
}

/// What the numbers of names in some columns are in this engine.
#[derive(Debug)]
pub(crate) enum Renaming {
    /// What they were.
    Same,
    /// Others, for some.
    Other(Renamed),
}

/// Numbers in this engine by those that names have in some columns.
#[derive(Debug)]
pub(crate) struct Renamed(Vec<Symbol>);

impl Renamed {
    /// Gives each name its number in this engine.
    pub(crate) fn rename<'a>(&self, names: impl IntoIterator<Item = &'a mut Symbol>) {
        names.into_iter().for_each(|name| *name = self.of(*name));
    }

    /// The number in this engine of a name.
    pub(crate) fn of(&self, name: Symbol) -> Symbol {
        if name == NO_SYMBOL { NO_SYMBOL } else { self.0[name as usize] }
    }
}

impl Symbols {
    fn find(&self, name: &str) -> Option<Symbol> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).find(name)
    }

    /// Calls `read` with the names of some numbers.
    pub(crate) fn with_names<R>(&self, symbols: HashSet<Symbol, RandomState>, read: impl FnOnce(&Names<'_>) -> R) -> R {
        let mut symbols: Vec<Symbol> = symbols.into_iter().collect();
        symbols.sort_unstable();
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let mut names = vec![""; symbols.len()];
        known.0.iter().for_each(|(name, symbol)| {
            if let Ok(place) = symbols.binary_search(symbol) {
                names[place] = name;
            }
        });
        read(&Names { symbols, names })
    }

    /// Gives names their numbers, which may be others than they had.
    pub(crate) fn adopt(&self, names: &Names<'_>) -> Renaming {
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        known.0.reserve(names.names.len());
        let last = names.symbols.last().map_or(0, |symbol| *symbol as usize + 1);
        let mut renamed = vec![NO_SYMBOL; last];
        for (symbol, name) in names.symbols.iter().zip(&names.names) {
            renamed[*symbol as usize] = known.find_or_add(name);
        }
        let is_same = names.symbols.iter().all(|symbol| renamed[*symbol as usize] == *symbol);
        if is_same { Renaming::Same } else { Renaming::Other(Renamed(renamed)) }
    }
}

impl Interner for &Symbols {
    fn intern(&mut self, name: &str) -> Symbol {
        let add = || self.0.write().unwrap_or_else(PoisonError::into_inner).find_or_add(name);
        self.find(name).unwrap_or_else(add)
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
