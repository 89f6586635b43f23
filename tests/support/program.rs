//! The program as a process: commands that end, and a server that runs until it is dropped.

use std::{
    env, fs,
    io::{BufRead as _, BufReader, Read as _, Write as _},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{
        Arc,
        mpsc::{Receiver, channel},
    },
    thread,
    time::{Duration, Instant},
};

use serde_json::Value;
use tempfile::TempDir;

/// The longest that a server may take to be there, on a slow machine with an index to build.
const START: Duration = Duration::from_secs(90);

/// The root of the repository.
#[must_use]
pub fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the crate lies in the repository").to_owned()
}

/// Copies the project's records into a folder that a test may change.
///
/// # Panics
/// When the folder cannot be written.
pub fn copy_records(to: &Path) {
    copy_folder(&repository().join("knowledge-base/records"), to);
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// What a command printed and how it ended.
#[derive(Debug)]
pub struct Output {
    /// The exit code; `None` when a signal ended it.
    pub code: Option<i32>,
    /// Standard output.
    pub stdout: String,
    /// Standard error.
    pub stderr: String,
}

impl Output {
    /// The object on standard output.
    ///
    /// # Panics
    /// There is none.
    #[must_use]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }
}

/// A set-up of the program: folders of its own and settings by environment.
pub struct Program {
    folder: Arc<TempDir>,
    settings: Vec<(String, String)>,
}

impl Default for Program {
    fn default() -> Self {
        Self::new()
    }
}

impl Program {
    /// A program with empty folders, the project's records, any free port and no language model.
    #[must_use]
    pub fn new() -> Self {
        let folder = Arc::new(tempfile::tempdir().unwrap());
        let path = |name: &str| folder.path().join(name).display().to_string();
        let settings = [
            ("LISTEN", "127.0.0.1:0".to_owned()),
            ("RECORDS", repository().join("knowledge-base/records").display().to_string()),
            ("DATA", path("data")),
            ("CACHE", path("cache")),
            ("MODEL", "none".to_owned()),
        ];
        Self { settings: settings.map(|(key, value)| (format!("YORDAMCHI_{key}"), value)).into(), folder }
    }

    /// The same with another value of a setting, named as in the environment without its prefix.
    #[must_use]
    pub fn with(mut self, key: &str, value: impl Into<String>) -> Self {
        let key = format!("YORDAMCHI_{key}");
        self.settings.retain(|(known, _)| *known != key);
        self.settings.push((key, value.into()));
        self
    }

    /// The same with a variable of the environment as it is.
    #[must_use]
    pub fn with_variable(mut self, key: &str, value: &str) -> Self {
        self.settings.push((key.to_owned(), value.to_owned()));
        self
    }

    /// The folder of this set-up.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Runs a command to its end.
    #[must_use]
    pub fn run(&self, arguments: &[&str]) -> Output {
        self.run_with_input(arguments, b"")
    }

    /// Runs a command to its end with something on its standard input.
    #[must_use]
    pub fn run_with_input(&self, arguments: &[&str], input: &[u8]) -> Output {
        let mut child = self
            .command(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // A command that refuses its input closes it; that is no failure of the test.
        let _ = child.stdin.take().expect("it is piped").write_all(input);
        let output = child.wait_with_output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
        Output { code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
    }

    /// Starts the server and waits until it says where it listens.
    #[must_use]
    pub fn serve(&self) -> Server {
        self.serve_with(&["serve"])
    }

    /// Starts a command that serves a page, and waits until it says where.
    #[must_use]
    pub fn serve_with(&self, arguments: &[&str]) -> Server {
        let mut server = self.start_with(arguments);
        let line = server.wait_for_line("http://", START);
        let address =
            line.split_whitespace().find(|word| word.starts_with("http://")).expect("the line names the address");
        server.url = address.trim_end_matches('/').to_owned();
        server
    }

    /// Starts the server and waits for nothing.
    #[must_use]
    pub fn start(&self) -> Server {
        self.start_with(&["serve"])
    }

    fn start_with(&self, arguments: &[&str]) -> Server {
        let mut child =
            self.command(arguments).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let lines = lines_of(child.stdout.take().expect("it is piped"));
        let mut stderr = child.stderr.take().expect("it is piped");
        let errors = thread::spawn(move || {
            let mut text = String::new();
            let _ = stderr.read_to_string(&mut text);
            text
        });
        Server {
            child,
            lines,
            seen: Vec::new(),
            errors: Some(errors),
            url: String::new(),
            _folder: Arc::clone(&self.folder),
        }
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let binary = env::var_os("YORDAMCHI_BINARY").map_or_else(beside_this_test, PathBuf::from);
        let mut command = Command::new(binary);
        command.args(arguments).current_dir(self.folder.path()).env("NO_COLOR", "1");
        for (key, _) in env::vars().filter(|(key, _)| key.starts_with("YORDAMCHI_")) {
            command.env_remove(key);
        }
        command.envs(self.settings.iter().map(|(key, value)| (key, value)));
        command
    }
}

/// The binary that was built with this test.
fn beside_this_test() -> PathBuf {
    let test = env::current_exe().unwrap();
    let profile = test.parent().and_then(Path::parent).expect("tests lie in deps");
    profile.join(format!("yordamchi{}", env::consts::EXE_SUFFIX))
}

/// A running server. Dropping it kills it.
pub struct Server {
    child: Child,
    lines: Receiver<String>,
    seen: Vec<String>,
    errors: Option<thread::JoinHandle<String>>,
    url: String,
    /// Outlives the server, which keeps its data in it.
    _folder: Arc<TempDir>,
}

impl Server {
    /// The address of a path.
    #[must_use]
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.url)
    }

    /// Waits for a line on standard output that holds a text, and gives it.
    ///
    /// # Panics
    /// When no such line comes in time or the server ends.
    pub fn wait_for_line(&mut self, text: &str, longest: Duration) -> String {
        let end = Instant::now() + longest;
        if let Some(line) = self.seen.iter().find(|line| line.contains(text)) {
            return line.clone();
        }
        loop {
            let left = end.saturating_duration_since(Instant::now());
            let Ok(line) = self.lines.recv_timeout(left) else {
                let _ = self.child.kill();
                let errors = self.errors.take().and_then(|errors| errors.join().ok()).unwrap_or_default();
                panic!("no line with `{text}`; said: {:?}; errors: {errors}", self.seen);
            };
            self.seen.push(line.clone());
            if line.contains(text) {
                return line;
            }
        }
    }

    /// Ends the server at once, as a power cut would.
    pub fn kill(mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    /// Asks the server to end and gives its exit code.
    #[must_use]
    pub fn terminate(mut self) -> Option<i32> {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
        self.child.wait().unwrap().code()
    }

    /// The most memory that the server has held, in bytes (`VmHWM`).
    #[must_use]
    pub fn most_memory(&self) -> Option<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).ok()?;
        let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
        line.split_whitespace().nth(1)?.parse::<u64>().ok().map(|kilobytes| kilobytes * 1024)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn lines_of(source: impl std::io::Read + Send + 'static) -> Receiver<String> {
    let (sender, receiver) = channel();
    thread::spawn(move || {
        for line in BufReader::new(source).lines().map_while(Result::ok) {
            if sender.send(line).is_err() {
                return;
            }
        }
    });
    receiver
}
