//! Learning the topic model: multinomial logistic regression over hashed runs of letters, by accelerated gradient descent
//! (Nesterov 1983) over all texts at once.

use assistant::decide::topics::{BUCKETS, Topic, TopicModel, runs};

/// Steps of the descent; more of them change nothing that is seen.
const STEPS: usize = 200;
/// What a squared weight costs, against the errors of all texts.
const RIDGE: f32 = 0.1;
/// Rounds of the power iteration that finds how steep the loss can be.
const ROUNDS: usize = 12;

type Weights = [Vec<f32>; 3];

/// Learns from folded texts with their topics. Every topic weighs alike, whatever the numbers of its texts.
#[must_use]
pub fn learn_topics(texts: &[(&str, Topic)]) -> TopicModel {
    let cut: Vec<Cut> = texts.iter().map(|(text, topic)| Cut::of(text, *topic)).collect();
    let count = |topic: usize| cut.iter().filter(|cut| cut.topic == topic).count().max(1) as f32;
    let weight_of = [0, 1, 2].map(|topic| cut.len() as f32 / 3.0 / count(topic));
    let step = 1.0 / (0.5 * steepness(&cut, weight_of) + RIDGE);
    let mut weights = zeros();
    let mut ahead = zeros();
    for round in 0..STEPS {
        let slopes = slopes(&cut, &ahead, weight_of);
        let momentum = round as f32 / (round as f32 + 3.0);
        for topic in 0..3 {
            for (bucket, slope) in slopes[topic].iter().enumerate() {
                let next = ahead[topic][bucket] - step * (slope + RIDGE * ahead[topic][bucket]);
                ahead[topic][bucket] = next + momentum * (next - weights[topic][bucket]);
                weights[topic][bucket] = next;
            }
        }
    }
    TopicModel::new(&weights)
}

/// A text as its buckets.
struct Cut {
    runs: Vec<usize>,
    /// What each run counts.
    share: f32,
    topic: usize,
}

impl Cut {
    fn of(text: &str, topic: Topic) -> Self {
        let runs = runs(text);
        let share = 1.0 / (runs.len().max(1) as f32).sqrt();
        Self { runs, share, topic: topic as usize }
    }

    fn product(&self, weights: &[f32]) -> f32 {
        self.share * self.runs.iter().map(|run| weights[*run]).sum::<f32>()
    }
}

fn slopes(cut: &[Cut], weights: &Weights, weight_of: [f32; 3]) -> Weights {
    let mut slopes = zeros();
    for text in cut {
        let likely = softmax([0, 1, 2].map(|topic| text.product(&weights[topic])));
        for (topic, slopes) in slopes.iter_mut().enumerate() {
            let error = weight_of[text.topic] * (likely[topic] - f32::from(u8::from(topic == text.topic)));
            text.runs.iter().for_each(|run| slopes[*run] += text.share * error);
        }
    }
    slopes
}

/// The largest eigenvalue of the weighted texts, which bounds how fast the slope changes.
fn steepness(cut: &[Cut], weight_of: [f32; 3]) -> f32 {
    let mut direction = vec![1.0 / (BUCKETS as f32).sqrt(); BUCKETS];
    let mut length = 1.0;
    for _ in 0..ROUNDS {
        let mut next = vec![0.0; BUCKETS];
        for text in cut {
            let along = weight_of[text.topic] * text.product(&direction) * text.share;
            text.runs.iter().for_each(|run| next[*run] += along);
        }
        length = next.iter().map(|value| value * value).sum::<f32>().sqrt().max(f32::MIN_POSITIVE);
        direction = next.into_iter().map(|value| value / length).collect();
    }
    length
}

fn softmax(scores: [f32; 3]) -> [f32; 3] {
    let most = scores.iter().copied().fold(f32::MIN, f32::max);
    let parts = scores.map(|score| (score - most).exp());
    let sum: f32 = parts.iter().sum();
    parts.map(|part| part / sum)
}

fn zeros() -> Weights {
    [0, 1, 2].map(|_| vec![0.0; BUCKETS])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_topic_is_known_by_words_that_were_seen_and_by_their_forms() {
        let texts = [
            ("pasport olish narxi", Topic::Service),
            ("pasportni almashtirish", Topic::Service),
            ("konstitutsiya nima deydi", Topic::State),
            ("konstitutsiya moddasi", Topic::State),
            ("futbol kim yutdi", Topic::Other),
            ("futbol natijasi", Topic::Other),
        ];
        let model = learn_topics(&texts);
        assert!(model.odds("pasportim").other > 0.0 && model.odds("pasportim").state > 0.0);
        assert!(model.odds("futbolchi").other < 0.0);
        assert!(model.odds("konstitutsiyada").state < 0.0);
    }
}
