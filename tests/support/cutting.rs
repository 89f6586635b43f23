//! A line to the server that breaks: what comes is passed on until a mark, once, and then both ends are cut.

use std::{
    io::{Read, Write},
    net::{Shutdown, TcpListener, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

/// A proxy in front of a server. It serves until the process ends.
pub struct Cutting {
    /// Its address, to be used instead of the server's.
    pub url: String,
    cuts: Arc<AtomicUsize>,
}

impl Cutting {
    /// A proxy for the server at an address, which cuts the first reply with the mark just before it.
    ///
    /// # Panics
    /// When no port of loopback is free.
    #[must_use]
    pub fn start(server: &str, mark: &'static str) -> Self {
        let server = server.trim_start_matches("http://").trim_end_matches('/').to_owned();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let cuts: Arc<AtomicUsize> = Arc::default();
        let counted = Arc::clone(&cuts);
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let Ok(server) = TcpStream::connect(&server) else { continue };
                let (Ok(from_client), Ok(to_server)) = (client.try_clone(), server.try_clone()) else { continue };
                thread::spawn(move || pass(from_client, to_server));
                let cuts = Arc::clone(&counted);
                thread::spawn(move || pass_until(server, client, mark, &cuts));
            }
        });
        Self { url, cuts }
    }

    /// How often the line was cut: never or once.
    #[must_use]
    pub fn cuts(&self) -> usize {
        self.cuts.load(Ordering::SeqCst)
    }
}

fn pass(mut from: impl Read, mut to: TcpStream) {
    // A side that leaves ends the line, which is no failure here.
    let _ = std::io::copy(&mut from, &mut to);
    let _ = to.shutdown(Shutdown::Write);
}

fn pass_until(mut from: TcpStream, mut to: TcpStream, mark: &str, cuts: &AtomicUsize) {
    let mut buffer = vec![0; 64 * 1024];
    while let Ok(read @ 1..) = from.read(&mut buffer) {
        let bytes = &buffer[..read];
        let at = bytes.windows(mark.len()).position(|window| window == mark.as_bytes());
        if let Some(at) = at
            && cuts.compare_exchange(0, 1, Ordering::SeqCst, Ordering::SeqCst).is_ok()
        {
            let _ = to.write_all(&bytes[..at]);
            for end in [&from, &to] {
                let _ = end.shutdown(Shutdown::Both);
            }
            return;
        }
        if to.write_all(bytes).is_err() {
            break;
        }
    }
    let _ = to.shutdown(Shutdown::Write);
}
