//! What texts' earlier tokens left behind, as rows of tensors that all texts share.
//!
//! A row holds a token's keys, or its values, of every head of a layer. Rows are given out in pages of sixteen; a full page never
//! changes, so that texts with the same beginning share it. One operation writes the new rows of all texts, and one reads the
//! rows of many, however many texts there are: on an accelerator every operation costs its start, be it ever so small.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use candle_core::{DType, Device, Result, Tensor};

use crate::decoder::Memory;

/// Tokens of a page.
const PAGE: usize = 16;
/// Pages of the first tensors.
const FIRST_PAGES: usize = 64;

/// The rows of all texts.
pub(super) struct Pool {
    layers: usize,
    /// Numbers of a row.
    width: usize,
    dtype: DType,
    device: Device,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// Keys and values of each layer, of shape `(rows, width)`.
    rows: Vec<(Tensor, Tensor)>,
    pages: usize,
    free: Vec<usize>,
}

/// Sixteen rows, by their number.
struct Page {
    number: usize,
    pool: Arc<Pool>,
}

impl Drop for Page {
    fn drop(&mut self) {
        self.pool.state().free.push(self.number);
    }
}

impl Pool {
    pub(super) fn new(layers: usize, width: usize, dtype: DType, device: &Device) -> Arc<Self> {
        Arc::new(Self { layers, width, dtype, device: device.clone(), state: Mutex::default() })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A tensor that names rows for [`Self::write`].
    pub(super) fn slots(&self, rows: Vec<u32>) -> Result<Tensor> {
        let count = rows.len();
        Tensor::from_vec(rows, (count, 1), &self.device)?.expand((count, self.width))?.contiguous()
    }

    /// Writes new tokens' keys and values, of shape `(tokens, width)`, to the rows of [`Self::slots`].
    pub(super) fn write(&self, layer: usize, slots: &Tensor, keys: &Tensor, values: &Tensor) -> Result<()> {
        let state = self.state();
        let (all_keys, all_values) = &state.rows[layer];
        all_keys.scatter_set(slots, &keys.to_dtype(self.dtype)?.contiguous()?, 0)?;
        all_values.scatter_set(slots, &values.to_dtype(self.dtype)?.contiguous()?, 0)
    }

    /// Copies of the keys and values in some rows.
    pub(super) fn read(&self, layer: usize, rows: &Tensor) -> Result<(Tensor, Tensor)> {
        let state = self.state();
        let (keys, values) = &state.rows[layer];
        Ok((keys.index_select(rows, 0)?, values.index_select(rows, 0)?))
    }

    /// A page that nobody holds; the tensors grow by a half when there is none.
    fn page(self: &Arc<Self>) -> Result<Page> {
        let mut state = self.state();
        if state.free.is_empty() {
            let pages = (state.pages + state.pages / 2).max(FIRST_PAGES);
            let grown = |old: Option<&Tensor>| {
                let new = Tensor::zeros((pages * PAGE, self.width), self.dtype, &self.device)?;
                if let Some(old) = old {
                    new.slice_set(old, 0, 0)?;
                }
                Ok::<_, candle_core::Error>(new)
            };
            // Layer by layer, so that no more than one lies twice in memory.
            for layer in 0..self.layers {
                match state.rows.get_mut(layer) {
                    None => state.rows.push((grown(None)?, grown(None)?)),
                    Some((keys, values)) if keys.dim(0)? < pages * PAGE => {
                        (*keys, *values) = (grown(Some(keys))?, grown(Some(values))?);
                    }
                    // Grown already, before memory gave out in another layer.
                    Some(_) => {}
                }
            }
            let first = state.pages;
            state.free.extend((first..pages).rev());
            state.pages = pages;
        }
        let number = state.free.pop().ok_or_else(|| candle_core::Error::msg("no page is free"))?;
        Ok(Page { number, pool: Arc::clone(self) })
    }
}

/// The pages of one text.
pub(crate) struct TensorMemory {
    pool: Arc<Pool>,
    pages: Vec<Arc<Page>>,
    length: usize,
}

impl TensorMemory {
    pub(super) fn new(pool: &Arc<Pool>) -> Self {
        Self { pool: Arc::clone(pool), pages: Vec::new(), length: 0 }
    }

    /// Makes room for more tokens.
    pub(super) fn reserve(&mut self, more: usize) -> Result<()> {
        while self.pages.len() * PAGE < self.length + more {
            self.pages.push(Arc::new(self.pool.page()?));
        }
        Ok(())
    }

    /// The row of a token.
    pub(super) fn row(&self, position: usize) -> Result<u32> {
        u32::try_from(self.pages[position / PAGE].number * PAGE + position % PAGE).map_err(candle_core::Error::wrap)
    }

    pub(super) fn advance(&mut self, more: usize) {
        self.length += more;
    }

    fn rows(&self, length: usize) -> Result<Vec<u32>> {
        (0..length).map(|position| self.row(position)).collect()
    }

    fn saved(&self) -> Result<Vec<u8>> {
        let length = self.length / PAGE * PAGE;
        let rows = Tensor::new(self.rows(length)?, &self.pool.device)?;
        let mut bytes = Vec::new();
        for layer in 0..if length == 0 { 0 } else { self.pool.layers } {
            let (keys, values) = self.pool.read(layer, &rows)?;
            keys.write_bytes(&mut bytes)?;
            values.write_bytes(&mut bytes)?;
        }
        Ok(bytes)
    }

    fn loaded(pool: &Arc<Pool>, bytes: &[u8]) -> Result<Option<Self>> {
        let Pool { layers, width, dtype, ref device, .. } = **pool;
        let part = bytes.len() / (2 * layers);
        let row = width * dtype.size_in_bytes();
        let length = part / row;
        if bytes.len() != 2 * layers * length * row || !length.is_multiple_of(PAGE) {
            return Ok(None);
        }
        let mut memory = Self::new(pool);
        if length == 0 {
            return Ok(Some(memory));
        }
        memory.reserve(length)?;
        let slots = pool.slots(memory.rows(length)?)?;
        for (layer, bytes) in bytes.chunks_exact(2 * part).enumerate() {
            let tensor = |bytes: &[u8]| Tensor::from_raw_buffer(bytes, dtype, &[length, width], device);
            pool.write(layer, &slots, &tensor(&bytes[..part])?, &tensor(&bytes[part..])?)?;
        }
        memory.advance(length);
        Ok(Some(memory))
    }
}

impl Memory for TensorMemory {
    const GRAIN: usize = PAGE;
    const FORM: &'static str = "rows";

    fn length(&self) -> usize {
        self.length
    }

    fn beginning(&self, length: usize) -> Self {
        let length = length.min(self.length) / PAGE * PAGE;
        Self { pool: Arc::clone(&self.pool), pages: self.pages[..length / PAGE].to_vec(), length }
    }

    fn parts(&self) -> impl Iterator<Item = (usize, usize)> {
        let Pool { layers, width, dtype, .. } = *self.pool;
        let bytes = PAGE * 2 * layers * width * dtype.size_in_bytes();
        self.pages.iter().map(move |page| (page.number, bytes))
    }

    fn save(&self) -> Option<Vec<u8>> {
        self.saved().ok()
    }

    fn load(&self, bytes: &[u8]) -> Option<Self> {
        Self::loaded(&self.pool, bytes).ok().flatten()
    }
}
