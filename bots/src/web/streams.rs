//! Answers under way and those just given, so that a reader whose line broke can take them up after the last event it has.
//!
//! Events are written down as they come, whether anybody reads them or not; readers follow what is written. A reader that is slow
//! or gone holds nothing up, and an answer that nobody follows for a while is given up.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use tokio::{sync::watch, time::sleep};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

/// Answers at once. Each holds a few kilobytes; more questions than this are turned away.
const MOST: usize = 2_000;
/// How long work goes on without a reader: a telephone changes from one network to another within this.
const PATIENCE: Duration = Duration::from_secs(15);
/// How long a given answer can be taken up.
const KEPT: Duration = Duration::from_secs(60);

/// The answers, by the name of their stream. Copies share them.
#[derive(Clone, Debug)]
pub(super) struct Streams {
    kept: Arc<Mutex<Kept>>,
    patience: Duration,
}

#[derive(Debug, Default)]
struct Kept {
    streams: HashMap<Uuid, Arc<Stream>>,
    /// The oldest first.
    order: VecDeque<Uuid>,
}

#[derive(Debug)]
struct Stream {
    written: watch::Sender<Written>,
    stopped: CancellationToken,
}

/// What has happened in a stream so far.
#[derive(Debug, Default)]
struct Written {
    events: Vec<Line>,
    ended: bool,
}

/// One event as it is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Line {
    /// Its name.
    pub(super) name: &'static str,
    /// Its data, JSON.
    pub(super) data: Arc<str>,
}

/// Writes a stream; dropped, it ends the stream.
#[derive(Debug)]
pub(super) struct StreamWriter {
    streams: Streams,
    id: Uuid,
    stream: Arc<Stream>,
}

/// Follows a stream.
#[derive(Debug)]
pub(super) struct StreamReader {
    written: watch::Receiver<Written>,
    /// How many events the reader has.
    next: usize,
}

impl Default for Streams {
    fn default() -> Self {
        Self { kept: Arc::default(), patience: PATIENCE }
    }
}

impl Streams {
    /// Whether another question has to be turned away; given answers make room first.
    pub(super) fn is_full(&self) -> bool {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.order.len() < MOST {
            return false;
        }
        let ended = |id: &Uuid| kept.streams.get(id).is_none_or(|stream| stream.written.borrow().ended);
        let Some(place) = kept.order.iter().position(ended) else { return true };
        let oldest = kept.order.remove(place);
        oldest.map(|id| kept.streams.remove(&id));
        false
    }

    /// A new stream: its name, which is not to be guessed, its writer and its first reader.
    pub(super) fn open(&self) -> (Uuid, StreamWriter, StreamReader) {
        let id = Uuid::new_v4();
        let (written, receiver) = watch::channel(Written::default());
        let stream = Arc::new(Stream { written, stopped: CancellationToken::new() });
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.streams.insert(id, Arc::clone(&stream));
        kept.order.push_back(id);
        let reader = StreamReader { written: receiver, next: 0 };
        (id, StreamWriter { streams: self.clone(), id, stream }, reader)
    }

    /// Takes a stream up after so many events; `None` when it is not kept.
    pub(super) fn resume(&self, id: Uuid, have: usize) -> Option<StreamReader> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let stream = kept.streams.get(&id)?;
        Some(StreamReader { written: stream.written.subscribe(), next: have })
    }

    /// Gives a stream up at the wish of its reader; whether it was kept.
    pub(super) fn stop(&self, id: Uuid) -> bool {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.order.retain(|known| *known != id);
        let Some(stream) = kept.streams.remove(&id) else { return false };
        stream.stopped.cancel();
        true
    }

    fn forget(&self, id: Uuid) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.order.retain(|known| *known != id);
        kept.streams.remove(&id);
    }
}

impl StreamWriter {
    /// Adds an event.
    pub(super) fn write(&self, line: Line) {
        self.stream.written.send_modify(|written| written.events.push(line));
    }

    /// Ends when the stream was stopped, or when nobody has followed it for a while.
    pub(super) async fn given_up(&self) {
        tokio::select! {
            () = self.stream.stopped.cancelled() => {}
            () = self.unread() => {}
        }
    }

    async fn unread(&self) {
        loop {
            self.stream.written.closed().await;
            sleep(self.streams.patience).await;
            if self.stream.written.is_closed() {
                return;
            }
        }
    }
}

impl Drop for StreamWriter {
    fn drop(&mut self) {
        self.stream.written.send_modify(|written| written.ended = true);
        let (streams, id) = (self.streams.clone(), self.id);
        // At the end of the program there is no runtime, and nothing to be forgotten.
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(async move {
                sleep(KEPT).await;
                streams.forget(id);
            });
        }
    }
}

impl StreamReader {
    /// The next event with its number, from 1; `None` at the end.
    pub(super) async fn next(&mut self) -> Option<(usize, Line)> {
        let next = self.next;
        let line = {
            let written = self.written.wait_for(|written| written.events.len() > next || written.ended).await.ok()?;
            written.events.get(next).cloned()?
        };
        self.next += 1;
        Some((self.next, line))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn line(data: &str) -> Line {
        Line { name: "delta", data: data.into() }
    }

    #[tokio::test]
    async fn a_reader_takes_up_after_what_it_has_and_ends_with_the_stream() {
        let streams = Streams::default();
        let (id, writer, mut first) = streams.open();
        writer.write(line("1"));
        writer.write(line("2"));
        assert_eq!(first.next().await, Some((1, line("1"))));
        drop(first);
        let mut second = streams.resume(id, 1).unwrap();
        assert_eq!(second.next().await, Some((2, line("2"))));
        writer.write(line("3"));
        drop(writer);
        assert_eq!((second.next().await, second.next().await), (Some((3, line("3"))), None));
        let mut late = streams.resume(id, 0).unwrap();
        assert_eq!(late.next().await, Some((1, line("1"))));
        assert!(streams.resume(Uuid::new_v4(), 0).is_none());
    }

    #[tokio::test]
    async fn a_stream_that_nobody_follows_is_given_up() {
        let streams = Streams { patience: Duration::from_millis(20), ..Streams::default() };
        let (_, writer, reader) = streams.open();
        let given_up = async {
            writer.given_up().await;
            true
        };
        assert!(tokio::time::timeout(Duration::from_millis(200), given_up).await.is_err());
        drop(reader);
        writer.given_up().await;
    }

    #[tokio::test]
    async fn a_stream_can_be_stopped_by_its_name() {
        let streams = Streams::default();
        let (id, writer, mut reader) = streams.open();
        assert!(streams.stop(id) && !streams.stop(id));
        writer.given_up().await;
        drop(writer);
        assert_eq!(reader.next().await, None);
    }

    #[tokio::test]
    async fn a_full_house_forgets_given_answers_and_else_turns_questions_away() {
        let streams = Streams::default();
        let mut open: Vec<StreamWriter> = (0..MOST).map(|_| streams.open().1).collect();
        assert!(streams.is_full());
        open.pop();
        assert!(!streams.is_full());
        assert_eq!(streams.kept.lock().unwrap().order.len(), MOST - 1);
    }
}
