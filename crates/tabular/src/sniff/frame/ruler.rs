//! Lines ruled below the names of columns: `---|---`, `---+---`, `===`, as Markdown, psql and sqlcmd draw them.

use super::{Cell, Row};
use crate::sniff::Detected;
use crate::sniff::shape::Shape;
use crate::wording::{grouped, shown};

/// Characters that a ruled cell has at least: fewer stand for "not known".
const MIN_CHARS: usize = 3;

/// Rows of names above a ruler at most.
const MAX_NAMES: usize = 4;

/// Whether the cells of a row draw a line: each that is not empty has three characters at least, of nothing but `-`, `=`,
/// `+`, `|` and `:`.
pub(crate) fn is_ruler<'t>(cells: impl IntoIterator<Item = &'t str>) -> bool {
    let mut filled = cells.into_iter().map(str::trim).filter(|cell| !cell.is_empty()).peekable();
    filled.peek().is_some() && filled.all(is_ruled)
}

fn is_ruled(cell: &str) -> bool {
    let is_drawn = |c: char| matches!(c, '-' | '=' | '+' | '|' | ':' | ' ');
    cell.chars().all(is_drawn)
        && cell.contains(['-', '='])
        && cell.chars().filter(|c| *c != ' ').count() >= MIN_CHARS
}

/// The rows of a header that name something: all but the ruled lines, unless there are no others.
pub(super) fn names_of<S: AsRef<str>>(rows: &[Vec<S>]) -> Vec<&Vec<S>> {
    let is_name = |row: &&Vec<S>| !is_ruler(row.iter().map(AsRef::as_ref));
    let names: Vec<_> = rows.iter().filter(is_name).collect();
    if names.is_empty() { rows.iter().collect() } else { names }
}

/// Takes the rows above a ruled line for names, and the line itself for the end of them. A line that comes again among
/// the rows, and is cut as they are, is none: then strokes stand for what is not known.
pub(super) fn decide(table: &[&Row]) -> Option<Detected<u32>> {
    let is_drawn = |row: &Row| {
        !row.cells.iter().any(|cell| cell.quoted) && is_ruler(row.cells.iter().map(|cell| cell.text.as_str()))
    };
    let ruler = table.iter().take(MAX_NAMES + 1).position(|row| is_drawn(row)).filter(|names| *names > 0)?;
    let is_value = |cell: &Cell| cell.shape.is_value();
    let [first, others @ ..] = &table[..ruler] else { return None };
    // A line may also be drawn above totals.
    let has_names = first.cells.iter().any(|cell| cell.shape != Shape::Empty && !is_value(cell));
    if !has_names || others.iter().any(|row| row.cells.iter().any(is_value)) {
        return None;
    }
    let (own, width) = (table[ruler].width(), table[0].width());
    let comes_again = table[ruler + 1..].iter().any(|row| row.width() == own && is_drawn(row));
    if comes_again && own == width {
        return None;
    }
    let Row { cells, line } = table[ruler];
    let drawn = cells.iter().map(|cell| cell.text.trim()).find(|text| !text.is_empty()).unwrap_or_default();
    let evidence = format!("line {} only draws a line below the names: `{}`", grouped(*line), shown(drawn));
    Some(Detected::new(ruler as u32 + 1, 0.95, evidence))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rulers() {
        for ruler in [&["---", "---"][..], &["---+-----"], &["", ":---", "---:", ""], &["===", " ------ "]] {
            assert!(is_ruler(ruler.iter().copied()), "{ruler:?}");
        }
        for other in [&["-", "-"][..], &["--", "--"], &["", ""], &["---", "x"], &[":::"], &["--- 1"]] {
            assert!(!is_ruler(other.iter().copied()), "{other:?}");
        }
    }
}
