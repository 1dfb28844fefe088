//! A page a day for the driver, as HTML that prints: when to leave, where to be, what is driven.

use crate::export::escaped;
use crate::export::french::weekday_and_day;
use crate::export::french::{decimal, duration};
use crate::tour::{Day, Plan};

/// The pages of every day.
#[must_use]
pub fn tour_sheets(plan: &Plan) -> Vec<u8> {
    let mut out = String::from(
        "<!doctype html>\n<html lang=\"fr\">\n<meta charset=\"utf-8\">\n<title>Feuilles de route</title>\n<style>\n\
         body{font:16px/1.4 sans-serif;margin:2em}section{break-after:page}table{border-collapse:collapse;width:100%}\n\
         th,td{border:1px solid #999;padding:.4em;text-align:left}caption{text-align:left;padding:.4em 0}\n</style>\n",
    );
    for day in &plan.days {
        add_day(&mut out, plan, day);
    }
    out += "</html>\n";
    out.into_bytes()
}

fn add_day(out: &mut String, plan: &Plan, day: &Day) {
    let depot = escaped(&plan.depot.name);
    let driving = duration(day.driving_s);
    let kilometres = decimal(day.distance_m.value() / 1000.0, 0);
    *out += &format!("<section>\n<h1>{}</h1>\n", weekday_and_day(day.date));
    *out += &format!(
        "<p>Départ {} de {depot}, retour {}. Conduite\u{a0}: {driving}, {kilometres}\u{a0}km.</p>\n",
        day.depart.hours_minutes(),
        day.back.hours_minutes()
    );
    *out += "<table>\n<thead><tr><th scope=\"col\">Route</th><th scope=\"col\">Arrivée</th><th scope=\"col\">Arrêt</th>\
             <th scope=\"col\">Ouverture</th><th scope=\"col\">Fermeture</th><th scope=\"col\">Départ</th></tr></thead>\n<tbody>\n";
    let place = |id: &str| plan.stops.iter().position(|stop| stop.id == id).map_or(0, |place| place + 1);
    let mut here = 0;
    for visit in &day.visits {
        let there = place(&visit.stop);
        let drive = plan.matrix.trip(here, there).map(|trip| duration(trip.duration_s)).unwrap_or_default();
        let name = plan.stop(&visit.stop).map_or(visit.stop.as_str(), |stop| stop.name.as_str());
        let moved = visit
            .moved_from
            .map(|date| format!(" (reporté du {})", weekday_and_day(date)))
            .unwrap_or_default();
        *out += &format!(
            "<tr><td>{drive}</td><td>{}</td><td>{}{moved}</td><td>{}</td><td>{}</td><td>{}</td></tr>\n",
            visit.arrive.hours_minutes(),
            escaped(name),
            visit.open.hours_minutes(),
            visit.close.hours_minutes(),
            visit.leave.hours_minutes()
        );
        here = there;
    }
    let home = plan.matrix.trip(here, 0).map(|trip| duration(trip.duration_s)).unwrap_or_default();
    *out += &format!(
        "<tr><td>{home}</td><td>{}</td><td colspan=\"4\">{depot}</td></tr>\n",
        day.back.hours_minutes()
    );
    *out += "</tbody>\n</table>\n";
    if let Some(lunch) = day.lunch {
        *out += &format!("<p>Pause de {} à {}.</p>\n", lunch.from.hours_minutes(), lunch.to.hours_minutes());
    }
    *out += "</section>\n";
}
