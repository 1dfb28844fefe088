//! The sections of the report, in French: pure functions from results to blocks.
//!
//! Figures come from [`crate::coverage::summarise`] and the other functions that every answer reads, written by
//! [`crate::export::french`]. Long tables stop at a number of rows and say what holds the rest.

mod data;
mod far;
mod gaps;
mod head;
mod method;
mod network;
mod scenario;
mod tour;

use super::Inputs;
use super::document::{Block, Document, Level, Table, Text};
use super::map::Classes;
use super::points;
use crate::coverage::{CommuneAccess, Summary, by_commune, summarise};
use crate::export::french::{NBSP, count, decimal};

/// What every section reads.
struct Context<'a> {
    inputs: &'a Inputs<'a>,
    summary: Summary,
    classes: Classes,
    /// The access of every commune, in the order of the territory's.
    communes: Vec<CommuneAccess>,
}

/// The report of a coverage.
#[must_use]
pub fn report(inputs: &Inputs) -> Document {
    let context = Context {
        inputs,
        summary: summarise(inputs.territory, inputs.coverage, inputs.zones, inputs.effects),
        classes: Classes::of(inputs.territory, inputs.coverage),
        communes: by_commune(inputs.territory, inputs.coverage),
    };
    let mut blocks = head::blocks(&context);
    blocks.extend(head::map(&context));
    blocks.extend(gaps::blocks(&context));
    blocks.extend(far::blocks(&context));
    blocks.extend(far::fragile(&context));
    blocks.extend(network::bodies(&context));
    blocks.extend(network::dependence(&context));
    blocks.extend(scenario::blocks(&context));
    blocks.extend(tour::blocks(&context));
    blocks.extend(method::blocks(&context));
    blocks.extend(data::blocks(&context));
    let name = &context.summary.territory.name;
    Document {
        title: head::title(&context),
        running_title: format!(
            "{name} – accès aux lieux d’aide au numérique, seuil de {}",
            context.minutes()
        ),
        subject: format!(
            "Communes et habitants à plus de {} d’un lieu d’aide au numérique{NBSP}: carte, zones, méthode et sources",
            context.minutes()
        ),
        blocks,
    }
}

impl Context<'_> {
    /// The threshold: `20 min`.
    fn minutes(&self) -> String {
        format!("{}{NBSP}min", decimal(self.summary.parameters.threshold_min, 1))
    }

    /// A number of the points where people are counted.
    fn points(&self, n: usize) -> String {
        points(self.inputs, n)
    }

    /// Whether any place counts: without one, nothing is said of gaps.
    fn has_places(&self) -> bool {
        !self.inputs.coverage.considered.is_empty()
    }
}

fn section(text: &str) -> Block {
    Block::Heading(Level::Section, text.to_owned())
}

fn part(text: &str) -> Block {
    Block::Heading(Level::Part, text.to_owned())
}

fn paragraph(text: impl Into<Text>) -> Block {
    Block::Paragraph(text.into())
}

/// A table of the first rows of a list, which says how many more there are and where.
fn first_rows<T>(
    mut table: Table,
    all: &[T],
    most: usize,
    elsewhere: &str,
    row: impl Fn(&mut Table, usize, &T),
) -> Table {
    for (i, one) in all.iter().take(most).enumerate() {
        row(&mut table, i, one);
    }
    if all.len() > most {
        let rest = count(all.len() - most, "autre", "autres");
        table.caption = format!("{} (les {most} premières lignes)", table.caption);
        table.note =
            Some(format!("{rest} sur {} dans l’export{NBSP}: {elsewhere}.", head::whole_count(all.len())));
    }
    table
}

#[cfg(test)]
mod tests;
