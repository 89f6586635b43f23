//! A GGUF file's tensors by their names, with errors that name the tensor.

use std::{cell::RefCell, fs::File, io::BufReader, path::Path};

use candle_core::{
    Device, Result, bail,
    quantized::{
        QTensor,
        gguf_file::{Content, TensorInfo},
    },
};

use super::plain;

/// An open file and its table of contents.
pub(crate) struct WeightsFile<'a> {
    /// Where the file lies, for threads that read parts of it.
    pub(crate) path: &'a Path,
    content: &'a Content,
    reader: RefCell<BufReader<File>>,
}

impl<'a> WeightsFile<'a> {
    pub(crate) fn new(path: &'a Path, content: &'a Content, reader: BufReader<File>) -> Self {
        Self { path, content, reader: RefCell::new(reader) }
    }

    /// Whether the file has a tensor.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.content.tensor_infos.contains_key(name)
    }

    /// Where tensors begin in the file.
    #[cfg(target_arch = "x86_64")]
    pub(crate) fn offset(&self) -> u64 {
        self.content.tensor_data_offset
    }

    /// What the file says of a matrix, whose sizes must be these; the number of rows is free where none is given.
    pub(crate) fn matrix(&self, name: &str, rows: Option<usize>, width: usize) -> Result<&TensorInfo> {
        let Some(info) = self.content.tensor_infos.get(name) else {
            bail!("the tensor `{name}` is missing");
        };
        let fits = |found: &[usize]| found.len() == 2 && found[1] == width && rows.is_none_or(|rows| rows == found[0]);
        if !fits(info.shape.dims()) {
            let rows = rows.map_or_else(|| "?".to_owned(), |rows| rows.to_string());
            bail!("the tensor `{name}` is {:?}, not {rows} by {width}", info.shape.dims());
        }
        Ok(info)
    }

    /// A packed tensor.
    pub(crate) fn tensor(&self, name: &str, device: &Device) -> Result<QTensor> {
        let Some(info) = self.content.tensor_infos.get(name) else {
            bail!("the tensor `{name}` is missing");
        };
        let tensor = info.read(&mut *self.reader.borrow_mut(), self.content.tensor_data_offset, device);
        tensor.or_else(|error| bail!("the tensor `{name}` cannot be read: {}", plain(&error)))
    }

    /// A row of numbers, such as a norm's weights.
    pub(crate) fn vector(&self, name: &str, length: usize) -> Result<Vec<f32>> {
        let values = self.tensor(name, &Device::Cpu)?.dequantize(&Device::Cpu)?.flatten_all()?.to_vec1::<f32>()?;
        if values.len() != length {
            bail!("the tensor `{name}` holds {} numbers, not {length}", values.len());
        }
        Ok(values)
    }

    /// A row of numbers that only some files have.
    pub(crate) fn optional_vector(&self, name: &str, length: usize) -> Result<Option<Vec<f32>>> {
        if self.has(name) { self.vector(name, length).map(Some) } else { Ok(None) }
    }
}
