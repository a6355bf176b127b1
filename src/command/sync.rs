//! Bringing the index up to date, as several verbs do, and saying what was done.

use super::{Context, Ended, progress};
use crate::error::Result;
use crate::record::Receipt;
use crate::render;

/// Brings the index up to date, with a progress bar on a terminal.
pub fn sync(context: &Context, fresh: bool) -> Result<Receipt> {
    let bar = progress::Bar::new(context);
    context
        .library
        .update_with(fresh, &mut |step| bar.show(step))
}

/// Says what was done, problems first.
pub fn report(context: &Context, receipt: &Receipt) {
    if !context.quiet {
        // If standard error is closed, there is no one to hear of it.
        let _ = render::status::receipt(receipt, &context.err, &mut std::io::stderr().lock());
    }
}

/// How a verb ends that has brought it up to date.
pub fn ended(receipt: &Receipt) -> Ended {
    match receipt.problem_count + receipt.skipped_before + receipt.rejected {
        0 => Ended::Done,
        _ => Ended::SomeRejected,
    }
}
