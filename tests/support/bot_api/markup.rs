//! The HTML of messages, as strictly as Telegram reads it.

/// The text of a markup, or what is wrong with it.
pub(super) fn text(html: &str) -> Result<String, String> {
    let mut text = String::new();
    let mut open: Vec<&str> = Vec::new();
    let mut rest = html;
    while let Some(c) = rest.chars().next() {
        match c {
            '<' => {
                let (tag, after) = rest[1..].split_once('>').ok_or("an unclosed start tag")?;
                rest = after;
                if let Some(name) = tag.strip_prefix('/') {
                    if open.pop() != Some(name) {
                        return Err(format!("unexpected end tag `{name}`"));
                    }
                } else {
                    let name = tag.split(' ').next().unwrap_or_default();
                    if !["b", "i", "u", "s", "a", "code", "pre", "blockquote"].contains(&name) {
                        return Err(format!("unsupported start tag `{name}`"));
                    }
                    open.push(name);
                }
            }
            '>' => return Err("a sign `>` that is not escaped".to_owned()),
            '&' => {
                let entities = [("&lt;", '<'), ("&gt;", '>'), ("&amp;", '&'), ("&quot;", '"')];
                let found = entities.iter().find(|(entity, _)| rest.starts_with(entity));
                let (entity, sign) = found.ok_or("a sign `&` that is not escaped")?;
                text.push(*sign);
                rest = &rest[entity.len()..];
            }
            c => {
                text.push(c);
                rest = &rest[c.len_utf8()..];
            }
        }
    }
    match open.pop() {
        Some(name) => Err(format!("no end tag for `{name}`")),
        None => Ok(text),
    }
}
