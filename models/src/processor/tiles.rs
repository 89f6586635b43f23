//! Weights as tiles: sixteen rows of a matrix side by side, in as many bytes as in the file.
//!
//! A GGUF file stores a matrix row by row, in blocks of 32 or 256 values that share scales. A product wants the same four
//! values of sixteen rows next to each other, so that one instruction gives sixteen columns of the result. A tile holds
//! sixteen rows, each part in a stretch of its own: quants, upper bits, scales, minima, factors. Values are not changed:
//! what a tile means is what candle unpacks from the blocks (tested). Block formats: ggml's `ggml-common.h`.

use candle_core::quantized::GgmlDType;

use super::lanes::LINE;

/// Rows of a tile.
pub(super) const ROWS: usize = 16;

/// The block formats that have tiles.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    Q4K,
    Q6K,
    Q8_0,
    Q5_0,
}

/// How many activations share a scale in a product with a format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Grain {
    /// 256, as ggml's `Q8_K`.
    Coarse,
    /// 32, as ggml's `Q8_0`.
    Fine,
}

/// Where the parts of a tile begin, in bytes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Parts {
    /// Blocks in a row.
    pub(super) blocks: usize,
    /// Upper bits (Q6K, Q5_0).
    pub(super) upper: usize,
    /// Scales of parts of a block (Q4K, Q6K).
    pub(super) scales: usize,
    /// Minima of parts of a block, by pairs of parts (Q4K).
    pub(super) minima: usize,
    /// A factor in f16 for each block and row.
    pub(super) factors: usize,
    /// A factor of the minima in f16 (Q4K).
    pub(super) minimum_factors: usize,
    /// The whole tile.
    pub(super) bytes: usize,
}

impl Format {
    pub(super) fn of(dtype: GgmlDType) -> Option<Self> {
        match dtype {
            GgmlDType::Q4K => Some(Self::Q4K),
            GgmlDType::Q6K => Some(Self::Q6K),
            GgmlDType::Q8_0 => Some(Self::Q8_0),
            GgmlDType::Q5_0 => Some(Self::Q5_0),
            _ => None,
        }
    }

    pub(super) fn grain(self) -> Grain {
        match self {
            Self::Q4K | Self::Q6K => Grain::Coarse,
            Self::Q8_0 | Self::Q5_0 => Grain::Fine,
        }
    }

    /// Bytes of a block in the file.
    pub(super) fn block_bytes(self) -> usize {
        match self {
            Self::Q4K => 144,
            Self::Q6K => 210,
            Self::Q8_0 => 34,
            Self::Q5_0 => 22,
        }
    }

    /// The parts of a tile of rows with this many values.
    pub(super) fn parts(self, width: usize) -> Parts {
        let blocks = width / self.grain().values();
        let factors = ROWS * 2;
        let [quants, upper, scales, minima, minimum_factors] = match self {
            Self::Q4K => [32 * LINE, 0, 8 * ROWS, 8 * ROWS, factors],
            Self::Q6K => [32 * LINE, 16 * LINE, 16 * ROWS, 0, 0],
            Self::Q8_0 => [8 * LINE, 0, 0, 0, 0],
            Self::Q5_0 => [4 * LINE, LINE, 0, 0, 0],
        };
        let mut end = 0;
        let mut next = |bytes: usize| {
            let start = end;
            end += bytes * blocks;
            start
        };
        next(quants);
        let (upper, scales, minima) = (next(upper), next(scales), next(minima));
        let (factors, minimum_factors) = (next(factors), next(minimum_factors));
        // Every tile begins on a line of the cache.
        Parts { blocks, upper, scales, minima, factors, minimum_factors, bytes: end.next_multiple_of(LINE) }
    }
}

impl Grain {
    /// Values of a block.
    pub(super) fn values(self) -> usize {
        match self {
            Self::Coarse => 256,
            Self::Fine => 32,
        }
    }
}

/// Packs up to sixteen rows of blocks; rows that are missing are zeros.
pub(super) fn pack(format: Format, parts: &Parts, rows: &[u8], tile: &mut [u8]) {
    let block_bytes = format.block_bytes();
    for (row, blocks) in rows.chunks_exact(parts.blocks * block_bytes).enumerate() {
        for (block, bytes) in blocks.chunks_exact(block_bytes).enumerate() {
            let target = Target { parts, tile: &mut *tile, row, block };
            match format {
                Format::Q4K => target.q4k(bytes),
                Format::Q6K => target.q6k(bytes),
                Format::Q8_0 => target.q8_0(bytes),
                Format::Q5_0 => target.q5_0(bytes),
            }
        }
    }
}

/// The place of a block in a tile.
struct Target<'a> {
    parts: &'a Parts,
    tile: &'a mut [u8],
    row: usize,
    block: usize,
}

/// The lower four bits of each byte.
const NIBBLES: u32 = 0x0F0F_0F0F;

impl Target<'_> {
    fn q4k(self, bytes: &[u8]) {
        let (factors, quants) = bytes.split_at(16);
        let Parts { scales, minima, factors: at_factors, minimum_factors, .. } = *self.parts;
        let (row, block) = (self.row, self.block);
        copy(self.tile, at_factors + (block * ROWS + row) * 2, &factors[..2]);
        copy(self.tile, minimum_factors + (block * ROWS + row) * 2, &factors[2..4]);
        for part in 0..8 {
            let (scale, minimum) = six_bits(part, &factors[4..16]);
            self.tile[scales + (block * 8 + part) * ROWS + row] = scale;
            self.tile[minima + block * 8 * ROWS + (part / 2) * 2 * ROWS + row * 2 + part % 2] = minimum;
        }
        let quants: [u32; 32] = words(quants);
        for (chunk, words) in quants.chunks_exact(8).enumerate() {
            for (line, pair) in words.chunks_exact(2).enumerate() {
                let even = pair[0] & NIBBLES | (pair[1] & NIBBLES) << 4;
                let odd = pair[0] >> 4 & NIBBLES | pair[1] & !NIBBLES;
                let at = block * 32 + chunk * 8 + line;
                copy(self.tile, at * LINE + row * 4, &even.to_le_bytes());
                copy(self.tile, (at + 4) * LINE + row * 4, &odd.to_le_bytes());
            }
        }
    }

    fn q6k(self, bytes: &[u8]) {
        let Parts { upper, scales, factors, .. } = *self.parts;
        let (row, block) = (self.row, self.block);
        copy(self.tile, factors + (block * ROWS + row) * 2, &bytes[208..210]);
        for part in 0..16 {
            self.tile[scales + (block * 16 + part) * ROWS + row] = bytes[192 + part];
        }
        let low: [u32; 32] = words(&bytes[..128]);
        let high: [u32; 16] = words(&bytes[128..192]);
        for half in 0..2 {
            for quarter in 0..4 {
                for piece in 0..2 {
                    let part = half * 8 + quarter * 2 + piece;
                    let mut above = 0;
                    let mut below = [0; 4];
                    for (group, below) in below.iter_mut().enumerate() {
                        let word = piece * 4 + group;
                        let nibbles = low[half * 16 + (quarter % 2) * 8 + word];
                        *below = nibbles >> (quarter / 2 * 4) & NIBBLES;
                        above |= (high[half * 8 + word] >> (quarter * 2) & 0x0303_0303) << (group * 2);
                    }
                    let at = (block * 16 + part) * 2 * LINE + row * 4;
                    copy(self.tile, at, &(below[0] | below[1] << 4).to_le_bytes());
                    copy(self.tile, at + LINE, &(below[2] | below[3] << 4).to_le_bytes());
                    copy(self.tile, upper + (block * 16 + part) * LINE + row * 4, &above.to_le_bytes());
                }
            }
        }
    }

    fn q8_0(self, bytes: &[u8]) {
        let (row, block) = (self.row, self.block);
        copy(self.tile, self.parts.factors + (block * ROWS + row) * 2, &bytes[..2]);
        let quants: [u32; 8] = words(&bytes[2..]);
        for (line, word) in quants.iter().enumerate() {
            // 128 more: the product takes unsigned weights.
            copy(self.tile, (block * 8 + line) * LINE + row * 4, &(word ^ 0x8080_8080).to_le_bytes());
        }
    }

    fn q5_0(self, bytes: &[u8]) {
        let (row, block) = (self.row, self.block);
        copy(self.tile, self.parts.factors + (block * ROWS + row) * 2, &bytes[..2]);
        let [upper]: [u32; 1] = words(&bytes[2..6]);
        let quants: [u32; 4] = words(&bytes[6..]);
        let group = |group: usize| quants[group % 4] >> (group / 4 * 4) & NIBBLES;
        for line in 0..4 {
            let word = group(2 * line) | group(2 * line + 1) << 4;
            copy(self.tile, (block * 4 + line) * LINE + row * 4, &word.to_le_bytes());
        }
        // For each group of four values a mask of 64 bits, four for each row.
        for group in 0..8 {
            let bits = (upper >> (group * 4) & 0xF) as u8;
            self.tile[self.parts.upper + block * LINE + group * 8 + row / 2] |= bits << (row % 2 * 4);
        }
    }
}

/// Unpacks one row of a tile.
pub(super) fn unpack_row(format: Format, parts: &Parts, tile: &[u8], row: usize, out: &mut [f32]) {
    let half = |at: usize| f16(&tile[at + row * 2..]);
    let line = |at: usize| -> [u8; 4] { std::array::from_fn(|byte| tile[at * LINE + row * 4 + byte]) };
    for (block, out) in out.chunks_exact_mut(format.grain().values()).enumerate() {
        let factor = half(parts.factors + block * ROWS * 2);
        match format {
            Format::Q4K => {
                let minimum_factor = half(parts.minimum_factors + block * ROWS * 2);
                for (index, value) in out.iter_mut().enumerate() {
                    let (part, within) = (index / 32, index % 32);
                    let byte = line(block * 32 + part * 4 + within / 8)[within % 4];
                    let quant = byte >> (within / 4 % 2 * 4) & 0xF;
                    let scale = tile[parts.scales + (block * 8 + part) * ROWS + row];
                    let minimum = tile[parts.minima + (block * 8 + part / 2 * 2) * ROWS + row * 2 + part % 2];
                    *value = factor * f32::from(scale) * f32::from(quant) - minimum_factor * f32::from(minimum);
                }
            }
            Format::Q6K => {
                for (index, value) in out.iter_mut().enumerate() {
                    let (part, within) = (index / 16, index % 16);
                    let group = within / 4;
                    let low = line((block * 16 + part) * 2 + group / 2)[within % 4] >> (group % 2 * 4) & 0xF;
                    let above = tile[parts.upper + (block * 16 + part) * LINE + row * 4 + within % 4];
                    let quant = low | (above >> (group * 2) & 3) << 4;
                    let scale = tile[parts.scales + (block * 16 + part) * ROWS + row].cast_signed();
                    *value = factor * f32::from(scale) * (f32::from(quant) - 32.0);
                }
            }
            Format::Q8_0 => {
                for (index, value) in out.iter_mut().enumerate() {
                    *value = factor * (f32::from(line(block * 8 + index / 4)[index % 4]) - 128.0);
                }
            }
            Format::Q5_0 => {
                for (index, value) in out.iter_mut().enumerate() {
                    let group = index / 4;
                    let low = line(block * 4 + group / 2)[index % 4] >> (group % 2 * 4) & 0xF;
                    let bits = tile[parts.upper + block * LINE + group * 8 + row / 2] >> (row % 2 * 4);
                    let quant = low | (bits >> (index % 4) & 1) << 4;
                    *value = factor * (f32::from(quant) - 16.0);
                }
            }
        }
    }
}

fn copy(tile: &mut [u8], at: usize, bytes: &[u8]) {
    tile[at..at + bytes.len()].copy_from_slice(bytes);
}

fn words<const N: usize>(bytes: &[u8]) -> [u32; N] {
    std::array::from_fn(|word| {
        let at = word * 4;
        u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
    })
}

/// Scale and minimum of a part, from the twelve bytes in which ggml packs eight of each.
fn six_bits(part: usize, packed: &[u8]) -> (u8, u8) {
    match part {
        0..4 => (packed[part] & 63, packed[part + 4] & 63),
        _ => (packed[part + 4] & 0x0F | (packed[part - 4] >> 6) << 4, packed[part + 4] >> 4 | (packed[part] >> 6) << 4),
    }
}

/// A number in f16 at the beginning of these bytes.
fn f16(bytes: &[u8]) -> f32 {
    half::f16::from_le_bytes([bytes[0], bytes[1]]).to_f32()
}
