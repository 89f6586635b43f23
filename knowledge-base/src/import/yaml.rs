//! A draft as YAML, field by field; see `docs/records.md` for the form.

use super::{
    Unparsed,
    clean::one_line,
    texts::Texts,
    values::{act::Act, audience::KEYS, contact::Line, fee::Price},
};
use crate::{
    Language, Text,
    fact::{Case, Duration, Via},
    record::Audience,
};

/// A file that is being written.
#[derive(Default)]
pub(super) struct Sheet(String);

impl Sheet {
    pub(super) fn into_text(self) -> String {
        self.0
    }

    /// A line as it is.
    pub(super) fn line(&mut self, line: &str) {
        self.0.push_str(line);
        self.0.push('\n');
    }

    /// A line that YAML does not read.
    pub(super) fn remark(&mut self, remark: &str) {
        self.line(&format!("# {}", one_line(remark)));
    }

    /// What was not understood, where the field would stand.
    pub(super) fn unparsed(&mut self, unparsed: &Unparsed) {
        let Unparsed { field, language, why, .. } = unparsed;
        self.remark(&format!("unparsed {field} ({language}): {}; {why}", unparsed.shown_value()));
    }

    /// A text as a field of its own.
    pub(super) fn texts(&mut self, field: &str, texts: &Texts) {
        self.line(&format!("{field}:"));
        self.languages("  ", "  ", texts);
    }

    /// A list of texts; a known empty list says that nothing is needed.
    pub(super) fn list(&mut self, field: &str, items: &[Texts]) {
        if items.is_empty() {
            return self.line(&format!("{field}: []"));
        }
        self.line(&format!("{field}:"));
        items.iter().for_each(|item| self.languages("  - ", "    ", item));
    }

    fn languages(&mut self, first: &str, indent: &str, texts: &Texts) {
        let mut indent_now = first;
        for (language, text) in texts.languages() {
            if let Some(text) = text {
                self.line(&format!("{indent_now}{language}: {}", scalar(text)));
                indent_now = indent;
            }
        }
        for (language, _) in texts.languages().filter(|(_, text)| text.is_none()) {
            self.line(&format!("{indent}# missing: {language}"));
        }
    }

    pub(super) fn fee(&mut self, cases: &[Case<Price>]) {
        self.line("fee:");
        for case in cases {
            match &case.value {
                Price::Free => self.line("  - free: true"),
                Price::Bhm(share) => self.line(&format!("  - bhm: {share}")),
                Price::Uzs(sum) => self.line(&format!("  - uzs: {sum}")),
                Price::Usd(sum) => self.line(&format!("  - usd: {sum}")),
                Price::Percent(share, of) => {
                    self.line(&format!("  - percent: {share}"));
                    self.line("    of:");
                    self.languages("      ", "      ", of);
                }
            }
            self.condition(case);
        }
    }

    pub(super) fn durations(&mut self, field: &str, cases: &[Case<Duration>]) {
        self.line(&format!("{field}:"));
        for case in cases {
            match case.value {
                Duration::Automatic => self.line("  - automatic: true"),
                Duration::Span { from, amount, unit } => {
                    self.line(&format!("  - {}: {amount}", unit.key()));
                    if let Some(from) = from {
                        self.line(&format!("    from: {from}"));
                    }
                }
            }
            self.condition(case);
        }
    }

    fn condition<T>(&mut self, case: &Case<T>) {
        if let Some(via) = case.via {
            let key = match via {
                Via::Portal => "portal",
                Via::ServiceCentre => "service_centre",
                Via::Agency => "agency",
            };
            self.line(&format!("    via: {key}"));
        }
        if let Some(Text { uz, ru, en }) = &case.when {
            self.line("    when:");
            for (language, text) in Language::ALL.into_iter().zip([uz, ru, en]) {
                self.line(&format!("      {language}: {}", scalar(text)));
            }
        }
    }

    pub(super) fn audience(&mut self, audience: &[Audience]) {
        let keys = KEYS.iter().filter(|(kind, _)| audience.contains(kind)).map(|(_, key)| *key);
        self.line(&format!("audience: [{}]", keys.collect::<Vec<_>>().join(", ")));
    }

    pub(super) fn contacts(&mut self, lines: &[Line]) {
        self.line("contacts:");
        for Line { phone, extension } in lines {
            self.line(&format!("  - phone: \"{phone}\""));
            if let Some(extension) = extension {
                self.line(&format!("    extension: \"{extension}\""));
            }
        }
    }

    pub(super) fn acts(&mut self, acts: &[Act]) {
        self.line("legal_basis:");
        for Act { kind, number, date } in acts {
            self.line(&format!("  - act: {}", kind.key()));
            self.line(&format!("    number: \"{number}\""));
            if let Some(date) = date {
                self.line(&format!("    date: {date}"));
            }
        }
    }
}

/// A text as one value on its line: plain where nothing in it means anything to YAML, else in quotes.
pub(super) fn scalar(text: &str) -> String {
    let text = one_line(text);
    let is_plain = |c: char| c.is_alphanumeric() || " .,()/-–—«»“”№%+ʻʼ".contains(c);
    if text.starts_with(char::is_alphabetic) && text.chars().all(is_plain) {
        return text;
    }
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
