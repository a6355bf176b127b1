//! Adds files to a corpus and says what became of each.
//!
//! ```text
//! cargo run --example add -- corpus story.txt page.html
//! ```

use anyhow::Context;
use newshound::{Library, Outcome, Overrides};

fn main() -> anyhow::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let corpus = arguments.next().context("name a folder of articles")?;

    let library = Library::open(corpus);
    let (additions, receipt) = library.add(arguments, &Overrides::default())?;

    for addition in &additions {
        match &addition.outcome {
            Outcome::Stored(name) => println!("{} is now {name}", addition.given),
            Outcome::Described(name) | Outcome::AlreadyThere(name) => {
                println!("{} was there already, as {name}", addition.given);
            }
            Outcome::Rejected(why) => println!("{} was rejected: {why}", addition.given),
        }
    }
    println!(
        "{} articles added, {} replaced",
        receipt.added, receipt.replaced
    );
    Ok(())
}
