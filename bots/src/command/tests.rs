use assistant::{Answer, Outcome};
use clap::CommandFactory as _;
use knowledge_base::Locale;

use super::*;

/// An answer that says nothing, for tests to fill.
pub(super) fn answer() -> Answer {
    Answer::empty(Locale::UzLatn, Outcome::Answer)
}

fn parse(line: &str) -> Result<Arguments, clap::Error> {
    Arguments::try_parse_from(line.split_whitespace())
}

#[test]
fn the_command_line_holds_together() {
    Arguments::command().debug_assert();
}

#[test]
fn without_a_command_the_page_is_served() {
    let command = parse("yordamchi --config a.toml").unwrap().command.unwrap_or_default();
    assert!(matches!(command, Command::Serve(_)));
}

#[test]
fn the_file_of_settings_may_be_named_before_and_after_a_command() {
    for line in ["yordamchi --config a.toml kb check", "yordamchi kb check --config a.toml"] {
        assert_eq!(parse(line).unwrap().config, Some(PathBuf::from("a.toml")));
    }
}

#[test]
fn wrong_usage_has_its_exit_code_and_help_has_none() {
    assert_eq!(usage(&parse("yordamchi bake").unwrap_err()), Exit::Usage);
    assert_eq!(usage(&parse("yordamchi ask x --language tr").unwrap_err()), Exit::Usage);
    assert_eq!(usage(&parse("yordamchi --help").unwrap_err()), Exit::Done);
}

#[test]
fn every_command_shows_an_example() {
    fn check(command: &mut clap::Command) {
        if command.has_subcommands() {
            command.get_subcommands_mut().filter(|command| command.get_name() != "help").for_each(check);
            return;
        }
        let help = command.render_long_help().to_string();
        assert!(help.contains("Example:"), "{}:\n{help}", command.get_name());
    }
    check(&mut Arguments::command());
}
