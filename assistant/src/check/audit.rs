//! Whole answers against the records that they cite: the check of sentences, for those who measure what came through.

use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex, PoisonError},
};

use jiff::civil::Date;
use knowledge_base::{Facet, KnowledgeBase, LifeEvent, Locale, RecordId, ServiceRecord};

use super::{
    Claim,
    claims::{claims, without_links},
    letters, texts,
};
use crate::{
    compose,
    render::Renderer,
    texts::{self, Texts, TextsError},
    understand::{Detection, LanguageDetector},
};

/// Compares answers with the records. It knows nothing of how an answer came about.
pub struct Audit {
    base: Arc<KnowledgeBase>,
    texts: Texts,
    detector: LanguageDetector,
    /// What each record or life event holds on a day; read once, for many answers cite the same.
    held: Mutex<HashMap<(RecordId, Date), Claims>>,
}

type Claims = Arc<HashSet<Claim>>;

impl Audit {
    /// An audit against the records of a knowledge base.
    ///
    /// # Errors
    /// The texts that ship do not hold together.
    pub fn new(base: Arc<KnowledgeBase>) -> Result<Self, TextsError> {
        Ok(Self { base, texts: texts::own()?, detector: LanguageDetector::shipped(), held: Mutex::default() })
    }

    /// The records that answers are compared with.
    #[must_use]
    pub fn knowledge_base(&self) -> &KnowledgeBase {
        &self.base
    }

    /// The numbers, dates, phones and links of a text that no cited record or life event holds on a day.
    #[must_use]
    pub fn unsupported(&self, text: &str, cited: &[RecordId], day: Date) -> Vec<String> {
        let held: Vec<Claims> = cited.iter().map(|id| self.held(id, day)).collect();
        let is_held = |claim: &Claim| held.iter().any(|held| claim.is_in(held));
        let mut unsupported = Vec::new();
        for readings in claims(text) {
            // A number that can be read in two ways passes when a record holds one of them.
            if readings.iter().any(is_held) || *readings == [Claim::Free] {
                continue;
            }
            unsupported.extend(readings.first().map(ToString::to_string));
        }
        unsupported
    }

    /// Whether a text is written in the language and script of a locale: by its letters outside of links, and by the detector
    /// where it is sure.
    #[must_use]
    pub fn is_written_in(&self, text: &str, locale: Locale) -> bool {
        let sure = self.detector.detect(text).filter(Detection::is_sure);
        letters::has_letters_of(&without_links(text), locale)
            && sure.is_none_or(|detection| detection.language == locale.language())
    }

    /// Whether a record holds a facet; `None` when there is no such record.
    #[must_use]
    pub fn holds(&self, record: &RecordId, facet: Facet, day: Date) -> Option<bool> {
        let record = self.base.record(record)?;
        Some(compose::held_facets(&self.renderer(Locale::default(), day), record).contains(&facet))
    }

    fn renderer(&self, locale: Locale, day: Date) -> Renderer<'_> {
        Renderer { base: &self.base, texts: &self.texts, locale, today: day }
    }

    fn held(&self, id: &RecordId, day: Date) -> Claims {
        let key = (id.clone(), day);
        let known = || self.held.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(held) = known().get(&key) {
            return Arc::clone(held);
        }
        let of_record = |record: &ServiceRecord| self.claims_of_record(record, day);
        let of_event = |event: &LifeEvent| self.claims_of_event(event, day);
        let record = self.base.record(id).map(of_record);
        let held = Arc::new(record.or_else(|| self.base.life_event(id).map(of_event)).unwrap_or_default());
        known().insert(key, Arc::clone(&held));
        held
    }

    /// What a record says in every locale.
    fn claims_of_record(&self, record: &ServiceRecord, day: Date) -> HashSet<Claim> {
        let texts = Locale::ALL.into_iter().flat_map(|locale| texts(&self.renderer(locale, day), record));
        texts.flat_map(|text| claims(&text)).flatten().collect()
    }

    /// What a life event says in its own words, in every locale.
    fn claims_of_event(&self, event: &LifeEvent, day: Date) -> HashSet<Claim> {
        let texts = Locale::ALL.into_iter().flat_map(|locale| {
            let renderer = self.renderer(locale, day);
            let lines = event.steps.iter().map(|step| &step.line);
            [&event.title, &event.summary].into_iter().chain(lines).map(|text| renderer.text(text)).collect::<Vec<_>>()
        });
        texts.flat_map(|text| claims(&text)).flatten().collect()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::path::Path;

    use jiff::civil::date;

    use super::*;

    fn audit() -> Audit {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../knowledge-base/records");
        Audit::new(Arc::new(KnowledgeBase::load(&folder).unwrap())).unwrap()
    }

    #[test]
    fn what_no_cited_record_holds_is_told_and_the_sum_of_the_day_is_held() {
        let audit = audit();
        let cited = [RecordId::parse("business-reregistration").unwrap()];
        let day = date(2026, 11, 23);
        let text = "Перерегистрация стоит 1 БРВ, сегодня 440 000 сумов, срок 30 минут.";
        assert_eq!(audit.unsupported(text, &cited, day), Vec::<String>::new());
        let wrong = audit.unsupported("Стоит 412 000 сумов, звоните +998 71 200-00-00.", &cited, day);
        assert_eq!(wrong.len(), 2, "{wrong:?}");
        assert!(!audit.unsupported(text, &[], day).is_empty());
    }

    #[test]
    fn the_script_and_the_language_of_a_text_are_seen_in_its_letters() {
        let audit = audit();
        assert!(audit.is_written_in("Тўлов БҲМнинг 1 баравари, бугун 440 000 сўм.", Locale::UzCyrl));
        assert!(!audit.is_written_in("Тўлов БҲМнинг 1 баравари, бугун 440 000 сўм.", Locale::UzLatn));
        assert!(audit.is_written_in("Куда обращаться: портал my.gov.uz; сайт e-notarius.uz.", Locale::Ru));
        assert!(!audit.is_written_in("Какие документы нужны для получения паспорта", Locale::UzCyrl));
    }
}
