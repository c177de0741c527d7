//! What stands behind an option, as it is typed.

use std::path::PathBuf;

use super::args::Threshold;
use crate::Model;

/// Reads a number from 0 to 1.
///
/// # Errors
///
/// Words for the user.
pub fn share(text: &str) -> Result<f64, String> {
    text.parse().ok().filter(|share| (0.0..=1.0).contains(share)).ok_or_else(|| "not a number from 0 to 1".to_owned())
}

/// Reads `auto` or a number from 0 to 1.
///
/// # Errors
///
/// Words for the user.
pub fn threshold(text: &str) -> Result<Threshold, String> {
    match text.parse::<f64>() {
        _ if text == "auto" => Ok(Threshold::Auto),
        Ok(number) if (0.0..=1.0).contains(&number) => Ok(Threshold::At(number)),
        _ => Err("neither auto nor a number from 0 to 1".to_owned()),
    }
}

/// Reads `tag=value`.
///
/// # Errors
///
/// Words for the user.
pub fn filter(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((tag, value)) if !tag.is_empty() => Ok((tag.to_owned(), value.to_owned())),
        _ => Err("not of the form tag=value".to_owned()),
    }
}

/// Reads `field=name`.
///
/// # Errors
///
/// Words for the user.
pub fn map(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((field, name)) if !field.is_empty() && !name.is_empty() => Ok((field.to_owned(), name.to_owned())),
        _ => Err("not of the form field=name".to_owned()),
    }
}

/// Reads the name of a form of files.
///
/// # Errors
///
/// Words for the user.
pub fn form(text: &str) -> Result<String, String> {
    let forms = crate::import::Import::forms();
    if forms.contains(&text) { Ok(text.to_owned()) } else { Err(format!("there are {}", forms.join(", "))) }
}

/// Reads a day.
///
/// # Errors
///
/// Words for the user.
pub fn day(text: &str) -> Result<String, String> {
    match crate::is_day(text) {
        true => Ok(text.to_owned()),
        false => Err("not of the form YYYY-MM-DD".to_owned()),
    }
}

/// Reads `none` or a folder.
///
/// # Errors
///
/// Words for the user.
pub fn model(text: &str) -> Result<Model, String> {
    match text {
        "" => Err("neither none nor a folder".to_owned()),
        "none" => Ok(Model::None),
        folder => Ok(Model::Folder(PathBuf::from(folder))),
    }
}

/// Reads a number of candidates.
///
/// # Errors
///
/// Words for the user.
pub fn top(text: &str) -> Result<usize, String> {
    match text.parse::<usize>() {
        Ok(n @ 1..=100) => Ok(n),
        _ => Err("not a number from 1 to 100".to_owned()),
    }
}
