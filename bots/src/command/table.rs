//! Plain tables for the terminal.

/// A table whose columns are as wide as their widest cell. Numbers stand to the right.
#[derive(Debug, Default)]
pub(super) struct Table {
    rows: Vec<Vec<String>>,
}

/// Between two columns.
const GAP: &str = "  ";

impl Table {
    /// A table with the names of its columns.
    pub(super) fn new(columns: &[&str]) -> Self {
        Self { rows: vec![columns.iter().map(ToString::to_string).collect()] }
    }

    /// Adds a row.
    pub(super) fn row<T: ToString>(&mut self, cells: impl IntoIterator<Item = T>) {
        self.rows.push(cells.into_iter().map(|cell| cell.to_string()).collect());
    }

    /// The lines of the table.
    pub(super) fn lines(&self) -> Vec<String> {
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or_default();
        let cell = |row: &Vec<String>, column: usize| row.get(column).cloned().unwrap_or_default();
        let widths: Vec<usize> = (0..columns)
            .map(|column| self.rows.iter().map(|row| cell(row, column).chars().count()).max().unwrap_or_default())
            .collect();
        let is_number = |text: &str| text.chars().all(|c| c.is_ascii_digit() || c == ' ' || c == '.');
        let line = |row: &Vec<String>| {
            let mut cells = Vec::with_capacity(columns);
            for (column, width) in widths.iter().enumerate() {
                // The name of a column stands over its numbers.
                let numbers = self.rows.iter().skip(1).all(|row| is_number(&cell(row, column)));
                let text = cell(row, column);
                cells.push(if numbers { format!("{text:>width$}") } else { format!("{text:<width$}") });
            }
            cells.join(GAP).trim_end().to_owned()
        };
        self.rows.iter().map(line).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_aligned_and_numbers_stand_to_the_right() {
        let mut table = Table::new(&["category", "records"]);
        table.row(["soliq", "7"]);
        table.row(["справки", "12"]);
        assert_eq!(table.lines(), ["category  records", "soliq           7", "справки        12"]);
    }
}
