//! What the number format of a cell says about its number: is it a date, a time, a duration?
//!
//! Spreadsheets store dates as numbers; only the format tells them apart. The codes and their built-in numbers are
//! those of ECMA-376 part 1, §18.8.30 and §18.8.31.

/// What a number stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Shape {
    /// Itself.
    #[default]
    Number,
    /// Itself, shown with zeros before it up to this many digits: `00000`, for ids and postcodes.
    Padded(u8),
    /// A day.
    Date,
    /// A day and a time of day.
    Timestamp,
    /// A time of day.
    Time,
    /// Hours, minutes or seconds that have passed: `[h]:mm`.
    Duration,
}

/// The shape of a built-in format; `None` for numbers that are not built in.
pub(crate) fn built_in(id: u32) -> Option<Shape> {
    Some(match id {
        // 27–36 and 50–58 are the dates of the East Asian editions, 30 among them a plain `m/d/yy`.
        14..=17 | 27..=31 | 36 | 50..=54 | 57..=58 => Shape::Date,
        18..=21 | 32..=35 | 45 | 47 | 55..=56 => Shape::Time,
        22 => Shape::Timestamp,
        46 => Shape::Duration,
        0..=13 | 37..=44 | 48..=49 => Shape::Number,
        _ => return None,
    })
}

/// The shape that a format code gives positive numbers: its first section decides.
pub(crate) fn shape(code: &str) -> Shape {
    if let Some(digits) = zeros(code) {
        return Shape::Padded(digits);
    }
    let mut chars = code.chars().peekable();
    let (mut day, mut time, mut month_or_minute, mut elapsed) = (false, false, false, false);
    while let Some(c) = chars.next() {
        match c {
            ';' => break,
            '"' => while chars.next().is_some_and(|c| c != '"') {},
            // The next character stands for itself, or for a width or a filling.
            '\\' | '_' | '*' => {
                chars.next();
            }
            '[' => {
                let inside: String = chars.by_ref().take_while(|c| *c != ']').collect();
                let first = inside.chars().next().unwrap_or(' ').to_ascii_lowercase();
                elapsed |= matches!(first, 'h' | 'm' | 's')
                    && inside.chars().all(|c| c.to_ascii_lowercase() == first);
            }
            'y' | 'Y' | 'd' | 'D' => day = true,
            'h' | 'H' | 's' | 'S' => time = true,
            'm' | 'M' => month_or_minute = true,
            // `General` has letters of the calendar, and is written in any case.
            'g' | 'G' => {
                let rest: String = chars.clone().take(6).collect();
                if rest.eq_ignore_ascii_case("eneral") {
                    chars.nth(5);
                } else {
                    day = true;
                }
            }
            // `E+00` is an exponent, `e` alone the year of an era; `b` the Buddhist year.
            'e' | 'E' if matches!(chars.peek(), Some('+' | '-')) => return Shape::Number,
            'e' | 'E' | 'b' | 'B' => day = true,
            // `AM/PM`, `A/P`, or `aaa`, a weekday.
            'a' | 'A' => {
                let marker = chars.clone().take(4).collect::<String>().to_ascii_lowercase();
                let len = if marker == "m/pm" { 4 } else { usize::from(marker.starts_with("/p")) * 2 };
                chars.by_ref().take(len).for_each(drop);
                time |= len > 0;
                day |= len == 0 && marker.starts_with("aa");
            }
            '#' | '?' => return Shape::Number,
            _ => {}
        }
    }
    match (day, time) {
        _ if elapsed => Shape::Duration,
        (true, true) => Shape::Timestamp,
        (false, true) => Shape::Time,
        (true, false) => Shape::Date,
        (false, false) if month_or_minute => Shape::Date,
        (false, false) => Shape::Number,
    }
}

/// The digits of a format that is nothing but zeros, at least two.
fn zeros(code: &str) -> Option<u8> {
    let positive = code.split(';').next().unwrap_or_default();
    let digits = u8::try_from(positive.len()).ok().filter(|digits| *digits > 1)?;
    positive.bytes().all(|b| b == b'0').then_some(digits)
}

/// Puts the zeros before a whole number that its format shows; `start` is where in the text the number starts. With a
/// sign or a fraction, it is no id.
pub(crate) fn pad(shape: Shape, start: usize, text: &mut String) {
    let Shape::Padded(digits) = shape else { return };
    let number = &text[start..];
    let missing = usize::from(digits).saturating_sub(number.len());
    if number.bytes().all(|b| b.is_ascii_digit()) {
        text.insert_str(start, &"0".repeat(missing));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_of_dates_and_numbers() {
        for (code, expected) in [
            ("General", Shape::Number),
            ("0.00", Shape::Number),
            ("0", Shape::Number),
            ("00000", Shape::Padded(5)),
            ("00;-00;0", Shape::Padded(2)),
            ("00000-0000", Shape::Number),
            ("0.00E+00", Shape::Number),
            ("#,##0.00 \"days\"", Shape::Number),
            ("[Red]0;[Blue]-0", Shape::Number),
            ("[$-409]#,##0", Shape::Number),
            ("0\\d", Shape::Number),
            ("@", Shape::Number),
            ("yyyy-mm-dd", Shape::Date),
            ("[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy", Shape::Date),
            ("mmm", Shape::Date),
            ("m/d/yy h:mm", Shape::Timestamp),
            ("dd.mm.yyyy hh:mm:ss.000", Shape::Timestamp),
            ("h:mm AM/PM", Shape::Time),
            ("h A/P", Shape::Time),
            ("mm:ss.0", Shape::Time),
            ("[h]:mm:ss", Shape::Duration),
            ("[mm]:ss", Shape::Duration),
            ("[s]", Shape::Duration),
            ("GENERAL", Shape::Number),
            ("ggge\"年\"m\"月\"d\"日\"", Shape::Date),
            ("aaa", Shape::Date),
            ("0;yyyy", Shape::Number),
            ("\"date\" 0", Shape::Number),
            ("[Magenta]0", Shape::Number),
        ] {
            assert_eq!(shape(code), expected, "{code}");
        }
    }
}
