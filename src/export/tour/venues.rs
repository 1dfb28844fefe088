//! The stops as rows of the national schema of places of digital mediation, v1.0.2: `itinerance` is `Itinérant`, and
//! `horaires` says every session by its date (OSM `opening_hours`): dates do not depend on the parity of weeks.

use super::sessions;
use crate::export::csv::push_text;
use crate::tour::Plan;

/// The 32 columns, in the order of the schema.
const COLUMNS: &str = "id,pivot,nom,commune,code_postal,code_insee,adresse,complement_adresse,latitude,longitude,\
    typologie,telephone,courriels,site_web,horaires,presentation_resume,presentation_detail,source,itinerance,\
    structure_parente,date_maj,services,publics_specifiquement_adresses,prise_en_charge_specifique,frais_a_charge,\
    dispositif_programmes_nationaux,formations_labels,autres_formations_labels,modalites_acces,\
    modalites_accompagnement,fiche_acces_libre,prise_rdv";

/// The SIRET that stands for an unknown one in national files.
const NO_PIVOT: &str = "00000000000000";

/// A stop lacks what the schema requires.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "stop {stop} has no address: the national schema needs commune, postcode and address; give them in the CSV of stops"
)]
pub struct IncompleteStop {
    /// Its identifier.
    pub stop: String,
}

/// One row a stop that has sessions, in the order of the plan. `date_maj` is the first day of the plan: nothing here
/// knows today's date.
///
/// # Errors
/// The first such stop without an address.
pub fn tour_venues(plan: &Plan) -> Result<Vec<u8>, IncompleteStop> {
    let mut out = format!("{COLUMNS}\n");
    for stop in &plan.stops {
        let held: Vec<_> = sessions(plan).filter(|(_, _, other)| other.id == stop.id).collect();
        if held.is_empty() {
            continue;
        }
        let Some(address) = &stop.address else { return Err(IncompleteStop { stop: stop.id.clone() }) };
        let hours: Vec<String> = held
            .iter()
            .map(|(date, visit, _)| {
                let month =
                    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
                        [(date.month() as usize - 1) % 12];
                let (open, close) = (visit.open.hours_minutes(), visit.close.hours_minutes());
                format!("{} {month} {:02} {open}-{close}", date.year(), date.day())
            })
            .collect();
        let summary = format!(
            "Arrêt d’un lieu itinérant, {} séances du {} au {}.",
            held.len(),
            plan.rules.from,
            plan.rules.to
        );
        let mut cells = vec![String::new(); COLUMNS.split(',').count()];
        let mut set = |column: &str, value: &str| {
            if let Some(place) = COLUMNS.split(',').position(|name| name.trim() == column) {
                value.clone_into(&mut cells[place]);
            }
        };
        set("id", &stop.id);
        set("pivot", NO_PIVOT);
        set("nom", &stop.name);
        set("commune", &address.commune);
        set("code_postal", &address.postcode);
        set("code_insee", &address.insee);
        set("adresse", &address.street);
        set("latitude", &format!("{:.6}", stop.place.y));
        set("longitude", &format!("{:.6}", stop.place.x));
        set("horaires", &hours.join("; "));
        set("presentation_resume", &summary);
        set("itinerance", "Itinérant");
        set("date_maj", &plan.rules.from.to_string());
        for (i, cell) in cells.iter().enumerate() {
            out.push_str(if i > 0 { "," } else { "" });
            // A number is none to be neutralised.
            if cell.parse::<f64>().is_ok() { out.push_str(cell) } else { push_text(&mut out, cell) }
        }
        out.push('\n');
    }
    Ok(out.into_bytes())
}
