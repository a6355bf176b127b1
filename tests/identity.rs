//! Who is who after a corpus has changed: an id names one article for ever, `added` is when the corpus first held
//! it, and what a person set right stays with it.

mod catalogue;
mod changes;
mod copies;
mod corrections;
mod descriptions;
mod site;
