//! A place of its own for every test: a folder with a corpus, and the program run in it.

#![allow(dead_code, unused_imports)] // Each test file uses its own part of this.

#[cfg(all(feature = "cli", unix))]
mod dialogue;

use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

/// The sample page that the package ships.
pub const TREATY: &str = include_str!("../../corpus/treaty.txt");

/// A small corpus whose answers are short and have no word in common.
pub const SHOP: &str = concat!(
    r#"{"id":"open","question":"When is the shop open?","answer":"From nine to five.","tags":{"topic":"visit"}}"#,
    "\n",
    r#"{"id":"return","question":"How do I return a broken kettle?","answer":"Post it to Mill Lane.","tags":{"topic":"goods"}}"#,
    "\n",
    r#"{"id":"price","question":"How much does the copper teapot cost?","answer":"Forty pounds.","tags":{"topic":"goods"}}"#,
    "\n",
    r#"{"id":"history","title":"About us","text":"Ada Brock founded the pottery in 1903. Her granddaughter runs it today."}"#,
    "\n",
);

/// A temporary folder, removed with everything in it at the end of the test.
pub struct Place {
    dir: TempDir,
}

impl Place {
    /// An empty folder.
    pub fn empty() -> Self {
        Place { dir: tempfile::tempdir().unwrap() }
    }

    /// A folder whose `corpus/treaty.txt` is the sample page.
    pub fn treaty() -> Self {
        Place::empty().with("corpus/treaty.txt", TREATY)
    }

    /// A folder whose `corpus/shop.jsonl` is [`SHOP`].
    pub fn shop() -> Self {
        Place::empty().with("corpus/shop.jsonl", SHOP)
    }

    /// The same folder with one file more.
    pub fn with(self, name: &str, content: impl AsRef<[u8]>) -> Self {
        self.write(name, content);
        self
    }

    /// Writes a file and the folders above it.
    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    /// Where `name` is.
    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// The folder itself.
    pub fn root(&self) -> &Path {
        self.dir.path()
    }

    /// Everything below the folder, sorted.
    pub fn files(&self) -> Vec<PathBuf> {
        fn walk(folder: &Path, out: &mut Vec<PathBuf>) {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    walk(&path, out);
                }
                out.push(path);
            }
        }
        let mut out = Vec::new();
        walk(self.root(), &mut out);
        out.sort();
        out
    }

    /// The folder of the index in use.
    pub fn built(&self) -> PathBuf {
        self.path("index").join(fs::read_to_string(self.path("index/CURRENT")).unwrap().trim())
    }
}

#[cfg(feature = "cli")]
mod program {
    use super::Place;
    use serde_json::Value;
    use std::process::Command;

    /// What a run printed and how it ended.
    #[derive(Debug, Clone, PartialEq)]
    pub struct Run {
        pub code: i32,
        pub out: String,
        pub err: String,
    }

    impl Run {
        /// Stdout as one JSON value.
        pub fn json(&self) -> Value {
            serde_json::from_str(&self.out).unwrap_or_else(|e| panic!("{e} in {self:?}"))
        }

        /// Stdout as JSON lines.
        pub fn rows(&self) -> Vec<Value> {
            self.out.lines().map(|l| serde_json::from_str(l).unwrap_or_else(|e| panic!("{e} in {l}"))).collect()
        }
    }

    impl Place {
        /// The program, in this folder and in nobody's settings.
        pub fn command(&self) -> Command {
            let mut command = Command::new(env!("CARGO_BIN_EXE_answerbook"));
            command.current_dir(self.root());
            for (name, below) in [
                ("HOME", "home"),
                ("XDG_CACHE_HOME", "home/cache"),
                ("XDG_STATE_HOME", "home/state"),
                ("XDG_CONFIG_HOME", "home/config"),
            ] {
                command.env(name, self.path(below));
            }
            for name in ["NO_COLOR", "ANSWERBOOK_CORPUS", "ANSWERBOOK_INDEX", "COLUMNS"] {
                command.env_remove(name);
            }
            // A panic must not hide behind a short message.
            command.env("RUST_BACKTRACE", "1").env("TERM", "xterm-256color");
            command
        }

        /// Runs the program with `args` and empty stdin.
        pub fn run(&self, args: &[&str]) -> Run {
            self.pipe(args, "")
        }

        /// Runs the program with `args` and `input` on stdin.
        pub fn pipe(&self, args: &[&str], input: impl Into<Vec<u8>>) -> Run {
            let mut command = self.command();
            command.args(args);
            run(command, input)
        }

        /// `ask QUESTION --json`, parsed, without the time taken.
        pub fn ask_json(&self, question: &str, flags: &[&str]) -> Value {
            let run = self.run(&[&["ask", question, "--json"], flags].concat());
            let mut json = run.json();
            json.as_object_mut().unwrap().remove("took_us");
            json
        }
    }

    /// Runs a command to its end; a run of over four minutes fails the test.
    pub fn run(command: Command, input: impl Into<Vec<u8>>) -> Run {
        let output = assert_cmd::Command::from_std(command)
            .timeout(std::time::Duration::from_secs(240))
            .write_stdin(input)
            .output()
            .unwrap();
        let run = Run {
            code: output.status.code().unwrap_or(-1),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        };
        assert!(!run.err.contains("panicked") && !run.err.contains("stack backtrace"), "{run:?}");
        assert_ne!(run.code, -1, "killed or timed out: {run:?}");
        run
    }
}

#[cfg(all(feature = "cli", unix))]
pub use dialogue::Dialogue;
#[cfg(feature = "cli")]
pub use program::{Run, run};
