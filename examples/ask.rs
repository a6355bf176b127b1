//! Asks a question of a corpus and prints the passages that answer it, with their marks.
//!
//! ```text
//! cargo run --example ask -- corpus 'stargate AND lawsuit'
//! ```

use anyhow::Context;
use newshound::{Library, Request};

fn main() -> anyhow::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let corpus = arguments.next().context("name a folder of articles")?;
    let question = arguments.next().context("ask a question")?;

    let library = Library::open(corpus);
    library.update()?;
    let results = library.search(&Request::new(question).limit(5))?;

    println!("{} articles", results.total.articles);
    for hit in &results.hits {
        let (text, mut end) = (&hit.passage.text, 0);
        print!("{}  ", hit.address());
        for mark in &hit.passage.marks {
            let (before, marked) = (
                &text[end..mark.start_byte],
                &text[mark.start_byte..mark.end_byte],
            );
            print!("{before}[{marked}]");
            end = mark.end_byte;
        }
        println!("{}", &text[end..]);
    }
    Ok(())
}
