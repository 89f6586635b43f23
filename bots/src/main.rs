//! The program `yordamchi`: checks the processor, hands over to the commands, and turns what comes back into an exit code.

use std::process::ExitCode;

use bots::{command, processor};

fn main() -> ExitCode {
    if let Err(missing) = processor::check() {
        missing.tell();
        return command::Exit::Environment.into();
    }
    command::run(std::env::args_os()).into()
}
