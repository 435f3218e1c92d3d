//! Choosing the widest vector instructions of the machine at run time.
//!
//! The kernel's loops are plain Rust over arrays of fixed length; compiling them once more for each level lets the
//! compiler use that level's instructions. Nothing here decides an answer: the loops bound scores, and what the bounds
//! let through is scored exactly. (On `aarch64` NEON belongs to the base level.)

use std::sync::OnceLock;

/// A level of vector instructions that this machine has: only [`Level::available`] makes one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Level(Kind);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// What every machine of the target has.
    Base,
    #[cfg(target_arch = "x86_64")]
    Avx2,
    #[cfg(target_arch = "x86_64")]
    Avx512,
}

impl Level {
    /// Every level of this machine, the widest last.
    pub(crate) fn available() -> Vec<Self> {
        let mut levels = vec![Self(Kind::Base)];
        #[cfg(target_arch = "x86_64")]
        {
            let avx2 = is_x86_feature_detected!("avx2");
            if avx2 {
                levels.push(Self(Kind::Avx2));
            }
            let avx512 = is_x86_feature_detected!("avx512f")
                && is_x86_feature_detected!("avx512bw")
                && is_x86_feature_detected!("avx512dq")
                && is_x86_feature_detected!("avx512vl")
                && is_x86_feature_detected!("avx512vpopcntdq");
            if avx2 && avx512 {
                levels.push(Self(Kind::Avx512));
            }
        }
        levels
    }

    /// The widest level of this machine.
    pub(crate) fn widest() -> Self {
        static WIDEST: OnceLock<Level> = OnceLock::new();
        *WIDEST.get_or_init(|| Self::available().pop().unwrap_or(Self(Kind::Base)))
    }

    /// Runs a loop with this level's instructions. The closure must be `#[inline(always)]`, and so must what it calls, or
    /// that keeps the instructions of the base level.
    #[inline(always)]
    #[cfg_attr(target_arch = "x86_64", expect(unsafe_code, reason = "a level is only made where the machine has it"))]
    pub(crate) fn run<R>(self, work: impl FnOnce() -> R) -> R {
        match self.0 {
            Kind::Base => work(),
            // SAFETY: `available` is the only maker of a level, and it has asked the machine for these instructions.
            #[cfg(target_arch = "x86_64")]
            Kind::Avx2 => unsafe { run_avx2(work) },
            // SAFETY: as above.
            #[cfg(target_arch = "x86_64")]
            Kind::Avx512 => unsafe { run_avx512(work) },
        }
    }
}

/// Asks for the memory of values that will soon be read, so that it is in cache by then. Changes nothing else.
#[inline(always)]
#[cfg_attr(target_arch = "x86_64", expect(unsafe_code, reason = "a hint takes an address"))]
pub(crate) fn prefetch<T>(values: &[T]) {
    #[cfg(target_arch = "x86_64")]
    for line in (0..size_of_val(values)).step_by(CACHE_LINE) {
        // SAFETY: the address is within `values`; and a prefetch does not read, whatever the address.
        unsafe {
            std::arch::x86_64::_mm_prefetch::<{ std::arch::x86_64::_MM_HINT_T0 }>(
                values.as_ptr().byte_add(line).cast(),
            );
        }
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = values;
}

#[cfg(target_arch = "x86_64")]
const CACHE_LINE: usize = 64;

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn run_avx2<R>(work: impl FnOnce() -> R) -> R {
    work()
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,avx512f,avx512bw,avx512dq,avx512vl,avx512vpopcntdq")]
fn run_avx512<R>(work: impl FnOnce() -> R) -> R {
    work()
}
