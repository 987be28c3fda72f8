//! Files for tests, made on demand.

use std::io::Write;

use anyhow::Context;
use bytes::Bytes;

/// One state of a file that changes: every row bears the edition's number, and the count and the sum of its rows are known,
/// so that a reader can tell a whole edition from a mixture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Edition {
    /// 1, 2, 3, …
    pub number: i64,
    /// Rows of edition 0; each later one has one row more than the one before.
    pub base: i64,
}

impl Edition {
    /// Rows.
    pub fn rows(self) -> i64 {
        self.base + self.number
    }

    /// The sum of the column `amount`.
    pub fn sum(self) -> i64 {
        (0..self.rows()).map(|row| self.amount(row)).sum()
    }

    /// The file.
    pub fn csv(self) -> Bytes {
        let mut csv = String::from("id,edition,amount,day,note\n");
        for row in 0..self.rows() {
            let day = 1 + row % 28;
            csv += &format!("{row:06},{},{},2026-02-{day:02},note {row}\n", self.number, self.amount(row));
        }
        csv.into()
    }

    fn amount(self, row: i64) -> i64 {
        (row * (self.number + 7)) % 997
    }
}

/// About `bytes` of CSV in pieces of a quarter of a megabyte: a function that makes piece `n`, the length of the whole and
/// its rows. Every piece can be made on its own, so nobody has to hold the file.
pub fn csv_of_bytes(bytes: u64) -> (impl Fn(u64) -> Option<Bytes> + Send + Sync + 'static, u64, u64) {
    const PIECE: u64 = 256 << 10;
    const HEADER: &str = "id,name,amount,price,day,at,flag\n";
    let line = |row: u64| {
        format!(
            "{row:010},name {:06},{},{}.{:02},2026-{:02}-{:02},2026-01-01T{:02}:{:02}:{:02}Z,{}\n",
            row * 7919 % 1_000_000,
            1_000_000 + row * 31 % 9_000_000,
            10_000 + row % 90_000,
            row % 100,
            1 + row % 12,
            1 + row % 28,
            row / 3600 % 24,
            row / 60 % 60,
            row % 60,
            row.is_multiple_of(2),
        )
    };
    // Lines come in pairs of one length each, so the place of every row is known.
    let pair = (line(0).len() + line(1).len()) as u64;
    let pairs_per_piece = PIECE / pair;
    let pieces = bytes.div_ceil(pairs_per_piece * pair);
    let length = HEADER.len() as u64 + pieces * pairs_per_piece * pair;
    let make = move |piece: u64| {
        if piece >= pieces {
            return None;
        }
        let mut text = if piece == 0 { HEADER.to_owned() } else { String::new() };
        for row in 0..2 * pairs_per_piece {
            text += &line(piece * 2 * pairs_per_piece + row);
        }
        Some(Bytes::from(text))
    };
    (make, length, pieces * pairs_per_piece * 2)
}

/// A header of `columns` names and `rows` rows of small integers.
pub fn wide_csv(columns: usize, rows: usize) -> String {
    let header = (1..=columns).map(|n| format!("c{n}")).collect::<Vec<_>>().join(",");
    let row = (1..=columns).map(|n| (n % 10).to_string()).collect::<Vec<_>>().join(",");
    let mut csv = header + "\n";
    for _ in 0..rows {
        csv += &row;
        csv.push('\n');
    }
    csv
}

/// The bytes, compressed.
///
/// # Errors
/// Never in memory.
pub fn gzip(bytes: &[u8]) -> anyhow::Result<Vec<u8>> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes)?;
    encoder.finish().context("compressing")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_announced_length_is_the_length() {
        let (piece, length, rows) = csv_of_bytes(1 << 20);
        let text: Vec<u8> = (0..).map_while(piece).flatten().collect();
        assert_eq!(text.len() as u64, length);
        assert_eq!(text.iter().filter(|byte| **byte == b'\n').count() as u64, rows + 1);
    }
}
