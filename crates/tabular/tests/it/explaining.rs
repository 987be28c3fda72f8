//! What `tabular-cli explain` says about files of every kind, kept as texts to be read in review.
//!
//! A text that differs from the kept one fails the test. After a change that is meant, `cargo insta review` shows the
//! differences and keeps them.

use std::fs;
use std::process::Command;

use crate::archive::Zip;
use crate::columnar::staff;
use crate::workbooks::two_sheets;

/// What is said about a file of this name.
fn explained(name: &str, file: impl AsRef<[u8]>) -> String {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join(name), file).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_tabular-cli"));
    let output = command.args(["explain", name]).current_dir(folder.path()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// One test a file, each with its kept text.
macro_rules! explains {
    ($($test:ident: $name:literal, $file:expr;)+) => {
        $(#[test]
        fn $test() {
            insta::assert_snapshot!(explained($name, $file));
        })+
    };
}

explains! {
    decimal_comma: "prices.csv", "id;city;price\n1;Rome;1.234,50\n2;Oslo;12,00\n3;Bern;0,99\n4;Paris;2.000,00\n";
    preamble_and_totals: "sales.csv",
        "Sales by town\nMarch 2024\n\ntown,sold,returned\nRome,12,1\nOslo,7,0\nBern,3,2\nTotal,22,3\n";
    latin_1: "people.csv", b"name,town\nJos\xe9,M\xe1laga\nBj\xf6rn,Malm\xf6\nZo\xeb,Besan\xe7on\nRen\xe9,Li\xe8ge\n";
    tabs_and_quotes: "said.tsv", "id\tsaid\n1\t\"He said \"\"yes\"\"\"\n2\t\"two\nlines\"\n3\tplain\n";
    ragged_rows: "people.csv", "id,name,town\n1,Anna,Rome\n2,Ben\n3,Eve,Oslo,x\n4,Joe,Bern\n5,Kim,Nice\n";
    rows_without_their_last_fields: "codes.csv",
        "code,since,until,note\nA,2001,2003,x\nB,2004,2006\nC,2005\nD,2007,2009,y\n";
    several_tables: "both.csv", "id,name\n1,a\n2,b\n3,c\n\nPrices\ncode,from,price\nx,2024,3\ny,2024,4\n";
    odd_names: "odd.csv", "id,id,,Größe (m),2024\n1,5,x,1.80,7\n2,6,y,1.75,8\n3,7,z,1.62,9\n";
    codes_of_digits: "codes.csv",
        "zip,phone,version,number\n01067,+49 351 4960,1.10,12345678901234567890\n10115,+49 30 1234,1.9,7\n\
         80331,+49 89 2330,1.2.1,8\n";
    orders_of_dates: "days.csv",
        "day,other,clear\n03/04/2024,03/04/2024,03/04/2024\n25/12/2024,05/06/2024,25/12/2024\n\
         12/31/2024,07/08/2024,01/02/2024\n01/02/2024,09/10/2024,02/03/2024\n";
    backslashes_without_quotes: "towns.csv",
        "id,town,path\n1,Rome\\, Italy,C:\\\\data\n2,Bern,\n3,Oslo\\, Norway,x\n";
    markers_of_null: "scores.csv", "country,score,note\nNA,1.5,-\nDE,N/A,ok\nFR,2.5,-\nUS,N/A,\nSE,4,fine\n";
    percentages_and_money: "shares.csv",
        "item,share,price\na,12.5%,\"$1,200.00\"\nb,7%,$99.50\nc,80.5%,\"$3,000.00\"\n";
    truths_and_times: "log.csv",
        "active,at,since\nyes,2024-01-02T10:00:00Z,10:30\nno,2024-01-03T11:00:00+02:00,11:45\n\
         yes,2024-01-04T12:00:00Z,9:05\n";
    no_header: "plain.csv", "1,2.5,2024-01-02\n2,3.5,2024-01-03\n3,4.25,2024-01-04\n";
    nested_json: "items.json",
        r#"{"meta":{"page":1},"data":{"items":[{"id":1,"tags":["a"],"zip":"01067"},{"id":2,"tags":[],"zip":"10115"}]}}"#;
    lines_of_json: "log.ndjson",
        "{\"id\":1,\"at\":\"2024-01-02\"}\n{\"id\":2,\"at\":\"2024-01-03\",\"extra\":true}\nnot json\n";
    workbook_of_two_sheets: "book.xlsx", two_sheets();
    archive_of_two_tables: "both.zip",
        Zip::default().with("small.csv", b"a,b\n1,2\n").with("large.csv", b"id,day\n1,2024-01-02\n2,2024-01-03\n").finish();
    parquet: "staff.parquet", staff();
    an_empty_file: "empty.csv", "";
}
