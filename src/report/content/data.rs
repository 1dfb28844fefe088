//! Sources, files with their fingerprints, what was found in them, parameters, and the command that makes it again.

use std::collections::BTreeMap;

use super::method::whose;
use super::{Context, paragraph, part, section};
use crate::coverage::HoursUnknown;
use crate::export::french::{NBSP, count, decimal, moment, whole};
use crate::model::{Finding, FindingKind, Severity};
use crate::report::document::{Block, Table};

pub(super) fn blocks(context: &Context) -> Vec<Block> {
    let mut blocks = vec![section("Sources et données"), part("Sources")];
    blocks.push(sources(context));
    blocks.push(part("Qualité des données de lieux"));
    blocks.extend(quality(context.inputs.findings));
    blocks.push(part("Pour refaire ce rapport"));
    blocks.push(paragraph(
        "Les mêmes fichiers, avec la même commande et la même version du programme, redonnent ce rapport à l’octet près. Mettez à la place de DOSSIER \
         celui des données, dont les empreintes sont plus bas.",
    ));
    blocks.push(Block::Command(command(context)));
    blocks.push(parameters(context));
    blocks.push(files(context));
    blocks
}

fn sources(context: &Context) -> Block {
    let sources = context.inputs.sources;
    let roads = context.summary.parameters.roads.as_ref();
    if sources.is_empty() && roads.is_none() {
        return paragraph("Le dossier de données ne dit pas d’où viennent ses données.");
    }
    let mut table = Table::new("Ce qu’il faut citer", &["Donnée", "Producteur", "Date", "Licence"]);
    for source in sources {
        table.push([&source.name, &source.producer, &source.vintage, &source.licence].map(String::as_str));
    }
    if let Some(roads) = roads {
        let licence = match roads.source.as_str() {
            "openstreetmap" => "ODbL 1.0",
            "bdtopo" => "Licence Ouverte 2.0",
            _ => "non déclarée",
        };
        let day = roads.vintage.as_deref().unwrap_or("non déclarée");
        table.push([&format!("Routes ({})", roads.file), whose(&roads.source, None).as_str(), day, licence]);
    }
    Block::Table(table)
}

/// Findings by kind, in the order of `maillage check`.
fn quality(findings: &[Finding]) -> Vec<Block> {
    if findings.is_empty() {
        return vec![paragraph("Rien à signaler dans les lignes qui concernent ce territoire.")];
    }
    let mut counts: BTreeMap<(usize, Severity), usize> = BTreeMap::new();
    for finding in findings {
        let place = FindingKind::ALL.iter().position(|kind| *kind == finding.kind).unwrap_or_default();
        *counts.entry((place, finding.severity)).or_default() += 1;
    }
    let mut table = Table::new(
        "Ce qui a été trouvé dans les fichiers de lieux",
        &["Ce qui est douteux", "Ce qui a été fait", "#Lignes"],
    );
    for ((place, severity), n) in counts {
        let done = match severity {
            Severity::Note => "pour information",
            Severity::Warning => "gardé tel quel, à vérifier",
            Severity::Fixed => "corrigé ou remplacé",
            Severity::SetAside => "ligne écartée, non comptée",
        };
        table.push([FindingKind::ALL[place].french(), done, super::head::whole_count(n).as_str()]);
    }
    table.note = Some(format!("Détail ligne par ligne{NBSP}: commande maillage check."));
    vec![Block::Table(table)]
}

fn parameters(context: &Context) -> Block {
    let p = &context.summary.parameters;
    let list = |words: &[String]| if words.is_empty() { "tous".to_owned() } else { words.join(", ") };
    let bands: Vec<String> = p.bands_min.iter().map(|limit| decimal(*limit, 1)).collect();
    let mut table = Table::new("Paramètres", &["Paramètre", "Valeur"])
        .with_row(["Programme".to_owned(), format!("Maillage {}", env!("CARGO_PKG_VERSION"))])
        .with_row(["Territoire".to_owned(), context.summary.territory.code.clone()])
        .with_row(["Seuil".to_owned(), context.minutes()])
        .with_row(["Limites des classes".to_owned(), format!("{}{NBSP}min", bands.join(", "))])
        .with_row(["Environs".to_owned(), format!("{}{NBSP}km", decimal(p.buffer_km, 1))])
        .with_row(["Types de lieux".to_owned(), list(&p.kinds)])
        .with_row(["Services".to_owned(), list(&p.services)]);
    if let Some((at, hours_unknown)) = p.open_at.zip(p.hours_unknown) {
        table.push(["Ouverts".to_owned(), format!("{} ({at})", moment(at))]);
        let counted = if hours_unknown == HoursUnknown::Count { "comptés" } else { "non comptés" };
        table.push(["Lieux sans horaires connus", counted]);
    }
    if let (Some(detour), Some(speed)) = (p.detour, p.speed_kmh) {
        table.push(["Modèle", "à vol d’oiseau (estimation)"]);
        table.push(["Détour".to_owned(), format!("× {}", decimal(detour, 2))]);
        table.push(["Vitesse".to_owned(), format!("{}{NBSP}km/h", decimal(speed, 1))]);
    }
    if let Some(roads) = &p.roads {
        let winter = if roads.winter { ", routes fermées l’hiver exclues" } else { "" };
        table.push(["Modèle".to_owned(), format!("par la route ({}){winter}", roads.profile)]);
        let snap = format!("{}{NBSP}m", whole(roads.max_snap_m));
        table.push(["Distance à la route, au plus".to_owned(), snap]);
        table.push(["Profil (SHA-256)", &roads.profile_sha256]);
    }
    if let Some(tour) = &context.summary.tour {
        table.push(["Plan de la tournée", &tour.plan]);
    }
    Block::Table(table)
}

fn files(context: &Context) -> Block {
    let mut table = Table::new("Fichiers lus", &["Fichier", "#Lignes", "Empreinte SHA-256"]);
    for file in context.inputs.files {
        #[expect(clippy::cast_precision_loss, reason = "a count to show")]
        let rows = file.rows.map_or_else(String::new, |rows| whole(rows as f64));
        table.push([file.name.as_str(), &rows, &file.sha256]);
    }
    if let Some(roads) = &context.summary.parameters.roads {
        table.push([&format!("extrait dont vient {}", roads.file), "", roads.extract_sha256.as_str()]);
    }
    table.note = Some(
        format!(
            "{} ; une empreinte qui diffère dit qu’un fichier a changé.",
            count(table.rows.len(), "fichier", "fichiers")
        )
        .replace(" ;", "\u{202F};"),
    );
    Block::Table(table)
}

/// The command that makes the report again.
fn command(context: &Context) -> String {
    let inputs = context.inputs;
    let p = &context.summary.parameters;
    let mut words = vec![
        "maillage report --data DOSSIER --territory".to_owned(),
        quoted(&context.summary.territory.code),
    ];
    let bands: Vec<String> = p.bands_min.iter().map(f64::to_string).collect();
    words.push(format!(
        "--threshold {} --bands {} --buffer-km {}",
        p.threshold_min,
        bands.join(","),
        p.buffer_km
    ));
    if let (Some(detour), Some(speed)) = (p.detour, p.speed_kmh) {
        words.push(format!("--detour {detour} --speed {speed}"));
    }
    if let Some(roads) = &p.roads {
        words.push(format!("--roads {} --max-snap {}", quoted(&roads.file), roads.max_snap_m));
        if roads.winter {
            words.push("--winter".to_owned());
        }
    }
    words.extend(p.kinds.iter().map(|kind| format!("--kind {}", quoted(kind))));
    words.extend(p.services.iter().map(|service| format!("--service {}", quoted(service))));
    words.extend(p.open_at.map(|at| format!("--open-at {at}")));
    words.extend(p.hours_unknown.map(|word| format!("--hours-unknown {word}")));
    let given = inputs.files.iter().filter(|file| file.given);
    words.extend(given.map(|file| format!("--venues {}", quoted(&file.name))));
    let changes = context.summary.scenario.iter().flat_map(|scenario| &scenario.changes);
    words.extend(changes.map(|change| format!("--{} {}", change.change, quoted(&change.text))));
    if inputs.effects.tour.is_some() {
        words.push("--plan plan.json".to_owned());
    }
    words.push("-o rapport.pdf".to_owned());
    words.join(" ")
}

/// A word as a shell reads it.
fn quoted(word: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_./:,".contains(c);
    if !word.is_empty() && word.chars().all(is_plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}
