//! What the columns of a file that decide for themselves prove about how the file is written, for the columns that
//! could be read in two ways.
//!
//! A file is written by one program with one locale, so a column that leaves open whether `1,234` has decimals follows
//! the columns that do not. Where columns contradict each other, nothing follows.

use crate::batch::Locale;
use crate::kind::date::{DateOrder, DateSeparator};
use crate::wording::Place;

/// Counts of columns that prove each habit, and what else all columns have in common.
#[derive(Debug, Default, Clone)]
pub(crate) struct Conventions {
    /// What the places of values are counted in.
    pub(crate) place: Place,
    /// In what way numbers may be written.
    pub(crate) locale: Locale,
    /// Commas stand before decimals.
    pub(crate) comma_decimal: u32,
    /// Commas group digits.
    pub(crate) comma_group: u32,
    /// Points group digits.
    pub(crate) point_group: u32,
    /// Points stand before decimals beside commas that group digits.
    pub(crate) point_decimal: u32,
    /// Plain decimals with a point. Machine formats are so everywhere, so they prove no habit, but contradict another.
    pub(crate) plain_decimal: u32,
    /// Orders of dates with numbers alone.
    pub(crate) orders: Vec<(DateSeparator, DateOrder)>,
    /// Separators of columns that hold dates of several orders.
    pub(crate) mixed_orders: Vec<DateSeparator>,
}

/// What a mark means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Meaning {
    Decimal,
    Group,
}

/// What columns prove about the order of day and month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ProvenOrder {
    /// Nothing.
    None,
    /// That it is this one.
    One(DateOrder),
    /// That the file holds several: columns contradict each other, or one has values of both orders.
    Several,
}

impl Conventions {
    /// What commas mean where a column leaves it open.
    pub(crate) fn comma(&self) -> Option<Meaning> {
        match (self.comma_decimal + self.point_group, self.comma_group + self.point_decimal) {
            (1.., 0) if self.plain_decimal == 0 => Some(Meaning::Decimal),
            (0, 1..) => Some(Meaning::Group),
            _ => None,
        }
    }

    /// Whether points group digits where a column leaves it open.
    pub(crate) fn points_group(&self) -> bool {
        self.point_group > 0 && self.point_decimal + self.comma_group + self.plain_decimal == 0
    }

    /// Whether a column writes decimals with a comma or groups digits with points, so that a point before three digits is
    /// not for certain the one of the plain form.
    pub(crate) fn doubt_points(&self) -> bool {
        self.comma_decimal + self.point_group > 0
    }

    /// What the columns of dates with this separator say about the order of such dates.
    pub(crate) fn order(&self, separator: DateSeparator) -> ProvenOrder {
        let mut orders = self.orders.iter().filter(|(with, _)| *with == separator).map(|(_, order)| *order);
        let mixed = self.mixed_orders.contains(&separator);
        match orders.next() {
            Some(first) if !mixed && orders.all(|order| order == first) => ProvenOrder::One(first),
            None if !mixed => ProvenOrder::None,
            _ => ProvenOrder::Several,
        }
    }
}
