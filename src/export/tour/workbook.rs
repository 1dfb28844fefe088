//! The timetable as a workbook (Office Open XML) of typed cells: sessions, the week of the cycle, stops, what could not
//! be kept, and what the plan was made from. The same plan, the same bytes.

use rust_xlsxwriter::{Workbook, XlsxError};

use super::{sessions, words};
use crate::calendar::Clock;
use crate::export::french::{NARROW, NBSP, day, weekday, weekday_name};
use crate::export::xlsx::{Formats, Table, workbook};
use crate::tour::{Holidays, Lunch, Plan};

/// The workbook of a plan.
///
/// # Errors
/// When the plan has more rows than a sheet, or memory is short.
pub fn tour_workbook(plan: &Plan) -> Result<Vec<u8>, XlsxError> {
    let (formats, mut workbook) = (Formats::new(), workbook("Calendrier de la tournée")?);
    add_sessions(&mut workbook, &formats, plan)?;
    add_cycle(&mut workbook, &formats, plan)?;
    add_stops(&mut workbook, &formats, plan)?;
    add_missed(&mut workbook, &formats, plan)?;
    add_method(&mut workbook, &formats, plan)?;
    workbook.save_to_buffer()
}

fn add_sessions(workbook: &mut Workbook, formats: &Formats, plan: &Plan) -> Result<(), XlsxError> {
    let columns = [
        ("Date", 11),
        ("Jour", 10),
        ("Semaine", 9),
        ("Arrêt", 32),
        ("Identifiant", 12),
        ("Ouverture", 10),
        ("Fermeture", 10),
        ("Durée (min)", 8),
        ("Arrivée du camion", 10),
        ("Départ du camion", 10),
        ("Reporté du", 11),
        ("Longitude", 10),
        ("Latitude", 10),
    ];
    let mut table = Table::new(workbook, formats, "Séances", &columns)?;
    for (date, visit, stop) in sessions(plan) {
        let minutes = visit.close.seconds().saturating_sub(visit.open.seconds()) / 60;
        table.date(Some(date))?.text(weekday(date))?.number(date.iso_week())?;
        table.text(&stop.name)?.text(&stop.id)?.time(visit.open)?.time(visit.close)?.number(minutes)?;
        table.time(visit.arrive)?.time(visit.leave)?.date(visit.moved_from)?;
        table.degree(stop.place.x)?.degree(stop.place.y)?.end_row();
    }
    Ok(())
}

fn add_cycle(workbook: &mut Workbook, formats: &Formats, plan: &Plan) -> Result<(), XlsxError> {
    let columns = [
        ("Semaine du cycle", 9),
        ("Jour", 10),
        ("Ordre", 7),
        ("Arrêt", 32),
        ("Identifiant", 12),
        ("Travail du jour (h)", 10),
    ];
    let mut table = Table::new(workbook, formats, "Cycle", &columns)?;
    for day in &plan.cycle {
        for (order, id) in (1u32..).zip(&day.stops) {
            let name = plan.stop(id).map_or(id.as_str(), |stop| stop.name.as_str());
            table.number(day.week)?.text(weekday_name(day.weekday))?.number(order)?;
            table.text(name)?.text(id)?.number((day.work_s.value() / 36.0).round() / 100.0)?.end_row();
        }
    }
    Ok(())
}

fn add_stops(workbook: &mut Workbook, formats: &Formats, plan: &Plan) -> Result<(), XlsxError> {
    let columns = [
        ("Identifiant", 12),
        ("Arrêt", 32),
        ("Habitants desservis", 11),
        ("Durée d’une séance (min)", 12),
        ("Visites par cycle", 9),
        ("Séances", 9),
        ("Ouverture en tout (h)", 11),
        ("Desservi", 9),
        ("Pourquoi pas", 60),
        ("Adresse", 40),
        ("Longitude", 10),
        ("Latitude", 10),
    ];
    let mut table = Table::new(workbook, formats, "Arrêts", &columns)?;
    for stop in &plan.stops {
        let held = || sessions(plan).filter(|(_, _, other)| other.id == stop.id).map(|(_, visit, _)| visit);
        let open: u32 = held().map(|v| v.close.seconds().saturating_sub(v.open.seconds())).sum();
        let left = plan.left_out.iter().find(|left| left.stop == stop.id);
        table.text(&stop.id)?.text(&stop.name)?.number(stop.people.value())?;
        table.number(stop.dwell_min.0)?.number(stop.visits)?;
        table
            .number(u32::try_from(held().count()).unwrap_or(u32::MAX))?
            .number(f64::from(open / 36) / 100.0)?;
        table.text(if left.is_none() { "oui" } else { "non" })?;
        table.text(&left.map(|left| words::reason(plan, &left.why)).unwrap_or_default())?;
        let address = stop.address.as_ref();
        let address = address.map(|a| format!("{}, {} {}", a.street, a.postcode, a.commune));
        table.text(&address.unwrap_or_default())?;
        table.degree(stop.place.x)?.degree(stop.place.y)?.end_row();
    }
    Ok(())
}

fn add_missed(workbook: &mut Workbook, formats: &Formats, plan: &Plan) -> Result<(), XlsxError> {
    let columns = [("Date", 11), ("Arrêt", 32), ("Écart", 70), ("Reporté au", 11)];
    let mut table = Table::new(workbook, formats, "Écarts", &columns)?;
    let name = |id: &str| plan.stop(id).map_or_else(|| id.to_owned(), |stop| stop.name.clone());
    for missed in &plan.missed {
        let what = format!("{}\u{a0}: pas de tournée ce jour.", missed.why);
        table.date(Some(missed.date))?.text(&name(&missed.stop))?.text(&what)?;
        table.date(missed.moved_to)?.end_row();
    }
    for broken in &plan.breaks {
        table.date(Some(broken.to))?.text(&name(&broken.stop))?.text(&words::spacing(broken))?.end_row();
    }
    Ok(())
}

fn add_method(workbook: &mut Workbook, formats: &Formats, plan: &Plan) -> Result<(), XlsxError> {
    let mut table = Table::new(workbook, formats, "Méthode et sources", &[("Quoi", 34), ("Valeur", 80)])?;
    let rules = &plan.rules;
    let hours = |clock: Clock| clock.hours_minutes();
    let days: Vec<&str> = rules.days.iter().map(|day| weekday_name(*day)).collect();
    let lunch = rules.lunch.map_or("aucune".to_owned(), |Lunch { minutes, from, to }| {
        format!("{}{NBSP}min entre {} et {}", minutes.0, hours(from), hours(to))
    });
    let holidays = match rules.holidays {
        Holidays::None => "travaillés",
        Holidays::France => "chômés (France)",
        Holidays::AlsaceMoselle => "chômés (Alsace-Moselle)",
    };
    let closed = rules.closed.iter().map(|days| format!("du {} au {}", day(days.from), day(days.to)));
    let closed: Vec<String> = closed.collect();
    table.text("Plan")?.text(&plan.id().unwrap_or_default())?.end_row();
    table.text("Du")?.date(Some(rules.from))?.end_row();
    table.text("Au")?.date(Some(rules.to))?.end_row();
    for (what, value) in [
        ("Dépôt", plan.depot.name.clone()),
        ("Temps de trajet (dans les mots du plan)", plan.travel.clone()),
        ("Jours de travail", days.join(", ")),
        ("Journée", format!("de {} à {}", hours(rules.day_start), hours(rules.day_end))),
        ("Pause", lunch),
        ("Jours fériés", holidays.to_owned()),
        ("Fermetures", closed.join(&format!("{NARROW}; "))),
    ] {
        table.text(what)?.text(&value)?.end_row();
    }
    let tenth = |value: f64| (value * 10.0).round() / 10.0;
    for (what, value) in [
        ("Cycle (semaines)", f64::from(rules.cycle_weeks)),
        ("Journée la plus longue (min)", rules.longest_day_min.0.into()),
        ("Conduite la plus longue (min)", rules.longest_driving_min.0.into()),
        ("Installation (min)", rules.setup_min.0.into()),
        ("Rangement (min)", rules.packup_min.0.into()),
        ("Séances par jour au plus", rules.most_sessions.into()),
        ("Jours de tournée", plan.totals.days.into()),
        ("Séances", plan.totals.sessions.into()),
        ("Conduite (h)", tenth(plan.totals.driving_s.value() / 3600.0)),
        ("Distance (km)", tenth(plan.totals.distance_m.value() / 1000.0)),
    ] {
        table.text(what)?.number(value)?.end_row();
    }
    let program = format!("Maillage {}", env!("CARGO_PKG_VERSION"));
    table.text("Fait par")?.text(&program)?.end_row();
    Ok(())
}
