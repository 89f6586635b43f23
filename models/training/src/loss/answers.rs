//! The contrast of questions with texts of services, several of which are right: those of the service that is asked about.
//!
//! A question has to be nearer to any text of its service than to all texts of the others (the sum over the right ones stands for the
//! nearest), and, counting less, each of them has to be nearer than those of the others. The gradient is written out by hand.

use candle_core::{Device, Tensor};
use rayon::prelude::*;

use super::{Gradients, normal, through_length};
use crate::TrainingError;

/// Questions beside texts.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'b> {
    /// The vectors of the questions, one after the other.
    pub questions: &'b [f32],
    /// Whose they are: the service, and the question's number in it.
    pub askers: &'b [(usize, usize)],
    /// The vectors of the texts.
    pub texts: &'b [f32],
    /// Whose they are: the service, and the number of the question that the text is, if it is one.
    pub owners: &'b [(usize, Option<usize>)],
    /// What a question counts by all texts of its service rather than by the nearest, 0 to 1.
    pub all: f32,
    /// How sharp the contrast is.
    pub temperature: f32,
}

/// The loss of the questions that have a text of their service, with its gradients: `one` of the questions, `other` of the texts.
///
/// # Errors
/// The lengths do not fit.
pub fn loss(asked: &Asked<'_>) -> Result<Gradients, TrainingError> {
    let (questions, texts, device) = (asked.askers.len(), asked.owners.len(), &Device::Cpu);
    let width = asked.questions.len() / questions.max(1);
    let (one, one_lengths) = normal(asked.questions, width);
    let (other, other_lengths) = normal(asked.texts, width);
    let first = Tensor::from_slice(&one, (questions, width), device)?;
    let second = Tensor::from_slice(&other, (texts, width), device)?;
    let near = first.matmul(&second.t()?)?.flatten_all()?.to_vec1()?;
    let (loss, slope) = contrast(near, asked);
    let slope = Tensor::from_vec(slope, (questions, texts), device)?;
    let mut to_one: Vec<f32> = slope.matmul(&second)?.flatten_all()?.to_vec1()?;
    let mut to_other: Vec<f32> = slope.t()?.matmul(&first)?.flatten_all()?.to_vec1()?;
    through_length(&mut to_one, &one, &one_lengths, width);
    through_length(&mut to_other, &other, &other_lengths, width);
    Ok(Gradients { loss, one: to_one, other: to_other })
}

/// How a text stands to a question.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Standing {
    /// It is the question itself, and not compared.
    Itself,
    /// It is of the service that is asked about.
    Right,
    /// It is of another.
    Wrong,
}

fn contrast(mut near: Vec<f32>, asked: &Asked<'_>) -> (f32, Vec<f32>) {
    let texts = asked.owners.len().max(1);
    let standing = |asker: (usize, usize), owner: (usize, Option<usize>)| match owner {
        (service, Some(question)) if (service, question) == asker => Standing::Itself,
        (service, _) if service == asker.0 => Standing::Right,
        _ => Standing::Wrong,
    };
    let lines = near.par_chunks_exact_mut(texts).zip(asked.askers);
    let losses: Vec<Option<f32>> = lines
        .map(|(line, asker)| {
            let standings: Vec<Standing> = asked.owners.iter().map(|owner| standing(*asker, *owner)).collect();
            one_question(line, &standings, asked)
        })
        .collect();
    let answered = losses.iter().flatten().count().max(1) as f32;
    near.par_iter_mut().for_each(|slope| *slope /= answered * asked.temperature);
    (losses.iter().flatten().sum::<f32>() / answered, near)
}

/// The loss of one question; its cosines become the slope with respect to them, times the temperature. A question without a right text
/// tells nothing.
fn one_question(line: &mut [f32], standings: &[Standing], asked: &Asked<'_>) -> Option<f32> {
    let (mut right, mut wrong, mut count) = (0.0_f32, 0.0_f32, 0);
    for (value, standing) in line.iter_mut().zip(standings) {
        // A cosine is at most one, so that no exponential grows too large.
        let grown = ((*value - 1.0) / asked.temperature).exp();
        match standing {
            Standing::Itself => *value = 0.0,
            Standing::Right => {
                *value = grown;
                right += grown;
                count += 1;
            }
            Standing::Wrong => {
                *value = grown;
                wrong += grown;
            }
        }
    }
    if count == 0 {
        line.fill(0.0);
        return None;
    }
    let (right, wrong) = (right.max(f32::MIN_POSITIVE), wrong.max(f32::MIN_POSITIVE));
    let whole = right + wrong;
    let (nearest, every) = (1.0 - asked.all, asked.all / count as f32);
    let mut loss = nearest * (whole / right).ln();
    // What the right ones, each by itself, push the wrong ones away.
    let mut pushed = 0.0;
    for (value, _) in line.iter_mut().zip(standings).filter(|(_, standing)| **standing == Standing::Right) {
        let share = *value / (*value + wrong);
        loss -= every * share.max(f32::MIN_POSITIVE).ln();
        pushed += every * (1.0 - share);
        *value = nearest * (*value / whole - *value / right) - every * (1.0 - share);
    }
    for (value, _) in line.iter_mut().zip(standings).filter(|(_, standing)| **standing == Standing::Wrong) {
        *value *= nearest / whole + pushed / wrong;
    }
    Some(loss)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    const QUESTIONS: [f32; 6] = [0.3, 0.8, -0.5, 0.1, 0.9, -0.2];
    const TEXTS: [f32; 8] = [0.2, 0.7, -0.6, 0.4, 0.5, 0.5, 0.1, -0.9];
    const ASKERS: [(usize, usize); 3] = [(0, 0), (1, 0), (2, 0)];
    const OWNERS: [(usize, Option<usize>); 4] = [(0, None), (1, Some(0)), (1, Some(1)), (0, Some(4))];

    fn loss_of(questions: &[f32], texts: &[f32]) -> Gradients {
        let asked = Asked {
            questions,
            askers: &ASKERS,
            texts,
            owners: &OWNERS,
            all: 0.3,
            temperature: crate::loss::TEMPERATURE,
        };
        loss(&asked).unwrap()
    }

    #[test]
    fn the_gradient_is_that_of_the_loss() {
        let exact = loss_of(&QUESTIONS, &TEXTS);
        let check = |place: usize, of_questions: bool, exact: f32| {
            let moved = |by: f32| {
                let (mut questions, mut texts) = (QUESTIONS, TEXTS);
                *(if of_questions { &mut questions[place] } else { &mut texts[place] }) += by;
                loss_of(&questions, &texts).loss
            };
            let measured = (moved(1e-3) - moved(-1e-3)) / 2e-3;
            assert!((measured - exact).abs() < 0.03 + exact.abs() * 0.05, "{of_questions} {place}: {measured} {exact}");
        };
        (0..QUESTIONS.len()).for_each(|place| check(place, true, exact.one[place]));
        (0..TEXTS.len()).for_each(|place| check(place, false, exact.other[place]));
    }

    #[test]
    fn a_question_is_not_compared_with_itself_and_one_without_a_text_tells_nothing() {
        let exact = loss_of(&QUESTIONS, &TEXTS);
        // The third question has no text of its service.
        assert!(exact.one[4..].iter().all(|slope| *slope == 0.0), "{:?}", exact.one);
        let mut other = TEXTS;
        // The text that is the second question itself changes nothing for it.
        (other[2], other[3]) = (QUESTIONS[2], QUESTIONS[3]);
        assert_eq!(loss_of(&QUESTIONS, &other).one[2..4], exact.one[2..4]);
    }
}
