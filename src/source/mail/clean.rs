//! What is for reading in the text of a letter, without what the way of sending has added to it.

/// Joins lines that were broken for the way alone; see RFC 3676.
pub(super) fn unflowed(text: &str, has_soft_blanks: bool) -> String {
    let mut joined = String::with_capacity(text.len());
    let mut is_open = false;
    let mut open_quote = 0;
    for line in text.lines() {
        let quote = line.bytes().take_while(|byte| *byte == b'>').count();
        let content = line[quote..].strip_prefix(' ').unwrap_or(&line[quote..]);
        let goes_on = is_open && quote == open_quote;
        if !goes_on {
            if !joined.is_empty() || is_open {
                joined.push('\n');
            }
            joined.push_str(&">".repeat(quote));
            joined.push_str(if quote > 0 { " " } else { "" });
        }
        is_open = content.ends_with(' ') && content != "-- ";
        open_quote = quote;
        let cut = usize::from(is_open && has_soft_blanks);
        joined.push_str(&content[..content.len() - cut]);
    }
    joined
}

/// The longest address that a person would print.
const ADDRESS: usize = 70;

/// Signs of an address that counts who follows it.
const TRACKING: &[&str] = &["/click", "/track", "/wf/", "mc_eid=", "unsubscribe", "utm_"];

/// The text without addresses that only count who follows them, and without the lines and brackets that are empty then.
pub(super) fn untracked(text: &str) -> String {
    let mut kept: Vec<String> = Vec::new();
    for line in text.lines() {
        let words: Vec<&str> = line.split(' ').filter(|word| !is_tracking(word)).collect();
        let clean = words.join(" ");
        let is_left = words.len() == line.split(' ').count();
        if is_left {
            kept.push(line.to_owned());
        } else if clean.chars().any(char::is_alphanumeric) {
            kept.push(clean.trim_end().to_owned());
        }
    }
    kept.join("\n")
}

fn is_tracking(word: &str) -> bool {
    let signs = ['<', '(', '[', '*', '"', '\''];
    let address = word.trim_start_matches(signs);
    let is_address = address.starts_with("https://") || address.starts_with("http://");
    let lower = || address.to_ascii_lowercase();
    is_address && (address.len() > ADDRESS || TRACKING.iter().any(|sign| lower().contains(sign)))
}

/// How newsletters offer another view of themselves, before or after the news.
const VIEWS: &[&str] = &[
    "open in browser",
    "view in browser",
    "view in your browser",
    "view it in your browser",
    "view online",
    "view this email",
    "view this newsletter",
];

/// What else they say of themselves after the news.
const FOOTERS: &[&str] = &[
    "add us to your address book",
    "email preferences",
    "forward this email",
    "in your spam folder",
    "manage preferences",
    "manage your preferences",
    "manage your subscription",
    "no longer wish to receive",
    "to unsubscribe",
    "unsubscribe from this",
    "unsubscribe here",
    "update your preferences",
    "you are receiving this",
    "you received this",
    "you're receiving this",
];

/// Only so short a paragraph is one of these, and only so far from the beginning or the end.
const SHORT: usize = 300;
const FROM_BEGINNING: usize = 3;
const FROM_END: usize = 8;

/// The text without the lines around it by which newsletters offer another view, or to be left alone.
pub(super) fn unframed(text: &str) -> String {
    let paragraphs: Vec<&str> = text.split("\n\n").collect();
    let last = paragraphs.len().saturating_sub(1);
    let is_short = |paragraph: &&str| paragraph.trim().len() < SHORT;
    let begin = paragraphs
        .iter()
        .take(FROM_BEGINNING.min(last))
        .rposition(|paragraph| says(paragraph, VIEWS))
        .filter(|at| paragraphs[..=*at].iter().all(is_short))
        .map_or(0, |at| at + 1);
    let from = paragraphs.len().saturating_sub(FROM_END).max(begin.max(1));
    let tail = paragraphs.get(from..).unwrap_or_default();
    let end = tail
        .iter()
        .position(|paragraph| {
            let is_footer = says(paragraph, FOOTERS) || says(paragraph, VIEWS);
            is_footer || paragraph.trim().eq_ignore_ascii_case("unsubscribe")
        })
        .filter(|at| tail[*at..].iter().all(is_short))
        .map_or(paragraphs.len(), |at| from + at);
    paragraphs[begin..end].join("\n\n").trim().to_owned()
}

fn says(paragraph: &str, phrases: &[&str]) -> bool {
    let text = paragraph.trim();
    text.len() < SHORT && {
        let lower = text.to_lowercase();
        phrases.iter().any(|phrase| lower.contains(phrase))
    }
}

/// The longest signature.
const SIGNATURE: usize = 1000;

/// The text without the signature at its end, which follows two dashes and a blank.
pub(super) fn unsigned(text: &str) -> &str {
    match text.rfind("\n-- \n").or_else(|| text.rfind("\n-- \r\n")) {
        Some(at) if at > 0 && text.len() - at < SIGNATURE => &text[..at],
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flowed_lines_are_joined() {
        let text = "A line that \ngoes on.\n\n> quoted \n> too\n-- \nJane";
        let joined = "A line that goes on.\n\n> quoted too\n-- \nJane";
        assert_eq!(unflowed(text, false), joined);
        assert_eq!(unflowed("人工 \n知能", true), "人工知能");
    }

    #[test]
    fn addresses_that_count_are_left_out() {
        let long = format!("https://mail.example/c/{}", "a".repeat(80));
        let text = format!(
            "See ( {long} ) or https://a.org/b.\n[{long}]\nThe law <https://a.org/?utm_source=x> now"
        );
        assert_eq!(untracked(&text), "See ( ) or https://a.org/b.\nThe law now");
    }

    #[test]
    fn frames_of_newsletters_are_left_out() {
        let text = "View this email in your browser\n\nThe law was passed.\n\nMore.\n\nTo unsubscribe click here\n\n1 Main St";
        assert_eq!(unframed(text), "The law was passed.\n\nMore.");
        for text in [
            "Unsubscribe",
            "The bill lets people unsubscribe from this list.\n\nMore",
        ] {
            assert_eq!(unframed(text), text);
        }
    }
}
