//! The same question computes once: answers kept within a number of bytes, least recently used
//! first to go, and askers of a question under way wait for its one computation.
//!
//! A question whose askers have all left before its turn came is not computed. Once its turn has
//! come it is computed to the end and kept: somebody who moves a slider comes back.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::watch;

use super::problem::Problem;
use super::queue::Queue;

/// Something whose size in memory is known, roughly.
pub(super) trait Weighed {
    /// Bytes that it holds.
    fn weight(&self) -> usize;
}

type Outcome<T> = Result<Arc<T>, Problem>;
type Announcement<T> = watch::Sender<Option<Outcome<T>>>;

/// A value that is kept, or where the one under way will be announced.
enum Found<T> {
    Kept(Arc<T>),
    UnderWay(watch::Receiver<Option<Outcome<T>>>),
}

/// Values by canonical question.
#[derive(Debug)]
pub(super) struct Cache<T> {
    shelf: Arc<Mutex<Shelf<T>>>,
}

impl<T> Clone for Cache<T> {
    fn clone(&self) -> Self {
        Self { shelf: Arc::clone(&self.shelf) }
    }
}

#[derive(Debug)]
struct Shelf<T> {
    slots: BTreeMap<String, Slot<T>>,
    /// Keys of the values kept, by the moment of their last use.
    by_use: BTreeMap<u64, String>,
    moment: u64,
    bytes: usize,
    capacity: usize,
}

#[derive(Debug)]
enum Slot<T> {
    Kept { value: Arc<T>, weight: usize, used: u64 },
    UnderWay(Arc<Announcement<T>>),
}

impl<T: Weighed + Send + Sync + 'static> Cache<T> {
    /// An empty cache that keeps at most `capacity` bytes. A heavier value is answered, not kept.
    pub(super) fn new(capacity: usize) -> Self {
        let shelf = Shelf { slots: BTreeMap::new(), by_use: BTreeMap::new(), moment: 0, bytes: 0, capacity };
        Self { shelf: Arc::new(Mutex::new(shelf)) }
    }

    /// The value of a question that is kept or under way; `None` when nobody has asked yet.
    pub(super) async fn join(&self, key: &str) -> Option<Outcome<T>> {
        // The lock goes before the wait.
        let found = self.lock().look_up(key)?;
        Some(match found {
            Found::Kept(value) => Ok(value),
            Found::UnderWay(answer) => announced(answer).await,
        })
    }

    /// The value of a question: kept, under way, or computed now.
    ///
    /// `prepare` fetches what the computation starts from and holds no turn of the queue; `compute`
    /// runs in a turn, off the async threads.
    ///
    /// # Errors
    /// The problem of either, which is not kept.
    pub(super) async fn get<I: Send + 'static>(
        &self,
        key: &str,
        queue: &Queue,
        prepare: impl Future<Output = Result<I, Problem>> + Send + 'static,
        compute: impl FnOnce(I) -> Result<T, Problem> + Send + 'static,
    ) -> Outcome<T> {
        let answer = {
            let mut locked = self.lock();
            match locked.look_up(key) {
                Some(Found::Kept(value)) => return Ok(value),
                Some(Found::UnderWay(answer)) => answer,
                None => {
                    let (sender, answer) = watch::channel(None);
                    let sender = Arc::new(sender);
                    locked.slots.insert(key.to_owned(), Slot::UnderWay(Arc::clone(&sender)));
                    let filling = Filling { cache: self.clone(), key: key.to_owned(), settled: false };
                    tokio::spawn(filling.fill(sender, queue.clone(), prepare, compute));
                    answer
                }
            }
        };
        announced(answer).await
    }

    /// The value of a key, if it is kept.
    pub(super) fn kept(&self, key: &str) -> Option<Arc<T>> {
        match self.lock().look_up(key)? {
            Found::Kept(value) => Some(value),
            Found::UnderWay(_) => None,
        }
    }

    /// Keeps a value that nobody computes here; says whether it is kept: a heavier one than all is not.
    pub(super) fn put(&self, key: &str, value: T) -> bool {
        let mut locked = self.lock();
        if locked.look_up(key).is_none() {
            locked.keep(key, &Arc::new(value));
        }
        locked.look_up(key).is_some()
    }

    fn lock(&self) -> MutexGuard<'_, Shelf<T>> {
        // Nothing panics while the lock is held; were it so, a cache is still only a cache.
        self.shelf.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn announced<T>(mut answer: watch::Receiver<Option<Outcome<T>>>) -> Outcome<T> {
    let outcome = answer.wait_for(Option::is_some).await.ok().and_then(|outcome| outcome.clone());
    outcome.unwrap_or_else(|| Err(Problem::internal(&"a computation ended without an answer")))
}

/// The one computation of a question. Whatever happens to it, its slot does not stay under way.
struct Filling<T: Weighed + Send + Sync + 'static> {
    cache: Cache<T>,
    key: String,
    settled: bool,
}

impl<T: Weighed + Send + Sync + 'static> Filling<T> {
    async fn fill<I: Send + 'static>(
        mut self,
        sender: Arc<Announcement<T>>,
        queue: Queue,
        prepare: impl Future<Output = Result<I, Problem>> + Send + 'static,
        compute: impl FnOnce(I) -> Result<T, Problem> + Send + 'static,
    ) {
        let turn = async {
            let input = prepare.await?;
            Ok((input, queue.turn().await?))
        };
        tokio::pin!(turn);
        let turn = loop {
            tokio::select! {
                biased;
                turn = &mut turn => break turn,
                () = sender.closed() => if self.abandoned(&sender) { return },
            }
        };
        let outcome = match turn {
            Ok((input, turn)) => turn.run(move || compute(input)).await.map(Arc::new),
            Err(problem) => Err(problem),
        };
        self.settle(&outcome);
        sender.send_replace(Some(outcome));
    }

    /// Gives the question up when nobody waits for it. Askers join under the same lock, so that
    /// none can join a question that is being given up.
    fn abandoned(&mut self, sender: &Announcement<T>) -> bool {
        let mut locked = self.cache.lock();
        let abandoned = sender.receiver_count() == 0;
        if abandoned {
            locked.slots.remove(&self.key);
            self.settled = true;
        }
        abandoned
    }

    fn settle(&mut self, outcome: &Outcome<T>) {
        let mut locked = self.cache.lock();
        locked.slots.remove(&self.key);
        if let Ok(value) = outcome {
            locked.keep(&self.key, value);
        }
        self.settled = true;
    }
}

impl<T: Weighed + Send + Sync + 'static> Drop for Filling<T> {
    fn drop(&mut self) {
        if !self.settled {
            self.cache.lock().slots.remove(&self.key);
        }
    }
}

impl<T: Weighed> Shelf<T> {
    /// The value, or where it will be announced; `None` when nobody has asked yet.
    fn look_up(&mut self, key: &str) -> Option<Found<T>> {
        match self.slots.get_mut(key)? {
            Slot::UnderWay(sender) => Some(Found::UnderWay(sender.subscribe())),
            Slot::Kept { value, used, .. } => {
                self.by_use.remove(used);
                self.moment += 1;
                *used = self.moment;
                self.by_use.insert(self.moment, key.to_owned());
                Some(Found::Kept(Arc::clone(value)))
            }
        }
    }

    fn keep(&mut self, key: &str, value: &Arc<T>) {
        // The key is held twice, and the maps have their own overhead.
        let weight = value.weight() + 2 * key.len() + 256;
        if weight > self.capacity {
            return;
        }
        while self.bytes + weight > self.capacity {
            let Some((_, oldest)) = self.by_use.pop_first() else { break };
            if let Some(Slot::Kept { weight, .. }) = self.slots.remove(&oldest) {
                self.bytes -= weight;
            }
        }
        self.moment += 1;
        self.by_use.insert(self.moment, key.to_owned());
        let slot = Slot::Kept { value: Arc::clone(value), weight, used: self.moment };
        self.slots.insert(key.to_owned(), slot);
        self.bytes += weight;
    }
}

#[cfg(test)]
mod tests;
