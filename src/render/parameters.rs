//! Texts about flags of the command, for who sends parameters instead.

/// The flags that are parameters of a door as well.
const NAMES: &[&str] = &[
    "after",
    "all",
    "any",
    "around",
    "before",
    "by",
    "captured",
    "cursor",
    "least",
    "limit",
    "offset",
    "outlet",
    "per-article",
    "relatives",
    "sort",
    "strict",
    "timeout",
    "zone",
];

/// A text whose flags of the command, in backticks, are parameters: `--by day` is `by: "day"`.
pub fn named(text: &str) -> String {
    let parts = text.split('`').enumerate().map(|(at, part)| {
        let flag = part.strip_prefix("--").filter(|_| at % 2 == 1);
        let said = flag.map(|flag| match flag.split_once(' ') {
            Some((name, value)) => (name, Some(value)),
            None => (flag, None),
        });
        let Some((name, value)) = said.filter(|(name, _)| NAMES.contains(name)) else {
            return part.to_owned();
        };
        let name = name.replace('-', "_");
        match value {
            None => name,
            Some(number) if number.parse::<u64>().is_ok() => format!("{name}: {number}"),
            Some(value) => format!("{name}: \"{value}\""),
        }
    });
    parts.collect::<Vec<_>>().join("`")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_in_backticks_are_parameters() {
        for (text, argument) in [
            ("`--outlet ` holds no word", "`outlet: \"\"` holds no word"),
            ("write `--by year`", "write `by: \"year\"`"),
            (
                "`--least 2` asks for no more",
                "`least: 2` asks for no more",
            ),
            ("try `--per-article`", "try `per_article`"),
            ("`--nothing` and --any", "`--nothing` and --any"),
        ] {
            assert_eq!(named(text), argument);
        }
    }
}
