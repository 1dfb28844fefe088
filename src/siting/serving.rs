//! Who serves whom at what cost: the p-median's instance, and plans for it at once.

use super::rows::small;

/// Rows to be served, and what the service of each by each column costs.
#[derive(Debug, Clone)]
pub(super) struct Serving {
    /// Cost of every row without any column.
    pub(super) without: Vec<f64>,
    /// Weight of every row: what its prices are moved in proportion to.
    pub(super) weights: Vec<f64>,
    /// For every row, the columns that serve it for less, with their costs, cheapest first.
    pub(super) offers: Vec<Vec<(u32, f64)>>,
    /// Number of columns.
    pub(super) n_columns: usize,
}

/// A swap must save this share of the cost: less may be rounding.
const LEAST_SAVING: f64 = 1e-9;

/// What a row costs now, whom it loses most by, and what it would then cost.
struct Now {
    cost: f64,
    place: Option<usize>,
    next: f64,
}

impl Serving {
    /// What a plan costs.
    pub(super) fn cost(&self, columns: &[u32]) -> f64 {
        let mut is_in = vec![false; self.n_columns];
        for column in columns {
            is_in[*column as usize] = true;
        }
        let cheapest =
            |offers: &[(u32, f64)]| offers.iter().find(|(column, _)| is_in[*column as usize]).copied();
        let rows = self.without.iter().zip(&self.offers);
        rows.map(|(without, offers)| cheapest(offers).map_or(*without, |(_, cost)| cost)).sum()
    }

    /// At most `p` columns, each of which saves most after those before it.
    pub(super) fn greedy(&self, p: usize) -> Vec<u32> {
        let mut now = self.without.clone();
        let mut chosen = Vec::with_capacity(p);
        let mut saves = vec![0.0; self.n_columns];
        while chosen.len() < p {
            saves.fill(0.0);
            for (offers, now) in self.offers.iter().zip(&now) {
                for (column, cost) in offers.iter().take_while(|(_, cost)| cost < now) {
                    saves[*column as usize] += now - cost;
                }
            }
            let larger = |a: (u32, f64), b: (u32, f64)| if b.1 > a.1 { b } else { a };
            let Some((column, most)) = (0..).zip(saves.iter().copied()).reduce(larger) else { break };
            if most <= 0.0 {
                break;
            }
            chosen.push(column);
            for (offers, now) in self.offers.iter().zip(&mut now) {
                if let Some((_, cost)) = offers.iter().find(|(other, _)| *other == column) {
                    *now = cost.min(*now);
                }
            }
        }
        chosen
    }

    /// Swaps chosen columns for others while that costs less (Resende & Werneck 2007,
    /// <https://doi.org/10.1016/j.ejor.2005.05.032>); the cost.
    pub(super) fn improve(&self, chosen: &mut [u32]) -> f64 {
        let n = self.n_columns;
        let mut place_of = vec![None; n];
        for (place, column) in chosen.iter().enumerate() {
            place_of[*column as usize] = Some(place);
        }
        let mut cost = self.cost(chosen);
        let (mut gain, mut loss) = (vec![0.0; n], vec![0.0; chosen.len()]);
        // What is not lost after all when one goes and another comes.
        let mut kept = vec![0.0; chosen.len() * n];
        loop {
            gain.fill(0.0);
            loss.fill(0.0);
            kept.fill(0.0);
            for (row, offers) in self.offers.iter().enumerate() {
                let Now { cost: now, place, next } = self.now(row, &place_of);
                if let Some(place) = place {
                    loss[place] += next - now;
                }
                for (column, cost) in offers.iter().take_while(|(_, cost)| *cost < next) {
                    gain[*column as usize] += (now - cost).max(0.0);
                    if let Some(place) = place {
                        kept[place * n + *column as usize] += next - cost.max(now);
                    }
                }
            }
            let mut best = (LEAST_SAVING * cost, None);
            for place in 0..chosen.len() {
                for column in (0..n).filter(|column| place_of[*column].is_none()) {
                    let saving = gain[column] - loss[place] + kept[place * n + column];
                    if saving > best.0 {
                        best = (saving, Some((place, column)));
                    }
                }
            }
            let Some((place, column)) = best.1 else { return cost };
            let leaving = std::mem::replace(&mut chosen[place], small(column));
            let after = self.cost(chosen);
            if after >= cost {
                chosen[place] = leaving;
                return cost;
            }
            (place_of[leaving as usize], place_of[column], cost) = (None, Some(place), after);
        }
    }

    fn now(&self, row: usize, place_of: &[Option<usize>]) -> Now {
        let mut open = self.offers[row].iter().filter_map(|(c, cost)| Some((place_of[*c as usize]?, *cost)));
        let first = open.next();
        let next = open.next().map_or(self.without[row], |(_, cost)| cost);
        match first {
            Some((place, cost)) => Now { cost, place: Some(place), next },
            None => Now { cost: self.without[row], place: None, next },
        }
    }
}
