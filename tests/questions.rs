//! How questions as they are typed are read.

use newshound::{Library, Request};

/// Every line of `tests/questions.txt`: a text, a tab, the query; flags come before the text.
#[test]
fn questions_are_read_as_listed() {
    let library = Library::open("nowhere");
    let lines = include_str!("questions.txt").lines();
    let mut wrong = Vec::new();
    for line in lines.filter(|line| !line.starts_with('#')) {
        let (typed, expected) = line.split_once('\t').unwrap();
        let (any, all) = (typed.strip_prefix("--any "), typed.strip_prefix("--all "));
        let request = Request::new(any.or(all).unwrap_or(typed));
        let request = request.any(any.is_some()).all(all.is_some());
        let read = library.read(&request).unwrap();
        let found = read.query.to_string();
        if found != expected {
            wrong.push(format!(
                "{typed}\n  expected: {expected}\n  found:    {found}"
            ));
        }
        // What is printed means the same when it is asked.
        let again = library.read(&Request::new(&found).all(true)).unwrap();
        assert_eq!(again.query, read.query, "{found}");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
