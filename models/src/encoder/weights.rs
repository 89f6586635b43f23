//! The weights of an encoder: safetensors, whole or in shards, or a PyTorch archive.
//!
//! Safetensors are read a tensor at a time, straight from the file: gigabytes need no second place in memory, and a file that
//! is cut short is refused by the name of a tensor before anything is read.

use std::{
    collections::{BTreeSet, HashMap},
    fs::File,
    io::{Read, Seek, SeekFrom},
    path::{Path, PathBuf},
};

use candle_core::{DType, Device, Error, Result, Shape, Tensor};
use candle_nn::{Init, VarBuilder, var_builder::SimpleBackend};
use safetensors::tensor::{Metadata, TensorInfo};
use serde::Deserialize;

use super::{EncoderError, EncoderSource};
use crate::decoder::plain;

/// The end of the name of the file that says which shard holds which tensor.
const INDEX: &str = ".safetensors.index.json";
/// The end of the name of a safetensors file.
const SAFETENSORS: &str = ".safetensors";
/// The end of the name of a PyTorch archive.
const PYTORCH: &str = ".bin";
/// A longer header is none: that of the largest model has a tenth of it.
const LONGEST_HEADER: u64 = 16 << 20;

/// Opens the weights among the files of a source; also gives the file to name when a tensor is missing in them.
pub(super) fn open(
    source: &EncoderSource,
    dtype: DType,
    device: &Device,
) -> std::result::Result<(PathBuf, VarBuilder<'static>), EncoderError> {
    let ending = |end: &str| -> Vec<&PathBuf> {
        source.files.iter().filter(|path| path.to_string_lossy().ends_with(end)).collect()
    };
    if let Some(archive) = ending(PYTORCH).first() {
        let broken = |error| EncoderError::Broken { path: (*archive).clone(), problem: plain(&error) };
        let builder = VarBuilder::from_pth(archive, dtype, device).map_err(broken)?;
        return Ok(((*archive).clone(), builder));
    }
    let (named, files) = match ending(INDEX).first() {
        Some(index) => ((*index).clone(), shards(index, &ending(SAFETENSORS))?),
        None => {
            let missing = || EncoderError::Missing { model: source.id.clone(), file: "model.safetensors".to_owned() };
            let only = (*ending(SAFETENSORS).first().ok_or_else(missing)?).clone();
            (only.clone(), vec![only])
        }
    };
    let tensors = TensorFiles::open(files)?;
    Ok((named, VarBuilder::from_backend(Box::new(tensors), dtype, device.clone())))
}

/// Which shard holds which tensor.
#[derive(Deserialize)]
struct ShardIndex {
    weight_map: HashMap<String, String>,
}

/// The shards that an index names.
fn shards(index: &Path, files: &[&PathBuf]) -> std::result::Result<Vec<PathBuf>, EncoderError> {
    let broken = |problem: String| EncoderError::Broken { path: index.to_owned(), problem };
    let text = std::fs::read(index).map_err(|source| EncoderError::Read { path: index.to_owned(), source })?;
    let ShardIndex { weight_map } = serde_json::from_slice(&text).map_err(|error| broken(error.to_string()))?;
    let named: BTreeSet<&str> = weight_map.values().map(String::as_str).collect();
    let of_name = |name: &str| files.iter().find(|path| path.file_name().is_some_and(|found| found == name));
    let missing = |name: &str| broken(format!("it names `{name}`, which the catalogue does not"));
    named.into_iter().map(|name| of_name(name).map(|path| (*path).clone()).ok_or_else(|| missing(name))).collect()
}

/// Safetensors files and what lies where in them.
struct TensorFiles {
    files: Vec<PathBuf>,
    places: HashMap<String, Place>,
}

/// Where a tensor lies.
struct Place {
    file: usize,
    /// Where its bytes begin in the file.
    start: u64,
    info: TensorInfo,
}

impl TensorFiles {
    /// Reads the headers and checks that every tensor ends within its file.
    fn open(files: Vec<PathBuf>) -> std::result::Result<Self, EncoderError> {
        let mut places = HashMap::new();
        for (file, path) in files.iter().enumerate() {
            let (begin, length, header) = read_header(path)?;
            for name in header.offset_keys() {
                let Some(info) = header.info(&name).cloned() else { continue };
                if begin + info.data_offsets.1 as u64 > length {
                    let problem = format!("the tensor `{name}` ends behind the end of the file ({length} bytes)");
                    return Err(EncoderError::Broken { path: path.clone(), problem });
                }
                places.insert(name, Place { file, start: begin + info.data_offsets.0 as u64, info });
            }
        }
        Ok(Self { files, places })
    }

    fn place(&self, name: &str) -> Result<&Place> {
        self.places.get(name).ok_or_else(|| Error::Msg(format!("the tensor `{name}` is missing")))
    }

    fn read(&self, name: &str, place: &Place, dtype: DType, device: &Device) -> Result<Tensor> {
        let named = |problem: &dyn std::fmt::Display| Error::Msg(format!("the tensor `{name}`: {problem}"));
        let (from, to) = place.info.data_offsets;
        let mut bytes = vec![0; to - from];
        let mut file = File::open(&self.files[place.file]).map_err(|error| named(&error))?;
        file.seek(SeekFrom::Start(place.start)).map_err(|error| named(&error))?;
        file.read_exact(&mut bytes).map_err(|error| named(&error))?;
        let stored = DType::try_from(place.info.dtype).map_err(|error| named(&error))?;
        // Converted before it is moved, so that an accelerator holds no tensor twice.
        let tensor = Tensor::from_raw_buffer(&bytes, stored, &place.info.shape, &Device::Cpu)?;
        tensor.to_dtype(dtype)?.to_device(device)
    }
}

impl SimpleBackend for TensorFiles {
    fn get(&self, shape: Shape, name: &str, _: Init, dtype: DType, device: &Device) -> Result<Tensor> {
        let place = self.place(name)?;
        if place.info.shape != shape.dims() {
            let (found, wanted) = (&place.info.shape, shape.dims());
            return Err(Error::Msg(format!("the tensor `{name}` is {found:?} where config.json asks for {wanted:?}")));
        }
        self.read(name, place, dtype, device)
    }

    fn get_unchecked(&self, name: &str, dtype: DType, device: &Device) -> Result<Tensor> {
        self.read(name, self.place(name)?, dtype, device)
    }

    fn contains_tensor(&self, name: &str) -> bool {
        self.places.contains_key(name)
    }
}

/// Where the tensors of a file begin, how long the file is, and its header.
fn read_header(path: &Path) -> std::result::Result<(u64, u64, Metadata), EncoderError> {
    let read = |source| EncoderError::Read { path: path.to_owned(), source };
    let broken = |problem: String| EncoderError::Broken { path: path.to_owned(), problem };
    let mut file = File::open(path).map_err(read)?;
    let length = file.metadata().map_err(read)?.len();
    let mut size = [0; 8];
    if length < 8 {
        return Err(broken(format!("it has {length} bytes and no header")));
    }
    file.read_exact(&mut size).map_err(read)?;
    let size = u64::from_le_bytes(size);
    if size > LONGEST_HEADER.min(length - 8) {
        return Err(broken(format!("its header of {size} bytes does not fit a file of {length}")));
    }
    let mut header = vec![0; size as usize];
    file.read_exact(&mut header).map_err(read)?;
    let header = serde_json::from_slice(&header).map_err(|error| broken(format!("its header: {error}")))?;
    Ok((8 + size, length, header))
}
