//! Results to bytes: one file per face.
