//! Which of the readings it is, what proves it, and what speaks against any.

use super::{Chosen, Reading, Readings};
use crate::infer::conventions::{Conventions, Meaning};
use crate::infer::{are, subject};
use crate::kind::body::{DecimalMark, DigitStyle};
use crate::kind::number_format::NumberFormat;
use crate::kind::unit;
use crate::schema::{ColumnType, IntegerSize};
use crate::wording::Place;

/// Digits that always fit 32 bits.
const FOUR_BYTE_DIGITS: usize = 9;

/// Digits that always fit 64 bits.
const SAFE_DIGITS: usize = 18;

impl Readings {
    /// Adds what this column proves about the file.
    pub(crate) fn prove(&self, conventions: &mut Conventions) {
        if let Ok((reading, _)) = self.choose(&Conventions::default()) {
            let comma = reading.style.decimal == DecimalMark::Comma;
            conventions.comma_decimal += u32::from(self.commas && comma);
            conventions.comma_group += u32::from(self.commas && !comma);
            conventions.point_group += u32::from(self.points && comma);
            conventions.point_decimal += u32::from(self.points && !comma && self.commas);
        }
    }

    /// The one reading, and the value that decided what its marks mean.
    fn choose(&self, conventions: &Conventions) -> Result<Chosen<'_>, String> {
        let of =
            |want: &dyn Fn(&DigitStyle) -> bool| self.readings.iter().find(|reading| want(&reading.style));
        let decimal = |mark| move |style: &DigitStyle| style.decimal == mark;
        if self.commas {
            let (as_decimal, as_group) =
                (of(&decimal(DecimalMark::Comma)), of(&|style| style.groups_with(',')));
            let meaning = match (as_decimal, as_group) {
                (Some(_), None) if self.comma_decimal.is_some() => Some(Meaning::Decimal),
                (None, Some(_)) => Some(Meaning::Group),
                (Some(_), Some(_)) if self.is_no_decimal_notation() => Some(Meaning::Group),
                (Some(_), Some(_)) => conventions.comma(),
                _ => None,
            };
            return match (meaning, as_decimal, as_group) {
                (Some(Meaning::Decimal), Some(reading), _) => Ok((reading, self.comma_decimal.as_ref())),
                (Some(Meaning::Group), _, Some(reading)) => Ok((reading, self.comma_group.as_ref())),
                _ => Err(format!(
                    "text: `{}` has two readings: its comma may group digits or stand before decimals, and no value \
                     decides",
                    self.example
                )),
            };
        }
        if self.points {
            let (as_decimal, as_group) =
                (of(&decimal(DecimalMark::Point)), of(&|style| style.groups_with('.')));
            let open = as_decimal.is_some() && as_group.is_some();
            let grouped = open && conventions.points_group();
            let doubtful = open && !grouped && (self.is_money() || conventions.doubt_points());
            return match (as_decimal, as_group) {
                _ if doubtful => Err(format!(
                    "text: `{}` has two readings: its point may group digits or stand before decimals, and no value \
                     decides",
                    self.example
                )),
                (_, Some(reading)) if grouped => Ok((reading, None)),
                (Some(reading), _) => Ok((reading, None)),
                (None, Some(reading)) => Ok((reading, self.point_group.as_ref())),
                (None, None) => Err("text: the points fit no number".to_owned()),
            };
        }
        self.readings.first().map(|reading| (reading, None)).ok_or_else(|| "text".to_owned())
    }

    /// Whether the commas before three digits cannot stand before decimals: decimals have either always as many places,
    /// or no needless zeros, and the column has a number without any and one that ends in a zero. Money has no three
    /// decimals but in prices below ten of a small unit (fuel, electricity).
    fn is_no_decimal_notation(&self) -> bool {
        (self.unmarked && (self.trailing_zero || self.is_money())) || (self.is_money() && self.tens)
    }

    fn is_money(&self) -> bool {
        self.money
            || self
                .affixes
                .as_ref()
                .is_some_and(|(a, b)| unit::is_money(a.trim()) || unit::is_money(b.trim()))
    }

    /// Why the numbers may be something else, whatever their marks mean.
    fn objection(&self, reading: &Reading, place: Place) -> Option<String> {
        if self.plus && self.negative.is_none() {
            return Some(format!(
                "text: every value has a plus sign like `{}` and none a minus, as telephone numbers do",
                self.example
            ));
        }
        // Statistical offices put what is uncertain in parentheses, and a hyphen behind a number may be a slip; but amounts
        // of money are written so, and have two decimals.
        if let (1, Some((value, line))) = (self.unusual, &self.first_unusual)
            && self.no_plus
            && !self.is_money()
            && !has_cents(value)
        {
            return Some(format!(
                "text: `{value}` {} is the only number written so, which may mean something else than a minus",
                place.at(*line)
            ));
        }
        let (fewest, most) = self.runs;
        if reading.style.group.is_none() || most == 1 {
            return None;
        }
        // Colours and addresses have one mark between their numbers, and no other before the last.
        if fewest == most && most >= 3 && !reading.decimals && !self.shapes.have_large_run() {
            return Some(format!(
                "text: every value has {most} numbers from 0 to 255 like `{}`, which may be colours or addresses",
                self.example
            ));
        }
        let spaced = reading.style.group.is_some_and(|group| group.mark.is_whitespace());
        let same_length = self.digits.0 == self.digits.1 && !reading.decimals;
        (spaced && same_length).then(|| {
            format!(
                "text: every value has as many digits as `{}`, as codes and telephone numbers do",
                self.example
            )
        })
    }

    /// The type, or why it is text after all; with the evidence.
    pub(crate) fn finish(&self, values: u64, conventions: &Conventions) -> (ColumnType, String) {
        let (reading, proof) = match self.choose(conventions) {
            Ok(chosen) => chosen,
            Err(why) => return (ColumnType::Text, why),
        };
        if let Some(why) = self.objection(reading, conventions.place) {
            return (ColumnType::Text, why);
        }
        let (prefix, suffix) = self.affixes.clone().unwrap_or_default();
        let mut format = NumberFormat {
            digits: reading.style,
            negative: self.negative.unwrap_or_default(),
            plus: self.plus,
            bare_fraction: self.bare,
            prefix,
            suffix,
            sign_inside: self.sign_inside.unwrap_or_default(),
        };
        if !reading.decimals {
            format.digits = format.digits.without_decimals();
        }
        let example = format.example(reading.decimals);
        let kind = if reading.decimals {
            ColumnType::Numeric { format: Some(Box::new(format)) }
        } else if reading.whole_digits <= SAFE_DIGITS {
            let size =
                if reading.whole_digits <= FOUR_BYTE_DIGITS { IntegerSize::Four } else { IntegerSize::Eight };
            ColumnType::Integer { size, format: Some(Box::new(format)) }
        } else {
            return (ColumnType::Text, "text: whole numbers beyond 64 bits are more likely ids".to_owned());
        };
        let what = if reading.decimals { "decimal number" } else { "whole number" };
        let s = if values == 1 { "" } else { "s" };
        let decided = match proof {
            Some((value, line)) => {
                format!("; `{value}` {} decides what its marks mean", conventions.place.at(*line))
            }
            None if !self.commas && !self.points => String::new(),
            None if self.choose(&Conventions::default()).is_ok_and(|(own, _)| own.style == reading.style) => {
                let group = self.readings.iter().any(|other| other.style.groups_with('.'));
                match (self.commas, reading.style.decimal) {
                    (false, DecimalMark::Point) if group => {
                        "; nothing in the file says that points group digits".to_owned()
                    }
                    (false, _) => "; the values leave no doubt what their points mean".to_owned(),
                    (true, _) => "; the values leave no doubt what their commas mean".to_owned(),
                }
            }
            None => "; other columns of the file decide what its marks mean".to_owned(),
        };
        let unit = kind.unit().map(|unit| format!(" with the unit `{unit}`")).unwrap_or_default();
        let evidence = format!(
            "{}: {}{} {what}{s}{unit}, written like `{example}`{decided}",
            kind.name(),
            subject(values),
            are(values)
        );
        (kind, evidence)
    }
}

/// Whether there are two digits behind the last mark of a number with a minus behind it or in parentheses.
fn has_cents(number: &str) -> bool {
    let digits = number.trim_end_matches(['-', ')', ' ']);
    digits.rsplit_once(['.', ',']).is_some_and(|(_, cents)| cents.len() == 2)
}
