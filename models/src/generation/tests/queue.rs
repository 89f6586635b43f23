//! Places and the queue, with a network that goes on when it is told to.

use std::sync::mpsc::{Receiver, Sender, channel};

use super::{super::engine::Shared, *};
use crate::decoder::{Feed, Memory, Network};

/// Takes one step for each word it is given, and tells how many texts took part.
struct Held {
    go: Receiver<()>,
    taken: Sender<usize>,
}

struct Length(usize);

impl Network for Held {
    type Memory = Length;

    fn empty(&self) -> Length {
        Length(0)
    }

    fn forward(&mut self, feeds: &mut [Feed<'_, Length>]) -> candle_core::Result<Vec<Vec<f32>>> {
        self.go.recv().map_err(candle_core::Error::wrap)?;
        let mut logits = Vec::new();
        for feed in feeds.iter_mut() {
            feed.memory.0 += feed.tokens.len();
            if feed.logits {
                // Every length has a letter of its own, so that no text repeats itself.
                logits.push((0..40).map(|id| if id == feed.memory.0 % 37 { 1.0 } else { 0.0 }).collect());
            }
        }
        self.taken.send(feeds.len()).map_err(candle_core::Error::wrap)?;
        Ok(logits)
    }
}

impl Memory for Length {
    const GRAIN: usize = 1;
    const FORM: &'static str = "length";

    fn length(&self) -> usize {
        self.0
    }

    fn beginning(&self, length: usize) -> Self {
        Self(length.min(self.0))
    }

    fn parts(&self) -> impl Iterator<Item = (usize, usize)> {
        std::iter::empty()
    }

    fn save(&self) -> Option<Vec<u8>> {
        None
    }

    fn load(&self, _bytes: &[u8]) -> Option<Self> {
        None
    }
}

/// An engine with one place for a writer and one in the queue, its word to go on, and what it tells.
fn held() -> (GenerationEngine, Sender<()>, Receiver<usize>) {
    let folder = tempfile::tempdir().unwrap();
    let model = LanguageModel::open(&TinyModel::new(false).write(folder.path())).unwrap();
    let settings = EngineSettings { queue: 1, places: 1, warm_up: false, ..EngineSettings::default() };
    let shared = Shared { description: model.description().clone(), tokenizer: model.tokenizer, settings };
    let ((go, held), (taken, told)) = (channel(), channel());
    (GenerationEngine::run(Held { go: held, taken }, shared).unwrap(), go, told)
}

#[test]
fn who_leaves_the_queue_or_the_place_makes_room_before_the_next_step() {
    let (engine, go, told) = held();
    let step = || {
        go.send(()).unwrap();
        told.recv().unwrap()
    };
    let mut first = engine.generate(request(50)).unwrap();
    assert_eq!(step(), 1);
    let second = engine.generate(request(50)).unwrap();
    assert_eq!(engine.generate(request(50)).err(), Some(GenerationError::QueueFull { queue: 1 }));
    drop(second);
    assert_eq!(step(), 1);
    // The first is being written, and nothing goes on without a word: the place in the queue is free all the same.
    let mut third = loop {
        match engine.generate(request(50)) {
            Ok(third) => break third,
            Err(error) => assert_eq!(error, GenerationError::QueueFull { queue: 1 }),
        }
        std::thread::yield_now();
    };
    while let Ok(event) = first.try_recv() {
        assert!(matches!(event, GenerationEvent::Text(_)), "{event:?}");
    }
    drop(first);
    // One step may have begun with the first in it; the next is the third's.
    assert_eq!(step(), 1);
    assert_eq!(step(), 1);
    assert!(matches!(third.blocking_recv(), Some(GenerationEvent::Text(_))));
}

#[test]
fn a_step_that_fails_is_told_to_everybody_in_it() {
    let (engine, go, _told) = held();
    let mut first = engine.generate(request(50)).unwrap();
    drop(go);
    assert!(matches!(first.blocking_recv(), Some(GenerationEvent::Failed(GenerationError::Model(_)))));
    // The engine goes on with the next request, which fails likewise here.
    let mut second = engine.generate(request(50)).unwrap();
    assert!(matches!(second.blocking_recv(), Some(GenerationEvent::Failed(_))));
}
