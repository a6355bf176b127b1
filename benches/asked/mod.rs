//! An index of some articles, and its answers: one passage an article.

use std::path::Path;

use newshound::article::About;
use newshound::library::{Library, Settings};
use newshound::request::Request;

use crate::measure::data;

pub struct Asked {
    library: Library,
}

impl Asked {
    /// Builds an index of the first `most` articles of a file in `room`, which has to stay.
    pub fn of(articles: &Path, room: &Path, most: usize) -> anyhow::Result<Asked> {
        let (corpus, folder) = (room.join("corpus"), room.join("index"));
        data::corpus(articles, &corpus, most)?;
        data::build(&corpus, &folder)?;
        let library = Settings::new(corpus).index(folder).open();
        Ok(Asked { library })
    }

    /// The best articles for a question: with any of its words, or with all.
    pub fn best(&self, text: &str, any: bool, most: usize) -> anyhow::Result<Vec<About>> {
        let request = Request::new(text).any(any).limit(most).per_article(1);
        let hits = self.library.search(&request)?.hits.into_iter();
        Ok(hits.map(|hit| hit.article.about).collect())
    }
}
