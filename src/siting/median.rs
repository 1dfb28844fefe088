//! The p-median (Hakimi 1964): at most `p` columns such that the weighted times to the nearest are least, with a
//! proof.
//!
//! The bound is the Lagrangian one of Cornuéjols, Fisher & Nemhauser (1977, <https://doi.org/10.1287/mnsc.23.8.789>): every
//! row pays a price, a column serves those whom it costs less than they pay, and what is paid less what the
//! `p` most profitable columns save is never more than the best plan. Prices follow the subgradient in steps
//! proportional to the weight of the row. Columns that the bound settles are settled, and what is left is
//! searched depth first, as in [`super::maximal`].

use super::rows::small;
use super::serving::Serving;

/// A plan, and how good any plan can be.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Served {
    /// The columns chosen, ascending.
    pub(super) columns: Vec<u32>,
    /// What no plan costs less than; `None` when the plan is proven best.
    pub(super) bound: Option<f64>,
}

/// The cheapest plan of at most `p` columns; `known` plans are bettered first.
///
/// Stops early when `stop` says so; the bound is then told.
pub(super) fn median(serving: &Serving, p: usize, known: &[Vec<u32>], stop: &dyn Fn() -> bool) -> Served {
    let mut best = serving.greedy(p);
    let mut cost = serving.improve(&mut best);
    for plan in known {
        let mut plan: Vec<u32> = plan.iter().copied().take(p).collect();
        let bettered = serving.improve(&mut plan);
        if bettered < cost {
            (best, cost) = (plan, bettered);
        }
    }
    let mut search = Search::new(serving, p, best, cost, stop);
    let open = search.explore(true);
    let bound = (!search.is_answered(open)).then_some(open);
    let mut columns = search.best;
    columns.sort_unstable();
    Served { columns, bound }
}

/// Steps of prices at the first node, and at the others.
const STEPS: [usize; 2] = [1500, 60];
/// Steps without a higher bound after which they are halved, and the share below which they end.
const PATIENCE: usize = 20;
const SHORTEST_STEP: f64 = 1e-4;
/// Every so many steps, the picked columns are tried as a plan.
const TRY_EVERY: usize = 10;
/// A bound this near to the cost, relatively, is the cost: sums of doubles are no truer.
const SAME: f64 = 1e-9;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Decision {
    Free,
    In,
    Out,
}

struct Search<'a> {
    serving: &'a Serving,
    p: usize,
    /// The best plan so far, and what it costs.
    best: Vec<u32>,
    cost: f64,
    stop: &'a dyn Fn() -> bool,
    /// The offers of the columns that the first node left.
    offers: Vec<Vec<(u32, f64)>>,
    decided: Vec<Decision>,
    /// Columns in the order of their decisions, to be taken back.
    trail: Vec<u32>,
    n_in: usize,
    prices: Vec<f64>,
}

/// The highest bound at one node.
struct Bound {
    value: f64,
    /// What each column saves at its prices.
    saves: Vec<f64>,
    /// The least saving of a picked column, and the largest of the others.
    last_in: f64,
    first_out: f64,
    /// The free columns, those that save most first.
    order: Vec<u32>,
}

impl<'a> Search<'a> {
    fn new(serving: &'a Serving, p: usize, best: Vec<u32>, cost: f64, stop: &'a dyn Fn() -> bool) -> Self {
        let mut is_in = vec![false; serving.n_columns];
        for column in &best {
            is_in[*column as usize] = true;
        }
        // A row pays between what it costs now and what it would without whom it has, at most twice as much.
        let price = |(without, offers): (&f64, &Vec<(u32, f64)>)| {
            let mut open = offers.iter().filter(|(column, _)| is_in[*column as usize]).map(|offer| offer.1);
            let first = open.next().unwrap_or(*without);
            let second = open.next().unwrap_or(*without).min(2.0 * first);
            (f64::midpoint(first, second.max(first))).min(*without)
        };
        let prices = serving.without.iter().zip(&serving.offers).map(price).collect();
        Self {
            serving,
            p,
            best,
            cost,
            stop,
            offers: serving.offers.clone(),
            decided: vec![Decision::Free; serving.n_columns],
            trail: Vec::new(),
            n_in: 0,
            prices,
        }
    }

    /// Whether nothing that a bound allows is worth looking for.
    fn is_answered(&self, bound: f64) -> bool {
        bound >= self.cost * (1.0 - SAME)
    }

    /// Searches below the decisions taken: no plan there costs less than the best, nor than what is returned.
    fn explore(&mut self, is_root: bool) -> f64 {
        let start = self.trail.len();
        let mut open = f64::INFINITY;
        let mut steps = STEPS[usize::from(!is_root)];
        loop {
            let bound = self.follow(steps);
            if self.is_answered(bound.value) {
                break;
            }
            if (self.stop)() {
                open = open.min(bound.value);
                break;
            }
            let settled = self.settle(&bound);
            let free = self.free();
            if self.n_in == self.p || self.n_in + free.len() <= self.p {
                // One plan is left: the bound of its node tells nothing more.
                self.offer(if self.n_in == self.p { &[] } else { &free });
                break;
            }
            if is_root && settled > 0 {
                self.forget_settled();
                if settled * 20 > free.len() {
                    steps = STEPS[0] / 3;
                    continue;
                }
            }
            let is_free = |column: &u32| self.decided[*column as usize] == Decision::Free;
            let Some(column) = bound.order.iter().copied().find(is_free) else { break };
            let prices = self.prices.clone();
            self.decide(column, Decision::In);
            open = open.min(self.explore(false));
            self.take_back(self.trail.len() - 1);
            self.prices = prices;
            self.decide(column, Decision::Out);
            steps = STEPS[1];
        }
        self.take_back(start);
        open
    }

    fn free(&self) -> Vec<u32> {
        let is_free = |column: &u32| self.decided[*column as usize] == Decision::Free;
        (0..small(self.decided.len())).filter(is_free).collect()
    }

    /// Drops the offers of what the first node excluded for good.
    fn forget_settled(&mut self) {
        for offers in &mut self.offers {
            offers.retain(|(column, _)| self.decided[*column as usize] != Decision::Out);
        }
    }

    fn decide(&mut self, column: u32, decision: Decision) {
        self.decided[column as usize] = decision;
        self.trail.push(column);
        self.n_in += usize::from(decision == Decision::In);
    }

    /// Takes back the decisions after the first `keep`.
    fn take_back(&mut self, keep: usize) {
        for column in self.trail.drain(keep..) {
            self.n_in -= usize::from(self.decided[column as usize] == Decision::In);
            self.decided[column as usize] = Decision::Free;
        }
    }

    /// Decides the columns that a bound settles; how many.
    fn settle(&mut self, bound: &Bound) -> usize {
        let q = self.p - self.n_in;
        let enough = self.cost * (1.0 - SAME);
        let mut settled = 0;
        for (rank, column) in bound.order.iter().enumerate() {
            let saves = bound.saves[*column as usize];
            let (decision, otherwise) = if rank < q {
                (Decision::In, bound.value + saves - bound.first_out)
            } else {
                (Decision::Out, bound.value + bound.last_in - saves)
            };
            if otherwise > enough {
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
        if self.serving.cost(&plan) < self.cost {
            self.cost = self.serving.improve(&mut plan);
            self.best = plan;
        }
    }

    /// Follows the prices uphill; the highest bound, whose prices are kept.
    fn follow(&mut self, steps: usize) -> Bound {
        let n = self.decided.len();
        let mut best = Bound {
            value: f64::NEG_INFINITY,
            saves: vec![0.0; n],
            last_in: 0.0,
            first_out: 0.0,
            order: self.free(),
        };
        let mut order = best.order.clone();
        let n_picked = (self.p - self.n_in).min(order.len());
        let mut best_prices = self.prices.clone();
        let (mut pace, mut since_higher) = (1.0, 0);
        let ins: Vec<u32> =
            (0..small(n)).filter(|column| self.decided[*column as usize] == Decision::In).collect();
        let mut is_picked = vec![false; n];
        let mut saves = vec![0.0; n];
        let mut slopes = vec![0.0; self.prices.len()];
        let mut tried: Vec<u32> = Vec::new();
        for step in 0..steps {
            saves.fill(0.0);
            for (offers, price) in self.offers.iter().zip(&self.prices) {
                for (column, cost) in offers.iter().take_while(|(_, cost)| cost < price) {
                    saves[*column as usize] += price - cost;
                }
            }
            if n_picked < order.len() {
                order.select_nth_unstable_by(n_picked, |a, b| saves_more(&saves, *a, *b));
            }
            let (picked, others) = order.split_at(n_picked);
            let profit: f64 = picked.iter().chain(&ins).map(|column| saves[*column as usize]).sum();
            let value = self.prices.iter().sum::<f64>() - profit;
            since_higher = if value > best.value + 1e-6 * value.abs() { 0 } else { since_higher + 1 };
            if value > best.value {
                best.value = value;
                best.saves.clone_from(&saves);
                best.last_in = picked.iter().map(|c| saves[*c as usize]).fold(f64::INFINITY, f64::min);
                best.first_out = others.iter().map(|c| saves[*c as usize]).fold(0.0, f64::max);
                best_prices.clone_from(&self.prices);
                if self.is_answered(value) {
                    break;
                }
            }
            if since_higher >= PATIENCE {
                (pace, since_higher) = (pace / 2.0, 0);
                if pace < SHORTEST_STEP {
                    break;
                }
            }
            is_picked.fill(false);
            picked.iter().chain(&ins).for_each(|column| is_picked[*column as usize] = true);
            if step % TRY_EVERY == 0 {
                let mut plan = picked.to_vec();
                plan.sort_unstable();
                if plan != tried {
                    self.offer(&plan);
                    tried = plan;
                    if self.is_answered(best.value) {
                        break;
                    }
                }
            }
            let mut squared = 0.0;
            for (row, offers) in self.offers.iter().enumerate() {
                let price = self.prices[row];
                let served = offers.iter().take_while(|(_, cost)| *cost < price);
                let n_served = served.filter(|(column, _)| is_picked[*column as usize]).count();
                slopes[row] = 1.0 - f64::from(small(n_served));
                if slopes[row] < 0.0 || price < self.serving.without[row] {
                    squared += slopes[row] * slopes[row] * self.serving.weights[row];
                }
            }
            if squared == 0.0 {
                break;
            }
            let step = pace * (self.cost - value).max(self.cost * 1e-6) / squared;
            for (row, price) in self.prices.iter_mut().enumerate() {
                let moved = *price + step * self.serving.weights[row] * slopes[row];
                *price = moved.clamp(0.0, self.serving.without[row]);
            }
        }
        self.prices = best_prices;
        order.sort_unstable_by(|a, b| saves_more(&best.saves, *a, *b));
        best.order = order;
        best
    }
}

/// The order of savings, largest first.
fn saves_more(saves: &[f64], a: u32, b: u32) -> std::cmp::Ordering {
    saves[b as usize].total_cmp(&saves[a as usize]).then(a.cmp(&b))
}
