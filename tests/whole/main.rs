//! The whole program from outside: its command line, its HTTP door, its page in a real browser, its language model.
//!
//! A test that cannot run on this machine is counted as ignored, and the reason is printed.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on has failed")]

mod accessibility;
mod api;
mod command_line;
mod evaluation;
mod http;
mod hub;
mod judging;
mod labelling;
mod language_model;
mod page;
mod planted;
mod postgres;
mod printing;
mod qdrant;
mod records;
mod remote;
mod search_models;
mod telegram;
mod web;
mod widget;
mod without_scripts;

use libtest_mimic::{Arguments, Trial, run};

fn main() {
    let arguments = Arguments::from_args();
    let trials: Vec<Trial> = [
        accessibility::trials(),
        api::trials(),
        command_line::trials(),
        evaluation::trials(),
        http::trials(),
        hub::trials(),
        judging::trials(),
        labelling::trials(),
        page::trials(),
        planted::trials(),
        postgres::trials(),
        printing::trials(),
        qdrant::trials(),
        records::trials(),
        remote::trials(),
        search_models::trials(),
        telegram::trials(),
        widget::trials(),
        without_scripts::trials(),
        language_model::trials(),
    ]
    .into_iter()
    .flatten()
    .collect();
    let conclusion = run(&arguments, trials);
    web::end();
    telegram::end();
    conclusion.exit();
}

/// A test by its name.
fn trial(name: &str, test: fn()) -> Trial {
    Trial::test(name, move || {
        test();
        Ok(())
    })
}

/// A test that is skipped, with the reason, when something is missing on this machine.
fn trial_if(missing: Option<&str>, name: &str, test: fn()) -> Trial {
    if let Some(reason) = missing {
        println!("skipped: {name}: {reason}");
    }
    trial(name, test).with_ignored_flag(missing.is_some())
}
