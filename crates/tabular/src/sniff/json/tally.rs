//! What the rows of a JSON text are made of: their kinds, the union of their keys in the order of their appearance.

use std::collections::{BTreeMap, HashMap};

use crate::decode::json::{BrokenAt, Kind, Row, elements, members, text_or_written};
use crate::error::Error;
use crate::sniff::frame;
use crate::sniff::shape::Shape;

/// Arrays kept to see whether the first names the columns.
const KEPT_ROWS: usize = 200;

/// Keys in the order of their first appearance.
#[derive(Debug, Default)]
pub(super) struct Keys {
    pub(super) all: Vec<String>,
    known: HashMap<String, usize>,
    /// Where in `all` the next key of the object at hand is, if its keys come in that order.
    expected: usize,
}

impl Keys {
    fn see(&mut self, written: &str) {
        // Objects of one writer have their keys in one order; then no key has to be looked up.
        let next = self.all.get(self.expected);
        if next.is_some_and(|key| key == written) {
            self.expected += 1;
            return;
        }
        let key = text_or_written(written);
        match self.known.get(&key) {
            Some(at) => self.expected = at + 1,
            None => {
                self.known.insert(key.clone(), self.all.len());
                self.all.push(key);
                self.expected = self.all.len();
            }
        }
    }
}

#[derive(Debug, Default)]
pub(super) struct Tally {
    pub(super) rows: u64,
    pub(super) objects: u64,
    pub(super) arrays: u64,
    /// Objects that are GeoJSON features.
    pub(super) features: u64,
    pub(super) faults: u64,
    pub(super) first_fault: Option<BrokenAt>,
    pub(super) keys: Keys,
    /// Of features: the keys of their properties.
    pub(super) properties: Keys,
    /// Of arrays: how many have which length.
    pub(super) widths: BTreeMap<usize, u64>,
    pub(super) first_rows: Vec<frame::Row>,
}

impl Tally {
    /// # Errors
    /// When there are more keys than columns allowed.
    pub(super) fn observe(&mut self, row: &Row, raw: &[u8], max_columns: usize) -> Result<(), Error> {
        if row.fault.is_some() {
            self.faults += 1;
            self.first_fault = self.first_fault.or(row.fault);
            return Ok(());
        }
        self.rows += 1;
        let value = String::from_utf8_lossy(raw);
        match Kind::of(&value) {
            Kind::Object => {
                self.objects += 1;
                self.object(&value);
            }
            Kind::Array => {
                self.arrays += 1;
                self.array(&value, row.line);
            }
            _ => {}
        }
        let is_feature = self.features == self.objects;
        let count = if is_feature { self.properties.all.len() } else { self.keys.all.len() };
        if count > max_columns {
            return Err(Error::TooManyColumns { line: row.line, count, limit: max_columns });
        }
        Ok(())
    }

    fn object(&mut self, object: &str) {
        let (mut is_feature, mut properties) = (false, None);
        let mut has_geometry = false;
        self.keys.expected = 0;
        for (key, value) in members(object) {
            self.keys.see(key);
            match key {
                "type" => is_feature = value == "\"Feature\"",
                "geometry" => has_geometry = true,
                "properties" if matches!(Kind::of(value), Kind::Object) => properties = Some(value),
                _ => {}
            }
        }
        if is_feature && (has_geometry || properties.is_some()) {
            self.features += 1;
            self.properties.expected = 0;
            for (key, _) in members(properties.unwrap_or("{}")) {
                self.properties.see(key);
            }
        }
    }

    fn array(&mut self, array: &str, line: u64) {
        let keep = self.first_rows.len() < KEPT_ROWS;
        let (mut width, mut cells) = (0, Vec::new());
        for value in elements(array) {
            width += 1;
            if keep {
                cells.push(sample_cell(value));
            }
        }
        *self.widths.entry(width).or_default() += 1;
        if keep {
            self.first_rows.push(frame::Row { cells, line });
        }
    }

    /// The length most arrays have.
    pub(super) fn width(&self) -> usize {
        self.widths.iter().max_by_key(|(_, count)| **count).map_or(0, |(width, _)| *width)
    }
}

fn sample_cell(value: &str) -> frame::Cell {
    let (text, quoted) = match Kind::of(value) {
        Kind::String => (text_or_written(value.get(1..value.len() - 1).unwrap_or_default()), true),
        Kind::Null => (String::new(), false),
        _ => (value.to_owned(), false),
    };
    frame::Cell { shape: Shape::of(&text), text, quoted }
}
