//! Bands of hourly pay, as counts by pay use them.

/// The lower ends of the bands, in yuan an hour.
const BANDS: [i128; 7] = [0, 15, 20, 25, 30, 40, 60];

/// The band of an hourly pay in fen.
pub(crate) fn place(fen: i128) -> usize {
    BANDS.partition_point(|lower| lower * 100 <= fen).saturating_sub(1)
}

/// What the band at a place is called: `15-20`, the last `60+`.
pub(crate) fn name(place: usize) -> String {
    let upper = BANDS.get(place + 1).map_or_else(|| "+".to_owned(), |upper| format!("-{upper}"));
    format!("{}{upper}", BANDS[place])
}

/// The names of all bands.
pub(crate) fn names() -> impl Iterator<Item = String> {
    (0..BANDS.len()).map(name)
}
