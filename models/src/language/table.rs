//! The tables: their file, and what they say of a text.

use std::borrow::Cow;

use super::features::Words;

/// The first bytes of the file: kind and version.
const MAGIC: &[u8; 4] = b"YLT1";
/// Magic, two powers of buckets, two bytes of padding, two scales.
const HEAD: usize = 16;

/// Why tables of languages cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum LanguageTableError {
    /// The file is of another kind or version.
    #[error("this is no file of language tables; make it with train-language")]
    Kind,
    /// The file is cut or has something after its end.
    #[error("the file of language tables has {found} bytes where its head tells of {expected}; make it anew")]
    Length {
        /// Bytes that there are.
        found: usize,
        /// Bytes by the head.
        expected: usize,
    },
}

/// Weights of hashed features by language, one byte each.
#[derive(Clone, Debug)]
pub struct LanguageTables {
    bytes: Cow<'static, [u8]>,
    latin: Span,
    cyrillic: Span,
}

/// Where a table lies and how it is read.
#[derive(Clone, Copy, Debug)]
struct Span {
    start: usize,
    mask: u64,
    scale: f32,
}

impl LanguageTables {
    /// The tables that ship.
    #[must_use]
    pub fn shipped() -> Self {
        let bytes = include_bytes!("../../language/weights.bin");
        Self::read(Cow::Borrowed(bytes)).expect("the tables that ship were read when they were made")
    }

    /// Reads tables from the bytes of their file; nothing is copied or unpacked.
    ///
    /// # Errors
    /// The bytes are no such file, or not a whole one.
    pub fn read(bytes: Cow<'static, [u8]>) -> Result<Self, LanguageTableError> {
        let head =
            bytes.first_chunk::<HEAD>().filter(|head| head.starts_with(MAGIC)).ok_or(LanguageTableError::Kind)?;
        let [latin, cyrillic] = [head[4], head[5]].map(|power| 1_usize << power.min(24));
        let scale = |at: usize| f32::from_le_bytes([head[at], head[at + 1], head[at + 2], head[at + 3]]);
        let expected = HEAD + 2 * latin + cyrillic;
        let (latin_scale, cyrillic_scale) = (scale(8), scale(12));
        if bytes.len() != expected {
            return Err(LanguageTableError::Length { found: bytes.len(), expected });
        }
        let latin_span = Span { start: HEAD, mask: latin as u64 - 1, scale: latin_scale };
        let cyrillic_span = Span { start: HEAD + 2 * latin, mask: cyrillic as u64 - 1, scale: cyrillic_scale };
        Ok(Self { bytes, latin: latin_span, cyrillic: cyrillic_span })
    }

    /// The file of tables. Rows are weights in units of their scale; a Latin row is Uzbek and Russian against English, a Cyrillic
    /// one Uzbek against Russian.
    ///
    /// # Panics
    /// A table's length is no power of two.
    #[must_use]
    pub fn write(latin: (&[[i8; 2]], f32), cyrillic: (&[i8], f32)) -> Vec<u8> {
        assert!(latin.0.len().is_power_of_two() && cyrillic.0.len().is_power_of_two(), "buckets are chosen by a mask");
        let mut file = MAGIC.to_vec();
        // A table of a power of two buckets has fewer than 256 bits.
        file.extend([latin.0.len().trailing_zeros() as u8, cyrillic.0.len().trailing_zeros() as u8, 0, 0]);
        file.extend(latin.1.to_le_bytes().into_iter().chain(cyrillic.1.to_le_bytes()));
        file.extend(latin.0.iter().flatten().chain(cyrillic.0).map(|weight| weight.cast_unsigned()));
        file
    }

    /// The log odds of Uzbek and of Russian against English, in nats, of words in Latin letters.
    #[must_use]
    pub fn latin(&self, words: &Words) -> [f32; 2] {
        let mut sums = [0_i32; 2];
        words.for_each_feature(|feature| {
            let row = self.latin.start + 2 * (feature & self.latin.mask) as usize;
            sums[0] += i32::from(self.bytes[row].cast_signed());
            sums[1] += i32::from(self.bytes[row + 1].cast_signed());
        });
        sums.map(|sum| sum as f32 * self.latin.scale)
    }

    /// The log odds of Uzbek against Russian, in nats, of words in Cyrillic letters.
    #[must_use]
    pub fn cyrillic(&self, words: &Words) -> f32 {
        let mut sum = 0_i32;
        words.for_each_feature(|feature| {
            let row = self.cyrillic.start + (feature & self.cyrillic.mask) as usize;
            sum += i32::from(self.bytes[row].cast_signed());
        });
        sum as f32 * self.cyrillic.scale
    }
}
