//! What the elements of an XML document say of an article: of several for one thing the most trusted holds.

use super::xml::Element;

/// Something that is said, by which element and of what rank; the lowest goes first.
pub(super) struct Claim {
    pub rank: u8,
    pub from: String,
    pub text: String,
}

/// Of two claims the one of the lower rank holds, of two of one rank the first.
pub(super) fn offer(place: &mut Option<Claim>, rank: u8, element: &Element, text: String) {
    let is_better = place.as_ref().is_none_or(|known| rank < known.rank);
    if is_better && !text.trim().is_empty() {
        let from = format!("element {}", element.qualified());
        *place = Some(Claim { rank, from, text });
    }
}

/// Lists that are said, each of a rank and by an element.
pub(super) type List = Vec<(u8, String, Vec<String>)>;

/// So many elements of a kind are kept.
const MOST: usize = 1000;

pub(super) fn add(list: &mut List, rank: u8, element: &Element, values: Vec<String>) {
    if !values.is_empty() && list.len() < MOST {
        list.push((rank, format!("element {}", element.qualified()), values));
    }
}

/// The values of the lowest rank that has any, and the element of the last of them.
pub(super) fn best(list: List) -> (String, Vec<String>) {
    let Some(rank) = list.iter().map(|row| row.0).min() else {
        return Default::default();
    };
    let mut name = String::new();
    let mut all = Vec::new();
    for (_, from, values) in list.into_iter().filter(|row| row.0 == rank) {
        name = from;
        all.extend(values);
    }
    (name, all)
}
