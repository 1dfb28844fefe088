//! The same work on many items by several threads, its results taken in the order of the items.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::sync_channel;

/// How many threads help: as many as there are cores, at most four.
pub(super) fn n_threads() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from).clamp(1, 4)
}

/// Calls `work(state, i)` for every `i` below `n_items`, on `n_threads` threads with a state each,
/// and `take` with the results in the order of `i`, on the calling thread.
///
/// The first error, in the order of `i`, is returned; items after it may or may not have been worked
/// on, but are not taken.
pub(super) fn in_order<S, T: Send, E: Send>(
    n_items: usize,
    n_threads: usize,
    state: impl Fn() -> S + Sync,
    work: impl Fn(&mut S, usize) -> Result<T, E> + Sync,
    mut take: impl FnMut(T) -> Result<(), E>,
) -> Result<(), E> {
    let (next, stop) = (AtomicUsize::new(0), AtomicBool::new(false));
    // The channel is short, so that results do not pile up when taking is slower than working.
    let (sender, receiver) = sync_channel(4 * n_threads);
    std::thread::scope(|scope| {
        for _ in 0..n_threads.min(n_items) {
            let (sender, next, stop, state, work) = (sender.clone(), &next, &stop, &state, &work);
            scope.spawn(move || {
                let mut state = state();
                while !stop.load(Ordering::Relaxed) {
                    let item = next.fetch_add(1, Ordering::Relaxed);
                    if item >= n_items || sender.send((item, work(&mut state, item))).is_err() {
                        break;
                    }
                }
            });
        }
        drop(sender);
        let mut early = BTreeMap::new();
        let mut due = 0;
        let mut outcome = Ok(());
        for (item, result) in receiver {
            early.insert(item, result);
            while let Some(result) = early.remove(&due) {
                due += 1;
                if outcome.is_ok() {
                    outcome = result.and_then(&mut take);
                }
                if outcome.is_err() {
                    stop.store(true, Ordering::Relaxed);
                }
            }
        }
        outcome
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_order_and_the_first_error_wins() {
        let mut taken = Vec::new();
        let all = in_order(
            1000,
            3,
            || 0,
            |_, i| Ok::<_, usize>(i * 2),
            |r| {
                taken.push(r);
                Ok(())
            },
        );
        assert_eq!((all, taken.len(), taken[999]), (Ok(()), 1000, 1998));
        let failed = in_order(1000, 3, || 0, |_, i| if i % 100 == 50 { Err(i) } else { Ok(i) }, |_| Ok(()));
        assert_eq!(failed, Err(50));
    }
}
