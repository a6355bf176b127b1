//! The `aliases.txt` that may lie in the corpus folder, as text.

use std::fs::File;
use std::io::{self, ErrorKind, Read};
use std::path::Path;

/// Its name within the corpus.
pub const ALIASES: &str = "aliases.txt";
/// A longer file is cut here.
const LONGEST: u64 = 4 << 20;

/// The text of the alias file of a corpus; `None` where there is none. What is not UTF-8 in it is
/// replaced.
pub fn aliases(corpus: &Path) -> io::Result<Option<String>> {
    let file = match File::open(corpus.join(ALIASES)) {
        Ok(file) => file,
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            return Ok(None);
        }
        Err(error) => return Err(error),
    };
    let mut bytes = Vec::new();
    file.take(LONGEST).read_to_end(&mut bytes)?;
    Ok(Some(String::from_utf8_lossy(&bytes).into_owned()))
}
