//! Sixteen columns at once: the vector instructions that the products need, behind one trait, in two widths.
//!
//! The products are written once over [`Lanes`] and compiled twice: for AVX-512 with VNNI, whose `vpdpbusd` multiplies 64
//! bytes and adds them up by fours in one instruction, and for AVX2, where three instructions do that for half of the
//! columns. Which one runs is decided when a product begins.
//!
//! Safety, for every function here: the caller runs inside a function that carries the target features of the
//! implementation, and pointers may be read (or written) for the length that the function's name tells.

use core::arch::x86_64::*;

/// Bytes of one line of a tile: four values for each of sixteen columns.
pub(super) const LINE: usize = 64;

/// How far ahead weights are asked for: a single row's product waits for memory, and the processor's own guesses end with a page.
/// Measured on a Zen 4: from 4 KiB on it pays, from 24 KiB on the product takes all that memory gives.
const AHEAD: usize = 384 * LINE;

/// Asks for the line of weights that will be needed soon, into the second cache: the first has too few places for what is under way.
#[inline(always)]
pub(super) unsafe fn prefetch(line: *const u8) {
    // SAFETY: an address behind the weights is no fault for a prefetch.
    unsafe { _mm_prefetch::<_MM_HINT_T1>(line.wrapping_add(AHEAD).cast()) }
}

/// What a product needs of a processor; columns lie side by side in all values.
pub(super) trait Lanes {
    /// 64 bytes: four for each column.
    type Bytes: Copy;
    /// A whole number for each column.
    type Sums: Copy;
    /// A real number for each column.
    type Reals: Copy;

    unsafe fn bytes(line: *const u8) -> Self::Bytes;
    /// The lower and the upper four bits of each byte.
    unsafe fn nibbles(bytes: Self::Bytes) -> (Self::Bytes, Self::Bytes);
    /// Each byte of `low` with bits `2 * group` and `2 * group + 1` of the byte of `high` set above its lower four.
    unsafe fn with_two_bits<const GROUP: u32>(low: Self::Bytes, high: Self::Bytes) -> Self::Bytes;
    /// Each byte with 16 added where the mask's bit is set; the bytes are below 16.
    unsafe fn with_bit(bytes: Self::Bytes, mask: u64) -> Self::Bytes;
    unsafe fn sums(value: i32) -> Self::Sums;
    /// Adds to each column the product of its four bytes, below 64, with four signed ones.
    unsafe fn dot(sums: Self::Sums, bytes: Self::Bytes, four: i32) -> Self::Sums;
    /// The same for bytes up to 255.
    unsafe fn dot_wide(sums: Self::Sums, bytes: Self::Bytes, four: i32) -> Self::Sums;
    /// Adds to each column the product of its two bytes with two signed numbers of 16 bits.
    unsafe fn dot_pairs(sums: Self::Sums, pairs: *const u8, two: i32) -> Self::Sums;
    unsafe fn reals(value: f32) -> Self::Reals;
    unsafe fn real(sums: Self::Sums) -> Self::Reals;
    unsafe fn from_u8(values: *const u8) -> Self::Reals;
    unsafe fn from_i8(values: *const u8) -> Self::Reals;
    unsafe fn from_f16(values: *const u8) -> Self::Reals;
    unsafe fn mul(left: Self::Reals, right: Self::Reals) -> Self::Reals;
    /// `left * right + sum`.
    unsafe fn add_product(left: Self::Reals, right: Self::Reals, sum: Self::Reals) -> Self::Reals;
    unsafe fn store(values: Self::Reals, out: *mut f32);
}

/// AVX-512 with VNNI.
pub(super) struct Wide;

impl Lanes for Wide {
    type Bytes = __m512i;
    type Sums = __m512i;
    type Reals = __m512;

    #[inline(always)]
    unsafe fn bytes(line: *const u8) -> __m512i {
        unsafe { _mm512_loadu_si512(line.cast()) }
    }
    #[inline(always)]
    unsafe fn nibbles(bytes: __m512i) -> (__m512i, __m512i) {
        unsafe {
            let mask = _mm512_set1_epi8(0x0F);
            (_mm512_and_si512(bytes, mask), _mm512_and_si512(_mm512_srli_epi16(bytes, 4), mask))
        }
    }
    #[inline(always)]
    unsafe fn with_two_bits<const GROUP: u32>(low: __m512i, high: __m512i) -> __m512i {
        unsafe {
            let moved = match GROUP {
                0 => _mm512_slli_epi16(high, 4),
                1 => _mm512_slli_epi16(high, 2),
                2 => high,
                _ => _mm512_srli_epi16(high, 2),
            };
            _mm512_or_si512(low, _mm512_and_si512(moved, _mm512_set1_epi8(0x30)))
        }
    }
    #[inline(always)]
    unsafe fn with_bit(bytes: __m512i, mask: u64) -> __m512i {
        unsafe { _mm512_mask_blend_epi8(mask, bytes, _mm512_or_si512(bytes, _mm512_set1_epi8(0x10))) }
    }
    #[inline(always)]
    unsafe fn sums(value: i32) -> __m512i {
        unsafe { _mm512_set1_epi32(value) }
    }
    #[inline(always)]
    unsafe fn dot(sums: __m512i, bytes: __m512i, four: i32) -> __m512i {
        unsafe { _mm512_dpbusd_epi32(sums, bytes, _mm512_set1_epi32(four)) }
    }
    #[inline(always)]
    unsafe fn dot_wide(sums: __m512i, bytes: __m512i, four: i32) -> __m512i {
        unsafe { Self::dot(sums, bytes, four) }
    }
    #[inline(always)]
    unsafe fn dot_pairs(sums: __m512i, pairs: *const u8, two: i32) -> __m512i {
        unsafe {
            let pairs = _mm512_cvtepu8_epi16(_mm256_loadu_si256(pairs.cast()));
            _mm512_dpwssd_epi32(sums, pairs, _mm512_set1_epi32(two))
        }
    }
    #[inline(always)]
    unsafe fn reals(value: f32) -> __m512 {
        unsafe { _mm512_set1_ps(value) }
    }
    #[inline(always)]
    unsafe fn real(sums: __m512i) -> __m512 {
        unsafe { _mm512_cvtepi32_ps(sums) }
    }
    #[inline(always)]
    unsafe fn from_u8(values: *const u8) -> __m512 {
        unsafe { _mm512_cvtepi32_ps(_mm512_cvtepu8_epi32(_mm_loadu_si128(values.cast()))) }
    }
    #[inline(always)]
    unsafe fn from_i8(values: *const u8) -> __m512 {
        unsafe { _mm512_cvtepi32_ps(_mm512_cvtepi8_epi32(_mm_loadu_si128(values.cast()))) }
    }
    #[inline(always)]
    unsafe fn from_f16(values: *const u8) -> __m512 {
        unsafe { _mm512_cvtph_ps(_mm256_loadu_si256(values.cast())) }
    }
    #[inline(always)]
    unsafe fn mul(left: __m512, right: __m512) -> __m512 {
        unsafe { _mm512_mul_ps(left, right) }
    }
    #[inline(always)]
    unsafe fn add_product(left: __m512, right: __m512, sum: __m512) -> __m512 {
        unsafe { _mm512_fmadd_ps(left, right, sum) }
    }
    #[inline(always)]
    unsafe fn store(values: __m512, out: *mut f32) {
        unsafe { _mm512_storeu_ps(out, values) }
    }
}

/// AVX2 with FMA and F16C: the columns in two halves.
pub(super) struct Narrow;

impl Lanes for Narrow {
    type Bytes = [__m256i; 2];
    type Sums = [__m256i; 2];
    type Reals = [__m256; 2];

    #[inline(always)]
    unsafe fn bytes(line: *const u8) -> [__m256i; 2] {
        unsafe { [_mm256_loadu_si256(line.cast()), _mm256_loadu_si256(line.add(32).cast())] }
    }
    #[inline(always)]
    unsafe fn nibbles(bytes: [__m256i; 2]) -> ([__m256i; 2], [__m256i; 2]) {
        unsafe {
            let mask = _mm256_set1_epi8(0x0F);
            let [left, right] = bytes;
            (
                [_mm256_and_si256(left, mask), _mm256_and_si256(right, mask)],
                [
                    _mm256_and_si256(_mm256_srli_epi16(left, 4), mask),
                    _mm256_and_si256(_mm256_srli_epi16(right, 4), mask),
                ],
            )
        }
    }
    #[inline(always)]
    unsafe fn with_two_bits<const GROUP: u32>(low: [__m256i; 2], high: [__m256i; 2]) -> [__m256i; 2] {
        unsafe {
            let mask = _mm256_set1_epi8(0x30);
            let merge = |low, high| {
                let moved = match GROUP {
                    0 => _mm256_slli_epi16(high, 4),
                    1 => _mm256_slli_epi16(high, 2),
                    2 => high,
                    _ => _mm256_srli_epi16(high, 2),
                };
                _mm256_or_si256(low, _mm256_and_si256(moved, mask))
            };
            [merge(low[0], high[0]), merge(low[1], high[1])]
        }
    }
    #[inline(always)]
    unsafe fn with_bit(bytes: [__m256i; 2], mask: u64) -> [__m256i; 2] {
        unsafe {
            // Byte i of a half looks at byte i / 8 of the mask, and in it at bit i % 8.
            let spread = _mm256_setr_epi64x(0, 0x0101_0101_0101_0101, 0x0202_0202_0202_0202, 0x0303_0303_0303_0303);
            let bits = _mm256_set1_epi64x(0x8040_2010_0804_0201_u64.cast_signed());
            let merge = |bytes, half: u32| {
                let mask = _mm256_shuffle_epi8(_mm256_set1_epi32(half.cast_signed()), spread);
                let set = _mm256_cmpeq_epi8(_mm256_and_si256(mask, bits), bits);
                _mm256_or_si256(bytes, _mm256_and_si256(set, _mm256_set1_epi8(0x10)))
            };
            [merge(bytes[0], mask as u32), merge(bytes[1], (mask >> 32) as u32)]
        }
    }
    #[inline(always)]
    unsafe fn sums(value: i32) -> [__m256i; 2] {
        unsafe { [_mm256_set1_epi32(value); 2] }
    }
    #[inline(always)]
    unsafe fn dot(sums: [__m256i; 2], bytes: [__m256i; 2], four: i32) -> [__m256i; 2] {
        unsafe {
            let four = _mm256_set1_epi32(four);
            let ones = _mm256_set1_epi16(1);
            let add = |sum, bytes| _mm256_add_epi32(sum, _mm256_madd_epi16(_mm256_maddubs_epi16(bytes, four), ones));
            [add(sums[0], bytes[0]), add(sums[1], bytes[1])]
        }
    }
    #[inline(always)]
    unsafe fn dot_wide(sums: [__m256i; 2], bytes: [__m256i; 2], four: i32) -> [__m256i; 2] {
        unsafe {
            // Two products of 255 and 127 would not fit 16 bits: the halves of each byte are multiplied apart.
            let (low, high) = Self::nibbles(bytes);
            let four = _mm256_set1_epi32(four);
            let (ones, sixteens) = (_mm256_set1_epi16(1), _mm256_set1_epi16(16));
            let add = |sum, low, high| {
                let low = _mm256_madd_epi16(_mm256_maddubs_epi16(low, four), ones);
                let high = _mm256_madd_epi16(_mm256_maddubs_epi16(high, four), sixteens);
                _mm256_add_epi32(sum, _mm256_add_epi32(low, high))
            };
            [add(sums[0], low[0], high[0]), add(sums[1], low[1], high[1])]
        }
    }
    #[inline(always)]
    unsafe fn dot_pairs(sums: [__m256i; 2], pairs: *const u8, two: i32) -> [__m256i; 2] {
        unsafe {
            let two = _mm256_set1_epi32(two);
            let add = |sum, pairs: *const u8| {
                let pairs = _mm256_cvtepu8_epi16(_mm_loadu_si128(pairs.cast()));
                _mm256_add_epi32(sum, _mm256_madd_epi16(pairs, two))
            };
            [add(sums[0], pairs), add(sums[1], pairs.add(16))]
        }
    }
    #[inline(always)]
    unsafe fn reals(value: f32) -> [__m256; 2] {
        unsafe { [_mm256_set1_ps(value); 2] }
    }
    #[inline(always)]
    unsafe fn real(sums: [__m256i; 2]) -> [__m256; 2] {
        unsafe { [_mm256_cvtepi32_ps(sums[0]), _mm256_cvtepi32_ps(sums[1])] }
    }
    #[inline(always)]
    unsafe fn from_u8(values: *const u8) -> [__m256; 2] {
        unsafe {
            let half = |at: *const u8| _mm256_cvtepi32_ps(_mm256_cvtepu8_epi32(_mm_loadl_epi64(at.cast())));
            [half(values), half(values.add(8))]
        }
    }
    #[inline(always)]
    unsafe fn from_i8(values: *const u8) -> [__m256; 2] {
        unsafe {
            let half = |at: *const u8| _mm256_cvtepi32_ps(_mm256_cvtepi8_epi32(_mm_loadl_epi64(at.cast())));
            [half(values), half(values.add(8))]
        }
    }
    #[inline(always)]
    unsafe fn from_f16(values: *const u8) -> [__m256; 2] {
        unsafe {
            let half = |at: *const u8| _mm256_cvtph_ps(_mm_loadu_si128(at.cast()));
            [half(values), half(values.add(16))]
        }
    }
    #[inline(always)]
    unsafe fn mul(left: [__m256; 2], right: [__m256; 2]) -> [__m256; 2] {
        unsafe { [_mm256_mul_ps(left[0], right[0]), _mm256_mul_ps(left[1], right[1])] }
    }
    #[inline(always)]
    unsafe fn add_product(left: [__m256; 2], right: [__m256; 2], sum: [__m256; 2]) -> [__m256; 2] {
        unsafe { [_mm256_fmadd_ps(left[0], right[0], sum[0]), _mm256_fmadd_ps(left[1], right[1], sum[1])] }
    }
    #[inline(always)]
    unsafe fn store(values: [__m256; 2], out: *mut f32) {
        unsafe {
            _mm256_storeu_ps(out, values[0]);
            _mm256_storeu_ps(out.add(8), values[1]);
        }
    }
}

/// Whether [`Wide`] may run here.
pub(super) fn is_wide() -> bool {
    use std::sync::OnceLock;
    static WIDE: OnceLock<bool> = OnceLock::new();
    *WIDE.get_or_init(|| {
        is_x86_feature_detected!("avx512f")
            && is_x86_feature_detected!("avx512bw")
            && is_x86_feature_detected!("avx512vnni")
    })
}
