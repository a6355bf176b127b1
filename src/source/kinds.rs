//! Kinds of files that hold no article that is read, and what would help.

/// A kind of file, by how it begins.
pub(super) struct Kind {
    magic: &'static [u8],
    /// Where in the file the magic bytes are.
    at: usize,
    /// As a person calls it, with its article.
    pub name: &'static str,
    /// What would help, if anything would.
    pub hint: Option<&'static str>,
    /// Whether files of this kind lie beside articles, and are none: pictures of a page, fonts.
    pub is_beside: bool,
}

const fn refused(magic: &'static [u8], name: &'static str, hint: &'static str) -> Kind {
    Kind {
        magic,
        at: 0,
        name,
        hint: Some(hint),
        is_beside: false,
    }
}

const fn no_text(magic: &'static [u8], name: &'static str) -> Kind {
    Kind {
        magic,
        at: 0,
        name,
        hint: None,
        is_beside: true,
    }
}

const OLD_OFFICE: &str =
    "save it as `.docx` or `.odt` first, as with `soffice --convert-to docx FILE`";
const SCAN: &str = "a picture of a text becomes one with `ocrmypdf --image-dpi 300 FILE OUT.pdf`";

const KINDS: &[Kind] = &[
    refused(
        b"%!PS",
        "PostScript",
        "turn it into a PDF with `ps2pdf FILE` first",
    ),
    refused(
        b"7z\xbc\xaf\x27\x1c",
        "a 7z archive",
        "unpack it with `7z x FILE` and add the folder",
    ),
    refused(
        b"Rar!\x1a\x07",
        "a RAR archive",
        "unpack it with `unrar x FILE` and add the folder",
    ),
    refused(
        b"SQLite format 3\0",
        "a database",
        "export its table of articles as JSON or CSV",
    ),
    refused(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        "an old office document or Outlook message",
        OLD_OFFICE,
    ),
    refused(
        b"!BDN",
        "an Outlook mailbox",
        "turn it into mbox with `readpst FILE` first",
    ),
    refused(b"PAR1", "a Parquet table", "export it as JSON Lines or CSV"),
    refused(
        b"bplist00",
        "a binary property list",
        "turn it into JSON with `plutil -convert json FILE`",
    ),
    refused(
        b"\x1f\x9d",
        "data of `compress`",
        "unpack it with `uncompress FILE` first",
    ),
    refused(
        b"\x04\x22\x4d\x18",
        "lz4 data",
        "unpack it with `lz4 -d FILE` first",
    ),
    refused(
        b"\x0a\x0aBOOKMOBI",
        "a Kindle book",
        "turn it into EPUB with `ebook-convert FILE OUT.epub`",
    ),
    Kind {
        at: 60,
        ..refused(
            b"BOOKMOBI",
            "a Kindle book",
            "turn it into EPUB with `ebook-convert FILE OUT.epub`",
        )
    },
    refused(b"AT&TFORM", "a DjVu scan", SCAN),
    refused(b"II*\0", "a picture", SCAN),
    refused(b"MM\0*", "a picture", SCAN),
    no_text(b"\x7fELF", "a program"),
    no_text(b"MZ\x90", "a program"),
    no_text(b"\x89PNG", "a picture"),
    no_text(b"GIF8", "a picture"),
    no_text(b"\xff\xd8\xff", "a picture"),
    no_text(b"RIFF", "a sound, film or picture"),
    no_text(b"BM", "a picture"),
    no_text(b"\0\0\x01\0", "a picture"),
    no_text(b"<svg", "a picture"),
    no_text(b"ID3", "a sound"),
    no_text(b"OggS", "a sound"),
    no_text(b"fLaC", "a sound"),
    no_text(b"\x1aE\xdf\xa3", "a film"),
    Kind {
        at: 4,
        ..no_text(b"ftyp", "a film or picture")
    },
    no_text(b"wOFF", "a font"),
    no_text(b"wOF2", "a font"),
    no_text(b"OTTO", "a font"),
    no_text(b"\0\x01\0\0", "a font"),
    no_text(b"\0asm", "a program"),
];

/// The kind of a file that begins with these bytes, if it is one that holds no article.
pub(super) fn of(start: &[u8]) -> Option<&'static Kind> {
    KINDS.iter().find(|kind| {
        let start = start.get(kind.at..).unwrap_or_default();
        start.starts_with(kind.magic) && !(kind.magic.is_ascii() && is_prose(kind, start))
    })
}

/// Whether letters that a kind begins with are those of a word: `BMW sells`, `MZ`.
fn is_prose(kind: &Kind, start: &[u8]) -> bool {
    let is_word = kind.magic.iter().all(u8::is_ascii_alphanumeric);
    let beginning = &start[..start.len().min(64)];
    let is_text = match std::str::from_utf8(beginning) {
        Ok(_) => true,
        // The last character may be cut off.
        Err(error) => error.error_len().is_none(),
    };
    is_word && is_text && !beginning.contains(&0)
}

/// The ends of the names of files that lie beside articles and are text.
const BESIDE: &[&str] = &[
    ".css",
    ".ds_store",
    ".gitignore",
    ".js",
    ".js.download",
    ".lock",
    ".map",
    ".mjs",
    ".php.js",
    ".svg",
    ".webmanifest",
    "desktop.ini",
    "thumbs.db",
];

/// Whether a file lies beside articles by its name, in an archive: a style, a script, what a system put there.
pub(super) fn is_beside(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let last = name.rsplit('/').next().unwrap_or(&name);
    let is_hidden = last.starts_with("._") || name.starts_with("__macosx/");
    is_hidden || BESIDE.iter().any(|end| last.ends_with(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prose_is_no_kind() {
        for text in [
            "BMW and others sell",
            "BM",
            "ID3 is a format",
            "PAR1S",
            "%PDF",
        ] {
            assert!(of(text.as_bytes()).is_none(), "{text}");
        }
        assert!(of(b"BM\x36\0\0\0").is_some());
    }
}
