//! The examples with which the help of each verb begins. They work on the corpus that comes with the program, and a test runs
//! each.

/// The first lines of a verb's help.
pub fn help(examples: &[&str]) -> String {
    let lines = examples
        .iter()
        .map(|example| format!("\n{INDENT}{example}"));
    format!("{HEADING}{}", lines.collect::<String>())
}

const HEADING: &str = "For example:";
const INDENT: &str = "  ";
