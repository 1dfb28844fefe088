//! Classes of access time.

use serde::Serialize;

use crate::units::Seconds;

/// Upper limits of the bands, strictly increasing; each limit is inside its band. Beyond the last
/// limit lies one more, open band.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Bands(Vec<Seconds>);

/// The limits of the bands cannot be used.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum BandsError {
    /// Too few or too many.
    #[error("{0} band limits; give 1 to {max}", max = Bands::MAX_LIMITS)]
    Count(usize),
    /// Out of range or not a number.
    #[error("the band limit {0} min is outside {min} to {max} min", min = Bands::RANGE.0, max = Bands::RANGE.1)]
    Range(f64),
    /// Not strictly increasing.
    #[error("the band limits {0} and {1} min are not in increasing order")]
    Order(f64, f64),
}

impl Default for Bands {
    /// 10, 15, 20, 30 and 45 minutes.
    fn default() -> Self {
        Self([10, 15, 20, 30, 45].map(Seconds::from_minutes).to_vec())
    }
}

impl Bands {
    /// How many limits may be given.
    pub const MAX_LIMITS: usize = 9;
    /// Accepted limits in minutes, both ends inclusive.
    pub const RANGE: (f64, f64) = (1.0, 240.0);

    /// Bands with these upper limits, in minutes.
    ///
    /// # Errors
    /// When there are none or more than nine, when one is out of range, or out of order.
    pub fn from_minutes(limits: &[f64]) -> Result<Self, BandsError> {
        if limits.is_empty() || limits.len() > Self::MAX_LIMITS {
            return Err(BandsError::Count(limits.len()));
        }
        let mut seconds: Vec<Seconds> = Vec::with_capacity(limits.len());
        for (i, limit) in limits.iter().enumerate() {
            if !(Self::RANGE.0..=Self::RANGE.1).contains(limit) {
                return Err(BandsError::Range(*limit));
            }
            let upper = Seconds::new(limit * 60.0).map_err(|_| BandsError::Range(*limit))?;
            if seconds.last().is_some_and(|previous| *previous >= upper) {
                return Err(BandsError::Order(limits[i - 1], *limit));
            }
            seconds.push(upper);
        }
        Ok(Self(seconds))
    }

    /// The upper limits.
    #[must_use]
    pub fn limits(&self) -> &[Seconds] {
        &self.0
    }

    /// How many bands there are, the open one counted.
    #[must_use]
    pub fn count(&self) -> usize {
        self.0.len() + 1
    }

    /// The band of an access time; one at exactly a limit is inside it.
    #[must_use]
    pub fn band_of(&self, duration: Seconds) -> usize {
        self.0.partition_point(|limit| *limit < duration)
    }

    /// Lower and upper limit in minutes; the open band has no upper one.
    ///
    /// # Panics
    /// When `band` is not below [`Self::count`].
    #[must_use]
    pub fn range_minutes(&self, band: usize) -> (f64, Option<f64>) {
        let from = if band == 0 { 0.0 } else { self.0[band - 1].minutes() };
        (from, self.0.get(band).map(|limit| limit.minutes()))
    }

    /// `10-15 min`, `>45 min`. The unit keeps spreadsheets from reading a date.
    #[must_use]
    pub fn label(&self, band: usize) -> String {
        match self.range_minutes(band) {
            (from, Some(to)) => format!("{from}-{to} min"),
            (from, None) => format!(">{from} min"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_at_exactly_a_limit_is_inside_its_band() {
        let bands = Bands::default();
        assert_eq!(bands.band_of(Seconds::ZERO), 0);
        assert_eq!(bands.band_of(Seconds::from_minutes(10)), 0);
        assert_eq!(bands.band_of(Seconds::from_thousandths(600_001)), 1);
        assert_eq!(bands.band_of(Seconds::from_minutes(45)), 4);
        assert_eq!(bands.band_of(Seconds::from_minutes(46)), 5);
    }

    #[test]
    fn labels_name_both_ends_and_the_unit() {
        let bands = Bands::from_minutes(&[7.5, 20.0]).unwrap();
        let labels: Vec<_> = (0..bands.count()).map(|b| bands.label(b)).collect();
        assert_eq!(labels, ["0-7.5 min", "7.5-20 min", ">20 min"]);
    }

    #[test]
    fn limits_that_make_no_bands_are_refused() {
        assert!(matches!(Bands::from_minutes(&[]), Err(BandsError::Count(0))));
        assert!(matches!(Bands::from_minutes(&[10.0, 10.0]), Err(BandsError::Order(..))));
        assert!(matches!(Bands::from_minutes(&[f64::NAN]), Err(BandsError::Range(_))));
        assert!(matches!(Bands::from_minutes(&[241.0]), Err(BandsError::Range(_))));
        assert!(matches!(Bands::from_minutes(&[1.0; 10]), Err(BandsError::Count(10))));
    }
}
