use geo_types::Coord;

use super::*;
use crate::tour::{Depot, Matrix, Minutes, Request, Rules, Session, Trip, plan};
use crate::units::{Metres, People, Seconds};

/// Two stops once a week for a fortnight over the change to summer time, one of them with an awkward name.
fn two_stops() -> Plan {
    let mut rules = Rules::between("2027-03-22".parse().unwrap(), "2027-04-04".parse().unwrap());
    rules.rounds = 50;
    let stop = |id: &str, name: &str, x: f64| Stop {
        id: id.to_owned(),
        name: name.to_owned(),
        place: Coord { x, y: 44.5 },
        dwell_min: Minutes(120),
        visits: 1,
        least_days: 4,
        most_days: 10,
        days: vec![crate::tour::Weekday::Tue],
        hours: Vec::new(),
        people: People::whole(100),
        mandatory: false,
        session: Session::Free,
        address: Some(crate::tour::Address {
            street: "Place de la mairie".to_owned(),
            postcode: "48000".to_owned(),
            commune: "Mende".to_owned(),
            insee: "48095".to_owned(),
        }),
    };
    let stops = vec![
        stop("a", "Mende", 3.5),
        stop("b", "Saint-Étienne-du-Valdonnez, place du marché; « côté » halle & fontaine", 3.6),
    ];
    let trip = Some(Trip::new(Seconds::from_minutes(20), Metres::new(15_000.0).unwrap()));
    let matrix = Matrix::new(3, vec![trip; 9]).unwrap();
    let depot = Depot { name: "Dépôt".to_owned(), place: Coord { x: 3.4, y: 44.5 } };
    plan(&Request { travel: String::new(), depot, rules, stops, matrix }).unwrap()
}

fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap()
}

#[test]
fn a_timetable_has_a_row_a_session_for_a_french_spreadsheet() {
    let csv = text(tour_timetable(&two_stops()));
    assert!(csv.starts_with("\u{feff}Date;Jour;Semaine;Arrêt;"));
    assert_eq!(csv.lines().count(), 5);
    let row = csv.lines().nth(1).unwrap();
    assert!(row.starts_with("2027-03-23;mardi;12;"), "{row}");
}

#[test]
fn calendar_lines_end_as_they_should_and_are_at_most_75_octets() {
    let ics = text(tour_ics(&two_stops()));
    assert_eq!(ics.matches("BEGIN:VEVENT").count(), 4);
    assert_eq!(ics.matches('\n').count(), ics.matches("\r\n").count());
    assert!(ics.lines().all(|line| line.len() <= 75));
    let unfolded = ics.replace("\r\n ", "");
    assert!(
        unfolded.contains(
            "SUMMARY:Saint-Étienne-du-Valdonnez\\, place du marché\\; « côté » halle & fontaine\r\n"
        )
    );
    let uids: std::collections::BTreeSet<&str> =
        unfolded.lines().filter(|line| line.starts_with("UID:")).collect();
    assert_eq!(uids.len(), 4);
}

#[test]
fn days_with_the_same_stops_share_a_way() {
    let plan = two_stops();
    let asked = std::cell::RefCell::new(0);
    let ways = itineraries(&plan, &|from, to| {
        *asked.borrow_mut() += 1;
        vec![from, Coord { x: 3.55, y: 44.6 }, to]
    });
    assert_eq!((ways.len(), ways[0].dates.len(), ways[0].line.len(), *asked.borrow()), (1, 2, 7, 3));
    let gpx = text(tour_gpx(&plan, &ways));
    assert_eq!((gpx.matches("<trkpt").count(), gpx.matches("<wpt").count()), (7, 3));
    assert!(gpx.contains("halle &amp; fontaine"));
    let json: serde_json::Value = serde_json::from_slice(&tour_geojson(&plan, &ways)).unwrap();
    assert_eq!(json["features"].as_array().unwrap().len(), 4);
    assert_eq!(json["features"][1]["properties"]["sessions"].as_array().unwrap().len(), 2);
}

#[test]
fn stops_are_rows_of_the_national_schema_with_their_dates() {
    let mut plan = two_stops();
    let csv = tour_venues(&plan).unwrap();
    let mut reader = ::csv::Reader::from_reader(csv.as_slice());
    let columns = reader.headers().unwrap().clone();
    let row = reader.records().next().unwrap().unwrap();
    let cell = |name: &str| row[columns.iter().position(|column| column == name).unwrap()].to_owned();
    assert_eq!((columns.len(), cell("itinerance").as_str()), (32, "Itinérant"));
    let hours = cell("horaires");
    assert!(hours.starts_with("2027 Mar 23 ") && hours.contains("; 2027 Mar 30 "), "{hours}");
    plan.stops[1].address = None;
    assert!(tour_venues(&plan).unwrap_err().to_string().starts_with("stop b has no address"));
}

#[test]
fn a_sheet_is_a_page_a_day() {
    let html = text(tour_sheets(&two_stops()));
    assert_eq!(html.matches("<section>").count(), 2);
    assert!(html.contains("<h1>mardi 23 mars 2027</h1>") && html.contains("halle &amp; fontaine"));
}
