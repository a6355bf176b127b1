//! Scripts as far as a word ends where they change: `OpenAIは` is two words, and so is `エヌビディアの`.
//!
//! Japanese, Korean and Thai put no blank between a name and what follows it, Hebrew and Arabic none
//! between a name and some words before it. Other scripts that put blanks
//! between words are one here: a Cyrillic letter in a Latin word is a slip or a trick, and no border.

/// The script of a letter. Ideographs have none: each of them is a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Script {
    /// Goes with any script: marks, the long vowel of kana.
    Common,
    /// Latin and every other script with blanks between words; digits.
    Spaced,
    Hiragana,
    Katakana,
    Hangul,
    /// Words have blanks between them, but particles are glued to names: `בOpenAI`.
    Hebrew,
    /// As Hebrew: `وOpenAI`.
    Arabic,
    /// Thai and Lao.
    Thai,
    Khmer,
    Myanmar,
}

impl Script {
    /// Whether a word ends between letters of these two.
    pub fn parts_from(self, next: Script) -> bool {
        self != next && self != Script::Common && next != Script::Common
    }

    /// The script of a word in this one after a further letter.
    pub fn then(self, next: Script) -> Script {
        if next == Script::Common { self } else { next }
    }
}

/// The script of a letter or a mark.
pub fn script(letter: char) -> Script {
    match letter {
        '\0'..='\u{58f}' => Script::Spaced,
        '\u{590}'..='\u{5ff}' | '\u{fb1d}'..='\u{fb4f}' => Script::Hebrew,
        '\u{600}'..='\u{6ff}' | '\u{750}'..='\u{77f}' | '\u{8a0}'..='\u{8ff}' => Script::Arabic,
        '\u{2135}'..='\u{2138}' => Script::Hebrew,
        '\u{1ee00}'..='\u{1eeff}' => Script::Arabic,
        '\u{fb50}'..='\u{fdff}' | '\u{fe70}'..='\u{fefe}' => Script::Arabic,
        '\u{e00}'..='\u{eff}' => Script::Thai,
        '\u{1000}'..='\u{109f}' | '\u{a9e0}'..='\u{a9ff}' | '\u{aa60}'..='\u{aa7f}' => {
            Script::Myanmar
        }
        '\u{1100}'..='\u{11ff}' | '\u{3130}'..='\u{318f}' => Script::Hangul,
        '\u{a960}'..='\u{a97f}' | '\u{ac00}'..='\u{d7ff}' | '\u{ffa0}'..='\u{ffdc}' => {
            Script::Hangul
        }
        '\u{1780}'..='\u{17ff}' => Script::Khmer,
        '\u{3099}'..='\u{309c}' | '\u{30fc}' | '\u{ff70}' | '\u{ff9e}' | '\u{ff9f}' => {
            Script::Common
        }
        '\u{3041}'..='\u{309f}' => Script::Hiragana,
        '\u{30a0}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' | '\u{ff66}'..='\u{ff9d}' => {
            Script::Katakana
        }
        _ => Script::Spaced,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_ends_where_the_script_changes() {
        let parts = |one, two| script(one).parts_from(script(two));
        assert!(
            parts('I', 'は')
                && parts('4', '는')
                && parts('ア', 'の')
                && parts('ก', 'A')
                && parts('و', 'O')
        );
        assert!(!parts('a', 'а') && !parts('é', '1') && !parts('ニ', 'ー') && !parts('ｱ', 'ア'));
    }
}
