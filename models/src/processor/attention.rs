//! Attention of one token over the tokens before it, for all heads that share a head of keys.
//!
//! Keys and values lie in f16 and are widened once for all heads of the group. Grouped queries: Ainslie et al. 2023
//! (arXiv 2305.13245).

use core::arch::x86_64::*;

use half::f16;

use super::{
    pages::{Kind, PAGE, Pages},
    vectors,
};

/// Heads that are looked at together; a larger group is cut.
const TOGETHER: usize = 8;
/// Numbers of a vector instruction.
pub(super) const STEP: usize = 8;

/// What a group of heads looks at.
pub(super) struct View<'a> {
    pub(super) pages: &'a Pages,
    pub(super) layer: usize,
    pub(super) key_head: usize,
    pub(super) head_width: usize,
    /// Positions seen, the token's own included.
    pub(super) seen: std::ops::Range<usize>,
    /// What products are multiplied with.
    pub(super) scale: f32,
    pub(super) cap: Option<f32>,
}

impl View<'_> {
    /// Attends with queries, one head after the other, and writes what they see to `out`.
    pub(super) fn attend(&self, queries: &[f32], out: &mut [f32]) {
        let group = TOGETHER * self.head_width;
        for (queries, out) in queries.chunks(group).zip(out.chunks_mut(group)) {
            let heads = queries.len() / self.head_width;
            let mut scores = vec![0.0; heads * self.seen.len()];
            // SAFETY: every processor that this build starts on has the features (x86-64-v3); lengths are as the functions ask.
            unsafe {
                self.by_heads(heads, queries, out, &mut scores);
            }
        }
    }

    unsafe fn by_heads(&self, heads: usize, queries: &[f32], out: &mut [f32], scores: &mut [f32]) {
        unsafe {
            match heads {
                1 => self.group::<1>(queries, out, scores),
                2 => self.group::<2>(queries, out, scores),
                3 => self.group::<3>(queries, out, scores),
                4 => self.group::<4>(queries, out, scores),
                5 => self.group::<5>(queries, out, scores),
                6 => self.group::<6>(queries, out, scores),
                7 => self.group::<7>(queries, out, scores),
                _ => self.group::<TOGETHER>(queries, out, scores),
            }
        }
    }

    #[target_feature(enable = "avx2,fma,f16c")]
    unsafe fn group<const HEADS: usize>(&self, queries: &[f32], out: &mut [f32], scores: &mut [f32]) {
        let (width, seen) = (self.head_width, self.seen.len());
        let mut at = 0;
        self.each_page(Kind::Keys, |rows| {
            for key in rows.chunks_exact(width) {
                // SAFETY: rows and queries are `width` long, a multiple of the step.
                let products = unsafe { products::<HEADS>(key, queries, width) };
                for (head, product) in products.into_iter().enumerate() {
                    scores[head * seen + at] = product * self.scale;
                }
                at += 1;
            }
        });
        for scores in scores.chunks_exact_mut(seen) {
            if let Some(cap) = self.cap {
                vectors::cap(scores, cap);
            }
            vectors::softmax(scores);
        }
        out.fill(0.0);
        let mut at = 0;
        self.each_page(Kind::Values, |rows| {
            // SAFETY: as above; `scores` holds `seen` numbers for each head.
            unsafe { gather::<HEADS>(rows, &scores[at..], seen, out, width) };
            at += rows.len() / width;
        });
    }

    /// Gives the rows that are seen, page by page.
    fn each_page(&self, kind: Kind, mut take: impl FnMut(&[f16])) {
        let mut position = self.seen.start;
        while position < self.seen.end {
            let rows = self.pages.rows(self.layer, kind, self.key_head, position);
            let next = ((position / PAGE + 1) * PAGE).min(self.seen.end);
            take(&rows[..(next - position) * self.head_width]);
            position = next;
        }
    }
}

/// The products of one key with the query of each head.
#[target_feature(enable = "avx2,fma,f16c")]
unsafe fn products<const HEADS: usize>(key: &[f16], queries: &[f32], width: usize) -> [f32; HEADS] {
    unsafe {
        let mut sums = [_mm256_setzero_ps(); HEADS];
        for at in (0..width).step_by(STEP) {
            let key = _mm256_cvtph_ps(_mm_loadu_si128(key.as_ptr().add(at).cast()));
            for (head, sum) in sums.iter_mut().enumerate() {
                *sum = _mm256_fmadd_ps(key, _mm256_loadu_ps(queries.as_ptr().add(head * width + at)), *sum);
            }
        }
        sums.map(|sum| {
            let half = _mm_add_ps(_mm256_castps256_ps128(sum), _mm256_extractf128_ps(sum, 1));
            let quarter = _mm_add_ps(half, _mm_movehl_ps(half, half));
            _mm_cvtss_f32(_mm_add_ss(quarter, _mm_movehdup_ps(quarter)))
        })
    }
}

/// Adds to what each head sees the values of some rows by their weights, which lie `seen` apart.
#[target_feature(enable = "avx2,fma,f16c")]
unsafe fn gather<const HEADS: usize>(rows: &[f16], weights: &[f32], seen: usize, out: &mut [f32], width: usize) {
    unsafe {
        for at in (0..width).step_by(STEP) {
            let mut sums = [_mm256_setzero_ps(); HEADS];
            for (head, sum) in sums.iter_mut().enumerate() {
                *sum = _mm256_loadu_ps(out.as_ptr().add(head * width + at));
            }
            for row in 0..rows.len() / width {
                let values = _mm256_cvtph_ps(_mm_loadu_si128(rows.as_ptr().add(row * width + at).cast()));
                for (head, sum) in sums.iter_mut().enumerate() {
                    let weight = _mm256_set1_ps(*weights.get_unchecked(head * seen + row));
                    *sum = _mm256_fmadd_ps(values, weight, *sum);
                }
            }
            for (head, sum) in sums.into_iter().enumerate() {
                _mm256_storeu_ps(out.as_mut_ptr().add(head * width + at), sum);
            }
        }
    }
}
