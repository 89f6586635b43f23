//! `eval sample`: real questions, masked, as a suite to be labelled.

use std::path::PathBuf;

use assistant::Outcome;
use clap::{Args, builder::PossibleValuesParser};
use evals::{
    Case,
    import::{TO_LABEL, suite},
    run::write_file,
};

use super::{CommandError, Context, Exit, counted};
use crate::conversations::{Conversations, Sampled, Wanted};

#[derive(Debug, Args)]
pub(in crate::command) struct SampleArguments {
    /// The suite to write
    #[arg(long, value_name = "SUITE")]
    out: PathBuf,
    /// How many questions at most
    #[arg(long, default_value_t = 100)]
    count: u32,
    /// Only those that ended so: answer, clarify, no_answer, out_of_scope, smalltalk, refuse, error
    #[arg(long, value_name = "OUTCOME", value_parser = PossibleValuesParser::new(Outcome::ALL.map(Outcome::name)), hide_possible_values = true)]
    outcome: Option<String>,
    /// Only those whose answers were said to help (true) or not (false)
    #[arg(long, value_name = "BOOL")]
    helpful: Option<bool>,
}

pub(super) async fn sample(arguments: SampleArguments, context: &Context) -> Result<Exit, CommandError> {
    let SampleArguments { out, count, outcome, helpful } = arguments;
    let conversations = Conversations::open(&context.settings.database).await?;
    let sampled = conversations.sample(&Wanted { outcome, helpful, count }).await;
    conversations.close().await;
    let cases: Vec<Case> = sampled?.into_iter().map(case).collect();
    if cases.is_empty() {
        let what =
            "no kept question is so; questions are kept as people ask them, until their retention ends".to_owned();
        return Err(CommandError::Usage(what));
    }
    write_file(&out, &suite(&cases))?;
    let count = counted(cases.len(), "question");
    println!("{count}: {}; `yordamchi eval label` asks people about them", out.display());
    Ok(Exit::Done)
}

/// The outcome is the one that came: whether it was due is for people to say.
fn case(sampled: Sampled) -> Case {
    let Sampled { id, turns, question, language, script, outcome } = sampled;
    Case {
        id,
        lang: language,
        script,
        turns,
        question,
        expect: outcome,
        tags: vec![TO_LABEL.to_owned()],
        ..Case::default()
    }
}
