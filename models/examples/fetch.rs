//! Fetches a model of the catalogue into a cache and tells what happens.
//!
//! `cargo run --release -p models --example fetch -- gemma-3-270m-q4_k_m ~/.cache/yordamchi`

use std::{error::Error, sync::atomic::AtomicBool, time::Instant};

use models::{Catalogue, FetchSettings, Fetcher};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(id), Some(cache)) = (arguments.next(), arguments.next()) else {
        return Err("usage: fetch MODEL_ID CACHE".into());
    };
    let catalogue = Catalogue::shipped();
    let model = catalogue.get(&id).ok_or("no such id in the catalogue")?;
    let started = Instant::now();
    let mut shown = 0;
    let mut progress = |progress: models::FetchProgress| {
        let tenth = progress.done_bytes * 10 / progress.total_bytes.unwrap_or(u64::MAX).max(1);
        if tenth != shown {
            shown = tenth;
            println!("{:?} {} {} bytes", progress.stage, progress.file, progress.done_bytes);
        }
    };
    let fetched = Fetcher::new(FetchSettings::new(cache)).fetch(model, &mut progress, &AtomicBool::new(false))?;
    println!("{:?} in {:?}", fetched.files, started.elapsed());
    Ok(())
}
