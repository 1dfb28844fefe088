//! Stops, travel tables and rules from text: CSV, the JSON of `maillage stops`, TOML, JSON.

use serde::Deserialize;
use serde_json::Value;

use super::given::{DwellRule, Given, Kind, ReadError, wrong};
use super::matrix::{Matrix, Trip};
use super::rules::{Rules, Stop};
use crate::ingest::trips::TripRecord;
use crate::ingest::venues::delimiter;
use crate::units::Metres;

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
            given.set(column, cell).map_err(|problem| wrong(format!("{line}, {column}"), problem))?;
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
    if serde_json::from_str::<Value>(text).is_ok_and(|document| document["plan_version"].is_number()) {
        return Err(wrong("JSON", "this is a plan already: --again makes it again"));
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

/// Stops from JSON objects with the fields of the CSV: `days` and `hours` as text, `mandatory` as true or false. Null is
/// as absent.
///
/// # Errors
/// The first field that is unknown or cannot be read, as `stops[0].visits`.
pub fn stops_from_rows(rows: &[Value], rules: &Rules, dwell: DwellRule) -> Result<Vec<Stop>, ReadError> {
    let stop = |(i, row): (usize, &Value)| {
        let place = format!("stops[{i}]");
        let Value::Object(members) = row else {
            return Err(wrong(place, "not an object: give {\"id\":…,\"lon\":…,\"lat\":…}"));
        };
        let mut given = Given::default();
        for (field, value) in members {
            let place = || format!("{place}.{field}");
            let Some(kind) = Given::kind(field) else {
                return Err(wrong(place(), format!("a stop has no such field, but {}", Given::fields())));
            };
            let text = match (kind, value) {
                (_, Value::Null) => continue,
                (Kind::Text, Value::String(text)) => text.trim().to_owned(),
                (Kind::Number, Value::Number(number)) => number.to_string(),
                (Kind::Flag, Value::Bool(flag)) => flag.to_string(),
                (Kind::Text, _) => return Err(wrong(place(), "not a text")),
                (Kind::Number, _) => return Err(wrong(place(), "not a number")),
                (Kind::Flag, _) => return Err(wrong(place(), "not true or false")),
            };
            given.set(field, &text).map_err(|problem| wrong(place(), problem))?;
        }
        given.stop(&place, rules, dwell)
    };
    rows.iter().enumerate().map(stop).collect()
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

/// Rules from TOML: any of the fields of [`Rules`], over those that are given, and `[dwell]`. No lunch is written
/// `lunch = false`: TOML has no null.
///
/// # Errors
/// When it is not TOML, or a field is unknown or of another kind.
pub fn rules_from_toml(text: &str, rules: &Rules) -> Result<(Rules, DwellRule), ReadError> {
    let failed = |e: String| wrong("rules", e);
    let given: toml::Table = toml::from_str(text).map_err(|e| failed(e.to_string()))?;
    let given = serde_json::to_value(given).map_err(|e| failed(e.to_string()))?;
    rules_from_json(given, rules)
}

/// Rules from a JSON object, with the fields of the TOML; `"lunch"` may also be null.
///
/// # Errors
/// When it is no object, or a field is unknown or of another kind.
pub fn rules_from_json(given: Value, rules: &Rules) -> Result<(Rules, DwellRule), ReadError> {
    let failed = |e: serde_json::Error| wrong("rules", e.to_string());
    let Value::Object(given) = given else { return Err(wrong("rules", "not an object")) };
    let (mut rules, mut dwell) = (rules.clone(), DwellRule::default());
    for (field, value) in given {
        let of_field = |e: serde_json::Error| wrong(format!("rules.{field}"), e.to_string());
        if field == "dwell" {
            dwell = serde_json::from_value(value).map_err(of_field)?;
            continue;
        }
        let Value::Object(mut fields) = serde_json::to_value(&rules).map_err(failed)? else { continue };
        if !fields.contains_key(&field) {
            let known: Vec<&String> = fields.keys().collect();
            let known = known.iter().map(|name| name.as_str()).collect::<Vec<_>>().join(", ");
            return Err(wrong(format!("rules.{field}"), format!("no such rule: {known}, dwell")));
        }
        let is_without_lunch = field == "lunch" && value == Value::Bool(false);
        fields.insert(field.clone(), if is_without_lunch { Value::Null } else { value });
        rules = serde_json::from_value(Value::Object(fields)).map_err(of_field)?;
    }
    Ok((rules, dwell))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::{Clock, Minutes, Weekday};
    use crate::units::People;

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
