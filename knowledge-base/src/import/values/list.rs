//! Lists of texts: documents and steps.

use crate::{
    Language,
    import::{sections::says_nothing, texts::Texts},
};

/// Reads a list of documents; empty when the page says that nothing is needed.
///
/// # Errors
/// Why its items cannot be told apart.
pub(in crate::import) fn documents(text: &str, language: Language) -> Result<Vec<Texts>, String> {
    if says_nothing(text, language) {
        return Ok(Vec::new());
    }
    let items = items(text)?;
    if items.iter().any(|item| holds_sentences(item)) {
        return Err("an item holds several sentences: write one item for each document".to_owned());
    }
    Ok(items.iter().map(|item| Texts::of(language, item)).collect())
}

/// Reads a list of steps.
///
/// # Errors
/// Why its items cannot be told apart.
pub(in crate::import) fn steps(text: &str, language: Language) -> Result<Vec<Texts>, String> {
    Ok(items(text)?.iter().map(|item| Texts::of(language, &format!("{item}."))).collect())
}

/// The items of a text: its lines, its numbered points, what follows its dashes, or what its semicolons part.
fn items(text: &str) -> Result<Vec<String>, String> {
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let parts: Vec<&str> = match lines.as_slice() {
        [line] => numbered(line).unwrap_or_else(|| line.split("; ").collect()),
        _ => lines,
    };
    let parts = parts.iter().flat_map(|part| {
        // `- a; - b` and `- a - b` are lists alike.
        let sign = ["- ", "– ", "— ", "• "].into_iter().find(|sign| part.starts_with(sign));
        let part = format!(" {part}");
        sign.map_or_else(|| vec![part.clone()], |sign| part.split(&format!(" {sign}")).map(str::to_owned).collect())
    });
    let strip = |part: String| {
        let part = part.trim();
        let unnumbered = marker(part).map_or(part, |length| &part[length..]);
        unnumbered
            .trim_matches(|c: char| c.is_whitespace() || matches!(c, ';' | '.' | ',' | '-' | '•' | '–' | '—'))
            .to_owned()
    };
    let items: Vec<String> = parts.map(strip).filter(|item| !item.is_empty()).collect();
    if items.is_empty() {
        return Err("the list is empty".to_owned());
    }
    let hides_another =
        |item: &String| item.ends_with(':') || item.split(' ').any(|word| marker(&format!("{word} ")).is_some());
    match items.iter().find(|item| hides_another(item)) {
        Some(item) => Err(format!("`{item}` holds a list of its own")),
        None => Ok(items),
    }
}

/// The points `1. … 2. …` of a line that begins with the first of them.
fn numbered(line: &str) -> Option<Vec<&str>> {
    let mut starts = vec![0];
    marker(line)?;
    for (place, _) in line.match_indices(' ') {
        let next = starts.len() + 1;
        let rest = &line[place + 1..];
        if marker(rest).is_some() && rest.starts_with(&next.to_string()) {
            starts.push(place + 1);
        }
    }
    let ends = starts.iter().skip(1).copied().chain([line.len()]);
    Some(starts.iter().zip(ends).map(|(start, end)| &line[*start..end]).collect())
}

/// The length of `1. ` or `1) ` at the beginning of a text.
fn marker(text: &str) -> Option<usize> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let rest = text.get(digits..)?;
    ((1..=2).contains(&digits) && (rest.starts_with(". ") || rest.starts_with(") "))).then_some(digits + 2)
}

/// Whether a full stop is followed by another sentence.
fn holds_sentences(text: &str) -> bool {
    text.match_indices(". ").any(|(place, stop)| text[place + stop.len()..].starts_with(char::is_uppercase))
}
