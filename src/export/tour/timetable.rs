//! The timetable as a CSV that a French spreadsheet opens: UTF-8 with mark, semicolons, French headings.

use super::sessions;
use crate::export::csv::push_text;
use crate::export::french::weekday;
use crate::tour::Plan;

/// One row a session.
#[must_use]
pub fn tour_timetable(plan: &Plan) -> Vec<u8> {
    let mut out = String::from(
        "\u{feff}Date;Jour;Semaine;Arrêt;Identifiant;Ouverture;Fermeture;Durée (min);Arrivée du camion;Départ du camion;\
         Reporté du;Longitude;Latitude\r\n",
    );
    for (date, visit, stop) in sessions(plan) {
        out += &format!("{date};{};{};", weekday(date), date.iso_week());
        push_text(&mut out, &stop.name);
        out.push(';');
        push_text(&mut out, &stop.id);
        let minutes = visit.close.seconds().saturating_sub(visit.open.seconds()) / 60;
        out += &format!(";{};{};{minutes};", visit.open, visit.close);
        out += &format!("{};{};", visit.arrive.hours_minutes(), visit.leave.hours_minutes());
        out += &visit.moved_from.map(|date| date.to_string()).unwrap_or_default();
        let degree = |value: f64| value.to_string().replace('.', ",");
        out += &format!(";{};{}\r\n", degree(stop.place.x), degree(stop.place.y));
    }
    out.into_bytes()
}
