//! Whether a few columns cover every row: set covering, answered yes or no.
//!
//! At every node of a depth first search: a row whose columns are all of another's makes that one
//! superfluous, a column whose rows are all another's, no dearer, too, and a row with one column decides it (Toregas &
//! ReVelle 1972). A node ends when disjoint rows, the largest columns or prices (as in [`super::maximal`], with
//! steps of their own) show that the money is not enough. It branches on the columns of the row that fewest cover.
//! Sets are bits, 64 in a word.

use super::costs::{Costs, Taken, fill};
use super::covering::Covering;
use super::rows::small;

/// The answer to the question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Answer {
    /// These columns do.
    Yes(Vec<u32>),
    /// None that the money pays do.
    No,
    /// Stopped before the answer.
    Unknown,
}

/// Whether columns that `money` pays cover every row; weights do not matter.
pub(super) fn cover_all(covering: &Covering, money: u64, stop: &dyn Fn() -> bool) -> Answer {
    let n_columns = covering.n_columns();
    let rows = (0..covering.weights.len()).map(|row| {
        let mut bits = Bits::none(n_columns);
        covering.columns_of.of(row).iter().for_each(|column| bits.add(*column as usize));
        bits
    });
    let mut all = Bits::none(n_columns);
    (0..n_columns).for_each(|column| all.add(column));
    let mut search = Search { n_columns, costs: &covering.costs, stop, is_stopped: false };
    match search.explore(Node { rows: rows.collect(), alive: all, left: money, chosen: Vec::new() }) {
        Some(columns) => Answer::Yes(columns),
        None if search.is_stopped => Answer::Unknown,
        None => Answer::No,
    }
}

/// A set of small numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Bits(Vec<u64>);

impl Bits {
    fn none(n: usize) -> Self {
        Self(vec![0; n.div_ceil(64)])
    }

    fn add(&mut self, item: usize) {
        self.0[item / 64] |= 1 << (item % 64);
    }

    fn remove(&mut self, item: usize) {
        self.0[item / 64] &= !(1 << (item % 64));
    }

    fn has(&self, item: usize) -> bool {
        self.0[item / 64] >> (item % 64) & 1 == 1
    }

    fn count(&self) -> usize {
        self.0.iter().map(|word| word.count_ones() as usize).sum()
    }

    fn is_in(&self, other: &Self) -> bool {
        self.0.iter().zip(&other.0).all(|(a, b)| a & !b == 0)
    }

    fn meets(&self, other: &Self) -> bool {
        self.0.iter().zip(&other.0).any(|(a, b)| a & b != 0)
    }

    fn keep_only(&mut self, other: &Self) {
        self.0.iter_mut().zip(&other.0).for_each(|(a, b)| *a &= b);
    }

    fn join(&mut self, other: &Self) {
        self.0.iter_mut().zip(&other.0).for_each(|(a, b)| *a |= b);
    }

    /// Its items, ascending.
    fn items(&self) -> impl Iterator<Item = usize> {
        self.0.iter().enumerate().flat_map(|(place, word)| {
            let rest = |word: &u64| Some(word & (word - 1)).filter(|rest| *rest != 0);
            let left = std::iter::successors(Some(*word).filter(|word| *word != 0), rest);
            left.map(move |word| place * 64 + word.trailing_zeros() as usize)
        })
    }
}

/// What is left to cover, by which columns, and with what money.
struct Node {
    rows: Vec<Bits>,
    alive: Bits,
    left: u64,
    chosen: Vec<u32>,
}

/// What the reductions say of a node.
enum Reduced {
    Covered,
    Hopeless,
    /// The rows of every column that is left, those that cover most first.
    Open(Vec<(usize, Bits)>),
}

struct Search<'a> {
    n_columns: usize,
    costs: &'a Costs,
    stop: &'a dyn Fn() -> bool,
    is_stopped: bool,
}

/// Rows from which prices are worth their time.
const WORTH_PRICES: usize = 8;
/// Steps of prices, those without progress after which they are halved, and the share below which they end.
const STEPS: usize = 60;
const PATIENCE: usize = 8;
const SHORTEST_STEP: f64 = 0.05;

impl Search<'_> {
    /// Columns that cover the rows of a node, if there are.
    fn explore(&mut self, mut node: Node) -> Option<Vec<u32>> {
        // A node of thousands of rows takes longer than a look at the clock.
        if self.is_stopped || (self.stop)() {
            self.is_stopped = true;
            return None;
        }
        let columns = match self.reduce(&mut node) {
            Reduced::Covered => return Some(node.chosen),
            Reduced::Hopeless => return None,
            Reduced::Open(columns) => columns,
        };
        if self.is_hopeless(&node, &columns) {
            return None;
        }
        let mut ways: Vec<(f64, usize)> = Vec::new();
        for (column, rows) in &columns {
            if node.rows[0].has(*column) {
                ways.push((self.costs.ratio(small(*column), f64::from(small(rows.count()))), *column));
            }
        }
        ways.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        for (_, column) in ways {
            let left = node.rows.iter().filter(|row| !row.has(column)).cloned().collect();
            let mut chosen = node.chosen.clone();
            chosen.push(small(column));
            let money = node.left - self.costs.of(small(column));
            let below = Node { rows: left, alive: node.alive.clone(), left: money, chosen };
            if let Some(found) = self.explore(below) {
                return Some(found);
            }
            // What it covers was searched.
            node.alive.remove(column);
        }
        None
    }

    /// Takes out what needs no decision, until nothing does.
    fn reduce(&self, node: &mut Node) -> Reduced {
        loop {
            if !self.costs.is_unit() {
                let dear = |column: &usize| self.costs.of(small(*column)) > node.left;
                let dear: Vec<usize> = node.alive.items().filter(dear).collect();
                for column in dear {
                    node.alive.remove(column);
                }
            }
            node.rows.iter_mut().for_each(|row| row.keep_only(&node.alive));
            node.rows.sort_by_cached_key(Bits::count);
            let mut kept: Vec<Bits> = Vec::with_capacity(node.rows.len());
            for row in node.rows.drain(..) {
                if !kept.iter().any(|other| other.is_in(&row)) {
                    kept.push(row);
                }
            }
            node.rows = kept;
            let Some(rarest) = node.rows.first() else { return Reduced::Covered };
            let mut only = rarest.items();
            match (only.next(), only.next()) {
                _ if node.left < self.costs.cheapest() => return Reduced::Hopeless,
                (None, _) => return Reduced::Hopeless,
                (Some(column), None) => {
                    drop(only);
                    node.chosen.push(small(column));
                    // Those too dear were taken out.
                    node.left -= self.costs.of(small(column));
                    node.rows.retain(|row| !row.has(column));
                    continue;
                }
                _ => drop(only),
            }
            let columns = self.without_dominated(&node.rows);
            let mut alive = Bits::none(self.n_columns);
            for (column, _) in &columns {
                alive.add(*column);
            }
            let is_stable = node.rows.iter().all(|row| row.is_in(&alive));
            node.alive = alive;
            if is_stable {
                return Reduced::Open(columns);
            }
        }
    }

    /// The columns whose rows are not all those of another that is no dearer, with their rows, those that cover most first.
    fn without_dominated(&self, rows: &[Bits]) -> Vec<(usize, Bits)> {
        let mut covers = vec![Bits::none(rows.len()); self.n_columns];
        for (place, row) in rows.iter().enumerate() {
            row.items().for_each(|column| covers[column].add(place));
        }
        let mut order: Vec<(usize, Bits)> = covers.into_iter().enumerate().collect();
        let cost = |column: usize| self.costs.of(small(column));
        order.sort_by_cached_key(|(column, rows)| (std::cmp::Reverse(rows.count()), cost(*column), *column));
        let mut kept: Vec<(usize, Bits)> = Vec::new();
        for (column, rows) in order {
            let is_dominated =
                |(other, others): &(usize, Bits)| cost(*other) <= cost(column) && rows.is_in(others);
            if rows.count() > 0 && !kept.iter().any(is_dominated) {
                kept.push((column, rows));
            }
        }
        kept
    }

    /// Whether a bound shows that the money is not enough.
    fn is_hopeless(&self, node: &Node, columns: &[(usize, Bits)]) -> bool {
        if self.costs.is_unit() {
            let n = usize::try_from(node.left).unwrap_or(usize::MAX);
            let largest: usize = columns.iter().take(n).map(|(_, rows)| rows.count()).sum();
            if largest < node.rows.len() {
                return true;
            }
        }
        // Rows without a common column need one each.
        let mut met = Bits(vec![0; node.alive.0.len()]);
        let mut least: u64 = 0;
        for row in &node.rows {
            if !row.meets(&met) {
                let cheapest = row.items().map(|column| self.costs.of(small(column))).min();
                least = least.saturating_add(cheapest.unwrap_or(0));
                met.join(row);
            }
        }
        least > node.left || node.rows.len() >= WORTH_PRICES && self.prices_refute(node, columns)
    }

    /// Whether prices exist such that all rows together offer more than any columns that the money pays receive: then some
    /// row is not covered by them.
    fn prices_refute(&self, node: &Node, columns: &[(usize, Bits)]) -> bool {
        let n_rows = node.rows.len();
        let lists: Vec<Vec<usize>> = columns.iter().map(|(_, rows)| rows.items().collect()).collect();
        let costs = Costs::new(columns.iter().map(|(column, _)| self.costs.of(small(*column))).collect());
        let mut prices = vec![0.0f64; n_rows];
        // A row offers its share of the largest column that covers it.
        for list in lists.iter().rev() {
            for row in list {
                prices[*row] = 1.0 / f64::from(small(list.len()));
            }
        }
        let (mut pace, mut since_better, mut best) = (1.0, 0, 0.0);
        let (mut covered, mut ratios) = (vec![0.0f64; n_rows], Vec::new());
        let mut order: Vec<u32> = (0..small(lists.len())).collect();
        for _ in 0..STEPS {
            let paid: Vec<f64> = lists.iter().map(|list| list.iter().map(|row| prices[*row]).sum()).collect();
            let filled = fill(&costs, &mut order, &paid, node.left, &mut ratios);
            let taken = Taken::new(&order, &filled);
            let received: f64 = taken.shares().map(|(at, share)| share * paid[at as usize]).sum();
            let offered: f64 = prices.iter().sum();
            if offered - received > 1e-9 * offered {
                return true;
            }
            let share = offered / received;
            since_better = if share > best + 1e-4 { 0 } else { since_better + 1 };
            best = share.max(best);
            if since_better >= PATIENCE {
                (pace, since_better) = (pace / 2.0, 0);
                if pace < SHORTEST_STEP {
                    return false;
                }
            }
            covered.fill(0.0);
            for (at, share) in taken.shares() {
                lists[at as usize].iter().for_each(|row| covered[*row] += share);
            }
            let squared: f64 = covered.iter().map(|covered| (1.0 - covered).powi(2)).sum();
            if squared == 0.0 {
                return false;
            }
            let step = pace * (received - offered).max(0.02 * offered) / squared;
            for (price, covered) in prices.iter_mut().zip(&covered) {
                *price = (*price + step * (1.0 - covered)).max(0.0);
            }
        }
        false
    }
}
