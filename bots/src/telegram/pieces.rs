//! Cutting a text into messages of Telegram's size, on paragraphs where they fit.

use super::html::{escape, plain};

/// Characters of a message at most, as Telegram counts them: units of UTF-16. It counts without markup; with it is never less.
pub(super) const LONGEST: usize = 4_096;

/// Paragraphs as messages of at most `longest` characters.
pub(super) fn pieces(paragraphs: &[String], longest: usize) -> Vec<String> {
    let mut pieces: Vec<String> = Vec::new();
    for paragraph in paragraphs {
        if length(paragraph) > longest {
            pieces.extend(lines(paragraph, longest));
        } else {
            join(&mut pieces, "\n\n", paragraph, longest);
        }
    }
    pieces
}

/// A long paragraph by its lines; the lines of a list are whole in their markup.
fn lines(paragraph: &str, longest: usize) -> Vec<String> {
    let mut pieces = Vec::new();
    for line in paragraph.split('\n') {
        if length(line) > longest {
            pieces.extend(words(line, longest));
        } else {
            join(&mut pieces, "\n", line, longest);
        }
    }
    pieces
}

/// A long line by its words, without its markup.
fn words(line: &str, longest: usize) -> Vec<String> {
    let mut pieces = Vec::new();
    for word in plain(line).split(' ') {
        let mut rest = escape(word);
        // A word of thousands of letters is no word; it is cut where it may be.
        while length(&rest) > longest {
            let end = cut(&rest, longest);
            let after = rest.split_off(end);
            pieces.push(std::mem::replace(&mut rest, after));
        }
        join(&mut pieces, " ", &rest, longest);
    }
    pieces
}

/// Where an escaped text can be cut so that the first part is short enough.
fn cut(text: &str, longest: usize) -> usize {
    let mut units = 0;
    let mut end = 0;
    let mut within = false;
    for (index, c) in text.char_indices() {
        if !within {
            end = index;
        }
        units += c.len_utf16();
        if units > longest {
            break;
        }
        within = match c {
            '&' => true,
            ';' => false,
            _ => within,
        };
    }
    end.max(1)
}

fn join(pieces: &mut Vec<String>, between: &str, next: &str, longest: usize) {
    match pieces.last_mut() {
        Some(last) if length(last) + between.len() + length(next) <= longest => {
            last.push_str(between);
            last.push_str(next);
        }
        _ => pieces.push(next.to_owned()),
    }
}

fn length(text: &str) -> usize {
    text.encode_utf16().count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(paragraphs: &[&str], longest: usize) -> Vec<String> {
        pieces(&paragraphs.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>(), longest)
    }

    #[test]
    fn short_paragraphs_share_a_message_and_are_never_torn() {
        assert_eq!(cut(&["aaa", "bbb", "ccc"], 8), ["aaa\n\nbbb", "ccc"]);
    }

    #[test]
    fn long_lists_break_between_items_and_long_lines_between_words() {
        assert_eq!(cut(&["<b>x</b>\n• one\n• two"], 14), ["<b>x</b>\n• one", "• two"]);
        assert_eq!(cut(&["<b>one two three</b>"], 8), ["one two", "three"]);
    }

    #[test]
    fn no_message_is_too_long_and_nothing_is_lost() {
        let long = format!("{} {}", "ў&".repeat(5_000), "😀 ".repeat(3_000));
        let pieces = cut(&[&escape(&long)], LONGEST);
        assert!(pieces.iter().all(|piece| length(piece) <= LONGEST && !piece.is_empty()));
        let whole: String = pieces.iter().map(|piece| plain(piece).replace(' ', "")).collect();
        assert_eq!(whole, long.replace(' ', ""));
    }
}
