//! A command line that cannot be read, in words of ours: what was wrong, and one thing to type.

use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::error::{Error, Kind};

/// The mistake in the arguments; `None` where help was asked for.
pub fn error(wrong: &clap::Error) -> Option<Error> {
    let argument = || said(wrong, ContextKind::InvalidArg);
    let usage = |message: String, hint: String| Some(Error::new(Kind::Usage, message).hint(hint));
    match wrong.kind() {
        ErrorKind::DisplayHelp
        | ErrorKind::DisplayVersion
        | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => None,
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => Some(value(wrong)),
        ErrorKind::UnknownArgument if !argument().starts_with('-') => usage(
            format!("`{}` is one argument too many", argument()),
            "put what belongs together into quotes".into(),
        ),
        ErrorKind::UnknownArgument => usage(
            format!("there is no flag `{}`", argument()),
            suggested(wrong, ContextKind::SuggestedArg, &argument()).unwrap_or_else(|| {
                "`newshound help` and the name of a verb lists its flags".into()
            }),
        ),
        ErrorKind::InvalidSubcommand => {
            let verb = said(wrong, ContextKind::InvalidSubcommand);
            let meant = suggested(wrong, ContextKind::SuggestedSubcommand, &verb);
            usage(
                format!("there is no verb `{verb}`"),
                meant.map_or_else(
                    || "newshound help".into(),
                    |meant| format!("newshound {meant}"),
                ),
            )
        }
        ErrorKind::MissingRequiredArgument => usage(
            format!("`{}` is missing", argument()),
            "`newshound help` and the name of a verb shows what it takes".into(),
        ),
        ErrorKind::ArgumentConflict => {
            let other = said(wrong, ContextKind::PriorArg);
            let message = if other == argument() {
                format!("`{other}` is given twice")
            } else {
                format!("`{}` does not go with `{other}`", argument())
            };
            usage(message, "leave one of them out".into())
        }
        ErrorKind::TooManyValues => usage(
            format!("`{}` takes no value", argument()),
            format!("write `{}`", argument()),
        ),
        ErrorKind::InvalidUtf8 => usage(
            "an argument is not UTF-8".into(),
            "write words in UTF-8; of a file whose name is not, give the folder".into(),
        ),
        _ => usage(
            format!("`{}` cannot be read here", argument()),
            "newshound help".into(),
        ),
    }
}

/// A flag with a value that it cannot have.
fn value(wrong: &clap::Error) -> Error {
    let flag = said(wrong, ContextKind::InvalidArg);
    let value = said(wrong, ContextKind::InvalidValue);
    let value = value.trim();
    if value.is_empty() {
        let plain = flag.replace(['<', '>'], "");
        let error = Error::new(Kind::Usage, format!("`{flag}` needs a value"));
        return error.hint(format!("write `{plain}`"));
    }
    let message = format!("`{value}` is no value of `{flag}`");
    let choices = match wrong.get(ContextKind::ValidValue) {
        Some(ContextValue::Strings(choices)) if !choices.is_empty() => Some(choices),
        _ => None,
    };
    // What our own readers of values complain is the hint; that of others is in their words.
    let ours = std::error::Error::source(wrong)
        .map(ToString::to_string)
        .filter(|text| text.starts_with("write "));
    let hint = match (choices, ours) {
        (Some(choices), _) => format!("write `{}`", choices.join("` or `")),
        (None, Some(ours)) => ours,
        (None, None) => "write a whole number such as `10`".to_owned(),
    };
    Error::new(Kind::Usage, message).hint(hint)
}

/// The name that was probably meant by `typed`: a name that begins like it, or of which at most every third
/// letter is another one.
fn suggested(wrong: &clap::Error, kind: ContextKind, typed: &str) -> Option<String> {
    let known = match wrong.get(kind)? {
        ContextValue::String(one) => std::slice::from_ref(one),
        ContextValue::Strings(several) => several,
        _ => return None,
    };
    let typed = typed.trim_start_matches('-');
    let near = known.iter().filter_map(|known| {
        let name = known.trim_start_matches('-');
        let errors = strsim::damerau_levenshtein(name, typed);
        let is_near = name.starts_with(typed) || errors * 3 <= name.chars().count();
        is_near.then_some((errors, known))
    });
    near.min().map(|(_, known)| known.clone())
}

fn said(wrong: &clap::Error, kind: ContextKind) -> String {
    match wrong.get(kind) {
        Some(ContextValue::Strings(several)) => several.join("`, `"),
        Some(other) => other.to_string(),
        None => String::new(),
    }
}
