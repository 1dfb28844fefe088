//! Stops, travel tables and rules from text: CSV, the JSON of `maillage stops`, TOML.

use geo_types::Coord;
use serde::Deserialize;

use super::matrix::{Matrix, Trip};
use super::rules::{Address, Opening, Rules, Session, Stop};
use crate::calendar::{Clock, Minutes, Weekday};
use crate::ingest::trips::TripRecord;
use crate::ingest::venues::delimiter;
use crate::units::{Metres, People};

/// A text does not hold what it should; the message says where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {problem}")]
pub struct ReadError {
    /// Line and column, or the part.
    pub place: String,
    /// What is wrong and what is accepted.
    pub problem: String,
}

fn wrong(place: impl Into<String>, problem: impl Into<String>) -> ReadError {
    ReadError { place: place.into(), problem: problem.into() }
}

/// What stands for a dwell that a stop does not give: minutes for its people, between bounds.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct DwellRule {
    /// Fewest minutes.
    pub least_min: Minutes,
    /// Most minutes.
    pub most_min: Minutes,
    /// Minutes for a hundred people.
    pub min_per_100_people: Minutes,
}

impl Default for DwellRule {
    /// 10 minutes for 100 people, between 90 and 180.
    fn default() -> Self {
        Self { least_min: Minutes(90), most_min: Minutes(180), min_per_100_people: Minutes(10) }
    }
}

impl DwellRule {
    /// The dwell for some people, a multiple of a quarter of an hour within the bounds.
    #[must_use]
    pub fn dwell(&self, people: People) -> Minutes {
        let minutes = people.thousandths().saturating_mul(self.min_per_100_people.0.into()) / 100_000;
        let quarters = u32::try_from(minutes.min(1440)).unwrap_or(1440).div_ceil(15) * 15;
        Minutes(quarters.max(self.least_min.0).min(self.most_min.0.max(self.least_min.0)))
    }
}

/// A stop as a file gives it, before what it leaves out is filled in.
#[derive(Debug, Default)]
struct Given {
    id: String,
    name: String,
    lon: Option<f64>,
    lat: Option<f64>,
    people: Option<f64>,
    dwell_min: Option<u32>,
    visits: Option<u32>,
    least_days: Option<u32>,
    most_days: Option<u32>,
    days: String,
    hours: String,
    mandatory: bool,
    session: Session,
    street: String,
    postcode: String,
    commune: String,
    insee: String,
}

impl Given {
    fn stop(self, place: &str, rules: &Rules, dwell: DwellRule) -> Result<Stop, ReadError> {
        let (Some(x), Some(y)) = (self.lon, self.lat) else {
            return Err(wrong(place, "no longitude or no latitude: give lon and lat in degrees"));
        };
        let people =
            People::new(self.people.unwrap_or(0.0)).map_err(|e| wrong(place, format!("people: {e}")))?;
        let visits = self.visits.unwrap_or(1);
        let required = [&self.street, &self.postcode, &self.commune].map(|field| !field.is_empty());
        if required.contains(&true) && required.contains(&false) {
            return Err(wrong(place, "a part of an address: give address, postcode and commune, or none"));
        }
        if required[1] && (self.postcode.len() != 5 || !self.postcode.bytes().all(|b| b.is_ascii_digit())) {
            return Err(wrong(place, format!("“{}” is not a postcode of five digits", self.postcode)));
        }
        let (street, postcode, commune, insee) = (self.street, self.postcode, self.commune, self.insee);
        let address = required[0].then_some(Address { street, postcode, commune, insee });
        let (least, most) = Stop::default_spacing(rules.cycle_weeks, visits);
        Ok(Stop {
            name: if self.name.is_empty() { self.id.clone() } else { self.name },
            id: self.id,
            place: to_a_centimetre(Coord { x, y }),
            dwell_min: self.dwell_min.map_or_else(|| dwell.dwell(people), Minutes),
            visits,
            least_days: self.least_days.unwrap_or(least),
            most_days: self.most_days.unwrap_or(most),
            days: weekdays(&self.days).map_err(|e| wrong(format!("{place}, days"), e))?,
            hours: hours(&self.hours).map_err(|e| wrong(format!("{place}, hours"), e))?,
            people,
            mandatory: self.mandatory,
            session: self.session,
            address,
        })
    }
}

/// A position to 7 decimals: a plan that is written and read again has the same positions to the last bit.
#[must_use]
pub fn to_a_centimetre(place: Coord<f64>) -> Coord<f64> {
    let round = |degrees: f64| (degrees * 1e7).round() / 1e7;
    Coord { x: round(place.x), y: round(place.y) }
}

/// `mon,thu` or `mon-fri`; empty for every day.
///
/// # Errors
/// When a word is no weekday.
pub fn weekdays(text: &str) -> Result<Vec<Weekday>, String> {
    let mut days = Vec::new();
    for part in text.split(',').map(str::trim).filter(|part| !part.is_empty()) {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        let day = |text: &str| text.parse::<Weekday>().map_err(|e| e.to_string());
        let (first, last) = (day(first)?, day(last)?);
        days.extend(Weekday::ALL.into_iter().filter(|day| (first..=last).contains(day)));
    }
    days.sort_unstable();
    days.dedup();
    Ok(days)
}

/// `09:00-12:00`, `mon,thu 09:00-12:00; fri 14:00-17:30`; empty for any hours.
fn hours(text: &str) -> Result<Vec<Opening>, String> {
    let mut openings = Vec::new();
    for part in text.split(';').map(str::trim).filter(|part| !part.is_empty()) {
        let (days, times) = part.rsplit_once(' ').unwrap_or(("", part));
        let (from, to) = times
            .split_once('-')
            .ok_or_else(|| format!("“{part}” is not hours, such as mon,thu 09:00-12:00"))?;
        let clock = |text: &str| text.parse::<Clock>().map_err(|e| e.to_string());
        openings.push(Opening { days: weekdays(days)?, from: clock(from)?, to: clock(to)? });
    }
    Ok(openings)
}

/// Stops from a CSV with the columns `id,lon,lat` and any of `name,people,dwell_min,visits,least_days,most_days,days,
/// hours,mandatory,session,address,postcode,commune,insee`. An empty cell is filled in from the rules.
///
/// # Errors
/// The first cell that cannot be read, with its line and column.
pub fn stops_from_csv(text: &str, rules: &Rules, dwell: DwellRule) -> Result<Vec<Stop>, ReadError> {
    let text = text.trim_start_matches('\u{feff}');
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter(text.as_bytes()))
        .flexible(true)
        .from_reader(text.as_bytes());
    let header = reader.headers().map_err(|e| wrong("line 1", e.to_string()))?.clone();
    for column in ["id", "lon", "lat"] {
        if !header.iter().any(|name| name.trim() == column) {
            return Err(wrong("line 1", format!("no column {column}: id, lon and lat are needed")));
        }
    }
    let mut stops = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|e| wrong("a row", e.to_string()))?;
        let line = format!("line {}", record.position().map_or(0, csv::Position::line));
        let mut given = Given::default();
        for (column, cell) in header.iter().map(str::trim).zip(record.iter().map(str::trim)) {
            if cell.is_empty() {
                continue;
            }
            let place = || format!("{line}, {column}");
            let number = || {
                let number: Result<f64, _> = cell.replacen(',', ".", 1).parse();
                number.map(Some).map_err(|_| wrong(place(), format!("“{cell}” is not a number")))
            };
            let whole = || {
                let number: Result<u32, _> = cell.parse();
                number.map(Some).map_err(|_| wrong(place(), format!("“{cell}” is not a whole number")))
            };
            match column {
                "id" => cell.clone_into(&mut given.id),
                "name" => cell.clone_into(&mut given.name),
                "lon" => given.lon = number()?,
                "lat" => given.lat = number()?,
                "people" => given.people = number()?,
                "dwell_min" => given.dwell_min = whole()?,
                "visits" => given.visits = whole()?,
                "least_days" => given.least_days = whole()?,
                "most_days" => given.most_days = whole()?,
                "days" => cell.clone_into(&mut given.days),
                "hours" => cell.clone_into(&mut given.hours),
                "mandatory" => {
                    given.mandatory = match cell {
                        "true" | "1" | "yes" | "oui" => true,
                        "false" | "0" | "no" | "non" => false,
                        _ => return Err(wrong(place(), format!("“{cell}” is not true or false"))),
                    }
                }
                "address" => cell.clone_into(&mut given.street),
                "postcode" => cell.clone_into(&mut given.postcode),
                "commune" => cell.clone_into(&mut given.commune),
                "insee" => cell.clone_into(&mut given.insee),
                "session" => {
                    given.session = match cell {
                        "free" => Session::Free,
                        "half-day" => Session::HalfDay,
                        _ => return Err(wrong(place(), format!("“{cell}” is not free or half-day"))),
                    }
                }
                _ => {}
            }
        }
        stops.push(given.stop(&line, rules, dwell)?);
    }
    Ok(stops)
}

/// Stops from the JSON that `maillage stops` writes: what each is worth is the people whom it newly covers.
///
/// # Errors
/// When it is not JSON with `stops`, or a stop has no place.
pub fn stops_from_json(text: &str, rules: &Rules, dwell: DwellRule) -> Result<Vec<Stop>, ReadError> {
    #[derive(Deserialize)]
    struct Document {
        stops: Vec<Chosen>,
    }
    #[derive(Deserialize)]
    struct Chosen {
        id: String,
        #[serde(default)]
        name: String,
        lon: Option<f64>,
        lat: Option<f64>,
        newly_covered: Option<f64>,
        people: Option<f64>,
        #[serde(default)]
        locked: bool,
    }
    let document: Document = serde_json::from_str(text)
        .map_err(|e| wrong("JSON", format!("{e}; give what maillage stops --format json writes")))?;
    let stop = |chosen: Chosen| {
        let place = format!("stop {}", chosen.id);
        let given = Given {
            id: chosen.id,
            name: chosen.name,
            lon: chosen.lon,
            lat: chosen.lat,
            people: chosen.newly_covered.or(chosen.people),
            mandatory: chosen.locked,
            ..Given::default()
        };
        given.stop(&place, rules, dwell)
    };
    document.stops.into_iter().map(stop).collect()
}

/// Gathers a matrix from trips whose ends are identifiers of stops or `depot`; other trips are left out.
#[derive(Debug)]
pub struct MatrixReader<'a> {
    stops: &'a [Stop],
    places: std::collections::BTreeMap<&'a str, usize>,
    trips: Vec<Option<Trip>>,
    /// Whether a pair was there, with a way or without.
    is_there: Vec<bool>,
}

impl<'a> MatrixReader<'a> {
    /// Nothing gathered yet.
    #[must_use]
    pub fn new(stops: &'a [Stop]) -> Self {
        let ids = stops.iter().map(|stop| stop.id.as_str());
        let places = std::iter::once("depot").chain(ids).zip(0..).collect();
        let n_pairs = (stops.len() + 1).pow(2);
        Self { stops, places, trips: vec![None; n_pairs], is_there: vec![false; n_pairs] }
    }

    /// Takes a trip. One without a time has no way; one without a length has none to count.
    pub fn take(&mut self, record: TripRecord<'_>) {
        // A matrix may hold places that the tour does not ask for.
        if let Some((from, to)) = self.places.get(record.from).zip(self.places.get(record.to)) {
            let trip = |duration| Trip::new(duration, record.distance.unwrap_or(Metres::ZERO));
            let pair = from * (self.stops.len() + 1) + to;
            (self.trips[pair], self.is_there[pair]) = (record.duration.map(trip), true);
        }
    }

    /// The matrix.
    ///
    /// # Errors
    /// When a pair is missing, but for a place to itself.
    pub fn matrix(self) -> Result<Matrix, ReadError> {
        let n = self.stops.len() + 1;
        let name = |place: usize| if place == 0 { "depot" } else { self.stops[place - 1].id.as_str() };
        if let Some(missing) = (0..n * n).find(|pair| !self.is_there[*pair] && pair / n != pair % n) {
            let problem = format!("no row from {} to {}", name(missing / n), name(missing % n));
            return Err(wrong("the matrix", problem));
        }
        Matrix::new(n, self.trips).map_err(|e| wrong("the matrix", e.to_string()))
    }
}

/// Rules from TOML: any of the fields of [`Rules`], over those that are given, and `[dwell]`.
///
/// # Errors
/// When it is not TOML, or a field is unknown or of another kind.
pub fn rules_from_toml(text: &str, rules: &Rules) -> Result<(Rules, DwellRule), ReadError> {
    let failed = |e: String| wrong("rules", e);
    let mut given: toml::Table = toml::from_str(text).map_err(|e| failed(e.to_string()))?;
    let dwell = given.remove("dwell").map_or(Ok(DwellRule::default()), |dwell| {
        dwell.try_into().map_err(|e: toml::de::Error| failed(format!("dwell: {}", e.message())))
    })?;
    // No lunch is written `lunch = false`: TOML has no null.
    let without_lunch = given.get("lunch").and_then(toml::Value::as_bool) == Some(false);
    if without_lunch {
        given.remove("lunch");
    }
    let mut table = toml::Table::try_from(rules).map_err(|e| failed(e.to_string()))?;
    table.extend(given);
    let mut rules: Rules = table.try_into().map_err(|e: toml::de::Error| failed(e.message().to_owned()))?;
    if without_lunch {
        rules.lunch = None;
    }
    Ok((rules, dwell))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules() -> Rules {
        Rules::between("2027-01-04".parse().unwrap(), "2027-06-30".parse().unwrap())
    }

    #[test]
    fn stops_are_read_with_what_they_leave_out_filled_in() {
        let french = "\u{feff}id;lon;lat\nflorac;3,59;44,32\n";
        let place = stops_from_csv(french, &rules(), DwellRule::default()).unwrap()[0].place;
        assert!((place.x - 3.59).abs() < 1e-9 && (place.y - 44.32).abs() < 1e-9);
        let csv = "id,lon,lat,people,days,hours,session\nflorac,3.59,44.32,2100,mon-thu,\"mon,thu 09:00-12:30; 14:00-17:00\",half-day\n";
        let stops = stops_from_csv(csv, &rules(), DwellRule::default()).unwrap();
        let stop = &stops[0];
        assert_eq!((stop.name.as_str(), stop.dwell_min, stop.visits), ("florac", Minutes(180), 1));
        assert_eq!((stop.least_days, stop.most_days, stop.days.len()), (4, 10, 4));
        assert_eq!(stop.hours[0].days, [Weekday::Mon, Weekday::Thu]);
        assert!(stop.hours[1].days.is_empty());
        assert_eq!(rules().check(&stops), Ok(()));
    }

    #[test]
    fn what_chooses_stops_hands_them_over() {
        let json = r#"{"status":"optimal","stops":[
            {"id":"48061","name":"Florac","lon":3.59,"lat":44.32,"locked":true,"newly_covered":900,"people":2000,"gains":[]},
            {"id":"48080","name":"Langogne","lon":3.85,"lat":44.73,"locked":false,"newly_covered":0,"people":10}]}"#;
        let stops = stops_from_json(json, &rules(), DwellRule::default()).unwrap();
        let told: Vec<_> = stops.iter().map(|stop| (stop.id.as_str(), stop.people, stop.mandatory)).collect();
        assert_eq!(told, [("48061", People::whole(900), true), ("48080", People::ZERO, false)]);
        let error =
            stops_from_json(&json.replace("\"lon\":3.85,", ""), &rules(), DwellRule::default()).unwrap_err();
        assert_eq!(error.to_string(), "stop 48080: no longitude or no latitude: give lon and lat in degrees");
    }

    #[test]
    fn a_wrong_cell_is_named() {
        let said = |csv: &str| stops_from_csv(csv, &rules(), DwellRule::default()).unwrap_err().to_string();
        assert_eq!(said("id,lon\n"), "line 1: no column lat: id, lon and lat are needed");
        assert_eq!(said("id,lon,lat,visits\na,3,44,two\n"), "line 2, visits: “two” is not a whole number");
        assert!(said("id,lon,lat,days\na,3,44,lundi\n").contains("line 2, days: “lundi” is not a weekday"));
    }

    #[test]
    fn a_matrix_is_gathered_by_name_and_every_pair_must_be_there() {
        let stops = stops_from_csv("id,lon,lat\na,3,44\n", &rules(), DwellRule::default()).unwrap();
        let trip = |from, to, duration: Option<f64>| TripRecord {
            from,
            to,
            duration: duration.map(|seconds| crate::units::Seconds::new(seconds).unwrap()),
            distance: Some(Metres::new(900.0).unwrap()),
        };
        let mut reader = MatrixReader::new(&stops);
        reader.take(trip("depot", "a", Some(60.2)));
        reader.take(trip("elsewhere", "a", Some(1.0)));
        reader.take(trip("a", "depot", None));
        let matrix = reader.matrix().unwrap();
        assert_eq!(matrix.trip(0, 1).map(Trip::seconds), Some(61), "rounded up");
        assert_eq!(matrix.trip(1, 0), None);
        let mut reader = MatrixReader::new(&stops);
        reader.take(trip("depot", "a", Some(60.0)));
        let missing = reader.matrix().unwrap_err();
        assert!(missing.to_string().contains("no row from a to depot"), "{missing}");
    }

    #[test]
    fn rules_of_a_file_stand_over_those_given() {
        let text = "lunch = false\ncycle_weeks = 2\nday_start = \"09:00\"\n[[closed]]\nfrom = \"2027-02-08\"\nto = \"2027-02-12\"\n[dwell]\nleast_min = 60\n";
        let (read, dwell) = rules_from_toml(text, &rules()).unwrap();
        assert_eq!((read.cycle_weeks, read.lunch, read.closed.len()), (2, None, 1));
        assert_eq!((read.day_start, dwell.least_min), (Clock::at(9, 0), Minutes(60)));
        assert!(rules_from_toml("cycle = 2\n", &rules()).unwrap_err().to_string().contains("cycle"));
    }
}
