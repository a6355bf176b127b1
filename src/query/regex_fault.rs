//! Why a text is no regular expression, in words of ours.

/// What is wrong with `expression`, and one way to write it; `None` if it is too large or odd in another way.
pub fn of(expression: &str) -> Option<(&'static str, &'static str)> {
    let mut signs = expression.chars();
    let (mut open, mut in_set) = (0_u32, false);
    let mut before = '|';
    while let Some(sign) = signs.next() {
        if sign == '\\' {
            signs.next()?;
        } else if in_set {
            in_set = sign != ']';
        } else {
            match sign {
                '[' => in_set = true,
                '(' => open += 1,
                ')' if open == 0 => {
                    return Some(("closes a bracket that is not open", "leave out its `)`"));
                }
                ')' => open -= 1,
                // A question mark after a bracket begins a flag.
                '?' if before == '(' => {}
                '*' | '+' | '?' if "(|^".contains(before) => {
                    let fault = "repeats nothing: there is no letter before its `*`, `+` or `?`";
                    return Some((fault, "write `.*` for any run of letters"));
                }
                _ => {}
            }
        }
        // Within a set all of them are letters.
        before = if in_set || sign == '\\' { ']' } else { sign };
    }
    if in_set {
        Some((
            "has a `[` that is never closed",
            "write one like `/licen[cs]e/`",
        ))
    } else if open > 0 {
        Some((
            "has a `(` that is never closed",
            "write one like `/licen(c|s)e/`",
        ))
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::of;

    #[test]
    fn every_common_fault_is_named() {
        for (expression, named) in [
            ("[", "`[`"),
            ("licen[cs", "`[`"),
            ("a(b", "`(`"),
            ("a)b", "closes"),
            ("*gpt", "repeats"),
            ("(?", "`(`"),
            ("a|+", "repeats"),
        ] {
            let (fault, _) = of(expression).unwrap();
            assert!(fault.contains(named), "{expression}: {fault}");
        }
        for fine in ["colou?r", "licen[cs]e", "(a|b)c*", "a\\[b", "[(*]"] {
            assert_eq!(of(fine), None, "{fine}");
        }
    }
}
