//! What kind of message a text is, where no phrase tells: a question that a record may answer, one about the state at large or about
//! neither, a greeting, an order to the assistant, a search for another's data, a cry for help.
//!
//! People put such things in ever new words, and the search finds a nearest record for anything. A linear model over runs of letters,
//! over the vector of the embedder that ships and over the nearest examples was learnt from messages that were written for this
//! (`yordamchi eval calibrate`), honest questions that look alike among them.

use super::{
    examples::{Examples, Near, Nearness},
    letters::{LetterWeights, floats},
};
use crate::understand::Talk;
use serde::{Deserialize, Serialize};

/// A kind of message; weights stand in the order of the kinds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A question that a record may answer, or one that sounds as if it were of another kind and is not.
    Service,
    /// A question about the state, law or services that no record covers.
    State,
    /// A question about anything else.
    Other,
    /// A greeting.
    Greeting,
    /// Thanks, praise, or a word that the answer was understood.
    Thanks,
    /// A farewell.
    Farewell,
    /// Who or what the assistant is.
    WhoAreYou,
    /// How the assistant is.
    HowAreYou,
    /// What the assistant can do.
    Abilities,
    /// Somebody is in danger.
    Distress,
    /// Data of other people are wanted.
    OtherPeople,
    /// The assistant is told to be or to say something else.
    Instructions,
    /// Opinions on politics are wanted.
    Politics,
    /// Help against the law is wanted.
    Unlawful,
    /// Insults.
    Insult,
}

impl Kind {
    /// All kinds, in their order.
    pub const ALL: [Self; 15] = [
        Self::Service,
        Self::State,
        Self::Other,
        Self::Greeting,
        Self::Thanks,
        Self::Farewell,
        Self::WhoAreYou,
        Self::HowAreYou,
        Self::Abilities,
        Self::Distress,
        Self::OtherPeople,
        Self::Instructions,
        Self::Politics,
        Self::Unlawful,
        Self::Insult,
    ];

    /// How a message of this kind is answered; `None` for a question.
    #[must_use]
    pub fn talk(self) -> Option<Talk> {
        match self {
            Self::Service | Self::State | Self::Other => None,
            Self::Greeting => Some(Talk::Greeting),
            Self::Thanks => Some(Talk::Thanks),
            Self::Farewell => Some(Talk::Farewell),
            Self::WhoAreYou => Some(Talk::WhoAreYou),
            Self::HowAreYou => Some(Talk::HowAreYou),
            Self::Abilities => Some(Talk::Abilities),
            Self::Distress => Some(Talk::Distress),
            Self::OtherPeople => Some(Talk::OtherPeople),
            Self::Instructions => Some(Talk::Instructions),
            Self::Politics => Some(Talk::Politics),
            Self::Unlawful => Some(Talk::Unlawful),
            Self::Insult => Some(Talk::Insult),
        }
    }
}

/// What a message is about if it is a question: how much likelier one for a record is than one about something else, log odds, -1 to 1
/// by [`FARTHEST`]; and how near the examples of each sort are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Topic {
    /// Against the state at large.
    pub state: f32,
    /// Against anything else.
    pub other: f32,
    /// Questions that a record answers.
    pub like_service: Near,
    /// Questions about the state at large.
    pub like_state: Near,
    /// Questions about anything else.
    pub like_other: Near,
}

impl Topic {
    /// How many numbers a topic is.
    pub(crate) const VALUES: usize = 8;

    /// The numbers of a topic, in their order.
    #[must_use]
    pub fn values(&self) -> [f32; Self::VALUES] {
        let Self { state, other, like_service, like_state, like_other } = *self;
        let [service, stately, else_] = [like_service, like_state, like_other];
        [state, other, service.best, service.mean, stately.best, stately.mean, else_.best, else_.mean]
    }

    /// The topic of such [`values`](Self::values).
    #[must_use]
    pub fn of(values: [f32; Self::VALUES]) -> Self {
        let [state, other, service, service_mean, stately, stately_mean, else_, else_mean] = values;
        let near = |best, mean| Near { best, mean };
        Self {
            state,
            other,
            like_service: near(service, service_mean),
            like_state: near(stately, stately_mean),
            like_other: near(else_, else_mean),
        }
    }
}

/// Odds beyond it say no more.
const FARTHEST: f32 = 6.0;

/// What a message is taken for, and how far that is to be believed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Told {
    /// The likeliest kind that is no question.
    pub kind: Kind,
    /// The probability that the message is of such a kind and not a question that a record may answer, 0 to 1.
    pub against_questions: f32,
    /// The probability that it is of such a kind and no question of any sort, 0 to 1.
    pub against_all: f32,
    /// What it is about if it is a question.
    pub topic: Topic,
}

/// The examples, and the weights of runs of letters, of a vector and of what is near for each kind.
#[derive(Clone, Debug, PartialEq)]
pub struct KindModel {
    letters: LetterWeights,
    /// By kind: a weight for each of the [`dense_values`].
    dense: Vec<Vec<f32>>,
    examples: Examples,
}

/// The file holds no model of kinds.
#[derive(Debug, thiserror::Error)]
#[error("the model of kinds has {found} bytes, which is no model; run `yordamchi eval calibrate`")]
pub struct KindError {
    found: usize,
}

/// What the values of a vector and of what is near count beside runs of letters.
const DENSE_SHARE: f32 = 2.0;

/// What a kind is told by beside letters: the values of the vector, how near the examples are, and one for what stands without any.
pub fn dense_values(vector: &[f32], near: &Nearness) -> impl Iterator<Item = f32> {
    vector.iter().copied().chain(near.values()).map(|value| value * DENSE_SHARE).chain([1.0])
}

impl KindModel {
    /// A model from weights by kind, of the buckets and of the [`dense_values`], and the examples that it was learnt with.
    ///
    /// # Panics
    /// When a kind has not `BUCKETS` weights of buckets.
    #[must_use]
    pub fn new(letters: &[Vec<f32>], dense: Vec<Vec<f32>>, examples: Examples) -> Self {
        Self { letters: LetterWeights::new(letters), dense, examples }
    }

    /// Reads the weights of a model that was learnt with some examples.
    ///
    /// # Errors
    /// [`KindError`].
    pub fn parse(bytes: &[u8], examples: Examples) -> Result<Self, KindError> {
        let kinds = Kind::ALL.len();
        let broken = || KindError { found: bytes.len() };
        let (letters, dense) = bytes.split_at_checked(LetterWeights::length(kinds)).ok_or_else(broken)?;
        let of_kind = dense.len() / kinds;
        if of_kind == 0 || dense.len() % (kinds * size_of::<f32>()) != 0 {
            return Err(broken());
        }
        let dense = dense.chunks_exact(of_kind).map(floats).collect();
        Ok(Self { letters: LetterWeights::parse(letters, kinds), dense, examples })
    }

    /// The examples.
    #[must_use]
    pub fn examples(&self) -> &Examples {
        &self.examples
    }

    /// The bytes that [`parse`](Self::parse) reads.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        let dense = self.dense.iter().flatten().flat_map(|weight| weight.to_le_bytes());
        self.letters.bytes().chain(dense).collect()
    }

    /// The model that is part of the program.
    ///
    /// # Panics
    /// Never: the tests read the same bytes.
    #[must_use]
    pub fn shipped() -> Self {
        let examples =
            Examples::parse(include_bytes!("../../examples.bin")).expect("the tests read the shipped examples");
        Self::parse(include_bytes!("../../kinds.bin"), examples).expect("the tests read the shipped model of kinds")
    }

    /// What a folded text with its vector is.
    #[must_use]
    pub fn told(&self, folded: &str, vector: &[f32]) -> Told {
        self.told_beside(folded, vector, &self.examples.near(vector))
    }

    /// What a folded text with its vector is, by how near examples are.
    #[must_use]
    pub fn told_beside(&self, folded: &str, vector: &[f32], near: &Nearness) -> Told {
        let values: Vec<f32> = dense_values(vector, near).collect();
        let scores: Vec<f32> = self
            .letters
            .scores(folded)
            .zip(&self.dense)
            .map(|(letters, weights)| {
                let sum: f32 = weights.iter().zip(&values).map(|(weight, value)| weight * value).sum();
                letters + sum
            })
            .collect();
        let most = scores.iter().copied().fold(f32::MIN, f32::max);
        let parts: Vec<(Kind, f32)> =
            Kind::ALL.into_iter().zip(&scores).map(|(kind, score)| (kind, (score - most).exp())).collect();
        let no_question = || parts.iter().filter(|(kind, _)| kind.talk().is_some());
        let sum: f32 = no_question().map(|(_, part)| part).sum();
        let likeliest = no_question().max_by(|(_, one), (_, other)| one.total_cmp(other));
        let question = parts[Kind::Service as usize].1;
        let ahead_of =
            |kind: Kind| (scores[Kind::Service as usize] - scores[kind as usize]).clamp(-FARTHEST, FARTHEST) / FARTHEST;
        Told {
            kind: likeliest.map_or(Kind::Service, |(kind, _)| *kind),
            against_questions: sum / (sum + question),
            against_all: sum / parts.iter().map(|(_, part)| part).sum::<f32>(),
            topic: Topic {
                state: ahead_of(Kind::State),
                other: ahead_of(Kind::Other),
                like_service: near.of(Kind::Service),
                like_state: near.of(Kind::State),
                like_other: near.of(Kind::Other),
            },
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::decide::letters::{BUCKETS, runs};

    fn model() -> KindModel {
        let mut letters = vec![vec![0.0; BUCKETS]; Kind::ALL.len()];
        runs("pasport").into_iter().for_each(|bucket| letters[Kind::Service as usize][bucket] = 4.0);
        runs("ahmoq").into_iter().for_each(|bucket| letters[Kind::Insult as usize][bucket] = 4.0);
        let mut dense = vec![vec![0.0; 2 + Nearness::VALUES + 1]; Kind::ALL.len()];
        runs("konstitutsiya").into_iter().for_each(|bucket| letters[Kind::State as usize][bucket] = 4.0);
        dense[Kind::Distress as usize][1] = 9.0;
        KindModel::new(&letters, dense, Examples::new([(&[1.0, 0.0][..], Kind::State)]))
    }

    #[test]
    fn letters_and_the_vector_speak_for_a_kind() {
        let model = model();
        assert!(model.told("pasportim", &[0.0, 0.0]).against_questions < 0.2);
        let insult = model.told("ahmoqsan", &[0.0, 0.0]);
        assert!(insult.kind == Kind::Insult && insult.against_questions > 0.8, "{insult:?}");
        let distress = model.told("pasportim", &[0.0, 1.0]);
        assert!(distress.kind == Kind::Distress && distress.against_questions > 0.8, "{distress:?}");
    }

    #[test]
    fn the_topic_is_told_beside_the_kind() {
        let told = |text| model().told(text, &[0.0, 0.0]).topic;
        assert!(told("pasportim").state > 0.0 && told("pasportim").other > 0.0);
        assert!(told("konstitutsiyada").state < 0.0 && told("konstitutsiyada").other >= 0.0);
        assert_eq!(told("pasportim").like_state.best, 0.0);
        assert!(model().told("", &[0.7, 0.0]).topic.like_state.best > 0.99);
    }

    #[test]
    fn what_is_written_is_read() {
        let bytes = model().bytes();
        let examples = || model().examples().clone();
        assert_eq!(KindModel::parse(&bytes, examples()).unwrap(), model());
        assert!(KindModel::parse(&bytes[1..], examples()).is_err());
        assert_eq!(KindModel::shipped().dense.len(), Kind::ALL.len());
    }
}
