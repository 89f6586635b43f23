//! Sparing a server that fails: after several failures in a row it is left alone for a moment, then one request tries it again.

use std::time::{Duration, Instant};

use super::RemoteLimits;

/// Whether a server is asked.
#[derive(Debug)]
pub(super) struct Breaker {
    failures: u32,
    most: u32,
    first_rest: Duration,
    longest_rest: Duration,
    /// For how long it is spared when the next trial fails.
    rest: Duration,
    state: State,
}

#[derive(Debug, PartialEq, Eq)]
enum State {
    /// It is asked.
    Closed,
    /// It is spared until then.
    Open(Instant),
    /// One request tries it.
    Trial,
}

impl Breaker {
    pub(super) fn new(limits: &RemoteLimits) -> Self {
        let (first_rest, longest_rest) = (limits.rest, limits.longest_rest);
        Self {
            failures: 0,
            most: limits.failures.max(1),
            first_rest,
            longest_rest,
            rest: first_rest,
            state: State::Closed,
        }
    }

    /// Asks to send a request.
    ///
    /// # Errors
    /// For how long the server is still spared; nothing while another request tries it.
    pub(super) fn admit(&mut self, now: Instant) -> Result<(), Option<Duration>> {
        match self.state {
            State::Closed => Ok(()),
            State::Open(until) if now < until => Err(Some(until - now)),
            State::Open(_) => {
                self.state = State::Trial;
                Ok(())
            }
            State::Trial => Err(None),
        }
    }

    /// The server answered.
    pub(super) fn succeeded(&mut self) {
        (self.failures, self.rest, self.state) = (0, self.first_rest, State::Closed);
    }

    /// The server failed; `wanted` is for how long it asks to be left alone.
    pub(super) fn failed(&mut self, now: Instant, wanted: Option<Duration>) {
        self.failures += 1;
        let tried = self.state == State::Trial;
        if self.failures >= self.most || tried || wanted.is_some() {
            let rest = wanted.map_or(self.rest, |wanted| wanted.min(self.longest_rest).max(self.rest));
            self.state = State::Open(now + rest);
            self.rest = (self.rest * 2).min(self.longest_rest);
        }
    }

    /// A request ended that tells nothing of the server: its reader left.
    pub(super) fn left(&mut self, now: Instant) {
        if self.state == State::Trial {
            self.state = State::Open(now);
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_server_that_fails_is_spared_for_a_growing_moment_and_tried_once() {
        let limits = RemoteLimits { failures: 2, rest: Duration::from_secs(2), ..RemoteLimits::default() };
        let mut breaker = Breaker::new(&limits);
        let start = Instant::now();
        let after = |seconds| start + Duration::from_secs(seconds);
        breaker.failed(start, None);
        assert!(breaker.admit(start).is_ok());
        breaker.failed(start, None);
        assert_eq!(breaker.admit(after(1)), Err(Some(Duration::from_secs(1))));
        assert!(breaker.admit(after(2)).is_ok());
        assert_eq!(breaker.admit(after(2)), Err(None));
        breaker.failed(after(3), None);
        assert_eq!(breaker.admit(after(4)), Err(Some(Duration::from_secs(3))));
        assert!(breaker.admit(after(7)).is_ok());
        breaker.succeeded();
        assert!(breaker.admit(after(7)).is_ok());
        breaker.failed(after(7), None);
        assert!(breaker.admit(after(7)).is_ok());
    }

    #[test]
    fn a_busy_server_is_spared_for_as_long_as_it_asks() {
        let mut breaker = Breaker::new(&RemoteLimits::default());
        let start = Instant::now();
        breaker.failed(start, Some(Duration::from_secs(9)));
        assert_eq!(breaker.admit(start), Err(Some(Duration::from_secs(9))));
    }

    #[test]
    fn a_trial_whose_reader_left_does_not_close_the_way_for_good() {
        let limits = RemoteLimits { failures: 1, rest: Duration::ZERO, ..RemoteLimits::default() };
        let mut breaker = Breaker::new(&limits);
        let start = Instant::now();
        breaker.failed(start, None);
        assert!(breaker.admit(start).is_ok());
        breaker.left(start);
        assert!(breaker.admit(start).is_ok());
    }
}
