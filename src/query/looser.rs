//! Looser questions than one that finds nothing: the words of a phrase, both sides of a proximity, a word
//! wherever it is.

use super::function_words::unasked;
use super::token::{is_blank, is_one_word};
use super::{MatchMode, Query, normal_form, word};

/// The next looser form of a part of a question; `None` where it has none.
pub fn looser(query: &Query) -> Option<Query> {
    match query {
        Query::Phrase { text, .. } => words(text),
        Query::Word {
            text,
            how: MatchMode::Exact,
        } => Some(Query::Word {
            text: text.clone(),
            how: MatchMode::Forms,
        }),
        Query::Near(near) if near.without => Some(near.left.clone()),
        Query::Near(near) => Some(normal_form::and(vec![
            near.left.clone(),
            near.right.clone(),
        ])),
        Query::AtLeast { times: 2.., of } => Some((**of).clone()),
        Query::In { scope, of } if scope.is_text() => Some((**of).clone()),
        Query::Boost { of, .. } => looser(of),
        _ => None,
    }
}

/// The words of a phrase, wherever they are; `None` if it has one only.
fn words(text: &str) -> Option<Query> {
    let pieces = text.split(is_blank).filter(|piece| word::has_word(piece));
    let words = pieces.map(|piece| {
        let text = word::bare(piece).text.to_owned();
        if is_one_word(&text) {
            let how = MatchMode::Forms;
            Query::Word { text, how }
        } else {
            Query::Phrase { text, slop: 0 }
        }
    });
    let words: Vec<Query> = words.collect();
    let typed = words.iter().map(|word| match word {
        Query::Word { text, .. } => Some(text.as_str()),
        _ => None,
    });
    let unasked = unasked(&typed.collect::<Vec<_>>(), None);
    let are_all = unasked.iter().all(|unasked| *unasked);
    let asked = words
        .iter()
        .zip(unasked)
        .filter(|(_, unasked)| are_all || !unasked);
    let asked: Vec<Query> = asked.map(|(word, _)| word.clone()).collect();
    (words.len() > 1).then(|| normal_form::and(asked))
}
