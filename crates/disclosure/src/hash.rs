//! The keyed hash that stands for chance.

/// SipHash-2-4 of words, under the seed as its key.
///
/// The key's low half is `k0`, its high half `k1`; the message is the words in little-endian order, eight bytes each.
/// See J.-P. Aumasson, D. J. Bernstein: *`SipHash`: a fast short-input PRF*, INDOCRYPT 2012.
pub(crate) fn siphash(seed: u128, words: &[u64]) -> u64 {
    let (low, high) = halves(seed);
    let mut state = [
        low ^ 0x736f_6d65_7073_6575,
        high ^ 0x646f_7261_6e64_6f6d,
        low ^ 0x6c79_6765_6e65_7261,
        high ^ 0x7465_6462_7974_6573,
    ];
    // The last word holds the length in bytes, modulo 256, in its highest byte.
    let length = (words.len() as u64) << 59;
    for &word in words.iter().chain([&length]) {
        state[3] ^= word;
        round(&mut state);
        round(&mut state);
        state[0] ^= word;
    }
    state[2] ^= 0xff;
    for _ in 0..4 {
        round(&mut state);
    }
    state[0] ^ state[1] ^ state[2] ^ state[3]
}

/// A number below a limit, as good as uniform.
pub(crate) fn below(limit: u64, hash: u64) -> u64 {
    halves(u128::from(limit) * u128::from(hash)).1
}

/// The low and the high word.
#[expect(clippy::cast_possible_truncation, reason = "halves are meant")]
fn halves(number: u128) -> (u64, u64) {
    (number as u64, (number >> 64) as u64)
}

fn round(state: &mut [u64; 4]) {
    state[0] = state[0].wrapping_add(state[1]);
    state[1] = state[1].rotate_left(13) ^ state[0];
    state[0] = state[0].rotate_left(32);
    state[2] = state[2].wrapping_add(state[3]);
    state[3] = state[3].rotate_left(16) ^ state[2];
    state[0] = state[0].wrapping_add(state[3]);
    state[3] = state[3].rotate_left(21) ^ state[0];
    state[2] = state[2].wrapping_add(state[1]);
    state[1] = state[1].rotate_left(17) ^ state[2];
    state[2] = state[2].rotate_left(32);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two of the reference implementation's vectors, of messages 00, 01, 02 and so on.
    #[test]
    fn the_reference_vectors() {
        let key = 0x0f0e_0d0c_0b0a_0908_0706_0504_0302_0100;
        assert_eq!(siphash(key, &[]), 0x726f_db47_dd0e_0e31);
        assert_eq!(siphash(key, &[0x0706_0504_0302_0100]), 0x93f5_f579_9a93_2462);
    }

    #[test]
    fn below_a_limit() {
        assert_eq!([0, 1 << 63, u64::MAX].map(|hash| below(10, hash)), [0, 5, 9]);
    }
}
