//! An answer on its way to its reader: tokens to text, and every reason in the text to stop.

use super::{
    GenerationEvent, StopReason,
    engine::Job,
    guard::Guard,
    stop::{Repetition, StopTexts, Stopped},
};
use crate::tokenizer::TextStream;

/// What has been written of an answer.
pub(super) struct Answer<'a> {
    stream: TextStream<'a>,
    stops: StopTexts,
    repetition: Repetition,
    guard: Option<Guard>,
}

/// What became of a token.
pub(super) enum Taken {
    More,
    Stop(StopReason),
    Left,
}

impl<'a> Answer<'a> {
    pub(super) fn new(stream: TextStream<'a>, job: &Job) -> Self {
        Self {
            stream,
            stops: StopTexts::new(&job.request.stop),
            repetition: Repetition::default(),
            guard: job.request.expected.map(Guard::new),
        }
    }

    /// Takes the next token and sends what may be shown of it.
    pub(super) fn take(&mut self, id: u32, job: &Job) -> Taken {
        let text = self.stream.push(id);
        let Stopped { ready, hit } = self.stops.push(&text);
        if !send(job, ready) {
            return Taken::Left;
        }
        if let Some(hit) = hit {
            return Taken::Stop(StopReason::StopText(hit));
        }
        if self.repetition.push(id) {
            return Taken::Stop(StopReason::Repetition);
        }
        match self.guard.as_mut().and_then(|guard| guard.push(&text)) {
            Some(reason) => Taken::Stop(reason),
            None => Taken::More,
        }
    }

    /// Sends what was held back, unless a stop text ended the answer.
    pub(super) fn finish(mut self, reason: &StopReason, job: &Job) {
        if matches!(reason, StopReason::StopText(_)) {
            return;
        }
        let tail = self.stream.finish();
        let Stopped { mut ready, hit } = self.stops.push(&tail);
        if hit.is_none() {
            ready.push_str(&self.stops.finish());
        }
        // The last event finds out whether the reader is still there.
        let _ = send(job, ready);
    }
}

fn send(job: &Job, text: String) -> bool {
    if text.is_empty() {
        return !job.events.is_closed();
    }
    // The channel has room for an event a token; only a reader who left makes this fail.
    job.events.try_send(GenerationEvent::Text(text)).is_ok()
}
