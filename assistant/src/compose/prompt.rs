//! What a language model is told: its task, the record and the question.

use knowledge_base::{Facet, Language, ServiceRecord};
use models::Prompt;

use super::card;
use crate::render::Renderer;

/// The prompt for an answer from a record. The question must be masked.
///
/// The part before the question is the same for everybody who asks about the record on one day.
#[must_use]
pub fn prompt(renderer: &Renderer<'_>, record: &ServiceRecord, asked: &[Facet], question: &str) -> Prompt {
    let card = card(renderer, record, &[]);
    let mut facts = format!("{}\n{}\n", card.title, card.summary);
    for row in &card.rows {
        let values: Vec<String> = row
            .values
            .iter()
            .map(|value| match &value.detail {
                Some(detail) => format!("{} ({detail})", value.main),
                None => value.main.clone(),
            })
            .collect();
        facts.push_str(&format!("- {}: {}\n", row.label, values.join("; ")));
    }
    let wanted: Vec<String> = asked.iter().map(|facet| renderer.get(&format!("facet-{}", facet.name()))).collect();
    let system = format!("{}{facts}", task(renderer.locale.language()));
    let focus = if wanted.is_empty() { String::new() } else { format!("\n({})", wanted.join(", ")) };
    Prompt::question(system, format!("{question}{focus}"))
}

/// What every prompt of a language begins with: read once, it is known for all.
#[must_use]
pub fn task(language: Language) -> String {
    let task = match language {
        Language::Ru => RUSSIAN,
        Language::En => ENGLISH,
        Language::Uz => UZBEK,
    };
    format!("{task}\n\n")
}

const RUSSIAN: &str = "Ты помощник по государственным услугам Узбекистана. Ответь по-русски на вопрос одним или двумя короткими \
предложениями, вежливо, на «вы». Используй только сведения ниже, цифры повторяй точно. Если ответа в них нет, так и скажи. Не \
добавляй советов, ссылок и списков.";
const ENGLISH: &str = "You help people with the public services of Uzbekistan. Answer the question in English in one or two short \
sentences. Use only the facts below and repeat figures exactly. If they do not hold the answer, say so. Add no advice, links or \
lists.";
const UZBEK: &str = "Siz Oʻzbekiston davlat xizmatlari boʻyicha yordamchisiz. Savolga oʻzbek tilida bir yoki ikki qisqa gap bilan, \
“siz”lab javob bering. Faqat quyidagi maʼlumotlardan foydalaning, raqamlarni aynan takrorlang. Javob ularda boʻlmasa, shunday \
deng. Maslahat, havola va roʻyxat qoʻshmang.";
