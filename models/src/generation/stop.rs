//! Reasons in the text to stop: stop texts that may come in pieces, and endless repetition.

/// Longest run of tokens that is looked at as one repeated unit.
const LONGEST_UNIT: usize = 48;
/// A unit must have come this often in a row.
const TIMES: usize = 4;
/// The repeats together must be this long, so that a row of dashes or of zeros passes.
const SHORTEST: usize = 24;

/// Holds text back while it may be the beginning of a stop text.
#[derive(Debug)]
pub(super) struct StopTexts {
    texts: Vec<String>,
    held: String,
}

/// What may be shown, and which stop text came.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Stopped {
    /// Text before any stop text.
    pub(super) ready: String,
    /// The stop text.
    pub(super) hit: Option<String>,
}

impl StopTexts {
    pub(super) fn new(texts: &[String]) -> Self {
        Self { texts: texts.iter().filter(|text| !text.is_empty()).cloned().collect(), held: String::new() }
    }

    /// Takes the next piece of text.
    pub(super) fn push(&mut self, piece: &str) -> Stopped {
        self.held.push_str(piece);
        let first = self.texts.iter().filter_map(|text| Some((self.held.find(text)?, text))).min();
        if let Some((at, text)) = first {
            let mut ready = std::mem::take(&mut self.held);
            ready.truncate(at);
            return Stopped { ready, hit: Some(text.clone()) };
        }
        let kept = self.texts.iter().map(|text| overlap(&self.held, text)).max().unwrap_or(0);
        let rest = self.held.split_off(self.held.len() - kept);
        Stopped { ready: std::mem::replace(&mut self.held, rest), hit: None }
    }

    /// What is still held back when the answer ends otherwise.
    pub(super) fn finish(&mut self) -> String {
        std::mem::take(&mut self.held)
    }
}

/// Length of the longest end of `text` that is a beginning of `stop`.
fn overlap(text: &str, stop: &str) -> usize {
    let longest = text.len().min(stop.len().saturating_sub(1));
    (1..=longest)
        .rev()
        .find(|&length| {
            let at = text.len() - length;
            text.is_char_boundary(at) && stop.as_bytes().starts_with(&text.as_bytes()[at..])
        })
        .unwrap_or(0)
}

/// Notices when the last tokens are one unit over and over.
#[derive(Debug, Default)]
pub(super) struct Repetition {
    tokens: Vec<u32>,
}

impl Repetition {
    /// Takes the next token; true when the text repeats itself.
    pub(super) fn push(&mut self, id: u32) -> bool {
        self.tokens.push(id);
        (1..=LONGEST_UNIT).any(|unit| {
            let length = (unit * TIMES).max(SHORTEST.next_multiple_of(unit));
            let Some(start) = self.tokens.len().checked_sub(length) else {
                return false;
            };
            let tail = &self.tokens[start..];
            tail[unit..] == tail[..length - unit]
        })
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_stop_text_in_pieces_is_found_and_not_shown() {
        let stop = ["\nUser:".to_owned(), "###".to_owned()];
        let mut stops = StopTexts::new(&stop);
        assert_eq!(stops.push("One.\nUs").ready, "One.");
        assert_eq!(stops.push("ers").ready, "\nUsers");
        assert_eq!(stops.push(" #").ready, " ");
        assert_eq!(stops.push("#").ready, "");
        let stopped = stops.push("# more");
        assert_eq!((stopped.ready.as_str(), stopped.hit.as_deref()), ("", Some("###")));
    }

    #[test]
    fn what_was_held_back_is_given_at_the_end() {
        let stop = ["конец".to_owned()];
        let mut stops = StopTexts::new(&stop);
        assert_eq!(stops.push("это кон").ready, "это ");
        assert_eq!(stops.finish(), "кон");
    }

    #[test]
    fn the_first_of_two_stop_texts_counts() {
        let stop = ["b".to_owned(), "a".to_owned()];
        let stopped = StopTexts::new(&stop).push("xxab");
        assert_eq!((stopped.ready.as_str(), stopped.hit.as_deref()), ("xx", Some("a")));
    }

    #[test]
    fn repetition_is_noticed_and_ordinary_lists_are_not() {
        let mut repetition = Repetition::default();
        let noticed = [1, 2, 3, 4, 5, 6, 7].iter().cycle().take(60).position(|id| repetition.push(*id));
        assert_eq!(noticed, Some(27));
        let mut repetition = Repetition::default();
        assert_eq!(std::iter::repeat_n(9, 60).position(|id| repetition.push(id)), Some(23));
        let mut repetition = Repetition::default();
        assert!(!(0..500).any(|id| repetition.push(if id % 5 == 0 { 1 } else { id })));
    }

    proptest! {
        #[test]
        fn without_a_hit_no_text_is_lost_or_changed(pieces in proptest::collection::vec("[ab#ў]{0,4}", 0..12)) {
            let stop = ["##a#".to_owned(), "ўўb".to_owned()];
            let whole = pieces.concat();
            let mut stops = StopTexts::new(&stop);
            let mut shown = String::new();
            let mut hit = None;
            for piece in &pieces {
                let stopped = stops.push(piece);
                shown.push_str(&stopped.ready);
                hit = stopped.hit;
                if hit.is_some() {
                    break;
                }
            }
            match hit {
                Some(text) => {
                    let end = format!("{shown}{text}");
                    prop_assert!(whole.starts_with(&end));
                    prop_assert!(!stop.iter().any(|stop| shown.contains(stop.as_str())));
                }
                None => {
                    shown.push_str(&stops.finish());
                    prop_assert_eq!(shown, whole);
                }
            }
        }
    }
}
