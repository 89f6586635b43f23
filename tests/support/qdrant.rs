//! A real Qdrant server on loopback: started, killed, held and started again by tests.

use std::{
    env, fs,
    net::TcpListener,
    path::PathBuf,
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use serde_json::Value;
use tempfile::TempDir;
use ureq::Agent;

/// The longest that a server may take to be there.
const START: Duration = Duration::from_secs(60);
/// How often is looked whether it is there.
const LOOK: Duration = Duration::from_millis(50);

/// A Qdrant server with a storage of its own. Dropping it kills it.
pub struct Qdrant {
    folder: TempDir,
    child: Child,
    http: u16,
    grpc: u16,
    key: Option<String>,
}

impl Qdrant {
    /// Why no server can be started on this machine; `None` when one can.
    #[must_use]
    pub fn missing() -> Option<String> {
        let binary = binary();
        (!binary.exists())
            .then(|| format!("there is no Qdrant server at {}; tests/run fetches it by npm", binary.display()))
    }

    /// Starts a server without a key and waits until it answers.
    #[must_use]
    pub fn start() -> Self {
        Self::start_with(None)
    }

    /// Starts a server that asks for a key.
    #[must_use]
    pub fn start_with_key(key: &str) -> Self {
        Self::start_with(Some(key.to_owned()))
    }

    fn start_with(key: Option<String>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (http, grpc) = free_ports();
        let child = spawn(&folder, http, grpc, key.as_deref());
        let server = Self { folder, child, http, grpc, key };
        server.wait();
        server
    }

    /// The address of its gRPC interface.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.grpc)
    }

    /// Ends the server at once, as a power cut would.
    pub fn kill(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    /// Starts the killed server again, on its storage and its ports.
    pub fn start_again(&mut self) {
        self.child = spawn(&self.folder, self.http, self.grpc, self.key.as_deref());
        self.wait();
    }

    /// Holds the server: it keeps its connections and says nothing.
    pub fn hold(&self) {
        self.signal("-STOP");
    }

    /// Lets a held server go on.
    pub fn go_on(&self) {
        self.signal("-CONT");
    }

    /// The names of its collections, in order.
    #[must_use]
    pub fn collections(&self) -> Vec<String> {
        let answer = self.get("/collections");
        let known = answer["result"]["collections"].as_array().cloned().unwrap_or_default();
        let mut names: Vec<String> =
            known.iter().filter_map(|collection| collection["name"].as_str().map(str::to_owned)).collect();
        names.sort();
        names
    }

    /// The collection that an alias stands for.
    #[must_use]
    pub fn alias_target(&self, alias: &str) -> Option<String> {
        let answer = self.get("/aliases");
        let known = answer["result"]["aliases"].as_array()?.iter();
        let target =
            known.filter(|known| known["alias_name"] == alias).find_map(|known| known["collection_name"].as_str());
        target.map(str::to_owned)
    }

    /// What it says of a collection.
    #[must_use]
    pub fn collection(&self, name: &str) -> Value {
        self.get(&format!("/collections/{name}"))["result"].clone()
    }

    /// Removes a collection behind the back of whoever uses it.
    ///
    /// # Panics
    /// When the server refuses.
    pub fn remove(&self, collection: &str) {
        let reply = agent().delete(self.http_url(&format!("/collections/{collection}"))).call().unwrap();
        assert_eq!(reply.status(), 200);
    }

    fn get(&self, path: &str) -> Value {
        let mut request = agent().get(self.http_url(path));
        if let Some(key) = &self.key {
            request = request.header("api-key", key);
        }
        let body = request.call().unwrap().body_mut().read_to_string().unwrap();
        serde_json::from_str(&body).unwrap_or_else(|error| panic!("{error}: {body}"))
    }

    fn wait(&self) {
        let started = Instant::now();
        let is_ready = || agent().get(self.http_url("/readyz")).call().is_ok_and(|reply| reply.status() == 200);
        while !is_ready() {
            let log = || fs::read_to_string(self.folder.path().join("log")).unwrap_or_default();
            assert!(started.elapsed() < START, "the Qdrant server does not start: {}", log());
            thread::sleep(LOOK);
        }
    }

    fn signal(&self, signal: &str) {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args([signal, &id]).status().unwrap().success());
    }

    fn http_url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.http)
    }
}

impl Drop for Qdrant {
    fn drop(&mut self) {
        self.kill();
    }
}

/// Where `tests/run` puts the server.
fn binary() -> PathBuf {
    let base = env::var_os("XDG_CACHE_HOME").map(PathBuf::from);
    let base = base.unwrap_or_else(|| PathBuf::from(env::var_os("HOME").unwrap_or_default()).join(".cache"));
    base.join("yordamchi-tests/qdrant/package/bin/qdrant")
}

fn spawn(folder: &TempDir, http: u16, grpc: u16, key: Option<&str>) -> Child {
    let path = |name: &str| folder.path().join(name);
    let log = fs::File::options().create(true).append(true).open(path("log")).unwrap();
    let mut command = Command::new(binary());
    command
        .current_dir(folder.path())
        .env("QDRANT__SERVICE__HOST", "127.0.0.1")
        .env("QDRANT__SERVICE__HTTP_PORT", http.to_string())
        .env("QDRANT__SERVICE__GRPC_PORT", grpc.to_string())
        .env("QDRANT__STORAGE__STORAGE_PATH", path("storage"))
        .env("QDRANT__STORAGE__SNAPSHOTS_PATH", path("snapshots"))
        .env("QDRANT__TELEMETRY_DISABLED", "true")
        .stdin(Stdio::null())
        .stdout(log.try_clone().unwrap())
        .stderr(log);
    if let Some(key) = key {
        command.env("QDRANT__SERVICE__API_KEY", key);
    }
    command.spawn().unwrap()
}

/// Two ports that are free now. Both are held until both are known, so that they differ.
fn free_ports() -> (u16, u16) {
    let listeners = [(); 2].map(|()| TcpListener::bind("127.0.0.1:0").unwrap());
    let [one, other] = listeners.map(|listener| listener.local_addr().unwrap().port());
    (one, other)
}

fn agent() -> Agent {
    let config = Agent::config_builder().http_status_as_error(false).timeout_global(Some(Duration::from_secs(10)));
    config.build().new_agent()
}
