//! Feeds, the news wire, the parts of office documents, rich text.

#![no_main]

use libfuzzer_sys::fuzz_target;

#[allow(dead_code)]
mod reading;

fuzz_target!(|bytes: &[u8]| reading::xml(bytes));
