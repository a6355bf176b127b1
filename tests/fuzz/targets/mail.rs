//! Letters, their parts, and mailboxes.

#![no_main]

use libfuzzer_sys::fuzz_target;

#[allow(dead_code)]
mod reading;

fuzz_target!(|bytes: &[u8]| reading::mail(bytes));
