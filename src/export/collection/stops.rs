//! The stops of a plan as rows.

use super::super::record::{Feature, Layer, Shape, record};
use crate::tour::Plan;
use crate::units::People;

record! {
    /// A stop of a plan.
    pub struct PlannedStopRecord {
        /// Identifier in the plan.
        pub id: String,
        /// Name.
        pub name: String,
        /// People whom it serves.
        #[schema(value_type = f64)]
        pub people: People,
        /// Sessions; 0 for a stop that is left out of the tour.
        pub sessions: usize,
        /// Its first session; none for a stop that is left out.
        pub first_date: Option<String>,
        /// Its last session.
        pub last_date: Option<String>,
        /// The days of its sessions, in order.
        pub dates: Vec<String>,
        /// Its sessions, each as a day and two times of day.
        pub times: Vec<String>,
        /// Whether it is left out of the tour.
        pub left_out: bool,
        /// Identifier of the plan.
        pub plan: String,
    }
}

/// The stops of a plan in its order, those that are left out included; `name` is that of the plan.
#[must_use]
pub fn planned_stops_layer(plan: &Plan, name: &str) -> Layer<PlannedStopRecord> {
    let features = plan.stops.iter().map(|stop| {
        let visits = plan.days.iter().flat_map(|day| {
            let of_stop = day.visits.iter().filter(|visit| visit.stop == stop.id);
            of_stop.map(|visit| (day.date, visit))
        });
        let (mut dates, mut times) = (Vec::new(), Vec::new());
        for (date, visit) in visits {
            let (open, close) = (visit.open.hours_minutes(), visit.close.hours_minutes());
            times.push(format!("{date} {open}-{close}"));
            dates.push(date.to_string());
        }
        let record = PlannedStopRecord {
            id: stop.id.clone(),
            name: stop.name.clone(),
            people: stop.people,
            sessions: dates.len(),
            first_date: dates.first().cloned(),
            last_date: dates.last().cloned(),
            left_out: dates.is_empty(),
            dates,
            times,
            plan: name.to_owned(),
        };
        Feature { record, shape: Shape::Point(stop.place) }
    });
    Layer { name: "stops", areas: false, features: features.collect() }
}
