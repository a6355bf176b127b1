//! What is said beside a file: it follows its article, and is said of no other.

use crate::trouble::Site;

const CHIPS: &str = "The export of accelerators was banned again, and the makers of large models protested loudly.\n";
const WHEAT: &str =
    "Wheat prices fell after the harvest, while ports and railways waited for rain and orders.\n";

fn described() -> Site {
    let site = Site::new();
    site.write("chips.txt", CHIPS);
    let flags = ["--title", "A ban", "--date", "2025-01-21", "--tag", "trade"];
    assert_eq!(
        site.run(&[&["add", "chips.txt"][..], &flags].concat()).code,
        Some(0)
    );
    site
}

fn show(site: &Site, name: &str) -> String {
    let shown = site.run(&["show", name]).out;
    let kept = shown.lines().filter(|line| !line.starts_with("added"));
    kept.take_while(|line| !line.is_empty())
        .map(|line| format!("{line}\n"))
        .collect()
}

#[test]
fn a_renamed_file_keeps_its_description_and_a_new_one_of_its_name_gets_none() {
    for is_rebuilt in [false, true] {
        let site = described();
        let before = show(&site, "chips.txt");
        std::fs::rename(site.path("corpus/chips.txt"), site.path("corpus/ban.txt")).unwrap();
        site.write("corpus/chips.txt", WHEAT);
        if is_rebuilt {
            std::fs::remove_dir_all(site.path("index")).unwrap();
        }
        let indexed = site.run(&["index"]);
        assert_eq!(indexed.code, Some(0), "{indexed:?}");
        assert!(
            indexed
                .err
                .contains("The description of `chips.txt` followed its article to `ban.txt`."),
            "{indexed:?}"
        );
        assert_eq!(
            show(&site, "ban.txt"),
            before.replace("chips.txt", "ban.txt")
        );
        assert!(!show(&site, "chips.txt").contains("title"));
        assert_eq!(site.run(&["check"]).out, "");
    }
}

#[test]
fn a_description_of_another_text_is_told() {
    let site = described();
    site.write("corpus/chips.txt", WHEAT);
    site.run(&["index"]);
    assert!(!show(&site, "chips.txt").contains("A ban"));
    let told = "The description of `chips.txt` was given for an article that is not in it.\n";
    assert_eq!(site.run(&["check"]).out, told);
    let status = site.run(&["status"]).out;
    assert!(
        status.contains("chips.txt: its description was given for another text"),
        "{status}"
    );
    // Said anew, it is said of the new text.
    assert_eq!(
        site.run(&["add", "corpus/chips.txt", "--title", "Wheat"])
            .code,
        Some(0)
    );
    assert!(show(&site, "chips.txt").contains("title     Wheat"));
    assert_eq!(site.run(&["check"]).out, "");
}

#[test]
fn an_edited_text_keeps_its_description() {
    let site = described();
    site.write("corpus/chips.txt", format!("{CHIPS}\nNobody else did.\n"));
    site.run(&["index"]);
    assert!(show(&site, "chips.txt").contains("title     A ban"));
    assert_eq!(site.run(&["check"]).out, "");
}

#[test]
fn a_description_whose_article_is_gone_is_told() {
    let site = described();
    std::fs::remove_file(site.path("corpus/chips.txt")).unwrap();
    site.run(&["index"]);
    let told = "The description of `chips.txt` was given for an article that is not in it.\n";
    assert_eq!(site.run(&["check"]).out, told);
}
