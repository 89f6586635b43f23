//! Examples of messages: what a message is like, by those that it stands nearest to.
//!
//! A line through letters and vectors generalises, and forgets the single thing: that nobody here registers trademarks, however much
//! that sounds like a contract that is registered. What was asked before in other words is near by the vector of the embedder
//! (nearest neighbours: Cover and Hart 1967), so some thousand written messages are kept, a byte a number.

use serde::{Deserialize, Serialize};

use super::Kind;

/// Numbers of a vector that are kept: the embedder's axes stand in the order of what they tell.
const KEPT: usize = 192;
/// The nearest examples of a kind whose mean counts beside the nearest.
const NEAREST: usize = 5;
/// Bytes of an example: its kind, then its vector.
const BYTES: usize = 1 + KEPT;

/// How near the examples of a kind are to a message; cosines, and 0 for what is farther than at a right angle.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Near {
    /// The nearest one's.
    pub best: f32,
    /// The mean of the five nearest ones'.
    pub mean: f32,
}

/// How near the examples of each kind are to a message, in the order of the kinds.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Nearness([Near; Kind::ALL.len()]);

impl Nearness {
    /// How near those of a kind are.
    #[must_use]
    pub fn of(&self, kind: Kind) -> Near {
        self.0[kind as usize]
    }

    /// How many numbers [`values`](Self::values) are.
    pub const VALUES: usize = 2 * Kind::ALL.len();

    /// How much nearer than those of the mean kind the examples of each are: two numbers a kind.
    pub fn values(&self) -> impl Iterator<Item = f32> {
        let of_all = |value: fn(&Near) -> f32| self.0.iter().map(value).sum::<f32>() / self.0.len() as f32;
        let (best, mean) = (of_all(|near| near.best), of_all(|near| near.mean));
        self.0.into_iter().flat_map(move |near| [near.best - best, near.mean - mean])
    }
}

/// Messages with their kinds, by their vectors.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Examples {
    kinds: Vec<Kind>,
    /// [`KEPT`] numbers an example, the largest of them 127.
    vectors: Vec<i8>,
    /// What makes an example's numbers a vector of length one.
    scales: Vec<f32>,
}

/// The file holds no examples.
#[derive(Debug, thiserror::Error)]
#[error("{found} bytes are no examples of messages; run `yordamchi eval calibrate`")]
pub struct ExamplesError {
    found: usize,
}

impl Examples {
    /// Messages by their vectors, with what they are.
    #[must_use]
    pub fn new<'v>(messages: impl IntoIterator<Item = (&'v [f32], Kind)>) -> Self {
        let mut examples = Self::default();
        for (vector, kind) in messages {
            let (bytes, scale) = rounded(vector);
            examples.kinds.push(kind);
            examples.vectors.extend(bytes);
            examples.scales.push(scale);
        }
        examples
    }

    /// Reads examples.
    ///
    /// # Errors
    /// [`ExamplesError`].
    pub fn parse(bytes: &[u8]) -> Result<Self, ExamplesError> {
        let broken = || ExamplesError { found: bytes.len() };
        let (examples, rest) = bytes.as_chunks::<BYTES>();
        if !rest.is_empty() {
            return Err(broken());
        }
        let mut read = Self::default();
        for [kind, vector @ ..] in examples {
            read.kinds.push(*Kind::ALL.get(usize::from(*kind)).ok_or_else(broken)?);
            read.vectors.extend(vector.iter().map(|byte| byte.cast_signed()));
            read.scales.push(scale(&vector.map(u8::cast_signed)));
        }
        Ok(read)
    }

    /// The bytes that [`parse`](Self::parse) reads.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        let (vectors, _) = self.vectors.as_chunks::<KEPT>();
        let example = |(kind, vector): (&Kind, &[i8; KEPT])| {
            std::iter::once(*kind as u8).chain(vector.map(i8::cast_unsigned)).collect::<Vec<u8>>()
        };
        self.kinds.iter().zip(vectors).flat_map(example).collect()
    }

    /// How many there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.kinds.len()
    }

    /// How near a message stands to the examples.
    #[must_use]
    pub fn near(&self, vector: &[f32]) -> Nearness {
        self.near_those(vector, |_| true)
    }

    /// How near a message stands to some of the examples, told by their places.
    #[must_use]
    pub fn near_those(&self, vector: &[f32], counts: impl Fn(usize) -> bool) -> Nearness {
        let (wanted, wanted_scale) = rounded(vector);
        let mut nearest = [[0.0_f32; NEAREST]; Kind::ALL.len()];
        let (vectors, _) = self.vectors.as_chunks::<KEPT>();
        for (place, ((vector, kind), scale)) in vectors.iter().zip(&self.kinds).zip(&self.scales).enumerate() {
            let product: i32 = wanted.iter().zip(vector).map(|(one, other)| i32::from(*one) * i32::from(*other)).sum();
            let cosine = product as f32 * wanted_scale * scale;
            let of_kind = &mut nearest[*kind as usize];
            if cosine > of_kind[NEAREST - 1] && counts(place) {
                let at = of_kind.partition_point(|known| *known >= cosine);
                of_kind[at..].rotate_right(1);
                of_kind[at] = cosine;
            }
        }
        Nearness(nearest.map(|cosines| Near { best: cosines[0], mean: cosines.iter().sum::<f32>() / NEAREST as f32 }))
    }
}

/// The first numbers of a vector, a byte each, and what makes their vector one of length one.
fn rounded(vector: &[f32]) -> ([i8; KEPT], f32) {
    let most = vector.iter().take(KEPT).fold(f32::MIN_POSITIVE, |most, value| most.max(value.abs()));
    let mut bytes = [0; KEPT];
    for (byte, value) in bytes.iter_mut().zip(vector) {
        *byte = (value / most * f32::from(i8::MAX)).round() as i8;
    }
    (bytes, scale(&bytes))
}

/// What makes a vector one of length one; zero for one without a direction.
fn scale(bytes: &[i8; KEPT]) -> f32 {
    let square: i32 = bytes.iter().map(|byte| i32::from(*byte) * i32::from(*byte)).sum();
    if square > 0 { (square as f32).sqrt().recip() } else { 0.0 }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn examples() -> Examples {
        let messages: [(&[f32], Kind); 4] = [
            (&[1.0, 0.0], Kind::Service),
            (&[3.0, 4.0], Kind::State),
            (&[0.0, 2.0], Kind::State),
            (&[0.0, -1.0], Kind::Other),
        ];
        Examples::new(messages)
    }

    #[test]
    fn the_nearest_of_each_kind_and_their_mean_are_told() {
        let near = examples().near(&[0.0, 0.5]);
        assert_eq!(near.of(Kind::Service), Near::default(), "at a right angle");
        let state = near.of(Kind::State);
        assert!((state.best - 1.0).abs() < 1e-3 && (state.mean - 1.8 / 5.0).abs() < 1e-2, "{state:?}");
        assert_eq!(near.of(Kind::Other), Near::default(), "the other way");
        let values: Vec<f32> = near.values().collect();
        assert_eq!(values.len(), Nearness::VALUES);
        assert!(values[2] > 0.9 && values[0] < 0.0 && values.iter().sum::<f32>().abs() < 1e-4, "{values:?}");
    }

    #[test]
    fn an_example_can_be_left_out() {
        let near = examples().near_those(&[0.0, 1.0], |place| place != 2);
        assert!((near.of(Kind::State).best - 0.8).abs() < 1e-2);
    }

    #[test]
    fn nothing_is_near_to_no_direction() {
        assert_eq!(examples().near(&[]), Nearness::default());
        assert_eq!(examples().near(&[0.0, 0.0]), Nearness::default());
        assert_eq!(Examples::default().near(&[1.0]), Nearness::default());
    }

    #[test]
    fn what_is_written_is_read() {
        let bytes = examples().bytes();
        assert_eq!(Examples::parse(&bytes).unwrap(), examples());
        assert!(Examples::parse(&bytes[1..]).is_err());
        let unknown = [&[200], &bytes[1..]].concat();
        assert!(Examples::parse(&unknown).is_err());
        assert!(Examples::parse(include_bytes!("../../examples.bin")).unwrap().count() > 10_000);
    }
}
