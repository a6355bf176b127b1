//! The language of an article: a tag from what is said of it, or what its text shows where nothing is said.

use whichlang::{Lang, detect_language};

/// A BCP 47 tag in lower case, from such as `en_US`, `en-US`, `eng` or `English`.
pub fn language(text: &str) -> Option<String> {
    let name = text.trim().to_lowercase();
    if let Ok(at) = NAMES.binary_search_by_key(&name.as_str(), |row| row.0) {
        return Some(NAMES[at].1.to_owned());
    }
    let tag = text.trim().to_ascii_lowercase().replace('_', "-");
    let tag = tag.split(['.', '@', ',']).next()?.to_owned();
    let mut parts = tag.split('-');
    let is_language =
        |part: &str| (2..=3).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphabetic());
    let is_subtag = |part: &str| {
        (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric())
    };
    (tag.len() <= 35 && is_language(parts.next()?) && parts.all(is_subtag)).then_some(tag)
}

/// Languages by their names and by codes of three letters.
const NAMES: &[(&str, &str)] = &[
    ("arabic", "ar"),
    ("chi", "zh"),
    ("chinese", "zh"),
    ("czech", "cs"),
    ("danish", "da"),
    ("dansk", "da"),
    ("deu", "de"),
    ("deutsch", "de"),
    ("dut", "nl"),
    ("dutch", "nl"),
    ("eng", "en"),
    ("english", "en"),
    ("español", "es"),
    ("finnish", "fi"),
    ("fra", "fr"),
    ("français", "fr"),
    ("fre", "fr"),
    ("french", "fr"),
    ("ger", "de"),
    ("german", "de"),
    ("greek", "el"),
    ("hebrew", "he"),
    ("hindi", "hi"),
    ("hungarian", "hu"),
    ("indonesian", "id"),
    ("ita", "it"),
    ("italian", "it"),
    ("italiano", "it"),
    ("japanese", "ja"),
    ("jpn", "ja"),
    ("kor", "ko"),
    ("korean", "ko"),
    ("magyar", "hu"),
    ("nederlands", "nl"),
    ("nld", "nl"),
    ("norsk", "no"),
    ("norwegian", "no"),
    ("pol", "pl"),
    ("polish", "pl"),
    ("polski", "pl"),
    ("por", "pt"),
    ("portuguese", "pt"),
    ("português", "pt"),
    ("romanian", "ro"),
    ("rus", "ru"),
    ("russian", "ru"),
    ("spa", "es"),
    ("spanish", "es"),
    ("suomi", "fi"),
    ("svenska", "sv"),
    ("swedish", "sv"),
    ("tur", "tr"),
    ("turkish", "tr"),
    ("türkçe", "tr"),
    ("ukrainian", "uk"),
    ("vietnamese", "vi"),
    ("zho", "zh"),
    ("čeština", "cs"),
    ("русский", "ru"),
    ("українська", "uk"),
    ("עברית", "he"),
    ("العربية", "ar"),
    ("中文", "zh"),
    ("日本語", "ja"),
    ("한국어", "ko"),
];

/// A shorter text may be in any language.
const LONG_ENOUGH: usize = 500;

/// So much of a text shows its language.
const LOOKED_AT: usize = 1_000;

/// The language that a text is surely in; nothing of a short one, or of one in a language that is not known.
pub(super) fn detected(text: &str) -> Option<&'static str> {
    if text.len() < LONG_ENOUGH {
        return None;
    }
    let start = &text[..text.floor_char_boundary(LOOKED_AT)];
    if is_evidently_english(&text[..text.floor_char_boundary(LONG_ENOUGH)]) {
        return Some("en");
    }
    let found = detect_language(start);
    let row = KNOWN.iter().find(|row| row.0 == found)?;
    (row.2)(start).then_some(row.1)
}

/// Whether a text has so many of the words that only English has, that there is nothing to weigh: most texts do.
fn is_evidently_english(text: &str) -> bool {
    const ONLY_ENGLISH: &[&str] = &["the", "of", "and", "that", "with", "which"];
    let (mut all, mut found) = (0, 0);
    let is_end = |byte: &u8| !byte.is_ascii_alphanumeric() && byte.is_ascii();
    let words = text
        .as_bytes()
        .split(is_end)
        .filter(|word| !word.is_empty());
    for word in words {
        all += 1;
        let is_one = |other: &&str| word.eq_ignore_ascii_case(other.as_bytes());
        found += usize::from(word.len() <= 5 && ONLY_ENGLISH.iter().any(is_one));
    }
    found >= 4 && found * 9 >= all
}

type Sign = fn(&str) -> bool;

/// What a text of a language has besides: it keeps those that are not known here apart.
const KNOWN: &[(Lang, &str, Sign)] = &[
    (Lang::Ara, "ar", |text| {
        is_in(text, '\u{600}'..='\u{6ff}') && !has(text, "پچژگکی")
    }),
    (Lang::Cmn, "zh", |text| {
        is_in(text, '\u{4e00}'..='\u{9fff}') && !has_kana(text)
    }),
    (Lang::Deu, "de", |text| {
        has_words(
            text,
            &[
                "der", "die", "und", "das", "von", "zu", "mit", "den", "ist", "nicht",
            ],
        )
    }),
    (Lang::Eng, "en", |text| {
        has_words(
            text,
            &[
                "the", "of", "and", "to", "in", "that", "is", "for", "on", "was",
            ],
        )
    }),
    (Lang::Fra, "fr", |text| {
        has_words(
            text,
            &[
                "le", "la", "les", "des", "et", "du", "un", "une", "est", "que",
            ],
        )
    }),
    (Lang::Ita, "it", |text| {
        has_words(
            text,
            &[
                "il", "di", "che", "la", "per", "un", "della", "è", "non", "del",
            ],
        )
    }),
    (Lang::Jpn, "ja", has_kana),
    (Lang::Kor, "ko", |text| is_in(text, '\u{ac00}'..='\u{d7a3}')),
    (Lang::Nld, "nl", |text| {
        has_words(
            text,
            &[
                "de", "het", "een", "van", "en", "is", "dat", "niet", "voor", "zijn",
            ],
        )
    }),
    (Lang::Por, "pt", |text| {
        has_words(
            text,
            &[
                "o", "que", "do", "da", "em", "um", "uma", "para", "não", "os",
            ],
        )
    }),
    (Lang::Rus, "ru", |text| {
        is_in(text, '\u{400}'..='\u{4ff}') && has(text, "ыэ") && !has(text, "іїєґў")
    }),
    (Lang::Spa, "es", |text| {
        has_words(
            text,
            &[
                "el", "la", "los", "las", "que", "y", "en", "del", "una", "por",
            ],
        )
    }),
    (Lang::Swe, "sv", |text| {
        has_words(
            text,
            &[
                "och", "att", "är", "på", "för", "som", "inte", "till", "av", "ett",
            ],
        )
    }),
    (Lang::Tur, "tr", |text| {
        has_words(
            text,
            &[
                "ve", "bir", "bu", "için", "ile", "da", "de", "olarak", "çok", "daha",
            ],
        )
    }),
];

/// Whether one in nine words is one of the commonest of a language.
fn has_words(text: &str, common: &[&str]) -> bool {
    let (mut all, mut found) = (0, 0);
    for word in text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
    {
        all += 1;
        found += usize::from(common.contains(&word.to_lowercase().as_str()));
    }
    found * 9 >= all
}

/// Whether most letters of a text are of a script.
fn is_in(text: &str, script: std::ops::RangeInclusive<char>) -> bool {
    let letters = || text.chars().filter(|c| c.is_alphabetic());
    letters().filter(|c| script.contains(c)).count() * 2 > letters().count()
}

fn has(text: &str, letters: &str) -> bool {
    text.chars().any(|c| letters.contains(c))
}

fn has_kana(text: &str) -> bool {
    has_some_of(text, '\u{3040}'..='\u{30ff}')
}

fn has_some_of(text: &str, script: std::ops::RangeInclusive<char>) -> bool {
    text.chars().filter(|c| script.contains(c)).count() >= 5
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_by_their_names() {
        for (text, tag) in [
            ("English", "en"),
            ("Deutsch", "de"),
            ("eng", "en"),
            ("pt_BR", "pt-br"),
            ("日本語", "ja"),
        ] {
            assert_eq!(language(text).as_deref(), Some(tag), "{text}");
        }
        assert_eq!(language("Klingonian"), None);
        assert!(NAMES.is_sorted_by(|a, b| a.0 < b.0));
    }

    #[test]
    fn a_long_text_shows_its_language() {
        for (text, tag) in [
            (
                "The Senate passed a bill on artificial intelligence on Tuesday, sending it to the House. ",
                Some("en"),
            ),
            (
                "Der Bundestag hat am Dienstag ein Gesetz über künstliche Intelligenz und die Aufsicht beschlossen. ",
                Some("de"),
            ),
            (
                "Le Sénat a adopté mardi une loi sur les modèles et la régulation des données. ",
                Some("fr"),
            ),
            (
                "Сенат принял закон об искусственном интеллекте, который вступит в силу через два года, если его подпишут. Это новый этап. ",
                Some("ru"),
            ),
            (
                "Senat przyjął we wtorek ustawę o sztucznej inteligencji, która trafi teraz do Sejmu po tygodniach debat. ",
                None,
            ),
            (
                "参議院は火曜日に人工知能に関する法案を可決し、それを衆議院に送った。",
                Some("ja"),
            ),
            (
                "GPT-4 71.2 83.1 90.4 Claude 70.1 82.2 91.3 Gemini 69.9 81.0 90.0 ",
                None,
            ),
        ] {
            assert_eq!(detected(&text.repeat(12)), tag, "{text}");
            assert_eq!(detected("The law."), None);
        }
    }
}
