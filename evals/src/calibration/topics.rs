//! Learning the topic model.

use assistant::decide::{Topic, TopicModel};

use super::softmax::{self, Sample};

/// What a squared weight costs, against the errors of all texts.
const RIDGE: f32 = 0.1;

/// Learns from folded texts with their topics. Every topic weighs alike, whatever the numbers of its texts.
#[must_use]
pub fn learn_topics(texts: &[(&str, Topic)]) -> TopicModel {
    let mut samples: Vec<Sample> =
        texts.iter().map(|(text, topic)| Sample::new(text, Vec::new(), *topic as usize)).collect();
    softmax::even_out(&mut samples, 3);
    let mut weights = softmax::learn(&samples, 3, RIDGE).into_iter().map(|weights| weights.letters);
    TopicModel::new(&[(); 3].map(|()| weights.next().unwrap_or_default()))
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
