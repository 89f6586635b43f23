//! A model hub on loopback: the few answers of its API that a fetch needs, with a line that can break.

use std::{
    io::{BufRead as _, BufReader, Write as _},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread,
};

/// The commit that the hub says a file is of.
const COMMIT: &str = "0123456789abcdef0123456789abcdef01234567";

/// A hub that holds one file. It serves until the process ends.
pub struct Hub {
    /// Its address, for `HF_ENDPOINT`.
    pub url: String,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Hub {
    /// A hub with one file under any name; its first download breaks off after so many bytes.
    ///
    /// # Panics
    /// When no port of loopback is free.
    #[must_use]
    pub fn start(content: Vec<u8>, breaks_after: Option<usize>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let asked: Arc<Mutex<Vec<String>>> = Arc::default();
        let seen = Arc::clone(&asked);
        thread::spawn(move || {
            let mut left = breaks_after;
            for stream in listener.incoming().flatten() {
                // A client that goes away in the middle is what some tests are about.
                let _ = answer(stream, &content, &mut left, &seen);
            }
        });
        Self { url, asked }
    }

    /// The ranges of the downloads so far: `bytes=N-`, or `whole`.
    ///
    /// # Panics
    /// When the hub's thread has panicked.
    #[must_use]
    pub fn downloads(&self) -> Vec<String> {
        self.asked.lock().unwrap().iter().filter(|range| *range != "bytes=0-0").cloned().collect()
    }
}

fn answer(
    stream: TcpStream,
    content: &[u8],
    breaks_after: &mut Option<usize>,
    asked: &Mutex<Vec<String>>,
) -> std::io::Result<()> {
    let mut writer = stream.try_clone()?;
    let (mut range, mut lines) = (None, 0);
    for line in BufReader::new(stream).lines() {
        let line = line?;
        if line.is_empty() {
            break;
        }
        lines += 1;
        if let Some((name, value)) = line.split_once(':')
            && name.eq_ignore_ascii_case("range")
        {
            range = Some(value.trim().to_owned());
        }
    }
    if lines == 0 {
        // Somebody only looked whether the port is open.
        return Ok(());
    }
    asked.lock().unwrap().push(range.clone().unwrap_or_else(|| "whole".to_owned()));
    let bounds = range.as_deref().and_then(|range| range.strip_prefix("bytes="));
    let (first, last) = bounds.and_then(|bounds| bounds.split_once('-')).unwrap_or(("0", ""));
    let first: usize = first.parse().unwrap_or_default();
    let last: usize = last.parse().unwrap_or(content.len() - 1);
    let body = content.get(first..=last).unwrap_or_default();
    let status = if range.is_some() { "206 Partial Content" } else { "200 OK" };
    let (length, total) = (body.len(), content.len());
    write!(
        writer,
        "HTTP/1.1 {status}\r\ncontent-length: {length}\r\ncontent-range: bytes {first}-{last}/{total}\r\n\
         x-repo-commit: {COMMIT}\r\netag: \"none\"\r\nconnection: close\r\n\r\n"
    )?;
    let is_download = range.as_deref() != Some("bytes=0-0");
    match breaks_after.filter(|_| is_download) {
        Some(bytes) => {
            *breaks_after = None;
            writer.write_all(&body[..bytes.min(length)])
        }
        None => writer.write_all(body),
    }
}
