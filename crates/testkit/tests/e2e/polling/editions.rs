//! Files by which a reader knows a whole one from a mixture.

use std::sync::{Mutex, MutexGuard, PoisonError};

use rand::{RngExt, rngs::StdRng};

/// Rows of a file at least; enough for the table to be written anew in the background.
const ROWS: usize = 1_800;
/// Rows that change at once: more than a few, and so few that they are added to what is there.
const MANY: usize = 400;

/// Every file so far: the amounts of its rows, of which the first is the file's number.
#[derive(Debug, Default)]
pub(super) struct Editions(Mutex<Vec<Vec<i64>>>);

impl Editions {
    fn all(&self) -> MutexGuard<'_, Vec<Vec<i64>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The next file. Readers may see it from now on.
    pub(super) fn next(&self, rng: &mut StdRng) -> String {
        let mut all = self.all();
        let number = all.len() + 1;
        let mut amounts = all.last().cloned().unwrap_or_default();
        amounts.resize_with(ROWS + number % 7, || rng.random_range(1..100_000));
        let count = if number.is_multiple_of(2) { MANY } else { rng.random_range(1..6) };
        for _ in 0..count {
            let row = rng.random_range(0..amounts.len());
            amounts[row] = rng.random_range(1..100_000);
        }
        amounts[0] = i64::try_from(number).expect("there are few");
        all.push(amounts);
        csv(&all[number - 1], number)
    }

    /// Judges rows as a reader found them, all or the first of them: the number of the file that has them.
    pub(super) fn number_of(&self, rows: &[(i64, i64)], is_all: bool) -> Result<i64, String> {
        let number = rows.first().ok_or("no rows")?.1;
        let all = self.all();
        let file = usize::try_from(number - 1).ok().and_then(|index| all.get(index));
        let file = file.ok_or_else(|| format!("no file has the number {number}"))?;
        if is_all && rows.len() != file.len() {
            return Err(format!("{} rows of file {number}, which has {}", rows.len(), file.len()));
        }
        let odd = (0..).zip(rows).zip(file).find(|((id, row), amount)| **row != (*id, **amount));
        odd.map_or(Ok(number), |((id, row), amount)| {
            Err(format!("{row:?} is not ({id}, {amount}) of {number}"))
        })
    }

    /// Judges a count and a checksum, see [`checksum`].
    pub(super) fn has(&self, number: i64, count: i64, sum: i64) -> Result<i64, String> {
        let all = self.all();
        let file = usize::try_from(number - 1).ok().and_then(|index| all.get(index));
        let file = file.ok_or_else(|| format!("no file has the number {number}"))?;
        let whole = (i64::try_from(file.len()).unwrap_or_default(), checksum(file));
        if (count, sum) == whole { Ok(number) } else { Err(format!("{count}, {sum} of {number}: {whole:?}")) }
    }
}

/// What `sum(amount * (id + 7))` gives.
fn checksum(amounts: &[i64]) -> i64 {
    (7..).zip(amounts).map(|(factor, amount)| factor * amount).sum()
}

/// A tenth of the files have a column less: with the first of them, and whenever too much of what is there is gone, the
/// file is loaded as a whole.
fn csv(amounts: &[i64], number: usize) -> String {
    let has_note = number % 100 < 50 || number % 100 >= 60;
    let mut csv = if has_note { "id,amount,note\n" } else { "id,amount\n" }.to_owned();
    for (id, amount) in amounts.iter().enumerate() {
        csv += &format!("{id},{amount}");
        csv += if has_note { ",paid\n" } else { "\n" };
    }
    csv
}
