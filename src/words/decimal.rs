//! Exact decimal numbers, counted in millionths.

/// `1.5` is 1500000. `None` for what is no such number or does not fit exactly.
pub fn read(digits: &str) -> Option<u128> {
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let part = part.trim_end_matches('0');
    let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || part.len() > 6 || !is_number(whole) || !is_number(part) {
        return None;
    }
    let millions: u128 = whole.parse::<u128>().ok()?.checked_mul(1_000_000)?;
    let part: u128 = format!("{part:0<6}").parse().ok()?;
    millions.checked_add(part)
}

/// Times a power of ten.
pub fn scaled(millionths: u128, power: u32) -> Option<u128> {
    millionths.checked_mul(10_u128.checked_pow(power)?)
}

/// The shortest way to write it: no group signs, no zeros at the end.
pub fn write(millionths: u128) -> String {
    let (whole, part) = (millionths / 1_000_000, millionths % 1_000_000);
    let text = format!("{whole}.{part:06}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
