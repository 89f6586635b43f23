//! Sparing a server that does not answer, and the people who wait for it.
//!
//! Without it every question would wait out the whole time limit while a server hangs, and under load the threads that wait
//! would be used up for everything else.

use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

/// So many failures in a row are no accident of one request.
const FAILURES: u32 = 3;
/// How long nothing is asked then. Short, because people wait for the server to be back.
const PAUSE: Duration = Duration::from_millis(500);

/// Decides whether a request is worth sending.
#[derive(Debug)]
pub(super) struct Breaker {
    /// How long one request that tries again may keep all others waiting.
    limit: Duration,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    failures: u32,
    closed_until: Option<Instant>,
    reason: String,
}

impl Breaker {
    /// A breaker for requests of which each ends within a limit.
    pub(super) fn new(limit: Duration) -> Self {
        Self { limit, state: Mutex::default() }
    }

    /// Lets a request pass, or says why the last one failed. After a pause one request tries alone.
    pub(super) fn admit(&self, now: Instant) -> Result<(), String> {
        let mut state = self.state();
        match state.closed_until {
            Some(until) if now < until => Err(state.reason.clone()),
            Some(_) => {
                state.closed_until = Some(now + self.limit);
                Ok(())
            }
            None => Ok(()),
        }
    }

    /// A request was answered, whatever the answer says.
    pub(super) fn answered(&self) {
        *self.state() = State::default();
    }

    /// A request was not answered.
    pub(super) fn failed(&self, now: Instant, reason: &str) {
        let mut state = self.state();
        state.failures += 1;
        reason.clone_into(&mut state.reason);
        if state.failures >= FAILURES {
            state.closed_until = Some(now + PAUSE);
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    const LIMIT: Duration = Duration::from_secs(2);

    /// A breaker that has just closed, and the moment.
    fn closed() -> (Breaker, Instant) {
        let (breaker, now) = (Breaker::new(LIMIT), Instant::now());
        for _ in 0..FAILURES {
            breaker.admit(now).unwrap();
            breaker.failed(now, "no answer");
        }
        (breaker, now)
    }

    #[test]
    fn one_failure_stops_nobody() {
        let (breaker, now) = (Breaker::new(LIMIT), Instant::now());
        breaker.failed(now, "no answer");
        assert_eq!(breaker.admit(now), Ok(()));
    }

    #[test]
    fn failures_in_a_row_stop_requests_and_say_why() {
        let (breaker, now) = closed();
        assert_eq!(breaker.admit(now), Err("no answer".to_owned()));
    }

    #[test]
    fn after_the_pause_one_request_tries_for_all() {
        let (breaker, now) = closed();
        let later = now + PAUSE;
        assert_eq!(breaker.admit(later), Ok(()));
        assert!(breaker.admit(later).is_err());
        // One that tries and never tells how it went keeps the others waiting for no longer than its limit.
        assert_eq!(breaker.admit(later + LIMIT), Ok(()));
    }

    #[test]
    fn an_answer_opens_the_way_for_everybody() {
        let (breaker, now) = closed();
        breaker.answered();
        assert_eq!(breaker.admit(now), Ok(()));
        breaker.failed(now, "no answer");
        assert_eq!(breaker.admit(now), Ok(()));
    }
}
