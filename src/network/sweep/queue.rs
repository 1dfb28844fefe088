//! The loop of the sweep: a queue of buckets over arcs in compressed rows.

use super::{Label, Labels, improve};
use crate::network::cost::Cost;
use crate::network::graph::Arcs;

/// A label that waits at a node.
#[derive(Debug, Clone, Copy)]
struct Waiting {
    node: u32,
    label: Label,
}

/// Spreads `seeds` over `arcs` until no label can be improved.
///
/// `labels` holds what is known before: [`Label::NONE`] for a fresh sweep. Seeds that do not improve
/// their node are dropped.
pub(in crate::network) fn relax_all<const K: usize>(
    arcs: Arcs<'_>,
    Buckets { shift, n_buckets }: Buckets,
    labels: &mut [Labels<K>],
    mut seeds: Vec<(u32, Label)>,
) {
    seeds.sort_unstable_by_key(|(node, label)| (*label, *node));
    let mask = n_buckets - 1;
    let mut ring: Vec<Vec<Waiting>> = vec![Vec::new(); n_buckets];
    let mut n_waiting = 0usize;
    let mut seeds = seeds.into_iter().peekable();
    let mut now = 0u32;
    loop {
        if n_waiting == 0 {
            match seeds.peek() {
                Some((_, label)) => now = label.cost.ms >> shift,
                None => return,
            }
        }
        let mut bucket = std::mem::take(&mut ring[now as usize & mask]);
        n_waiting -= bucket.len();
        while let Some((node, label)) = seeds.next_if(|(_, label)| label.cost.ms >> shift <= now) {
            if improve(&mut labels[node as usize], label) {
                bucket.push(Waiting { node, label });
            }
        }
        let mut next = 0;
        while let Some(Waiting { node, label }) = bucket.get(next).copied() {
            next += 1;
            // Something better came since it was put there.
            if !labels[node as usize].contains(&label) {
                continue;
            }
            for [other, ms, cm] in arcs.of(node) {
                let there = &mut labels[*other as usize];
                let ms = label.cost.ms.saturating_add(*ms);
                // Nearly all that is worse is worse by its time: one comparison. Whoever has no label yet
                // has the last time of all, which no way takes.
                if ms > there[K - 1].cost.ms || ms == u32::MAX {
                    continue;
                }
                let cost = Cost { ms, cm: label.cost.cm.saturating_add(*cm) };
                let label = Label { cost, destination: label.destination };
                if improve(there, label) {
                    let waiting = Waiting { node: *other, label };
                    if ms >> shift == now {
                        bucket.push(waiting);
                    } else {
                        ring[(ms >> shift) as usize & mask].push(waiting);
                        n_waiting += 1;
                    }
                }
            }
        }
        bucket.clear();
        ring[now as usize & mask] = bucket;
        now += 1;
    }
}

/// How many bits of a time are within a bucket, and how many buckets a ring needs so that no arc
/// reaches round it: a power of two.
#[derive(Debug, Clone, Copy)]
pub(in crate::network) struct Buckets {
    shift: u32,
    n_buckets: usize,
}

impl Buckets {
    /// Those that suit some arcs. Cost: one pass over them.
    pub(in crate::network) fn for_arcs(arcs: Arcs<'_>) -> Self {
        let (longest, sum) = arcs
            .arcs
            .iter()
            .fold((1, 0), |(longest, sum), arc| (arc[1].max(longest), sum + u64::from(arc[1])));
        let mean = sum / (arcs.arcs.len() as u64).max(1);
        // About the time of an arc: most labels leave their bucket, few are corrected within it.
        let mut shift = mean.max(1).ilog2();
        while longest >> shift > 1 << 20 {
            shift += 1;
        }
        Self { shift, n_buckets: ((longest >> shift) as usize + 2).next_power_of_two() }
    }
}
