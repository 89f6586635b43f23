//! A real browser: headless Chromium through its driver, by the W3C WebDriver protocol.
//!
//! The few commands that the tests need are spoken here, so that no browser library changes how the program is built.

use std::{
    fs,
    io::{BufRead as _, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use tempfile::TempDir;
use ureq::Agent;

/// The longest that a page may take to show something.
const PATIENCE: Duration = Duration::from_secs(30);
/// Stands before every script: `page` is where the chat keeps what it shows, or the document where there is none.
const PAGE: &str = "const page = document.querySelector('yordamchi-chat[data-ready]')?.shadowRoot ?? document;";
/// How often the page is looked at while waiting.
const LOOK: Duration = Duration::from_millis(50);

/// A running `chromedriver`. Dropping it ends it.
pub struct Driver {
    child: Child,
    url: String,
}

impl Driver {
    /// Starts the driver; an error says what is missing on this machine.
    ///
    /// # Errors
    /// No Chromium or driver is installed, or the driver does not start.
    pub fn start() -> Result<Self, String> {
        let program = ["/usr/bin/chromedriver", "/usr/lib/chromium/chromedriver"]
            .into_iter()
            .find(|path| Path::new(path).exists());
        let program = program.ok_or("chromedriver is not installed")?;
        if !Path::new("/usr/bin/chromium").exists() {
            return Err("chromium is not installed".to_owned());
        }
        let mut child = Command::new(program)
            .args(["--port=0"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| format!("chromedriver does not start: {error}"))?;
        let lines = BufReader::new(child.stdout.take().expect("it is piped")).lines();
        let port = lines.map_while(Result::ok).find_map(|line| {
            line.split("on port ").nth(1).map(|rest| rest.trim_end_matches('.').to_owned()).filter(|port| port != "0")
        });
        let port = port.ok_or("chromedriver names no port")?;
        Ok(Self { child, url: format!("http://127.0.0.1:{port}") })
    }

    /// Ends the driver and its browsers; for a driver that lives as long as the process and is never dropped.
    pub fn end(&self) {
        let _ = Command::new("kill").arg(self.child.id().to_string()).status();
    }

    /// Opens a window of a size in CSS pixels, with a profile of its own.
    #[must_use]
    pub fn open(&self, width: u32, height: u32, dark: bool) -> Browser {
        self.open_with(width, height, dark, &json!({}))
    }

    /// Opens a window in which pages run no scripts.
    #[must_use]
    pub fn open_without_scripts(&self, width: u32, height: u32) -> Browser {
        self.open_with(width, height, false, &json!({ "profile.managed_default_content_settings.javascript": 2 }))
    }

    /// Opens a window whose text is set to 200 % of the usual size.
    #[must_use]
    pub fn open_with_large_text(&self, width: u32, height: u32) -> Browser {
        self.open_with(width, height, false, &json!({ "webkit.webprefs.default_font_size": 32 }))
    }

    fn open_with(&self, width: u32, height: u32, dark: bool, preferences: &Value) -> Browser {
        let profile = tempfile::tempdir().unwrap();
        let mut arguments = vec![
            "--headless=new".to_owned(),
            "--no-sandbox".to_owned(),
            "--disable-gpu".to_owned(),
            "--disable-quic".to_owned(),
            "--no-first-run".to_owned(),
            "--disable-background-networking".to_owned(),
            "--disable-component-update".to_owned(),
            "--disable-sync".to_owned(),
            "--disable-dev-shm-usage".to_owned(),
            "--hide-scrollbars".to_owned(),
            format!("--user-data-dir={}", profile.path().display()),
        ];
        if dark {
            arguments.push("--force-dark-mode".to_owned());
        }
        let phone = json!({ "deviceMetrics": { "width": width, "height": height, "pixelRatio": 1, "touch": false } });
        let options = json!({
            "args": arguments, "binary": "/usr/bin/chromium", "mobileEmulation": phone, "prefs": preferences,
        });
        let wanted =
            json!({ "capabilities": { "alwaysMatch": { "browserName": "chrome", "goog:chromeOptions": options } } });
        let session = call(&self.url, "POST", "/session", &wanted);
        let id = session["sessionId"].as_str().expect("a session has an id").to_owned();
        Browser { url: format!("{}/session/{id}", self.url), _profile: profile }
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Keys without a letter, as the protocol writes them.
pub mod keys {
    /// Moves the focus on.
    pub const TAB: &str = "\u{E004}";
    /// Presses what has the focus.
    pub const ENTER: &str = "\u{E007}";
    /// Closes what is open.
    pub const ESCAPE: &str = "\u{E00C}";
    /// Goes back.
    pub const LEFT: &str = "\u{E012}";
    /// Goes on.
    pub const RIGHT: &str = "\u{E014}";
}

/// One window.
pub struct Browser {
    url: String,
    _profile: TempDir,
}

impl Browser {
    /// Goes to a page and waits until it is loaded.
    pub fn go(&self, url: &str) {
        self.call("POST", "/url", &json!({ "url": url }));
    }

    /// Runs a script; its `return` value comes back, a promise when it is kept. `page` is where the chat keeps what it shows.
    #[must_use]
    pub fn run(&self, script: &str) -> Value {
        self.call("POST", "/execute/sync", &json!({ "script": format!("{PAGE} {script}"), "args": [] }))
    }

    /// Waits until an expression of the page is true, and fails with the page's text otherwise.
    pub fn wait_until(&self, expression: &str) {
        let end = Instant::now() + PATIENCE;
        while self.run(&format!("return Boolean({expression})")) != Value::Bool(true) {
            if Instant::now() > end {
                panic!("never true: {expression}; the page says: {}", self.text("body"));
            }
            // WebDriver tells of no changes, so the page is asked again.
            std::thread::sleep(LOOK);
        }
    }

    /// The text of the first element that a selector finds.
    #[must_use]
    pub fn text(&self, selector: &str) -> String {
        let selector = json!(selector);
        let script = format!(
            "const e = page.querySelector({selector}) ?? document.querySelector({selector}); return e ? e.innerText : ''"
        );
        self.run(&script).as_str().unwrap_or_default().to_owned()
    }

    /// Types into an element as a person does, key by key; `\n` is the Enter key.
    pub fn type_into(&self, selector: &str, text: &str) {
        let element = self.element(selector);
        self.call("POST", &format!("/element/{element}/value"), &json!({ "text": text.replace('\n', "\u{E007}") }));
    }

    /// Clicks an element as a person does: brought into sight, it must not be covered.
    pub fn click(&self, selector: &str) {
        let element = self.element(selector);
        let selector = json!(selector);
        let _ = self.run(&format!(
            "(page.querySelector({selector}) ?? document.querySelector({selector})).scrollIntoView({{ block: 'center' }})"
        ));
        self.call("POST", &format!("/element/{element}/click"), &json!({}));
    }

    /// Presses keys one after the other, wherever the focus is; keys without a letter are named by [`keys`].
    pub fn press(&self, keys: &str) {
        let strokes: Vec<Value> = keys
            .chars()
            .flat_map(|key| ["keyDown", "keyUp"].map(|kind| json!({ "type": kind, "value": key.to_string() })))
            .collect();
        let actions = json!({ "actions": [{ "type": "key", "id": "keyboard", "actions": strokes }] });
        self.call("POST", "/actions", &actions);
    }

    /// A text of the element that has the focus: its identifier, else what it says.
    #[must_use]
    pub fn focused(&self) -> String {
        let script = "let e = document.activeElement; while (e?.shadowRoot?.activeElement) e = e.shadowRoot.activeElement; \
                      return e ? e.id || e.innerText || e.tagName : ''";
        self.run(script).as_str().unwrap_or_default().to_owned()
    }

    /// Saves what is to be seen as a PNG file.
    pub fn screenshot(&self, file: &Path) {
        let picture = self.call("GET", "/screenshot", &Value::Null);
        fs::create_dir_all(file.parent().expect("a file lies in a folder")).unwrap();
        fs::write(file, decode_base64(picture.as_str().unwrap())).unwrap();
    }

    /// Tells pages that the person wants things to keep still, as the system's setting would.
    pub fn prefer_stillness(&self) {
        let still = json!({ "features": [{ "name": "prefers-reduced-motion", "value": "reduce" }] });
        self.command("Emulation.setEmulatedMedia", &still);
    }

    /// Shows pages as they are printed.
    pub fn show_as_printed(&self) {
        self.command("Emulation.setEmulatedMedia", &json!({ "media": "print" }));
    }

    /// Prints the page, and saves it as a PDF file.
    pub fn print(&self, file: &Path) {
        let printed = self.command("Page.printToPDF", &json!({ "printBackground": false }));
        fs::create_dir_all(file.parent().expect("a file lies in a folder")).unwrap();
        fs::write(file, decode_base64(printed["data"].as_str().unwrap())).unwrap();
    }

    /// A command of the browser's own, which the common protocol does not have.
    fn command(&self, name: &str, parameters: &Value) -> Value {
        self.call("POST", "/goog/cdp/execute", &json!({ "cmd": name, "params": parameters }))
    }

    fn element(&self, selector: &str) -> String {
        let selector = json!(selector);
        let found = self.run(&format!("return page.querySelector({selector}) ?? document.querySelector({selector})"));
        let id = found.as_object().and_then(|object| object.values().next()).and_then(Value::as_str);
        id.unwrap_or_else(|| panic!("no element {selector}; the page says: {}", self.text("body"))).to_owned()
    }

    fn call(&self, method: &str, path: &str, body: &Value) -> Value {
        call(&self.url, method, path, body)
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = agent().delete(&self.url).call();
    }
}

fn agent() -> Agent {
    Agent::config_builder()
        .http_status_as_error(false)
        .timeout_global(Some(Duration::from_secs(60)))
        .build()
        .new_agent()
}

fn call(url: &str, method: &str, path: &str, body: &Value) -> Value {
    let url = format!("{url}{path}");
    let response = match method {
        "GET" => agent().get(&url).call(),
        _ => agent().post(&url).header("content-type", "application/json").send(body.to_string().as_bytes()),
    };
    let mut response = response.unwrap();
    let status = response.status().as_u16();
    let text = response.body_mut().with_config().limit(64 * 1024 * 1024).read_to_string().unwrap();
    let reply: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(status, 200, "{method} {path}: {reply}");
    reply["value"].clone()
}

/// Standard base64 without line breaks, as the driver sends pictures.
fn decode_base64(text: &str) -> Vec<u8> {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut count) = (0_u32, 0_u32);
    for digit in text.bytes().filter_map(|byte| DIGITS.iter().position(|known| *known == byte)) {
        bits = (bits << 6) | digit as u32;
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count) as u8);
        }
    }
    bytes
}
