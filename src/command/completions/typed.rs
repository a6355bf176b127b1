//! A line of bash up to the cursor: its words, and how a candidate takes the place of the last one.

/// The words of a line, without quotation marks and backslashes.
#[derive(Debug, PartialEq, Eq)]
pub struct Line {
    /// The last one is being typed; it may be empty.
    pub words: Vec<String>,
    /// The quotation mark that is open at the end.
    quote: Option<char>,
}

impl Line {
    pub fn read(text: &str) -> Line {
        let (mut words, mut quote) = (vec![String::new()], None);
        let mut letters = text.chars();
        let mut is_word = false;
        while let Some(letter) = letters.next() {
            let last = words.len() - 1;
            match (letter, quote) {
                ('\\', None | Some('"')) => words[last].extend(letters.next()),
                ('\'' | '"', None) => quote = Some(letter),
                (_, Some(open)) if open == letter => quote = None,
                (' ' | '\t' | '\n', None) => {
                    if std::mem::take(&mut is_word) {
                        words.push(String::new());
                    }
                    continue;
                }
                _ => words[last].push(letter),
            }
            is_word = true;
        }
        Line { words, quote }
    }

    /// What bash puts in the place of `replaced`, the end of the last word, for the last word to become `candidate`. `None` where
    /// it cannot be written there.
    pub fn reply(&self, candidate: &str, replaced: &str) -> Option<String> {
        if candidate.contains(char::is_control) {
            return None;
        }
        let last = self.words.last()?;
        let kept = last.strip_suffix(replaced).unwrap_or_default();
        let rest = candidate.strip_prefix(kept)?;
        match self.quote {
            Some('\'') => (!rest.contains('\'')).then(|| rest.to_owned()),
            Some(_) => Some(escaped(rest, |letter| "\"\\$`!".contains(letter))),
            None => Some(escaped(rest, |letter| {
                !(letter.is_alphanumeric() || "_-./:@%,+=^~".contains(letter))
            })),
        }
    }
}

fn escaped(text: &str, is_special: impl Fn(char) -> bool) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        if is_special(letter) {
            out.push('\\');
        }
        out.push(letter);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_words_as_bash_parts_them() {
        let words = |text: &str| Line::read(text).words;
        assert_eq!(words("newshound se"), ["newshound", "se"]);
        assert_eq!(words("newshound  search "), ["newshound", "search", ""]);
        assert_eq!(words("n 'a b"), ["n", "a b"]);
        assert_eq!(words("n 'a' \"b \\\" c\"d"), ["n", "a", "b \" cd"]);
        assert_eq!(words(r"n a\ b '' x"), ["n", "a b", "", "x"]);
        assert_eq!(words("n search outlet:Har"), ["n", "search", "outlet:Har"]);
        assert_eq!(words(""), [""]);
        assert_eq!(words("n \\"), ["n", ""]);
    }

    #[test]
    fn a_reply_takes_the_place_of_the_end_of_the_word() {
        let reply = |line: &str, candidate: &str, replaced: &str| {
            Line::read(line).reply(candidate, replaced)
        };
        let is = |text: &str| Some(text.to_owned());
        assert_eq!(reply("n se", "search", "se"), is("search"));
        assert_eq!(reply("n search tag:ch", "tag:chips", "ch"), is("chips"));
        assert_eq!(reply("n search tag:", "tag:chips", ""), is("chips"));
        assert_eq!(
            reply("n s outlet:Ha", "outlet:\"Ha B\"", "Ha"),
            is("\\\"Ha\\ B\\\"")
        );
        assert_eq!(
            reply("n s 'outlet:Ha", "outlet:\"Ha B\"", "outlet:Ha"),
            is("outlet:\"Ha B\"")
        );
        assert_eq!(reply("n s 'outlet:O", "outlet:O'B", "outlet:O"), None);
        assert_eq!(reply("n s tag:a", "tag:a\u{1b}[31m", "a"), None);
    }
}
