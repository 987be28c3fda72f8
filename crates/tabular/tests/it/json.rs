//! JSON of every arrangement, whole and broken.

use proptest::prelude::*;
use serde_json::Value;
use tabular::sniff::{Format, JsonArrangement, JsonLayout, JsonRows, Structure};
use tabular::{ColumnType, Error, Layout, Limits, Overrides, RejectReason};

use crate::compressions::gz;
use crate::{Read, cells, layout_of_head, read, read_with, refused};

fn json(layout: &Layout) -> &JsonLayout {
    match &layout.structure {
        Structure::Json(json) => json,
        other => panic!("{other:?}"),
    }
}

fn evidence(file: &Read) -> &str {
    &json(&file.layout).arrangement.evidence
}

fn pointed(file: &str, pointer: &str) -> Result<Read, Error> {
    let wanted = Overrides { pointer: Some(pointer.to_owned()), ..Overrides::default() };
    read_with(file.as_bytes(), &wanted, &Limits::default())
}

fn as_json(file: &[u8]) -> Result<Read, Error> {
    let wanted = Overrides { format: Some(Format::Json), ..Overrides::default() };
    read_with(file, &wanted, &Limits::default())
}

#[test]
fn lines_of_objects_are_rows_and_later_keys_are_columns() {
    let file = read("{\"id\":1,\"name\":\"Ann\"}\n\n{\"name\":null,\"id\":2}\r\n{\"id\":3,\"age\":4.50}\n");
    assert_eq!(file.labels, ["id", "name", "age"]);
    assert_eq!(file.rows, [cells(&["1", "Ann", ""]), cells(&["2", "", ""]), cells(&["3", "", "4.50"])]);
    assert_eq!(file.lines, [1, 3, 4]);
    assert_eq!(file.bytes, [0, 23, 45]);
    assert_eq!(evidence(&file), "3 objects, one after the other");
    assert_eq!(json(&file.layout).rows.value, JsonRows::Objects);
    assert_eq!(read("{\"a\":1}{\"a\":2} {\"a\":3}").rows.len(), 3);
    assert_eq!(read("\u{1E}{\"a\":1}\n\u{1E}{\"a\":2}\n").rows.len(), 2);
    assert_eq!(read("{\n \"a\": 1\n}\n{\n \"a\": 2\n}\n").lines, [1, 4]);
}

#[test]
fn a_broken_line_is_set_aside() {
    let good: String = (0..20).map(|n| format!("{{\"n\":{n}}}\n")).collect();
    let file = read(format!("{good}{{\"n\":1,}}\n{good}{{\"n\":"));
    assert_eq!(file.rows.len(), 40);
    let told: Vec<String> =
        file.rejected.iter().map(|row| format!("{} {} {}", row.line, row.raw, row.reason)).collect();
    assert_eq!(
        told,
        [
            "21 {\"n\":1,} is not JSON: there is no key in double quotes where one should be",
            "42 {\"n\": is not JSON: the text ends within a value"
        ]
    );
}

#[test]
fn one_of_few_lines_may_be_broken_where_most_are_objects() {
    for (text, line, raw) in [
        ("{\"a\":1}\nnonsense\n{\"a\":2}\n", 2, "nonsense"),
        ("{\"a\":1}\n{\"a\":2}\n{\"a\":", 3, "{\"a\":"),
        ("{\"a\":1,}\n{\"a\":1}\n{\"a\":2}\n", 1, "{\"a\":1,}"),
        ("{\"a\":1} x\n{\"a\":2}\n", 1, "x"),
    ] {
        let file = read(text);
        assert_eq!(file.rows, [cells(&["1"]), cells(&["2"])], "{text}");
        assert_eq!(evidence(&file), "2 objects, one after the other; 1 line not JSON");
        let [broken] = &file.rejected[..] else { panic!("{text}: {:?}", file.rejected) };
        assert_eq!((broken.line, broken.raw.as_str()), (line, raw));
        assert!(matches!(broken.reason, RejectReason::InvalidJson { .. }));
    }
    for (text, line) in [
        ("{\"a\":1}\nnonsense\n", 2),
        ("{\"a\":1}\nnonsense\n{\"a\":2}\nmore\n", 2),
        ("{\"a\":1,}\n{\"a\":1}\n", 1),
        ("1\n2\n3\nx\n", 4),
        ("{\"rows\": [\n{\"a\":1},\n{\"a\":2},\n{\"a\":3},\n]}\n", 5),
    ] {
        let error = as_json(text.as_bytes()).err().unwrap();
        assert_eq!((error.code(), error.line()), ("invalid_json", Some(line)), "{text}");
    }
}

#[test]
fn an_array_is_found_wherever_it_is() {
    let file = read("[{\"a\":1},{\"a\":2}]");
    assert_eq!(evidence(&file), "an array of 2 objects");
    assert_eq!(file.rows, [cells(&["1"]), cells(&["2"])]);
    let file = read(r#"{"count":2,"data":{"tags":[{"t":1}],"items":[{"a":1},{"a":2},{"a":3}]},"ok":true}"#);
    assert_eq!(
        evidence(&file),
        "an array of 3 objects at `/data/items`; `count`, `ok` beside it are not part of the table"
    );
    let found = &json(&file.layout).pointer;
    assert_eq!(
        (found.value.as_str(), found.evidence.as_str()),
        ("/data/items", "`/data/items` is the longest array of objects")
    );
    assert_eq!(
        pointed(r#"{"x":[{"a":1},{"a":2}],"y/z":{"w":[{"b":7}]}}"#, "/y~1z/w").unwrap().rows,
        [cells(&["7"])]
    );
    let error = pointed(r#"{"x":[{"a":1}]}"#, "/y").unwrap_err();
    assert_eq!(error.to_string(), "There is nothing at `/y` in the JSON.");
    assert_eq!(pointed(r#"[{"x":[[1],[2]]}]"#, "/0/x").unwrap().rows, [cells(&["1"]), cells(&["2"])]);
    // Objects that describe the columns of a longer array of arrays nearer to the surface.
    let file =
        read(r#"{"meta":{"view":{"columns":[{"n":"a"},{"n":"b"}]}},"data":[[1,"x"],[2,"y"],[3,"z"]]}"#);
    assert_eq!(file.rows.len(), 3);
    assert_eq!(file.labels, ["column_1", "column_2"]);
}

#[test]
fn arrays_may_be_headed() {
    let file = read(r#"[["id","name"],[1,"Ann"],[2,null]]"#);
    assert_eq!(file.labels, ["id", "name"]);
    assert_eq!(file.rows, [cells(&["1", "Ann"]), cells(&["2", ""])]);
    assert_eq!(json(&file.layout).header.evidence, "1 column has a name above numbers or dates");
    let file = read("[1,2]\n[3,4]\n[5]\n[6,7,8]\n");
    assert_eq!(file.rows, [cells(&["1", "2"]), cells(&["3", "4"])]);
    let codes: Vec<&str> = file.rejected.iter().map(|row| row.reason.code()).collect();
    assert_eq!(codes, ["too_few_fields", "too_many_fields"]);
}

#[test]
fn columns_side_by_side() {
    let file = read(r#"{"a":[1,2,3],"b":["x",null,"z"]}"#);
    assert_eq!(json(&file.layout).arrangement.value, JsonArrangement::Columns);
    assert_eq!(evidence(&file), "an object of 2 columns with 3 values each");
    assert_eq!(file.rows, [cells(&["1", "x"]), cells(&["2", ""]), cells(&["3", "z"])]);
    let pandas = read(r#"{"a":{"0":1,"1":2},"b~/":{"0":"x","1":"\u0000"}}"#);
    assert_eq!(pandas.labels, ["a", "b~/"]);
    assert_eq!(pandas.rows, [cells(&["1", "x"]), cells(&["2", "\0"])]);
    let within = r#"{"units":{"t":"s"},"hourly":{"t":[1,2],"v":[3.5,null]}}"#;
    let file = read(within);
    assert_eq!(file.rows, [cells(&["1", "3.5"]), cells(&["2", ""])]);
    assert_eq!(evidence(&file), "an object of 2 columns with 2 values each at `/hourly`");
    assert_eq!(pointed(within, "/hourly").unwrap().rows.len(), 2);
    let again = Overrides::default().or_as(&read(r#"{"a":[1,2],"b":[3,4]}"#).layout);
    let next = read_with(br#"{"a":[1,2,3],"b":[3,4,5]}"#, &again, &Limits::default()).unwrap();
    assert_eq!(next.rows.len(), 3);
    assert_eq!(read(r#"{"a":[1,2],"b":[1]}"#).rows, [cells(&["[1,2]", "[1]"])]);
}

#[test]
fn features_are_their_properties_and_geometry() {
    let file = read(
        r#"{"type":"FeatureCollection","features":[
        {"type":"Feature","id":7,"properties":{"id":"x","n":1},"geometry":{"type":"Point","coordinates":[1.50,2]}},
        {"type":"Feature","geometry":null,"properties":null}]}"#,
    );
    assert_eq!(file.labels, ["feature.id", "id", "n", "geometry"]);
    assert_eq!(
        file.rows,
        [cells(&["7", "x", "1", r#"{"type":"Point","coordinates":[1.50,2]}"#]), cells(&["", "", "", ""])]
    );
    assert_eq!(
        evidence(&file),
        "an array of 2 features at `/features`; `type` beside it is not part of the table"
    );
}

#[test]
fn a_single_value_is_a_table_of_one_row() {
    let file = read(r#"{"a":1,"b":{"c":[ 1,2 ]}}"#);
    assert_eq!(file.rows, [cells(&["1", r#"{"c":[ 1,2 ]}"#])]);
    for (text, row) in [("42", "42"), ("\"x\"", "x"), ("true", "true"), (" null ", ""), ("{}", "{}")] {
        let file = as_json(text.as_bytes()).unwrap();
        assert_eq!((file.labels, file.rows), (vec!["value".to_owned()], vec![cells(&[row])]), "{text}");
    }
    assert_eq!(read("[]").rows.len(), 0);
    assert_eq!(read(r#"[null,1,"1",{}]"#).rows.len(), 4);
}

#[test]
fn text_stays_text_and_numbers_keep_every_digit() {
    let file = read(
        "{\"zip\":\"12\",\"n\":12345678901234567890.123,\"d\":\"2024-01-31\",\"e\":\"\",\"t\":\"true\",\"b\":true}\n",
    );
    let kinds: Vec<ColumnType> = file.findings.iter().map(|finding| finding.column.kind.clone()).collect();
    assert_eq!(kinds[0], ColumnType::Text);
    assert!(matches!(kinds[1], ColumnType::Numeric { .. }), "{kinds:?}");
    assert!(matches!(kinds[2], ColumnType::Date { .. }), "{kinds:?}");
    assert_eq!(kinds[4], ColumnType::Text);
    assert!(matches!(kinds[5], ColumnType::Boolean { .. }), "{kinds:?}");
    assert_eq!(file.findings[0].evidence, "text: line 1 has `12`, which is text in the file");
    assert_eq!(file.rows[0][1].as_deref(), Some("12345678901234567890.123"));
    assert_eq!(file.rows[0][3].as_deref(), Some(""));
}

#[test]
fn rows_that_fit_no_table_are_set_aside_with_their_reason() {
    let file =
        read("{\"a\":1}\n{\"a\":2}\n{\"a\":1,\"a\":2}\n{\"a\":\"\\ud800\"}\n[1]\n{\"a\":3}\n{\"a\":4}\n");
    assert_eq!(file.rows.len(), 4);
    let told: Vec<String> = file.rejected.iter().map(|row| format!("{} {}", row.line, row.reason)).collect();
    assert_eq!(
        told,
        [
            "3 has the key `a` twice",
            "4 has half of a surrogate pair, which is no character",
            "5 is not an object, as the others are"
        ]
    );
    let layout = crate::layout("{\"a\":1}\n{\"a\":2}\n");
    let later = crate::read_as(b"{\"a\":1}\n{\"b\":2}\n", layout, &Limits::default()).unwrap();
    assert_eq!(later.rejected[0].reason, RejectReason::UnknownKey { key: "b".to_owned() });
}

#[test]
fn what_is_not_json_is_refused_with_its_place() {
    for (text, line, said) in [
        (
            "{\"a\": 1,\n \"b\": tru}",
            2,
            "The JSON is not valid on line 2, character 10: there is a word other than true, false and null.",
        ),
        ("[{\"a\":1}", 1, "The JSON is not valid on line 1, character 9: the text ends within a value."),
        (
            "[{\"a\":1}] x",
            1,
            "The JSON is not valid on line 1, character 11: there is something after the end of the document.",
        ),
        (
            "[\"ä\"][]",
            1,
            "The JSON is not valid on line 1, character 6: there is something after the end of the document.",
        ),
        (
            "[{\"a\":[{]}]",
            1,
            "The JSON is not valid on line 1, character 9: there is no key in double quotes where one should be.",
        ),
    ] {
        let error = refused(text);
        assert_eq!((error.to_string().as_str(), error.line()), (said, Some(line)));
    }
    assert_eq!(refused("[".repeat(100_000)).code(), "invalid_json");
    assert_eq!(refused("{\"a\":".repeat(100_000)).code(), "invalid_json");
    assert_eq!(as_json(b"a,b\n1,2\n").unwrap_err().code(), "invalid_json");
    assert_eq!(as_json(b"\xEF\xBB\xBF").unwrap_err().code(), "empty_file");
    let limits = Limits { max_columns: 2, ..Limits::default() };
    let error = read_with(b"{\"a\":1}\n{\"b\":1,\"c\":2}\n", &Overrides::default(), &limits).unwrap_err();
    assert_eq!(error.to_string(), "Line 2 has 3 columns; a table can have at most 2.");
}

#[test]
fn other_charsets_and_compressions_are_read() {
    let text = "[{\"ä\":\"é😀\"}]";
    let wide: Vec<u8> =
        "\u{FEFF}".encode_utf16().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    for bytes in
        [text.as_bytes().to_vec(), ["\u{FEFF}", text].concat().into_bytes(), wide, gz(text.as_bytes())]
    {
        let file = read(bytes);
        assert_eq!((file.labels[0].as_str(), &file.rows), ("ä", &vec![cells(&["é😀"])]));
    }
}

#[test]
fn a_head_may_end_anywhere() {
    let rows: Vec<String> = (0..200).map(|n| format!("{{\"id\":{n},\"name\":\"n{n}\"}}")).collect();
    let array = format!("{{\"meta\":1,\"rows\":[{}]}}", rows.join(",\n"));
    for text in [rows.join("\n"), array, format!("[{}]", rows.join(","))] {
        for cut in 70..120 {
            assert_eq!(layout_of_head(&text[..cut]).labels, ["id", "name"], "{}", &text[..cut]);
        }
    }
}

/// Any JSON value, not too deep.
fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_filter("finite", |f| f.is_finite()).prop_map(Value::from),
        "[^\\x00]{0,12}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 24, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::hash_map("[^\\x00]{0,6}", inner, 0..5)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

fn cell_of(value: Option<&Value>) -> Option<String> {
    match value? {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}

proptest! {
    #[test]
    fn objects_come_back_as_they_were(rows in prop::collection::vec(
        prop::collection::btree_map("[^\\x00]{1,6}", any_json(), 1..6), 1..20)) {
        let rows: Vec<Value> =
            rows.into_iter().map(|row| Value::Object(row.into_iter().filter(|(key, _)| key != "type").collect())).collect();
        prop_assume!(rows.iter().any(|row| row.as_object().is_some_and(|row| !row.is_empty())));
        let lines: String = rows.iter().map(|row| format!("{row}\n")).collect();
        let pretty = serde_json::to_string_pretty(&rows).unwrap();
        for text in [lines, serde_json::to_string(&rows).unwrap()] {
            if rows.len() == 1 && text.starts_with('{') {
                continue;
            }
            let file = read(text);
            prop_assert!(file.rejected.is_empty());
            for (row, cells) in rows.iter().zip(&file.rows) {
                for (label, cell) in file.labels.iter().zip(cells) {
                    prop_assert_eq!(cell.clone(), cell_of(row.get(label)));
                }
            }
            prop_assert_eq!(file.rows.len(), rows.len());
        }
        prop_assert_eq!(read(pretty).rows.len(), rows.len());
    }

    #[test]
    fn what_is_json_is_what_an_independent_reader_says(mut text in any_json().prop_map(|v| v.to_string().into_bytes()),
            edits in prop::collection::vec((any::<prop::sample::Index>(), prop::sample::select(&b"{}[],:\"\\0e-. tx"[..])), 0..3)) {
        for (at, byte) in edits {
            let at = at.index(text.len());
            text[at] = byte;
        }
        let valid = serde_json::from_slice::<Value>(&text);
        let mine = as_json(&text);
        match valid {
            Ok(_) => prop_assert!(mine.is_ok(), "{:?}: {:?}", String::from_utf8_lossy(&text), mine.err()),
            // Values after each other are no document, but rows; numbers beyond a binary float are exact here, and a
            // surrogate without its other half spoils one row only.
            Err(_) => {
                let told = mine.as_ref().map(|file| json(&file.layout).arrangement.value == JsonArrangement::Sequence);
                let text = String::from_utf8_lossy(&text).into_owned();
                let lenient = text.contains("\\u") || text.contains(['e', 'E']) || text.contains('\u{FFFD}');
                prop_assert!(lenient || told.unwrap_or(true), "{text}");
            }
        }
    }
}
