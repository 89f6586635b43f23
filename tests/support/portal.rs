//! A portal on an origin of its own, whose page embeds the chat.

use std::{
    io::{BufRead as _, BufReader, Write as _},
    net::{TcpListener, TcpStream},
    sync::{Arc, OnceLock},
    thread,
};

/// A portal with one page. It serves until the process ends.
pub struct Portal {
    /// Its origin.
    pub origin: String,
    page: Arc<OnceLock<Page>>,
}

struct Page {
    policy: String,
    html: String,
}

impl Portal {
    /// A portal whose page is still to be written, so that a server can be told its origin first.
    ///
    /// # Panics
    /// When no port of loopback is free.
    #[must_use]
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        let page: Arc<OnceLock<Page>> = Arc::default();
        let served = Arc::clone(&page);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                // A browser opens connections ahead and leaves them.
                let served = Arc::clone(&served);
                thread::spawn(move || answer(stream, &served));
            }
        });
        Self { origin, page }
    }

    /// Writes the page: a body, and the one origin from which the portal's policy lets scripts, styles and answers come.
    ///
    /// # Panics
    /// When it is written already.
    pub fn write(&self, body: &str, from: &str) {
        let policy =
            format!("default-src 'none'; script-src {from}; style-src {from} 'unsafe-inline'; connect-src {from}");
        let html = format!(
            "<!doctype html><html lang=\"ru\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
             <title>Portal</title><main>{body}</main></html>"
        );
        assert!(self.page.set(Page { policy, html }).is_ok(), "a portal has one page");
    }
}

fn answer(stream: TcpStream, page: &OnceLock<Page>) -> std::io::Result<()> {
    let mut writer = stream.try_clone()?;
    for line in BufReader::new(stream).lines() {
        if line?.is_empty() {
            break;
        }
    }
    let Some(Page { policy, html }) = page.get() else { return Ok(()) };
    let length = html.len();
    write!(
        writer,
        "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-security-policy: {policy}\r\ncontent-length: {length}\r\n\
         connection: close\r\n\r\n{html}"
    )
}
