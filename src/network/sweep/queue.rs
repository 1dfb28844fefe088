//! The loop of the sweep: a queue of buckets over arcs in compressed rows.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::{Label, Labels, improve};
use crate::network::cost::Cost;
use crate::network::graph::Arcs;
use crate::network::prefetch::prefetch;

/// Buckets in the ring, a power of two. What comes later than they reach waits in a heap.
const RING: u32 = 1024;
/// How many entries before its turn a node's memory is asked for.
const AHEAD: usize = 8;

/// A label that waits at a node: the node, and the time of the label.
type Waiting = [u32; 2];

/// Spreads `seeds` over `arcs` until no label can be improved.
///
/// `labels` holds what is known before: [`Label::NONE`] for a fresh sweep. Seeds that do not improve
/// their node are dropped.
pub(in crate::network) fn relax_all<const K: usize>(
    arcs: Arcs<'_>,
    Buckets { shift }: Buckets,
    labels: &mut [Labels<K>],
    mut seeds: Vec<(u32, Label)>,
) {
    seeds.sort_unstable_by_key(|(node, label)| (*label, *node));
    let mut seeds = seeds.into_iter().peekable();
    let mut queue =
        Queue { shift, now: 0, ring: vec![Vec::new(); RING as usize], n_waiting: 0, far: BinaryHeap::new() };
    loop {
        if queue.n_waiting == 0 {
            let far = queue.far.peek().map(|Reverse([ms, _])| *ms);
            match seeds.peek().map(|(_, label)| label.cost.ms).into_iter().chain(far).min() {
                Some(ms) => queue.now = ms >> shift,
                None => return,
            }
        }
        let mut bucket = queue.take();
        while let Some((node, label)) = seeds.next_if(|(_, label)| label.cost.ms >> shift <= queue.now) {
            if improve(&mut labels[node as usize], label) {
                bucket.push([node, label.cost.ms]);
            }
        }
        let mut next = 0;
        while let Some([node, ms]) = bucket.get(next).copied() {
            ask_ahead(arcs, labels, &bucket, next);
            next += 1;
            // If something better came since, its time is another. Two of one time go together.
            for label in labels[node as usize] {
                if label.cost.ms == ms {
                    relax(arcs.of(node), label, labels, &mut queue, &mut bucket);
                }
            }
        }
        queue.put_back(bucket);
    }
}

/// Offers a label to the other ends of some arcs, and has those wait that take it.
#[inline]
fn relax<const K: usize>(
    arcs: &[[u32; 3]],
    label: Label,
    labels: &mut [Labels<K>],
    queue: &mut Queue,
    bucket: &mut Vec<Waiting>,
) {
    for [other, ms, cm] in arcs {
        let there = &mut labels[*other as usize];
        let ms = label.cost.ms.saturating_add(*ms);
        // Nearly all that is worse is worse by its time: one comparison. Whoever has no label yet
        // has the last time of all, which no way takes.
        if ms > there[K - 1].cost.ms || ms == u32::MAX {
            continue;
        }
        let cost = Cost { ms, cm: label.cost.cm.saturating_add(*cm) };
        if improve(there, Label { cost, destination: label.destination }) {
            queue.push([*other, ms], bucket);
        }
    }
}

/// Asks for what the entries after `next` will read: first where a row lies, then the row and the label,
/// then the labels at the ends of its arcs.
#[inline]
fn ask_ahead<const K: usize>(arcs: Arcs<'_>, labels: &[Labels<K>], bucket: &[Waiting], next: usize) {
    if let Some([node, _]) = bucket.get(next + 2 * AHEAD) {
        prefetch(arcs.start, *node as usize);
    }
    if let Some([node, _]) = bucket.get(next + AHEAD) {
        prefetch(arcs.arcs, arcs.start[*node as usize] as usize);
        prefetch(labels, *node as usize);
    }
    if let Some([node, _]) = bucket.get(next + AHEAD / 2) {
        for [other, ..] in arcs.of(*node) {
            prefetch(labels, *other as usize);
        }
    }
}

/// Who waits, by time.
struct Queue {
    shift: u32,
    /// The bucket whose turn it is.
    now: u32,
    ring: Vec<Vec<Waiting>>,
    /// How many wait in the ring.
    n_waiting: usize,
    /// Those for whom the ring is too short, time first.
    far: BinaryHeap<Reverse<[u32; 2]>>,
}

impl Queue {
    /// Takes out the bucket of now.
    fn take(&mut self) -> Vec<Waiting> {
        let mut bucket = std::mem::take(&mut self.ring[(self.now % RING) as usize]);
        self.n_waiting -= bucket.len();
        while let Some(Reverse([ms, node])) = self.far.peek().copied() {
            if ms >> self.shift > self.now {
                break;
            }
            self.far.pop();
            bucket.push([node, ms]);
        }
        bucket
    }

    /// Puts an entry where it belongs; `bucket` is that of now.
    #[inline]
    fn push(&mut self, waiting: Waiting, bucket: &mut Vec<Waiting>) {
        let [node, ms] = waiting;
        match (ms >> self.shift) - self.now {
            0 => bucket.push(waiting),
            1..RING => {
                self.ring[((ms >> self.shift) % RING) as usize].push(waiting);
                self.n_waiting += 1;
            }
            _ => self.far.push(Reverse([ms, node])),
        }
    }

    /// Gives the memory of a bucket back and goes to the next.
    fn put_back(&mut self, mut bucket: Vec<Waiting>) {
        bucket.clear();
        self.ring[(self.now % RING) as usize] = bucket;
        self.now += 1;
    }
}

/// How many bits of a time are within a bucket.
#[derive(Debug, Clone, Copy)]
pub(in crate::network) struct Buckets {
    shift: u32,
}

impl Buckets {
    /// Buckets of 2 to the power of `shift` milliseconds.
    #[cfg(test)]
    pub(in crate::network) const fn of_width(shift: u32) -> Self {
        Self { shift }
    }

    /// Those that suit some arcs. Cost: a look at some thousands of them.
    pub(in crate::network) fn for_arcs(arcs: Arcs<'_>) -> Self {
        let some = || arcs.arcs.iter().step_by(arcs.arcs.len() / 4096 + 1);
        let sum: u64 = some().map(|arc| u64::from(arc[1])).sum();
        // About the time of an arc: most labels leave their bucket, few are corrected within it.
        Self { shift: (sum / (some().count() as u64).max(1)).max(1).ilog2().min(31) }
    }
}
