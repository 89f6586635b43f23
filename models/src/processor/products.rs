//! The product of a tile with rows of activations.
//!
//! For each line of weights, four values of sixteen columns, one instruction a row of activations. Up to [`TOGETHER`] rows
//! share the loading and unpacking of the weights. Sums are whole numbers within a part of a block and real numbers
//! beyond it.

use super::{
    activations::Activations,
    lanes::{LINE, Lanes, Narrow, Wide, is_wide, prefetch},
    tiles::{Format, Parts, ROWS},
};

/// Rows of activations that are multiplied at once; more would not fit the registers.
pub(super) const TOGETHER: usize = 8;

/// Up to so many rows, memory is slower than arithmetic.
const WAITING: usize = 4;

/// Where a product goes: column `first` of rows of `width`, of which `columns` exist.
pub(super) struct Out {
    pub(super) values: *mut f32,
    pub(super) width: usize,
    pub(super) first: usize,
    pub(super) columns: usize,
}

/// Multiplies all rows of activations with a tile.
///
/// # Safety
/// `tile` holds the parts; the activations have the tile's width and the format's grain; nobody else writes these columns.
pub(super) unsafe fn multiply(format: Format, parts: &Parts, tile: &[u8], input: &Activations, out: &Out) {
    let reach = if is_wide() { Reach::Wide } else { Reach::Narrow };
    // SAFETY: as the caller promises; the reach is the processor's.
    unsafe { multiply_with(reach, format, parts, tile, input, out) }
}

/// Which instructions a product uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    /// AVX-512 with VNNI.
    Wide,
    /// AVX2.
    Narrow,
}

impl Reach {
    /// Those that this processor has.
    #[cfg(test)]
    pub(super) fn here() -> impl Iterator<Item = Self> {
        [Self::Wide, Self::Narrow].into_iter().filter(|reach| *reach == Self::Narrow || is_wide())
    }
}

/// [`multiply`] by chosen instructions.
///
/// # Safety
/// As [`multiply`]; the processor has the instructions.
pub(super) unsafe fn multiply_with(
    reach: Reach,
    format: Format,
    parts: &Parts,
    tile: &[u8],
    input: &Activations,
    out: &Out,
) {
    let mut row = 0;
    while row < input.rows() {
        let count = (input.rows() - row).min(TOGETHER);
        let product = Product { format, parts, tile, input, row };
        // SAFETY: the caller knows the processor, and every processor that this build starts on has AVX2.
        unsafe {
            match reach {
                Reach::Wide => product.wide(count, out),
                Reach::Narrow => product.narrow(count, out),
            }
        }
        row += count;
    }
}

/// One tile and a few rows.
struct Product<'a> {
    format: Format,
    parts: &'a Parts,
    tile: &'a [u8],
    input: &'a Activations,
    row: usize,
}

impl Product<'_> {
    #[target_feature(enable = "avx512f,avx512bw,avx512vnni,avx2,fma,f16c")]
    unsafe fn wide(&self, count: usize, out: &Out) {
        unsafe { self.by_count::<Wide>(count, out) }
    }

    #[target_feature(enable = "avx2,fma,f16c")]
    unsafe fn narrow(&self, count: usize, out: &Out) {
        unsafe { self.by_count::<Narrow>(count, out) }
    }

    #[inline(always)]
    unsafe fn by_count<L: Lanes>(&self, count: usize, out: &Out) {
        unsafe {
            match count {
                1 => self.by_format::<L, 1>(out),
                2 => self.by_format::<L, 2>(out),
                3 => self.by_format::<L, 3>(out),
                4 => self.by_format::<L, 4>(out),
                5 => self.by_format::<L, 5>(out),
                6 => self.by_format::<L, 6>(out),
                7 => self.by_format::<L, 7>(out),
                _ => self.by_format::<L, TOGETHER>(out),
            }
        }
    }

    #[inline(always)]
    unsafe fn by_format<L: Lanes, const N: usize>(&self, out: &Out) {
        unsafe {
            let values = match self.format {
                Format::Q4K => self.q4k::<L, N>(),
                Format::Q6K => self.q6k::<L, N>(),
                Format::Q8_0 => self.q8_0::<L, N>(),
                Format::Q5_0 => self.q5_0::<L, N>(),
            };
            for (index, values) in values.into_iter().enumerate() {
                let target = out.values.add((self.row + index) * out.width + out.first);
                if out.columns == ROWS {
                    L::store(values, target);
                } else {
                    let mut all = [0.0; ROWS];
                    L::store(values, all.as_mut_ptr());
                    std::ptr::copy_nonoverlapping(all.as_ptr(), target, out.columns);
                }
            }
        }
    }

    /// A line of weights; with few rows it is asked for ahead.
    #[inline(always)]
    unsafe fn line<L: Lanes, const N: usize>(&self, at: usize) -> L::Bytes {
        unsafe {
            let line = self.tile.as_ptr().add(at);
            if N <= WAITING {
                prefetch(line);
            }
            L::bytes(line)
        }
    }

    /// Four quants of a row from this one of the row on.
    #[inline(always)]
    unsafe fn four(&self, row: usize, quant: usize) -> i32 {
        unsafe {
            self.input.quants.as_ptr().add((self.row + row) * self.input.width() + quant).cast::<i32>().read_unaligned()
        }
    }

    #[inline(always)]
    unsafe fn scale(&self, row: usize, block: usize) -> f32 {
        unsafe { *self.input.scales.get_unchecked((self.row + row) * self.parts.blocks + block) }
    }

    #[inline(always)]
    unsafe fn q4k<L: Lanes, const N: usize>(&self) -> [L::Reals; N] {
        unsafe {
            let tile = self.tile.as_ptr();
            let mut result = [L::reals(0.0); N];
            for block in 0..self.parts.blocks {
                let mut inner = [L::reals(0.0); N];
                for part in 0..8 {
                    let mut sums = [L::sums(0); N];
                    for line in 0..4 {
                        let bytes = self.line::<L, N>((block * 32 + part * 4 + line) * LINE);
                        let (low, high) = L::nibbles(bytes);
                        let quant = block * 256 + part * 32 + line * 8;
                        for (row, sums) in sums.iter_mut().enumerate() {
                            *sums = L::dot(*sums, low, self.four(row, quant));
                            *sums = L::dot(*sums, high, self.four(row, quant + 4));
                        }
                    }
                    let scale = L::from_u8(tile.add(self.parts.scales + (block * 8 + part) * ROWS));
                    for (inner, sums) in inner.iter_mut().zip(sums) {
                        *inner = L::add_product(L::real(sums), scale, *inner);
                    }
                }
                let mut least = [L::sums(0); N];
                for pair in 0..4 {
                    let minima = tile.add(self.parts.minima + (block * 4 + pair) * 2 * ROWS);
                    for (row, least) in least.iter_mut().enumerate() {
                        let at = ((self.row + row) * self.parts.blocks + block) * 8 + pair * 2;
                        let two = self.input.pairs.as_ptr().add(at).cast::<i32>().read_unaligned();
                        *least = L::dot_pairs(*least, minima, two);
                    }
                }
                let factor = L::from_f16(tile.add(self.parts.factors + block * ROWS * 2));
                let minimum_factor = L::from_f16(tile.add(self.parts.minimum_factors + block * ROWS * 2));
                for (row, result) in result.iter_mut().enumerate() {
                    let scale = self.scale(row, block);
                    *result = L::add_product(inner[row], L::mul(factor, L::reals(scale)), *result);
                    *result = L::add_product(L::real(least[row]), L::mul(minimum_factor, L::reals(-scale)), *result);
                }
            }
            result
        }
    }

    #[inline(always)]
    unsafe fn q6k<L: Lanes, const N: usize>(&self) -> [L::Reals; N] {
        unsafe {
            let tile = self.tile.as_ptr();
            let mut result = [L::reals(0.0); N];
            for block in 0..self.parts.blocks {
                let mut inner = [L::reals(0.0); N];
                for part in 0..16 {
                    let at = block * 16 + part;
                    let above = self.line::<L, N>(self.parts.upper + at * LINE);
                    let (first, second) = L::nibbles(self.line::<L, N>(at * 2 * LINE));
                    let (third, fourth) = L::nibbles(self.line::<L, N>((at * 2 + 1) * LINE));
                    let groups = [
                        L::with_two_bits::<0>(first, above),
                        L::with_two_bits::<1>(second, above),
                        L::with_two_bits::<2>(third, above),
                        L::with_two_bits::<3>(fourth, above),
                    ];
                    let scale = L::from_i8(tile.add(self.parts.scales + at * ROWS));
                    for (row, inner) in inner.iter_mut().enumerate() {
                        // The weights lack 32.
                        let sum = *self.input.sums.get_unchecked((self.row + row) * self.parts.blocks * 16 + at);
                        let mut sums = L::sums(-32 * sum);
                        for (index, group) in groups.into_iter().enumerate() {
                            sums = L::dot(sums, group, self.four(row, at * 16 + index * 4));
                        }
                        *inner = L::add_product(L::real(sums), scale, *inner);
                    }
                }
                let factor = L::from_f16(tile.add(self.parts.factors + block * ROWS * 2));
                for (row, result) in result.iter_mut().enumerate() {
                    let factor = L::mul(factor, L::reals(self.scale(row, block)));
                    *result = L::add_product(inner[row], factor, *result);
                }
            }
            result
        }
    }

    #[inline(always)]
    unsafe fn q8_0<L: Lanes, const N: usize>(&self) -> [L::Reals; N] {
        unsafe {
            let mut result = [L::reals(0.0); N];
            for block in 0..self.parts.blocks {
                let mut sums = self.lacking::<L, N>(block, 128);
                for line in 0..8 {
                    let bytes = self.line::<L, N>((block * 8 + line) * LINE);
                    for (row, sums) in sums.iter_mut().enumerate() {
                        *sums = L::dot_wide(*sums, bytes, self.four(row, block * 32 + line * 4));
                    }
                }
                self.add::<L, N>(block, sums, &mut result);
            }
            result
        }
    }

    #[inline(always)]
    unsafe fn q5_0<L: Lanes, const N: usize>(&self) -> [L::Reals; N] {
        unsafe {
            let tile = self.tile.as_ptr();
            let mut result = [L::reals(0.0); N];
            for block in 0..self.parts.blocks {
                let mut sums = self.lacking::<L, N>(block, 16);
                let masks = tile.add(self.parts.upper + block * LINE).cast::<u64>();
                for line in 0..4 {
                    let (low, high) = L::nibbles(self.line::<L, N>((block * 4 + line) * LINE));
                    let low = L::with_bit(low, masks.add(2 * line).read_unaligned());
                    let high = L::with_bit(high, masks.add(2 * line + 1).read_unaligned());
                    for (row, sums) in sums.iter_mut().enumerate() {
                        *sums = L::dot(*sums, low, self.four(row, block * 32 + line * 8));
                        *sums = L::dot(*sums, high, self.four(row, block * 32 + line * 8 + 4));
                    }
                }
                self.add::<L, N>(block, sums, &mut result);
            }
            result
        }
    }

    /// What each row's sum begins with, where the weights of a block lack `offset`.
    #[inline(always)]
    unsafe fn lacking<L: Lanes, const N: usize>(&self, block: usize, offset: i32) -> [L::Sums; N] {
        unsafe {
            let mut sums = [L::sums(0); N];
            for (row, sums) in sums.iter_mut().enumerate() {
                let sum = *self.input.sums.get_unchecked((self.row + row) * self.parts.blocks + block);
                *sums = L::sums(-offset * sum);
            }
            sums
        }
    }

    /// Adds a block's sums by the factors of weights and activations.
    #[inline(always)]
    unsafe fn add<L: Lanes, const N: usize>(&self, block: usize, sums: [L::Sums; N], result: &mut [L::Reals; N]) {
        unsafe {
            let factor = L::from_f16(self.tile.as_ptr().add(self.parts.factors + block * ROWS * 2));
            for (row, result) in result.iter_mut().enumerate() {
                let factor = L::mul(factor, L::reals(self.scale(row, block)));
                *result = L::add_product(L::real(sums[row]), factor, *result);
            }
        }
    }
}
