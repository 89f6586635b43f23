//! A real PostgreSQL server on loopback: started, killed, held and started again by tests.

use std::{
    env, fs,
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::atomic::{AtomicU32, Ordering},
    thread,
    time::{Duration, Instant},
};

use tempfile::TempDir;

/// Where Debian puts its versions.
const DEBIAN: &str = "/usr/lib/postgresql";
/// Users as whom it may run where the tests run as root, which it refuses to.
const OTHERS: [&str; 2] = ["postgres", "nobody"];
/// The user in the database.
const USER: &str = "yordamchi";
/// That user's password.
const PASSWORD: &str = "only-for-tests";
/// The longest that a server may take to be there.
const START: Duration = Duration::from_secs(60);
/// How often is looked whether it is there.
const LOOK: Duration = Duration::from_millis(50);

/// A PostgreSQL server with a folder of its own. Dropping it ends it.
pub struct Postgres {
    folder: TempDir,
    child: Child,
    port: u16,
    made: AtomicU32,
}

impl Postgres {
    /// Why no server can be started on this machine; `None` when one can.
    #[must_use]
    pub fn missing() -> Option<String> {
        if programs().is_none() {
            return Some("PostgreSQL is not installed; tests/run installs Debian's package postgresql".to_owned());
        }
        (is_root() && other_user().is_none())
            .then(|| "PostgreSQL does not run as root, and there is no user postgres or nobody".to_owned())
    }

    /// Makes an empty server, starts it and waits until it answers.
    #[must_use]
    pub fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let password = folder.path().join("password");
        fs::write(&password, PASSWORD).unwrap();
        if let Some((user, group)) = other() {
            for path in [folder.path(), &password] {
                std::os::unix::fs::chown(path, Some(user), Some(group)).unwrap();
            }
        }
        let made = program("initdb")
            .args(["--username", USER, "--encoding=UTF8", "--locale=C", "--auth=scram-sha-256", "--no-sync"])
            .arg(format!("--pwfile={}", password.display()))
            .arg("-D")
            .arg(data(&folder))
            .current_dir(folder.path())
            .output()
            .unwrap();
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        let port = free_port();
        let server = Self { child: spawn(&folder, port), folder, port, made: AtomicU32::new(0) };
        server.wait();
        server
    }

    /// Makes an empty database and gives its address.
    #[must_use]
    pub fn database(&self) -> String {
        let name = format!("chat{}", self.made.fetch_add(1, Ordering::Relaxed));
        self.ask("postgres", &format!("CREATE DATABASE {name}"));
        self.url(&name)
    }

    /// The address of a database, there or not.
    #[must_use]
    pub fn url(&self, database: &str) -> String {
        format!("postgres://{USER}:{PASSWORD}@127.0.0.1:{}/{database}", self.port)
    }

    /// What it answers to a statement about a database: values alone, a row a line.
    ///
    /// # Panics
    /// When it refuses.
    pub fn ask(&self, database: &str, statement: &str) -> String {
        let output = program("psql")
            .args(["--no-psqlrc", "--tuples-only", "--no-align", "--command", statement])
            .arg(self.url(database.rsplit('/').next().unwrap_or_default()))
            .current_dir(self.folder.path())
            .output()
            .unwrap();
        assert!(output.status.success(), "{statement}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).trim().to_owned()
    }

    /// Ends the server at once; it saves nothing and will have to recover.
    pub fn kill(&mut self) {
        signal("-QUIT", self.child.id());
        let _ = self.child.wait();
    }

    /// Starts the killed server again, on its folder and its port.
    pub fn start_again(&mut self) {
        self.child = spawn(&self.folder, self.port);
        self.wait();
    }

    /// Holds the server: it keeps its connections and says nothing.
    pub fn hold(&self) {
        for process in self.processes() {
            signal("-STOP", process);
        }
    }

    /// Lets a held server go on.
    pub fn go_on(&self) {
        for process in self.processes() {
            signal("-CONT", process);
        }
    }

    /// The server, which takes connections, and its own processes, of which each serves one.
    fn processes(&self) -> Vec<u32> {
        let id = self.child.id();
        let children = fs::read_to_string(format!("/proc/{id}/task/{id}/children")).unwrap_or_default();
        let children = children.split_whitespace().filter_map(|child| child.parse().ok());
        std::iter::once(id).chain(children).collect()
    }

    fn wait(&self) {
        let started = Instant::now();
        let is_ready = || {
            let port = self.port.to_string();
            let mut probe = program("pg_isready");
            probe.args(["--quiet", "--host=127.0.0.1", "--port", &port]).current_dir(self.folder.path());
            probe.status().is_ok_and(|status| status.success())
        };
        while !is_ready() {
            let log = || fs::read_to_string(self.folder.path().join("log")).unwrap_or_default();
            assert!(started.elapsed() < START, "the PostgreSQL server does not start: {}", log());
            thread::sleep(LOOK);
        }
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        // A held server would not hear it.
        self.go_on();
        self.kill();
    }
}

fn data(folder: &TempDir) -> PathBuf {
    folder.path().join("data")
}

fn spawn(folder: &TempDir, port: u16) -> Child {
    let log = fs::File::options().create(true).append(true).open(folder.path().join("log")).unwrap();
    program("postgres")
        .arg("-D")
        .arg(data(folder))
        .args(["-p", &port.to_string()])
        // Loopback alone, and nothing that has to survive the machine.
        .args(["-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "fsync=off"])
        .current_dir(folder.path())
        .stdin(Stdio::null())
        .stdout(log.try_clone().unwrap())
        .stderr(log)
        .spawn()
        .unwrap()
}

fn signal(signal: &str, process: u32) {
    // One of its processes may have ended by itself.
    let _ = Command::new("kill").args([signal, &process.to_string()]).stderr(Stdio::null()).status();
}

/// One of its programs, as a user as whom it runs.
fn program(name: &str) -> Command {
    let mut command = Command::new(programs().expect("a test without it is ignored").join(name));
    // Nothing of whoever runs the tests: PGHOST would lead to another server.
    for (key, _) in env::vars().filter(|(key, _)| key.starts_with("PG")) {
        command.env_remove(key);
    }
    if let Some((user, group)) = other() {
        std::os::unix::process::CommandExt::uid(&mut command, user);
        std::os::unix::process::CommandExt::gid(&mut command, group);
    }
    command
}

/// The folder of the newest version's programs.
fn programs() -> Option<PathBuf> {
    let versions = fs::read_dir(DEBIAN).ok().into_iter().flatten().filter_map(Result::ok);
    let folders = versions.filter_map(|entry| {
        let version: f64 = entry.file_name().to_str()?.parse().ok()?;
        Some((version, entry.path().join("bin")))
    });
    let in_debian = folders.filter(|(_, folder)| is_whole(folder)).max_by(|(one, _), (other, _)| one.total_cmp(other));
    let in_path = || env::split_paths(&env::var_os("PATH")?).find(|folder| is_whole(folder));
    in_debian.map(|(_, folder)| folder).or_else(in_path)
}

fn is_whole(folder: &Path) -> bool {
    ["initdb", "postgres", "psql", "pg_isready"].iter().all(|name| folder.join(name).exists())
}

/// The user and the group as whom it runs, where it does not run as ours.
fn other() -> Option<(u32, u32)> {
    if is_root() { other_user() } else { None }
}

fn is_root() -> bool {
    fs::metadata("/proc/self").is_ok_and(|own| std::os::unix::fs::MetadataExt::uid(&own) == 0)
}

fn other_user() -> Option<(u32, u32)> {
    let known = fs::read_to_string("/etc/passwd").ok()?;
    OTHERS.iter().find_map(|name| {
        let line = known.lines().find(|line| line.split(':').next() == Some(name))?;
        let mut fields = line.split(':').skip(2);
        Some((fields.next()?.parse().ok()?, fields.next()?.parse().ok()?))
    })
}

/// A port that is free now.
fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}
