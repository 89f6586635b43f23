//! Where the rows begin: what the teacher says of the texts in which a piece occurs.

use crate::{corpus::Corpus, loss::dot, table::Table, train::Lesson};

/// A piece that makes up this share of all pieces counts half as much as a rare one (smooth inverse frequency).
const COMMON: f32 = 1e-3;

/// Takes the mean away from vectors and brings them to length one again; texts of interfaces have much in common that tells nothing
/// apart.
pub fn centre(vectors: &mut [Vec<f32>]) {
    let dimensions = vectors.first().map_or(0, Vec::len);
    let mut mean = vec![0.0; dimensions];
    for vector in vectors.iter() {
        mean.iter_mut().zip(vector).for_each(|(sum, value)| *sum += value / vectors.len() as f32);
    }
    vectors.iter_mut().for_each(|vector| without(vector, &mean));
}

/// A vector without the mean of all, of length one.
pub fn without(vector: &mut [f32], mean: &[f32]) {
    vector.iter_mut().zip(mean).for_each(|(value, mean)| *value -= mean);
    let length = dot(vector, vector).sqrt().max(f32::EPSILON);
    vector.iter_mut().for_each(|value| *value /= length);
}

/// The rows to begin with: so many of pieces, and of letter groups.
///
/// A piece gets the mean of the vectors of its rows; one that no row with a vector holds begins at zero, as letter groups do. Pieces
/// that are everywhere count less.
#[must_use]
pub fn rows(aligned: &[Vec<Lesson>; 3], teacher: &[Vec<f32>], pieces: usize, groups: usize) -> Table {
    let dimensions = teacher.first().map_or(0, Vec::len);
    let mut rows = vec![0.0_f32; (pieces + groups) * dimensions];
    let mut counts = vec![0_u32; pieces];
    let mut taught = vec![0_u32; pieces];
    for lesson in aligned.iter().flatten() {
        let said = lesson.meaning.and_then(|meaning| teacher.get(meaning as usize));
        let features = lesson.one.iter().chain(&lesson.other).flat_map(|word| &word.features);
        for place in features.map(|feature| feature.row as usize).filter(|place| *place < pieces) {
            counts[place] += 1;
            if let Some(said) = said {
                taught[place] += 1;
                let row = &mut rows[place * dimensions..][..dimensions];
                row.iter_mut().zip(said).for_each(|(sum, value)| *sum += value);
            }
        }
    }
    let all: f32 = counts.iter().map(|count| *count as f32).sum::<f32>().max(1.0);
    for (place, row) in rows.chunks_exact_mut(dimensions.max(1)).take(pieces).enumerate() {
        let damped = COMMON / (COMMON + counts[place] as f32 / all) / taught[place].max(1) as f32;
        row.iter_mut().for_each(|value| *value *= damped);
    }
    Table::new(rows, dimensions, pieces)
}

/// The English texts that the teacher is asked about, the first so many; those with an Uzbek side come first.
#[must_use]
pub fn asked_of_the_teacher(corpus: &Corpus, most: usize) -> Vec<&str> {
    corpus.english.iter().take(most).map(String::as_str).collect()
}
