//! What a PDF file says, read by poppler's `pdftotext`.

use std::{path::Path, process::Command};

/// The program that reads it.
const PROGRAM: &str = "pdftotext";

/// Why no file can be read on this machine; `None` when one can.
#[must_use]
pub fn missing_pdf_reader() -> Option<String> {
    let there = Command::new(PROGRAM).arg("-v").output().is_ok();
    (!there).then(|| format!("{PROGRAM} is not installed; tests/run installs Debian's package poppler-utils"))
}

/// The text of a file, spaces as plain ones, a page after the other.
///
/// # Panics
/// When it is no PDF.
#[must_use]
pub fn text_of_pdf(file: &Path) -> String {
    let output = Command::new(PROGRAM).args(["-layout", "-enc", "UTF-8"]).arg(file).arg("-").output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).replace('\u{A0}', " ")
}
