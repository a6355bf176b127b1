//! The shell: completions, manual pages, and the examples in the help of each verb, all made from the parser.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use clap::CommandFactory;
use newshound::command::Cli;

use crate::trouble::{Site, files, pipe};

fn program() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_newshound"))
}

/// The project's own corpus, in a folder of its own, indexed.
fn seed() -> Site {
    let site = Site::new();
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    for entry in fs::read_dir(corpus).unwrap() {
        let entry = entry.unwrap();
        if entry.path().is_file() {
            let to = site.path("corpus").join(entry.file_name());
            fs::copy(entry.path(), to).unwrap();
        }
    }
    let indexed = site.run(&["index"]);
    assert_eq!(indexed.code, Some(0), "{}", indexed.err);
    site
}

/// A corpus with outlets, tags and headlines.
fn named() -> Site {
    let site = Site::new();
    for (name, outlet, tags) in [
        ("a", "Harbor Gazette", "chips"),
        ("b", "Harbor Gazette", "chips, \"copyright law\""),
        ("c", "Harvest's Own", "courts"),
    ] {
        let text = format!(
            "---\ntitle: Story {name}\noutlet: {outlet}\ntags: [{tags}]\nlang: en\nurl: https://harbor.example/{name}\n---\nText of {name}.\n"
        );
        site.write(&format!("corpus/{name}.md"), text);
    }
    let indexed = site.run(&["index"]);
    assert_eq!(indexed.code, Some(0), "{}", indexed.err);
    site
}

/// The values that a shell of this name gets, with the cursor at the end of the words.
fn asked(site: &Site, shell: &str, words: &[&str]) -> Vec<String> {
    let mut command = site.command(&["--"]);
    if shell == "bash" {
        let line = words.join(" ");
        let last = line
            .rsplit([' ', ':', '=', '\''])
            .next()
            .unwrap_or_default();
        command.args([line.as_str(), last]);
    } else {
        command.args(words);
        command.env("_CLAP_COMPLETE_INDEX", (words.len() - 1).to_string());
    }
    let output = command.env("NEWSHOUND_COMPLETE", shell).output().unwrap();
    assert!(output.status.success() && output.stderr.is_empty());
    let text = String::from_utf8(output.stdout).unwrap();
    let values = text
        .lines()
        .map(|line| line.split('\t').next().unwrap_or_default());
    values.map(str::to_owned).collect()
}

/// Every verb with the words that name it, and the verbs within verbs.
fn verbs() -> Vec<(Vec<String>, clap::Command)> {
    fn collect(
        of: &clap::Command,
        words: &[String],
        verbs: &mut Vec<(Vec<String>, clap::Command)>,
    ) {
        for verb in of.get_subcommands() {
            let name = [verb.get_name().to_owned()];
            let words = [words, &name].concat();
            collect(verb, &words, verbs);
            verbs.push((words, verb.clone()));
        }
    }
    let mut cli = Cli::command();
    cli.build();
    let mut verbs = Vec::new();
    collect(&cli, &[], &mut verbs);
    verbs
}

/// The examples in the help of a verb.
fn examples(verb: &clap::Command) -> Vec<String> {
    let help = verb
        .get_before_help()
        .map(ToString::to_string)
        .unwrap_or_default();
    let mut lines = help.lines();
    assert_eq!(lines.next(), Some("For example:"), "{}", verb.get_name());
    lines.map(|line| line.trim().to_owned()).collect()
}

#[test]
fn the_help_of_each_verb_begins_with_examples_that_work() {
    let programs = program().parent().unwrap().display();
    let mut all = verbs();
    all.push((Vec::new(), Cli::command()));
    for (_, verb) in all {
        let examples = examples(&verb);
        assert!(!examples.is_empty(), "{}", verb.get_name());
        for example in examples {
            let site = seed();
            // A server goes on until it is asked to end.
            let line = match verb.get_name() {
                "serve" => format!("timeout --preserve-status 2 {example}"),
                _ => example.clone(),
            };
            let output = Command::new("sh")
                .args(["-c", &line])
                .current_dir(site.path(""))
                .env_clear()
                .env("PATH", format!("{programs}:/usr/local/bin:/usr/bin:/bin"))
                .env("HOME", site.path("home"))
                .output()
                .unwrap();
            let said = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success(), "{example}\n{said}");
        }
    }
}

#[test]
fn each_verb_and_flag_is_in_its_manual_page_and_among_the_candidates() {
    let site = Site::new();
    let verbs = verbs();
    for (words, verb) in &verbs {
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let (name, before) = words.split_last().unwrap();
        let asked_for = |words: &[&str], word: &str| {
            let words: Vec<&str> = ["newshound"]
                .iter()
                .chain(words)
                .copied()
                .chain([word])
                .collect();
            asked(&site, "fish", &words)
        };
        assert!(
            asked_for(before, "").iter().any(|one| one == name),
            "{words:?}"
        );
        let page = site.run(&[&["man"], &words[..]].concat());
        assert_eq!(page.code, Some(0), "{}", page.err);
        let page = page.out.replace("\\-", "-").replace("\\*(Aq", "'");
        let flags = asked_for(&words, "--");
        for flag in verb.get_arguments().filter_map(|arg| arg.get_long()) {
            let flag = format!("--{flag}");
            assert!(flags.contains(&flag), "{name} {flag}");
            assert!(page.contains(&flag), "{name} {flag}");
        }
        for example in examples(verb) {
            assert!(page.contains(&example), "{example}\n{page}");
        }
    }
}

#[test]
fn manual_pages_are_written_in_one_step() {
    let site = Site::new();
    let ended = site.run(&["man", "--install", "pages"]);
    let written = files(&site.path("pages"));
    assert_eq!(ended.code, Some(0));
    assert_eq!(written.len(), verbs().len() + 1);
    assert_eq!(
        ended.err,
        format!("{} manual pages written to `pages`.\n", written.len())
    );
    let page = fs::read_to_string(site.path("pages/newshound-search.1")).unwrap();
    assert_eq!(page, site.run(&["man", "search"]).out);
    assert!(
        page.contains(".TH NEWSHOUND-SEARCH 1 \" \" \"newshound "),
        "{page}"
    );
    // A page that is there is replaced; a link is replaced, and what it leads to stays as it is.
    fs::write(site.path("mine"), "mine").unwrap();
    fs::remove_file(site.path("pages/newshound.1")).unwrap();
    std::os::unix::fs::symlink(site.path("mine"), site.path("pages/newshound.1")).unwrap();
    assert_eq!(site.run(&["man", "--install", "pages"]).code, Some(0));
    assert_eq!(fs::read_to_string(site.path("mine")).unwrap(), "mine");
    // Without a name they are where `man` looks.
    let mut command = site.command(&["man", "--install"]);
    let ended = command.env("HOME", site.path("home")).output().unwrap();
    assert!(ended.status.success());
    assert!(site.path("home/.local/share/man/man1/newshound.1").exists());
    assert_eq!(site.run(&["man", "serach"]).code, Some(2));
}

#[test]
fn live_candidates_are_those_of_the_corpus() {
    let site = named();
    let is = |shell: &str, words: &[&str], expected: &[&str]| {
        assert_eq!(asked(&site, shell, words), expected, "{shell} {words:?}");
    };
    is("fish", &["newshound", "sea"], &["search"]);
    is("fish", &["newshound", "search", "tit"], &["title:"]);
    is(
        "fish",
        &["newshound", "search", "tag:c"],
        &["tag:chips", "tag:\"copyright law\"", "tag:courts"],
    );
    is(
        "fish",
        &["newshound", "search", "ban AND (-tag:ch"],
        &["ban AND (-tag:chips"],
    );
    let harbor = "outlet:\"Harbor Gazette\"";
    let harvest = "outlet:\"Harvest's Own\"";
    is(
        "fish",
        &["newshound", "search", "outlet:Har"],
        &[harbor, harvest],
    );
    is(
        "fish",
        &["newshound", "search", "outlet:\"harbor g"],
        &[harbor],
    );
    is(
        "fish",
        &["newshound", "list", "--outlet", "harv"],
        &["Harvest's Own"],
    );
    is(
        "bash",
        &["newshound", "list", "--outlet", "harb"],
        &["Harbor\\ Gazette"],
    );
    is("bash", &["newshound", "search", "'outlet:harv"], &[]);
    is(
        "fish",
        &["newshound", "search", "site:harbor"],
        &["site:harbor.example"],
    );
    assert_eq!(
        site.run(&["beat", "add", "Courts-EU", "courts"]).code,
        Some(0)
    );
    is(
        "fish",
        &["newshound", "search", "chips beat:co"],
        &["chips beat:Courts-EU"],
    );
    is("fish", &["newshound", "search", "be"], &["beat:"]);
    is("fish", &["newshound", "beat", "show", "c"], &["Courts-EU"]);
    is("fish", &["newshound", "beat", "new", "c"], &["Courts-EU"]);
    is("fish", &["newshound", "beat", "add", "c"], &[]);
    is("fish", &["newshound", "search", "'lang:"], &["lang:en"]);
    is(
        "fish",
        &["newshound", "search", "--fields", "passage.a"],
        &["passage.address"],
    );
    is("fish", &["newshound", "search", "--sort", "n"], &["newest"]);
    is(
        "fish",
        &["newshound", "list", "--fields", "title,wor"],
        &["title,words"],
    );
    is("fish", &["newshound", "help", "que"], &["query"]);
    is("fish", &["newshound", "completions", "z"], &["zsh"]);
    is("zsh", &["newshound", "search", "tag:ch"], &["tag\\:chips"]);
    is(
        "bash",
        &["newshound", "search", "tag:c"],
        &["chips", "\\\"copyright\\ law\\\"", "courts"],
    );
    is(
        "bash",
        &["newshound", "search", "'tag:co"],
        &["\"copyright law\"", "courts"],
    );
    is("bash", &["newshound", "--color=n"], &["never"]);
    let ids = site.run(&["list", "--ids"]).out;
    for id in ids.lines() {
        assert_eq!(asked(&site, "fish", &["newshound", "show", &id[..6]]), [id]);
    }
}

/// What a corpus from somebody else calls an outlet is text, whatever a shell would make of it.
#[test]
fn no_candidate_runs_a_command() {
    let site = Site::new();
    let names = [
        "$(touch ran)",
        "`touch ran`",
        "a; touch ran",
        "* ? ~",
        "' ; touch ran; '",
    ];
    for (number, name) in names.into_iter().enumerate() {
        let text = serde_json::json!({ "title": "A story", "text": "Text of it.", "outlet": format!("Harbor {number} {name}") });
        site.write(&format!("corpus/{number}.json"), text.to_string());
    }
    assert_eq!(site.run(&["index"]).code, Some(0));
    assert_eq!(
        asked(&site, "fish", &["newshound", "search", "outlet:har"]).len(),
        names.len()
    );
    assert_eq!(
        asked(&site, "powershell", &["newshound", "search", "outlet:har"]),
        ["outlet:\"Harbor 3 * ? ~\""]
    );
    for quote in ["", "'", "\""] {
        let line = format!("{quote}outlet:har");
        for reply in asked(&site, "bash", &["newshound", "search", &line]) {
            // As bash takes a reply: after what is typed, and with the quotation mark closed.
            let typed = line.strip_suffix("har").unwrap();
            let script = format!("printf %s {typed}{reply}{quote}");
            let ran = Command::new("bash")
                .args(["-c", &script])
                .current_dir(site.path(""))
                .output();
            let Ok(ran) = ran else { return };
            assert!(ran.status.success(), "{script}");
            assert!(
                String::from_utf8_lossy(&ran.stdout).starts_with("outlet:\"Harbor "),
                "{script}"
            );
        }
    }
    assert!(!site.path("ran").exists());
}

#[test]
fn an_answer_to_a_shell_reads_and_never_builds_writes_or_fails() {
    let site = Site::new();
    site.write("corpus/a.md", "---\ntags: [chips]\n---\nText.\n");
    assert!(asked(&site, "fish", &["newshound", "search", "tag:c"]).is_empty());
    assert!(!site.path("index").exists() && !site.path("corpus/.newshound").exists());
    // Damage, and what is no index at all.
    assert_eq!(site.run(&["index"]).code, Some(0));
    let before: Vec<(PathBuf, Vec<u8>)> = state(&site);
    assert_eq!(
        asked(&site, "fish", &["newshound", "search", "tag:c"]),
        ["tag:chips"]
    );
    assert_eq!(state(&site), before);
    for (file, _) in before
        .iter()
        .filter(|(file, _)| file.starts_with(site.path("index")))
    {
        let length = fs::metadata(file).unwrap().len() as usize;
        fs::write(file, vec![0xff; length]).unwrap();
    }
    asked(&site, "fish", &["newshound", "search", "tag:c"]);
    asked(&site, "fish", &["newshound", "show", "a"]);
    fs::remove_dir_all(site.path("index")).unwrap();
    pipe(&site, "index");
    asked(&site, "fish", &["newshound", "search", "tag:c"]);
    for words in [
        &["newshound"][..],
        &[""],
        &["newshound", "search", "\u{1b}[31m\u{202e}"],
    ] {
        asked(&site, "fish", words);
        asked(&site, "bash", words);
    }
    let output = site
        .command(&["--"])
        .env("NEWSHOUND_COMPLETE", "csh")
        .output();
    assert!(output.unwrap().status.success());
}

fn state(site: &Site) -> Vec<(PathBuf, Vec<u8>)> {
    let files = files(&site.path("")).into_iter();
    files
        .map(|file| (file.clone(), fs::read(file).unwrap()))
        .collect()
}

/// Where bash is there, it completes as a person would see it.
#[test]
fn bash_takes_what_is_printed_for_it() {
    let site = named();
    let programs = program().parent().unwrap().display();
    let script = "source <(newshound completions bash)\n\
        COMP_LINE='newshound search tag:ch'; COMP_POINT=${#COMP_LINE}\n\
        _newshound newshound ch :\n\
        printf '%s\\n' \"${COMPREPLY[@]}\"\n\
        complete -p newshound\n";
    let output: std::io::Result<Output> = Command::new("bash")
        .args(["--norc", "-c", script])
        .current_dir(site.path(""))
        .env("PATH", format!("{programs}:/usr/local/bin:/usr/bin:/bin"))
        .output();
    let Ok(output) = output else { return };
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(
        text,
        "chips\ncomplete -o bashdefault -F _newshound newshound\n"
    );
    assert!(
        output.stderr.is_empty(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}
