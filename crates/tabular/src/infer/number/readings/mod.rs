//! Numbers in a form that is not the plain one: every way of reading them that all values so far allow, and what proves
//! one of them.
//!
//! `1,234` can be read with decimals and with groups. A column is given a reading only when some value has no other, or
//! when the values together rule the other out; a column of nothing but such values stays text unless other columns of
//! the file prove its habits.

mod finding;

use super::shape::{NumberShape, NumberShapes};
use crate::kind::amount::Amount;
use crate::kind::body::{self, DecimalMark, DigitStyle};
use crate::kind::decimal::Decimal;
use crate::kind::number_format::Negative;
use crate::wording::shown;

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
    /// Values with a minus behind them or in parentheses, and the first.
    unusual: u64,
    first_unusual: Proof,
    /// Whether values before one that fits no reading had decimals.
    had_decimals: bool,
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
            unusual: 0,
            first_unusual: None,
            had_decimals: false,
        }
    }

    /// # Errors
    /// Why the value does not go with the others, as the end of a sentence.
    #[inline]
    pub(crate) fn accept(&mut self, text: &str, line: u64) -> Result<(), &'static str> {
        if text.ends_with(['-', ')']) {
            self.unusual += 1;
            self.first_unusual.get_or_insert_with(|| (shown(text), line));
        }
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
        self.had_decimals = self.has_decimals();
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
        self.readings.first().map_or(self.had_decimals, |reading| reading.decimals)
    }
}
