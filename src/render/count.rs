//! Numbers as people read them, the same everywhere in the world.

/// `1,234,567`
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// `1 article`, `2,500 articles`: a noun whose plural ends in `s`.
pub fn of(number: u64, noun: &str) -> String {
    let ending = if number == 1 { "" } else { "s" };
    format!("{} {noun}{ending}", grouped(number))
}

/// `812 bytes`, `1.2 kB`, `34 MB`: decimal units, two digits at least.
pub fn bytes(number: u64) -> String {
    const UNITS: &[&str] = &["kB", "MB", "GB", "TB", "PB", "EB"];
    if number < 1000 {
        return of(number, "byte");
    }
    // The unit is the first in which fewer than a thousand are left after rounding.
    let mut scale = 1000_u128;
    for unit in UNITS {
        let tenths = (u128::from(number) * 10 + scale / 2) / scale;
        if tenths < 100 {
            return format!("{}.{} {unit}", tenths / 10, tenths % 10);
        }
        let whole = (u128::from(number) + scale / 2) / scale;
        if whole < 1000 {
            return format!("{whole} {unit}");
        }
        scale *= 1000;
    }
    format!("{} bytes", grouped(number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_well() {
        assert_eq!(grouped(0), "0");
        assert_eq!(grouped(108_098), "108,098");
        assert_eq!(of(1, "article"), "1 article");
        assert_eq!(of(2_500, "passage"), "2,500 passages");
    }

    #[test]
    fn sizes_keep_two_digits() {
        let sizes = [
            1,
            999,
            1_000,
            9_949,
            9_950,
            34_000_000,
            999_500,
            999_499,
            u64::MAX,
        ];
        let read: Vec<String> = sizes.into_iter().map(bytes).collect();
        let right = [
            "1 byte",
            "999 bytes",
            "1.0 kB",
            "9.9 kB",
            "10 kB",
            "34 MB",
            "1.0 MB",
            "999 kB",
            "18 EB",
        ];
        assert_eq!(read, right);
    }
}
