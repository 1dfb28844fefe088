//! Tours of the shared instances against proven and best known values.

use maillage::tour::{Plan, Reason, Request, plan};

use crate::tours::instance;

fn request(file: &str) -> Option<Request> {
    Some(instance(&crate::common::shared(&format!("golden/{file}"))?))
}

fn driving(plan: &Plan) -> u64 {
    plan.totals.driving_s.thousandths() / 1000
}

#[test]
fn twelve_stops_in_a_day_are_ordered_as_well_as_can_be() {
    let Some(request) = request("vrp-12.json") else { return };
    let begun = std::time::Instant::now();
    let plan = plan(&request).unwrap();
    println!("{:?}", begun.elapsed());
    assert_eq!((driving(&plan), plan.totals.sessions), (15_701, 12));
}

#[test]
fn a_day_that_is_too_short_says_which_stops_fit_and_by_how_much_all_overflow() {
    let Some(request) = request("vrp-12-tight.json") else { return };
    let plan = plan(&request).unwrap();
    assert_eq!((plan.totals.sessions, plan.left_out.len()), (11, 1));
    let Reason::DayFull { by_s } = plan.left_out[0].why else { panic!("{:?}", plan.left_out) };
    assert_eq!(by_s.thousandths(), (26_501 - 25_200) * 1000);
}

#[test]
fn sixty_stops_over_ten_days_drive_no_more_than_with_vroom() {
    let Some(request) = request("vrp-60.json") else { return };
    let begun = std::time::Instant::now();
    let plan = plan(&request).unwrap();
    println!("{} s of driving, {:?}", driving(&plan), begun.elapsed());
    assert_eq!(plan.totals.sessions, 60);
    assert!(driving(&plan) <= 82_875, "{}", driving(&plan));
    assert_eq!(Plan::from_json(&plan.to_json().unwrap()).unwrap(), plan);
}
