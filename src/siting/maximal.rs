//! Maximal covering (Church & ReVelle 1974): at most `p` columns that cover the most weight, with a proof.
//!
//! The bound is the Lagrangian one of Galvão & ReVelle (1996, <https://doi.org/10.1016/0377-2217(94)00159-6>): every row offers
//! a price to whoever covers it; what the rows keep, and what the `p` best paid columns receive, together are
//! never less than the best plan. Prices follow the subgradient (Held, Wolfe & Crowder 1974), in steps
//! proportional to the weight of the row, without which heavy rows take forever. A column whose exclusion, or
//! inclusion, would bring the bound down to a plan that is known is settled; what is left is searched depth first.

use super::covering::Covering;
use super::greedy::{greedy, improve};
use super::rows::small;

/// A plan, and how good any plan can be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Covered {
    /// The columns chosen, ascending.
    pub(super) columns: Vec<u32>,
    /// The weight that they cover.
    pub(super) weight: u64,
    /// No `p` columns cover more than this.
    pub(super) bound: u64,
}

/// The best plan of at most `p` columns; `known` plans are bettered first.
///
/// Stops early when `stop` says so; the bound is then above the weight. Stops as well when `target` is reached,
/// or when the bound falls below it: whether it can be covered is then answered.
pub(super) fn maximal(
    covering: &Covering,
    p: usize,
    known: &[Vec<u32>],
    target: Option<u64>,
    stop: &dyn Fn() -> bool,
) -> Covered {
    let mut best = greedy(covering, p);
    let mut weight = improve(covering, &mut best);
    for plan in known {
        let mut plan: Vec<u32> = plan.iter().copied().take(p).collect();
        let bettered = improve(covering, &mut plan);
        if bettered > weight {
            (best, weight) = (plan, bettered);
        }
    }
    let mut search = Search::new(covering, p, best, weight, target, stop);
    let total = search.total;
    let open = if search.is_answered(total) { total } else { search.explore(true) };
    let mut columns = search.best;
    columns.sort_unstable();
    Covered { columns, weight: search.weight, bound: open.max(search.weight) }
}

/// Steps of prices at the first node, and at the others.
const STEPS: [usize; 2] = [600, 40];
/// Steps without a lower bound after which they are halved, and the share below which they end.
const PATIENCE: usize = 15;
const SHORTEST_STEP: f64 = 1e-3;
/// Every so many steps, the picked columns are tried as a plan.
const TRY_EVERY: usize = 10;
/// Bounds are sums of thousands of doubles, whose last digits say nothing: thousandths of a person.
const SLACK: f64 = 0.5;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Decision {
    Free,
    In,
    Out,
}

struct Search<'a> {
    covering: &'a Covering,
    p: usize,
    /// The best plan so far, and what it covers.
    best: Vec<u32>,
    weight: u64,
    /// Every plan covers a multiple of this, and at most that.
    unit: u64,
    total: u64,
    target: Option<u64>,
    stop: &'a dyn Fn() -> bool,
    decided: Vec<Decision>,
    /// Columns in the order of their decisions, to be taken back.
    trail: Vec<u32>,
    n_in: usize,
    /// How many of the columns that are in cover a row.
    times_covered: Vec<u32>,
    /// What each row offers.
    prices: Vec<f64>,
    weights: Vec<f64>,
    scratch: Scratch,
}

/// Memory that every node uses again.
#[derive(Default)]
struct Scratch {
    /// What the rows pay to each column.
    paid: Vec<f64>,
    /// How many picked columns cover a row.
    picked: Vec<u32>,
    best_prices: Vec<f64>,
    best_paid: Vec<f64>,
}

/// The lowest bound at one node.
struct Bound {
    value: f64,
    /// The lowest payment of a picked column, and the highest of the others.
    last_in: f64,
    first_out: f64,
    /// The free columns, best paid first.
    order: Vec<u32>,
}

impl<'a> Search<'a> {
    #[expect(clippy::cast_precision_loss, reason = "weights are below 10¹⁵ thousandths")]
    fn new(
        covering: &'a Covering,
        p: usize,
        best: Vec<u32>,
        weight: u64,
        target: Option<u64>,
        stop: &'a dyn Fn() -> bool,
    ) -> Self {
        let (n_rows, n_columns) = (covering.weights.len(), covering.n_columns());
        let weights: Vec<f64> = covering.weights.iter().map(|weight| *weight as f64).collect();
        let mut times_covered = vec![0; n_rows];
        count_rows(covering, &best, &mut times_covered);
        // A row that the plan leaves out offers all to be covered; one that is covered twice, little.
        let prices = weights.iter().zip(&times_covered).map(|(w, times)| w / f64::from(1 + times)).collect();
        Self {
            covering,
            p,
            best,
            weight,
            unit: covering.weights.iter().copied().fold(0, gcd).max(1),
            total: covering.total(),
            target,
            stop,
            decided: vec![Decision::Free; n_columns],
            trail: Vec::new(),
            n_in: 0,
            times_covered: vec![0; n_rows],
            prices,
            weights,
            scratch: Scratch { paid: vec![0.0; n_columns], picked: vec![0; n_rows], ..Scratch::default() },
        }
    }

    /// Whether nothing that a bound allows is worth looking for.
    fn is_answered(&self, bound: u64) -> bool {
        let sought = |target| self.weight >= target || bound < target;
        bound.min(self.total) <= self.weight || self.target.is_some_and(sought)
    }

    /// The most that a bound allows a plan to cover.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and the total")]
    fn whole(&self, bound: f64) -> u64 {
        ((bound + SLACK).max(0.0) as u64 / self.unit * self.unit).min(self.total)
    }

    /// Searches below the decisions taken: no plan there is better than the best, nor than what is returned.
    fn explore(&mut self, is_root: bool) -> u64 {
        let start = self.trail.len();
        let mut open = 0;
        let mut steps = STEPS[usize::from(!is_root)];
        loop {
            let bound = self.follow(steps);
            let whole = self.whole(bound.value);
            if self.is_answered(whole) || (self.stop)() {
                open = open.max(whole);
                break;
            }
            let settled = self.settle(&bound);
            if self.n_in == self.p || self.is_decided() {
                self.offer(&[]);
                break;
            }
            if is_root && settled * 20 > self.decided.len() {
                // The prices of fewer columns may fall further.
                steps = STEPS[0] / 3;
                continue;
            }
            let is_free = |column: &u32| self.decided[*column as usize] == Decision::Free;
            let Some(column) = bound.order.iter().copied().find(is_free) else { break };
            let prices = self.prices.clone();
            self.decide(column, Decision::In);
            open = open.max(self.explore(false));
            self.take_back(self.trail.len() - 1);
            self.prices = prices;
            self.decide(column, Decision::Out);
            steps = STEPS[1];
        }
        self.take_back(start);
        open
    }

    fn is_decided(&self) -> bool {
        !self.decided.contains(&Decision::Free)
    }

    fn decide(&mut self, column: u32, decision: Decision) {
        self.decided[column as usize] = decision;
        self.trail.push(column);
        if decision == Decision::In {
            self.n_in += 1;
            for row in self.covering.rows_of.of(column as usize) {
                self.times_covered[*row as usize] += 1;
                self.prices[*row as usize] = 0.0;
            }
        }
    }

    /// Takes back the decisions after the first `keep`.
    fn take_back(&mut self, keep: usize) {
        for column in self.trail.drain(keep..) {
            if self.decided[column as usize] == Decision::In {
                self.n_in -= 1;
                for row in self.covering.rows_of.of(column as usize) {
                    self.times_covered[*row as usize] -= 1;
                }
            }
            self.decided[column as usize] = Decision::Free;
        }
    }

    /// Decides the columns that a bound settles; how many.
    #[expect(clippy::cast_precision_loss, reason = "weights are below 10¹⁵ thousandths")]
    fn settle(&mut self, bound: &Bound) -> usize {
        let enough = (self.weight + self.unit).max(self.target.unwrap_or(0)) as f64 - SLACK;
        let q = self.p - self.n_in;
        let mut settled = 0;
        for (rank, column) in bound.order.iter().enumerate() {
            let paid = self.scratch.best_paid[*column as usize];
            let (decision, otherwise) = if rank < q {
                (Decision::In, bound.value - paid + bound.first_out)
            } else {
                (Decision::Out, bound.value - bound.last_in + paid)
            };
            if otherwise < enough {
                self.decide(*column, decision);
                settled += 1;
            }
        }
        settled
    }

    /// Keeps the plan of the columns that are in and some more, bettered, if it is the best.
    fn offer(&mut self, more: &[u32]) {
        let is_in = |column: &u32| self.decided[*column as usize] == Decision::In;
        let mut plan: Vec<u32> = (0..small(self.decided.len())).filter(is_in).collect();
        plan.extend(more);
        if self.covering.covered_by(&plan) > self.weight {
            self.weight = improve(self.covering, &mut plan);
            self.best = plan;
        }
    }

    /// Follows the prices downhill; the lowest bound, whose prices are kept.
    #[expect(clippy::cast_precision_loss, reason = "weights are below 10¹⁵ thousandths")]
    fn follow(&mut self, steps: usize) -> Bound {
        let q = self.p - self.n_in;
        let mut best = Bound { value: f64::INFINITY, last_in: 0.0, first_out: 0.0, order: Vec::new() };
        let (mut pace, mut since_lower) = (1.0, 0);
        let free = |column: &u32| self.decided[*column as usize] == Decision::Free;
        let mut order: Vec<u32> = (0..small(self.decided.len())).filter(free).collect();
        let n_picked = q.min(order.len());
        let rows: Vec<usize> = (0..self.prices.len()).filter(|row| self.times_covered[*row] == 0).collect();
        let (mut plan, mut tried) = (Vec::new(), Vec::new());
        let mut scratch = std::mem::take(&mut self.scratch);
        let Scratch { paid, picked, best_prices, best_paid } = &mut scratch;
        for step in 0..steps {
            for column in &order {
                let rows = self.covering.rows_of.of(*column as usize);
                paid[*column as usize] = rows.iter().map(|row| self.prices[*row as usize]).sum();
            }
            let kept: f64 = self.weights.iter().zip(&self.prices).map(|(weight, price)| weight - price).sum();
            if n_picked < order.len() {
                order.select_nth_unstable_by(n_picked, |a, b| better_paid(paid, *a, *b));
            }
            let (ins, outs) = order.split_at(n_picked);
            let value = kept + ins.iter().map(|column| paid[*column as usize]).sum::<f64>();
            since_lower = if value < best.value - 1e-7 * value.abs() { 0 } else { since_lower + 1 };
            if value < best.value {
                best.value = value;
                best.last_in = ins.iter().map(|c| paid[*c as usize]).fold(f64::INFINITY, f64::min);
                best.first_out = outs.iter().map(|c| paid[*c as usize]).fold(0.0, f64::max);
                best_prices.clone_from(&self.prices);
                best_paid.clone_from(paid);
                if self.is_answered(self.whole(value)) {
                    break;
                }
            }
            if since_lower >= PATIENCE {
                (pace, since_lower) = (pace / 2.0, 0);
                if pace < SHORTEST_STEP {
                    break;
                }
            }
            if step % TRY_EVERY == 0 {
                plan.clear();
                plan.extend_from_slice(ins);
                plan.sort_unstable();
                if plan != tried {
                    tried.clone_from(&plan);
                    self.offer(&plan);
                    if self.is_answered(self.whole(best.value)) {
                        break;
                    }
                }
            }
            picked.fill(0);
            count_rows(self.covering, ins, picked);
            let slope = |row: usize| f64::from(picked[row]) - 1.0;
            let at_end = |row: usize| {
                slope(row) < 0.0 && self.prices[row] >= self.weights[row]
                    || slope(row) > 0.0 && self.prices[row] <= 0.0
            };
            let moving = rows.iter().filter(|row| !at_end(**row));
            let squared: f64 = moving.map(|row| slope(*row).powi(2) * self.weights[*row]).sum();
            if squared == 0.0 {
                break;
            }
            let step = pace * (value - self.weight as f64).max(self.unit as f64) / squared;
            for row in &rows {
                let moved = self.prices[*row] - step * self.weights[*row] * slope(*row);
                self.prices[*row] = moved.clamp(0.0, self.weights[*row]);
            }
        }
        self.prices.clone_from(best_prices);
        order.sort_unstable_by(|a, b| better_paid(best_paid, *a, *b));
        best.order = order;
        self.scratch = scratch;
        best
    }
}

/// The order of payments, highest first.
fn better_paid(paid: &[f64], a: u32, b: u32) -> std::cmp::Ordering {
    paid[b as usize].total_cmp(&paid[a as usize]).then(a.cmp(&b))
}

/// Counts how many of some columns cover each row.
fn count_rows(covering: &Covering, columns: &[u32], counts: &mut [u32]) {
    for column in columns {
        covering.rows_of.of(*column as usize).iter().for_each(|row| counts[*row as usize] += 1);
    }
}

fn gcd(a: u64, b: u64) -> u64 {
    if b == 0 { a } else { gcd(b, a % b) }
}
