//! A dialogue in a pseudo-terminal, and the screen as its user sees it.

use std::process::Command;
use std::time::{Duration, Instant};

use rexpect::process::{Signal, WaitStatus};
use rexpect::session::{PtySession, spawn_command};

use super::Place;

/// How long anything may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(120);
const PROMPT: &str = "?";

pub struct Dialogue {
    session: PtySession,
    parser: vt100::Parser,
    /// Every byte shown.
    pub raw: String,
    /// The terminal.
    device: String,
}

fn size(of: u16) -> std::num::NonZero<u16> {
    std::num::NonZero::new(of).unwrap()
}

impl Dialogue {
    /// Starts the dialogue in a tall window of 100 columns and waits for its prompt.
    pub fn start(place: &Place, args: &[&str]) -> Self {
        Dialogue::sized(place, args, 200, 100)
    }

    /// Starts it in a window of this size.
    pub fn sized(place: &Place, args: &[&str], rows: u16, columns: u16) -> Self {
        Dialogue::shell(place, &format!("stty rows {rows} cols {columns}"), args, rows, columns)
    }

    /// Starts it after a line of shell.
    pub fn shell(place: &Place, before: &str, args: &[&str], rows: u16, columns: u16) -> Self {
        let program = place.command();
        let mut command = Command::new("sh");
        let device = place.path("device.txt");
        let tell = format!("tty > '{}'; {before}; exec \"$@\"", device.display());
        command.args(["-c", &tell, "sh"]).arg(program.get_program());
        command.args(program.get_args()).args(args).current_dir(place.root());
        for (name, value) in program.get_envs() {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
        let session = spawn_command(command, Some(30_000)).unwrap();
        let mut dialogue = Dialogue {
            session,
            parser: vt100::Parser::new(size(rows), size(columns), 0),
            raw: String::new(),
            device: String::new(),
        };
        dialogue.ready();
        dialogue.device = std::fs::read_to_string(&device).unwrap();
        std::fs::remove_file(device).unwrap();
        dialogue
    }

    /// What is on the screen, without the empty rest of lines and window.
    pub fn screen(&self) -> String {
        let rows: Vec<String> = self.parser.screen().contents().lines().map(|l| l.trim_end().to_owned()).collect();
        rows.join("\n").trim_end().to_owned()
    }

    /// Waits until the screen is as wanted.
    pub fn until(&mut self, wanted: impl Fn(&str) -> bool) -> String {
        let started = Instant::now();
        loop {
            let mut more = Vec::new();
            while let Some(c) = self.session.try_read() {
                // A byte each.
                more.push(c as u8);
            }
            self.parser.process(&more);
            self.raw.push_str(&String::from_utf8_lossy(&more));
            let screen = self.screen();
            if more.is_empty() && wanted(&screen) {
                return screen;
            }
            assert!(started.elapsed() < PATIENCE, "waited in vain; the screen:\n{screen}");
            if more.is_empty() {
                std::thread::sleep(Duration::from_millis(2));
            }
        }
    }

    fn ready(&mut self) {
        self.until(|screen| screen.lines().last() == Some(PROMPT));
    }

    /// Presses keys that end no line, and waits until `shown` is on the screen.
    pub fn press(&mut self, keys: &str, shown: &str) -> String {
        self.session.send(keys).unwrap();
        self.session.flush().unwrap();
        self.until(|screen| screen.contains(shown))
    }

    /// Empties the screen, types a line and waits for the next prompt; the screen then.
    pub fn say(&mut self, line: &str) -> String {
        self.clear();
        self.enter(line)
    }

    /// Empties the screen; what is typed already stays.
    pub fn clear(&mut self) {
        self.session.send("\u{c}").unwrap();
        self.session.flush().unwrap();
        self.until(|screen| screen.lines().count() == 1 && screen.starts_with(PROMPT));
    }

    /// Ends the line with what is typed and waits for the next prompt.
    pub fn enter(&mut self, line: &str) -> String {
        self.session.send_line(line).unwrap();
        self.until(|screen| screen.lines().count() > 1 && screen.lines().last() == Some(PROMPT))
    }

    /// Types a line after which `shown` must stand on the screen.
    pub fn ask(&mut self, line: &str, shown: &str) -> String {
        let screen = self.say(line);
        assert!(screen.contains(shown), "{line}: no {shown:?} in\n{screen}");
        screen
    }

    /// Presses Ctrl and a letter.
    pub fn control(&mut self, letter: char) {
        self.session.send_control(letter).unwrap();
    }

    /// Makes the window another size, as its user would with the mouse.
    pub fn resize(&mut self, rows: u16, columns: u16) {
        let wanted = ["rows", &rows.to_string(), "cols", &columns.to_string()];
        let done = Command::new("stty").arg("-F").arg(self.device.trim()).args(wanted).status().unwrap();
        assert!(done.success());
        self.parser.screen_mut().set_size(size(rows), size(columns));
    }

    /// Presses Ctrl-C and waits for the next prompt: what is typed before it is there is thrown away.
    pub fn interrupt(&mut self) {
        self.control('c');
        self.ready();
    }

    /// Ends it as nothing can prepare for: a window closed, a machine switched off.
    pub fn kill(mut self) {
        self.session.process_mut().signal(Signal::SIGKILL).unwrap();
        let _ = self.session.process().wait();
    }

    /// Presses Ctrl-D and waits for the end.
    pub fn leave(mut self) {
        self.control('d');
        self.ended();
    }

    /// Types a line that ends the dialogue.
    pub fn leave_by(mut self, line: &str) {
        self.session.send_line(line).unwrap();
        self.ended();
    }

    fn ended(mut self) {
        if let Err(e) = self.session.exp_eof() {
            // Not even this test may wait for ever.
            self.session.process_mut().signal(Signal::SIGKILL).unwrap();
            println!("no end: {e}");
        }
        let status = self.session.process().wait().unwrap();
        assert!(matches!(status, WaitStatus::Exited(_, 0)), "{status:?}");
    }
}
