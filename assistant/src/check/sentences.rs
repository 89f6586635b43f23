//! Sentences out of a stream of text.

/// Collects pieces of text and gives whole sentences.
#[derive(Debug, Default)]
pub struct Sentences {
    rest: String,
}

impl Sentences {
    /// Adds a piece and takes every sentence that is complete now, without marks of lists or emphasis.
    pub fn push(&mut self, piece: &str) -> Vec<String> {
        self.rest.push_str(piece);
        let mut complete = Vec::new();
        while let Some(end) = end_of_sentence(&self.rest) {
            let sentence: String = self.rest.drain(..end).collect();
            complete.extend(plain(&sentence));
        }
        complete
    }

    /// What is left at the end of the text. An unfinished sentence is no sentence.
    #[must_use]
    pub fn finish(self) -> Option<String> {
        let rest = plain(&self.rest)?;
        rest.ends_with(['.', '!', '?', '…']).then_some(rest)
    }
}

/// Where the first sentence ends, if the text goes on behind it: after a closing sign and white space, or at a line's end.
fn end_of_sentence(text: &str) -> Option<usize> {
    let mut previous = ' ';
    let mut characters = text.char_indices().peekable();
    while let Some((index, character)) = characters.next() {
        let end = index + character.len_utf8();
        if character == '\n' {
            return Some(end);
        }
        let space_follows = characters.peek().is_some_and(|(_, next)| next.is_whitespace());
        let closes =
            matches!(character, '!' | '?' | '…') || (character == '.' && !is_abbreviation(&text[..index], previous));
        if closes && space_follows {
            return Some(end);
        }
        previous = character;
    }
    None
}

/// Whether a full stop behind a text ends an abbreviation or the number of a list, not a sentence.
fn is_abbreviation(before: &str, previous: char) -> bool {
    const SHORT: [&str; 12] = ["ст", "п", "г", "тыс", "млн", "руб", "ул", "т", "no", "art", "доб", "ext"];
    let word = before.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default().to_lowercase();
    let list_number = previous.is_ascii_digit() && before.trim_start().chars().all(|c| c.is_ascii_digit());
    list_number || SHORT.contains(&word.as_str())
}

fn plain(sentence: &str) -> Option<String> {
    let without_marks = sentence.replace(['*', '#', '`', '_'], "");
    let trimmed = without_marks.trim().trim_start_matches(['-', '•', '–', ' ']).trim();
    let numbered =
        trimmed.split_once(". ").filter(|(number, _)| !number.is_empty() && number.chars().all(|c| c.is_ascii_digit()));
    let text = numbered.map_or(trimmed, |(_, rest)| rest);
    text.chars().any(char::is_alphanumeric).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_come_when_they_are_complete() {
        let mut sentences = Sentences::default();
        assert!(sentences.push("Стоимость 1,4 БРВ. Ср").len() == 1);
        assert!(sentences.push("ок 2 рабочих дня").is_empty());
        assert_eq!(sentences.push(". \n- Звоните 1148.\n"), ["Срок 2 рабочих дня.", "Звоните 1148."]);
        assert_eq!(sentences.finish(), None);
    }

    #[test]
    fn a_decimal_point_a_link_and_an_abbreviation_end_nothing() {
        let mut sentences = Sentences::default();
        assert!(sentences.push("It is 1.4 BCA at my.gov.uz by art. 8 ").is_empty());
        assert_eq!(sentences.push("of the law. "), ["It is 1.4 BCA at my.gov.uz by art. 8 of the law."]);
    }

    #[test]
    fn an_unfinished_sentence_is_not_given() {
        let mut sentences = Sentences::default();
        assert!(sentences.push("Плата составляет 440 000").is_empty());
        assert_eq!(sentences.finish(), None);
    }
}
