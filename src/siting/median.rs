//! The p-median (Hakimi 1964): the columns that a sum of money pays such that the weighted times to the nearest are
//! least, with a proof.
//!
//! The bound is the Lagrangian one of Cornuéjols, Fisher & Nemhauser (1977, <https://doi.org/10.1287/mnsc.23.8.789>): every
//! row pays a price, a column serves those whom it costs less than they pay, and what is paid less what the most
//! profitable columns save is never more than the best plan. See [`super::search`], where a plan scores less what it costs.

use super::costs::{Costs, Taken};
use super::search::{Decided, Pace, Relaxation, search};
use super::serving::Serving;

/// A plan, and how good any plan can be.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Served {
    /// The columns chosen, ascending.
    pub(super) columns: Vec<u32>,
    /// What no plan costs less than; `None` when the plan is proven best.
    pub(super) bound: Option<f64>,
}

/// The plan of least time that `money` pays; `known` plans are bettered first.
///
/// Stops early when `stop` says so; the bound is then told.
pub(super) fn median(serving: &Serving, money: u64, known: &[Vec<u32>], stop: &dyn Fn() -> bool) -> Served {
    let plans = known.iter().map(|plan| serving.costs.affordable(plan, money));
    let plans = std::iter::once(serving.greedy(money)).chain(plans).collect();
    let found = search(Median { serving, offers: serving.offers.clone() }, money, plans, stop);
    let is_open = found.score < 0.0 && found.open >= refuted_below(found.score);
    Served { columns: found.columns, bound: is_open.then_some(-found.open) }
}

/// A bound this near to the time, relatively, is the time: sums of doubles are no truer.
const SAME: f64 = 1e-9;

fn refuted_below(score: f64) -> f64 {
    score * (1.0 - SAME)
}

struct Median<'a> {
    serving: &'a Serving,
    /// The offers of the columns that the first node left.
    offers: Vec<Vec<(u32, f64)>>,
}

impl Relaxation for Median<'_> {
    const PACE: Pace = Pace { steps: [1500, 60], patience: 20, shortest: 1e-4, notable: 1e-6 };

    fn costs(&self) -> &Costs {
        &self.serving.costs
    }

    fn weights_and_tops(&self) -> (&[f64], &[f64]) {
        (&self.serving.weights, &self.serving.without)
    }

    /// A row pays between what it costs now and what it would without whom it has, at most twice as much.
    fn first_prices(&self, plan: &[u32]) -> Vec<f64> {
        let mut is_in = vec![false; self.serving.n_columns()];
        for column in plan {
            is_in[*column as usize] = true;
        }
        let price = |(without, offers): (&f64, &Vec<(u32, f64)>)| {
            let mut open = offers.iter().filter(|(column, _)| is_in[*column as usize]).map(|offer| offer.1);
            let first = open.next().unwrap_or(*without);
            let second = open.next().unwrap_or(*without).min(2.0 * first);
            (f64::midpoint(first, second.max(first))).min(*without)
        };
        self.serving.without.iter().zip(&self.serving.offers).map(price).collect()
    }

    fn score(&self, plan: &[u32]) -> f64 {
        -self.serving.time(plan)
    }

    fn improve(&self, plan: &mut Vec<u32>, money: u64) -> f64 {
        -self.serving.improve(plan, money)
    }

    fn is_enough(&self, score: f64) -> bool {
        score >= 0.0
    }

    fn refuted_below(&self, score: f64) -> f64 {
        refuted_below(score)
    }

    fn reach(&self, bound: f64) -> f64 {
        bound
    }

    fn least_gap(&self, score: f64) -> f64 {
        -score * 1e-6
    }

    fn worths(&self, prices: &[f64], decided: &Decided, worth: &mut [f64]) -> f64 {
        worth.fill(0.0);
        for (offers, price) in self.offers.iter().zip(prices) {
            for (column, cost) in offers.iter().take_while(|(_, cost)| cost < price) {
                worth[*column as usize] += price - cost;
            }
        }
        decided.ins().map(|column| worth[column as usize]).sum::<f64>() - prices.iter().sum::<f64>()
    }

    fn count(&self, prices: &[f64], decided: &Decided, taken: &Taken<'_>, counts: &mut [f64]) {
        let mut share_of = vec![0.0; self.serving.n_columns()];
        let ins = decided.ins().map(|column| (column, 1.0));
        taken.shares().chain(ins).for_each(|(column, share)| share_of[column as usize] = share);
        for ((count, offers), price) in counts.iter_mut().zip(&self.offers).zip(prices) {
            let served = offers.iter().take_while(|(_, cost)| cost < price);
            *count = served.map(|(column, _)| share_of[*column as usize]).sum();
        }
    }

    /// Drops the offers of what is out.
    fn forget(&mut self, decided: &Decided) {
        for offers in &mut self.offers {
            offers.retain(|(column, _)| !decided.is_out(*column));
        }
    }
}
