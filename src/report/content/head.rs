//! The question, what is essential, the map.

use super::{Context, paragraph, section};
use crate::export::french::{NARROW, NBSP, count, decimal, duration, inhabitants, moment, percent, whole};
use crate::export::{asked_open_at, named_territory, summary_lines};
use crate::report::document::{Block, Cell, Figure, KeyFigure, Level, Table, Text};
use crate::report::map::{self, kind_name};

pub(super) fn title(context: &Context) -> String {
    format!("{}{NBSP}: l’accès aux lieux d’aide au numérique", context.summary.territory.name)
}

/// Title, question, key figures, summary.
pub(super) fn blocks(context: &Context) -> Vec<Block> {
    let mut blocks = vec![
        Block::Heading(Level::Title, title(context)),
        paragraph(
            "Ce rapport dit qui vit trop loin d’un lieu d’aide au numérique, combien d’habitants cela fait, et où. Il est fait \
             pour être lu avec le schéma départemental d’amélioration de l’accessibilité des services au public (SDAASP).",
        ),
        Block::Table(question(context)),
        section("L’essentiel"),
        Block::KeyFigures(key_figures(context)),
    ];
    let summary = &context.summary;
    if !context.has_places() {
        blocks.push(Block::Note(
            Text::default().strong("Aucun lieu n’est compté. ").then(
                "Les données n’en connaissent pas ici qui réponde à la question : ces chiffres ne disent rien de la couverture \
                 du territoire. Donnez votre propre liste de lieux (option --venues) avant de conclure."
                    .replace(" :", "\u{A0}:"),
            ),
        ));
    }
    if summary.parameters.estimate && context.has_places() {
        blocks.push(Block::Note(Text::default().strong("Temps estimés. ").then(
            "Les temps sont calculés à vol d’oiseau, avec un détour et une vitesse moyens, et non par la route. En montagne et \
             dans les gorges, la route réelle est plus longue et le lieu le plus proche peut être un autre.",
        )));
    }
    // The first line names the territory, which the title and the question do.
    let lines = summary_lines(summary);
    blocks.push(Block::List(lines.iter().skip(1).map(|line| Text::labelled(line)).collect()));
    blocks
}

fn question(context: &Context) -> Table {
    let Context { inputs, summary, .. } = context;
    let bands: Vec<String> = summary.parameters.bands_min.iter().map(|limit| decimal(*limit, 1)).collect();
    let vintages: Vec<String> =
        inputs.sources.iter().map(|source| format!("{}{NBSP}: {}", source.name, source.vintage)).collect();
    let vintages = if vintages.is_empty() {
        "le dossier de données ne les indique pas".to_owned()
    } else {
        vintages.join(&format!("{NARROW}; "))
    };
    let at = summary.parameters.open_at.map(moment);
    let open = at.map(|at| format!(" ouvert le {at}")).unwrap_or_default();
    let mut table = Table::new("La question posée", &["Objet", "Ce qui est demandé"])
        .with_row([
            "Territoire".to_owned(),
            format!(
                "{}, {}, {}",
                named_territory(&summary.territory),
                count(summary.territory.communes, "commune", "communes"),
                inhabitants(summary.territory.population),
            ),
        ])
        .with_row([
            "Question".to_owned(),
            format!("Qui vit à plus de {} du lieu le plus proche{open}{NARROW}?", context.minutes()),
        ])
        .with_row([
            "Classes de temps".to_owned(),
            format!("{}{NBSP}min{NARROW}; un temps égal à la limite est dans la classe", bands.join(", ")),
        ])
        .with_row([
            "Lieux comptés".to_owned(),
            format!(
                "{}, dans le territoire et jusqu’à {}{NBSP}km alentour",
                counted(context),
                decimal(summary.parameters.buffer_km, 1)
            ),
        ]);
    if let Some(scenario) = &summary.scenario {
        table.push([
            "Scénario".to_owned(),
            format!(
                "{} des lieux, simulés{NBSP}: voir «{NBSP}Ce que le scénario change{NBSP}»",
                count(scenario.changes.len(), "changement", "changements")
            ),
        ]);
    }
    if let Some(tour) = &summary.tour {
        table.push([
            "Tournée".to_owned(),
            format!(
                "{}, du {} au {}, comptés comme des lieux par la seule distance",
                count(tour.stops, "arrêt", "arrêts"),
                crate::export::french::day(tour.from),
                crate::export::french::day(tour.to),
            ),
        ]);
    }
    table.with_row(["Dates des données".to_owned(), vintages])
}

/// Which venues count, in words.
fn counted(context: &Context) -> String {
    let filters = &context.inputs.coverage.request.filters;
    let mut said = if filters.kinds.is_empty() {
        "tous les lieux fixes".to_owned()
    } else {
        let kinds: Vec<&str> = filters.kinds.iter().map(|kind| kind_name(*kind)).collect();
        format!("lieux fixes de ces types{NBSP}: {}", kinds.join(", "))
    };
    if !filters.services.is_empty() {
        said += &format!(", avec l’un de ces services{NBSP}: {}", filters.services.join(", "));
    }
    if let Some(open) = asked_open_at(&context.summary.parameters) {
        said += &format!(", {open}");
    }
    said
}

fn key_figures(context: &Context) -> Vec<KeyFigure> {
    let summary = &context.summary;
    let people = &summary.people;
    let minutes = context.minutes();
    let without = people.uncovered + people.unreachable;
    let figure = |value: String, label: String| KeyFigure { value, label };
    let mut figures = vec![
        figure(
            percent(people.covered.share_of(people.total)),
            format!("des habitants à {minutes} ou moins d’un lieu ({})", inhabitants(people.covered)),
        ),
        figure(
            whole(without.value()),
            format!("habitants sans lieu à {minutes} ou moins ({})", percent(without.share_of(people.total))),
        ),
        figure(count(summary.gaps.zones, "zone", "zones"), "d’un seul tenant au-delà du seuil".to_owned()),
    ];
    if let Some(mean) = summary.access.mean_s {
        figures.push(figure(duration(mean), "de temps d’accès moyen, par habitant".to_owned()));
    }
    figures
}

/// The map, and its classes as a table.
pub(super) fn map(context: &Context) -> Vec<Block> {
    let Context { inputs, summary, classes, .. } = context;
    let mut blocks = vec![section("La carte")];
    if let Some(map) = map::draw(inputs, classes) {
        let limits = inputs.sources.iter().filter(|source| source.name.contains("imites"));
        let credit: Vec<String> =
            limits.map(|source| format!("{}, {}", source.name, source.producer)).collect();
        let credit =
            if credit.is_empty() { String::new() } else { format!(" Fond{NBSP}: {}.", credit.join(", ")) };
        let overseas = if map.without_overseas {
            " Les territoires hors de l’Europe ne sont pas dessinés."
        } else {
            ""
        };
        blocks.push(Block::Figure(Figure {
            alternative: alternative(context),
            caption: format!(
                "Temps d’accès par commune{NARROW}; les hachures distinguent, sans la couleur, ce qui est au-delà du seuil de {}. \
                 Projection{NBSP}: {}.{credit}{overseas}",
                context.minutes(),
                map.system,
            ),
            drawing: map.drawing,
        }));
    } else {
        blocks.push(paragraph(
            "Aucune limite de commune n’est connue ici : la carte n’est pas dessinée."
                .replace(" :", "\u{A0}:"),
        ));
    }
    let (title, counted) = if inputs.territory.has_cells() {
        ("Habitants et carreaux par classe de temps d’accès", "#Carreaux")
    } else {
        ("Habitants et communes par classe de temps d’accès", "#Communes")
    };
    let mut table = Table::new(title, &["Temps d’accès", "Seuil", counted, "#Habitants", "#Part"]);
    for class in &classes.all {
        let head = Cell { sign: Some(class.sample(22.0, 8.5)), ..Cell::from(class.label.as_str()) };
        table.push([
            head,
            Cell::from(if class.covered { "en deçà" } else { "au-delà" }),
            Cell::from(whole_count(class.points)),
            Cell::from(whole(class.people.value())),
            Cell::from(percent(class.people.share_of(summary.people.total))),
        ]);
    }
    table.push([
        Cell::from("Ensemble"),
        Cell::from(""),
        Cell::from(whole_count(inputs.territory.demand.len())),
        Cell::from(whole(summary.people.total.value())),
        Cell::from(percent(if summary.people.total.value() > 0.0 { 1.0 } else { 0.0 })),
    ]);
    blocks.push(Block::Table(table));
    blocks
}

/// `1 234`.
pub(super) fn whole_count(n: usize) -> String {
    #[expect(clippy::cast_precision_loss, reason = "a count to show")]
    whole(n as f64)
}

/// What the map shows, in words.
fn alternative(context: &Context) -> String {
    let Context { inputs, summary, classes, .. } = context;
    let of_classes: Vec<String> = classes
        .all
        .iter()
        .filter(|class| class.points > 0)
        .map(|class| format!("{}{NBSP}: {}", class.label, context.points(class.points)))
        .collect();
    let zones: Vec<String> = inputs
        .zones
        .iter()
        .take(5)
        .enumerate()
        .filter_map(|(i, zone)| {
            let most = zone
                .communes
                .iter()
                .max_by_key(|c| (inputs.territory.communes[**c].population, std::cmp::Reverse(**c)))?;
            Some(format!("zone {} autour de {}", i + 1, inputs.territory.communes[*most].name))
        })
        .collect();
    let zones = match summary.gaps.zones {
        0 => " Aucune zone au-delà du seuil.".to_owned(),
        n => format!(
            " {} au-delà du seuil sont cernées{NBSP}: {}{}.",
            count(n, "zone", "zones"),
            zones.join(", "),
            if n > zones.len() { "…" } else { "" }
        ),
    };
    format!(
        "Carte de {} colorée par temps d’accès au lieu le plus proche. {}.{zones} Les tableaux qui suivent donnent le détail.",
        summary.territory.name,
        of_classes.join(&format!("{NARROW}; ")),
    )
}
