//! The files that are loaded.

use std::fmt::Write as _;

/// What the rows of a file are like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Six columns.
    Narrow,
    /// Sixty columns, half of them text.
    Wide,
}

impl Shape {
    /// What it is called.
    pub fn name(self) -> &'static str {
        match self {
            Self::Narrow => "narrow",
            Self::Wide => "wide",
        }
    }

    /// Rows of the file, where a narrow one has `narrow`.
    pub fn rows(self, narrow: u32) -> u32 {
        match self {
            Self::Narrow => narrow,
            Self::Wide => narrow / 10 * 3,
        }
    }

    /// The columns as `CREATE TABLE` has them.
    pub fn columns(self) -> String {
        match self {
            Self::Narrow => {
                "id integer, quantity integer, amount numeric, day date, at timestamp, code text".to_owned()
            }
            Self::Wide => {
                let mut columns = vec!["id integer".to_owned()];
                for i in 1..60 {
                    let kind = if i % 2 == 1 { "text" } else { TYPED[i / 2 % TYPED.len()] };
                    columns.push(format!("c{i} {kind}"));
                }
                columns.join(", ")
            }
        }
    }

    /// A file of `rows` rows. `seed` makes each differ from the others.
    pub fn file(self, rows: u32, seed: u32) -> String {
        let mut file = String::new();
        match self {
            Self::Narrow => file.push_str("id,quantity,amount,day,at,code\n"),
            Self::Wide => {
                let labels: Vec<String> = (1..60).map(|i| format!("c{i}")).collect();
                let _ = writeln!(file, "id,{}", labels.join(","));
            }
        }
        for id in 0..rows {
            let _ = write!(file, "{id}");
            match self {
                Self::Narrow => narrow(&mut file, hash(id, seed)),
                Self::Wide => (1..60).for_each(|i| wide(&mut file, i, hash(id.wrapping_mul(60) + i, seed))),
            }
            file.push('\n');
        }
        file
    }
}

/// Types of every second wide column, in turn.
const TYPED: [&str; 5] = ["integer", "numeric", "date", "timestamp", "bigint"];

/// Words of every other.
const WORDS: [&str; 8] = ["north", "harbour", "linen", "orchard", "copper", "meadow", "station", "glass"];

fn narrow(file: &mut String, hash: u32) {
    let _ = write!(file, ",{},{}.{:02},", hash % 5_000, hash % 100_000, hash / 7 % 100);
    date(file, hash);
    file.push(',');
    date(file, hash / 3);
    let _ =
        write!(file, " {:02}:{:02}:{:02},C-{:05}", hash % 24, hash / 5 % 60, hash / 11 % 60, hash % 77_777);
}

fn wide(file: &mut String, column: u32, hash: u32) {
    file.push(',');
    if column % 2 == 1 {
        let word = |hash: u32| WORDS[hash as usize % WORDS.len()];
        let _ = write!(file, "{} {}", word(hash), word(hash / 8));
        return;
    }
    match TYPED[column as usize / 2 % TYPED.len()] {
        "integer" => drop(write!(file, "{}", hash % 1_000_000)),
        "numeric" => drop(write!(file, "{}.{:02}", hash % 10_000, hash / 7 % 100)),
        "date" => date(file, hash),
        "timestamp" => {
            date(file, hash);
            let _ = write!(file, " {:02}:{:02}:00", hash % 24, hash / 5 % 60);
        }

        _ => drop(write!(file, "{}", u64::from(hash) * 1_000_003)),
    }
}

fn date(file: &mut String, hash: u32) {
    let _ = write!(file, "20{:02}-{:02}-{:02}", hash % 30, hash / 31 % 12 + 1, hash / 17 % 28 + 1);
}

/// Evenly (the finaliser of MurmurHash3, Appleby 2011).
fn hash(number: u32, seed: u32) -> u32 {
    let mut bits = number ^ seed.wrapping_mul(0x9E37_79B9);
    bits = (bits ^ (bits >> 16)).wrapping_mul(0x85EB_CA6B);
    bits = (bits ^ (bits >> 13)).wrapping_mul(0xC2B2_AE35);
    bits ^ (bits >> 16)
}
