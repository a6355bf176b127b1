//! The dictionaries: which index words a plan's sets have, and what was written.

pub mod dictionary;
pub mod resolve;
mod scans;
pub mod suggest;
