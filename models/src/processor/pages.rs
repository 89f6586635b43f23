//! What a text's earlier tokens left behind, keys and values in f16, in pages that texts may share.
//!
//! A page holds sixteen tokens of all layers. A full page never changes, so that texts with the same beginning share it;
//! what is written goes to a page that one text alone holds. Pages come from a pool and go back to it, and the pool never
//! holds more than the most that were in use at once. Paged attention: Kwon et al. 2023 (arXiv 2309.06180).

use std::sync::{Arc, Mutex, PoisonError};

use half::{f16, slice::HalfFloatSliceExt as _};

use crate::decoder::Memory;

/// Tokens of a page.
pub(super) const PAGE: usize = 16;

/// The sizes of a page's parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Layout {
    pub(super) layers: usize,
    pub(super) key_heads: usize,
    pub(super) head_width: usize,
}

/// Which of the two.
#[derive(Debug, Clone, Copy)]
pub(super) enum Kind {
    Keys = 0,
    Values = 1,
}

impl Layout {
    /// Numbers of a page.
    fn numbers(self) -> usize {
        self.layers * 2 * self.key_heads * PAGE * self.head_width
    }

    /// Where the sixteen rows of a head begin.
    fn start(self, layer: usize, kind: Kind, head: usize) -> usize {
        ((layer * 2 + kind as usize) * self.key_heads + head) * PAGE * self.head_width
    }
}

/// Pages that nobody holds.
#[derive(Debug)]
pub(super) struct Pool {
    layout: Layout,
    free: Mutex<Vec<Box<[f16]>>>,
}

#[derive(Debug)]
struct Page {
    numbers: Box<[f16]>,
    pool: Arc<Pool>,
}

impl Drop for Page {
    fn drop(&mut self) {
        let mut free = self.pool.free.lock().unwrap_or_else(PoisonError::into_inner);
        free.push(std::mem::take(&mut self.numbers));
    }
}

impl Pool {
    pub(super) fn new(layout: Layout) -> Arc<Self> {
        Arc::new(Self { layout, free: Mutex::new(Vec::new()) })
    }

    fn page(self: &Arc<Self>) -> Page {
        let free = self.free.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let numbers = free.unwrap_or_else(|| vec![f16::ZERO; self.layout.numbers()].into_boxed_slice());
        Page { numbers, pool: Arc::clone(self) }
    }
}

/// The pages of one text.
#[derive(Debug)]
pub(crate) struct Pages {
    pool: Arc<Pool>,
    pages: Vec<Arc<Page>>,
    length: usize,
}

impl Pages {
    pub(super) fn new(pool: &Arc<Pool>) -> Self {
        Self { pool: Arc::clone(pool), pages: Vec::new(), length: 0 }
    }

    /// Makes room for more tokens.
    pub(super) fn reserve(&mut self, more: usize) {
        while self.pages.len() * PAGE < self.length + more {
            self.pages.push(Arc::new(self.pool.page()));
        }
    }

    /// Counts tokens that have been written in every layer.
    pub(super) fn advance(&mut self, more: usize) {
        self.length += more;
    }

    /// Writes one token's row, which holds every head. Its page is the text's own: [`Memory::beginning`] shares full pages only.
    pub(super) fn write(&mut self, layer: usize, kind: Kind, position: usize, row: &[f32]) {
        let layout = self.pool.layout;
        let Some(page) = self.pages.get_mut(position / PAGE).and_then(Arc::get_mut) else {
            debug_assert!(false, "a token is written to a page of its text alone");
            return;
        };
        for (head, row) in row.chunks_exact(layout.head_width).enumerate() {
            let start = layout.start(layer, kind, head) + position % PAGE * layout.head_width;
            page.numbers[start..start + layout.head_width].convert_from_f32_slice(row);
        }
    }

    /// The rows of a head from one position on to the end of its page.
    pub(super) fn rows(&self, layer: usize, kind: Kind, head: usize, position: usize) -> &[f16] {
        let layout = self.pool.layout;
        let start = layout.start(layer, kind, head);
        let within = position % PAGE * layout.head_width;
        &self.pages[position / PAGE].numbers[start + within..start + PAGE * layout.head_width]
    }
}

impl Memory for Pages {
    const GRAIN: usize = PAGE;
    const FORM: &'static str = "pages";

    fn length(&self) -> usize {
        self.length
    }

    fn beginning(&self, length: usize) -> Self {
        let length = length.min(self.length) / PAGE * PAGE;
        Self { pool: Arc::clone(&self.pool), pages: self.pages[..length / PAGE].to_vec(), length }
    }

    fn parts(&self) -> impl Iterator<Item = (usize, usize)> {
        self.pages.iter().map(|page| (Arc::as_ptr(page) as usize, size_of_val(&*page.numbers)))
    }

    fn save(&self) -> Option<Vec<u8>> {
        let numbers = self.pages[..self.length / PAGE].iter().flat_map(|page| page.numbers.iter());
        Some(numbers.flat_map(|number| number.to_le_bytes()).collect())
    }

    fn load(&self, bytes: &[u8]) -> Option<Self> {
        let numbers = self.pool.layout.numbers();
        if !bytes.len().is_multiple_of(numbers * 2) {
            return None;
        }
        let pages: Vec<Arc<Page>> = bytes
            .chunks_exact(numbers * 2)
            .map(|bytes| {
                let mut page = self.pool.page();
                for (number, bytes) in page.numbers.iter_mut().zip(bytes.chunks_exact(2)) {
                    *number = f16::from_le_bytes([bytes[0], bytes[1]]);
                }
                Arc::new(page)
            })
            .collect();
        Some(Self { pool: Arc::clone(&self.pool), length: pages.len() * PAGE, pages })
    }
}
