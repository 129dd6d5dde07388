//! A clock that goes on only while this thread gets the processor when it asks for it: on a busy machine those who write the
//! files wait as well, and a quiet period of theirs means nothing.
//!
//! Never: reads the time; it comes in as values.

use std::time::{Duration, Instant};

/// How late a wake-up may be before the rest counts as time in which nobody ran, as a factor on the wait.
const LATE: u32 = 2;

/// The clock. It lags behind the real one.
#[derive(Debug, Default)]
pub(super) struct Steady {
    lag: Duration,
}

impl Steady {
    /// What it shows.
    pub(super) fn at(&self, real: Instant) -> Instant {
        real.checked_sub(self.lag).unwrap_or(real)
    }

    /// The thread asked to be woken after `wait` at the latest, and was after `took`.
    pub(super) fn woke(&mut self, wait: Duration, took: Duration) {
        self.lag += took.saturating_sub(wait * LATE);
    }

    /// Shows the real time again.
    pub(super) fn reset(&mut self) {
        self.lag = Duration::ZERO;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn late_wake_ups_do_not_count() {
        let ms = Duration::from_millis;
        let real = Instant::now() + ms(1000);
        let mut clock = Steady::default();
        clock.woke(ms(10), ms(9));
        clock.woke(ms(10), ms(20));
        assert_eq!(clock.at(real), real);
        clock.woke(ms(10), ms(95));
        assert_eq!(clock.at(real), real - ms(75));
        clock.reset();
        assert_eq!(clock.at(real), real);
    }
}
