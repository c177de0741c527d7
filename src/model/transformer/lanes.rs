//! One thread a vector.

use std::sync::{Mutex, PoisonError, mpsc};

use rayon::{ThreadPool, ThreadPoolBuilder};

/// Pools of a single thread each, as many as were ever needed at once.
///
/// Candle splits its products by the number of cores and hands the parts to the rayon pool it
/// is called in. In a pool of one thread they run one after the other: a question does not take
/// every core, and a batch, which has a question on each core already, does not take turns.
#[derive(Default)]
pub struct Lanes(Mutex<Vec<ThreadPool>>);

impl Lanes {
    /// The result of `work`, run in a thread that runs nothing else; `None` where it panics or
    /// no thread can be had.
    pub fn run<R: Send + 'static>(&self, work: impl FnOnce() -> R + Send + 'static) -> Option<R> {
        let idle = self.idle().pop();
        let lane = match idle {
            Some(lane) => lane,
            // Without a handler, rayon ends the process at a panic.
            None => ThreadPoolBuilder::new().num_threads(1).panic_handler(|_| {}).build().ok()?,
        };
        let (sender, receiver) = mpsc::channel();
        // Not `install`: a worker of another pool would take up other work while it waits.
        lane.spawn(move || {
            let _ = sender.send(work());
        });
        let result = receiver.recv().ok();
        self.idle().push(lane);
        result
    }

    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<ThreadPool>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::Lanes;

    #[test]
    fn one_thread_that_outlives_a_panic() {
        let lanes = Lanes::default();
        assert_eq!(lanes.run(rayon::current_num_threads), Some(1));
        assert_eq!(
            lanes.run(|| if true {
                panic!("on purpose")
            }),
            None
        );
        assert_eq!(lanes.run(|| 7), Some(7));
        assert_eq!(lanes.idle().len(), 1);
    }
}
