//! The text of a question from the arguments of a shell.
//!
//! The shell takes quotation marks for itself: of `"facial recognition" ban` it hands on `facial
//! recognition` and `ban`. So an argument with blanks beside others is a phrase, with the signs, the
//! field and the distance that it has around it: `-"a b"`, `outlet:"a b"`, `"a b"~3`. One that has
//! operators, brackets, wildcards or quotation marks of its own is a question in brackets. A single
//! argument is the question itself.

use jiff::civil::Date;

use super::in_words::asks_in_words;
use super::token::{Token, TokenKind, is_blank, tokens};
use super::{amount, date, word};

/// The text of a question that was given as these arguments.
pub fn from_arguments(arguments: &[String]) -> String {
    let arguments = arguments.iter().map(|one| one.trim_matches(is_blank));
    let arguments: Vec<&str> = arguments.filter(|one| !one.is_empty()).collect();
    match arguments.as_slice() {
        [one] => (*one).to_owned(),
        several => {
            let read: Vec<String> = several.iter().map(|one| read(one)).collect();
            read.join(" ")
        }
    }
}

/// The words of `text` as a phrase, if it has nothing but several plain words and is no question in words.
pub fn as_phrase(text: &str) -> Option<String> {
    let tokens = tokens(text);
    let is_plain = tokens.len() > 1 && tokens.iter().all(is_plain_word) && !asks_in_words(text);
    is_plain.then(|| format!("\"{}\"", text.trim_matches(is_blank)))
}

/// One argument among several.
fn read(argument: &str) -> String {
    if !argument.contains(is_blank) {
        return argument.to_owned();
    }
    let tokens = tokens(argument);
    match phrase(argument, &tokens) {
        Some(phrase) => phrase,
        None if is_whole(&tokens) => format!("({argument})"),
        None => argument.to_owned(),
    }
}

/// The words of an argument as a phrase, within its signs and its field, if it has nothing else.
fn phrase(argument: &str, tokens: &[Token<'_>]) -> Option<String> {
    let first = tokens.iter().position(is_word)?;
    let (before, words) = tokens.split_at(first);
    let (start, last) = (words.first()?.at.start, words.last()?);
    let begin = before.last().map_or(start, |token| token.at.end);
    let is_whole = before.iter().all(|token| token.kind.is_prefix())
        && words.iter().all(is_word)
        && begin == start;
    let tail_at = last.at.start + head(&argument[last.at.clone()]);
    let (inside, tail) = (&argument[start..tail_at], &argument[tail_at..]);
    let are_plain = words[..words.len() - 1].iter().all(is_plain_word)
        && !has_signs(&argument[last.at.start..tail_at]);
    let fits = before.last().is_none_or(|token| takes(token.kind, inside));
    let is_phrase = is_whole && are_plain && fits;
    is_phrase.then(|| format!("{}\"{inside}\"{tail}", &argument[..start]))
}

/// The length of a word without the distance or the weight at its end, which are of the phrase.
fn head(word: &str) -> usize {
    let bare = word::tail(word);
    let tail = &word[bare.text.len()..];
    let has_tail = bare.tilde.is_some() || bare.boost.is_some();
    if has_tail && tail.ends_with(|c: char| c.is_ascii_digit()) {
        bare.text.len()
    } else {
        word.len()
    }
}

/// Whether a field takes `text` as its value.
fn takes(kind: TokenKind<'_>, text: &str) -> bool {
    match kind {
        TokenKind::Day(_, comparison) => {
            date::days(text, comparison, Date::constant(2000, 1, 1)).is_ok()
        }
        TokenKind::Amount => amount::amounts(amount::unpunctuated(text)).is_some(),
        _ => true,
    }
}

fn is_word(token: &Token<'_>) -> bool {
    matches!(token.kind, TokenKind::Word(_))
}

fn is_plain_word(token: &Token<'_>) -> bool {
    matches!(token.kind, TokenKind::Word(word) if !has_signs(word))
}

/// Whether a word has wildcards or edits; a question mark at its end is punctuation.
fn has_signs(word: &str) -> bool {
    let bare = word.trim_end_matches('?');
    word.len() > 1 && bare.contains(['*', '?', '~', '^'])
}

/// Whether brackets around the tokens would be closed by their own.
fn is_whole(tokens: &[Token<'_>]) -> bool {
    let mut open = 0_i64;
    let each = tokens.iter().all(|token| {
        match token.kind {
            TokenKind::Open => open += 1,
            TokenKind::Close => open -= 1,
            TokenKind::Phrase { closed: false, .. } => return false,
            _ => {}
        }
        open >= 0
    });
    each && open == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_groups_of_the_shell_are_read_as_they_were_typed() {
        let typed = |line: &[&str]| {
            let line: Vec<String> = line.iter().map(|one| (*one).to_owned()).collect();
            from_arguments(&line)
        };
        for (argument, read) in [
            ("ban*", "ban*"),
            ("facial recognition", "\"facial recognition\""),
            (" facial recognition ", "\"facial recognition\""),
            ("U. S. courts", "\"U. S. courts\""),
            ("outlet:federal register", "outlet:\"federal register\""),
            (" -export controls", "-\"export controls\""),
            ("-title:export controls", "-title:\"export controls\""),
            ("in:title:export controls", "in:title:\"export controls\""),
            ("file:my notes/call.md", "file:\"my notes/call.md\""),
            ("export controls~3", "\"export controls\"~3"),
            ("export controls^2", "\"export controls\"^2"),
            ("export controls~3^2", "\"export controls\"~3^2"),
            ("date:last month", "date:\"last month\""),
            ("since:21 Jan 2025", "since:\"21 Jan 2025\""),
            ("amount:$5 billion", "amount:\"$5 billion\""),
            ("$500 billion", "\"$500 billion\""),
            ("research and development", "\"research and development\""),
            ("who pays?", "\"who pays?\""),
            // With something of the language in it.
            ("chips OR boards", "(chips OR boards)"),
            ("chips (boards)", "(chips (boards))"),
            ("say \"no hole\" now", "(say \"no hole\" now)"),
            ("chip w/5 ban", "(chip w/5 ban)"),
            ("regulat* agency", "(regulat* agency)"),
            ("anthropoc~ labs", "(anthropoc~ labs)"),
            ("export control~", "(export control~)"),
            ("in:quote a hole", "(in:quote a hole)"),
            ("/licen[cs]e/ granted", "(/licen[cs]e/ granted)"),
            ("outlet:a outlet:b", "(outlet:a outlet:b)"),
            ("date:2025 chips", "(date:2025 chips)"),
            ("NOT boards", "(NOT boards)"),
            // Brackets would not close where these end.
            ("(chips boards", "(chips boards"),
            ("chips) boards", "chips) boards"),
            ("say \"no hole", "say \"no hole"),
        ] {
            assert_eq!(typed(&[argument, "x"]), format!("{read} x"));
        }
        assert_eq!(typed(&["facial recognition"]), "facial recognition");
        assert_eq!(typed(&["facial", "recognition"]), "facial recognition");
        assert_eq!(typed(&["", "facial recognition"]), "facial recognition");
        assert_eq!(typed(&[]), "");
    }
}
