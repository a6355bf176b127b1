//! The JSON of what surrounds a corpus: the settings, the machine.

use schemars::JsonSchema;
use serde::Serialize;

use super::SCHEMA;
use crate::render::doctor::Diagnosis;
use crate::render::settings::{File, Setting};

/// `config --json`
#[derive(Serialize, JsonSchema)]
pub struct Configured<'a> {
    schema: u32,
    settings: &'a [Setting],
    settings_files: &'a [File],
}

impl<'a> Configured<'a> {
    pub fn new(settings: &'a [Setting], settings_files: &'a [File]) -> Self {
        Configured {
            schema: SCHEMA,
            settings,
            settings_files,
        }
    }
}

/// `doctor --json`
#[derive(Serialize, JsonSchema)]
pub struct Diagnosed<'a> {
    schema: u32,
    #[serde(flatten)]
    diagnosis: &'a Diagnosis,
}

impl<'a> Diagnosed<'a> {
    pub fn new(diagnosis: &'a Diagnosis) -> Self {
        Diagnosed {
            schema: SCHEMA,
            diagnosis,
        }
    }
}
