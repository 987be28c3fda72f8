//! Previews: as much of a file as a page shows, and no more.

use std::io::{self, Read, Seek, SeekFrom, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tabular::input::{Bytes, LocalFile, ReadSeek};
use tabular::preview::{self, Preview};
use tabular::unwrap::Beginnings;
use tabular::{Batch, ColumnType, Error, Input, Limits, Overrides, decode, sniff};

use crate::compressions::{bz2, gz, xz};
use crate::workbooks::zip_file::{Xlsx, ods};
use crate::{cells, layout_of_head, refused};

fn preview_of(input: &dyn Input) -> Preview {
    let (wanted, limits) = (Overrides::default(), Limits::default());
    let layout = sniff::survey(input, &wanted, &limits).unwrap();
    preview::read(input, &layout, &wanted.types, &limits).unwrap()
}

#[test]
fn a_short_file_is_shown_as_a_whole() {
    let preview = preview_of(&Bytes::whole(*b"a,b\n1,x\n2,y,z\n3,\n"));
    assert_eq!(preview.rows, [cells(&["1", "x"]), cells(&["3", ""])]);
    assert_eq!((preview.read, preview.rejected, preview.is_whole), (3, 1, true));
    assert!(matches!(preview.columns[0].column.kind, ColumnType::Integer { .. }));
}

#[test]
fn a_long_file_is_read_only_as_far_as_types_need() {
    let rows: String = (0..200_000).map(|i| format!("{i},{}\n", i % 7)).collect();
    let preview = preview_of(&Bytes::whole(format!("a,b\n{rows}").as_bytes()));
    assert_eq!(preview.rows.len(), 100);
    assert!((10_000..100_000).contains(&preview.read), "{}", preview.read);
    assert!(!preview.is_whole);
}

#[test]
fn a_head_ends_anywhere_and_its_last_row_is_not_shown() {
    let preview = preview_of(&Bytes::head(*b"a,b\n1,x\n2,y\n3,z\n4,broken of"));
    assert_eq!(preview.rows[..2], [cells(&["1", "x"]), cells(&["2", "y"])]);
    assert!(preview.rows.len() < 4 && preview.read < 4 && !preview.is_whole);
}

#[test]
fn the_head_of_a_compressed_file_is_unpacked_up_to_a_megabyte() {
    let head = gz(format!("number\n{}", "1234567\n".repeat(400_000)).as_bytes());
    let layout = layout_of_head(&head);
    let mut rows = decode::open(&Bytes::head(head), &layout, &Limits::default()).unwrap();
    let (mut batch, mut read) = (Batch::new(), 0);
    while rows.read(&mut batch).unwrap() {
        read += batch.len();
    }
    assert_eq!(read, ((1 << 20) - "number\n".len()) / "1234567\n".len());
}

/// A head, and how many bytes of it were read so far.
struct Watched {
    head: Bytes,
    read: Arc<AtomicUsize>,
}

struct WatchedReader(Box<dyn ReadSeek>, Arc<AtomicUsize>);

impl Read for WatchedReader {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.0.read(into)?;
        self.1.fetch_add(read, Ordering::Relaxed);
        Ok(read)
    }
}

impl Seek for WatchedReader {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.0.seek(to)
    }
}

impl Input for Watched {
    fn open(&self) -> io::Result<Box<dyn ReadSeek>> {
        Ok(Box::new(WatchedReader(self.head.open()?, self.read.clone())))
    }

    fn is_complete(&self) -> bool {
        self.head.is_complete()
    }

    fn beginnings(&self) -> Option<&Beginnings> {
        self.head.beginnings()
    }
}

#[test]
fn a_compressed_head_is_unpacked_once() {
    let rows: String = (0..90_000_u64).map(|i| format!("{i},{}\n", i * i * 7919 % 1_000_003)).collect();
    let text = format!("a,b\n{rows}");
    let plain = preview_of(&Bytes::head(&text.as_bytes()[..1 << 20]));
    for encode in [bz2, xz, gz] {
        let file = encode(text.as_bytes());
        let watched = Watched { head: Bytes::head(file.as_slice()), read: Arc::default() };
        let preview = preview_of(&watched);
        let read = watched.read.load(Ordering::Relaxed);
        // The first bytes are looked at once more, as they are stored, for a compression.
        assert!(read <= file.len() + (64 << 10), "{read} of {}", file.len());
        assert_eq!(preview, plain);
    }
}

#[test]
fn a_damaged_compressed_head_is_told_as_often_as_it_is_read() {
    let mut file = gz("a,b\n1,2\n".repeat(50_000).as_bytes());
    let middle = file.len() / 2;
    file[middle..middle + 16].fill(0xFF);
    let head = Bytes::head(file);
    let survey = || sniff::survey(&head, &Overrides::default(), &Limits::default()).unwrap_err();
    let errors = [survey(), survey()].map(|error| error.to_string());
    assert_eq!(errors[0], errors[1]);
    assert!(matches!(survey(), Error::Corrupt { .. }));
}

#[test]
fn shared_texts_that_no_row_uses_are_left_to_the_import() {
    let cells =
        |from: usize| format!("<row><c t='s'><v>{from}</v></c><c t='s'><v>{}</v></c></row>", from + 1);
    let strings = ["a", "b", "x", "y"].map(|text| format!("<si><t>{text}</t></si>")).concat();
    let damaged = format!("{strings}<si><t>z</si>");
    let file = Xlsx::of(&[cells(0), cells(2)].concat()).with_strings(&damaged).file();
    let preview = preview_of(&Bytes::whole(file.as_slice()));
    assert_eq!(preview.rows, [crate::cells(&["x", "y"])]);
    assert!(preview.is_whole);
    assert_eq!(refused(file).code(), "damaged_workbook");
}

/// More cells than a survey looks through for further sheets.
fn long_sheet(name: &str, row: &str) -> String {
    format!("<table:table table:name='{name}'>{}</table:table>", row.repeat((3 << 20) / row.len()))
}

fn sheet_of(file: &[u8]) -> (String, String) {
    let layout = sniff::survey(&Bytes::whole(file), &Overrides::default(), &Limits::default()).unwrap();
    match layout.structure {
        sniff::Structure::Sheet(sheet) => (sheet.sheet.value, sheet.sheet.evidence),
        _ => panic!("no workbook"),
    }
}

#[test]
fn a_long_ods_workbook_is_not_looked_through_for_more_sheets_once_it_has_one_to_read() {
    let cell = |text: &str| {
        format!("<table:table-cell office:value-type='string'><text:p>{text}</text:p></table:table-cell>")
    };
    let row = |cells: &[&str]| {
        format!(
            "<table:table-row>{}</table:table-row>",
            cells.iter().map(|text| cell(text)).collect::<String>()
        )
    };
    let pair = row(&["a", "b"]);
    let second = format!("<table:table table:name='Second'>{pair}{pair}</table:table>");
    let file = ods(&format!("{}{second}", long_sheet("First", &pair)));
    let told =
        "the first sheet with a table; the workbook is large, and was not looked through for more sheets";
    assert_eq!(sheet_of(&file), ("First".to_owned(), told.to_owned()));
    // What is before the limit does not decide: a sheet of notes is passed over however long it is.
    let file = ods(&format!("{}{second}", long_sheet("Notes", &row(&["a note"]))));
    let told = "the first sheet with a table; there is also “Notes”";
    assert_eq!(sheet_of(&file), ("Second".to_owned(), told.to_owned()));
}

/// The file is one of this process that has no name any more: of all that are open, the only one with so many bytes.
#[cfg(target_os = "linux")]
#[test]
fn scratch_places_of_a_local_file_are_files_without_a_name() {
    const BYTES: u64 = 1_234_577;
    let sizes = || {
        let open = std::fs::read_dir("/proc/self/fd").unwrap().flatten();
        let found = open.filter(|file| std::fs::metadata(file.path()).is_ok_and(|data| data.len() == BYTES));
        found.filter_map(|file| std::fs::read_link(file.path()).ok()).collect::<Vec<_>>()
    };
    let mut scratch = LocalFile::new("/nowhere").scratch().unwrap();
    scratch.write_all(&vec![7; BYTES as usize]).unwrap();
    let found = sizes();
    assert!(found.len() == 1 && found[0].to_string_lossy().ends_with(" (deleted)"), "{found:?}");
    scratch.seek(SeekFrom::Start(BYTES - 2)).unwrap();
    let mut end = Vec::new();
    scratch.read_to_end(&mut end).unwrap();
    assert_eq!(end, [7, 7]);
    drop(scratch);
    assert_eq!(sizes(), [] as [std::path::PathBuf; 0]);
}
