//! A GGUF file's head: its keys and its table of tensors. Format: <https://github.com/ggml-org/ggml/blob/master/docs/gguf.md>.
//!
//! candle reads heads too, but does not say at which key or tensor a file breaks, multiplies sizes that do not fit, and divides by
//! an alignment of zero. Here every error names its place, and no length is believed for which the file is too short.

use std::{collections::HashMap, io::Read};

use candle_core::{
    Result, Shape, bail,
    quantized::{
        GgmlDType,
        gguf_file::{Content, DEFAULT_ALIGNMENT, TensorInfo, Value, VersionedMagic},
    },
};

/// First bytes of a file.
const MAGIC: [u8; 4] = *b"GGUF";
/// Longest name of a key or a tensor, in bytes; those of real files stay below a hundred.
const LONGEST_NAME: u64 = 512;
/// Sizes of a tensor at most, as in ggml.
const MOST_SIZES: u32 = 4;
/// How the format numbers texts among the kinds of values.
const TEXT: u32 = 8;
/// How it numbers lists.
const LIST: u32 = 9;

/// Reads the head of a file of this length.
///
/// # Errors
/// The file is no GGUF file, ends early, or holds what the format does not know; the key or the tensor is named.
pub(super) fn read(reader: &mut impl Read, length: u64) -> Result<Content> {
    let mut head = Head { reader, length, position: 0, wide: true, place: "its first bytes".to_owned() };
    if head.bytes()? != MAGIC {
        bail!("it is no GGUF file");
    }
    let magic = match head.u32()? {
        1 => VersionedMagic::GgufV1,
        2 => VersionedMagic::GgufV2,
        3 => VersionedMagic::GgufV3,
        version => bail!("version {version} of the format is not known"),
    };
    head.wide = !matches!(magic, VersionedMagic::GgufV1);
    let tensors = head.count(1)?;
    let keys = head.count(1)?;
    let mut metadata = HashMap::new();
    for _ in 0..keys {
        let key = head.name("the key")?;
        let kind = head.u32()?;
        let value = head.value(kind)?;
        if metadata.insert(key, value).is_some() {
            bail!("{} stands twice", head.place);
        }
    }
    let mut tensor_infos = HashMap::new();
    for _ in 0..tensors {
        let name = head.name("the tensor")?;
        let info = head.tensor()?;
        if tensor_infos.insert(name, info).is_some() {
            bail!("{} stands twice", head.place);
        }
    }
    let alignment = match metadata.get("general.alignment") {
        None => DEFAULT_ALIGNMENT,
        Some(Value::U32(alignment)) if alignment.is_power_of_two() => u64::from(*alignment),
        Some(_) => bail!("the key `general.alignment` is no power of two"),
    };
    let tensor_data_offset = head.position.next_multiple_of(alignment);
    Ok(Content { magic, metadata, tensor_infos, tensor_data_offset })
}

struct Head<'a, R> {
    reader: &'a mut R,
    length: u64,
    position: u64,
    /// Whether lengths have eight bytes.
    wide: bool,
    /// What is being read, for messages.
    place: String,
}

impl<R: Read> Head<'_, R> {
    fn fill(&mut self, bytes: &mut [u8]) -> Result<()> {
        if let Err(error) = self.reader.read_exact(bytes) {
            bail!("{} cannot be read: {error}", self.place);
        }
        self.position += bytes.len() as u64;
        Ok(())
    }

    fn bytes<const N: usize>(&mut self) -> Result<[u8; N]> {
        let mut bytes = [0; N];
        self.fill(&mut bytes)?;
        Ok(bytes)
    }

    fn u32(&mut self) -> Result<u32> {
        Ok(u32::from_le_bytes(self.bytes()?))
    }

    fn u64(&mut self) -> Result<u64> {
        Ok(u64::from_le_bytes(self.bytes()?))
    }

    /// A number of things that have at least this many bytes each.
    fn count(&mut self, bytes: u64) -> Result<u64> {
        let count = if self.wide { self.u64()? } else { u64::from(self.u32()?) };
        let left = self.length.saturating_sub(self.position);
        if count.checked_mul(bytes).is_none_or(|bytes| bytes > left) {
            bail!("{} counts {count} where {left} bytes are left of the file", self.place);
        }
        Ok(count)
    }

    fn text(&mut self, length: u64) -> Result<String> {
        let mut bytes = vec![0; usize::try_from(length).map_err(candle_core::Error::wrap)?];
        self.fill(&mut bytes)?;
        // Some files end their texts with a zero, and some hold what is no UTF-8.
        while bytes.last() == Some(&0) {
            bytes.pop();
        }
        Ok(String::from_utf8(bytes).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned()))
    }

    /// The name of a key or a tensor, which is the place from here on.
    fn name(&mut self, what: &str) -> Result<String> {
        let before = std::mem::take(&mut self.place);
        self.place = format!("{what} behind {}", before.rsplit(" behind ").next().unwrap_or(&before));
        let length = self.count(1)?;
        if length > LONGEST_NAME {
            bail!("{} has a name of {length} bytes", self.place);
        }
        let name = self.text(length)?;
        self.place = format!("{what} `{}`", name.escape_debug());
        Ok(name)
    }

    fn value(&mut self, kind: u32) -> Result<Value> {
        Ok(match kind {
            0 => Value::U8(u8::from_le_bytes(self.bytes()?)),
            1 => Value::I8(i8::from_le_bytes(self.bytes()?)),
            2 => Value::U16(u16::from_le_bytes(self.bytes()?)),
            3 => Value::I16(i16::from_le_bytes(self.bytes()?)),
            4 => Value::U32(self.u32()?),
            5 => Value::I32(i32::from_le_bytes(self.bytes()?)),
            6 => Value::F32(f32::from_le_bytes(self.bytes()?)),
            7 => match self.bytes()? {
                [0] => Value::Bool(false),
                [1] => Value::Bool(true),
                [other] => bail!("{} is {other} where it has to be true or false", self.place),
            },
            TEXT => {
                let length = self.count(1)?;
                Value::String(self.text(length)?)
            }
            LIST => {
                let kind = self.u32()?;
                if kind == LIST {
                    bail!("{} is a list of lists", self.place);
                }
                let count = self.count(least_bytes(kind))?;
                Value::Array((0..count).map(|_| self.value(kind)).collect::<Result<_>>()?)
            }
            10 => Value::U64(self.u64()?),
            11 => Value::I64(i64::from_le_bytes(self.bytes()?)),
            12 => Value::F64(f64::from_le_bytes(self.bytes()?)),
            kind => bail!("{} is of kind {kind}, which is not known", self.place),
        })
    }

    fn tensor(&mut self) -> Result<TensorInfo> {
        let count = self.u32()?;
        if count > MOST_SIZES {
            bail!("{} has {count} sizes, more than {MOST_SIZES}", self.place);
        }
        let mut sizes = Vec::new();
        for _ in 0..count {
            let size = if self.wide { self.u64()? } else { u64::from(self.u32()?) };
            sizes.push(usize::try_from(size).map_err(candle_core::Error::wrap)?);
        }
        // The file names the size of a row first.
        let row = sizes.first().copied().unwrap_or(1);
        sizes.reverse();
        let number = self.u32()?;
        let Some(ggml_dtype) = dtype(number) else {
            bail!("{} is of type {number}, which is not known", self.place);
        };
        let block = ggml_dtype.block_size();
        let numbers = sizes.iter().try_fold(1_usize, |numbers, size| numbers.checked_mul(*size));
        let fits = numbers.is_some_and(|numbers| numbers > 0 && numbers as u64 / block as u64 <= self.length);
        if !fits || !row.is_multiple_of(block) {
            bail!("{} is {sizes:?}, which {ggml_dtype:?} in a file of {} bytes cannot be", self.place, self.length);
        }
        Ok(TensorInfo { ggml_dtype, shape: Shape::from(sizes), offset: self.u64()? })
    }
}

/// Bytes that a value of a kind has at least.
fn least_bytes(kind: u32) -> u64 {
    match kind {
        2 | 3 => 2,
        4..=6 => 4,
        TEXT => 4,
        10..=12 => 8,
        _ => 1,
    }
}

/// The types of tensors that candle knows, by ggml's numbers.
fn dtype(number: u32) -> Option<GgmlDType> {
    Some(match number {
        0 => GgmlDType::F32,
        1 => GgmlDType::F16,
        2 => GgmlDType::Q4_0,
        3 => GgmlDType::Q4_1,
        6 => GgmlDType::Q5_0,
        7 => GgmlDType::Q5_1,
        8 => GgmlDType::Q8_0,
        10 => GgmlDType::Q2K,
        11 => GgmlDType::Q3K,
        12 => GgmlDType::Q4K,
        13 => GgmlDType::Q5K,
        14 => GgmlDType::Q6K,
        30 => GgmlDType::BF16,
        _ => return None,
    })
}
