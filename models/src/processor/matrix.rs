//! A matrix of weights as tiles, read from a GGUF file by all threads, and products of several matrices at once.

use std::{
    fs::File,
    io::{Read, Seek, SeekFrom},
    path::Path,
    sync::Mutex,
};

use candle_core::{
    Device, Result, Tensor, bail,
    quantized::{QMatMul, gguf_file::TensorInfo},
    utils::barrier_pool,
};
use candle_nn::Module;
use memmap2::MmapMut;

use super::{
    activations::Activations,
    products::{Out, multiply},
    tiles::{Format, Grain, Parts, ROWS, pack, unpack_row},
};

/// A matrix with `rows` outputs and `width` inputs.
pub(super) struct Matrix {
    rows: usize,
    width: usize,
    weights: Weights,
}

enum Weights {
    Tiles(Tiles),
    /// A format without tiles, by candle's own product.
    Other(QMatMul),
}

struct Tiles {
    format: Format,
    parts: Parts,
    /// Memory of its own pages, large ones where the system has them: a step reads all of it, and small pages cost a look-up
    /// every 4 KiB.
    bytes: MmapMut,
}

impl Matrix {
    /// Reads a matrix of two dimensions that begins at `offset` of the file.
    pub(super) fn read(path: &Path, info: &TensorInfo, offset: u64) -> Result<Self> {
        let (rows, width) = info.shape.dims2()?;
        let format =
            Format::of(info.ggml_dtype).filter(|format| width > 0 && width.is_multiple_of(format.grain().values()));
        let Some(format) = format else {
            let tensor = info.read(&mut File::open(path)?, offset, &Device::Cpu)?;
            return Ok(Self { rows, width, weights: Weights::Other(QMatMul::from_qtensor(tensor)?) });
        };
        let tiles = Tiles::read(path, offset + info.offset, format, (rows, width))?;
        Ok(Self { rows, width, weights: Weights::Tiles(tiles) })
    }

    pub(super) fn rows(&self) -> usize {
        self.rows
    }

    /// Unpacks one row, such as a token's.
    pub(super) fn row(&self, index: usize, out: &mut [f32]) -> Result<()> {
        if index >= self.rows {
            bail!("row {index} is beyond the matrix of {} rows", self.rows);
        }
        match &self.weights {
            Weights::Tiles(tiles) => {
                unpack_row(tiles.format, &tiles.parts, tiles.tile(index / ROWS), index % ROWS, out);
            }
            Weights::Other(matrix) => {
                let ids = Tensor::new(&[u32::try_from(index).map_err(candle_core::Error::wrap)?], &Device::Cpu)?;
                out.copy_from_slice(&matrix.embedding(&ids)?.flatten_all()?.to_vec1::<f32>()?);
            }
        }
        Ok(())
    }

    fn grain(&self) -> Option<Grain> {
        match &self.weights {
            Weights::Tiles(tiles) => Some(tiles.format.grain()),
            Weights::Other(_) => None,
        }
    }
}

impl Tiles {
    fn read(path: &Path, offset: u64, format: Format, (rows, width): (usize, usize)) -> Result<Self> {
        let parts = format.parts(width);
        let count = rows.div_ceil(ROWS);
        let mut bytes = MmapMut::map_anon((count * parts.bytes).max(1))?;
        // Where there are no large pages, the usual ones do.
        #[cfg(target_os = "linux")]
        let _ = bytes.advise(memmap2::Advice::HugePage);
        let row_bytes = parts.blocks * format.block_bytes();
        let failure = Mutex::new(None);
        let target = Shared(bytes.as_mut_ptr());
        barrier_pool().execute_chunked(count, |range| {
            let read = || -> std::io::Result<()> {
                let first = range.start * ROWS;
                let last = (range.end * ROWS).min(rows);
                let mut file = File::open(path)?;
                file.seek(SeekFrom::Start(offset + (first * row_bytes) as u64))?;
                let mut blocks = vec![0; row_bytes * ROWS];
                for tile in range.clone() {
                    let blocks = &mut blocks[..row_bytes * (last - tile * ROWS).min(ROWS)];
                    file.read_exact(blocks)?;
                    // SAFETY: ranges do not overlap, and each tile lies within `bytes`.
                    let tile =
                        unsafe { std::slice::from_raw_parts_mut(target.get().add(tile * parts.bytes), parts.bytes) };
                    pack(format, &parts, blocks, tile);
                }
                Ok(())
            };
            if let Err(error) = read()
                && let Ok(mut failure) = failure.lock()
            {
                *failure = Some(error);
            }
        });
        match failure.into_inner() {
            Ok(None) => Ok(Self { format, parts, bytes }),
            Ok(Some(error)) => Err(error.into()),
            Err(_) => bail!("a thread that read the weights ended early"),
        }
    }

    fn tile(&self, index: usize) -> &[u8] {
        &self.bytes[index * self.parts.bytes..(index + 1) * self.parts.bytes]
    }

    fn count(&self) -> usize {
        self.bytes.len() / self.parts.bytes
    }
}

/// A pointer that threads share; who writes where is agreed on beside it.
#[derive(Clone, Copy)]
pub(super) struct Shared<T>(pub(super) *mut T);

// SAFETY: each use writes places that no other thread touches.
unsafe impl<T> Send for Shared<T> {}
// SAFETY: as above.
unsafe impl<T> Sync for Shared<T> {}

impl<T> Shared<T> {
    /// By a method, so that closures take the whole and not the bare pointer.
    pub(super) fn get(self) -> *mut T {
        self.0
    }
}

/// What products are made of: rows of activations in every grain that the matrices need.
#[derive(Debug, Default)]
pub(super) struct Input {
    rows: usize,
    coarse: Activations,
    fine: Activations,
    plain: Vec<f32>,
}

impl Input {
    /// Takes rows for these matrices, which all have the rows' width.
    pub(super) fn fill(&mut self, values: &[f32], matrices: &[&Matrix]) {
        let width = matrices.first().map_or(1, |matrix| matrix.width);
        self.rows = values.len() / width;
        for grain in [Grain::Coarse, Grain::Fine] {
            if matrices.iter().any(|matrix| matrix.grain() == Some(grain)) {
                match grain {
                    Grain::Coarse => self.coarse.fill(grain, values, width),
                    Grain::Fine => self.fine.fill(grain, values, width),
                }
            }
        }
        if matrices.iter().any(|matrix| matrix.grain().is_none()) {
            self.plain.clear();
            self.plain.extend_from_slice(values);
        }
    }

    /// Multiplies with each matrix, into rows of its outputs; all threads take part in all products.
    pub(super) fn multiply(&self, matrices: &[&Matrix], outs: &mut [&mut Vec<f32>]) -> Result<()> {
        let mut pieces = Vec::with_capacity(matrices.len());
        let mut total = 0;
        for (matrix, out) in matrices.iter().zip(outs) {
            out.resize(self.rows * matrix.rows, 0.0);
            match &matrix.weights {
                Weights::Tiles(tiles) => {
                    pieces.push((total, tiles, matrix.rows, Shared(out.as_mut_ptr())));
                    total += tiles.count();
                }
                Weights::Other(other) => {
                    let input = Tensor::from_slice(&self.plain, (self.rows, matrix.width), &Device::Cpu)?;
                    out.copy_from_slice(&other.forward(&input)?.flatten_all()?.to_vec1::<f32>()?);
                }
            }
        }
        barrier_pool().execute_chunked(total, |range| {
            for index in range {
                let Some((first, tiles, rows, out)) = pieces.iter().rev().find(|(first, ..)| *first <= index) else {
                    continue;
                };
                let tile = index - first;
                let input = match tiles.format.grain() {
                    Grain::Coarse => &self.coarse,
                    Grain::Fine => &self.fine,
                };
                let first = tile * ROWS;
                let out = Out { values: out.get(), width: *rows, first, columns: (rows - first).min(ROWS) };
                // SAFETY: each tile has columns of its own, and `fill` took the grain of every matrix.
                unsafe { multiply(tiles.format, &tiles.parts, tiles.tile(tile), input, &out) };
            }
        });
        Ok(())
    }
}
