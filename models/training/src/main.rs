//! `train-embedder`: from aligned texts, a teacher and the records to the weights of the embedder and its card.

use std::error::Error;

use clap::Parser as _;
use training::{card, services::HoldOut};

use self::command::{arguments::Arguments, workshop::Workshop};

mod command;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments = Arguments::parse();
    let workshop = Workshop::open(&arguments)?;
    println!("{}", workshop.data());
    let mut tables = Vec::new();
    for (name, hold_out) in arguments.trials() {
        let (_, before, after) = workshop.run(hold_out)?;
        tables.push(card::of_services(&[("before", &before), ("after", &after)]));
        println!(
            "\n{name}\n{}\n{}",
            card::of_translations(&[("before", &before), ("after", &after)]),
            tables[tables.len() - 1]
        );
    }
    let (trained, before, after) = workshop.run(HoldOut::Nothing)?;
    let written = trained.rounded();
    let rounded = workshop.figures(&written, &workshop.services(HoldOut::Nothing))?;
    let states = [("before", &before), ("trained", &after), ("as written, int8", &rounded)];
    tables.push(card::of_services(&states));
    println!("\nall texts\n{}\n{}", card::of_translations(&states), tables[tables.len() - 1]);
    if let Some(out) = &arguments.out {
        tables.push(card::of_translations(&states));
        workshop.write(&trained, &tables.join("\n"), out)?;
        println!("{}", out.display());
    }
    Ok(())
}
