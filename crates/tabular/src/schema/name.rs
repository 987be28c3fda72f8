//! From the headers of a file to names that Postgres takes.

use std::collections::{HashMap, HashSet};

/// Bytes of a Postgres name: `NAMEDATALEN - 1`.
const MAX_BYTES: usize = 63;

/// Columns that every Postgres table already has
/// (<https://www.postgresql.org/docs/current/ddl-system-columns.html>).
const SYSTEM: [&str; 6] = ["ctid", "xmin", "xmax", "cmin", "cmax", "tableoid"];

/// One name per label, in order: lower-case, letters and digits of any script, everything else `_`; starting with
/// a letter or `_`; at most 63 bytes; unique by a suffix `_2`, `_3`…; the same labels always give the same names.
///
/// An empty label becomes `column_N`, N being its place. Reserved words stay: names are always quoted.
pub fn names(labels: &[String]) -> Vec<String> {
    let mut taken = HashSet::with_capacity(labels.len());
    let mut suffixes = HashMap::new();
    let name = |(i, label): (usize, &String)| {
        let base = base(label, i + 1);
        let mut name = base.clone();
        let suffix = suffixes.entry(base.clone()).or_insert(2);
        while !taken.insert(name.clone()) {
            let end = format!("_{suffix}");
            name = format!("{}{end}", cut(&base, MAX_BYTES - end.len()));
            *suffix += 1;
        }
        name
    };
    labels.iter().enumerate().map(name).collect()
}

fn base(label: &str, place: usize) -> String {
    let mut name = String::with_capacity(label.len() + 1);
    for c in label.chars().flat_map(char::to_lowercase) {
        // A combining accent belongs to the letter before it.
        let keep = c.is_alphanumeric() || (('\u{300}'..'\u{370}').contains(&c) && !name.is_empty());
        if keep {
            name.push(c);
        } else if !name.is_empty() && !name.ends_with('_') {
            name.push('_');
        }
    }
    if name.starts_with(|c: char| !c.is_alphabetic()) {
        name.insert(0, '_');
    }
    let name = cut(&name, MAX_BYTES).trim_end_matches('_');
    if name.is_empty() {
        format!("column_{place}")
    } else if SYSTEM.contains(&name) {
        format!("column_{name}")
    } else {
        name.to_owned()
    }
}

/// The longest start of the text that has at most so many bytes.
fn cut(text: &str, bytes: usize) -> &str {
    &text[..text.floor_char_boundary(bytes)]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(labels: &[&str]) -> Vec<String> {
        names(&labels.iter().map(|l| (*l).to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn headers_become_plain_names() {
        assert_eq!(
            of(&["Order ID", "  Größe (cm) ", "2024", "%", "", "select", "ctid", "名前", "a--b__c"]),
            [
                "order_id",
                "größe_cm",
                "_2024",
                "column_4",
                "column_5",
                "select",
                "column_ctid",
                "名前",
                "a_b_c"
            ]
        );
    }

    #[test]
    fn duplicates_are_numbered() {
        assert_eq!(of(&["a", "A", "a_2", "a"]), ["a", "a_2", "a_2_2", "a_3"]);
        assert_eq!(of(&["", "column_1"]), ["column_1", "column_1_2"]);
    }

    #[test]
    fn long_headers_are_cut_and_still_unique() {
        let long = "ü".repeat(200);
        let names = of(&[&long, &long]);
        assert!(names.iter().all(|n| n.len() <= 63));
        assert_ne!(names[0], names[1]);
        assert!(names[1].ends_with("ü_2"));
    }
}
