//! Choosing the widest vector instructions of the machine at run time.
//!
//! The kernel's loops are plain Rust over arrays of fixed length; compiling them once more for each level lets the
//! compiler use that level's instructions. Nothing here decides an answer: the loops bound scores, and what the bounds
//! let through is scored exactly. (On `aarch64` NEON belongs to the base level.)

#[cfg(target_arch = "x86_64")]
use std::arch::x86_64 as x86;
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
            let avx2 = is_x86_feature_detected!("avx2")
                && is_x86_feature_detected!("fma")
                && is_x86_feature_detected!("bmi1")
                && is_x86_feature_detected!("bmi2")
                && is_x86_feature_detected!("lzcnt")
                && is_x86_feature_detected!("popcnt");
            if avx2 {
                levels.push(Self(Kind::Avx2));
            }
            let avx512 = is_x86_feature_detected!("avx512f")
                && is_x86_feature_detected!("avx512bw")
                && is_x86_feature_detected!("avx512dq")
                && is_x86_feature_detected!("avx512vl")
                && is_x86_feature_detected!("avx512vbmi");
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
    /// that keeps the instructions of the base level. It is given the level again: there, which it is is known when
    /// compiled.
    #[inline(always)]
    #[cfg_attr(target_arch = "x86_64", expect(unsafe_code, reason = "a level is only made where the machine has it"))]
    pub(crate) fn run<R>(self, work: impl FnOnce(Self) -> R) -> R {
        match self.0 {
            Kind::Base => work(self),
            // SAFETY: `available` is the only maker of a level, and it has asked the machine for these instructions.
            #[cfg(target_arch = "x86_64")]
            Kind::Avx2 => unsafe { run_avx2(work) },
            // SAFETY: as above.
            #[cfg(target_arch = "x86_64")]
            Kind::Avx512 => unsafe { run_avx512(work) },
        }
    }

    /// The lanes that reach a threshold, as bits: no compiler finds the one instruction for it.
    #[inline(always)]
    #[cfg_attr(target_arch = "x86_64", expect(unsafe_code, reason = "a level is only made where the machine has it"))]
    pub(crate) fn reaching(self, lanes: &[f32; WIDTH], threshold: f32) -> u32 {
        match self.0 {
            // SAFETY: the machine has the instructions, as in `run`, and the lanes are as many as are loaded.
            #[cfg(target_arch = "x86_64")]
            Kind::Avx512 => unsafe {
                let lanes = x86::_mm512_loadu_ps(lanes.as_ptr());
                u32::from(x86::_mm512_cmp_ps_mask::<{ x86::_CMP_GE_OQ }>(lanes, x86::_mm512_set1_ps(threshold)))
            },
            // SAFETY: as above, eight lanes at a time.
            #[cfg(target_arch = "x86_64")]
            Kind::Avx2 => unsafe {
                let threshold = x86::_mm256_set1_ps(threshold);
                let half = |from: usize| {
                    let lanes = x86::_mm256_loadu_ps(lanes.as_ptr().add(from));
                    x86::_mm256_movemask_ps(x86::_mm256_cmp_ps::<{ x86::_CMP_GE_OQ }>(lanes, threshold)).cast_unsigned()
                };
                half(0) | half(WIDTH / 2) << (WIDTH / 2)
            },
            Kind::Base => {
                let bit = |(lane, value): (usize, &f32)| u32::from(*value >= threshold) << lane;
                lanes.iter().enumerate().fold(0, |bits, lane| bits | bit(lane))
            }
        }
    }

    /// `a * b + c`, rounded once where there is an instruction for it.
    #[inline(always)]
    pub(crate) fn mul_add(self, a: f32, b: f32, c: f32) -> f32 {
        match self.0 {
            Kind::Base => a * b + c,
            #[cfg(target_arch = "x86_64")]
            _ => a.mul_add(b, c),
        }
    }

    /// The roots of lanes that are not below 0, or up to a 4,096th less; that of 0 is next to nothing. An estimate takes a
    /// fraction of the time of a root.
    #[inline(always)]
    #[cfg_attr(target_arch = "x86_64", expect(unsafe_code, reason = "a level is only made where the machine has it"))]
    pub(crate) fn roots(self, lanes: &[f32; WIDTH]) -> [f32; WIDTH] {
        match self.0 {
            // SAFETY: the machine has the instructions, as in `run`, and all arrays are as long as a register.
            #[cfg(target_arch = "x86_64")]
            Kind::Avx512 => unsafe {
                let lanes =
                    x86::_mm512_max_ps(x86::_mm512_loadu_ps(lanes.as_ptr()), x86::_mm512_set1_ps(f32::MIN_POSITIVE));
                let roots = x86::_mm512_mul_ps(lanes, x86::_mm512_rsqrt14_ps(lanes));
                std::mem::transmute::<x86::__m512, [f32; WIDTH]>(x86::_mm512_mul_ps(
                    roots,
                    x86::_mm512_set1_ps(1.0 - 1.0 / 8192.0),
                ))
            },
            _ => lanes.map(f32::sqrt),
        }
    }

    /// What each pair of lanes gives when divided, or up to a 4,096th more, likewise.
    #[inline(always)]
    #[cfg_attr(target_arch = "x86_64", expect(unsafe_code, reason = "a level is only made where the machine has it"))]
    pub(crate) fn quotients(self, dividends: &[f32; WIDTH], divisors: &[f32; WIDTH]) -> [f32; WIDTH] {
        match self.0 {
            // SAFETY: the machine has the instructions, as in `run`, and all arrays are as long as a register.
            #[cfg(target_arch = "x86_64")]
            Kind::Avx512 => unsafe {
                let (dividends, divisors) =
                    (x86::_mm512_loadu_ps(dividends.as_ptr()), x86::_mm512_loadu_ps(divisors.as_ptr()));
                let reciprocals =
                    x86::_mm512_mul_ps(x86::_mm512_rcp14_ps(divisors), x86::_mm512_set1_ps(1.0 + 1.0 / 8192.0));
                std::mem::transmute::<x86::__m512, [f32; WIDTH]>(x86::_mm512_mul_ps(dividends, reciprocals))
            },
            _ => std::array::from_fn(|lane| dividends[lane] / divisors[lane]),
        }
    }

    /// Appends of those lanes whose bits are set the bits of `high` above those of `low`, in order. How many there are
    /// costs no branch.
    #[inline(always)]
    #[cfg_attr(target_arch = "x86_64", expect(unsafe_code, reason = "a level is only made where the machine has it"))]
    pub(crate) fn append(self, lanes: u32, low: &[u32; WIDTH], high: &[u32; WIDTH], to: &mut Vec<u64>) {
        debug_assert!(lanes >> WIDTH == 0, "bits beyond the lanes: {lanes:#b}");
        match self.0 {
            // SAFETY: the machine has the instructions, as in `run`. Eight lanes are loaded at a time; 16 values fit behind
            // the end, and no more than lanes are set are counted as written.
            #[cfg(target_arch = "x86_64")]
            Kind::Avx512 => unsafe {
                let pairs = |from: usize| {
                    let low = x86::_mm512_cvtepu32_epi64(x86::_mm256_loadu_si256(low.as_ptr().add(from).cast()));
                    let high = x86::_mm512_cvtepu32_epi64(x86::_mm256_loadu_si256(high.as_ptr().add(from).cast()));
                    x86::_mm512_or_si512(low, x86::_mm512_slli_epi64::<32>(high))
                };
                let [first, second, ..] = lanes.to_le_bytes();
                to.reserve(WIDTH);
                let end = to.as_mut_ptr().add(to.len());
                x86::_mm512_storeu_si512(end.cast(), x86::_mm512_maskz_compress_epi64(first, pairs(0)));
                let end = end.add(first.count_ones() as usize);
                x86::_mm512_storeu_si512(end.cast(), x86::_mm512_maskz_compress_epi64(second, pairs(WIDTH / 2)));
                to.set_len(to.len() + (first.count_ones() + second.count_ones()) as usize);
            },
            _ => {
                let pair = |lane: usize| u64::from(high[lane]) << 32 | u64::from(low[lane]);
                to.extend(set_bits(u64::from(lanes)).map(pair));
            }
        }
    }

    /// For each place, of which the lower six bits count, what a table has there, but at most so much.
    #[inline(always)]
    #[cfg_attr(target_arch = "x86_64", expect(unsafe_code, reason = "a level is only made where the machine has it"))]
    pub(crate) fn look_up(self, table: &[u8; 64], places: &[u8; 64], most: &[u8; 64]) -> [u8; 64] {
        match self.0 {
            // SAFETY: the machine has the instructions, as in `run`, and all arrays are as long as a register.
            #[cfg(target_arch = "x86_64")]
            Kind::Avx512 => unsafe {
                let load = |bytes: &[u8; 64]| x86::_mm512_loadu_si512(bytes.as_ptr().cast());
                let found = x86::_mm512_permutexvar_epi8(load(places), load(table));
                std::mem::transmute::<x86::__m512i, [u8; 64]>(x86::_mm512_min_epu8(found, load(most)))
            },
            _ => std::array::from_fn(|byte| table[usize::from(places[byte]) % 64].min(most[byte])),
        }
    }
}

/// The places of the bits that are set, the lowest first.
#[inline]
pub(crate) fn set_bits(mut bits: u64) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let place = (bits != 0).then(|| bits.trailing_zeros() as usize)?;
        bits &= bits - 1;
        Some(place)
    })
}

/// Lanes of 32 bits in the widest register.
pub(crate) const WIDTH: usize = 16;

/// Asks for the memory of values that will soon be read, so that it is in cache by then. Changes nothing else.
#[inline(always)]
#[cfg_attr(target_arch = "x86_64", expect(unsafe_code, reason = "a hint takes an address"))]
pub(crate) fn prefetch<T>(values: &[T]) {
    #[cfg(target_arch = "x86_64")]
    for line in (0..size_of_val(values)).step_by(CACHE_LINE) {
        // SAFETY: the address is within `values`; and a prefetch does not read, whatever the address.
        unsafe {
            x86::_mm_prefetch::<{ x86::_MM_HINT_T0 }>(values.as_ptr().byte_add(line).cast());
        }
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = values;
}

#[cfg(target_arch = "x86_64")]
const CACHE_LINE: usize = 64;

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,fma,bmi1,bmi2,lzcnt,popcnt")]
fn run_avx2<R>(work: impl FnOnce(Level) -> R) -> R {
    work(Level(Kind::Avx2))
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,fma,bmi1,bmi2,lzcnt,popcnt,avx512f,avx512bw,avx512dq,avx512vl,avx512vbmi")]
fn run_avx512<R>(work: impl FnOnce(Level) -> R) -> R {
    work(Level(Kind::Avx512))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lanes_are_appended_in_order() {
        let high: [u32; WIDTH] = std::array::from_fn(|lane| 1 << (2 * lane));
        let low = high.map(|bits| u32::MAX - bits);
        for level in Level::available() {
            let (mut appended, mut expected) = (Vec::new(), Vec::new());
            for lanes in 0..=u32::from(u16::MAX) {
                appended.clear();
                expected.clear();
                // Once more, behind what is there.
                for _ in 0..2 {
                    level.run(
                        #[inline(always)]
                        |level| level.append(lanes, &low, &high, &mut appended),
                    );
                    let lanes = (0..WIDTH).filter(|lane| lanes >> lane & 1 != 0);
                    expected.extend(lanes.map(|lane| u64::from(high[lane]) << 32 | u64::from(low[lane])));
                }
                assert_eq!(appended, expected, "{level:?} {lanes:#b}");
            }
        }
    }

    #[test]
    fn estimates_are_on_their_side_and_near() {
        const PART: f64 = 1.0 / 4_096.0;
        for level in Level::available() {
            for step in 0..4_000_u16 {
                // From a square metre to the earth's diameter, and minutes of centuries multiplied.
                let mut value = 1.011_f32.powi(i32::from(step));
                let lanes: [f32; WIDTH] = std::array::from_fn(|_| {
                    value *= 1.000_7;
                    value
                });
                let roots = level.run(
                    #[inline(always)]
                    |level| level.roots(&lanes),
                );
                let quotients = level.run(
                    #[inline(always)]
                    |level| level.quotients(&[5e7; WIDTH], &lanes),
                );
                for ((lane, root), quotient) in lanes.into_iter().map(f64::from).zip(roots).zip(quotients) {
                    let (root, exact) = (f64::from(root), lane.sqrt());
                    assert!(root <= exact * (1.0 + 1e-7) && root >= exact * (1.0 - PART), "{level:?} {lane}: {root}");
                    let (quotient, exact) = (f64::from(quotient), 5e7 / lane);
                    let near = exact * (1.0 - 1e-7)..=exact * (1.0 + PART);
                    assert!(near.contains(&quotient), "{level:?} {lane}: {quotient}");
                }
            }
            let none = level.run(
                #[inline(always)]
                |level| level.roots(&[0.0; WIDTH]),
            );
            assert!(none.iter().all(|root| (0.0..1e-18).contains(root)), "{level:?}: {none:?}");
        }
    }
}
