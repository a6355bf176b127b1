//! A text as one argument of a shell.

/// `text` as it is typed for a shell to hand it on: between single quotation marks, unless nothing in
/// it means anything to a shell.
pub fn quoted(text: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "_-./:@%,+".contains(c);
    if !text.is_empty() && text.chars().all(is_plain) {
        return text.to_owned();
    }
    format!("'{}'", text.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_means_something_to_a_shell_is_quoted() {
        assert_eq!(quoted("outlet:harbor"), "outlet:harbor");
        assert_eq!(quoted("\"a b\""), "'\"a b\"'");
        assert_eq!(quoted("$500"), "'$500'");
        assert_eq!(quoted("=chip"), "'=chip'");
        assert_eq!(quoted("don't go"), r"'don'\''t go'");
        assert_eq!(quoted(""), "''");
    }
}
