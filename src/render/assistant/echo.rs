//! What is echoed of a question, so short that the answer itself has room.
//!
//! Lengths are bytes as they are sent, where a character may take up to six.

/// The bytes that a character takes in a string of JSON.
fn sent(letter: char) -> usize {
    match letter {
        '"' | '\\' => 2,
        letter if letter.is_control() => 6,
        letter => letter.len_utf8(),
    }
}

fn length(text: &str) -> usize {
    text.chars().map(sent).sum()
}

/// The beginning of a text that has room in so many bytes, with `…` in place of what has none.
pub fn within(text: &str, most: usize) -> String {
    if length(text) <= most {
        return text.to_owned();
    }
    let Some(mut room) = most.checked_sub('…'.len_utf8()) else {
        return String::new();
    };
    let fits = |letter: &char| match room.checked_sub(sent(*letter)) {
        Some(left) => {
            room = left;
            true
        }
        None => false,
    };
    text.chars().take_while(fits).chain(['…']).collect()
}

/// Shortens texts until all of them have room in so many bytes, each in an equal part of what is left.
pub fn share(texts: Vec<&mut String>, most: usize) {
    let mut room = most;
    let all = texts.len();
    for (before, text) in texts.into_iter().enumerate() {
        *text = within(text, room / (all - before));
        room -= length(text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_as_short_as_it_has_to_be() {
        assert_eq!(within("chip", 4), "chip");
        assert_eq!(within("chips", 4), "c…");
        assert_eq!(within("\u{1}\u{1}", 9), "\u{1}…");
        assert_eq!(within("chip", 2), "");
    }

    #[test]
    fn what_a_short_text_does_not_need_is_for_the_others() {
        let (mut first, mut second) = ("a".to_owned(), "b".repeat(20));
        share(vec![&mut first, &mut second], 10);
        assert_eq!((first.as_str(), second.as_str()), ("a", "bbbbbb…"));
    }
}
