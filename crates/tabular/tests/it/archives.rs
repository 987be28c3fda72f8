//! zip and tar: which entry is read, how, and what is wrong with broken ones.

use tabular::input::Bytes;
use tabular::{Entry, Error, Layout, Limits, Overrides, Wrapping, sniff};

use crate::archive::{As, Zip, tar};
use crate::compressions::{gz, zst};
use crate::{Read, cells, layout_of_head, read, read_with, refused};

fn rows(n: usize) -> Vec<u8> {
    let line = |i: usize| format!("{i},{:x}\n", i.wrapping_mul(2_654_435_761));
    format!("a,b\n{}", (0..n).map(line).collect::<String>()).into_bytes()
}

fn zip_of(entry: &str) -> Wrapping {
    Wrapping::Zip { entry: entry.to_owned() }
}

fn tar_of(entry: &str) -> Wrapping {
    Wrapping::Tar { entry: entry.to_owned() }
}

fn chosen(file: &[u8], entry: &str) -> Result<Read, Error> {
    read_with(file, &Overrides { entry: Some(entry.to_owned()), ..Overrides::default() }, &Limits::default())
}

#[test]
fn the_one_data_file_of_an_archive_is_read() {
    let data = rows(5000);
    let zip = Zip::default().with("readme.txt", b"hello").with("in/x.csv", &data).finish();
    let file = read(zip);
    assert_eq!(file.rows.len(), 5000);
    assert_eq!(file.layout.wrapping.value, [zip_of("in/x.csv")]);
    assert_eq!(
        file.layout.wrapping.evidence,
        "the file starts with the bytes of zip; `in/x.csv` is the only data file of the 2 files in it"
    );
    let entry = |name: &str, bytes| Entry { name: name.to_owned(), bytes: Some(bytes) };
    assert_eq!(file.layout.entries, [entry("readme.txt", 5), entry("in/x.csv", data.len() as u64)]);

    let tar = tar(&[("in/", b'5', b""), ("in/x.csv", b'0', &data), ("in/link", b'2', b"")]);
    let file = read(gz(&tar));
    assert_eq!(file.rows.len(), 5000);
    assert_eq!(file.layout.wrapping.value, [Wrapping::Gzip, tar_of("in/x.csv")]);
    assert_eq!(
        file.layout.wrapping.evidence,
        "the file starts with the bytes of gzip, then tar; `in/x.csv` is the only file in it"
    );
}

#[test]
fn layers_are_undone_in_every_order() {
    let data = rows(3000);
    let inner = Zip::default().with("x.csv.gz", &gz(&data)).finish();
    assert_eq!(read(&inner).layout.wrapping.value, [zip_of("x.csv.gz"), Wrapping::Gzip]);
    let outer = zst(&tar(&[("all.zip", b'0', &inner)]));
    let file = read(outer);
    assert_eq!(file.rows.len(), 3000);
    assert_eq!(
        file.layout.wrapping.value,
        [Wrapping::Zstd, tar_of("all.zip"), zip_of("x.csv.gz"), Wrapping::Gzip]
    );
    assert_eq!(file.layout.entries.len(), 1);
    assert_eq!(read(gz(&Zip::default().with("x.csv", &data).finish())).rows.len(), 3000);
}

#[test]
fn the_entry_that_is_chosen_is_read() {
    let zip = Zip::default().with("a.csv", b"n\n1\n").with("b.csv", b"n\n2\n").finish();
    let error = refused(&zip);
    assert_eq!(error.code(), "several_entries");
    assert_eq!(
        error.to_string(),
        "The zip archive holds 2 files that may be the data: `a.csv` (4 bytes), `b.csv` (4 bytes)."
    );
    assert_eq!(error.entries().len(), 2);
    let file = chosen(&zip, "b.csv").unwrap();
    assert_eq!(file.rows, [cells(&["2"])]);
    assert_eq!(file.layout.wrapping.evidence, "the file starts with the bytes of zip; chosen by you");
    let within = tar(&[("readme", b'0', b"x"), ("all.zip", b'0', &zip)]);
    assert_eq!(chosen(&within, "a.csv").unwrap().rows, [cells(&["1"])]);
    for file in [&b"n\n1\n"[..], &Zip::default().with("a.csv", b"n\n1\n").finish()] {
        let error = chosen(file, "gone.csv").unwrap_err();
        assert_eq!(error.to_string(), "There is no entry `gone.csv` in the file.");
    }
}

#[test]
fn every_way_to_write_an_entry_is_read() {
    let data = rows(2000);
    for n in 0..8 {
        let how = As { stored: n & 1 != 0, streamed: n & 2 != 0, large: n & 4 != 0, encrypted: false };
        let before = Zip::default().with_as(b"readme.md", b"# hello", how);
        let zip = before.with_as("größe.csv".as_bytes(), &data, how);
        let file = if n & 4 != 0 { zip.finish_large() } else { zip.finish() };
        assert_eq!(read(&file).rows.len(), 2000, "{n}");
        // Something before the archive, such as a program that unpacks it, is looked past only within a zip.
        let nested = read_with(&gz(&file), &Overrides::default(), &Limits::default());
        if how.stored && how.streamed {
            assert_eq!(nested.unwrap_err().code(), "needs_whole_file");
        } else {
            assert_eq!(nested.unwrap().rows.len(), 2000, "{n}");
        }
    }
    let old = Zip::default().with_as(b"gr\x94\xE1e.csv", &data, As::default()).finish();
    assert_eq!(read(old).layout.wrapping.value, [zip_of("größe.csv")]);
}

#[test]
fn long_and_extended_names_of_tar() {
    let data = rows(10);
    let long = format!("{}/x.csv", "d".repeat(300));
    let gnu = tar(&[("././@LongLink", b'L', format!("{long}\0").as_bytes()), ("d", b'0', &data)]);
    assert_eq!(read(gnu).layout.wrapping.value, [tar_of(&long)]);
    let record = |text: &str| format!("{} {text}\n", text.len() + 2 + 3);
    let pax = record(&format!("path={long}")) + "20 mtime=1350244992\n";
    let pax = tar(&[("pax", b'x', pax.as_bytes()), ("d", b'0', &data)]);
    assert_eq!(read(pax).layout.wrapping.value, [tar_of(&long)]);
}

#[test]
fn encrypted_entries_are_named() {
    let how = As { encrypted: true, ..As::default() };
    let error = refused(Zip::default().with_as(b"x.csv", b"secret", how).finish());
    assert_eq!(error.code(), "encrypted_entry");
    assert_eq!(error.to_string(), "The entry `x.csv` of the archive is encrypted.");
}

#[test]
fn a_cut_archive_is_an_error() {
    let data = rows(300);
    let zip = Zip::default().with("x.csv", &data).finish();
    for cut in (60..zip.len() - 5).step_by(7) {
        assert_eq!(refused(&zip[..cut]).code(), "truncated_file", "cut at {cut}");
    }
    let tar = tar(&[("x.csv", b'0', &data)]);
    for cut in (512..tar.len() - 1024).step_by(97) {
        assert_eq!(refused(&tar[..cut]).code(), "truncated_file", "cut at {cut}");
    }
}

#[test]
fn a_flipped_bit_is_an_error_and_never_another_value() {
    let data = rows(100);
    let expected = read(&data).rows;
    for whole in [Zip::default().with("x.csv", &data).finish(), gz(&tar(&[("x.csv", b'0', &data)]))] {
        for at in 0..whole.len() {
            let mut bytes = whole.clone();
            bytes[at] ^= 1 << (at % 8);
            if let Ok(file) = read_with(&bytes, &Overrides::default(), &Limits::default()) {
                let unwrapped = !file.layout.wrapping.value.is_empty();
                assert!(!unwrapped || file.rows == expected, "bit flipped at {at}");
            }
        }
    }
}

#[test]
fn the_head_of_an_archive_shows_its_first_data_file() {
    let data = rows(50_000);
    let zip = Zip::default().with("readme.txt", b"hello").with("x.csv", &data).with("y.csv", &data).finish();
    let streamed = As { streamed: true, ..As::default() };
    let described = Zip::default().with_as(b"x.csv", &data, streamed).finish();
    let tar = tar(&[("x.csv", b'0', &data), ("y.csv", b'0', &data)]);
    let shown = |head: &[u8]| -> Layout { layout_of_head(head) };
    for (whole, outermost) in
        [(&zip, zip_of("x.csv")), (&described, zip_of("x.csv")), (&tar, tar_of("x.csv"))]
    {
        let layout = shown(&whole[..100_000]);
        assert_eq!(layout.labels, ["a", "b"]);
        assert_eq!(layout.wrapping.value, [outermost]);
        assert!(layout.wrapping.evidence.ends_with("; `x.csv` is the first data file in it"), "{layout:?}");
    }
    assert_eq!(shown(&gz(&tar)[..100_000]).labels, ["a", "b"]);
    let error =
        sniff::survey(&Bytes::head(&zip[..20]), &Overrides::default(), &Limits::default()).unwrap_err();
    assert_eq!(error.code(), "needs_whole_file");
}

#[test]
fn hostile_archives_end_in_named_errors() {
    let bomb = Zip::default().with("x.csv", &vec![b'\n'; 40 << 20]).finish();
    assert_eq!(refused(&bomb).code(), "inflates_too_far");
    assert_eq!(refused(gz(&bomb)).code(), "inflates_too_far");
    let limits = Limits { max_entries: 3, ..Limits::default() };
    let many = (0..4).fold(Zip::default(), |zip, n| zip.with(&format!("{n}.csv"), b"a\n1\n")).finish();
    let error = read_with(&many, &Overrides::default(), &limits).unwrap_err();
    assert_eq!(error.to_string(), "The archive holds more than 3 entries.");
    let error = refused(Zip::default().with("../../etc/.passwd", b"a\n1\n").finish());
    assert_eq!(error.code(), "no_data_entry");
    assert_eq!(read(Zip::default().with("../up.csv", b"a\n1\n").finish()).rows, [cells(&["1"])]);
    assert_eq!(refused(Zip::default().finish()).code(), "no_data_entry");
}

#[test]
fn a_workbook_is_no_archive() {
    let book =
        Zip::default().with("[Content_Types].xml", b"<Types/>").with("xl/workbook.xml", b"<workbook/>");
    let layout = sniff::survey(&Bytes::whole(book.finish()), &Overrides::default(), &Limits::default());
    assert!(!layout.is_ok_and(|layout| layout.wrapping.value.contains(&zip_of("xl/workbook.xml"))));
}
