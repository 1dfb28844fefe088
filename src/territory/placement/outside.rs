//! A point that is not in the commune that its row declares: which of the two is wrong?
//!
//! The row has a third witness, the name of its commune. Where it agrees with the point against the code, the code is
//! wrong; where it agrees with the code against the point, the point is. Where it agrees with neither or with both,
//! nothing is decided. The position is kept in any case: nothing better is known.

use super::{Texts, named};
use crate::model::{Commune, CommuneCode, FindingKind, Severity, VenueRecord};
use crate::territory::commune_names::compared;

/// What is said of a point outside of its commune.
pub(super) struct Outside {
    pub(super) kind: FindingKind,
    pub(super) severity: Severity,
    pub(super) texts: Texts,
}

impl Outside {
    fn warning(kind: FindingKind, texts: Texts) -> Self {
        Self { kind, severity: Severity::Warning, texts }
    }

    /// Outside by no more than boundaries are accurate.
    pub(super) fn border(declared: &Commune, metres: f64) -> Self {
        let name = named(declared);
        let texts = Texts::new(
            format!("{metres:.0} m outside {name}, within the accuracy of boundaries; taken to be in it"),
            format!(
                "à {metres:.0} m de la limite de {name}, dans la précision des limites ; pris pour dedans"
            ),
        );
        Self { kind: FindingKind::OnBorder, severity: Severity::Note, texts }
    }

    /// `metres` outside of the declared commune, in `real` where it is in any.
    pub(super) fn told(
        record: &VenueRecord,
        declared: &Commune,
        real: Option<&Commune>,
        metres: f64,
    ) -> Self {
        let name = named(declared);
        let far =
            if metres >= 10_000.0 { format!("{:.0} km", metres / 1000.0) } else { format!("{metres:.0} m") };
        let Some(real) = real else {
            return Self::warning(
                FindingKind::OutsideCommune,
                Texts::new(
                    format!("{far} outside {name}, in no commune that is known here; kept where it is"),
                    format!("à {far} de {name}, dans aucune commune connue ici ; laissé où il est"),
                ),
            );
        };
        let is_named = |commune: &Commune| {
            record.commune.as_deref().is_some_and(|name| compared(name) == compared(&commune.name))
        };
        let place = named(real);
        let code = record.commune_code.as_deref();
        if !is_named(declared) && code.is_some() && code == record.details.postcode.as_deref() {
            return Self {
                kind: FindingKind::PostcodeAsCommune,
                severity: Severity::Fixed,
                texts: Texts::new(
                    format!("{far} outside {name}, whose code is the row's postcode; in {place}, whose code is taken"),
                    format!("à {far} de {name}, dont le code est le code postal de la ligne ; dans {place}, dont le code est pris"),
                )
                .suggesting(real.code.to_string()),
            };
        }
        match (is_named(declared), is_named(real)) {
            (false, true) => Self {
                kind: FindingKind::WrongCommuneCode,
                severity: Severity::Fixed,
                texts: Texts::new(
                    format!("{far} outside {name}, in {place}, which the row names: the code is wrong, that of its place is taken"),
                    format!("à {far} de {name} et dans {place}, que la ligne nomme : le code est faux, celui du lieu est pris"),
                )
                .suggesting(real.code.to_string()),
            },
            (true, false) => Self::warning(
                FindingKind::WrongPosition,
                Texts::new(
                    format!("{far} outside {name}, in {place}, while the row names {name}: the point is wrong; kept where it is"),
                    format!("à {far} de {name}, que la ligne nomme, et dans {place} : le point est faux ; laissé où il est"),
                ),
            ),
            _ => Self::warning(
                FindingKind::OutsideCommune,
                Texts::new(
                    format!("{far} outside {name}, in {place}; kept where it is"),
                    format!("à {far} de {name}, dans {place} ; laissé où il est"),
                ),
            ),
        }
    }

    /// In `real`, while the declared commune was not loaded.
    pub(super) fn elsewhere(declared: CommuneCode, real: &Commune) -> Self {
        let real = named(real);
        let texts = Texts::new(
            format!("in {real}, not in {declared}, which is elsewhere; kept where it is"),
            format!("dans {real} et non dans {declared}, qui est ailleurs ; laissé où il est"),
        );
        Self::warning(FindingKind::OutsideCommune, texts)
    }

    /// In no commune of France.
    pub(super) fn nowhere() -> Self {
        let texts = Texts::new(
            "in no commune; kept where it is".to_owned(),
            "dans aucune commune ; laissé où il est".to_owned(),
        );
        Self::warning(FindingKind::OutsideCommune, texts)
    }
}
