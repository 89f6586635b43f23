//! A reader that gives up when nothing comes any more.
//!
//! A server that keeps the connection and sends nothing would hold up a fetch for ever: the library below limits the whole
//! transfer or nothing, and a gigabyte may honestly take an hour.

use std::{
    io::{self, Read},
    sync::mpsc::{Receiver, RecvTimeoutError, sync_channel},
    thread,
    time::Duration,
};

/// Bytes read at once.
const CHUNK: usize = 256 * 1024;
/// Chunks read ahead.
const AHEAD: usize = 4;

/// Reads ahead on a thread of its own and fails with [`io::ErrorKind::TimedOut`] when nothing comes for a while.
///
/// The thread of a stalled reader ends when its connection does; it holds nothing else.
pub(super) struct Stallable {
    chunks: Receiver<io::Result<Vec<u8>>>,
    current: io::Cursor<Vec<u8>>,
    longest: Duration,
}

impl Stallable {
    pub(super) fn new(mut reader: impl Read + Send + 'static, longest: Duration) -> io::Result<Self> {
        let (sender, chunks) = sync_channel(AHEAD);
        thread::Builder::new().name("download".to_owned()).spawn(move || {
            loop {
                let mut chunk = vec![0; CHUNK];
                let read = reader.read(&mut chunk).map(|read| {
                    chunk.truncate(read);
                    chunk
                });
                let last = read.as_ref().map_or(true, Vec::is_empty);
                // A reader that was dropped wants no more.
                if sender.send(read).is_err() || last {
                    return;
                }
            }
        })?;
        Ok(Self { chunks, current: io::Cursor::default(), longest })
    }
}

impl Read for Stallable {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.current.read(buffer)?;
        if read > 0 || buffer.is_empty() {
            return Ok(read);
        }
        match self.chunks.recv_timeout(self.longest) {
            Ok(chunk) => {
                self.current = io::Cursor::new(chunk?);
                self.current.read(buffer)
            }
            // The thread has ended with the last chunk.
            Err(RecvTimeoutError::Disconnected) => Ok(0),
            Err(RecvTimeoutError::Timeout) => {
                let seconds = self.longest.as_secs();
                Err(io::Error::new(io::ErrorKind::TimedOut, format!("nothing came for {seconds} s")))
            }
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::{
        io::Write as _,
        net::{TcpListener, TcpStream},
    };

    use super::*;

    #[test]
    fn what_comes_is_read_and_a_stall_is_an_error() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let reader = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
        let (mut writer, _) = listener.accept().unwrap();
        let content: Vec<u8> = (0..600_000_u32).map(|number| number as u8).collect();
        let mut reader = Stallable::new(reader, Duration::from_millis(200)).unwrap();
        let mut read = vec![0; content.len()];
        let sent = content.clone();
        let sending = thread::spawn(move || {
            writer.write_all(&sent).unwrap();
            writer
        });
        reader.read_exact(&mut read).unwrap();
        assert!(read == content);
        // The connection stays open and silent.
        let _open = sending.join().unwrap();
        assert_eq!(reader.read(&mut read).unwrap_err().kind(), io::ErrorKind::TimedOut);
    }

    #[test]
    fn the_end_is_the_end() {
        let mut reader = Stallable::new(io::Cursor::new(b"abc".to_vec()), Duration::from_secs(5)).unwrap();
        let mut text = String::new();
        reader.read_to_string(&mut text).unwrap();
        assert_eq!(text, "abc");
    }
}
