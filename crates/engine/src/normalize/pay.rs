//! Pay as ads write it: "200元/天", "1.2-2万/月", "6千-8千", "面议".

use crate::{
    record::{Pay, PayPeriod, Vocabulary},
    text::fold_width,
};

/// What a pay text is allowed to look like, for messages.
pub(super) const ALLOWED: &str =
    "an amount or range with its unit such as 200元/天, 18-22元/小时, 1.2-2万/月, 6千-8千 or 面议";

/// What an amount in yuan is allowed to look like, for messages.
pub(super) const ALLOWED_YUAN: &str = "an amount in yuan with at most two decimals, 0 to 10000000";

/// Why a pay text is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PayError {
    /// The text is not an amount or range.
    Form,
    /// The amount stands alone and nothing says what it is paid for.
    NoUnit,
}

/// Reads a pay text; `unit` is that of a column beside it, used where the text names none.
pub(super) fn parse(text: &str, unit: Option<PayPeriod>) -> Result<Pay, PayError> {
    let text: String = fold_width(text).chars().filter(|c| !c.is_whitespace()).collect();
    if ["面议", "薪资面议", "工资面议", "negotiable"].iter().any(|word| text.eq_ignore_ascii_case(word)) {
        return Ok(Pay { unit_text: unit.unwrap_or(PayPeriod::Month), ..Pay::negotiable() });
    }
    let text = without_extra_months(&text);
    let (prefix_unit, text) = prefix_unit(text);
    let (amounts, suffix_unit) = split_unit(text)?;
    let (amounts, bound) = match (strip_any(amounts, &["以上", "起"]), strip_any(amounts, &["以下", "以内"])) {
        (Some(rest), _) => (rest, Bound::Least),
        (_, Some(rest)) => (rest, Bound::Most),
        _ => (amounts, Bound::Both),
    };
    let (min_fen, max_fen, scaled) = range(amounts).ok_or(PayError::Form)?;
    // Job sites write monthly pay in thousands without saying so; a plain number could be anything.
    let implied = scaled.then_some(PayPeriod::Month);
    let unit = prefix_unit.or(suffix_unit).or(unit).or(implied).ok_or(PayError::NoUnit)?;
    let mut pay = Pay::range(min_fen, max_fen, unit);
    match bound {
        Bound::Least => pay.max_value_fen = None,
        Bound::Most => pay.min_value_fen = None,
        Bound::Both => {}
    }
    Ok(pay)
}

/// Reads an amount in yuan into whole fen, exactly; `None` where it is no decimal or finer than a fen.
pub(super) fn yuan_to_fen(text: &str) -> Option<i64> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let fen = decimal(digits, 100)?;
    Some(if negative { -fen } else { fen })
}

#[derive(Clone, Copy)]
enum Bound {
    Least,
    Most,
    Both,
}

/// Drops "·13薪": months beyond the twelfth are not part of the monthly pay.
fn without_extra_months(text: &str) -> &str {
    let Some(head) = text.strip_suffix('薪') else { return text };
    let number = head.trim_end_matches(|c: char| c.is_ascii_digit());
    if number.len() == head.len() {
        return text;
    }
    number.strip_suffix(['·', '*', 'x', '×', ',', '/']).unwrap_or(text)
}

fn prefix_unit(text: &str) -> (Option<PayPeriod>, &str) {
    [
        ("时薪", PayPeriod::Hour),
        ("日薪", PayPeriod::Day),
        ("周薪", PayPeriod::Week),
        ("月薪", PayPeriod::Month),
        ("年薪", PayPeriod::Year),
    ]
    .into_iter()
    .find_map(|(word, unit)| Some((Some(unit), text.strip_prefix(word)?.trim_start_matches(':'))))
    .unwrap_or((None, text))
}

/// Splits "200元/天" or "200元每天" into the amounts and the unit.
fn split_unit(text: &str) -> Result<(&str, Option<PayPeriod>), PayError> {
    let Some((at, separator)) = text.char_indices().find(|(_, c)| matches!(c, '/' | '每')) else {
        return Ok((text, None));
    };
    let unit = text[at + separator.len_utf8()..].trim_start_matches("人/").trim_start_matches(['每', '一']);
    PayPeriod::from_word(unit).map(|unit| (&text[..at], Some(unit))).ok_or(PayError::Form)
}

fn strip_any<'t>(text: &'t str, words: &[&str]) -> Option<&'t str> {
    words.iter().find_map(|word| text.strip_suffix(word))
}

/// Both ends in fen, and whether one was written in thousands or ten thousands.
fn range(text: &str) -> Option<(i64, i64, bool)> {
    let Some((low, high)) = split_range(text) else {
        let (digits, scale) = amount(text);
        let fen = decimal(digits, 100 * scale.unwrap_or(1))?;
        return Some((fen, fen, scale.is_some()));
    };
    let ((low, low_scale), (high, high_scale)) = (amount(low), amount(high));
    let high_fen = decimal(high, 100 * high_scale.unwrap_or(1))?;
    // "1.2-2万" means ten thousands on both sides, "8000-1.2万" does not: it would turn the range round.
    let shared = decimal(low, 100 * low_scale.or(high_scale).unwrap_or(1));
    let low_fen = match shared {
        Some(fen) if low_scale.is_some() || fen <= high_fen => fen,
        _ => decimal(low, 100 * low_scale.unwrap_or(1))?,
    };
    Some((low_fen, high_fen, low_scale.or(high_scale).is_some()))
}

fn split_range(text: &str) -> Option<(&str, &str)> {
    ["-", "~", "–", "—", "至", "到"].iter().find_map(|separator| text.split_once(separator))
}

/// Takes currency signs and the scale word off an amount.
fn amount(text: &str) -> (&str, Option<i64>) {
    let text = text.trim_start_matches(['¥', '￥']);
    let text = strip_any(text, &["元人民币", "人民币", "元", "块钱", "块", "RMB", "CNY", "rmb"]).unwrap_or(text);
    [("万", 10_000), ("w", 10_000), ("W", 10_000), ("千", 1_000), ("k", 1_000), ("K", 1_000)]
        .into_iter()
        .find_map(|(word, scale)| Some((text.strip_suffix(word)?, Some(scale))))
        .unwrap_or((text, None))
}

/// `text * scale` where that is a whole number; commas group digits by three.
fn decimal(text: &str, scale: i64) -> Option<i64> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    if whole.is_empty() || (text.contains('.') && fraction.is_empty()) {
        return None;
    }
    let mut groups = whole.split(',');
    let head = groups.next()?;
    let grouped = whole.contains(',');
    if grouped && (head.is_empty() || head.len() > 3) {
        return None;
    }
    let mut number = digits(0, head)?;
    for group in groups {
        if group.len() != 3 {
            return None;
        }
        number = digits(number, group)?;
    }
    let fraction = fraction.trim_end_matches('0');
    let mantissa = digits(number, fraction)?.checked_mul(i128::from(scale))?;
    let divisor = 10_i128.checked_pow(u32::try_from(fraction.len()).ok()?)?;
    (mantissa % divisor == 0).then_some(())?;
    i64::try_from(mantissa / divisor).ok()
}

/// Appends decimal digits to a number.
fn digits(number: i128, text: &str) -> Option<i128> {
    text.bytes().try_fold(number, |number, byte| {
        byte.is_ascii_digit().then_some(())?;
        number.checked_mul(10)?.checked_add(i128::from(byte - b'0'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_as_ads_write_them() {
        use PayPeriod::{Day, Hour, Month, Piece, Shift, Year};
        for (text, min, max, unit) in [
            ("200元/天", 20_000, 20_000, Day),
            ("1.2-2万/月", 1_200_000, 2_000_000, Month),
            ("6千-8千", 600_000, 800_000, Month),
            ("8千-1.2万·13薪", 800_000, 1_200_000, Month),
            ("8000-1.2万", 800_000, 1_200_000, Month),
            ("18-22元/小时", 1_800, 2_200, Hour),
            ("18.5元/小时", 1_850, 1_850, Hour),
            ("999元/其他", 99_900, 99_900, Piece),
            ("1,200元/月", 120_000, 120_000, Month),
            ("¥200~260/日", 20_000, 26_000, Day),
            ("200 至 260 元 每天", 20_000, 26_000, Day),
            ("时薪20", 2_000, 2_000, Hour),
            ("年薪15-20万", 15_000_000, 20_000_000, Year),
            ("10k-15K", 1_000_000, 1_500_000, Month),
            ("180元/人/班", 18_000, 18_000, Shift),
        ] {
            assert_eq!(parse(text, None), Ok(Pay::range(min, max, unit)), "{text}");
        }
    }

    #[test]
    fn open_ends_and_negotiable_pay() {
        let least = parse("3000以上/月", None).expect("a pay text");
        assert_eq!((least.min_value_fen, least.max_value_fen), (Some(300_000), None));
        let most = parse("5千以下", None).expect("a pay text");
        assert_eq!((most.min_value_fen, most.max_value_fen), (None, Some(500_000)));
        assert_eq!(parse("面议", None), Ok(Pay::negotiable()));
    }

    #[test]
    fn a_bare_number_needs_a_unit_beside_it() {
        assert_eq!(parse("200", None), Err(PayError::NoUnit));
        assert_eq!(parse("200元", None), Err(PayError::NoUnit));
        assert_eq!(parse("200", Some(PayPeriod::Day)), Ok(Pay::fixed(20_000, PayPeriod::Day)));
        assert_eq!(parse("200元/时", Some(PayPeriod::Day)), Ok(Pay::fixed(20_000, PayPeriod::Hour)));
    }

    #[test]
    fn what_is_no_pay_text() {
        for text in
            ["", "元/天", "200元/光年", "a-b", "-5/天", "1.005元/天", "1,20元/天", "1..2万", "99999999999999999999万"]
        {
            assert_eq!(parse(text, None), Err(PayError::Form), "{text}");
        }
    }

    #[test]
    fn yuan_become_fen_exactly() {
        for (text, fen) in
            [("0", Some(0)), ("18.50", Some(1_850)), ("0.1", Some(10)), ("0.29", Some(29)), ("-3", Some(-300))]
        {
            assert_eq!(yuan_to_fen(text), fen, "{text}");
        }
        for text in ["", ".", "1.", ".5", "1e3", "0.001", "12a"] {
            assert_eq!(yuan_to_fen(text), None, "{text}");
        }
    }
}
