//! `--receipt FILE`: an answer's receipt, written once the answer is printed.

use std::path::Path;

use super::Context;
use crate::corpus;
use crate::error::{Error, Result};
use crate::question::Question;
use crate::render::json;
use crate::request::Request;
use crate::results::Total;
use crate::results::receipt::Asked;

/// Writes the receipt of an answer in one step: a full disk leaves what was there before.
pub fn receipt(
    context: &Context,
    file: &Path,
    of: Asked,
    asked: (&Request, &Question),
    total: Total,
    results: &[String],
) -> Result<()> {
    let receipt = context.library.receipt(of, asked, total, results)?;
    let mut bytes = Vec::new();
    let made = json::search_receipt(&receipt, &mut bytes);
    let written = made.and_then(|()| corpus::put(file, &bytes));
    written.map_err(|error| Error::io(file.display(), &error))
}
