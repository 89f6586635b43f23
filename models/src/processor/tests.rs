use candle_core::{
    Device, Tensor,
    quantized::{GgmlDType, QTensor},
};

use super::{
    activations::Activations,
    products::{Out, Reach, multiply_with},
    tiles::{Format, Grain, ROWS, pack, unpack_row},
};
use crate::decoder::tiny::numbers;

const FORMATS: [(Format, GgmlDType); 4] = [
    (Format::Q4K, GgmlDType::Q4K),
    (Format::Q6K, GgmlDType::Q6K),
    (Format::Q8_0, GgmlDType::Q8_0),
    (Format::Q5_0, GgmlDType::Q5_0),
];
const WIDTH: usize = 512;

/// Rows of weights packed by candle, as a tile of ours and as candle unpacks them.
fn weights(format: Format, dtype: GgmlDType, rows: usize) -> (Vec<u8>, Vec<f32>) {
    let values = Tensor::from_vec(numbers("weights", rows * WIDTH), (rows, WIDTH), &Device::Cpu).unwrap();
    let packed = QTensor::quantize(&values, dtype).unwrap();
    let parts = format.parts(WIDTH);
    let mut tile = vec![0; parts.bytes];
    pack(format, &parts, &packed.data().unwrap(), &mut tile);
    (tile, packed.dequantize(&Device::Cpu).unwrap().flatten_all().unwrap().to_vec1().unwrap())
}

#[test]
fn a_tile_means_what_candle_unpacks_from_the_blocks() {
    for (format, dtype) in FORMATS {
        let (tile, expected) = weights(format, dtype, ROWS);
        for (row, expected) in expected.chunks(WIDTH).enumerate() {
            let mut found = vec![0.0; WIDTH];
            unpack_row(format, &format.parts(WIDTH), &tile, row, &mut found);
            for (found, expected) in found.iter().zip(expected) {
                assert!((found - expected).abs() <= 1e-6 * expected.abs().max(0.1), "{format:?} {found} {expected}");
            }
        }
    }
}

/// The product of the unpacked weights with the unpacked activations, in wide numbers.
fn exact(weights: &[f32], input: &Activations, grain: Grain) -> Vec<f32> {
    let block = grain.values();
    let value = |row: usize, at: usize| {
        let scale = input.scales[(row * WIDTH + at) / block];
        f64::from(scale) * f64::from(input.quants[row * WIDTH + at])
    };
    let product = |row: usize, column: usize| {
        let products = (0..WIDTH).map(|at| f64::from(weights[column * WIDTH + at]) * value(row, at));
        products.sum::<f64>() as f32
    };
    (0..input.rows()).flat_map(|row| (0..ROWS).map(move |column| product(row, column))).collect()
}

#[test]
fn products_are_exact_in_both_widths_for_every_number_of_rows() {
    for (format, dtype) in FORMATS {
        let (tile, unpacked) = weights(format, dtype, ROWS);
        for rows in 1..=11 {
            let mut input = Activations::default();
            input.fill(format.grain(), &numbers("activations", rows * WIDTH), WIDTH);
            let expected = exact(&unpacked, &input, format.grain());
            for reach in Reach::here() {
                let mut found = vec![f32::NAN; rows * ROWS];
                let out = Out { values: found.as_mut_ptr(), width: ROWS, first: 0, columns: ROWS };
                // SAFETY: the tile has the parts, the input the width and the grain, and `found` the columns.
                unsafe { multiply_with(reach, format, &format.parts(WIDTH), &tile, &input, &out) };
                for (found, expected) in found.iter().zip(&expected) {
                    assert!((found - expected).abs() < 2e-3, "{format:?} {reach:?} {rows}: {found} {expected}");
                }
            }
        }
    }
}

#[test]
fn a_tile_of_fewer_rows_writes_no_column_beyond_them() {
    let (format, dtype) = FORMATS[2];
    let (tile, _) = weights(format, dtype, 5);
    let mut input = Activations::default();
    input.fill(format.grain(), &numbers("activations", WIDTH), WIDTH);
    let mut found = vec![f32::NAN; 8];
    let out = Out { values: found.as_mut_ptr(), width: 8, first: 2, columns: 5 };
    for reach in Reach::here() {
        // SAFETY: as above; five columns from the third on.
        unsafe { multiply_with(reach, format, &format.parts(WIDTH), &tile, &input, &out) };
    }
    assert_eq!(found.map_nan(), [true, true, false, false, false, false, false, true]);
}

trait MapNan {
    fn map_nan(&self) -> Vec<bool>;
}

impl MapNan for Vec<f32> {
    fn map_nan(&self) -> Vec<bool> {
        self.iter().map(|value| value.is_nan()).collect()
    }
}

#[test]
fn activations_keep_their_values_to_the_last_place_of_eight_bits() {
    let values = numbers("activations", 3 * WIDTH);
    for grain in [Grain::Coarse, Grain::Fine] {
        let mut input = Activations::default();
        input.fill(grain, &values, WIDTH);
        for (at, value) in values.iter().enumerate() {
            let found = input.scales[at / grain.values()] * f32::from(input.quants[at]);
            assert!((found - value).abs() < 0.5 / 127.0, "{grain:?} {found} {value}");
        }
        input.fill(grain, &[0.0; WIDTH], WIDTH);
        assert!(input.quants.iter().all(|quant| *quant == 0));
    }
}
