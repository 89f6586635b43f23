//! The model's thread: which texts are taken further in the next step.
//!
//! Every step takes each answer further by one token, and prompts by a stretch, oldest first. The stretch is short while
//! somebody's answer is being written, so that newcomers do not hold it up. Continuous batching: Yu et al. 2022 (Orca).

use std::{collections::VecDeque, sync::mpsc::Receiver, time::Instant};

use candle_core::{Device, Tensor};
use candle_transformers::generation::{LogitsProcessor, Sampling};

use super::{
    GenerationError, GenerationEvent, GenerationRequest, StopReason, Usage,
    answer::{Answer, Taken},
    engine::{Job, Shared, Task},
    prefixes::Prefixes,
};
use crate::decoder::{Feed, Memory, Network, likeliest, plain};

/// With a temperature, only the likeliest tokens take part.
const LIKELIEST: usize = 40;
/// With a temperature, only tokens that together reach this probability take part.
const PROBABILITY: f64 = 0.95;
/// Tokens of the warm-up.
const WARM_UP: usize = 32;

/// The thread's state.
pub(super) struct Scheduler<'a, N: Network> {
    network: N,
    shared: &'a Shared,
    /// What has come and not begun.
    waiting: VecDeque<Task>,
    active: Vec<Writing<'a, N::Memory>>,
    prefixes: Prefixes<N::Memory>,
}

/// An answer under way.
struct Writing<'a, M> {
    job: Job,
    memory: M,
    answer: Answer<'a>,
    sampler: Option<LogitsProcessor>,
    usage: Usage,
    started: Instant,
    first: Option<Instant>,
    /// The token that was chosen last and has not been fed.
    chosen: Option<u32>,
}

impl<'a, N: Network> Scheduler<'a, N> {
    pub(super) fn new(network: N, shared: &'a Shared) -> Self {
        let prefixes = Prefixes::new(&shared.settings, &shared.description.fingerprint);
        Self { network, shared, waiting: VecDeque::new(), active: Vec::new(), prefixes }
    }

    /// Serves until every handle is gone.
    pub(super) fn run(mut self, tasks: &Receiver<Task>) {
        if self.shared.settings.warm_up {
            self.warm_up();
        }
        while self.admit(tasks) {
            if let Err(error) = self.step() {
                let error = GenerationError::Model(plain(&error));
                tracing::error!(%error, "the model failed");
                for writing in self.active.drain(..) {
                    // A reader who left does not need it.
                    let _ = writing.job.events.try_send(GenerationEvent::Failed(error.clone()));
                }
            }
        }
    }

    /// Runs the model once over nothing of interest.
    fn warm_up(&mut self) {
        let started = Instant::now();
        let count = WARM_UP.min(self.shared.description.context.saturating_sub(1)).max(1);
        let mut memory = self.network.empty();
        let mut feed = |tokens: &[u32]| {
            let mut feeds = [Feed { memory: &mut memory, tokens, logits: true }];
            self.network.forward(&mut feeds)
        };
        match feed(&vec![0; count]).and_then(|_| feed(&[0])) {
            Ok(_) => tracing::info!(took = ?started.elapsed(), "model warmed up"),
            // Whoever asks first will hear the same error.
            Err(error) => tracing::warn!(error = plain(&error), "the model could not be warmed up"),
        }
    }

    /// Takes what waits while there are places; waits where there is nothing to do. False when the work is over.
    fn admit(&mut self, tasks: &Receiver<Task>) -> bool {
        self.active.retain(|writing| !writing.job.events.is_closed());
        loop {
            // Everything that came is looked at, so that who left in the queue holds nobody up.
            self.waiting.extend(tasks.try_iter());
            self.waiting.retain(|task| !matches!(task, Task::Write(job) if job.events.is_closed()));
            while self.active.len() < self.shared.settings.places.max(1)
                && let Some(task) = self.waiting.pop_front()
            {
                match task {
                    Task::Write(job) => self.begin(*job),
                    Task::Keep(tokens, _waits) => self.read_and_keep(&tokens),
                }
            }
            if !self.active.is_empty() {
                return true;
            }
            match tasks.recv() {
                Ok(task) => self.waiting.push_back(task),
                // Every handle is gone.
                Err(_) => return false,
            }
        }
    }

    fn begin(&mut self, mut job: Job) {
        let started = Instant::now();
        drop(job.waits.take());
        let memory = self.known(&job);
        let usage = Usage {
            prompt_tokens: job.tokens.len(),
            known_tokens: memory.length(),
            queued: started.duration_since(job.arrived),
            ..Usage::default()
        };
        self.active.push(Writing {
            answer: Answer::new(self.shared.tokenizer.stream(), &job),
            sampler: sampler(&job.request),
            memory,
            usage,
            started,
            first: None,
            chosen: None,
            job,
        });
    }

    /// What is known of a prompt's beginning: from memory, or from the record's file where memory holds less.
    fn known(&mut self, job: &Job) -> N::Memory {
        let empty = self.network.empty();
        let found = self.prefixes.find(&job.tokens).unwrap_or(empty);
        let common = job.common.min(job.tokens.len().saturating_sub(1)) / N::Memory::GRAIN * N::Memory::GRAIN;
        if found.length() >= common {
            return found;
        }
        self.prefixes.restore_record(&job.tokens[..common], &found).unwrap_or(found)
    }

    /// Reads the beginning of many prompts, from its file where there is one.
    fn read_and_keep(&mut self, tokens: &[u32]) {
        let empty = self.network.empty();
        let mut memory = match self.prefixes.restore_task(tokens, &empty) {
            Some(memory) => memory,
            None => self.prefixes.find(tokens).unwrap_or(empty),
        };
        while memory.length() < tokens.len() {
            let start = memory.length();
            let stretch = &tokens[start..(start + self.network.stretches().alone).min(tokens.len())];
            let mut feeds = [Feed { memory: &mut memory, tokens: stretch, logits: false }];
            if let Err(error) = self.network.forward(&mut feeds) {
                tracing::warn!(error = plain(&error), "the beginning of prompts could not be read");
                return;
            }
        }
        self.prefixes.store_task(tokens, &memory);
        self.prefixes.keep(tokens, &memory, true);
        tracing::info!(tokens = tokens.len(), bytes = self.prefixes.bytes(), "the beginning of prompts is kept");
    }

    /// One step of the model for everybody.
    fn step(&mut self) -> candle_core::Result<()> {
        let answers = self.active.iter().any(|writing| writing.chosen.is_some());
        let stretches = self.network.stretches();
        let mut budget = if answers { stretches.beside_answers } else { stretches.alone };
        let mut fed = Vec::with_capacity(self.active.len());
        let mut feeds = Vec::with_capacity(self.active.len());
        let mut samplers = Vec::with_capacity(self.active.len());
        for (index, writing) in self.active.iter_mut().enumerate() {
            let Writing { memory, job, chosen, sampler, .. } = writing;
            let read = memory.length();
            let (tokens, logits) = match chosen {
                Some(chosen) => (std::slice::from_ref(chosen), true),
                None => {
                    let rest = &job.tokens[read..];
                    let stretch = &rest[..rest.len().min(budget)];
                    budget -= stretch.len();
                    (stretch, stretch.len() == rest.len())
                }
            };
            if tokens.is_empty() {
                continue;
            }
            feeds.push(Feed { memory, tokens, logits });
            if logits {
                fed.push(index);
                samplers.push(sampler);
            }
        }
        // All logits are only needed to draw from them.
        let chosen = match samplers.iter().any(|sampler| sampler.is_some()) {
            true => draw(samplers, self.network.forward(&mut feeds)?)?,
            false => self.network.likeliest(&mut feeds)?,
        };
        drop(feeds);
        let mut ended = Vec::new();
        for (index, id) in fed.into_iter().zip(chosen) {
            let writing = &mut self.active[index];
            let read = writing.chosen.is_none();
            if let Some(end) = writing.take(id, self.shared) {
                ended.push((index, end));
            }
            if read {
                let common = &writing.job.tokens[..writing.job.common];
                self.prefixes.keep(common, &writing.memory, false);
                self.prefixes.store_record(common, &writing.memory);
            }
        }
        for (index, end) in ended.into_iter().rev() {
            let writing = self.active.remove(index);
            if let Some(reason) = end {
                writing.finish(reason);
            }
        }
        Ok(())
    }
}

impl<M: Memory> Writing<'_, M> {
    /// Takes the chosen token. `Some` when the text ends, with the reason unless the reader has left.
    fn take(&mut self, id: u32, shared: &Shared) -> Option<Option<StopReason>> {
        let begun = *self.first.get_or_insert_with(Instant::now);
        self.usage.prefill = begun.duration_since(self.started);
        self.usage.decode = begun.elapsed();
        if shared.tokenizer.ends_turn(id) {
            return Some(Some(StopReason::EndOfTurn));
        }
        self.usage.generated_tokens += 1;
        self.chosen = Some(id);
        match self.answer.take(id, &self.job) {
            Taken::More => {}
            Taken::Stop(reason) => return Some(Some(reason)),
            Taken::Left => return Some(None),
        }
        if self.usage.generated_tokens >= self.job.request.max_tokens {
            return Some(Some(StopReason::TokenBudget));
        }
        (self.memory.length() >= shared.description.context).then_some(Some(StopReason::ContextFull))
    }

    fn finish(self, reason: StopReason) {
        let Self { answer, job, usage, .. } = self;
        answer.finish(&reason, &job);
        tracing::debug!(?reason, ?usage, "answer written");
        // A reader who left in the last moment does not need it.
        let _ = job.events.try_send(GenerationEvent::Done { reason, usage });
    }
}

/// The next token of each answer: the likeliest, or one drawn where the request has a temperature.
fn draw(samplers: Vec<&mut Option<LogitsProcessor>>, logits: Vec<Vec<f32>>) -> candle_core::Result<Vec<u32>> {
    let draw = |(sampler, logits): (&mut Option<LogitsProcessor>, Vec<f32>)| match sampler {
        None => likeliest(&logits),
        Some(sampler) => {
            let count = logits.len();
            sampler.sample(&Tensor::from_vec(logits, count, &Device::Cpu)?)
        }
    };
    samplers.into_iter().zip(logits).map(draw).collect()
}

fn sampler(request: &GenerationRequest) -> Option<LogitsProcessor> {
    let temperature = request.temperature?;
    let sampling = Sampling::TopKThenTopP { k: LIKELIEST, p: PROBABILITY, temperature };
    Some(LogitsProcessor::from_sampling(request.seed, sampling))
}
