//! Whatever goes in comes out the same.

use proptest::prelude::*;
use tabular::encode::csv::Writer;
use tabular::sniff::{Charset, Comment, Delimited, Delimiter, Escape, Frame, LineEnd, Quote};
use tabular::{
    Cell, ColumnType, DateFormat, Decimal, DecimalMark, Detected, DigitStyle, FloatStyle, Grouping,
    IntegerSize, IntervalFormat, Limits, Negative, NumberFormat, Overrides, PointFormat, TimeFormat,
    TimestampFormat, YearDigits, ZonedFormat, widen,
};

use crate::{read, read_as};

fn cell() -> impl Strategy<Value = Option<String>> {
    prop_oneof![
        1 => Just(None),
        1 => Just(Some(String::new())),
        4 => "[a-z0-9 ,;|'~§#\\\\\t\"\r\näß€😀\u{FEFF}]{0,12}".prop_map(Some),
        1 => "(?s:.){0,8}".prop_map(Some),
    ]
}

fn table() -> impl Strategy<Value = Vec<Vec<Option<String>>>> {
    (1_usize..5).prop_flat_map(|width| prop::collection::vec(prop::collection::vec(cell(), width), 0..20))
}

fn dialect() -> impl Strategy<Value = Delimited> {
    let delimiter = prop::sample::select(vec![",", ";", "\t", "|", "||", ", ", "~|~", "§", "\u{1}", ""]);
    let quote = prop::sample::select(vec![
        Quote::DOUBLE,
        Quote::DOUBLE,
        Quote::SINGLE,
        Quote::new('~').unwrap(),
        Quote::NONE,
    ]);
    let escapes = vec![Escape::Doubled, Escape::Backslash, Escape::Both, Escape::None];
    let line_ends = vec![LineEnd::Lf, LineEnd::Crlf, LineEnd::Cr, LineEnd::Mixed];
    let comment = prop::option::weighted(0.2, prop::sample::select(vec!["#", "//", "x"]));
    let (escape, line_end) = (prop::sample::select(escapes), prop::sample::select(line_ends));
    (delimiter, quote, escape, line_end, prop::bool::weighted(0.2), comment)
        .prop_map(|(delimiter, quote, escape, line_end, leading_space, comment)| Delimited {
            charset: Detected::chosen(Charset::Utf8),
            delimiter: Detected::chosen(Delimiter::new(delimiter).unwrap_or(Delimiter::NONE)),
            quote: Detected::chosen(quote),
            escape: Detected::chosen(escape),
            leading_space: Detected::chosen(leading_space),
            comment: Detected::chosen(comment.and_then(Comment::new)),
            line_end: Detected::chosen(line_end),
            frame: Frame::new(Detected::chosen(0), Detected::chosen(1)),
            trailing_delimiter: Detected::chosen(false),
            short_rows: Detected::chosen(false),
        })
        .prop_filter("a delimiter is no quote", |dialect| {
            !dialect.delimiter.value.as_str().contains('~') || dialect.quote.value != Quote::new('~').unwrap()
        })
}

/// Texts near the borders of every type, each from one family.
fn family() -> impl Strategy<Value = BoxedStrategy<String>> {
    let patterns = [
        "-?[0-9]{1,22}",
        "-?[0-9]{1,4}",
        "[-+]?[0-9]{0,18}\\.[0-9]{0,18}",
        "-?[0-9]{1,3}\\.[0-9]{1,3}",
        "[1-9][0-9]{0,2}([,][0-9]{3}){0,3}(\\.[0-9]{1,3})?",
        "[1-9][0-9]{0,2}([.][0-9]{3}){0,3}(,[0-9]{1,3})?",
        "[1-9][0-9]{0,2}([ '][0-9]{3}){0,3}([.,][0-9]{1,3})?",
        "[-+(]?[$€]?[0-9]{1,3}(,[0-9]{3}){0,2}(\\.[0-9]{2})?[)-]?",
        "-?[0-9]{1,2}(,[0-9]{1,2})? ?%",
        "[1-9]{1,2}(,[0-9]{2}){0,2},[0-9]{3}",
        "-?[0-9]\\.[0-9]{1,4}[eE][-+]?[0-9]{1,3}",
        "-?[0-9]\\.[0-9]{2}E-[0-9]{2}",
        " {0,2}[0-9]{1,3} {0,2}",
        " {0,1}[0-9]{2,3}",
        "[0-9]{1,4}[-/.][0-9]{1,2}[-/.][0-9]{1,4}",
        "[0-3]?[0-9]/[01]?[0-9]/[0-9]{2}",
        "[0-3][0-9]\\.[01][0-9]\\.20[0-9]{2}",
        "[0-9]{1,2}[- ]([Jj]an|MAY|May|Mai|mars|août|Dec)[- ][0-9]{2,4}",
        "[0-3][0-9]-(Jan|May|Dec)-[0-9]{2}",
        "(May|June) [0-9]{1,2}, [12][0-9]{3}",
        "[12][09][0-9]{2}[01][0-9][0-3][0-9]",
        "[12][0-9]{3}-[01][0-9]-[0-2][0-9][T ][0-2]?[0-9]:[0-5][0-9](:[0-5][0-9](\\.[0-9]{1,7})?)?(Z|[-+][01][0-9](:?[0-5][0-9])?)?",
        "2024-[01][0-9]-[0-2][0-9] [0-2][0-9]:[0-5][0-9]:[0-5][0-9](\\.[0-9]{1,6})?",
        "[0-3]?[0-9]:[0-5][0-9]:[0-5][0-9](\\.[0-9]{1,3})?",
        "[0-3]?[0-9]:[0-5][0-9]( ?[AP]M)?",
        "P([0-9]{1,2}Y)?([0-9]{1,2}M)?([0-9]{1,2}D)?(T([0-9]{1,3}H)?([0-9]{1,2}M)?([0-9]{1,2}(\\.[0-9]{1,7})?S)?)?",
        "true|false|yes|No|T|f|TRUE|JA|nein",
        "yes|no",
        "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-fA-F]{12}",
        "[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}(/[0-9]{1,2})?|[0-9a-f:]{2,12}",
        "\\(?-?[0-9]{1,2}(\\.[0-9]{1,6})?[,;]? ?-?[0-9]{1,3}\\.[0-9]{1,6}\\)?",
        "\\[-?[0-9]{1,3}\\.[0-9]{4}, ?-?[0-9]{1,2}\\.[0-9]{4}\\]",
        "POINT ?\\(-?[0-9]{1,3}\\.[0-9]{5} -?[0-9]{1,2}\\.[0-9]{5}\\)",
        "[\\[{][\\[{}\\]\",:0-9 a]{0,8}[}\\]]",
        "\\PC{0,8}",
    ];
    let others = prop_oneof![
        any::<f64>().prop_map(|x| format!("{x:e}").replace("e-", "e-0")),
        any::<f64>().prop_map(|x| format!("{x:?}")),
        (-1e9..1e9_f64).prop_map(|x| format!("{x}")),
    ];
    let patterns = prop::sample::select(patterns.to_vec())
        .prop_map(|pattern| prop::string::string_regex(pattern).unwrap().boxed());
    prop_oneof![8 => patterns, 1 => Just(others.boxed())]
}

fn value_text() -> impl Strategy<Value = String> {
    family().prop_flat_map(|texts| texts)
}

/// A column of texts of one family, with a stranger or a word for no value now and then.
fn column_texts() -> impl Strategy<Value = Vec<String>> {
    let text = family().prop_map(|texts| {
        prop_oneof![30 => texts, 1 => Just("N/A".to_owned()), 1 => Just("-".to_owned()), 1 => value_text()].boxed()
    });
    text.prop_flat_map(|text| prop::collection::vec(text, 1..8))
}

fn number_format() -> impl Strategy<Value = Option<Box<NumberFormat>>> {
    let marks = prop::sample::select(vec![None, Some(','), Some('.'), Some(' '), Some('\''), Some('\u{a0}')]);
    let negative = prop::sample::select(vec![
        Negative::Hyphen,
        Negative::MinusSign,
        Negative::Trailing,
        Negative::Parentheses,
    ]);
    let affixes = prop::sample::select(vec![("", ""), ("$", ""), ("", "%"), ("€ ", ""), ("", "\u{a0}€")]);
    let format = (marks, any::<[bool; 6]>(), negative, affixes).prop_map(
        |(mark, [comma, indian, from_five, plus, bare_fraction, sign_inside], negative, (prefix, suffix))| {
            let comma = match mark {
                Some(',') => false,
                Some('.') => true,
                _ => comma,
            };
            let group = mark.map(|mark| Grouping { mark, indian: indian && mark == ',', from_five });
            let decimal = if comma { DecimalMark::Comma } else { DecimalMark::Point };
            NumberFormat {
                digits: DigitStyle { decimal, group },
                negative,
                plus,
                bare_fraction,
                prefix: prefix.to_owned(),
                suffix: suffix.to_owned(),
                sign_inside,
            }
        },
    );
    // The plain form is no format.
    let some = format.prop_map(|format| (format != NumberFormat::default()).then(|| Box::new(format)));
    prop_oneof![1 => Just(None), 3 => some]
}

fn column_type() -> impl Strategy<Value = ColumnType> {
    let pairs = [("true", "false"), ("T", "F"), ("yes", "no")];
    let mut kinds = vec![ColumnType::Text, ColumnType::Json, ColumnType::Inet, ColumnType::Cidr];
    kinds.extend([false, true].map(|upper| ColumnType::Uuid { upper }));
    kinds.push(ColumnType::Interval { format: IntervalFormat::Iso });
    let scientific = FloatStyle::Scientific { decimals: 2, upper: true, plus: true, exponent_digits: 2 };
    let general = FloatStyle::General { digits: 6, pointed: false };
    use FloatStyle::{Java, JavaScript, Postgres, Python, R};
    let styles =
        [Postgres, Python, JavaScript, Java, R, scientific, general, FloatStyle::Fixed { decimals: 4 }];
    for (prefix, separator, suffix) in
        [("", ", ", ""), ("(", ",", ")"), ("[", ",", "]"), ("[ ", ", ", "]"), ("POINT (", " ", ")")]
    {
        let [prefix, separator, suffix] = [prefix, separator, suffix].map(str::to_owned);
        let format = |style| PointFormat {
            prefix: prefix.clone(),
            separator: separator.clone(),
            suffix: suffix.clone(),
            style,
        };
        kinds.extend(styles.map(|style| ColumnType::Point { format: Box::new(format(style)) }));
    }
    kinds.extend(styles.map(|style| ColumnType::Float { style }));
    kinds.extend(pairs.map(|(t, f)| ColumnType::Boolean { true_text: t.into(), false_text: f.into() }));
    let dates = ["D/M/YY[1950]", "DD-Mon-YY[1950]", "D mon[fr] YYYY", "Month D, YYYY"];
    let dates = DateFormat::all().chain(dates.map(|pattern| pattern.parse().unwrap()));
    kinds.extend(dates.map(|format| ColumnType::Date { format }));
    for pattern in
        ["hh:mm", "h:mm:ss", "h:mm AM", "hh:mm:ss", "hh:mm:ss.S*", "hh:mm:ss.[SSSSSS]", "hh:mm:ss.SSS"]
    {
        let format: TimeFormat = pattern.parse().unwrap();
        kinds.push(ColumnType::Time { format });
        if format.half.is_none() {
            kinds.push(ColumnType::Interval { format: IntervalFormat::Clock(format) });
        }
        for date in ["YYYY-MM-DD ", "YYYY-MM-DDT", "D/M/YYYY "] {
            let format: TimestampFormat = format!("{date}{pattern}").parse().unwrap();
            kinds.push(ColumnType::Timestamp { format });
            for zone in ["Z", "+02:00", "-0930", "+05"] {
                let format: ZonedFormat = format!("{date}{pattern}{zone}").parse().unwrap();
                kinds.push(ColumnType::TimestampTz { format });
            }
        }
    }
    let size = prop::sample::select(vec![IntegerSize::Four, IntegerSize::Eight]);
    prop_oneof![
        3 => prop::sample::select(kinds),
        1 => (size, number_format()).prop_map(|(size, format)| ColumnType::Integer { size, format }),
        1 => number_format().prop_map(|format| ColumnType::Numeric { format }),
    ]
}

proptest! {
    #[test]
    fn what_is_written_is_read(rows in table(), dialect in dialect()) {
        let width = rows.first().map_or(1, Vec::len);
        let width = if dialect.delimiter.value == Delimiter::NONE { 1 } else { width };
        let rows: Vec<_> = rows.into_iter().map(|mut row| { row.truncate(width); row }).collect();
        let labels: Vec<String> = (0..width).map(|i| format!("h{i}")).collect();
        let mut writer = Writer::with_layout(Vec::new(), &dialect);
        writer.write(labels.iter().map(|l| Some(l.as_str()))).unwrap();
        let mut written = Vec::new();
        for row in rows {
            // What a dialect cannot express is refused before it is written wrong.
            let mut line = Writer::with_layout(Vec::new(), &dialect);
            if line.write(row.iter().map(Option::as_deref)).is_ok() {
                writer.write(row.iter().map(Option::as_deref)).unwrap();
                written.push(row);
            } else {
                prop_assert!(dialect.quote.value == Quote::NONE || dialect.escape.value == Escape::None);
            }
        }
        let bytes = writer.finish().unwrap();
        let mut layout = crate::layout("a,b\n1,2\n");
        *layout.delimited_mut().unwrap() = dialect;
        let file = read_as(&bytes, layout, &Limits::default()).unwrap();
        prop_assert_eq!(file.labels, labels);
        prop_assert!(file.rejected.is_empty(), "{:?}", file.rejected);
        prop_assert_eq!(file.rows, written);
    }

    #[test]
    fn a_text_that_parses_comes_back_the_same(text in value_text(), kind in column_type()) {
        if let Ok(cell) = kind.parse(&text) {
            prop_assert_eq!(kind.format(&cell), text);
        }
    }

    #[test]
    fn a_value_that_is_written_is_read(kind in column_type(), number in any::<i64>(), small in -99_999..99_999_i64) {
        let days = number.rem_euclid(3_652_059) as i32 - 719_162;
        // Within the century of the years of two digits, and without fractions.
        let near = number.rem_euclid(36_000) as i32 - 7_305;
        let micros = i64::from(days) * 86_400_000_000 + i64::from(near.unsigned_abs()) * 60_000_000;
        let decimal = format!("{}.{:02}", small, number.rem_euclid(100));
        let decimal = Decimal::new(&decimal);
        let cell = match &kind {
            ColumnType::Boolean { .. } => Cell::Boolean(number > 0),
            ColumnType::Integer { size: IntegerSize::Four, .. } => Cell::Integer4(small as i32),
            ColumnType::Integer { .. } => Cell::Integer(number),
            ColumnType::Numeric { .. } => decimal.map_or(Cell::Null, Cell::Numeric),
            ColumnType::Date { format } if format.year == YearDigits::Four => Cell::Date(days.max(-354_285)),
            ColumnType::Date { .. } => Cell::Date(near),
            ColumnType::Time { .. } => Cell::Time(i64::from(near.unsigned_abs() % 1_440) * 60_000_000),
            ColumnType::Timestamp { .. } => Cell::Timestamp(micros),
            // A minute within the first and last day of the calendar may belong to another day elsewhere.
            ColumnType::TimestampTz { .. } => {
                Cell::TimestampTz(micros.clamp(-62_135_000_000_000_000, 253_402_000_000_000_000))
            }
            ColumnType::Uuid { .. } => Cell::Uuid(u128::from(number.unsigned_abs())),
            // Six digits at most, which every style but the one with three keeps.
            ColumnType::Point { format } if !matches!(format.style, FloatStyle::Scientific { .. }) => {
                Cell::Point(small as f64 / 100.0, f64::from(near % 1000) / 10.0)
            }
            _ => Cell::Null,
        };
        let text = kind.format(&cell);
        if cell != Cell::Null {
            prop_assert_eq!(kind.parse(&text), Ok(cell), "{}", text);
        }
    }

    #[test]
    fn an_inferred_type_takes_every_value(texts in column_texts()) {
        let mut writer = Writer::new(Vec::new(), Delimiter::COMMA, LineEnd::Lf);
        writer.write([Some("label"), Some("name")]).unwrap();
        for text in &texts {
            writer.write([Some(text.as_str()), Some("x")]).unwrap();
        }
        let bytes = writer.finish().unwrap();
        let wanted = Overrides { delimiter: Some(Delimiter::COMMA), header: Some(1), ..Overrides::default() };
        let file = crate::read_with(&bytes, &wanted, &Limits::default()).unwrap();
        let column = &file.findings[0].column;
        for row in &file.rows {
            let text = row[0].as_deref().unwrap();
            let cell = column.parse(text);
            prop_assert!(cell.is_ok(), "{column:?} {text:?}");
            let cell = cell.unwrap();
            if cell == Cell::Null {
                prop_assert!(text.is_empty() || column.nulls.iter().any(|marker| marker == text), "{text:?}");
            } else {
                prop_assert_eq!(column.format(&cell), text);
            }
        }
    }

    #[test]
    fn widening_is_a_join(a in column_type(), b in column_type(), c in column_type()) {
        prop_assert_eq!(widen(&a, &b), widen(&b, &a));
        prop_assert_eq!(widen(&widen(&a, &b), &c), widen(&a, &widen(&b, &c)));
        prop_assert_eq!(widen(&a, &a), a.clone());
        prop_assert_eq!(widen(&a, &ColumnType::Text), ColumnType::Text);
    }

    #[test]
    fn a_widened_type_takes_what_each_took(text in value_text(), a in column_type(), b in column_type()) {
        let wide = widen(&a, &b);
        if !text.is_empty() && a.parse(&text).is_ok() {
            prop_assert!(wide.parse(&text).is_ok());
        }
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = crate::read_with(&bytes, &Overrides::default(), &Limits::default());
    }

    #[test]
    fn no_delimited_text_makes_it_panic(text in "[ab1,;\t|\"\r\n\u{FEFF}ä]{0,80}") {
        let _ = crate::read_with(text.as_bytes(), &Overrides::default(), &Limits::default());
    }
}

#[test]
fn written_files_are_recognised() {
    for delimiter in [Delimiter::COMMA, Delimiter::SEMICOLON, Delimiter::TAB, Delimiter::PIPE] {
        let mut writer = Writer::new(Vec::new(), delimiter, LineEnd::Crlf);
        writer.write([Some("id"), Some("a,b;c"), Some("note")]).unwrap();
        for _ in 0..5 {
            writer.write([Some("1"), Some("x, y"), Some("a \"b\" | c\td;e")]).unwrap();
        }
        let file = read(writer.finish().unwrap());
        assert_eq!(file.dialect().delimiter.value, delimiter);
        assert_eq!(file.labels, ["id", "a,b;c", "note"]);
        assert_eq!(file.rows[4][2].as_deref(), Some("a \"b\" | c\td;e"));
    }
}
