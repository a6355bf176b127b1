//! How far a run has come, on a terminal alone.

use std::io::IsTerminal;

use indicatif::{HumanCount, ProgressBar, ProgressStyle};

use super::Context;
use crate::ingest::Step;
use crate::render::safe;

/// A bar that is gone when it is dropped.
pub struct Bar(ProgressBar);

impl Bar {
    pub fn new(context: &Context) -> Bar {
        Bar(if std::io::stderr().is_terminal() && !context.quiet {
            ProgressBar::new(0).with_style(style(
                "{msg} {bar:20} {bytes} of {total_bytes}, {bytes_per_sec}, {eta} left",
            ))
        } else {
            ProgressBar::hidden()
        })
    }

    /// Shows how far a run has come. What is left once all is read takes a time that is not known.
    pub fn show(&self, step: Step) {
        let files = HumanCount(step.files);
        let all_files = HumanCount(step.all_files);
        let articles = HumanCount(step.articles);
        let so_far = format!("{files} of {all_files} files, {articles} articles");
        self.0.set_length(step.all_bytes.max(step.bytes));
        self.0.set_position(step.bytes);
        if step.files == step.all_files {
            self.0
                .set_style(style("{msg}, writing the index, {elapsed}"));
        }
        self.0.set_message(so_far);
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}

fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())
}

/// Which address is asked, and how many are left; on a terminal alone.
pub struct Pages(ProgressBar);

impl Pages {
    pub fn new(context: &Context, addresses: usize) -> Pages {
        let is_shown = std::io::stderr().is_terminal() && !context.quiet;
        Pages(if is_shown {
            ProgressBar::new(addresses as u64)
                .with_style(style("{pos} of {len} addresses, {wide_msg}"))
        } else {
            ProgressBar::hidden()
        })
    }

    /// Shows the address that is asked now.
    pub fn show(&self, address: &str, left: u64) {
        let done = self.0.position();
        self.0.set_length(done + left + 1);
        self.0.set_message(safe::line(address));
    }

    /// Another address is done; while something is said of it, the line is gone.
    pub fn suspend<T>(&self, say: impl FnOnce() -> T) -> T {
        self.0.inc(1);
        self.0.suspend(say)
    }
}

impl Drop for Pages {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
