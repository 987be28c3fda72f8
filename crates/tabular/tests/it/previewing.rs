//! Previews: as much of a file as a page shows, and no more.

use tabular::input::Bytes;
use tabular::preview::{self, Preview};
use tabular::{Batch, ColumnType, Input, Limits, Overrides, decode, sniff};

use crate::compressions::gz;
use crate::{cells, layout_of_head};

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
