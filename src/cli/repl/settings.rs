//! What can be set in a dialogue.

use crate::cli::args::{Options, Threshold};

/// How answers are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// For people.
    Text,
    /// JSON over several lines.
    Json,
    /// JSON on one line.
    Jsonl,
    /// Markdown.
    Markdown,
    /// A row of a table.
    Csv,
}

impl Mode {
    const NAMES: [(&'static str, Mode); 5] = [
        ("text", Mode::Text),
        ("json", Mode::Json),
        ("jsonl", Mode::Jsonl),
        ("markdown", Mode::Markdown),
        ("csv", Mode::Csv),
    ];

    fn name(self) -> &'static str {
        Mode::NAMES.iter().find(|(_, mode)| *mode == self).map_or("", |(name, _)| name)
    }
}

/// The settings of a dialogue.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Whether earlier questions are taken into account.
    pub context: bool,
    /// Only records with these tags.
    pub filter: Vec<(String, String)>,
    /// Whether stored questions are hinted at.
    pub hints: bool,
    /// Whether unanswered questions are kept.
    pub journal: bool,
    /// Records listed.
    pub limit: usize,
    /// How answers are shown.
    pub mode: Mode,
    /// Whether long answers are paged.
    pub pager: bool,
    /// The confidence from which an answer is given; the corpus's own for `None`.
    pub threshold: Option<f64>,
    /// Whether the time taken is shown.
    pub timer: bool,
}

impl Settings {
    /// As the options say.
    pub fn of(options: &Options) -> Self {
        Settings {
            context: true,
            filter: options.filter.clone(),
            // Read out loud, a hint is taken for what was typed.
            hints: !options.plain,
            journal: false,
            limit: options.top,
            mode: if options.json { Mode::Jsonl } else { Mode::Text },
            pager: !options.plain,
            threshold: match options.threshold {
                Threshold::Auto => None,
                Threshold::At(threshold) => Some(threshold),
            },
            timer: false,
        }
    }

    /// All settings by name, as they would be typed.
    pub fn list(&self) -> Vec<(&'static str, String)> {
        let on_off = |on: bool| if on { "on" } else { "off" }.to_owned();
        let filter: Vec<String> = self.filter.iter().map(|(tag, value)| format!("{tag}={value}")).collect();
        vec![
            ("context", on_off(self.context)),
            ("filter", if filter.is_empty() { "off".to_owned() } else { filter.join(" ") }),
            ("hints", on_off(self.hints)),
            ("journal", on_off(self.journal)),
            ("limit", self.limit.to_string()),
            ("mode", self.mode.name().to_owned()),
            ("pager", on_off(self.pager)),
            ("threshold", self.threshold.map_or_else(|| "auto".to_owned(), |t| t.to_string())),
            ("timer", on_off(self.timer)),
        ]
    }

    /// Changes one setting.
    ///
    /// # Errors
    ///
    /// What it takes instead, in words.
    pub fn change(&mut self, name: &str, value: &str) -> Result<(), String> {
        let on_off = || match value {
            "on" => Ok(true),
            "off" => Ok(false),
            _ => Err(format!("{name} takes on or off")),
        };
        match name {
            "context" => self.context = on_off()?,
            "hints" => self.hints = on_off()?,
            "journal" => self.journal = on_off()?,
            "pager" => self.pager = on_off()?,
            "timer" => self.timer = on_off()?,
            "filter" if matches!(value, "off" | "clear") => self.filter.clear(),
            "filter" => {
                let (tag, value) =
                    crate::cli::parse::filter(value).map_err(|_| "filter takes TAG=VALUE or off".to_owned())?;
                self.filter.retain(|(known, _)| *known != tag);
                self.filter.push((tag, value));
            }
            "limit" => match value.parse() {
                Ok(limit @ 1..=100) => self.limit = limit,
                _ => return Err("limit takes a number from 1 to 100".to_owned()),
            },
            "mode" => match Mode::NAMES.iter().find(|(known, _)| *known == value) {
                Some((_, mode)) => self.mode = *mode,
                None => return Err("mode takes text, json, jsonl, markdown or csv".to_owned()),
            },
            "threshold" if value == "auto" => self.threshold = None,
            "threshold" => match crate::cli::parse::share(value) {
                Ok(threshold) => self.threshold = Some(threshold),
                Err(_) => return Err("threshold takes auto or a number from 0 to 1".to_owned()),
            },
            _ => {
                let names: Vec<&str> = self.list().iter().map(|(name, _)| *name).collect();
                return Err(format!("there is no setting {name}; there are {}", names.join(", ")));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{Mode, Settings};
    use crate::cli::args::Args;
    use clap::Parser;

    #[test]
    fn every_setting_takes_what_it_shows() {
        let args = Args::try_parse_from(["answerbook", "--filter", "a=b", "--threshold", "0.5"]).unwrap();
        let mut settings = Settings::of(&args.options);
        for (name, value) in settings.list() {
            settings.change(name, &value).unwrap();
        }
        assert_eq!(settings.list(), Settings::of(&args.options).list());
        settings.change("mode", "csv").unwrap();
        settings.change("filter", "off").unwrap();
        assert!(settings.mode == Mode::Csv && settings.filter.is_empty());
        for (name, value) in [("mode", "xml"), ("limit", "0"), ("timer", "yes"), ("threshold", "2"), ("nope", "on")] {
            assert!(settings.change(name, value).is_err(), "{name} {value}");
        }
    }
}
