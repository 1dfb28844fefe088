//! What columns cost, and the most worth that a sum of money buys: the knapsack, whose items may be cut.
//!
//! By ratio of worth to cost, until the money is spent (Dantzig 1957, <https://doi.org/10.1287/opre.5.2.266>): no whole items
//! are worth more. With a cost of 1 each, these are the `p` items worth most, whole.

/// Cost of every column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Costs {
    each: Vec<u64>,
    is_unit: bool,
    cheapest: u64,
}

impl Costs {
    pub(super) fn new(each: Vec<u64>) -> Self {
        let is_unit = each.iter().all(|cost| *cost == 1);
        let cheapest = each.iter().copied().min().unwrap_or(1);
        Self { each, is_unit, cheapest }
    }

    /// How many columns there are.
    pub(super) fn len(&self) -> usize {
        self.each.len()
    }

    /// Cost of a column.
    pub(super) fn of(&self, column: u32) -> u64 {
        self.each[column as usize]
    }

    /// Cost of some columns; the largest number there is, where the sum is larger.
    pub(super) fn sum(&self, columns: &[u32]) -> u64 {
        columns.iter().fold(0, |sum: u64, column| sum.saturating_add(self.of(*column)))
    }

    /// Whether every column costs 1: a sum of money is then a number of columns.
    pub(super) const fn is_unit(&self) -> bool {
        self.is_unit
    }

    /// The least cost of a column.
    pub(super) const fn cheapest(&self) -> u64 {
        self.cheapest
    }

    /// Worth by cost; endless for what costs nothing and is worth something.
    #[expect(clippy::cast_precision_loss, reason = "a ratio to compare by")]
    pub(super) fn ratio(&self, column: u32, worth: f64) -> f64 {
        if worth <= 0.0 {
            0.0
        } else if self.is_unit {
            worth
        } else {
            worth / self.of(column) as f64
        }
    }

    /// The columns of a plan, in its order, as long as they can be paid.
    pub(super) fn affordable(&self, plan: &[u32], money: u64) -> Vec<u32> {
        let mut left = money;
        let mut taken = Vec::with_capacity(plan.len());
        for column in plan {
            if let Some(rest) = left.checked_sub(self.of(*column)) {
                left = rest;
                taken.push(*column);
            }
        }
        taken
    }
}

/// What a sum of money buys: the first `n_whole` of the items in their order, and a share of the next.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Filled {
    pub(super) n_whole: usize,
    /// Of the item after those, from 0 to less than 1.
    pub(super) share: f64,
    /// What a unit of money is worth: between these two, all of the same bound.
    pub(super) low: f64,
    pub(super) high: f64,
}

/// The items that are bought.
#[derive(Debug, Clone, Copy)]
pub(super) struct Taken<'a> {
    pub(super) whole: &'a [u32],
    /// An item of which there is a share.
    pub(super) cut: Option<(u32, f64)>,
}

impl<'a> Taken<'a> {
    /// Of items in the order of [`fill`].
    pub(super) fn new(items: &'a [u32], filled: &Filled) -> Self {
        let next = items.get(filled.n_whole).map(|item| (*item, filled.share));
        Self { whole: &items[..filled.n_whole], cut: next.filter(|cut| cut.1 > 0.0) }
    }

    /// Each item with its share.
    pub(super) fn shares(&self) -> impl Iterator<Item = (u32, f64)> {
        self.whole.iter().map(|item| (*item, 1.0)).chain(self.cut)
    }
}

/// Puts items, each of which can be paid alone, in an order such that what is bought comes first. `ratios` is scratch.
pub(super) fn fill(
    costs: &Costs,
    items: &mut [u32],
    worth: &[f64],
    money: u64,
    ratios: &mut Vec<f64>,
) -> Filled {
    if costs.is_unit {
        let n_whole = usize::try_from(money).unwrap_or(usize::MAX).min(items.len());
        if n_whole < items.len() {
            items.select_nth_unstable_by(n_whole, |a, b| {
                worth[*b as usize].total_cmp(&worth[*a as usize]).then(a.cmp(b))
            });
        }
        let (ins, outs) = items.split_at(n_whole);
        let high = ins.iter().map(|item| worth[*item as usize]).fold(f64::INFINITY, f64::min);
        let low = outs.iter().map(|item| worth[*item as usize]).fold(0.0, f64::max);
        return Filled { n_whole, share: 0.0, low, high };
    }
    ratios.resize(worth.len(), 0.0);
    for item in items.iter() {
        ratios[*item as usize] = costs.ratio(*item, worth[*item as usize]);
    }
    items.sort_unstable_by(|a, b| ratios[*b as usize].total_cmp(&ratios[*a as usize]).then(a.cmp(b)));
    let (mut left, mut high) = (money, f64::INFINITY);
    for (n_whole, item) in items.iter().enumerate() {
        let (cost, ratio) = (costs.of(*item), ratios[*item as usize]);
        if cost > left {
            #[expect(clippy::cast_precision_loss, reason = "a share")]
            let share = left as f64 / cost as f64;
            return Filled { n_whole, share, low: ratio, high: if left == 0 { high } else { ratio } };
        }
        left -= cost;
        high = ratio;
    }
    Filled { n_whole: items.len(), share: 0.0, low: 0.0, high }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_buys_the_best_ratios_and_a_share_of_the_next() {
        let costs = Costs::new(vec![4, 1, 3, 0]);
        let mut items = [0, 1, 2, 3];
        let filled = fill(&costs, &mut items, &[8.0, 3.0, 3.0, 0.5], 6, &mut Vec::new());
        assert_eq!(items, [3, 1, 0, 2]);
        assert_eq!(filled, Filled { n_whole: 3, share: 1.0 / 3.0, low: 1.0, high: 1.0 });
        let filled = fill(&costs, &mut items, &[8.0, 3.0, 3.0, 0.5], 5, &mut Vec::new());
        assert_eq!((filled.n_whole, filled.share, filled.low, filled.high), (3, 0.0, 1.0, 2.0));
    }

    #[test]
    fn of_a_cost_of_one_each_it_buys_as_many_as_there_is_money() {
        let costs = Costs::new(vec![1; 4]);
        let mut items = [0, 1, 2, 3];
        let filled = fill(&costs, &mut items, &[1.0, 4.0, 2.0, 3.0], 2, &mut Vec::new());
        assert_eq!(filled, Filled { n_whole: 2, share: 0.0, low: 2.0, high: 3.0 });
        assert_eq!(costs.affordable(&[3, 1, 0], 2), [3, 1]);
    }
}
