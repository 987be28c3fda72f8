//! Whatever goes in comes out the same.

use proptest::prelude::*;
use tabular::encode::csv::Writer;
use tabular::sniff::{Delimiter, Escape, Frame, LineEnd, Quote};
use tabular::{ColumnType, DateFormat, Detected, Limits, Overrides, TimestampFormat, ZonedFormat, widen};

use crate::{read, read_as};

fn cell() -> impl Strategy<Value = Option<String>> {
    prop_oneof![
        1 => Just(None),
        1 => Just(Some(String::new())),
        4 => "[a-z0-9 ,;|\t\"\r\näß€😀\u{FEFF}]{0,12}".prop_map(Some),
        1 => "[^\0]{0,8}".prop_map(Some),
    ]
}

fn table() -> impl Strategy<Value = Vec<Vec<Option<String>>>> {
    (1_usize..5).prop_flat_map(|width| prop::collection::vec(prop::collection::vec(cell(), width), 0..20))
}

fn delimiter() -> impl Strategy<Value = Delimiter> {
    prop::sample::select(vec![Delimiter::COMMA, Delimiter::SEMICOLON, Delimiter::TAB, Delimiter::PIPE])
}

fn line_end() -> impl Strategy<Value = LineEnd> {
    prop::sample::select(vec![LineEnd::Lf, LineEnd::Crlf, LineEnd::Cr])
}

/// Texts near the borders of every type.
fn value_text() -> impl Strategy<Value = String> {
    prop_oneof![
        "-?[0-9]{1,22}",
        "[-+]?[0-9]{0,18}\\.[0-9]{0,18}",
        "-?[0-9]\\.[0-9]{0,17}e[-+]?[0-9]{1,3}",
        any::<f64>().prop_map(|x| format!("{x:e}").replace("e-", "e-0")),
        "[0-9]{1,4}[-/.][0-9]{1,2}[-/.][0-9]{1,4}",
        "[12][0-9]{3}-[01][0-9]-[0-3][0-9][T ][0-2][0-9]:[0-5][0-9](:[0-5][0-9](\\.[0-9]{1,7})?)?(Z|[-+][01][0-9](:?[0-5][0-9])?)?",
        "true|false|yes|No|T|f|TRUE",
        any::<String>(),
    ]
}

fn column_type() -> impl Strategy<Value = ColumnType> {
    let pairs = [("true", "false"), ("T", "F"), ("yes", "no")];
    let mut kinds = vec![ColumnType::Integer, ColumnType::Numeric, ColumnType::Float, ColumnType::Text];
    kinds.extend(pairs.map(|(t, f)| ColumnType::Boolean { true_text: t.into(), false_text: f.into() }));
    kinds.extend(DateFormat::all().map(|format| ColumnType::Date { format }));
    for pattern in ["YYYY-MM-DD hh:mm", "YYYY-MM-DDThh:mm:ss", "YYYY-MM-DDThh:mm:ss.SSS"] {
        let format: TimestampFormat = pattern.parse().unwrap();
        kinds.push(ColumnType::Timestamp { format });
        for zone in ["Z", "+02:00", "-0930", "+05"] {
            let format: ZonedFormat = format!("{pattern}{zone}").parse().unwrap();
            kinds.push(ColumnType::TimestampTz { format });
        }
    }
    prop::sample::select(kinds)
}

proptest! {
    #[test]
    fn what_is_written_is_read(rows in table(), delimiter in delimiter(), line_end in line_end()) {
        let width = rows.first().map_or(1, Vec::len);
        let labels: Vec<String> = (0..width).map(|i| format!("h{i}")).collect();
        let mut writer = Writer::new(Vec::new(), delimiter, line_end);
        writer.write(labels.iter().map(|l| Some(l.as_str()))).unwrap();
        for row in &rows {
            writer.write(row.iter().map(Option::as_deref)).unwrap();
        }
        let bytes = writer.finish().unwrap();
        let mut layout = crate::layout("a,b\n1,2\n");
        let dialect = layout.delimited_mut().unwrap();
        dialect.delimiter = Detected::chosen(delimiter);
        dialect.quote = Detected::chosen(Quote::DOUBLE);
        dialect.escape = Detected::chosen(Escape::Doubled);
        dialect.line_end = Detected::chosen(line_end);
        dialect.frame = Frame::new(Detected::chosen(0), Detected::chosen(1));
        dialect.trailing_delimiter = Detected::chosen(false);
        let file = read_as(&bytes, layout, &Limits::default()).unwrap();
        prop_assert_eq!(file.labels, labels);
        prop_assert!(file.rejected.is_empty(), "{:?}", file.rejected);
        prop_assert_eq!(file.rows, rows);
    }

    #[test]
    fn a_text_that_parses_comes_back_the_same(text in value_text(), kind in column_type()) {
        if let Ok(cell) = kind.parse(&text) {
            prop_assert_eq!(kind.format(&cell), text);
        }
    }

    #[test]
    fn an_inferred_type_takes_every_value(texts in prop::collection::vec(value_text(), 1..6)) {
        let mut writer = Writer::new(Vec::new(), Delimiter::COMMA, LineEnd::Lf);
        writer.write([Some("label"), Some("name")]).unwrap();
        for text in texts.iter().filter(|t| !t.contains('\0')) {
            writer.write([Some(text.as_str()), Some("x")]).unwrap();
        }
        let bytes = writer.finish().unwrap();
        let wanted = Overrides { delimiter: Some(Delimiter::COMMA), header: Some(1), ..Overrides::default() };
        let file = crate::read_with(&bytes, &wanted, &Limits::default()).unwrap();
        let kind = &file.findings[0].column.kind;
        for row in &file.rows {
            let text = row[0].as_deref().unwrap();
            let cell = kind.parse(text);
            prop_assert!(cell.is_ok(), "{kind:?} {text:?}");
            prop_assert_eq!(kind.format(&cell.unwrap()), text);
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
