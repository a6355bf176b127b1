//! Ordinals: `21st` and `twenty-first` are one number.

const UNITS: [&str; 20] = [
    "",
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
];
/// Before another word, and by themselves.
const TENS: [(&str, &str); 8] = [
    ("twenty", "twentieth"),
    ("thirty", "thirtieth"),
    ("forty", "fortieth"),
    ("fifty", "fiftieth"),
    ("sixty", "sixtieth"),
    ("seventy", "seventieth"),
    ("eighty", "eightieth"),
    ("ninety", "ninetieth"),
];

/// The ordinal that folded words are, written the other way: in words or in digits.
pub fn other_ordinal(words: &[String]) -> Option<String> {
    match words {
        [one] if one.starts_with(|letter: char| letter.is_ascii_digit()) => in_words(one),
        [one] => in_digits(None, one),
        [tens, unit] => in_digits(Some(tens), unit),
        _ => None,
    }
}

fn in_words(digits: &str) -> Option<String> {
    let (number, suffix) = digits.split_at_checked(digits.len().checked_sub(2)?)?;
    let number: usize = number.parse().ok().filter(|number| *number < 100)?;
    if suffix != self::suffix(number) {
        return None;
    }
    if let Some(unit) = UNITS.get(number) {
        return (!unit.is_empty()).then(|| (*unit).to_owned());
    }
    let (before, alone) = TENS.get(number / 10 - 2)?;
    Some(match UNITS[number % 10] {
        "" => (*alone).to_owned(),
        unit => format!("{before} {unit}"),
    })
}

fn in_digits(tens: Option<&str>, unit: &str) -> Option<String> {
    let known = UNITS.iter().skip(1).position(|known| *known == unit);
    let number = match tens {
        None => known.map(|at| at + 1).or_else(|| {
            let at = TENS.iter().position(|(_, alone)| *alone == unit)?;
            Some((at + 2) * 10)
        })?,
        Some(tens) => {
            let at = TENS.iter().position(|(before, _)| *before == tens)?;
            (at + 2) * 10 + known.filter(|at| *at < 9)? + 1
        }
    };
    Some(format!("{number}{}", suffix(number)))
}

fn suffix(number: usize) -> &'static str {
    match (number % 10, number / 10) {
        (_, 1) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ordinal_in_words_is_one_in_digits() {
        for number in 1..100 {
            let digits = format!("{number}{}", suffix(number));
            let words = other_ordinal(std::slice::from_ref(&digits)).unwrap();
            let words: Vec<String> = words.split(' ').map(str::to_owned).collect();
            assert_eq!(other_ordinal(&words), Some(digits));
        }
        for none in ["0th", "1th", "11st", "100th", "21", "th", "twenty", "é"] {
            assert_eq!(other_ordinal(&[none.to_owned()]), None, "{none}");
        }
    }
}
