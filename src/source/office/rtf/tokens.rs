//! Rich text as a row of tokens: groups, control words, bytes of text.

pub(super) enum Token<'a> {
    Open,
    Close,
    /// `\*`: what begins here is passed over by those who do not know it.
    Optional,
    /// A control word or sign, and the number after it.
    Word(&'a str, Option<i32>),
    /// A byte of text, in the character set that holds.
    Byte(u8),
}

pub(super) struct Tokens<'a> {
    rest: &'a [u8],
}

impl<'a> Tokens<'a> {
    pub fn new(bytes: &'a [u8]) -> Tokens<'a> {
        Tokens { rest: bytes }
    }

    fn control(&mut self) -> Option<Token<'a>> {
        let first = *self.rest.first()?;
        if first.is_ascii_alphabetic() {
            return Some(self.word());
        }
        self.rest = &self.rest[1..];
        Some(match first {
            b'\'' => self.hex(),
            b'*' => Token::Optional,
            b'\\' | b'{' | b'}' => Token::Byte(first),
            b'~' => Token::Word("~", None),
            b'_' => Token::Word("_", None),
            b'\n' | b'\r' => Token::Word("par", None),
            b'\t' => Token::Word("tab", None),
            _ => Token::Word("", None),
        })
    }

    fn hex(&mut self) -> Token<'a> {
        let digits = self
            .rest
            .get(..2)
            .and_then(|it| std::str::from_utf8(it).ok());
        match digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(byte) => {
                self.rest = &self.rest[2..];
                Token::Byte(byte)
            }
            None => Token::Word("", None),
        }
    }

    fn word(&mut self) -> Token<'a> {
        let end = |is: fn(&u8) -> bool, bytes: &[u8]| {
            bytes
                .iter()
                .position(|byte| !is(byte))
                .unwrap_or(bytes.len())
        };
        let (word, rest) = self.rest.split_at(end(u8::is_ascii_alphabetic, self.rest));
        let sign = usize::from(rest.first() == Some(&b'-'));
        let digits = end(u8::is_ascii_digit, &rest[sign..]);
        let (number, rest) = match digits {
            0 => (&rest[..0], rest),
            _ => rest.split_at(sign + digits),
        };
        self.rest = rest.strip_prefix(b" ").unwrap_or(rest);
        let text = |bytes: &'a [u8]| std::str::from_utf8(bytes).unwrap_or_default();
        let (word, number) = (text(word), text(number).parse().ok());
        if word == "bin" {
            // Bytes of a picture, as many as it says and are there.
            let count = number.and_then(|count: i32| usize::try_from(count).ok());
            let count = count.unwrap_or(0).min(self.rest.len());
            self.rest = &self.rest[count..];
        }
        Token::Word(word, number)
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        loop {
            let (first, rest) = self.rest.split_first()?;
            self.rest = rest;
            match first {
                b'{' => return Some(Token::Open),
                b'}' => return Some(Token::Close),
                b'\\' => return self.control(),
                b'\n' | b'\r' | 0 => {}
                byte => return Some(Token::Byte(*byte)),
            }
        }
    }
}
