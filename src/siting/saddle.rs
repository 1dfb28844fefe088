//! The linear relaxation of covering, solved as a game: prices of rows whose bound is the best there is.
//!
//! One side chooses shares of columns, from 0 to 1; a row that they leave open costs its top, in proportion. The other
//! side sets prices of rows, from 0 to their tops. They meet where the relaxation is solved. Steps are those of Chambolle &
//! Pock (2011, <https://doi.org/10.1007/s10851-010-0251-1>), scaled by row and column and begun again from their averages
//! (Applegate et al. 2021, <https://doi.org/10.48550/arXiv.2106.04756>). Some hundreds of steps come nearer than any
//! number of subgradient ones. Every price gives a bound that is computed from it alone: where the steps end
//! is no matter of truth.

use super::costs::{Costs, Taken, fill};
use super::rows::{Rows, small};

/// Steps between two looks at the distance of the two sides, and at the clock; the most steps.
const LOOK_EVERY: usize = 40;
const STEPS: usize = 1000;
/// What is close: as a share of the bound, and of what the bound lacks to be enough.
const CLOSE: f64 = 1e-7;
const CLOSE_TO_LACK: f64 = 0.1;
/// Steps begin again when the distance is this share of what it was, at the latest after this share of all steps.
const SHORTER: f64 = 0.4;
const LONGEST: f64 = 0.36;

/// What columns are paid with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Money {
    /// So much of it; what is lost are the rows left open.
    Spend(u64),
    /// As much as is good; what is spent is lost too.
    Lose,
}

/// A relaxation.
pub(super) struct Game<'a> {
    rows_of: &'a Rows,
    tops: &'a [f64],
    costs: &'a Costs,
    money: Money,
    /// Lengths of the steps of shares and of prices.
    share_steps: Vec<f64>,
    price_steps: Vec<f64>,
}

/// Where a game stands.
struct State {
    shares: Vec<f64>,
    prices: Vec<f64>,
    /// How much of each row is served.
    served: Vec<f64>,
}

impl<'a> Game<'a> {
    /// Columns with the rows of each, the tops of the rows, and costs; with [`Money::Spend`] each column can be paid.
    #[expect(clippy::cast_precision_loss, reason = "lengths of lists")]
    pub(super) fn new(rows_of: &'a Rows, tops: &'a [f64], costs: &'a Costs, money: Money) -> Self {
        let mut n_columns = vec![0usize; tops.len()];
        let mut share_steps = Vec::with_capacity(rows_of.len());
        for column in 0..rows_of.len() {
            let rows = rows_of.of(column);
            for row in rows {
                n_columns[*row as usize] += 1;
            }
            let most: f64 = rows.iter().map(|row| tops[*row as usize]).sum();
            share_steps.push(if most > 0.0 { 1.0 / most } else { 0.0 });
        }
        let price_steps = tops.iter().zip(n_columns).map(|(top, n)| top / n.max(1) as f64).collect();
        Self { rows_of, tops, costs, money, share_steps, price_steps }
    }

    /// Betters shares and prices; the least that must be lost, by the prices.
    ///
    /// Ends when that is more than `enough`, when it will not be, or when `stop` says so.
    #[expect(clippy::cast_precision_loss, reason = "numbers of steps")]
    pub(super) fn play(
        &self,
        shares: &mut Vec<f64>,
        prices: &mut Vec<f64>,
        enough: f64,
        stop: &dyn Fn() -> bool,
    ) -> f64 {
        let mut order: Vec<u32> = (0..small(self.rows_of.len())).collect();
        let mut ratios = Vec::new();
        let mut now = State { shares: shares.clone(), prices: prices.clone(), served: self.served(shares) };
        let (mut best, mut least_loss) = (self.bound(&now.prices, &mut order, &mut ratios), f64::INFINITY);
        let (mut value_of_money, mut balance, mut distance) = (0.0, 1.0, f64::INFINITY);
        let mut from = (now.shares.clone(), now.prices.clone());
        let mut sums = (vec![0.0; shares.len()], vec![0.0; prices.len()]);
        let mut since = 0usize;
        for step in 1..=STEPS {
            value_of_money = self.step(&mut now, value_of_money, balance);
            sums.0.iter_mut().zip(&now.shares).for_each(|(sum, share)| *sum += share);
            sums.1.iter_mut().zip(&now.prices).for_each(|(sum, price)| *sum += price);
            since += 1;
            if step % LOOK_EVERY != 0 {
                continue;
            }
            let mean = |sums: &[f64]| -> Vec<f64> { sums.iter().map(|sum| sum / since as f64).collect() };
            let mean_shares = mean(&sums.0);
            let mean =
                State { served: self.served(&mean_shares), shares: mean_shares, prices: mean(&sums.1) };
            let mut distances = [0.0; 2];
            for (state, distance) in [&now, &mean].into_iter().zip(&mut distances) {
                let bound = self.bound(&state.prices, &mut order, &mut ratios);
                let loss = self.loss(state);
                *distance = loss - bound;
                if bound > best {
                    best = bound;
                    prices.clone_from(&state.prices);
                }
                if loss < least_loss {
                    least_loss = loss;
                    shares.clone_from(&state.shares);
                }
            }
            let close = (CLOSE * least_loss.abs()).max(CLOSE_TO_LACK * (enough - best));
            if best > enough || least_loss - best <= close || stop() {
                break;
            }
            let is_mean_closer = distances[1] < distances[0];
            let closer = distances[0].min(distances[1]);
            if closer < SHORTER * distance || since as f64 > LONGEST * step as f64 {
                if is_mean_closer {
                    now = mean;
                }
                balance = self.balance(&now, &from, balance);
                distance = closer;
                from = (now.shares.clone(), now.prices.clone());
                sums.0.fill(0.0);
                sums.1.fill(0.0);
                since = 0;
            }
        }
        best
    }

    /// Moves shares towards what pays them, then prices towards what is not served; the value of money.
    fn step(&self, now: &mut State, value_of_money: f64, balance: f64) -> f64 {
        for (column, share) in now.shares.iter_mut().enumerate() {
            *share += self.share_steps[column] / balance * self.paid(column, &now.prices);
        }
        let value = match self.money {
            Money::Lose => 1.0,
            Money::Spend(money) => self.value_of(money, &now.shares, value_of_money, balance),
        };
        for (column, share) in now.shares.iter_mut().enumerate() {
            *share = (*share - value * self.expense(column, balance)).clamp(0.0, 1.0);
        }
        let before = std::mem::take(&mut now.served);
        now.served = self.served(&now.shares);
        for (row, price) in now.prices.iter_mut().enumerate() {
            let ahead = 2.0 * now.served[row] - before[row];
            *price = (*price + balance * self.price_steps[row] * (1.0 - ahead)).clamp(0.0, self.tops[row]);
        }
        value
    }

    /// What a column receives at some prices.
    fn paid(&self, column: usize, prices: &[f64]) -> f64 {
        self.rows_of.of(column).iter().map(|row| prices[*row as usize]).sum()
    }

    /// How much less of a column is chosen where money is worth one.
    fn expense(&self, column: usize, balance: f64) -> f64 {
        self.share_steps[column] / balance * self.cost(column)
    }

    #[expect(clippy::cast_precision_loss, reason = "costs are far below 2⁵³")]
    fn cost(&self, column: usize) -> f64 {
        self.costs.of(small(column)) as f64
    }

    /// The value at which the money pays the shares that are wished for, near a guess.
    #[expect(clippy::cast_precision_loss, reason = "costs are far below 2⁵³")]
    fn value_of(&self, money: u64, wished: &[f64], guess: f64, balance: f64) -> f64 {
        const TRIES: usize = 60;
        let money = money as f64;
        // What is spent at a value, and how fast that falls.
        let spent = |value: f64| {
            wished.iter().enumerate().fold((0.0, 0.0), |(spent, fall), (column, wished)| {
                let (cost, expense) = (self.cost(column), self.expense(column, balance));
                let share = wished - value * expense;
                let fall = if share > 0.0 && share < 1.0 { fall + cost * expense } else { fall };
                (spent + cost * share.clamp(0.0, 1.0), fall)
            })
        };
        if spent(0.0).0 <= money {
            return 0.0;
        }
        let (mut low, mut high, mut value) = (0.0, f64::INFINITY, guess);
        for _ in 0..TRIES {
            let (sum, fall) = spent(value);
            if (sum - money).abs() <= 1e-9 * money {
                break;
            }
            if sum > money {
                low = value;
            } else {
                high = value;
            }
            let next = value + (sum - money) / fall;
            value = if next > low && next < high {
                next
            } else if high < f64::INFINITY {
                f64::midpoint(low, high)
            } else {
                2.0 * low + f64::EPSILON
            };
        }
        value
    }

    fn served(&self, shares: &[f64]) -> Vec<f64> {
        let mut served = vec![0.0; self.tops.len()];
        for (column, share) in shares.iter().enumerate() {
            if *share > 0.0 {
                self.rows_of.of(column).iter().for_each(|row| served[*row as usize] += share);
            }
        }
        served
    }

    /// What is lost.
    fn loss(&self, state: &State) -> f64 {
        let open: f64 =
            self.tops.iter().zip(&state.served).map(|(top, served)| top * (1.0 - served).max(0.0)).sum();
        let spent = || state.shares.iter().enumerate().map(|(column, share)| share * self.cost(column)).sum();
        open + if self.money == Money::Lose { spent() } else { 0.0 }
    }

    /// What is lost at least, whatever is chosen: what rows offer beyond what any choice receives.
    fn bound(&self, prices: &[f64], order: &mut [u32], ratios: &mut Vec<f64>) -> f64 {
        let paid: Vec<f64> = (0..self.rows_of.len()).map(|column| self.paid(column, prices)).collect();
        let received: f64 = match self.money {
            Money::Lose => {
                paid.iter().enumerate().map(|(column, paid)| (paid - self.cost(column)).max(0.0)).sum()
            }
            Money::Spend(money) => {
                let filled = fill(self.costs, order, &paid, money, ratios);
                let taken = Taken::new(order, &filled);
                taken.shares().map(|(column, share)| share * paid[column as usize]).sum()
            }
        };
        prices.iter().sum::<f64>() - received
    }

    /// How much longer the steps of prices are than those of shares: as both moved.
    fn balance(&self, now: &State, from: &(Vec<f64>, Vec<f64>), balance: f64) -> f64 {
        let moved = |now: &[f64], from: &[f64], steps: &[f64]| -> f64 {
            let each = now.iter().zip(from).zip(steps).filter(|(_, step)| **step > 0.0);
            each.map(|((now, from), step)| (now - from).powi(2) / step).sum()
        };
        let shares = moved(&now.shares, &from.0, &self.share_steps);
        let prices = moved(&now.prices, &from.1, &self.price_steps);
        if shares > 0.0 && prices > 0.0 { ((prices / shares).sqrt() * balance).sqrt() } else { balance }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::cast_precision_loss, reason = "small numbers")]

    use proptest::prelude::*;

    use super::*;

    fn never() -> bool {
        false
    }

    /// What is lost with some columns, one bit each.
    fn loss(rows_of: &Rows, tops: &[f64], costs: &Costs, money: Money, bits: usize) -> Option<f64> {
        let columns: Vec<usize> = (0..rows_of.len()).filter(|column| bits >> column & 1 == 1).collect();
        let spent: u64 = columns.iter().map(|column| costs.of(small(*column))).sum();
        let is_open = |row: &usize| !columns.iter().any(|column| rows_of.of(*column).contains(&small(*row)));
        let open: f64 = (0..tops.len()).filter(is_open).map(|row| tops[row]).sum();
        match money {
            Money::Lose => Some(open + spent as f64),
            Money::Spend(money) => (spent <= money).then_some(open),
        }
    }

    #[test]
    fn it_finds_the_relaxation_of_a_triangle() {
        // Every column covers two of three rows: half of each covers all.
        let rows_of = Rows::new([[0, 1], [1, 2], [0, 2]]);
        let costs = Costs::new(vec![1; 3]);
        for (money, least) in [(Money::Lose, 1.5), (Money::Spend(1), 1.0), (Money::Spend(2), 0.0)] {
            let (mut shares, mut prices) = (vec![0.0; 3], vec![0.0; 3]);
            let game = Game::new(&rows_of, &[1.0; 3], &costs, money);
            let bound = game.play(&mut shares, &mut prices, f64::INFINITY, &never);
            assert!((bound - least).abs() < 1e-5, "{money:?}: {bound}");
            assert!(
                money != Money::Lose || shares.iter().all(|share| (share - 0.5).abs() < 1e-3),
                "{shares:?}"
            );
        }
    }

    proptest! {
        #[test]
        fn no_choice_loses_less_than_the_bound(
            rows in prop::collection::vec(1u32..256, 1..30),
            costs in prop::collection::vec(0u64..6, 8),
            tops in prop::collection::vec(0u32..50, 30),
            money in prop_oneof![Just(None), (6u64..20).prop_map(Some)],
        ) {
            let lists = rows.iter().map(|bits| (0..8).filter(|c| bits >> c & 1 == 1).collect::<Vec<u32>>());
            let rows_of = Rows::new(lists).transposed(8);
            let costs = Costs::new(costs);
            let tops: Vec<f64> = tops[..rows.len()].iter().copied().map(f64::from).collect();
            let money = money.map_or(Money::Lose, Money::Spend);
            let (mut shares, mut prices) = (vec![0.0; 8], vec![0.0; rows.len()]);
            let bound = Game::new(&rows_of, &tops, &costs, money).play(&mut shares, &mut prices, f64::INFINITY, &never);
            let losses = (0..256).filter_map(|bits| loss(&rows_of, &tops, &costs, money, bits));
            let least = losses.fold(f64::INFINITY, f64::min);
            prop_assert!(bound <= least + 1e-6, "{bound} {least}");
            prop_assert!(shares.iter().all(|share| (0.0..=1.0).contains(share)));
        }
    }
}
