//! Dates: years of 53 weeks, holidays, closed weeks.

use maillage::tour::{
    Closed, Date, Holidays, Plan, Reason, Request, Rules, Stop, Weekday, Weight, check, plan,
};

use crate::tours::{depot, matrix, stop};

fn date(text: &str) -> Date {
    text.parse().unwrap()
}

/// Four stops near the depot, once a fortnight each, a stop a day.
fn fortnight(from: &str, to: &str) -> Request {
    let mut rules = Rules::between(date(from), date(to));
    rules.cycle_weeks = 2;
    rules.days = vec![Weekday::Mon, Weekday::Thu];
    rules.most_sessions = 1;
    rules.rounds = 500;
    let stops: Vec<Stop> = (1..=4).map(|i| stop(&i.to_string(), 150, 2, 1)).collect();
    let places = [(0, 0), (9_000, 0), (0, 9_000), (9_000, 9_000), (5_000, 2_000)];
    Request { travel: String::new(), depot: depot(), rules, stops, matrix: matrix(5, &places) }
}

fn dates(plan: &Plan, stop: &str) -> Vec<Date> {
    let visits = |day: &&maillage::tour::Day| day.visits.iter().any(|visit| visit.stop == stop);
    plan.days.iter().filter(visits).map(|day| day.date).collect()
}

fn accepted(request: &Request) -> Plan {
    let made = plan(request).unwrap();
    let found = check(&made);
    assert!(found.iter().all(|finding| finding.weight == Weight::Declared), "{found:#?}");
    made
}

#[test]
fn a_year_of_53_weeks_breaks_no_fortnight() {
    // Weeks 53 of 2026 and 1 of 2027 are both odd: stops of even weeks would wait 21 days.
    assert_eq!(date("2026-12-28").iso_week(), 53);
    let mut request = fortnight("2026-12-07", "2027-02-14");
    request.rules.holidays = Holidays::None;
    let made = accepted(&request);
    assert_eq!((made.breaks.len(), made.missed.len()), (0, 0));
    for stop in ["1", "2", "3", "4"] {
        let dates = dates(&made, stop);
        assert_eq!(dates.len(), 5);
        assert!(dates.windows(2).all(|pair| pair[1].days_since(pair[0]) == 14), "{dates:?}");
    }
}

#[test]
fn a_session_on_a_holiday_moves_within_its_spacing_or_says_by_how_much_it_breaks() {
    // Easter Monday is 29 March 2027; with both days of each week taken there is nowhere to go.
    let made = accepted(&fortnight("2027-03-01", "2027-04-25"));
    let missed: Vec<_> = made.missed.iter().map(|m| (m.date, m.why.as_str(), m.moved_to)).collect();
    assert_eq!(missed, [(date("2027-03-29"), "Lundi de Pâques", None)]);
    let broken = &made.breaks[0];
    assert_eq!((made.breaks.len(), broken.days, broken.by_days), (1, 28, 28 - 17));
}

#[test]
fn a_session_on_a_closed_day_moves_to_the_nearest_free_day_within_its_spacing() {
    let mut request = fortnight("2027-06-01", "2027-08-31");
    request.rules.days.insert(1, Weekday::Tue);
    request.stops.truncate(1);
    request.matrix = matrix(5, &[(0, 0), (9_000, 0)]);
    request.rules.holidays = Holidays::None;
    let before = accepted(&request);
    let third = dates(&before, "1")[2];
    request.rules.closed = vec![Closed { from: third, to: third }];
    let made = accepted(&request);
    assert_eq!((made.missed.len(), made.breaks.len()), (1, 0));
    let moved = made.missed[0].moved_to.unwrap();
    assert!((1..=3).contains(&moved.days_since(third).abs()), "{third} to {moved}");
    assert_eq!(dates(&made, "1").len(), dates(&before, "1").len());
}

#[test]
fn a_closed_fortnight_is_told_stop_by_stop() {
    let mut request = fortnight("2027-01-04", "2027-03-28");
    request.rules.closed = vec![Closed { from: date("2027-02-01"), to: date("2027-02-14") }];
    let made = accepted(&request);
    assert_eq!((made.missed.len(), made.breaks.len()), (4, 4));
    assert!(made.breaks.iter().all(|broken| broken.days == 28 && broken.by_days == 11), "{:?}", made.breaks);
}

#[test]
fn a_stop_says_why_it_is_left_out() {
    let mut request = fortnight("2027-01-04", "2027-03-28");
    request.stops[0].days = vec![Weekday::Sun];
    request.stops[1].hours = vec![maillage::tour::Opening {
        days: Vec::new(),
        from: "05:00".parse().unwrap(),
        to: "08:00".parse().unwrap(),
    }];
    let reasons = |request: &Request| -> Vec<(String, Reason)> {
        accepted(request).left_out.into_iter().map(|left| (left.stop, left.why)).collect()
    };
    let expected = [("1".to_owned(), Reason::NoDay), ("2".to_owned(), Reason::NoTimeWindow)];
    assert_eq!(reasons(&request), expected);
    let mut request = fortnight("2027-01-04", "2027-03-28");
    request.rules.days_per_cycle = Some(3);
    request.stops[2].people = maillage::units::People::whole(3);
    assert!(matches!(&reasons(&request)[..], [(stop, Reason::WorthTooLittle { .. })] if stop == "3"));
    request.matrix = matrix(5, &[(0, 0), (9_000, 0), (0, 9_000), (9_000, 190_000), (5_000, 2_000)]);
    assert!(matches!(&reasons(&request)[..], [(stop, Reason::TooFar { .. })] if stop == "3"));
}
