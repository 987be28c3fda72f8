//! How delimited text is cut, and why.

use proptest::prelude::*;
use tabular::sniff::{Delimiter, Escape, LineEnd, Quote};
use tabular::{Limits, Overrides};

use crate::{cells, layout, layout_of_head, read, read_with};

fn delimiter(text: &str) -> Delimiter {
    Delimiter::new(text).unwrap()
}

#[test]
fn the_evidence_counts_the_rows_of_the_table() {
    let mut file = "Sales of 2024\n\nid;name;price\n".to_owned();
    (1..=999).for_each(|i| file += &format!("{i};item {i};{i}.50\n"));
    let found = read(&file);
    assert_eq!(found.dialect().delimiter.evidence, "`;` because 1,000 of 1,000 records split into 3 fields");
    assert!(found.dialect().delimiter.confidence > 0.8);
}

#[test]
fn delimiters_of_several_characters() {
    let file = read("id||name||town\n1||Anna||Rome\n2||Ben||\n3||Eve||Oslo | Bergen\n");
    assert_eq!(file.dialect().delimiter.value, delimiter("||"));
    assert_eq!(file.rows[1], cells(&["2", "Ben", ""]));
    assert_eq!(file.rows[2], cells(&["3", "Eve", "Oslo | Bergen"]));
    assert_eq!(layout("a::b\n1::2\n3::4\n").delimited().unwrap().delimiter.value, delimiter("::"));
    assert_eq!(
        layout("a\u{1}b\n1\u{1}x\n3\u{1}y\n").delimited().unwrap().delimiter.value,
        delimiter("\u{1}")
    );
}

#[test]
fn a_file_that_names_its_delimiter_is_believed() {
    let file = read("sep=;\nname;remark, if any\na;1,2\nb;3,4\n");
    let dialect = file.dialect();
    assert_eq!((dialect.delimiter.value, dialect.frame.skip.value), (Delimiter::SEMICOLON, 1));
    assert_eq!(dialect.delimiter.evidence, "the first line says that `;` separates fields");
    assert_eq!(dialect.frame.skip.evidence, "the first line only names the delimiter");
    assert_eq!(file.labels, ["name", "remark, if any"]);
}

#[test]
fn times_dates_and_decimal_commas_are_not_cut() {
    for (text, expected) in [
        ("12:30\n13:45\n14:00\n", Delimiter::NONE),
        ("2024-01-02\n2024-01-03\n", Delimiter::NONE),
        ("at;value\n12:30;1,5\n13:45;2,5\n", Delimiter::SEMICOLON),
        ("when value\n2024-01-02T10:00 1\n2024-01-02T11:00 2\n", Delimiter::SPACE),
        ("path\n/usr/share/doc\n/usr/lib/x\n", Delimiter::NONE),
    ] {
        assert_eq!(layout(text).delimited().unwrap().delimiter.value, expected, "{text:?}");
    }
}

#[test]
fn decimal_commas_below_a_name_are_a_single_column() {
    let prices: String = (0..200).map(|i| format!("{},{:02}\n", i * 7, i % 100)).collect();
    for text in [
        "Preis\n12,50\n3,99\n107,25\n",
        "Preis\n12,50 €\n3,99 €\n107,25 €\n",
        "Temperatur °C\n-1,5\n22,3\n",
        "word\n1,2\n3,4\n",
        &format!("Preis\n{prices}"),
    ] {
        let file = read(text);
        assert_eq!(file.labels, [text.lines().next().unwrap()]);
        assert_eq!(file.rows.len() + 1, text.lines().count(), "{text:?}");
        let evidence = "a single column: below its name, every comma stands within a number";
        assert_eq!(file.dialect().delimiter.evidence, evidence);
    }
    // A title stands apart, and a table has more than numbers.
    for text in ["Points\n\n1,50\n2,99\n", "Points\n1,50\n2,x\n3,99\n", "a,b\n1,50\n2,99\n"] {
        assert_eq!(layout(text).delimited().unwrap().delimiter.value, Delimiter::COMMA, "{text:?}");
    }
}

/// Five rows of three columns, the middle one in quotes.
fn long_cells(header: &str, lines: &str) -> String {
    (0..5).fold(format!("{header}\n"), |file, i| file + &format!("{i},\"{lines}\",{i}\n"))
}

#[test]
fn a_long_text_in_quotes_is_one_cell() {
    for (header, line) in [
        ("\"id\",\"body\",\"n\"", "alpha\nbeta, gamma\n"),
        ("id,body,n", "alpha\nbeta, gamma\n"),
        ("id,body,n", "<p class=x>a line of text</p>\n"),
        ("id,body,n", "a; b; c; d\n"),
        ("id,body,n", "a;b;c;d\n"),
    ] {
        let file = read(long_cells(header, &line.repeat((220 << 10) / line.len())));
        assert_eq!((file.labels.len(), file.rows.len()), (3, 5), "{line:?}");
        let evidence = "`,` because 5 of 5 records split into 3 fields";
        assert_eq!(file.dialect().delimiter.evidence, evidence, "{line:?}");
    }
}

#[test]
fn the_header_decides_where_the_first_text_is_longer_than_what_is_looked_at() {
    let text = long_cells("id,body,n", &"a; b; c; d\n".repeat((3 << 19) / 11));
    let file = read(&text);
    assert_eq!((file.dialect().delimiter.value, file.rows.len()), (Delimiter::COMMA, 5));
    assert_eq!(file.labels, ["id", "body", "n"]);
    let head = layout_of_head(&text[..256 << 10]);
    assert_eq!(head.delimited().unwrap().delimiter.value, Delimiter::COMMA);
    assert_eq!(head.labels, ["id", "body", "n"]);
}

#[test]
fn a_quote_that_nothing_closes_hides_no_rows_from_the_sniffer() {
    let rows: String = (0..100_000).map(|i| format!("{i},abc,{i}\n")).collect();
    let file = read(format!("id,body,n\n1,\"abc,2\n{rows}"));
    assert_eq!(file.rows.len(), 100_000);
    let evidence = "`,` because 5,000 of 5,000 records split into 3 fields";
    assert_eq!(file.dialect().delimiter.evidence, evidence);
}

#[test]
fn a_header_longer_than_the_text_that_is_looked_at() {
    let name = "x".repeat(95);
    let header: Vec<String> = (0..1500).map(|i| format!("\"n{i}{name}\"")).collect();
    let row = vec!["1"; 1500].join(",");
    let file = read(format!("{}\n{row}\n{row}\n", header.join(",")));
    assert_eq!((file.labels.len(), file.rows.len()), (1500, 2));
}

#[test]
fn quotes_escaped_by_a_backslash() {
    let file = read("a,b\n\"say \\\"hi\\\", x\",1\n\"C:\\new\",2\n\"z\",3\n");
    let dialect = file.dialect();
    assert_eq!(dialect.escape.value, Escape::Backslash);
    assert_eq!(dialect.escape.evidence, "`\\\"` occurs 2 times");
    assert_eq!(file.rows[0], cells(&["say \"hi\", x", "1"]));
    assert_eq!(file.rows[1], cells(&["C:\\new", "2"]));
}

#[test]
fn backslashes_before_delimiters_where_nothing_is_quoted() {
    let file = read("id,name,path\n1,Smith\\, John,C:\\\\new\n2,Ben,x\n3,Doe\\, Jane,y\n");
    let escape = &file.dialect().escape;
    assert_eq!((escape.value, file.dialect().delimiter.value), (Escape::Backslash, Delimiter::COMMA));
    assert_eq!(
        escape.evidence,
        "`\\` stands 2 times before a delimiter or a line end, which then belongs to the value: only so do the rows \
         have the same number of fields"
    );
    assert_eq!(file.rows[0], cells(&["1", "Smith, John", "C:\\new"]));
    assert_eq!(file.rows[2], cells(&["3", "Doe, Jane", "y"]));
    let file = read("1\tone\\\ttab\t\\N\n2\ttwo\\\nlines\tx\n3\tonce \"quoted\"\ty\\\\z\n4\tplain\tz\n");
    assert_eq!(file.dialect().escape.value, Escape::Backslash);
    assert_eq!(file.rows[0], cells(&["1", "one\ttab", "\\N"]));
    assert_eq!(file.rows[1], cells(&["2", "two\nlines", "x"]));
    assert_eq!(file.rows[2], cells(&["3", "once \"quoted\"", "y\\z"]));
    let rare: String = (0..9000).map(|i| format!("{i},a town,x\n")).collect();
    let file = read(format!("id,town,x\n{rare}9000,Rome\\, Italy,y\n"));
    assert_eq!(file.rows[9000], cells(&["9000", "Rome, Italy", "y"]));
}

#[test]
fn a_quote_is_text_to_who_protects_delimiters_by_backslashes() {
    let written = "id,name,path\n1,Smith\\, John,x\n2,\"Heroes\" they said,x\n3,\"open,y\n4,Doe\\, Jane,y\n";
    let file = read(written);
    let dialect = file.dialect();
    assert_eq!((dialect.quote.value, dialect.escape.value), (Quote::NONE, Escape::Backslash));
    assert_eq!(
        dialect.quote.evidence,
        "quotes are text: fields start with one, none ends with one, and `\\` stands before delimiters instead"
    );
    assert_eq!(file.rows[1], cells(&["2", "\"Heroes\" they said", "x"]));
    assert_eq!(file.rows[2], cells(&["3", "\"open", "y"]));
    assert!(file.rejected.is_empty());
    // A field within quotes, or a backslash before one, says that quotes mean something: then the faults are set aside.
    let quoting = ["5,\"whole\",z\n", "5,once \\\"said\\\",z\n"].map(|row| read(format!("{written}{row}")));
    for file in quoting {
        assert_eq!(file.dialect().quote.value, Quote::DOUBLE);
        assert!(file.rejected.iter().any(|row| row.raw.contains("Heroes")), "{:?}", file.rejected);
    }
    // What a person chose stands.
    let wanted = Overrides { quote: Some(Quote::DOUBLE), ..Overrides::default() };
    assert_eq!(read_with(written.as_bytes(), &wanted, &Limits::default()).unwrap().rejected.len(), 2);
}

#[test]
fn backslashes_that_are_text() {
    let file = read("path,size\nC:\\data\\,1\nC:\\temp\\,2\n\\\\server\\x,3\n");
    assert_eq!(file.dialect().escape.value, Escape::Doubled);
    assert_eq!(file.rows[1], cells(&["C:\\temp\\", "2"]));
    assert_eq!(file.rows[2], cells(&["\\\\server\\x", "3"]));
    // Who does not double the backslashes of a path does not escape with them.
    let file = read("id,path,note\n1,\\\\server\\x,b\n2\\,d,e,f\n3,h,i\n4,j,k\n");
    assert_eq!(file.dialect().escape.value, Escape::Doubled);
    assert_eq!(file.rows[0], cells(&["1", "\\\\server\\x", "b"]));
    assert_eq!(file.rejected.len(), 1);
}

#[test]
fn quotes_that_are_not_escaped_at_all() {
    let mut text = "id,title\n".to_owned();
    (0..20).for_each(|i| text += &format!("{i},\"the \"big\" one, number {i}\"\n"));
    let file = read(&text);
    assert_eq!(file.dialect().escape.value, Escape::None);
    assert_eq!(file.rows[3], cells(&["3", "the \"big\" one, number 3"]));
    assert!(file.rejected.is_empty());
}

#[test]
fn a_row_with_a_quote_too_many_leaves_the_doubled_ones_of_others() {
    let file = read("a,b\n1,\"x \"\"y\"\" z\"\n2,\"p \"q\" r\"\n3,\"s\"\n");
    assert_eq!(file.dialect().escape.value, Escape::Doubled);
    assert_eq!(file.dialect().escape.evidence, "`\"\"` stands within quoted fields");
    let cells: Vec<_> = file.rows.iter().map(|row| row[1].as_deref().unwrap()).collect();
    assert_eq!(cells, ["x \"y\" z", "p \"q\" r", "s"]);
}

#[test]
fn single_quotes_around_a_whole_column_are_quotes() {
    let file = read("id,name\n1,'Rome, Italy'\n2,'Oslo, Norway'\n3,'Bern'\n");
    assert_eq!(file.dialect().quote.value, Quote::SINGLE);
    assert_eq!(file.dialect().quote.evidence, "3 fields in `'`");
    assert_eq!(file.rows[0], cells(&["1", "Rome, Italy"]));
}

#[test]
fn single_quotes_around_a_value_here_and_there_are_text() {
    let file = read("id,title\n1,'Heroes'\n2,Low\n3,Lodger\n4,Station\n5,Blackstar\n");
    assert_eq!(file.dialect().quote.value, Quote::DOUBLE);
    assert_eq!(file.rows[0], cells(&["1", "'Heroes'"]));
}

#[test]
fn blanks_behind_delimiters() {
    let file = read("id, name, town\n1, \"Anna, B.\", Rome\n2, \"Ben\", Oslo\n");
    let dialect = file.dialect();
    assert_eq!((dialect.delimiter.value, dialect.leading_space.value), (Delimiter::COMMA, true));
    assert_eq!(dialect.leading_space.evidence, "quoted fields start behind a blank");
    assert_eq!(file.rows[0], cells(&["1", "Anna, B.", "Rome"]));
    let file = read("a,b\n1, x\n2,y\n");
    assert!(!file.dialect().leading_space.value);
    assert_eq!(file.rows[0], cells(&["1", " x"]));
}

#[test]
fn blanks_between_quotes_and_delimiters() {
    let file =
        read("\"a\" ,\"b\" ,\"c\"\n\"1\" ,\"x\" ,\"2\"\n\"3\" ,\"y, \"\"z\"\"\" , \n\"4\"\t,\"v\nw\" , 5 \n");
    assert_eq!(file.labels, ["a", "b", "c"]);
    assert_eq!(
        file.rows,
        [cells(&["1", "x", "2"]), cells(&["3", "y, \"z\"", " "]), cells(&["4", "v\nw", " 5 "])]
    );
    assert!(file.rejected.is_empty());
    let evidence = "blanks are part of the values, but for those between a closing quote and a delimiter";
    assert_eq!(file.dialect().leading_space.evidence, evidence);
    // A quote before a blank and a comma may be text, which only the number of fields tells.
    let rows = "\"x\" ,1\n".repeat(70);
    let file = read(format!("a,b\n{rows}\"x \"y\" ,z\",3\n\"x\" ,y\",4\n"));
    assert_eq!(file.rows[69..], [cells(&["x", "1"]), cells(&["x \"y\" ,z", "3"]), cells(&["x\" ,y", "4"])]);
    assert!(file.rejected.is_empty());
}

#[test]
fn line_ends_that_were_converted_twice() {
    let file = read("a,b\r\r\n1,x\r\r\n\"2\",\"y\"\r\r\n");
    assert_eq!(file.labels, ["a", "b"]);
    assert_eq!((file.rows, file.lines), (vec![cells(&["1", "x"]), cells(&["2", "y"])], vec![2, 3]));
    let file = read("name\r\r\nAnna\r\r\nBen\r\r\nCarl");
    assert_eq!(file.rows, [cells(&["Anna"]), cells(&["Ben"]), cells(&["Carl"])]);
    assert_eq!(
        file.dialect().line_end.evidence,
        "3 of 3 line ends are `\\r\\r\\n`, as when a file is converted twice: each is a single one"
    );
}

#[test]
fn columns_aligned_with_blanks() {
    let file = read("id   carat cut\n1     0.23 Ideal\n2     0.21 Premium\n10    0.31 Good\n");
    let dialect = file.dialect();
    assert_eq!((dialect.delimiter.value, dialect.leading_space.value), (Delimiter::SPACE, true));
    assert_eq!(file.rows[2], cells(&["10", "0.31", "Good"]));
}

#[test]
fn comments_within_the_table() {
    let file = read("id,name\n1,a\n# checked until here\n2,b\n3,c\n");
    let comment = &file.dialect().comment;
    assert_eq!(comment.value.map(|mark| mark.as_str().to_owned()).as_deref(), Some("#"));
    assert_eq!(
        comment.evidence,
        "1 line starts with `#` and splits unlike the rows; line 3 is `# checked until here`"
    );
    assert_eq!(file.rows.len(), 3);
    assert_eq!((file.rejected[0].line, file.rejected[0].reason.code()), (3, "comment"));
    // A first cell that happens to start like a comment is none.
    let file = read("id,name\n#1,a\n#2,b\n3,c\n");
    assert_eq!((file.dialect().comment.value, file.rows.len()), (None, 3));
}

#[test]
fn line_ends_of_several_kinds() {
    let file = read("a,b\n1,2\n3,4\r5,6\r7,8\n9,10\n");
    assert_eq!(file.dialect().line_end.value, LineEnd::Mixed);
    assert_eq!(
        file.dialect().line_end.evidence,
        "2 of the line ends are a lone `\\r`, and rows come out even only if they count"
    );
    assert_eq!(file.rows.len(), 5);
    // A lone `\r` within a text is text.
    let file = read("a,b\n1,x\ry\n3,z\n");
    assert_eq!((file.dialect().line_end.value, file.rows[0][1].as_deref()), (LineEnd::Lf, Some("x\ry")));
}

#[test]
fn rows_that_lack_their_last_fields() {
    let file = read("code,since,until,note\nA,2001,2003,x\nB,2004,2006\nC,2005\nD,2007,2009,y\n");
    let short = &file.dialect().short_rows;
    assert!(short.value);
    assert_eq!(
        short.evidence,
        "2 of 4 rows have fewer than 4 fields; what they have fits the first columns, so the last ones are missing"
    );
    assert_eq!(file.rows[2], cells(&["C", "2005", "", ""]));
}

#[test]
fn rows_that_may_lack_other_fields_are_set_aside() {
    for (text, why) in [
        // The field in the middle is the one missing.
        (
            "code,since,name,until\nA,2001,x,2003\nB,y,2006\nC,z,2007\nD,2007,w,2009\n",
            "2 of 4 rows have fewer than 4 fields, and what they have does not fit the columns",
        ),
        // Is it the remark or the town?
        (
            "id,remark,town\n1,good,Rome\n2,Oslo\n3,Bern\n4,bad,Paris\n",
            "2 of 4 rows have fewer than 3 fields, and nothing shows that it is the last ones that are missing",
        ),
        // A name with a comma in it.
        (
            "id,City, State,people\n1,\"Rome, Lazio\",5\n2,\"Bari, Apulia\",6\n",
            "2 of 2 rows have fewer than 4 fields, and no row shows which ones are missing",
        ),
    ] {
        let file = read(text);
        assert!(!file.dialect().short_rows.value, "{text}");
        assert_eq!(file.dialect().short_rows.evidence, why);
        assert_eq!(file.rejected.len(), 2);
        let wanted = Overrides { short_rows: Some(true), ..Overrides::default() };
        let file = read_with(text.as_bytes(), &wanted, &Limits::default()).unwrap();
        assert!(file.rejected.is_empty());
        assert_eq!(file.dialect().short_rows.evidence, "chosen by you");
    }
}

#[test]
fn that_there_are_no_comments_can_be_decided() {
    let text = b"id,name\n1,a\n# a comment\n2,b\n3,c\n4,d\n";
    let read = |comment| {
        let wanted = Overrides { comment, ..Overrides::default() };
        let file = read_with(text, &wanted, &Limits::default()).unwrap();
        (file.rows.len(), file.rejected[0].reason.code())
    };
    assert_eq!((read(None), read(Some(None))), ((4, "comment"), (4, "too_few_fields")));
    let none = Overrides { comment: Some(None), ..Overrides::default() };
    let json = serde_json::to_string(&none).unwrap();
    assert_eq!(
        (json.as_str(), serde_json::from_str::<Overrides>(&json).unwrap()),
        (r#"{"comment":null}"#, none)
    );
}

#[test]
fn every_part_can_be_overruled() {
    let wanted = Overrides {
        escape: Some(Escape::None),
        leading_space: Some(true),
        comment: Some(tabular::sniff::Comment::new("%")),
        skip: Some(1),
        header: Some(0),
        ..Overrides::default()
    };
    let file = read_with(b"x\n1, 2\n% a\n3, \"4 \"5\" 6\"\n", &wanted, &Limits::default()).unwrap();
    let dialect = file.dialect();
    assert_eq!(file.rows, [cells(&["1", "2"]), cells(&["3", "4 \"5\" 6"])]);
    let said = [
        &dialect.escape.evidence,
        &dialect.leading_space.evidence,
        &dialect.comment.evidence,
        &dialect.frame.skip.evidence,
        &dialect.frame.header.evidence,
    ];
    assert_eq!(said, ["chosen by you"; 5]);
}

fn delimiters() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![",", ";", "\t", "|", "^", "~", "||", "::", "|~|", "\u{1}", "\u{1F}", "¬"])
}

proptest! {
    #[test]
    fn a_plain_table_is_cut_as_it_was_written(
        delimiter in delimiters(),
        quoted in any::<bool>(),
        rows in prop::collection::vec(("[A-Z][a-z]{2,8}( [a-z]{2,8})?", 0..100_000_u32, 1..28_u32, 0..1000_u32), 3..30),
    ) {
        let quote = |text: String| if quoted { format!("\"{text}\"") } else { text };
        let mut file = ["name", "amount", "day", "share"].map(|name| quote(name.to_owned())).join(delimiter) + "\n";
        for (name, amount, day, share) in &rows {
            let cells = [name.clone(), amount.to_string(), format!("2024-03-{day:02}"), format!("{share}.25")];
            file += &(cells.map(quote).join(delimiter) + "\n");
        }
        let found = read(&file);
        prop_assert_eq!(found.dialect().delimiter.value.as_str(), delimiter, "{}", &file);
        prop_assert_eq!(found.labels, ["name", "amount", "day", "share"]);
        prop_assert_eq!(found.rows.len(), rows.len());
    }
}

#[test]
fn pairs_of_numbers_that_are_no_decimals() {
    let found = |text: &str| layout(text).delimited().unwrap().delimiter.value;
    assert_eq!(found("word\n1,2\n3,4\n"), Delimiter::NONE);
    assert_eq!(found("share\n0,5\n0,125\n12\n"), Delimiter::NONE);
    // Decimals have places of one length or no zeros at the end, and no zero before other digits.
    assert_eq!(found("Points\n1,5\n1,10\n"), Delimiter::COMMA);
    assert_eq!(found("Points\n01,5\n02,7\n"), Delimiter::COMMA);
}

#[test]
fn a_header_is_cut_by_the_delimiter_of_its_rows() {
    let tags: String = (0..30).map(|i| format!("{i},red;green;blue;x{i}\n")).collect();
    let file = read(format!("id,tags\n{tags}"));
    assert_eq!((file.dialect().delimiter.value, file.labels.len()), (Delimiter::COMMA, 2));
    assert_eq!(file.rows[0], cells(&["0", "red;green;blue;x0"]));
    for len in [50 << 10, 220 << 10, 3 << 19] {
        let file = read(long_cells("id,body,n", &"a;b;c;d\n".repeat(len / 8)));
        assert_eq!((file.dialect().delimiter.value, file.rows.len()), (Delimiter::COMMA, 5), "{len}");
        assert_eq!(file.labels, ["id", "body", "n"]);
    }
    // A title may have a comma, and numbers have decimal ones.
    let file = read("Report, net\n1;red;2\n3;blue;4\n5;green;7\n");
    assert_eq!(file.dialect().delimiter.value, Delimiter::SEMICOLON);
}
