//! Any bytes as a file of any name.

#![no_main]

use libfuzzer_sys::fuzz_target;

#[allow(dead_code)]
mod reading;

fuzz_target!(|bytes: &[u8]| reading::read(bytes));
