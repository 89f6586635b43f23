//! Writing one answer: the prompt in pieces, then token by token, watching for every reason to stop.

use std::time::{Duration, Instant};

use candle_core::{Device, Tensor};
use candle_transformers::generation::{LogitsProcessor, Sampling};

use super::{
    GenerationError, GenerationEvent, GenerationRequest, StopReason, Usage,
    engine::Job,
    stop::{Repetition, StopTexts, Stopped},
};
use crate::{
    decoder::{Decoder, plain},
    tokenizer::{ModelTokenizer, TextStream},
};

/// Tokens fed at once. Between pieces a reader may leave; larger ones gain no speed on a processor.
const PIECE: usize = 256;
/// Size of the smaller pieces at a prompt's end. candle's modules keep a mask for each pair of piece and position, so that
/// free sizes would grow the memory with every new length of prompt.
const SMALL_PIECE: usize = 32;
/// With a temperature, only the likeliest tokens take part.
const LIKELIEST: usize = 40;
/// With a temperature, only tokens that together reach this probability take part.
const PROBABILITY: f64 = 0.95;
/// Tokens of the warm-up: enough for the kernels of whole pieces, and one more for those of single tokens.
const WARM_UP: usize = 33;

/// A model with what it needs to write.
pub(super) struct Writer<'a, D> {
    pub(super) decoder: D,
    pub(super) device: Device,
    pub(super) tokenizer: &'a ModelTokenizer,
    pub(super) context: usize,
}

impl Writer<'_, Box<dyn Decoder>> {
    /// Runs the model once over nothing of interest, so that the first person does not wait for the repacking.
    pub(super) fn warm_up(&mut self) {
        let started = Instant::now();
        let id = u32::from(self.tokenizer.vocabulary_size() > 1);
        let count = WARM_UP.min(self.context.saturating_sub(1)).max(1);
        let outcome = self.feed(&vec![id; count], 0, &|| false).and_then(|_| self.feed(&[id], count, &|| false));
        self.decoder.reset();
        match outcome {
            Ok(_) => tracing::info!(took = ?started.elapsed(), "model warmed up"),
            // Whoever asks first will hear the same error.
            Err(error) => tracing::warn!(%error, "the model could not be warmed up"),
        }
    }

    /// Writes one answer; the last event is returned, nothing when the reader left.
    pub(super) fn write(&mut self, job: &Job) -> Result<Option<GenerationEvent>, GenerationError> {
        let started = Instant::now();
        let mut usage =
            Usage { prompt_tokens: job.tokens.len(), queued: started.duration_since(job.arrived), ..Usage::default() };
        self.decoder.reset();
        let left = || job.events.is_closed();
        let mut sampler = sampler(&job.request);
        let Some(mut logits) = self.feed(&job.tokens, 0, &left)? else {
            return Ok(None);
        };
        let mut answer = Answer {
            stream: self.tokenizer.stream(),
            stops: StopTexts::new(&job.request.stop),
            repetition: Repetition::default(),
            job,
        };
        let mut position = job.tokens.len();
        let mut first = None;
        let reason = loop {
            let id = sampler.sample(&logits).map_err(|error| failed(&error))?;
            let begun = *first.get_or_insert_with(Instant::now);
            usage.prefill = begun.duration_since(started);
            usage.decode = begun.elapsed();
            if self.tokenizer.ends_turn(id) {
                break StopReason::EndOfTurn;
            }
            usage.generated_tokens += 1;
            match answer.take(id) {
                Taken::More => {}
                Taken::Stop(reason) => break reason,
                Taken::Left => return Ok(None),
            }
            if usage.generated_tokens >= job.request.max_tokens {
                break StopReason::TokenBudget;
            }
            if position >= self.context {
                break StopReason::ContextFull;
            }
            let Some(next) = self.feed(&[id], position, &left)? else {
                return Ok(None);
            };
            logits = next;
            position += 1;
        };
        answer.finish(&reason);
        // Nothing is kept between people's texts.
        self.decoder.reset();
        tracing::debug!(?reason, ?usage, "answer written");
        Ok(Some(GenerationEvent::Done { reason, usage }))
    }

    /// Feeds tokens from a position on, in pieces; the logits behind the last one, nothing when the reader left.
    fn feed(
        &mut self,
        tokens: &[u32],
        mut position: usize,
        left: &dyn Fn() -> bool,
    ) -> Result<Option<Tensor>, GenerationError> {
        let mut rest = tokens;
        let mut logits = None;
        while !rest.is_empty() {
            if left() {
                return Ok(None);
            }
            let (piece, later) = rest.split_at(piece_length(rest.len()));
            let input = Tensor::new(piece, &self.device).and_then(|tensor| tensor.unsqueeze(0));
            let output =
                input.and_then(|input| self.decoder.forward(&input, position)).and_then(|output| output.squeeze(0));
            logits = Some(output.map_err(|error| failed(&error))?);
            position += piece.len();
            rest = later;
        }
        Ok(logits)
    }
}

/// An answer on its way to its reader.
struct Answer<'a> {
    stream: TextStream<'a>,
    stops: StopTexts<'a>,
    repetition: Repetition,
    job: &'a Job,
}

/// What became of a token.
enum Taken {
    More,
    Stop(StopReason),
    Left,
}

impl Answer<'_> {
    fn take(&mut self, id: u32) -> Taken {
        let text = self.stream.push(id);
        let Stopped { ready, hit } = self.stops.push(&text);
        if !self.send(ready) {
            return Taken::Left;
        }
        if let Some(hit) = hit {
            return Taken::Stop(StopReason::StopText(hit));
        }
        match self.repetition.push(id) {
            true => Taken::Stop(StopReason::Repetition),
            false => Taken::More,
        }
    }

    /// Sends what was held back, unless a stop text ended the answer.
    fn finish(mut self, reason: &StopReason) {
        if matches!(reason, StopReason::StopText(_)) {
            return;
        }
        let tail = self.stream.finish();
        let Stopped { mut ready, hit } = self.stops.push(&tail);
        if hit.is_none() {
            ready.push_str(&self.stops.finish());
        }
        // The last event finds out whether the reader is still there.
        let _ = self.send(ready);
    }

    fn send(&self, text: String) -> bool {
        if text.is_empty() {
            return !self.job.events.is_closed();
        }
        // The channel has room for an event a token; only a reader who left makes this fail.
        self.job.events.try_send(GenerationEvent::Text(text)).is_ok()
    }
}

/// Whole pieces first, then small ones, then the rest.
fn piece_length(rest: usize) -> usize {
    match rest {
        PIECE.. => PIECE,
        SMALL_PIECE.. => rest - rest % SMALL_PIECE,
        _ => rest,
    }
}

fn sampler(request: &GenerationRequest) -> LogitsProcessor {
    let sampling = match request.temperature {
        None => Sampling::ArgMax,
        Some(temperature) => Sampling::TopKThenTopP { k: LIKELIEST, p: PROBABILITY, temperature },
    };
    LogitsProcessor::from_sampling(request.seed, sampling)
}

fn failed(error: &candle_core::Error) -> GenerationError {
    GenerationError::Model(plain(error))
}

/// Tokens a second, for reports; nothing without time.
impl Usage {
    /// Tokens of the prompt a second.
    #[must_use]
    pub fn prefill_rate(&self) -> f64 {
        rate(self.prompt_tokens, self.prefill)
    }

    /// Tokens written a second, the first left out: it belongs to the prompt.
    #[must_use]
    pub fn decode_rate(&self) -> f64 {
        rate(self.generated_tokens.saturating_sub(1), self.decode)
    }
}

fn rate(tokens: usize, time: Duration) -> f64 {
    match time.as_secs_f64() {
        0.0 => 0.0,
        seconds => tokens as f64 / seconds,
    }
}
