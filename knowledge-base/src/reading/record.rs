//! A record from its file.

use jiff::civil::Date;

use super::{
    facts,
    node::{Fields, Node, parse},
    problem::Problems,
};
use crate::{
    RecordId, ServiceRecord, Text,
    record::{Audience, Confidence, Questions, Source},
};

/// Reads a record file; `None` (and problems) when anything in it is wrong.
pub(crate) fn read(file: &str, text: &str, problems: &Problems) -> Option<ServiceRecord> {
    let yaml = parse(file, text, problems)?;
    let root = Node::root(&yaml, file, problems);
    let fields = root.fields()?;
    let required_text = |name| fields.required(name).and_then(|node| facts::text(&node));
    let optional_text = |name| fields.optional(name).and_then(|node| facts::text(&node));

    let id = fields.required("id").and_then(|node| identifier(&node, file));
    let category = fields.required("category").and_then(|node| category(&node, file));
    let (title, summary) = (required_text("title"), required_text("summary"));
    let (eligibility, result) = (optional_text("eligibility"), optional_text("result"));
    let agencies = some_items(&fields, "agencies", |node| node.text().map(str::to_owned));
    let audience = some_items(&fields, "audience", audience);
    let fee = fields.list("fee", facts::fee);
    let duration = fields.list("duration", facts::duration);
    let validity = fields.list("validity", facts::duration);
    let documents = fields
        .optional("documents")
        .and_then(|node| node.items())
        .map(|items| items.iter().filter_map(facts::text).collect());
    let channels = fields.list("channels", facts::channel);
    let steps = fields.list("steps", facts::text);
    let contacts = fields.list("contacts", facts::contact);
    let legal_basis = fields.list("legal_basis", facts::legal_act);
    let (portal_link, other_links) = fields.optional("links").and_then(|node| links(&node)).unwrap_or_default();
    let texts = |name| -> Vec<Text> { fields.list(name, facts::text) };
    let (notes, conflicts) = (texts("notes"), texts("conflicts"));
    let confidence = fields.required("confidence").and_then(|node| confidence(&node));
    let questions = fields.required("questions").and_then(|node| questions(&node));
    let related = fields.list("related", |node| node.parsed("the id of a record", RecordId::parse));
    let sources = some_items(&fields, "sources", source);
    let checked: Option<Date> = fields.required("checked").and_then(|node| facts::date(&node));
    fields.finish();

    Some(ServiceRecord {
        id: id?,
        category: category?,
        title: title?,
        summary: summary?,
        agencies: agencies?,
        audience: audience?,
        eligibility,
        fee,
        duration,
        validity,
        documents,
        channels,
        steps,
        result,
        contacts,
        legal_basis,
        portal_link,
        other_links,
        notes,
        conflicts,
        confidence: confidence?,
        questions: questions?,
        phrasings: Questions::default(),
        related,
        sources: sources?,
        checked: checked?,
    })
}

pub(crate) fn identifier(node: &Node<'_>, file: &str) -> Option<RecordId> {
    let id = node.parsed("an id of lower-case letters, digits and hyphens", RecordId::parse)?;
    let name = file.rsplit('/').next().and_then(|name| name.strip_suffix(".yaml"));
    if name != Some(id.as_str()) {
        return node.problem(&format!("the id `{id}` is not the name of the file"), "rename the file or mend the id");
    }
    Some(id)
}

fn category(node: &Node<'_>, file: &str) -> Option<String> {
    let category = node.text()?;
    let folder = file.rsplit('/').nth(1);
    if folder != Some(category) {
        return node.problem(
            &format!("the category `{category}` is not the name of the folder"),
            "move the file or mend the category",
        );
    }
    Some(category.to_owned())
}

/// A required list of at least one item.
fn some_items<'y, T>(fields: &Fields<'y>, name: &str, read: impl Fn(&Node<'y>) -> Option<T>) -> Option<Vec<T>> {
    let node = fields.required(name)?;
    let items: Vec<T> = node.items()?.iter().filter_map(read).collect();
    if items.is_empty() {
        return node.problem("the list has no valid item", "name at least one");
    }
    Some(items)
}

fn audience(node: &Node<'_>) -> Option<Audience> {
    node.parsed("one of individual, entrepreneur, legal_entity, foreigner", |written| match written {
        "individual" => Some(Audience::Individual),
        "entrepreneur" => Some(Audience::Entrepreneur),
        "legal_entity" => Some(Audience::LegalEntity),
        "foreigner" => Some(Audience::Foreigner),
        _ => None,
    })
}

fn confidence(node: &Node<'_>) -> Option<Confidence> {
    node.parsed("one of high, medium, low", |written| match written {
        "high" => Some(Confidence::High),
        "medium" => Some(Confidence::Medium),
        "low" => Some(Confidence::Low),
        _ => None,
    })
}

pub(crate) fn questions(node: &Node<'_>) -> Option<Questions> {
    let fields = node.fields()?;
    let [uz, ru, en] =
        ["uz", "ru", "en"].map(|language| some_items(&fields, language, |node| node.text().map(str::to_owned)));
    fields.finish();
    Some(Questions { uz: uz?, ru: ru?, en: en? })
}

fn links(node: &Node<'_>) -> Option<(Option<String>, Vec<String>)> {
    let fields = node.fields()?;
    let portal = fields.optional("portal").and_then(|node| facts::link(&node));
    let other = fields.list("other", facts::link);
    fields.finish();
    Some((portal, other))
}

fn source(node: &Node<'_>) -> Option<Source> {
    let fields = node.fields()?;
    let url = fields.required("url").and_then(|node| facts::link(&node));
    let seen = fields.optional("seen").and_then(|node| facts::date(&node));
    let published = fields.optional("published").and_then(|node| {
        node.parsed("a year, month or day such as 2023-03", |written| {
            let shape: String = written.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
            matches!(shape.as_str(), "0000" | "0000-00" | "0000-00-00").then(|| written.to_owned())
        })
    });
    fields.finish();
    Some(Source { url: url?, seen, published })
}
