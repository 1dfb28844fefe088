//! The search that proves a plan best: a bound by prices, columns that it settles, and depth first for what is left.
//!
//! What a problem of siting asks is relaxed (Lagrangian relaxation): every row has a price, at which each column is worth
//! something; what the affordable columns are worth together, at most, bounds every plan. Prices follow the subgradient
//! (Held, Wolfe & Crowder 1974), in steps proportional to the weight of the row, without which heavy rows take forever. A
//! column whose exclusion, or inclusion, would bring the bound down to a plan that is known is settled. Of the others, that
//! one is decided next which prices are least decided about: how often it was taken of late stands for its share in the linear
//! relaxation (Barahona & Anbil 2000, <https://doi.org/10.1007/s101070050002>).

use super::costs::{Costs, Filled, Taken, fill};

/// A problem as the search sees it: columns to choose, rows with prices, scores of which more is better.
pub(super) trait Relaxation {
    /// How patiently prices are followed.
    const PACE: Pace;

    /// Cost of every column.
    fn costs(&self) -> &Costs;
    /// What the prices of rows are moved in proportion to, and the highest that each may be; the lowest is 0.
    fn weights_and_tops(&self) -> (&[f64], &[f64]);
    /// Prices to begin with, near a good plan.
    fn first_prices(&self, plan: &[u32]) -> Vec<f64>;

    /// What a plan scores.
    fn score(&self, plan: &[u32]) -> f64;
    /// Betters a plan that `money` pays, by columns added or swapped; what it scores then.
    fn improve(&self, plan: &mut Vec<u32>, money: u64) -> f64;

    /// Whether nothing better than a score is possible, or sought.
    fn is_enough(&self, score: f64) -> bool;
    /// The bound below which nothing sought is left, where the best plan has a score.
    fn refuted_below(&self, score: f64) -> f64;
    /// The highest score that a bound allows.
    fn reach(&self, bound: f64) -> f64;
    /// The least distance to the best score that a step goes.
    fn least_gap(&self, score: f64) -> f64;

    /// What each free column is worth at some prices; the part of the bound that does not depend on what is chosen.
    fn worths(&self, prices: &[f64], decided: &Decided, worth: &mut [f64]) -> f64;
    /// How many of the columns taken serve each row; 1 for a row whose price has no say. `taken` is the share of each.
    fn count(&self, prices: &[f64], decided: &Decided, taken: &Taken<'_>, counts: &mut [f64]);

    /// Betters prices beyond what steps did, and the shares of free columns with them, where there is a way; `money` is what is
    /// left, `refuted` the bound below which nothing is sought.
    fn sharpen(
        &self,
        _decided: &Decided,
        _money: u64,
        _near: &mut Near<'_>,
        _refuted: f64,
        _stop: &dyn Fn() -> bool,
    ) -> bool {
        false
    }

    /// Free columns that are not needed with what is decided: others that are free do as much, and cost no more.
    fn needless(&self, _decided: &Decided) -> Vec<u32> {
        Vec::new()
    }

    /// A column is in for now: prices may change with it.
    fn enter(&mut self, _column: u32, _prices: &mut [f64]) {}
    /// It is no longer.
    fn leave(&mut self, _column: u32) {}
    /// These columns are out for good.
    fn forget(&mut self, _decided: &Decided) {}
}

/// A solution of the linear relaxation, nearly.
pub(super) struct Near<'a> {
    /// Of columns, from 0 to 1; of those that are decided, anything.
    pub(super) shares: &'a mut [f64],
    /// Of rows.
    pub(super) prices: &'a mut [f64],
}

/// How patiently prices are followed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pace {
    /// Steps at the first node, and at the others.
    pub(super) steps: [usize; 2],
    /// Steps without a notably lower bound after which they are halved, and the share below which they end.
    pub(super) patience: usize,
    pub(super) shortest: f64,
    /// What is notable, as a share of the bound.
    pub(super) notable: f64,
}

/// Every so many steps, the picked columns are tried as a plan, and the clock is looked at.
const TRY_EVERY: usize = 10;
/// What a step leaves of the memory of which columns were taken.
const MEMORY: f64 = 0.9;

/// At the first node, prices are sharpened as often as that brings a better plan, so many times.
const ROOT_ROUNDS: usize = 3;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Decision {
    Free,
    In,
    Out,
}

/// What is decided of the columns.
#[derive(Debug, Clone)]
pub(super) struct Decided {
    each: Vec<Decision>,
    /// Columns in the order of their decisions, to be taken back.
    trail: Vec<u32>,
}

impl Decided {
    fn all(&self, decision: Decision) -> impl Iterator<Item = u32> {
        (0..).zip(&self.each).filter(move |(_, other)| **other == decision).map(|(column, _)| column)
    }

    /// Columns that may be chosen or not, ascending.
    pub(super) fn free(&self) -> impl Iterator<Item = u32> {
        self.all(Decision::Free)
    }

    /// Columns that are chosen, ascending.
    pub(super) fn ins(&self) -> impl Iterator<Item = u32> {
        self.all(Decision::In)
    }

    /// Whether a column is not to be chosen.
    pub(super) fn is_out(&self, column: u32) -> bool {
        self.each[column as usize] == Decision::Out
    }
}

/// The best plan found, and what is left open.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Found {
    /// The columns chosen, ascending.
    pub(super) columns: Vec<u32>,
    /// What they score.
    pub(super) score: f64,
    /// No plan scores more than this or [`Self::score`].
    pub(super) open: f64,
}

/// Searches the best plan that `money` pays. The `plans`, which it must pay, are bettered first.
///
/// Stops early when `stop` says so, and when a score is enough.
pub(super) fn search<R: Relaxation>(
    relaxation: R,
    money: u64,
    plans: Vec<Vec<u32>>,
    stop: &dyn Fn() -> bool,
) -> Found {
    let (mut best, mut score) = (Vec::new(), f64::NEG_INFINITY);
    for mut plan in plans {
        let bettered = relaxation.improve(&mut plan, money);
        if bettered > score {
            (best, score) = (plan, bettered);
        }
    }
    let n = relaxation.costs().len();
    let prices = relaxation.first_prices(&best);
    let mut search = Search {
        scratch: Scratch {
            worth: vec![0.0; n],
            counts: vec![0.0; prices.len()],
            taken_of_late: vec![0.5; n],
            ..Scratch::default()
        },
        prices,
        relaxation,
        best,
        score,
        stop,
        decided: Decided { each: vec![Decision::Free; n], trail: Vec::new() },
        money,
        spent: 0,
    };
    let open = if search.relaxation.is_enough(score) { score } else { search.explore(true) };
    let Search { best: mut columns, score, .. } = search;
    columns.sort_unstable();
    Found { columns, score, open }
}

struct Search<'a, R> {
    relaxation: R,
    /// The best plan so far, and what it scores.
    best: Vec<u32>,
    score: f64,
    stop: &'a dyn Fn() -> bool,
    decided: Decided,
    /// What there is for all columns, and what those that are in cost.
    money: u64,
    spent: u64,
    prices: Vec<f64>,
    scratch: Scratch,
}

/// Memory that every node uses again.
#[derive(Default)]
struct Scratch {
    /// What each column is worth.
    worth: Vec<f64>,
    /// How many columns taken serve each row.
    counts: Vec<f64>,
    ratios: Vec<f64>,
    best_prices: Vec<f64>,
    best_worth: Vec<f64>,
    /// How often each column was taken of late, from 0 to 1.
    taken_of_late: Vec<f64>,
}

/// The lowest bound at one node.
struct Bound {
    value: f64,
    filled: Filled,
    /// The free columns, those that are worth most for their cost first.
    order: Vec<u32>,
}

impl<R: Relaxation> Search<'_, R> {
    /// Whether nothing that a bound allows is worth looking for.
    fn is_answered(&self, bound: f64) -> bool {
        self.relaxation.is_enough(self.score) || bound < self.relaxation.refuted_below(self.score)
    }

    /// Searches below the decisions taken: no plan there is better than the best, nor than what is returned.
    fn explore(&mut self, is_root: bool) -> f64 {
        let start = self.decided.trail.len();
        let mut open = f64::NEG_INFINITY;
        let mut steps = R::PACE.steps[usize::from(!is_root)];
        while !self.is_one_plan() {
            let bound = self.lowest(steps, is_root);
            if self.is_answered(bound.value) || (self.stop)() {
                open = open.max(self.relaxation.reach(bound.value));
                break;
            }
            let settled = self.settle(&bound);
            if self.is_one_plan() {
                break;
            }
            if is_root && settled > 0 {
                self.relaxation.forget(&self.decided);
                if settled * 20 > self.decided.free().count() {
                    // The prices of fewer columns may fall further.
                    steps = R::PACE.steps[0] / 3;
                    continue;
                }
            }
            let Some(column) = self.least_decided(&bound) else { break };
            let prices = self.prices.clone();
            self.decide(column, Decision::In);
            open = open.max(self.explore(false));
            self.take_back(self.decided.trail.len() - 1);
            self.prices = prices;
            self.decide(column, Decision::Out);
            steps = R::PACE.steps[1];
        }
        self.take_back(start);
        open
    }

    /// The lowest bound that steps find, and what the problem knows beside them.
    fn lowest(&mut self, steps: usize, is_root: bool) -> Bound {
        let mut bound = self.follow(steps);
        for _ in 0..if is_root { ROOT_ROUNDS } else { 1 } {
            let before = self.score;
            if self.is_answered(bound.value) || !self.sharpen() {
                break;
            }
            // One step measures; the shares are better than its memory.
            let shares = self.scratch.taken_of_late.clone();
            bound = self.follow(1);
            self.scratch.taken_of_late = shares;
            // A better plan asks for nearer prices.
            if self.score <= before {
                break;
            }
        }
        bound
    }

    /// Leaves out needless columns and betters prices and shares, where the problem knows how; tries the plan of the largest shares.
    fn sharpen(&mut self) -> bool {
        for column in self.relaxation.needless(&self.decided) {
            self.decide(column, Decision::Out);
        }
        let refuted = self.relaxation.refuted_below(self.score);
        let (shares, prices) = (&mut self.scratch.taken_of_late, &mut self.prices);
        let mut near = Near { shares, prices };
        let left = self.money.saturating_sub(self.spent);
        if !self.relaxation.sharpen(&self.decided, left, &mut near, refuted, self.stop) {
            return false;
        }
        let shares = &self.scratch.taken_of_late;
        let mut largest: Vec<u32> = self.decided.free().collect();
        largest.sort_by(|a, b| shares[*b as usize].total_cmp(&shares[*a as usize]));
        let mut plan: Vec<u32> = self.decided.ins().collect();
        plan.extend(self.relaxation.costs().affordable(&largest, left));
        let score = self.relaxation.improve(&mut plan, self.money);
        if score > self.score {
            (self.best, self.score) = (plan, score);
        }
        true
    }

    /// The free column that was taken nearest to half of the time; of equals, that worth most.
    fn least_decided(&self, bound: &Bound) -> Option<u32> {
        let is_free = |column: &u32| self.decided.each[*column as usize] == Decision::Free;
        let distance = |column: &u32| (self.scratch.taken_of_late[*column as usize] - 0.5).abs();
        let free = bound.order.iter().copied().filter(is_free);
        free.min_by(|a, b| distance(a).total_cmp(&distance(b)))
    }

    /// Leaves out what can no longer be paid; whether all the rest can be, at once: it is then offered.
    fn is_one_plan(&mut self) -> bool {
        let (costs, left) = (self.relaxation.costs(), self.left());
        let free: Vec<u32> = self.decided.free().collect();
        let (rest, dear): (Vec<u32>, Vec<u32>) =
            free.into_iter().partition(|column| costs.of(*column) <= left);
        let is_one = costs.sum(&rest) <= left;
        for column in dear {
            self.decide(column, Decision::Out);
        }
        if is_one {
            self.offer(&rest);
        }
        is_one
    }

    fn decide(&mut self, column: u32, decision: Decision) {
        self.decided.each[column as usize] = decision;
        self.decided.trail.push(column);
        if decision == Decision::In {
            self.spent += self.relaxation.costs().of(column);
            self.relaxation.enter(column, &mut self.prices);
        }
    }

    /// Takes back the decisions after the first `keep`.
    fn take_back(&mut self, keep: usize) {
        for column in self.decided.trail.drain(keep..) {
            let decision = &mut self.decided.each[column as usize];
            if *decision == Decision::In {
                self.spent -= self.relaxation.costs().of(column);
                self.relaxation.leave(column);
            }
            *decision = Decision::Free;
        }
    }

    /// Decides the columns that a bound settles; how many.
    ///
    /// With money worth `low` to `high` a unit, the bound is what all pays, and what each column taken is worth beyond its cost.
    #[expect(clippy::cast_precision_loss, reason = "costs are far below 2⁵³")]
    fn settle(&mut self, bound: &Bound) -> usize {
        let refuted = self.relaxation.refuted_below(self.score);
        let Filled { n_whole, low, high, .. } = bound.filled;
        let mut settled = 0;
        for (rank, column) in bound.order.iter().enumerate() {
            let worth = self.scratch.best_worth[*column as usize];
            let cost = self.relaxation.costs().of(*column) as f64;
            let (decision, otherwise) = if rank < n_whole {
                (Decision::In, bound.value - worth + low * cost)
            } else {
                (Decision::Out, bound.value - high * cost + worth)
            };
            if otherwise < refuted {
                self.decide(*column, decision);
                settled += 1;
            }
        }
        settled
    }

    /// Keeps the plan of the columns that are in and some more, bettered, if it is the best.
    fn offer(&mut self, more: &[u32]) {
        let mut plan: Vec<u32> = self.decided.ins().collect();
        plan.extend(more);
        if self.relaxation.score(&plan) > self.score {
            self.score = self.relaxation.improve(&mut plan, self.money);
            self.best = plan;
        }
    }

    /// The money that is left for free columns.
    fn left(&self) -> u64 {
        self.money.saturating_sub(self.spent)
    }

    /// Follows the prices downhill; the lowest bound, whose prices are kept.
    fn follow(&mut self, steps: usize) -> Bound {
        let mut order: Vec<u32> = self.decided.free().collect();
        let nothing = Filled { n_whole: 0, share: 0.0, low: 0.0, high: f64::INFINITY };
        let mut best = Bound { value: f64::INFINITY, filled: nothing, order: Vec::new() };
        let (mut pace, mut since_lower) = (1.0, 0);
        let (mut plan, mut tried) = (Vec::new(), Vec::new());
        let mut scratch = std::mem::take(&mut self.scratch);
        let Scratch { worth, counts, ratios, best_prices, best_worth, taken_of_late } = &mut scratch;
        for step in 0..steps {
            let kept = self.relaxation.worths(&self.prices, &self.decided, worth);
            let filled = fill(self.relaxation.costs(), &mut order, worth, self.left(), ratios);
            let taken = Taken::new(&order, &filled);
            for column in &order {
                taken_of_late[*column as usize] *= MEMORY;
            }
            for (column, share) in taken.shares() {
                taken_of_late[column as usize] += (1.0 - MEMORY) * share;
            }
            let value =
                kept + taken.shares().map(|(column, share)| share * worth[column as usize]).sum::<f64>();
            since_lower =
                if value < best.value - R::PACE.notable * value.abs() { 0 } else { since_lower + 1 };
            if value < best.value {
                (best.value, best.filled) = (value, filled);
                best_prices.clone_from(&self.prices);
                best_worth.clone_from(worth);
                if self.is_answered(value) {
                    break;
                }
            }
            if step > 0 && step % TRY_EVERY == 0 && (self.stop)() {
                break;
            }
            if since_lower >= R::PACE.patience {
                (pace, since_lower) = (pace / 2.0, 0);
                if pace < R::PACE.shortest {
                    break;
                }
            }
            if step % TRY_EVERY == 0 {
                plan.clear();
                plan.extend_from_slice(taken.whole);
                plan.sort_unstable();
                if plan != tried {
                    tried.clone_from(&plan);
                    self.offer(&plan);
                    if self.is_answered(best.value) {
                        break;
                    }
                }
            }
            self.relaxation.count(&self.prices, &self.decided, &taken, counts);
            let gap = (value - self.score).max(self.relaxation.least_gap(self.score));
            if !self.step(counts, pace * gap) {
                break;
            }
        }
        self.prices.clone_from(best_prices);
        self.scratch = scratch;
        let (costs, worth) = (self.relaxation.costs(), &self.scratch.best_worth);
        let ratio = |column: u32| costs.ratio(column, worth[column as usize]);
        order.sort_unstable_by(|a, b| ratio(*b).total_cmp(&ratio(*a)).then(a.cmp(b)));
        best.order = order;
        best
    }

    /// Moves the prices against the slopes of the bound by a length; whether any moves.
    fn step(&mut self, counts: &[f64], length: f64) -> bool {
        let (weights, tops) = self.relaxation.weights_and_tops();
        let rows = || counts.iter().map(|count| count - 1.0).zip(weights).zip(tops);
        let is_at_end =
            |slope: f64, price: f64, top: f64| slope < 0.0 && price >= top || slope > 0.0 && price <= 0.0;
        let moving = rows()
            .zip(&self.prices)
            .filter(|(((slope, _), top), price)| *slope != 0.0 && !is_at_end(*slope, **price, **top));
        let squared: f64 = moving.map(|(((slope, weight), _), _)| slope * slope * weight).sum();
        if squared == 0.0 {
            return false;
        }
        let step = length / squared;
        for (((slope, weight), top), price) in rows().zip(&mut self.prices) {
            *price = (*price - step * weight * slope).clamp(0.0, *top);
        }
        true
    }
}
