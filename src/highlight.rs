//! Marks: where in a text a question is true.
//!
//! Nothing here asks an index: leaves are predicates on one word, so a text can be marked that no index holds.

use crate::error::Result;
use crate::plan::expansion::Dictionary;
use crate::plan::planner::plan;
use crate::question::Question;
use crate::results::ArticleMarks;

pub mod marks;
pub mod term_sets;

use marks::Highlighter;
use term_sets::TermSets;

/// Marks an article by a question, whether or not an index holds it; `lang` is the language of its text.
///
/// `dictionary` says which compounds are known: that of a snapshot, or `plan::expansion::NoWords`.
///
/// ```
/// use newshound::beat::Beats;
/// use newshound::highlight::highlight;
/// use newshound::plan::expansion::NoWords;
/// use newshound::question::{OwnAliases, Question};
/// use newshound::request::Request;
///
/// let request = Request::new("chip w/3 ban");
/// let question = Question::read(&request, jiff::Timestamp::UNIX_EPOCH, &OwnAliases::default(), &Beats::default())?;
/// let text = "Chips are under a ban. The ban on chips stays.";
/// let marked = highlight(&question, &NoWords, "", text, None)?;
/// let words = marked.text.iter().map(|mark| &text[mark.start_byte..mark.end_byte]);
/// assert_eq!(words.collect::<Vec<_>>(), ["ban", "chips"]);
/// # Ok::<(), newshound::Error>(())
/// ```
pub fn highlight(
    question: &Question,
    dictionary: &dyn Dictionary,
    title: &str,
    text: &str,
    lang: Option<&str>,
) -> Result<ArticleMarks> {
    let plan = plan(question, dictionary);
    let terms = TermSets::new(&plan);
    let highlighter = Highlighter::new(&plan, &terms, &question.interrupt);
    let (in_title, in_text) = highlighter.article(title, text, lang)?;
    Ok(ArticleMarks {
        title: in_title.within(title, 0..title.len()),
        text: in_text.within(text, 0..text.len()),
    })
}
