//! Choosing the language model: the best that may write in an asked language and fits this machine, with the reason.
//!
//! The choice is data and a sentence; nothing is fetched or loaded here.

use std::str::FromStr;

use crate::{
    catalogue::{Catalogue, CatalogueModel, ModelKind},
    machine::Machine,
};

/// What the settings ask for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Wanted {
    /// The best that is admitted and fits.
    #[default]
    Automatic,
    /// No language model.
    Off,
    /// This one, by its id, admitted and fitting or not.
    Model(String),
}

/// The choice and its reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice<'a> {
    /// The model; nothing when none was wanted or none fits.
    pub model: Option<&'a CatalogueModel>,
    /// Why.
    pub reason: ChoiceReason,
}

/// Why a model was chosen, or none.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ChoiceReason {
    /// The best that is admitted and fits.
    #[error("{model} is the best model that may write in {} and fits: it needs {needed_bytes} of {memory_bytes} bytes", .languages.join(", "))]
    Best {
        /// Its id.
        model: String,
        /// The asked languages in which it may write.
        languages: Vec<String>,
        /// Memory that it needs.
        needed_bytes: u64,
        /// Memory that there is.
        memory_bytes: u64,
    },
    /// The settings name it.
    #[error("{model} is named in the settings")]
    Named {
        /// Its id.
        model: String,
    },
    /// The settings name it, and this machine has less memory than it needs.
    #[error("{model} is named in the settings, though it needs {needed_bytes} bytes and {memory_bytes} are free")]
    NamedTooLarge {
        /// Its id.
        model: String,
        /// Memory that it needs.
        needed_bytes: u64,
        /// Memory that there is.
        memory_bytes: u64,
    },
    /// The settings switch language models off.
    #[error("language models are switched off in the settings")]
    Off,
    /// The settings name a model that the catalogue does not have, or that writes no text.
    #[error(
        "the settings name `{model}`, which is no language model of the catalogue; `yordamchi models list` shows them"
    )]
    Unknown {
        /// The name.
        model: String,
    },
    /// No model may write in any of the asked languages.
    #[error("no model of the catalogue is admitted for {}", .languages.join(", "))]
    NoneAdmitted {
        /// The asked languages.
        languages: Vec<String>,
    },
    /// Admitted models exist, and none fits.
    #[error("the smallest admitted model, {model}, needs {needed_bytes} bytes and {memory_bytes} are free")]
    NoneFits {
        /// The smallest.
        model: String,
        /// Memory that it needs.
        needed_bytes: u64,
        /// Memory that there is.
        memory_bytes: u64,
    },
}

impl FromStr for Wanted {
    type Err = std::convert::Infallible;

    /// `auto` or nothing, `none`, or an id.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(match text.trim() {
            "" | "auto" => Self::Automatic,
            "none" => Self::Off,
            id => Self::Model(id.to_owned()),
        })
    }
}

/// Chooses the language model for a machine and the languages of its people (`uz`, `ru`, `en`).
#[must_use]
pub fn choose<'a>(catalogue: &'a Catalogue, machine: Machine, wanted: &Wanted, languages: &[&str]) -> Choice<'a> {
    match wanted {
        Wanted::Off => Choice { model: None, reason: ChoiceReason::Off },
        Wanted::Model(id) => named(catalogue, machine, id),
        Wanted::Automatic => best(catalogue, machine, languages),
    }
}

fn named<'a>(catalogue: &'a Catalogue, machine: Machine, id: &str) -> Choice<'a> {
    let found = catalogue.get(id).filter(|model| model.kind == ModelKind::LanguageModel);
    let reason = match found {
        None => ChoiceReason::Unknown { model: id.to_owned() },
        Some(model) if model.memory_bytes > machine.model_bytes() => ChoiceReason::NamedTooLarge {
            model: id.to_owned(),
            needed_bytes: model.memory_bytes,
            memory_bytes: machine.model_bytes(),
        },
        Some(_) => ChoiceReason::Named { model: id.to_owned() },
    };
    Choice { model: found, reason }
}

fn best<'a>(catalogue: &'a Catalogue, machine: Machine, languages: &[&str]) -> Choice<'a> {
    let memory_bytes = machine.model_bytes();
    let admitted: Vec<&CatalogueModel> = catalogue
        .models()
        .iter()
        .filter(|model| model.kind == ModelKind::LanguageModel)
        .filter(|model| languages.iter().any(|language| model.admitted_for(language)))
        .collect();
    let Some(smallest) = admitted.iter().min_by_key(|model| model.memory_bytes) else {
        return Choice {
            model: None,
            reason: ChoiceReason::NoneAdmitted { languages: languages.iter().map(ToString::to_string).collect() },
        };
    };
    // The catalogue is ordered by rank.
    match admitted.iter().find(|model| model.memory_bytes <= memory_bytes) {
        Some(model) => Choice {
            model: Some(model),
            reason: ChoiceReason::Best {
                model: model.id.clone(),
                languages: languages
                    .iter()
                    .filter(|language| model.admitted_for(language))
                    .map(ToString::to_string)
                    .collect(),
                needed_bytes: model.memory_bytes,
                memory_bytes,
            },
        },
        None => Choice {
            model: None,
            reason: ChoiceReason::NoneFits {
                model: smallest.id.clone(),
                needed_bytes: smallest.memory_bytes,
                memory_bytes,
            },
        },
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    const CODER: &str = "qwen2.5-coder-1.5b-instruct-q4_k_m";

    fn machine(gigabytes: u64) -> Machine {
        Machine { available_bytes: gigabytes * 1_000_000_000, accelerator_bytes: None }
    }

    fn chosen(gigabytes: u64, wanted: &str, languages: &[&str]) -> (Option<String>, ChoiceReason) {
        let catalogue = Catalogue::shipped();
        let choice = choose(&catalogue, machine(gigabytes), &wanted.parse().unwrap(), languages);
        (choice.model.map(|model| model.id.clone()), choice.reason)
    }

    #[test]
    fn the_best_admitted_model_that_fits_is_chosen() {
        let (model, reason) = chosen(16, "auto", &["uz", "ru", "en"]);
        assert_eq!(model.as_deref(), Some(CODER));
        assert!(matches!(reason, ChoiceReason::Best { languages, .. } if languages == ["ru", "en"]));
    }

    #[test]
    fn no_model_writes_a_language_for_which_none_is_admitted() {
        let (model, reason) = chosen(640, "auto", &["uz"]);
        assert_eq!(model, None);
        assert!(reason.to_string().contains("admitted for uz"), "{reason}");
    }

    #[test]
    fn a_small_machine_gets_none_and_hears_what_the_smallest_needs() {
        let (model, reason) = chosen(1, "auto", &["ru"]);
        assert_eq!(model, None);
        assert!(matches!(reason, ChoiceReason::NoneFits { .. }));
    }

    #[test]
    fn a_named_model_wins_and_none_switches_off() {
        assert_eq!(chosen(64, "qwen3-8b-q4_k_m", &["uz"]).0.as_deref(), Some("qwen3-8b-q4_k_m"));
        assert!(matches!(chosen(1, "qwen3-8b-q4_k_m", &["uz"]).1, ChoiceReason::NamedTooLarge { .. }));
        assert_eq!(chosen(64, "none", &["ru"]), (None, ChoiceReason::Off));
        assert!(matches!(chosen(64, "bge-m3", &["ru"]).1, ChoiceReason::Unknown { .. }));
        assert!(matches!(chosen(64, "no-such", &["ru"]).1, ChoiceReason::Unknown { .. }));
    }

    #[test]
    fn memory_of_an_accelerator_counts_where_there_is_one() {
        let catalogue = Catalogue::shipped();
        let small = Machine { available_bytes: 64_000_000_000, accelerator_bytes: Some(1_000_000_000) };
        assert_eq!(choose(&catalogue, small, &Wanted::Automatic, &["ru"]).model, None);
    }
}
