//! In which language a person wants to be addressed, as far as a request tells.

use std::convert::Infallible;

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, header::ACCEPT, header::ACCEPT_LANGUAGE, request::Parts},
};
use knowledge_base::Locale;

/// The first locale of `Accept-Language` that is ours; Uzbek in Latin script where none is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Preferred(pub(super) Locale);

impl<S: Sync> FromRequestParts<S> for Preferred {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self(preferred(&parts.headers)))
    }
}

/// The locale that the headers of a request ask for.
pub(super) fn preferred(headers: &HeaderMap) -> Locale {
    let lists = headers.get_all(ACCEPT_LANGUAGE).iter().filter_map(|value| value.to_str().ok());
    let mut ranges: Vec<(Locale, f32)> = lists.flat_map(|list| list.split(',')).filter_map(range).collect();
    // A stable sort: of equal weights the first written wins.
    ranges.sort_by(|(_, left), (_, right)| right.total_cmp(left));
    ranges.first().map(|(locale, _)| *locale).unwrap_or_default()
}

/// Whether the `Accept` header names a media type.
pub(super) fn accepts(headers: &HeaderMap, media_type: &str) -> bool {
    let lists = headers.get_all(ACCEPT).iter().filter_map(|value| value.to_str().ok());
    let mut named = lists.flat_map(|list| list.split(',')).filter_map(|range| range.split(';').next());
    named.any(|named| named.trim().eq_ignore_ascii_case(media_type))
}

/// `ru-RU;q=0.8`, when it is one of our languages and not refused.
fn range(range: &str) -> Option<(Locale, f32)> {
    let mut parts = range.split(';').map(str::trim);
    let locale = Locale::from_tag(parts.next()?)?;
    let weight = parts.find_map(|part| part.strip_prefix("q=")).map_or(Some(1.0), |weight| weight.parse().ok())?;
    (weight > 0.0).then_some((locale, weight))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn of(list: &str) -> Locale {
        preferred(&HeaderMap::from_iter([(ACCEPT_LANGUAGE, list.parse().unwrap())]))
    }

    #[test]
    fn the_heaviest_of_our_languages_wins() {
        assert_eq!(of("de;q=1.0, en;q=0.5, ru-RU;q=0.9"), Locale::Ru);
        assert_eq!(of("en-GB,en;q=0.9,ru;q=0.9"), Locale::En);
        assert_eq!(of("uz-Cyrl-UZ, ru;q=0.3"), Locale::UzCyrl);
    }

    #[test]
    fn a_refused_or_broken_weight_does_not_count() {
        assert_eq!(of("ru;q=0, en;q=0.1"), Locale::En);
        assert_eq!(of("ru;q=many, en"), Locale::En);
    }

    #[test]
    fn without_a_language_of_ours_it_is_uzbek_in_latin_script() {
        assert_eq!(of("de, fr;q=0.5, *;q=0.1"), Locale::UzLatn);
        assert_eq!(preferred(&HeaderMap::new()), Locale::UzLatn);
    }

    #[test]
    fn a_media_type_is_found_among_others_and_with_parameters() {
        let headers = |list: &str| HeaderMap::from_iter([(ACCEPT, list.parse().unwrap())]);
        assert!(accepts(&headers("text/html, text/event-stream;q=0.9"), "text/event-stream"));
        assert!(!accepts(&headers("*/*"), "text/event-stream"));
    }
}
