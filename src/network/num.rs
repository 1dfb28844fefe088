//! Conversions between number types, each with the bound that makes it safe.

/// A count or an index that the format keeps in 32 bits. Builders refuse larger networks before.
#[expect(clippy::cast_possible_truncation, reason = "networks of 2³² elements are refused when read")]
pub(crate) const fn small(index: usize) -> u32 {
    index as u32
}

/// Degrees as ten-millionths of a degree, clamped to the range of an `i32`.
#[expect(clippy::cast_possible_truncation, reason = "clamped to the range before")]
pub(crate) fn fixed_degrees(degrees: f64) -> i32 {
    (degrees * 1e7).round().clamp(f64::from(i32::MIN + 1), f64::from(i32::MAX)) as i32
}

/// The low half.
#[expect(clippy::cast_possible_truncation, reason = "the low half is what is asked for")]
pub(crate) const fn low(value: u64) -> u32 {
    value as u32
}
/// A non-negative quantity rounded to a whole number, at most `u32::MAX − 1`.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to the range before")]
pub(crate) fn rounded(value: f64) -> u32 {
    value.round().clamp(0.0, f64::from(u32::MAX - 1)) as u32
}
