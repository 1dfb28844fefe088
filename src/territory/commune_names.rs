//! Puts right the commune that a row of a venue declares, from its name: before any position is looked at, and the same
//! for every territory.

use std::collections::{BTreeMap, BTreeSet};

use super::placement::city_of;
use crate::model::{Commune, CommuneCode, Finding, FindingKind, Severity, VenueRecord, folded};

/// Communes found by name, whatever the way it is written, and codes that are no longer current.
#[derive(Debug, Default)]
pub struct CommuneNames {
    /// Name as compared, département, code.
    by_name: BTreeMap<String, Vec<(String, CommuneCode)>>,
    names: BTreeMap<CommuneCode, String>,
    /// Old code → current one.
    merged: BTreeMap<CommuneCode, CommuneCode>,
}

impl CommuneNames {
    /// Indexes all current communes, and the codes that merged into them: (old, current).
    #[must_use]
    pub fn new(communes: &[Commune], merged: &BTreeMap<CommuneCode, CommuneCode>) -> Self {
        let mut by_name: BTreeMap<String, Vec<_>> = BTreeMap::new();
        let mut names = BTreeMap::new();
        for commune in communes {
            let home = (commune.department.clone(), commune.code);
            by_name.entry(compared(&commune.name)).or_default().push(home);
            names.insert(commune.code, commune.name.clone());
        }
        let merged = merged.iter().filter(|(old, new)| !names.contains_key(old) && names.contains_key(new));
        let merged = merged.map(|(old, new)| (*old, *new)).collect();
        Self { by_name, names, merged }
    }

    /// The only commune of that name in a département; `None` when there is none or several.
    #[must_use]
    pub fn find(&self, name: &str, department: &str) -> Option<CommuneCode> {
        let mut found = self
            .by_name
            .get(&compared(name))?
            .iter()
            // Postcodes of Corsica begin with 20.
            .filter(|(home, _)| {
                home == department || (department == "20" && matches!(home.as_str(), "2A" | "2B"))
            });
        let (_, code) = found.next()?;
        found.next().is_none().then_some(*code)
    }

    /// The name of a current commune.
    #[must_use]
    pub fn name(&self, code: CommuneCode) -> Option<&str> {
        self.names.get(&code).map(String::as_str)
    }
}

/// A name as it is compared: without accents, capitals, hyphens, articles in front and CEDEX; `st` is `saint`.
#[must_use]
pub fn compared(name: &str) -> String {
    let folded = folded(name);
    let words = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let mut kept: Vec<&str> = Vec::new();
    for word in words {
        match word {
            "cedex" if !kept.is_empty() => break,
            "st" => kept.push("saint"),
            "ste" => kept.push("sainte"),
            "s" => kept.push("sur"),
            word => kept.push(word),
        }
    }
    if kept.len() > 1 && matches!(kept[0], "le" | "la" | "les" | "l") {
        kept.remove(0);
    }
    kept.join(" ")
}

/// The département that a postcode or a code begins with, as most do.
fn department_of(code: &str) -> Option<&str> {
    let overseas = code.starts_with("97") || code.starts_with("98");
    code.get(..if overseas { 3 } else { 2 })
}

/// Puts right the codes that are not current, where one commune only can be meant; each with a finding. Codes of the
/// arrondissements of Paris, Lyon and Marseille are left to the placement.
#[must_use]
pub fn screen_codes(records: &mut [VenueRecord], names: &CommuneNames) -> Vec<Finding> {
    records.iter_mut().filter_map(|record| screen(record, names)).collect()
}

/// What was found out about the code of a row.
struct Better {
    kind: FindingKind,
    code: CommuneCode,
    english: &'static str,
    french: &'static str,
}

fn screen(record: &mut VenueRecord, names: &CommuneNames) -> Option<Finding> {
    let better = better_code(record, names)?;
    let name = names.name(better.code).unwrap_or_default();
    let (code, english, french) = (better.code, better.english, better.french);
    let given = record.commune_code.replace(code.to_string()).unwrap_or_default();
    let finding = Finding::new(&record.file, record.line, &record.id, better.kind, Severity::Fixed)
        .of("code_insee", &given)
        .says(format!("{english}; read as {name} ({code})"), format!("{french} ; lu {name} ({code})"))
        .suggests(code.as_str());
    Some(finding)
}

fn better_code(record: &VenueRecord, names: &CommuneNames) -> Option<Better> {
    let name = record.commune.as_deref();
    let postcode = record.details.postcode.as_deref();
    let by_name = |code: &str| names.find(name?, department_of(code)?);
    let Some(given) = record.commune_code.as_deref() else {
        // A position tells the commune better than a name does.
        if record.position.is_some_and(|p| p.x != 0.0 || p.y != 0.0) {
            return None;
        }
        return Some(Better {
            kind: FindingKind::MissingField,
            code: by_name(postcode?)?,
            english: "no code; found by name and postcode",
            french: "pas de code ; trouvé par le nom et le code postal",
        });
    };
    if city_of(given).is_some() {
        return None;
    }
    let parsed = given.parse::<CommuneCode>().ok();
    let is_postcode = postcode == Some(given);
    if let Some(code) = parsed
        && names.names.contains_key(&code)
    {
        // A code that is also the row's postcode, of a commune that it does not name.
        let other = by_name(given).filter(|other| is_postcode && *other != code)?;
        let is_named =
            name.is_some_and(|name| names.name(code).is_some_and(|own| compared(own) == compared(name)));
        return (!is_named).then_some(Better {
            kind: FindingKind::PostcodeAsCommune,
            code: other,
            english: "the postcode, where the code of the commune should be",
            french: "code postal à la place du code de la commune",
        });
    }
    if let Some(current) = parsed.and_then(|code| names.merged.get(&code)) {
        return Some(Better {
            kind: FindingKind::MergedCommune,
            code: *current,
            english: "the code of a commune that has merged",
            french: "code d’une commune qui a fusionné",
        });
    }
    let looks_like_one =
        given.len() == 5 && given.ends_with('0') && given.bytes().all(|byte| byte.is_ascii_digit());
    let code = by_name(given)?;
    Some(if is_postcode || looks_like_one {
        Better {
            kind: FindingKind::PostcodeAsCommune,
            code,
            english: "a postcode, where the code of the commune should be; found by name",
            french: "code postal à la place du code de la commune ; trouvé par le nom",
        }
    } else {
        Better {
            kind: FindingKind::MiswrittenCode,
            code,
            english: "not the code of a current commune; found by name in its département",
            french: "ce n’est pas le code d’une commune actuelle ; trouvé par le nom dans le département",
        }
    })
}

/// Old codes that appear in a list of pairs, each with the code of today; chains are followed, circles are dropped.
#[must_use]
pub fn follow_mergers(pairs: &[(CommuneCode, CommuneCode)]) -> BTreeMap<CommuneCode, CommuneCode> {
    let next: BTreeMap<_, _> = pairs.iter().copied().collect();
    let mut merged = BTreeMap::new();
    for old in next.keys() {
        let (mut here, mut seen) = (*old, BTreeSet::new());
        while let Some(after) = next.get(&here).filter(|_| seen.insert(here)) {
            here = *after;
        }
        if !next.contains_key(&here) {
            merged.insert(*old, here);
        }
    }
    merged
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Itinerance, PointPrecision, VenueDetails, VenueKind};
    use FindingKind as K;

    fn commune(code: &str, name: &str) -> Commune {
        Commune {
            code: code.parse().unwrap(),
            name: name.to_owned(),
            department: code[..2].to_owned(),
            region: String::new(),
            epci: None,
            population: None,
            chef_lieu: None,
            point_precision: PointPrecision::Unknown,
            boundary: None,
        }
    }

    fn names() -> CommuneNames {
        let communes = [
            ("01033", "Valserhône"),
            ("48095", "Mende"),
            ("48140", "Saint-Chély-d'Apcher"),
            ("48147", "Sainte-Énimie"),
            ("2B037", "Biguglia"),
            ("48200", "Doublon"),
            ("48201", "Doublon"),
            ("48500", "Un"),
            ("75056", "Paris"),
        ]
        .map(|(code, name)| commune(code, name));
        let pairs = [("01018", "01126"), ("01126", "01033"), ("01300", "01301"), ("01301", "01300")]
            .map(|(a, b)| (a.parse().unwrap(), b.parse().unwrap()));
        CommuneNames::new(&communes, &follow_mergers(&pairs))
    }

    fn screened(code: &str, name: &str, postcode: &str) -> Option<(FindingKind, String)> {
        let given = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let mut records = [VenueRecord {
            file: "l.csv".into(),
            line: 2,
            id: "a".into(),
            name: "A".into(),
            commune_code: given(code),
            commune: given(name),
            position: None,
            kinds: [VenueKind::Other].into(),
            services: vec![],
            itinerance: Itinerance::Fixed,
            hours: None,
            updated: None,
            details: VenueDetails { postcode: given(postcode), ..VenueDetails::default() },
        }];
        let found = screen_codes(&mut records, &names());
        found.first().map(|finding| (finding.kind, records[0].commune_code.clone().unwrap()))
    }

    #[test]
    fn each_wrong_code_is_put_right_where_one_commune_only_is_meant() {
        for (code, name, postcode, kind, right) in [
            ("48000", "MENDE", "48000", K::PostcodeAsCommune, "48095"),
            ("48200", "ST CHELY D APCHER CEDEX", "48200", K::PostcodeAsCommune, "48140"),
            ("01018", "Arlod", "01200", K::MergedCommune, "01033"),
            ("2B10", "BIGUGLIA", "20620", K::MiswrittenCode, "2B037"),
            ("", "Mende", "48000", K::MissingField, "48095"),
        ] {
            assert_eq!(screened(code, name, postcode), Some((kind, right.to_owned())), "{code} {name}");
        }
    }

    #[test]
    fn what_is_right_or_ambiguous_is_left_alone() {
        for (code, name, postcode) in [
            ("48095", "Mende", "48000"),
            ("48500", "Un", "48500"),
            ("48999", "Doublon", "48000"),
            ("48999", "Ailleurs", "48000"),
            ("", "Doublon", "48000"),
            ("01300", "En rond", "01300"),
            ("75112", "Paris", "75012"),
        ] {
            assert_eq!(screened(code, name, postcode), None, "{code} {name}");
        }
    }

    #[test]
    fn names_are_compared_without_their_dress() {
        for (a, b) in [
            ("ST-CHELY D'APCHER", "Saint-Chély-d’Apcher"),
            ("La Canourgue", "CANOURGUE"),
            ("Châtel s/ Moselle", "Chatel-sur-Moselle"),
            ("Paris Cedex 15", "paris"),
        ] {
            assert_eq!(compared(a), compared(b));
        }
    }
}
