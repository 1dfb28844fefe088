//! An independent geodesic: T. Vincenty, *Direct and inverse solutions of geodesics on the ellipsoid*,
//! Survey Review 23 (1975). Right to a millimetre for points that are not nearly antipodal.

/// Metres on WGS84 between two positions in degrees, longitude first.
pub fn metres(from: (f64, f64), to: (f64, f64)) -> f64 {
    const A: f64 = 6_378_137.0;
    const F: f64 = 1.0 / 298.257_223_563;
    let b = A * (1.0 - F);
    let reduced = |lat: f64| ((1.0 - F) * lat.to_radians().tan()).atan();
    let (sin_u1, cos_u1) = reduced(from.1).sin_cos();
    let (sin_u2, cos_u2) = reduced(to.1).sin_cos();
    let l = (to.0 - from.0).to_radians();
    let mut lambda = l;
    for _ in 0..100 {
        let (sin_l, cos_l) = lambda.sin_cos();
        let sin_sigma = (cos_u2 * sin_l).hypot(cos_u1 * sin_u2 - sin_u1 * cos_u2 * cos_l);
        if sin_sigma == 0.0 {
            return 0.0;
        }
        let cos_sigma = sin_u1 * sin_u2 + cos_u1 * cos_u2 * cos_l;
        let sigma = sin_sigma.atan2(cos_sigma);
        let sin_alpha = cos_u1 * cos_u2 * sin_l / sin_sigma;
        let cos2_alpha = 1.0 - sin_alpha * sin_alpha;
        let cos_2m = if cos2_alpha == 0.0 { 0.0 } else { cos_sigma - 2.0 * sin_u1 * sin_u2 / cos2_alpha };
        let c = F / 16.0 * cos2_alpha * (4.0 + F * (4.0 - 3.0 * cos2_alpha));
        let before = lambda;
        lambda = l
            + (1.0 - c)
                * F
                * sin_alpha
                * (sigma + c * sin_sigma * (cos_2m + c * cos_sigma * (2.0 * cos_2m * cos_2m - 1.0)));
        if (lambda - before).abs() < 1e-12 {
            let u2 = cos2_alpha * (A * A - b * b) / (b * b);
            let big_a = 1.0 + u2 / 16_384.0 * (4_096.0 + u2 * (-768.0 + u2 * (320.0 - 175.0 * u2)));
            let big_b = u2 / 1_024.0 * (256.0 + u2 * (-128.0 + u2 * (74.0 - 47.0 * u2)));
            let inner = cos_sigma * (2.0 * cos_2m * cos_2m - 1.0)
                - big_b / 6.0 * cos_2m * (4.0 * sin_sigma * sin_sigma - 3.0) * (4.0 * cos_2m * cos_2m - 3.0);
            let delta = big_b * sin_sigma * (cos_2m + big_b / 4.0 * inner);
            return b * big_a * (sigma - delta);
        }
    }
    panic!("no convergence: nearly antipodal points");
}
