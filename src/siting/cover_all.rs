//! Whether a few columns cover every row: set covering, answered yes or no.
//!
//! At every node of a depth first search: a row whose columns are all of another's makes that one
//! superfluous, a column whose rows are all another's, no dearer, too, and a row with one column decides it (Toregas &
//! ReVelle 1972). A node ends when disjoint rows, the largest columns or the linear relaxation ([`super::saddle`]) show that the
//! money is not enough; else the prices of the relaxation settle columns. It branches on the columns of the row that fewest cover,
//! those first of which the relaxation takes most.
//! Sets are bits, 64 in a word.

use super::costs::Costs;
use super::covering::Covering;
use super::rows::{Rows, small};
use super::saddle::{Game, Money};

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
    let n_rows = covering.weights.len();
    let rows = (0..n_rows).map(|row| {
        let mut columns = Bits::none(n_columns);
        covering.columns_of.of(row).iter().for_each(|column| columns.add(*column as usize));
        Row { place: row, columns }
    });
    let mut all = Bits::none(n_columns);
    (0..n_columns).for_each(|column| all.add(column));
    let mut search = Search {
        n_columns,
        costs: &covering.costs,
        stop,
        is_stopped: false,
        shares: vec![0.0; n_columns],
        prices: vec![0.0; n_rows],
    };
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

/// A row, and the columns that cover it.
#[derive(Clone)]
struct Row {
    /// Its place in the problem.
    place: usize,
    columns: Bits,
}

/// What is left to cover, by which columns, and with what money.
struct Node {
    rows: Vec<Row>,
    alive: Bits,
    left: u64,
    chosen: Vec<u32>,
}

impl Node {
    /// Chooses a column that can be paid.
    fn choose(&mut self, column: usize, costs: &Costs) {
        self.chosen.push(small(column));
        self.left -= costs.of(small(column));
        self.rows.retain(|row| !row.columns.has(column));
    }
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
    /// Shares of columns and prices of rows where they were last looked for: near those of the next node.
    shares: Vec<f64>,
    prices: Vec<f64>,
}

/// What prices say of a node.
enum Priced {
    Hopeless,
    /// So many columns were settled.
    Settled(usize),
}

/// Rows from which prices are worth their time.
const WORTH_PRICES: usize = 8;
/// Where as many columns as this share of all are settled, prices are looked for again.
const WORTH_AGAIN: usize = 20;
/// What a bound is above the money, at least, to refute, and as a share of it: far more than its last digits.
const MARGIN: f64 = 1e-6;
const MARGIN_SHARE: f64 = 1e-9;

impl Search<'_> {
    /// Columns that cover the rows of a node, if there are.
    fn explore(&mut self, mut node: Node) -> Option<Vec<u32>> {
        let mut is_priced = false;
        loop {
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
            if is_priced || node.rows.len() < WORTH_PRICES {
                break;
            }
            match self.price(&mut node, &columns) {
                Priced::Hopeless => return None,
                Priced::Settled(0) => break,
                Priced::Settled(settled) => is_priced = settled * WORTH_AGAIN < columns.len(),
            }
        }
        let mut ways: Vec<usize> = node.rows[0].columns.items().collect();
        ways.sort_by(|a, b| self.shares[*b].total_cmp(&self.shares[*a]).then(a.cmp(b)));
        for column in ways {
            let mut below = Node {
                rows: node.rows.clone(),
                alive: node.alive.clone(),
                left: node.left,
                chosen: node.chosen.clone(),
            };
            below.choose(column, self.costs);
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
            node.rows.iter_mut().for_each(|row| row.columns.keep_only(&node.alive));
            node.rows.sort_by_cached_key(|row| row.columns.count());
            let mut kept: Vec<Row> = Vec::with_capacity(node.rows.len());
            for row in node.rows.drain(..) {
                if !kept.iter().any(|other| other.columns.is_in(&row.columns)) {
                    kept.push(row);
                }
            }
            node.rows = kept;
            let Some(rarest) = node.rows.first() else { return Reduced::Covered };
            let mut only = rarest.columns.items();
            match (only.next(), only.next()) {
                _ if node.left < self.costs.cheapest() => return Reduced::Hopeless,
                (None, _) => return Reduced::Hopeless,
                (Some(column), None) => {
                    drop(only);
                    // Those too dear were taken out.
                    node.choose(column, self.costs);
                    continue;
                }
                _ => drop(only),
            }
            let columns = self.without_dominated(&node.rows);
            let mut alive = Bits::none(self.n_columns);
            for (column, _) in &columns {
                alive.add(*column);
            }
            let is_stable = node.rows.iter().all(|row| row.columns.is_in(&alive));
            node.alive = alive;
            if is_stable {
                return Reduced::Open(columns);
            }
        }
    }

    /// The columns whose rows are not all those of another that is no dearer, with their rows, those that cover most first.
    fn without_dominated(&self, rows: &[Row]) -> Vec<(usize, Bits)> {
        let mut covers = vec![Bits::none(rows.len()); self.n_columns];
        for (place, row) in rows.iter().enumerate() {
            row.columns.items().for_each(|column| covers[column].add(place));
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
            if !row.columns.meets(&met) {
                least = least.saturating_add(self.cheapest(row));
                met.join(&row.columns);
            }
        }
        least > node.left
    }

    /// The least cost of a column that covers a row.
    fn cheapest(&self, row: &Row) -> u64 {
        row.columns.items().map(|column| self.costs.of(small(column))).min().unwrap_or(0)
    }

    /// Whether the relaxation costs more than there is; if not, chooses the columns without which it would, and leaves out those
    /// with which it would.
    #[expect(clippy::cast_precision_loss, reason = "costs are far below 2⁵³")]
    fn price(&mut self, node: &mut Node, columns: &[(usize, Bits)]) -> Priced {
        let lists = columns.iter().map(|(_, rows)| rows.items().map(small).collect::<Vec<u32>>());
        let rows_of = Rows::new(lists);
        let costs = Costs::new(columns.iter().map(|(column, _)| self.costs.of(small(*column))).collect());
        // No row is worth more than the cheapest column that covers it.
        let tops: Vec<f64> = node.rows.iter().map(|row| self.cheapest(row) as f64).collect();
        let mut shares: Vec<f64> = columns.iter().map(|(column, _)| self.shares[*column]).collect();
        let mut prices: Vec<f64> =
            node.rows.iter().zip(&tops).map(|(row, top)| self.prices[row.place].min(*top)).collect();
        let most = node.left as f64 * (1.0 + MARGIN_SHARE) + MARGIN;
        let bound =
            Game::new(&rows_of, &tops, &costs, Money::Lose).play(&mut shares, &mut prices, most, self.stop);
        for ((column, _), share) in columns.iter().zip(&shares) {
            self.shares[*column] = *share;
        }
        for (row, price) in node.rows.iter().zip(&prices) {
            self.prices[row.place] = *price;
        }
        if bound > most {
            return Priced::Hopeless;
        }
        let mut settled = 0;
        for (at, (column, _)) in columns.iter().enumerate() {
            let paid: f64 = rows_of.of(at).iter().map(|row| prices[*row as usize]).sum();
            let cost = self.costs.of(small(*column));
            // Against the prices, a column in costs what it is not paid; one left out, what it is paid beyond its cost.
            if bound + (paid - cost as f64).abs() <= most {
                continue;
            }
            settled += 1;
            if paid < cost as f64 {
                node.alive.remove(*column);
            } else if cost <= node.left {
                node.choose(*column, self.costs);
            } else {
                return Priced::Hopeless;
            }
        }
        Priced::Settled(settled)
    }
}
