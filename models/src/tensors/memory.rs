//! Keys and values of one text as tensors that grow by stretches.

use candle_core::{DType, Device, Result, Tensor};

use crate::decoder::Memory;

/// Tokens by which the tensors grow.
const STRETCH: usize = 256;

/// The memory of one text.
pub(crate) struct TensorMemory {
    /// Keys and values of each layer, of shape `(heads, room, head width)`; nothing before the first token.
    layers: Vec<Option<(Tensor, Tensor)>>,
    dtype: DType,
    device: Device,
    length: usize,
}

impl TensorMemory {
    pub(super) fn new(layers: usize, dtype: DType, device: &Device) -> Self {
        Self { layers: vec![None; layers], dtype, device: device.clone(), length: 0 }
    }

    pub(super) fn dtype(&self) -> DType {
        self.dtype
    }

    /// Adds the rows of new tokens, of shape `(heads, tokens, head width)`, and gives all rows with them.
    pub(super) fn extend(&mut self, layer: usize, keys: &Tensor, values: &Tensor) -> Result<(Tensor, Tensor)> {
        let (heads, count, width) = keys.dims3()?;
        let end = self.length + count;
        let (old_keys, old_values) = match self.layers[layer].take() {
            Some((keys, values)) if keys.dim(1)? >= end => (keys, values),
            old => {
                let room = (heads, end.next_multiple_of(STRETCH), width);
                let grown = |old: Option<Tensor>| {
                    let new = Tensor::zeros(room, self.dtype, &self.device)?;
                    if let Some(old) = old.filter(|_| self.length > 0) {
                        new.slice_set(&old.narrow(1, 0, self.length)?.contiguous()?, 1, 0)?;
                    }
                    Ok::<_, candle_core::Error>(new)
                };
                let (keys, values) = old.unzip();
                (grown(keys)?, grown(values)?)
            }
        };
        old_keys.slice_set(&keys.to_dtype(self.dtype)?.contiguous()?, 1, self.length)?;
        old_values.slice_set(&values.to_dtype(self.dtype)?.contiguous()?, 1, self.length)?;
        let all = (old_keys.narrow(1, 0, end)?, old_values.narrow(1, 0, end)?);
        self.layers[layer] = Some((old_keys, old_values));
        Ok(all)
    }

    pub(super) fn advance(&mut self, more: usize) {
        self.length += more;
    }
}

impl Memory for TensorMemory {
    const GRAIN: usize = 1;

    fn length(&self) -> usize {
        self.length
    }

    fn beginning(&self, length: usize) -> Self {
        let length = length.min(self.length);
        // Tensors are written in place, so that each text needs rows of its own.
        let copy = |tensor: &Tensor| tensor.narrow(1, 0, length)?.force_contiguous();
        let layers = self.layers.iter().map(|layer| {
            let (keys, values) = layer.as_ref().filter(|_| length > 0)?;
            Some((copy(keys).ok()?, copy(values).ok()?))
        });
        let layers: Vec<_> = layers.collect();
        // A copy that failed, for want of memory, leaves an empty text, which is right and slower.
        let length = if layers.iter().all(Option::is_some) { length } else { 0 };
        Self { layers, dtype: self.dtype, device: self.device.clone(), length }
    }

    fn parts(&self) -> impl Iterator<Item = (usize, usize)> {
        let tensors = self.layers.iter().flatten().flat_map(|(keys, values)| [keys, values]);
        tensors
            .map(|tensor| (std::ptr::from_ref(tensor) as usize, tensor.elem_count() * tensor.dtype().size_in_bytes()))
    }

    fn save(&self) -> Option<Vec<u8>> {
        None
    }

    fn load(&self, _bytes: &[u8]) -> Option<Self> {
        None
    }
}
