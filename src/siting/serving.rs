//! Who serves whom in what time: the p-median's instance, and plans for it at once.

use super::costs::Costs;
use super::rows::small;

/// Rows to be served, and the time, by weight, that the service of each by each column takes.
#[derive(Debug, Clone)]
pub(super) struct Serving {
    /// Weighted time of every row without any column.
    pub(super) without: Vec<f64>,
    /// Weight of every row: what its prices are moved in proportion to.
    pub(super) weights: Vec<f64>,
    /// For every row, the columns that serve it in less, with the weighted times, shortest first.
    pub(super) offers: Vec<Vec<(u32, f64)>>,
    /// What each column costs.
    pub(super) costs: Costs,
}

/// A swap must save this share of the time: less may be rounding.
const LEAST_SAVING: f64 = 1e-9;

/// The time of a row now, by whom, and what it would be without that one.
struct Now {
    time: f64,
    place: Option<usize>,
    next: f64,
}

impl Serving {
    /// Number of columns.
    pub(super) fn n_columns(&self) -> usize {
        self.costs.len()
    }

    /// The weighted time of a plan.
    pub(super) fn time(&self, columns: &[u32]) -> f64 {
        let mut is_in = vec![false; self.n_columns()];
        for column in columns {
            is_in[*column as usize] = true;
        }
        let nearest =
            |offers: &[(u32, f64)]| offers.iter().find(|(column, _)| is_in[*column as usize]).copied();
        let rows = self.without.iter().zip(&self.offers);
        rows.map(|(without, offers)| nearest(offers).map_or(*without, |(_, time)| time)).sum()
    }

    /// Columns that `money` pays, each of which saves most, by what it costs, after those before it.
    pub(super) fn greedy(&self, money: u64) -> Vec<u32> {
        let mut now = self.without.clone();
        let (mut left, mut chosen) = (money, Vec::new());
        let mut saves = vec![0.0; self.n_columns()];
        loop {
            saves.fill(0.0);
            for (offers, now) in self.offers.iter().zip(&now) {
                for (column, time) in offers.iter().take_while(|(_, time)| time < now) {
                    saves[*column as usize] += now - time;
                }
            }
            let payable = (0..).zip(&saves).filter(|(column, _)| self.costs.of(*column) <= left);
            let ratios = payable.map(|(column, saves)| (column, self.costs.ratio(column, *saves)));
            let larger = |a: (u32, f64), b: (u32, f64)| if b.1 > a.1 { b } else { a };
            let Some((column, _)) = ratios.reduce(larger).filter(|(_, most)| *most > 0.0) else {
                return chosen;
            };
            left -= self.costs.of(column);
            chosen.push(column);
            for (offers, now) in self.offers.iter().zip(&mut now) {
                if let Some((_, time)) = offers.iter().find(|(other, _)| *other == column) {
                    *now = time.min(*now);
                }
            }
        }
    }

    /// Adds columns, or swaps chosen ones for others, while `money` pays it and that takes less time (Resende & Werneck
    /// 2007, <https://doi.org/10.1016/j.ejor.2005.05.032>); the time.
    pub(super) fn improve(&self, chosen: &mut Vec<u32>, money: u64) -> f64 {
        let n = self.n_columns();
        let mut place_of = vec![None; n];
        for (place, column) in chosen.iter().enumerate() {
            place_of[*column as usize] = Some(place);
        }
        let mut time = self.time(chosen);
        let (mut gain, mut loss) = (vec![0.0; n], Vec::new());
        // What is not lost after all when one goes and another comes.
        let mut kept = Vec::new();
        loop {
            let left = money.saturating_sub(self.costs.sum(chosen));
            gain.fill(0.0);
            loss.clear();
            loss.resize(chosen.len(), 0.0);
            kept.clear();
            kept.resize(chosen.len() * n, 0.0);
            for (row, offers) in self.offers.iter().enumerate() {
                let Now { time: now, place, next } = self.now(row, &place_of);
                if let Some(place) = place {
                    loss[place] += next - now;
                }
                for (column, time) in offers.iter().take_while(|(_, time)| *time < next) {
                    gain[*column as usize] += (now - time).max(0.0);
                    if let Some(place) = place {
                        kept[place * n + *column as usize] += next - time.max(now);
                    }
                }
            }
            let mut best = (LEAST_SAVING * time, None);
            let others = || (0..n).filter(|column| place_of[*column].is_none());
            for column in others().filter(|column| self.costs.of(small(*column)) <= left) {
                if gain[column] > best.0 {
                    best = (gain[column], Some((chosen.len(), column)));
                }
            }
            for place in 0..chosen.len() {
                let left = left + self.costs.of(chosen[place]);
                for column in others() {
                    let saving = gain[column] - loss[place] + kept[place * n + column];
                    if saving > best.0 && self.costs.of(small(column)) <= left {
                        best = (saving, Some((place, column)));
                    }
                }
            }
            let Some((place, column)) = best.1 else { return time };
            let before = chosen.clone();
            if place == chosen.len() {
                chosen.push(small(column));
            } else {
                place_of[chosen[place] as usize] = None;
                chosen[place] = small(column);
            }
            place_of[column] = Some(place);
            let after = self.time(chosen);
            if after >= time {
                *chosen = before;
                return time;
            }
            time = after;
        }
    }

    fn now(&self, row: usize, place_of: &[Option<usize>]) -> Now {
        let mut open = self.offers[row].iter().filter_map(|(c, time)| Some((place_of[*c as usize]?, *time)));
        let first = open.next();
        let next = open.next().map_or(self.without[row], |(_, time)| time);
        match first {
            Some((place, time)) => Now { time, place: Some(place), next },
            None => Now { time: self.without[row], place: None, next },
        }
    }
}
