//! The columns of `TRONCON_DE_ROUTE`, by the names that IGN has given them.

use std::path::Path;

use super::BdTopoError;
use super::rules::Segment;
use crate::ingest::shapefile::{Column, Table};

/// Where the attributes of a road are in a row.
#[derive(Debug)]
pub(super) struct Columns {
    direction: Column,
    speed: Column,
    access: Option<Column>,
    access_on_foot: Option<Column>,
    closed_when: Option<Column>,
    nature: Option<Column>,
    importance: Option<Column>,
    private: Option<Column>,
    state: Option<Column>,
    height: Option<Column>,
    width: Option<Column>,
    weight: Option<Column>,
}

impl Columns {
    /// Finds the columns of a table. Direction and speed must be there.
    pub(super) fn find(path: &Path, table: &Table) -> Result<Self, BdTopoError> {
        let find = |names: &[&str]| names.iter().find_map(|name| by_name(&table.columns, name)).cloned();
        let required = |column: &'static str, names: &[&str]| {
            find(names).ok_or_else(|| BdTopoError::NoColumn {
                path: path.to_owned(),
                column,
                found: table.columns.iter().map(|c| c.name.as_str()).take(40).collect::<Vec<_>>().join(", "),
            })
        };
        Ok(Self {
            direction: required("SENS", &["sens", "sens_de_circulation"])?,
            speed: required("VIT_MOY_VL", &["vit_moy_vl", "vitesse_moyenne_vl"])?,
            access: find(&["acces_vl", "acces_vehicule_leger"]),
            access_on_foot: find(&["acces_ped", "acces_pieton"]),
            closed_when: find(&["fermeture", "periode_de_fermeture"]),
            nature: find(&["nature"]),
            importance: find(&["importance"]),
            private: find(&["prive"]),
            state: find(&["etat", "etat_de_l_objet"]),
            height: find(&["restr_h", "restriction_de_hauteur"]),
            width: find(&["restr_lar", "restriction_de_largeur"]),
            weight: find(&["restr_p", "restriction_de_poids_total"]),
        })
    }

    /// The attributes in the row that was read last.
    pub(super) fn segment<'a>(&self, table: &'a Table) -> Segment<'a> {
        let text = |column: &Option<Column>| table.text(column.as_ref());
        let positive = |column: &Option<Column>| table.number(column.as_ref()).filter(|n| *n > 0.0);
        Segment {
            direction: table.text(Some(&self.direction)),
            speed_kmh: table.number(Some(&self.speed)),
            access: text(&self.access),
            access_on_foot: text(&self.access_on_foot),
            closed_when: text(&self.closed_when),
            nature: text(&self.nature),
            importance: text(&self.importance),
            private: text(&self.private),
            state: text(&self.state),
            max_height_m: positive(&self.height),
            max_width_m: positive(&self.width),
            max_weight_t: positive(&self.weight),
        }
    }
}

/// The column of a name, whatever its case; a name of more than ten letters also as a table cuts it.
fn by_name<'a>(columns: &'a [Column], name: &str) -> Option<&'a Column> {
    let short = &name[..name.len().min(10)];
    let is = |wanted: &str| columns.iter().find(|column| column.name.eq_ignore_ascii_case(wanted));
    is(name).or_else(|| is(short))
}
