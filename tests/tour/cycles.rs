//! Whole cycles: the bus of Charente, and sixty stops over four weeks.

use maillage::tour::{Plan, Request, Weight, check, plan};

use crate::tours::{charente, sixty};

fn accepted(name: &str, request: &Request) -> Plan {
    let begun = std::time::Instant::now();
    let made = plan(request).unwrap();
    println!("{name}: {:?}, {} s of driving a cycle", begun.elapsed(), made.totals.cycle_driving_s);
    let errors: Vec<_> = check(&made).into_iter().filter(|found| found.weight == Weight::Error).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    made
}

#[test]
fn the_bus_of_charente_holds_its_twelve_stops_in_a_fortnight() {
    let request = charente();
    assert_eq!(request.stops.iter().map(|stop| stop.dwell_min.0).sum::<u32>(), 2_760);
    let made = accepted("Charente", &request);
    assert_eq!((made.left_out.len(), made.cycle.iter().map(|day| day.stops.len()).sum::<usize>()), (0, 12));
    assert!(made.cycle.len() <= 9);
    assert!(made.cycle.iter().any(|day| day.stops.len() == 2));
}

#[test]
fn sixty_stops_with_other_rhythms_are_planned_over_four_weeks() {
    let request = sixty();
    let visits: u32 = request.stops.iter().map(|stop| stop.visits).sum();
    let made = accepted("sixty", &request);
    let planned: usize = made.cycle.iter().map(|day| day.stops.len()).sum();
    println!("{planned} of {visits} visits, {} left out", made.left_out.len());
    assert!(planned * 10 >= visits as usize * 9, "{planned} of {visits}");
}
