//! Files that change at random, and what the table must make of them.

use rand::{RngExt, rngs::StdRng};

/// What a cell of a file says.
pub(super) type Cell = Option<String>;
pub(super) type Row = Vec<Cell>;

/// The narrowest type that takes a value; later ones take every value of those before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Width {
    Integer,
    Numeric,
    Text,
}

/// A column of a file, and how wide its values may be by now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Heading {
    pub(super) name: String,
    width: Width,
}

/// A file: columns, and rows with a cell for each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sheet {
    pub(super) headings: Vec<Heading>,
    pub(super) rows: Vec<Row>,
}

/// What the files of a table are like.
#[derive(Debug, Clone, Copy)]
pub(super) struct Habits {
    /// Whether the first column tells rows apart.
    pub(super) has_key: bool,
    /// Whether rows move. A row that only moved is left where it was, so that versions are no longer in the order of their
    /// files.
    pub(super) moves: bool,
    /// Rows of a file at most.
    pub(super) most_rows: usize,
}

/// Makes the files of one table, each out of the one before.
#[derive(Debug)]
pub(super) struct Maker {
    rng: StdRng,
    habits: Habits,
    next_key: u32,
    next_column: u32,
    /// What was made so far.
    files: Vec<Sheet>,
}

/// Columns that a file has at least: the key or what stands in its place, and what a file is recognised by.
const STAYING: usize = 4;

impl Maker {
    pub(super) fn new(rng: StdRng, habits: Habits) -> Self {
        Self { rng, habits, next_key: 1, next_column: 1, files: Vec::new() }
    }

    /// The next file; every value is written as Postgres writes it.
    pub(super) fn next(&mut self) -> Sheet {
        let sheet = match self.files.last().cloned() {
            None => self.first(),
            Some(before) => self.changed(before),
        };
        self.files.push(sheet.clone());
        sheet
    }

    fn first(&mut self) -> Sheet {
        let id = Heading { name: "id".to_owned(), width: Width::Integer };
        let mut sheet = Sheet { headings: vec![id], rows: Vec::new() };
        let count = self.rng.random_range(10..=self.habits.most_rows);
        self.insert(&mut sheet, count);
        for width in [Width::Text, Width::Integer, Width::Numeric, Width::Integer] {
            self.add_column(&mut sheet, width);
        }
        sheet
    }

    fn changed(&mut self, before: Sheet) -> Sheet {
        let mut sheet = before;
        match self.rng.random_range(0..20) {
            0 => return Sheet { rows: Vec::new(), ..sheet },
            1 | 2 => {
                let earlier = &self.files[self.rng.random_range(0..self.files.len())];
                let shared = sheet.headings.iter().filter(|heading| earlier.index(&heading.name).is_some());
                // A file with hardly any of the table's columns is refused.
                if 2 * shared.count() >= sheet.headings.len() {
                    sheet = earlier.clone();
                }
            }
            3 => return sheet,
            _ => {}
        }
        for _ in 0..self.rng.random_range(1..6) {
            self.change(&mut sheet);
        }
        if self.rng.random_bool(0.35) {
            self.drift(&mut sheet);
        }
        sheet
    }

    fn change(&mut self, sheet: &mut Sheet) {
        let rows = sheet.rows.len();
        let some = self.some(rows);
        match self.rng.random_range(0..8) {
            0 | 1 => {
                let room = self.habits.most_rows.saturating_sub(rows);
                self.insert(sheet, some.min(room));
            }
            2 => {
                for _ in 0..some {
                    let at = self.rng.random_range(0..sheet.rows.len());
                    sheet.rows.remove(at);
                }
            }
            3 if !self.habits.has_key => {
                for _ in 0..some.min(self.habits.most_rows.saturating_sub(rows)) {
                    let row = sheet.rows[self.rng.random_range(0..rows)].clone();
                    let at = self.rng.random_range(0..=sheet.rows.len());
                    sheet.rows.insert(at, row);
                }
            }
            4 if self.habits.moves && rows > 0 => {
                let (from, to) = (self.rng.random_range(0..rows), self.rng.random_range(0..rows));
                let (first, last) = (from.min(to), from.max(to));
                let by = self.rng.random_range(0..=last - first);
                sheet.rows[first..=last].rotate_left(by);
            }
            5 if self.habits.moves && self.rng.random_bool(0.3) => {
                for last in (1..rows).rev() {
                    sheet.rows.swap(last, self.rng.random_range(0..=last));
                }
            }
            _ => {
                for _ in 0..some {
                    let row = self.rng.random_range(0..rows);
                    let column = self.rng.random_range(1..sheet.headings.len());
                    sheet.rows[row][column] = self.cell(sheet.headings[column].width);
                    self.fill(&mut sheet.rows[row]);
                }
            }
        }
    }

    fn drift(&mut self, sheet: &mut Sheet) {
        let columns = sheet.headings.len();
        match self.rng.random_range(0..4) {
            0 if !sheet.rows.is_empty() => {
                let width = [Width::Integer, Width::Numeric, Width::Text][self.rng.random_range(0..3)];
                self.add_column(sheet, width);
            }
            1 if columns > STAYING => {
                let column = self.rng.random_range(1..columns);
                sheet.headings.remove(column);
                for row in &mut sheet.rows {
                    row.remove(column);
                    self.fill(row);
                }
            }
            2 => {
                let (a, b) = (self.rng.random_range(1..columns), self.rng.random_range(1..columns));
                sheet.headings.swap(a, b);
                sheet.rows.iter_mut().for_each(|row| row.swap(a, b));
            }
            _ if sheet.rows.is_empty() => {}
            _ => {
                let column = self.rng.random_range(1..columns);
                let heading = &mut sheet.headings[column];
                heading.width = if heading.width == Width::Integer { Width::Numeric } else { Width::Text };
                let width = heading.width;
                for _ in 0..=self.some(sheet.rows.len()) {
                    let row = self.rng.random_range(0..sheet.rows.len());
                    sheet.rows[row][column] = Some(self.value(width));
                }
            }
        }
    }

    /// A column with at least one value.
    fn add_column(&mut self, sheet: &mut Sheet, width: Width) {
        let heading = Heading { name: format!("c{}", self.next_column), width };
        self.next_column += 1;
        let sure = self.rng.random_range(0..sheet.rows.len());
        for (number, row) in sheet.rows.iter_mut().enumerate() {
            row.push(if number == sure { Some(self.value(width)) } else { self.cell(width) });
        }
        sheet.headings.push(heading);
        for row in &mut sheet.rows {
            self.fill(row);
        }
    }

    /// New rows at any places, singly or together.
    fn insert(&mut self, sheet: &mut Sheet, count: usize) {
        let mut at = self.rng.random_range(0..=sheet.rows.len());
        let together = self.rng.random_bool(0.5);
        for _ in 0..count {
            let mut row = vec![Some(self.key())];
            row.extend(sheet.headings[1..].iter().map(|heading| self.cell(heading.width)));
            self.fill(&mut row);
            at = if together { at + 1 } else { self.rng.random_range(0..=sheet.rows.len()) };
            sheet.rows.insert(at.min(sheet.rows.len()), row);
        }
    }

    /// Rows to change, of so many.
    fn some(&mut self, rows: usize) -> usize {
        let most = if self.rng.random_bool(0.6) { 5 } else { rows / 2 };
        if rows == 0 { 0 } else { self.rng.random_range(0..=most.min(rows)) }
    }

    fn key(&mut self) -> String {
        if !self.habits.has_key {
            return self.rng.random_range(1..9).to_string();
        }
        self.next_key += 1;
        self.next_key.to_string()
    }

    /// Readers pass over a line without any value.
    fn fill(&mut self, row: &mut Row) {
        if row.iter().all(Option::is_none) {
            row[0] = Some(self.key());
        }
    }

    /// Of few values, so that rows come back, and are there twice.
    fn cell(&mut self, width: Width) -> Cell {
        match self.rng.random_range(0..6) {
            0 => None,
            // Empty and quoted: a value where the column is text.
            1 if width == Width::Text => Some(String::new()),
            _ => Some(self.value(width)),
        }
    }

    fn value(&mut self, width: Width) -> String {
        const TEXTS: [&str; 10] = [
            "apple",
            "Apple",
            "pear, ripe",
            "two\nlines",
            "three\n\nlines, \"quoted\"",
            "öl",
            "plum jam",
            "\"",
            "it's",
            "007",
        ];
        match width {
            Width::Integer if self.rng.random_bool(0.05) => "7000000000".to_owned(),
            Width::Integer => self.rng.random_range(-3..40).to_string(),
            Width::Numeric => {
                format!("{}.{}", self.rng.random_range(1..30), ["5", "25", "50"][self.rng.random_range(0..3)])
            }
            Width::Text => TEXTS[self.rng.random_range(0..TEXTS.len())].to_owned(),
        }
    }
}

impl Sheet {
    /// The column of this name.
    pub(super) fn index(&self, name: &str) -> Option<usize> {
        self.headings.iter().position(|heading| heading.name == name)
    }

    /// The file.
    pub(super) fn csv(&self) -> String {
        let names: Vec<&str> = self.headings.iter().map(|heading| heading.name.as_str()).collect();
        csv(&names, &self.rows)
    }

    /// The rows in these columns of the table, in the order of the file; a column that the file has not is empty.
    pub(super) fn rows_in(&self, columns: &[&str]) -> Vec<Row> {
        let indexes: Vec<Option<usize>> = columns.iter().map(|name| self.index(name)).collect();
        let row = |row: &Row| indexes.iter().map(|index| index.and_then(|i| row[i].clone())).collect();
        self.rows.iter().map(row).collect()
    }
}

/// CSV as Postgres writes it: NULL is an empty field, and an empty text a quoted one.
pub(super) fn csv(names: &[&str], rows: &[Row]) -> String {
    let line = |row: &Row| row.iter().map(field).collect::<Vec<_>>().join(",") + "\n";
    names.join(",") + "\n" + &rows.iter().map(line).collect::<String>()
}

fn field(cell: &Cell) -> String {
    match cell {
        None => String::new(),
        Some(text) if text.is_empty() || text.contains([',', '"', '\n']) => {
            format!("\"{}\"", text.replace('"', "\"\""))
        }
        Some(text) => text.clone(),
    }
}
