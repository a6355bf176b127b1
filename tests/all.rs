//! Every test of newshound that is not beside its code: one binary, offline, in seconds.

/// Alias files, and the one that comes with the program.
mod aliases;
/// Answers of servers: the articles in them, and what else is read of them.
mod answers;
/// Archives of files: what is in them, and that nothing in them does harm.
mod archives;
/// From an article's bytes to its fields, in every format, kind or hostile.
mod articles;
/// Questions with a name: the file that they are in, and what is new for each, once.
mod beats;
/// The manual and the README: every command in them is run, every answer compared.
mod book;
/// Web archives that grow, and several versions of one page.
mod captures;
/// Reads `*.case` files: input, a row of dashes, what should come out.
mod case;
/// Citations in every form, and receipts of answers.
mod citing;
/// `add URL` and `pull` as a person types them, against servers on loopback.
mod collect;
/// What every engine promises, asked of each: of the one on disk and of the slow reference.
mod contract;
/// Counts over time and by what is said of articles, beside what their questions find.
mod counting;
/// `doctor`: what a report of a fault needs, and nothing private.
mod doctor;
/// Feeds in bytes that no case can hold: other character sets, damage, sizes.
mod feeds;
/// What someone means harm by: bombs, lies, nesting, endless things, each within bounds.
mod hostile;
/// The house rules: who imports whom, what is named in one place only.
mod house;
/// Who is who after a corpus has changed: ids, days of coming, corrections.
mod identity;
/// The library as a program uses it: threads, refreshing, deadlines.
mod library;
/// Mail in bytes that no case can hold: other ends of lines and character sets, damage, sizes.
mod mails;
/// Matches and marks of questions in articles of one line: words, names, acronyms, amounts.
mod matches;
/// Cases of many formats with bytes changed: reading ends, and nothing panics.
mod mutated;
/// Word documents, OpenDocument texts, books and rich text, built part by part.
mod office;
/// What `open` hands on, and that it is of the corpus and reaches no shell.
mod open;
/// The engine beside a slow, obvious evaluator, on random corpora and questions.
mod oracle;
/// Article text to passages: sentences, paragraphs, quotations, lengths.
mod passages;
/// PDFs, and the process of its own that reads them.
mod pdf;
/// Question in, tree and notes out; every tree prints to a text that is read as the same tree.
mod queries;
/// How questions as they are typed are read: words of grammar, questions in words.
mod questions;
/// Questions, each with the passage that ought to be first, and how often it is.
mod ranking;
/// `docs/reference.md`, made from the arguments, and the verbs of the README.
mod reference;
/// One value and its faces: terminal, JSON, tables, lists, errors.
mod render;
/// How many random cases a property is tried on.
mod rounds;
/// Measures how files of other projects are read, where they are at hand.
mod samples;
/// `serve`: the doors of one process, as programs, browsers and strangers meet them.
#[cfg(feature = "serve")]
mod serve;
/// Settings files: who goes before whom, and what a corpus from somebody else cannot do.
mod settings;
/// The shell: completions, manual pages, examples in the help, all made from the parser.
mod shell;
/// Pages before whose articles there is a wall, and whole ones that look like that.
mod stubs;
/// CSV and spreadsheets: each row an article, prose with commas none.
mod tables;
/// The command on a terminal: what it says there alone, its pager, and every width.
mod terminal;
/// Trouble around the program: read-only folders, damage, a killed process.
mod trouble;
/// `index --watch`: in step with a folder that changes.
mod watch;
/// Servers on loopback, honest and hostile: what came is kept as it was sent, within bounds.
mod web;
/// Text to index words: folding, acronyms, hyphens, money.
mod words;
