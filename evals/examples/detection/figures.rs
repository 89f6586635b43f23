//! Shares of right answers, and what a confidence is worth.

use std::{collections::BTreeMap, fmt};

use knowledge_base::Script;

/// Right and all.
type Count = (u32, u32);

/// Shares of right answers by a name and the length of the window.
#[derive(Debug, Default)]
pub(crate) struct Shares {
    counts: BTreeMap<String, [Count; 5]>,
}

impl Shares {
    /// Counts an answer to a window of 2 to 6 words.
    pub(crate) fn add(&mut self, name: &str, words: usize, right: bool) {
        let count = &mut self.counts.entry(name.to_owned()).or_default()[words - 2];
        *count = (count.0 + u32::from(right), count.1 + 1);
    }
}

impl fmt::Display for Shares {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(formatter, "| | windows | all | 2 | 3 | 4 | 5 | 6 words |\n|---|---|---|---|---|---|---|---|")?;
        for (name, counts) in &self.counts {
            let all = counts.iter().fold((0, 0), |sum, count| (sum.0 + count.0, sum.1 + count.1));
            write!(formatter, "| {name} | {} | {} |", all.1, percent(all))?;
            for count in counts {
                write!(formatter, " {} |", percent(*count))?;
            }
            writeln!(formatter)?;
        }
        Ok(())
    }
}

/// Bounds of the confidences that are put together.
const BOUNDS: [f64; 7] = [0.5, 0.6, 0.7, 0.8, 0.9, 0.97, 1.01];

/// How often a confidence was right, by script.
#[derive(Debug, Default)]
pub(crate) struct Calibration {
    bins: BTreeMap<(&'static str, usize), (f64, Count)>,
    sure: Count,
    unsure: Count,
}

impl Calibration {
    /// Counts an answer with its confidence.
    pub(crate) fn add(&mut self, script: Script, confidence: f64, sure: bool, right: bool) {
        let bin = BOUNDS.iter().position(|bound| confidence < *bound).unwrap_or(BOUNDS.len() - 1);
        let (sum, count) = self.bins.entry((script.code(), bin)).or_default();
        *sum += confidence;
        *count = (count.0 + u32::from(right), count.1 + 1);
        let kind = if sure { &mut self.sure } else { &mut self.unsure };
        *kind = (kind.0 + u32::from(right), kind.1 + 1);
    }
}

impl fmt::Display for Calibration {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(formatter, "| script, confidence below | windows | mean confidence | right |\n|---|---|---|---|")?;
        for ((script, bin), (sum, count)) in &self.bins {
            let mean = 100.0 * sum / f64::from(count.1);
            writeln!(
                formatter,
                "| {script} {:.2} | {} | {mean:.1} % | {} |",
                BOUNDS[*bin].min(1.0),
                count.1,
                percent(*count)
            )?;
        }
        let (sure, unsure) = (percent(self.sure), percent(self.unsure));
        writeln!(
            formatter,
            "\nsure: {} windows, {sure} right; not sure: {}, {unsure} right",
            self.sure.1, self.unsure.1
        )
    }
}

fn percent((right, all): Count) -> String {
    if all == 0 { "-".to_owned() } else { format!("{:.1} %", 100.0 * f64::from(right) / f64::from(all)) }
}
