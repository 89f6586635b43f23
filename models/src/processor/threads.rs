//! Work on rows by all threads, on the pool on which candle's own products run.

use candle_core::utils::barrier_pool;

use super::matrix::Shared;

/// Rows below which handing the work over costs more than it saves.
const WORTH: usize = 4;

/// Calls `work` for every row of `width` numbers, with the row's number.
pub(super) fn each_row(values: &mut [f32], width: usize, work: impl Fn(usize, &mut [f32]) + Sync) {
    let count = values.len() / width;
    if count < WORTH {
        for (index, row) in values.chunks_exact_mut(width).enumerate() {
            work(index, row);
        }
        return;
    }
    let target = Shared(values.as_mut_ptr());
    barrier_pool().execute_chunked(count, |range| {
        for index in range {
            // SAFETY: ranges do not overlap, and each row lies within `values`.
            work(index, unsafe { std::slice::from_raw_parts_mut(target.get().add(index * width), width) });
        }
    });
}
