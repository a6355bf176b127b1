//! Pages that a browser saved: the folder beside `NAME.html` holds its pictures and scripts, and no articles.

use std::path::Path;

/// What browsers add to the name of a page, in the languages that they speak.
const ENDS: &[&str] = &[
    ".files",
    "-Dateien",
    "-filer",
    "_Dateien",
    "_archivos",
    "_arquivos",
    "_bestanden",
    "_fichiers",
    "_ficheiros",
    "_file",
    "_filer",
    "_files",
    "_pliki",
    "_soubory",
    "_tiedostot",
];

const PAGES: &[&str] = &["html", "htm", "xhtml"];

/// Whether a folder holds the parts of a page that lies beside it.
pub(super) fn is_parts(folder: &Path) -> bool {
    let Some(name) = folder.file_name().and_then(|name| name.to_str()) else {
        return false;
    };
    let mut pages = ENDS.iter().filter_map(|end| name.strip_suffix(end));
    pages.any(|page| {
        let lies = |end: &&str| folder.with_file_name(format!("{page}.{end}")).is_file();
        !page.is_empty() && PAGES.iter().any(lies)
    })
}
