//! Which column of the file is which column of the table? The headers say, as they are written; where one was only
//! respelt, so that the same name is made from it, the name does.

use std::collections::HashMap;

use tabular::{Column, schema::names};

/// For each column of the table, its index in the file; `None` where the file has none for it.
///
/// # Errors
/// A header that stands twice on one side and not as often on the other: its columns cannot be told apart.
pub(super) fn by_header(previous: &[Column], labels: &[&str]) -> Result<Vec<Option<usize>>, String> {
    let (before, now) =
        (places(previous.iter().map(|column| column.label.as_str())), places(labels.iter().copied()));
    let mut matched = vec![None; previous.len()];
    for (label, theirs) in &before {
        let Some(ours) = now.get(label) else { continue };
        if theirs.len() != ours.len() {
            return Err((*label).to_owned());
        }
        for (column, position) in theirs.iter().zip(ours) {
            matched[*column] = Some(*position);
        }
    }
    let made = names(&labels.iter().map(|label| (*label).to_owned()).collect::<Vec<_>>());
    for (column, slot) in previous.iter().zip(0..) {
        if matched[slot].is_some() {
            continue;
        }
        let respelt = made.iter().position(|name| *name == column.name);
        matched[slot] = respelt.filter(|i| !matched.contains(&Some(*i)) && !before.contains_key(labels[*i]));
    }
    Ok(matched)
}

/// Where each label stands.
fn places<'a>(labels: impl Iterator<Item = &'a str>) -> HashMap<&'a str, Vec<usize>> {
    let mut places: HashMap<&str, Vec<usize>> = HashMap::new();
    for (i, label) in labels.enumerate() {
        places.entry(label).or_default().push(i);
    }
    places
}

#[cfg(test)]
mod tests {
    use tabular::ColumnType;

    use super::*;

    #[test]
    fn a_respelt_header_is_the_same_column() {
        let column = |label: &str, name: &str| Column::new(label, name, ColumnType::Text);
        let before = [column("Price (EUR)", "price_eur"), column("Id", "id")];
        assert_eq!(by_header(&before, &["ID", "price EUR"]), Ok(vec![Some(1), Some(0)]));
        assert_eq!(by_header(&before, &["Other"]), Ok(vec![None, None]));
    }
}
