//! Function words beside others: they are not asked for.
//!
//! `the EU AI Act` is `EU AI Act`. A function word is asked for alone, between quotation marks, after `=` or
//! `+`, in a field, with an operator of its own, as a name in capitals, and within a name.

use super::{DefaultOperator, MatchMode, Query, normal_form};
use crate::rank::is_function_word;
use crate::words;

/// `query` without the function words beside other words.
///
/// `is_name` says of words side by side whether they are the name of a thing, such as `department of
/// justice`; nothing is taken out of one. Under `DefaultOperator::Or` the words of an OR are beside one
/// another as well.
pub fn without_function_words(
    query: Query,
    operator: DefaultOperator,
    is_name: &impl Fn(&[&str]) -> bool,
) -> Query {
    let within = |parts: Vec<Query>| -> Vec<Query> {
        let parts = parts.into_iter();
        let parts = parts.map(|part| without_function_words(part, operator, is_name));
        parts.collect()
    };
    match query {
        Query::And(parts) => normal_form::and(beside(within(parts), is_name)),
        Query::Or(parts) if operator == DefaultOperator::Or => {
            normal_form::or(beside(within(parts), is_name))
        }
        Query::Or(parts) => normal_form::or(within(parts)),
        Query::Not(of) => normal_form::not(without_function_words(*of, operator, is_name)),
        other => other,
    }
}

/// The longest name in words that is looked for.
const LONGEST_NAME: usize = 8;

fn beside(parts: Vec<Query>, is_name: &impl Fn(&[&str]) -> bool) -> Vec<Query> {
    let typed: Vec<Option<&str>> = parts.iter().map(plain).collect();
    let is_free = |at: usize| typed[at].is_some_and(|word| is_function(word, at == 0));
    let mut kept: Vec<bool> = (0..parts.len()).map(|at| !is_free(at)).collect();
    if !kept.contains(&true) {
        return parts;
    }
    for from in 0..typed.len() {
        let run: Vec<&str> = typed[from..]
            .iter()
            .take(LONGEST_NAME)
            .map_while(|word| *word)
            .collect();
        let named = (2..=run.len())
            .rev()
            .find(|length| is_name(&run[..*length]));
        if let Some(length) = named {
            kept[from..from + length].fill(true);
        }
    }
    let kept = parts.into_iter().zip(kept).filter(|(_, kept)| *kept);
    kept.map(|(part, _)| part).collect()
}

/// A word that was typed without a sign.
fn plain(query: &Query) -> Option<&str> {
    match query {
        Query::Word {
            text,
            how: MatchMode::Forms | MatchMode::Relatives,
        } => Some(text),
        _ => None,
    }
}

/// Function words that are names with a capital letter.
const NAMES: [&str; 2] = ["May", "Will"];

fn is_function(word: &str, is_first: bool) -> bool {
    let is_shouted = word.len() > 1 && !word.contains(char::is_lowercase);
    let is_name = is_shouted || !is_first && NAMES.contains(&word);
    !is_name && is_function_word(&words::fold(word))
}
