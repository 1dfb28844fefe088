//! What a plan could not keep, in French.

use crate::export::french::{NBSP, count, day, duration};
use crate::tour::{Plan, Reason, SpacingBreak};
use crate::units::Seconds;

/// Why a stop is not in the tour.
pub(super) fn reason(plan: &Plan, reason: &Reason) -> String {
    let name = |id: &str| plan.stop(id).map_or_else(|| id.to_owned(), |stop| stop.name.clone());
    match reason {
        Reason::NoWay => "Aucune route n’y mène, ou n’en revient.".to_owned(),
        Reason::NoDay => {
            "Aucun jour de travail ne convient à ses jours et à l’espacement de ses visites.".to_owned()
        }
        Reason::NoTimeWindow => "Ses horaires ne peuvent être tenus.".to_owned(),
        Reason::TooFar { by_s } => {
            format!("Trop loin{NBSP}: la journée dépasserait de {}.", duration(*by_s))
        }
        Reason::DayFull { by_s } if *by_s == Seconds::ZERO => {
            "Les journées sont pleines (nombre de séances, horaires ou espacement).".to_owned()
        }
        Reason::DayFull { by_s } => {
            format!("Les journées sont pleines{NBSP}: il manque {}.", duration(*by_s))
        }
        Reason::WorthTooLittle { instead } => {
            format!("Sa place est prise par {}, qui dessert plus d’habitants.", name(instead))
        }
        Reason::NoDate => "Ses jours tombent tous hors des dates, ou sur des jours sans tournée.".to_owned(),
    }
}

/// Where the days between two sessions are too few or too many.
pub(super) fn spacing(broken: &SpacingBreak) -> String {
    let [least, most] = broken.allowed;
    format!(
        "{} entre le {} et le {}, de {least} à {most} admis.",
        count(broken.days as usize, "jour", "jours"),
        day(broken.from),
        day(broken.to)
    )
}
