//! What columns are called: placeholders where nothing names them, and one name out of several header rows.

use super::ruler::names_of;

/// `column_1`, `column_2`…
pub(crate) fn placeholder_labels(count: usize) -> Vec<String> {
    (1..=count).map(|i| format!("column_{i}")).collect()
}

/// One label per column out of the rows of a header, from top to bottom, joined with a blank.
///
/// A cell of an upper row spans the empty ones to its right, as spreadsheets write merged cells, as long as a lower row
/// names something there and no row above starts a new span: `2023,,2024,` above `a,b,a,b` gives `2023 a`, `2023 b`,
/// `2024 a`, `2024 b`. Rows that only draw a line name nothing.
pub(crate) fn joined_labels<S: AsRef<str>>(rows: &[Vec<S>]) -> Vec<String> {
    let rows = names_of(rows);
    let own = |row: usize, column: usize| rows[row].get(column).map_or("", |cell| cell.as_ref());
    if let [only] = rows.as_slice() {
        return only.iter().map(|cell| cell.as_ref().to_owned()).collect();
    }
    let width = rows.iter().map(|row| row.len()).max().unwrap_or(0);
    let mut spanning = vec![""; rows.len()];
    let mut labels = Vec::with_capacity(width);
    for column in 0..width {
        let named = |row: &usize| !own(*row, column).trim().is_empty();
        if let Some(top) = (0..rows.len()).find(named) {
            for (row, span) in spanning.iter_mut().enumerate().skip(top) {
                *span = own(row, column).trim();
            }
        }
        let lowest = (0..rows.len()).rev().find(named);
        let parts = lowest.map_or(&[][..], |lowest| &spanning[..=lowest]);
        let parts: Vec<&str> = parts.iter().copied().filter(|part| !part.is_empty()).collect();
        labels.push(parts.join(" "));
    }
    labels
}

#[cfg(test)]
mod tests {
    use super::*;

    fn joined(rows: &[&str]) -> Vec<String> {
        joined_labels(&rows.iter().map(|row| row.split(',').collect::<Vec<_>>()).collect::<Vec<_>>())
    }

    #[test]
    fn upper_cells_span_what_is_named_below() {
        assert_eq!(joined(&["2023,,2024,", "a,b,a,b"]), ["2023 a", "2023 b", "2024 a", "2024 b"]);
        assert_eq!(joined(&["id,Staff,,Cost", ",m,f,"]), ["id", "Staff m", "Staff f", "Cost"]);
        assert_eq!(
            joined(&["Staff,,,,Cost,", "A,,B,,,", "n,x,n,x,n,x"]),
            ["Staff A n", "Staff A x", "Staff B n", "Staff B x", "Cost n", "Cost x"]
        );
        assert_eq!(joined(&["a,b", "m,s"]), ["a m", "b s"]);
    }

    #[test]
    fn a_single_row_is_left_as_it_is() {
        assert_eq!(joined(&[" a ,,b"]), [" a ", "", "b"]);
        assert_eq!(joined_labels::<String>(&[]), [""; 0]);
        assert_eq!(joined(&["a,b", "---,----"]), ["a", "b"]);
        assert_eq!(joined(&["---,----"]), ["---", "----"]);
    }
}
