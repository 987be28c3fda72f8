//! Numbers in a form that is not the plain one: every way of reading them that all values so far allow, and what proves
//! one of them.
//!
//! `1,234` can be read with decimals and with groups. A column is given a reading only when some value has no other, or
//! when the values together rule the other out; a column of nothing but such values stays text unless other columns of
//! the file prove its habits.

use super::conventions::{Conventions, Meaning};
use super::number_shape::{NumberShape, NumberShapes};
use super::{are, subject};
use crate::kind::amount::Amount;
use crate::kind::body::{self, DecimalMark, DigitStyle};
use crate::kind::decimal::Decimal;
use crate::kind::number_format::{Negative, NumberFormat};
use crate::kind::unit;
use crate::schema::{ColumnType, IntegerSize};
use crate::wording::shown;

/// Digits that always fit 32 bits.
const FOUR_BYTE_DIGITS: usize = 9;

/// Digits that always fit 64 bits.
const SAFE_DIGITS: usize = 18;

/// What is known of the plain values before the first one in another form.
#[derive(Debug)]
pub(crate) struct PlainPast {
    /// Whether there was one.
    pub(crate) values: bool,
    /// Digits of the longest whole part.
    pub(crate) whole_digits: usize,
    /// Whether one had a point.
    pub(crate) points: bool,
    pub(crate) max_scale: u32,
    pub(crate) point_could_group: bool,
    pub(crate) zero_whole: bool,
    pub(crate) negative: bool,
    pub(crate) nonzero_integers: bool,
    /// Whether one was above zero without being a decimal.
    pub(crate) positive: bool,
}

/// A style that every value so far fits, and the values under it.
#[derive(Debug)]
struct Reading {
    style: DigitStyle,
    decimals: bool,
    /// Digits of the longest whole part.
    whole_digits: usize,
}

/// A value that proves something, and its line.
type Proof = Option<(String, u64)>;

/// A reading, and the value that decided for it.
type Chosen<'a> = (&'a Reading, Option<&'a (String, u64)>);

/// The readings still standing.
#[derive(Debug)]
pub(crate) struct Readings {
    readings: Vec<Reading>,
    affixes: Option<(String, String)>,
    negative: Option<Negative>,
    sign_inside: Option<bool>,
    /// Positive numbers with a plus, and without.
    plus: bool,
    no_plus: bool,
    /// Fractions without a whole part, and with a zero before the mark.
    bare: bool,
    zero_whole: bool,
    commas: bool,
    points: bool,
    comma_decimal: Proof,
    comma_group: Proof,
    point_group: Proof,
    /// A nonzero number without any mark, and a number whose last digit behind a mark is zero.
    unmarked: bool,
    trailing_zero: bool,
    /// Whether a whole part before a mark has two digits.
    tens: bool,
    /// Runs of digits between marks, the fewest and the most of a value.
    runs: (usize, usize),
    /// Digits of a value, the fewest and the most.
    digits: (usize, usize),
    example: String,
    shapes: NumberShapes,
    /// Whether the header says that the column holds money.
    money: bool,
}

impl Readings {
    pub(crate) fn new(past: &PlainPast, money: bool) -> Self {
        let fits = |style: &DigitStyle| match (past.values, style.group, style.decimal) {
            (false, ..) => true,
            (true, None, DecimalMark::Point) => true,
            (true, None, DecimalMark::Comma) => !past.points,
            (true, Some(group), decimal) => {
                past.whole_digits <= if group.from_five { 4 } else { 3 }
                    && (!past.points
                        || decimal == DecimalMark::Point
                        || (group.mark == '.' && !group.from_five && past.point_could_group))
            }
        };
        let reading = |style: DigitStyle| Reading {
            style,
            decimals: past.points && style.decimal == DecimalMark::Point,
            whole_digits: past.whole_digits,
        };
        Self {
            readings: DigitStyle::all().filter(fits).map(reading).collect(),
            affixes: past.values.then(Default::default),
            negative: past.negative.then_some(Negative::Hyphen),
            sign_inside: past.negative.then_some(false),
            plus: false,
            no_plus: past.positive || past.points,
            bare: false,
            zero_whole: past.zero_whole,
            commas: false,
            points: past.points,
            comma_decimal: None,
            comma_group: None,
            point_group: None,
            unmarked: past.nonzero_integers,
            trailing_zero: false,
            tens: false,
            runs: if past.values { (1, 1) } else { (usize::MAX, 0) },
            digits: if past.values {
                (1, past.whole_digits + past.max_scale as usize)
            } else {
                (usize::MAX, 0)
            },
            example: String::new(),
            shapes: NumberShapes::default(),
            money,
        }
    }

    /// # Errors
    /// Why the value does not go with the others, as the end of a sentence.
    #[inline]
    pub(crate) fn accept(&mut self, text: &str, line: u64) -> Result<(), &'static str> {
        let shape = NumberShape::of(text);
        if shape.is_some_and(|shape| self.shapes.have(&shape)) {
            return Ok(());
        }
        self.accept_new(text, line)?;
        if let Some(shape) = shape {
            self.shapes.add(shape);
        }
        Ok(())
    }

    /// A value of a shape that was not seen before.
    fn accept_new(&mut self, text: &str, line: u64) -> Result<(), &'static str> {
        let amount = Amount::scan(text).ok_or("")?;
        let affixes = self.affixes.get_or_insert_with(|| (amount.prefix.into(), amount.suffix.into()));
        if (affixes.0.as_str(), affixes.1.as_str()) != (amount.prefix, amount.suffix) {
            return Err(", whose unit is not that of the others");
        }
        self.readings.retain(|reading| body::split(amount.body, &reading.style).is_some());
        let Some(first) = self.readings.first() else {
            let mut digits = amount.body.bytes();
            if digits.next() == Some(b'0') && digits.next().is_some_and(|b| b.is_ascii_digit()) {
                return Err(", whose leading zeros a number would lose");
            }
            return Err(", whose marks between digits are not those of a number, or not the others' marks");
        };
        let (whole, fraction) = body::split(amount.body, &first.style).unwrap_or_default();
        let zero = Decimal::from_parts(false, whole, fraction).is_zero();
        self.sign(&amount, zero)?;
        if !fraction.is_empty() {
            self.bare |= whole.is_empty();
            self.zero_whole |= whole == "0";
            if self.bare && self.zero_whole {
                return Err(", which begins with a zero or lacks one, unlike the others");
            }
        }
        for reading in &mut self.readings {
            let (whole, fraction) = body::split(amount.body, &reading.style).unwrap_or_default();
            reading.decimals |= !fraction.is_empty();
            let digits = whole.bytes().filter(u8::is_ascii_digit).count();
            reading.whole_digits = reading.whole_digits.max(digits);
        }
        self.observe_body(amount.body, zero, text, line);
        Ok(())
    }

    fn sign(&mut self, amount: &Amount<'_>, zero: bool) -> Result<(), &'static str> {
        let signed = amount.negative.is_some() || amount.plus;
        if signed && zero {
            return Err(", a zero whose sign a number would lose");
        }
        if let Some(negative) = amount.negative
            && *self.negative.get_or_insert(negative) != negative
        {
            return Err(", whose minus is written in another way");
        }
        let beside_prefix =
            signed && !amount.prefix.is_empty() && amount.negative != Some(Negative::Parentheses);
        if beside_prefix && *self.sign_inside.get_or_insert(amount.sign_inside) != amount.sign_inside {
            return Err(", whose sign stands in another place");
        }
        self.plus |= amount.plus;
        self.no_plus |= !signed && !zero;
        if self.plus && self.no_plus {
            return Err(", since some numbers have a plus sign and others none");
        }
        Ok(())
    }

    fn observe_body(&mut self, body: &str, zero: bool, text: &str, line: u64) {
        let proof = || Some((shown(text), line));
        let (comma, point) = (body.contains(','), body.contains('.'));
        self.commas |= comma;
        self.points |= point;
        let fits = |want: fn(&DigitStyle) -> bool| {
            DigitStyle::all().any(|style| want(&style) && body::split(body, &style).is_some())
        };
        if comma && self.comma_decimal.is_none() && !fits(|style| style.groups_with(',')) {
            self.comma_decimal = proof();
        }
        if comma && self.comma_group.is_none() && !fits(|style| style.decimal == DecimalMark::Comma) {
            self.comma_group = proof();
        }
        if point && self.point_group.is_none() && !fits(|style| style.decimal == DecimalMark::Point) {
            self.point_group = proof();
        }
        let runs = || body.split(|c: char| !c.is_ascii_digit());
        let count = runs().count();
        let digits = body.bytes().filter(u8::is_ascii_digit).count();
        self.unmarked |= count == 1 && !zero;
        self.trailing_zero |= count > 1 && body.ends_with('0');
        self.tens |= count > 1 && runs().next().is_some_and(|run| run.len() >= 2);
        self.runs = (self.runs.0.min(count), self.runs.1.max(count));
        self.digits = (self.digits.0.min(digits), self.digits.1.max(digits));
        if self.example.is_empty() {
            self.example = shown(text);
        }
    }

    pub(crate) fn has_decimals(&self) -> bool {
        self.readings.first().is_some_and(|reading| reading.decimals)
    }

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
    fn objection(&self, reading: &Reading) -> Option<String> {
        if self.plus && self.negative.is_none() {
            return Some(format!(
                "text: every value has a plus sign like `{}` and none a minus, as telephone numbers do",
                self.example
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
        if let Some(why) = self.objection(reading) {
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
