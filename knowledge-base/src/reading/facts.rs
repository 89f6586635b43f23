//! Typed facts from their written form.

use std::str::FromStr;

use jiff::civil::Date;
use rust_decimal::Decimal;
use url::Url;

use super::node::{Fields, Node};
use crate::{
    Text,
    fact::{ActKind, Case, Channel, ChannelKind, Contact, Duration, DurationUnit, Fee, LegalAct, Phone, Via},
};

/// A text in three languages.
pub(crate) fn text(node: &Node<'_>) -> Option<Text> {
    let fields = node.fields()?;
    let [uz, ru, en] =
        ["uz", "ru", "en"].map(|language| fields.required(language).and_then(|node| node.text().map(str::to_owned)));
    fields.finish();
    Some(Text { uz: uz?, ru: ru?, en: en? })
}

/// A day.
pub(crate) fn date(node: &Node<'_>) -> Option<Date> {
    node.parsed("a date such as 2026-08-24", |written| written.parse().ok())
}

/// The address of a page.
pub(crate) fn link(node: &Node<'_>) -> Option<String> {
    node.parsed("a link such as https://my.gov.uz/uz/service/58", |written| {
        let url = Url::parse(written).ok()?;
        (matches!(url.scheme(), "http" | "https") && url.host_str().is_some_and(|host| host.contains('.')))
            .then(|| written.to_owned())
    })
}

/// A number above zero, such as `0.027`.
fn positive(node: &Node<'_>) -> Option<Decimal> {
    node.parsed("a number above zero such as 0.9", |written| {
        Decimal::from_str(written).ok().filter(|number| *number > Decimal::ZERO)
    })
}

fn yes(node: &Node<'_>) -> Option<()> {
    node.parsed("`true` (leave the field out otherwise)", |written| (written == "true").then_some(()))
}

/// A fact with its condition.
fn case<T>(node: &Node<'_>, value: impl FnOnce(&Fields<'_>) -> Option<T>) -> Option<Case<T>> {
    let fields = node.fields()?;
    let via = fields.optional("via").and_then(|node| {
        node.parsed("`portal`, `service_centre` or `agency`", |written| match written {
            "portal" => Some(Via::Portal),
            "service_centre" => Some(Via::ServiceCentre),
            "agency" => Some(Via::Agency),
            _ => None,
        })
    });
    let when = fields.optional("when").and_then(|node| text(&node));
    let value = value(&fields);
    fields.finish();
    Some(Case { value: value?, via, when })
}

/// A case of a fee.
pub(crate) fn fee(node: &Node<'_>) -> Option<Case<Fee>> {
    case(node, |fields| {
        if let Some(node) = fields.optional("free") {
            return yes(&node).map(|()| Fee::Free);
        }
        if let Some(node) = fields.optional("bhm") {
            return positive(&node).map(Fee::Bhm);
        }
        if let Some(node) = fields.optional("uzs") {
            return positive(&node).map(Fee::Uzs);
        }
        if let Some(node) = fields.optional("usd") {
            return positive(&node).map(Fee::Usd);
        }
        if let Some(node) = fields.optional("percent") {
            let of = fields.required("of").and_then(|node| text(&node));
            return Some(Fee::Percent { percent: positive(&node)?, of: of? });
        }
        if let Some(node) = fields.optional("calculated") {
            return yes(&node).map(|()| Fee::Calculated);
        }
        node.problem("the case names no fee", "write one of free, bhm, uzs, usd, percent, calculated")
    })
}

/// A case of a duration.
pub(crate) fn duration(node: &Node<'_>) -> Option<Case<Duration>> {
    case(node, |fields| {
        if let Some(node) = fields.optional("automatic") {
            return yes(&node).map(|()| Duration::Automatic);
        }
        let whole = |node: &Node<'_>| {
            node.parsed("a whole number above zero", |written| written.parse().ok().filter(|number| *number > 0))
        };
        for unit in DurationUnit::ALL {
            let Some(node) = fields.optional(unit.key()) else { continue };
            let from = fields.optional("from").and_then(|node| whole(&node));
            let amount = whole(&node)?;
            if from.is_some_and(|from| from >= amount) {
                return node.problem(
                    "the range ends before it begins",
                    "write the longer length here and the shorter in `from`",
                );
            }
            return Some(Duration::Span { from, amount, unit });
        }
        node.problem("the case names no length of time", "write automatic or a unit such as working_days")
    })
}

/// A channel: a bare word, or a mapping with a note.
pub(crate) fn channel(node: &Node<'_>) -> Option<Channel> {
    const KNOWN: &str = "write portal, service_centre, agency, site, app or place";
    if let Some(word) = node.as_scalar() {
        let kind = match word {
            "portal" => ChannelKind::Portal,
            "service_centre" => ChannelKind::ServiceCentre,
            "agency" => ChannelKind::Agency,
            _ => return node.problem(&format!("unknown channel `{word}`"), KNOWN),
        };
        return Some(Channel { kind, note: None });
    }
    let fields = node.fields()?;
    let note = fields.optional("note").and_then(|node| text(&node));
    let flag = |name| fields.optional(name).and_then(|node| yes(&node));
    let kind = if flag("portal").is_some() {
        Some(ChannelKind::Portal)
    } else if flag("service_centre").is_some() {
        Some(ChannelKind::ServiceCentre)
    } else if flag("agency").is_some() {
        Some(ChannelKind::Agency)
    } else if let Some(node) = fields.optional("site") {
        node.parsed("a host name such as e-visa.gov.uz", host).map(ChannelKind::Site)
    } else if let Some(node) = fields.optional("app") {
        node.text().map(|name| ChannelKind::App(name.to_owned()))
    } else if let Some(node) = fields.optional("place") {
        text(&node).map(ChannelKind::Place)
    } else {
        node.problem("the channel names no place", KNOWN)
    };
    fields.finish();
    Some(Channel { kind: kind?, note })
}

fn host(written: &str) -> Option<String> {
    let url = Url::parse(&format!("https://{written}")).ok()?;
    (url.host_str() == Some(written) && written.contains('.')).then(|| written.to_owned())
}

/// A contact.
pub(crate) fn contact(node: &Node<'_>) -> Option<Contact> {
    let fields = node.fields()?;
    let phone = fields.required("phone").and_then(|node| {
        node.parsed("a short number in quotes (\"1148\") or \"+998 XX XXX-XX-XX\"", |written| {
            Phone::parse(written).ok()
        })
    });
    let own = |name| fields.optional(name).and_then(|node| node.text().map(str::to_owned));
    let (extension, agency) = (own("extension"), own("agency"));
    let label = fields.optional("label").and_then(|node| text(&node));
    fields.finish();
    Some(Contact { phone: phone?, extension, agency, label })
}

/// A legal act.
pub(crate) fn legal_act(node: &Node<'_>) -> Option<LegalAct> {
    let fields = node.fields()?;
    let kind = fields.required("act").and_then(|node| {
        let keys = ActKind::ALL.map(ActKind::key).join(", ");
        node.parsed(&format!("one of {keys}"), |written| ActKind::ALL.into_iter().find(|kind| kind.key() == written))
    });
    let own = |name| fields.optional(name).and_then(|node| node.text().map(str::to_owned));
    let (number, articles) = (own("number"), own("articles"));
    let date = fields.optional("date").and_then(|node| date(&node));
    let title = fields.optional("title").and_then(|node| text(&node));
    fields.finish();
    if number.is_none() && title.is_none() {
        return node.problem("the act has neither a number nor a title", "add `number` or `title`");
    }
    Some(LegalAct { kind: kind?, number, date, articles, title })
}
