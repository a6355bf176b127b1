//! The page in a real browser: keys, no script, nothing asked of others, axe in light and dark.
//!
//! `.ci/run` says where its modules are by `NEWSHOUND_BROWSER`; without them, or without a browser, it is not run.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::site;
use crate::serve::Server;

/// The folder of the modules, if they and the programs are there.
fn modules() -> Option<PathBuf> {
    let named = std::env::var_os("NEWSHOUND_BROWSER").map(PathBuf::from);
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/browser");
    let modules = named.unwrap_or(own);
    let browser = std::env::var_os("NEWSHOUND_CHROMIUM");
    let browser = browser.map_or_else(|| "/usr/bin/chromium".into(), PathBuf::from);
    let is_there = modules.join("node_modules/playwright-core").is_dir()
        && modules.join("node_modules/axe-core").is_dir()
        && browser.exists()
        && Command::new("node").arg("--version").output().is_ok();
    is_there.then_some(modules)
}

#[test]
fn a_browser_can_do_everything_and_nothing_else() {
    let Some(modules) = modules() else {
        eprintln!(
            "NOT RUN: the page is not tested in a browser. It needs chromium, node, and the modules that `.ci/run` \
             installs in `target/browser`"
        );
        return;
    };
    let site = site();
    let sentence = "Inside one paragraph a passage begins, and then another one does so too. ";
    site.write("corpus/inside.txt", sentence.repeat(120));
    let outlet = "Wide".repeat(75);
    site.write(
        "corpus/wide.md",
        format!("---\noutlet: {outlet}\n---\n\nA wide outlet.\n"),
    );
    for arguments in [
        ["index"].as_slice(),
        &["beat", "add", "chips", "chip"],
        &["beat", "add", "courts", "court OR chip"],
        // Shorter than what is said beside it.
        &["beat", "add", "robo", "chip"],
    ] {
        let ended = site.run(arguments);
        assert!(ended.code.is_some_and(|code| code < 5), "{}", ended.err);
    }
    site.run(&["beat", "new"]);
    site.write("corpus/late.txt", "A chip came late, and a court with it.");
    site.run(&["index"]);
    let server = Server::of(site, &[]);
    let ended = Command::new("node")
        .arg("tests/browser/page.cjs")
        .arg(format!("http://{}", server.address))
        .env("NEWSHOUND_BROWSER", modules)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&ended.stdout);
    let wrong = String::from_utf8_lossy(&ended.stderr);
    assert!(
        ended.status.success() && said.trim() == "all is well",
        "{said}{wrong}"
    );
}
