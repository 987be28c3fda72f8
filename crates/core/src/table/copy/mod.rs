//! Encodes rows for binary COPY, by hand into large buffers: `BinaryCopyInWriter` with dynamic `ToSql` costs nine times
//! the CPU. Format: PostgreSQL documentation, COPY, "Binary Format".

mod network;
mod numeric;

use bytes::{BufMut, Bytes};
use tabular::Cell;

/// Columns a row may have beside its place and its id: Postgres' limit of 1,600, less two.
pub const MAX_ROW_COLUMNS: usize = 1_598;

/// Begins a stream: signature, flags, header extension length.
pub(super) const HEADER: &[u8] = b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0";
/// Ends a stream.
pub(super) const TRAILER: &[u8] = &[0xff, 0xff];
/// Days from 1970-01-01 to 2000-01-01, Postgres' epoch.
const EPOCH_DAYS: i32 = 10_957;
/// Microseconds from 1970-01-01 to 2000-01-01.
const EPOCH_MICROSECONDS: i64 = EPOCH_DAYS as i64 * 86_400_000_000;

/// Collects encoded rows.
#[derive(Debug)]
pub struct RowEncoder {
    buffer: Vec<u8>,
    fields: i16,
    /// Where the last row begins.
    row: usize,
}

impl RowEncoder {
    /// Bytes after which a buffer is worth sending.
    pub const FULL: usize = 512 << 10;

    /// An encoder of whole streams of rows of `columns` cells, at most [`MAX_ROW_COLUMNS`], a place and an id.
    pub fn new(columns: usize) -> Self {
        let mut encoder = Self::bare(columns);
        encoder.buffer.extend_from_slice(HEADER);
        encoder
    }

    /// An encoder of rows alone, without what begins and ends a stream.
    pub fn bare(columns: usize) -> Self {
        let fields = i16::try_from(columns + 2).expect("callers admit at most MAX_ROW_COLUMNS");
        Self { buffer: empty(), fields, row: 0 }
    }

    /// Begins a row. Exactly as many cells as the relation has columns of the file must follow.
    #[inline]
    pub fn row(&mut self, place: i64, id: u32) {
        self.row = self.buffer.len();
        self.buffer.put_i16(self.fields);
        put_8(&mut self.buffer, place.cast_unsigned());
        put_4(&mut self.buffer, id);
    }

    /// Forgets the last row, which nothing was taken of yet.
    pub fn take_row_back(&mut self) {
        self.buffer.truncate(self.row);
    }

    /// Adds a cell.
    #[inline]
    pub fn cell(&mut self, cell: &Cell<'_>) {
        put_cell(&mut self.buffer, cell);
    }

    /// Adds cells that [`put_cell`] encoded.
    pub fn encoded(&mut self, cells: &[u8]) {
        self.buffer.extend_from_slice(cells);
    }

    /// Whether the buffer is worth sending.
    #[inline]
    pub fn is_full(&self) -> bool {
        self.buffer.len() >= Self::FULL
    }

    /// Takes what was encoded so far.
    pub fn take(&mut self) -> Bytes {
        self.row = 0;
        std::mem::replace(&mut self.buffer, empty()).into()
    }

    /// Ends the stream, and takes what was encoded so far. The next row begins another stream.
    pub fn end(&mut self) -> Bytes {
        self.buffer.extend_from_slice(TRAILER);
        let bytes = self.take();
        self.buffer.extend_from_slice(HEADER);
        bytes
    }
}

/// A buffer that need not grow while rows are of usual size.
fn empty() -> Vec<u8> {
    Vec::with_capacity(RowEncoder::FULL + (64 << 10))
}

/// A value of four bytes behind its length, written at once.
#[inline]
fn put_4(buffer: &mut Vec<u8>, value: u32) {
    buffer.extend_from_slice(&(4 << 32 | u64::from(value)).to_be_bytes());
}

/// A value of eight bytes behind its length, written at once.
#[inline]
fn put_8(buffer: &mut Vec<u8>, value: u64) {
    let [_, _, _, _, bytes @ ..] = (8 << 64 | u128::from(value)).to_be_bytes();
    buffer.extend_from_slice(&bytes);
}

/// Encodes a cell behind what the buffer holds.
#[inline]
pub fn put_cell(buffer: &mut Vec<u8>, cell: &Cell<'_>) {
    match cell {
        Cell::Null => buffer.put_i32(-1),
        Cell::Boolean(value) => {
            buffer.put_i32(1);
            buffer.put_u8(u8::from(*value));
        }
        Cell::Integer4(value) => put_4(buffer, value.cast_unsigned()),
        Cell::Integer(value) => put_8(buffer, value.cast_unsigned()),
        Cell::Float(value) => put_8(buffer, value.to_bits()),
        Cell::Numeric(number) => numeric::put(buffer, number),
        Cell::Date(days) => put_4(buffer, (days - EPOCH_DAYS).cast_unsigned()),
        Cell::Time(microseconds) => put_8(buffer, microseconds.cast_unsigned()),
        Cell::Interval(interval) => {
            buffer.put_i32(16);
            buffer.put_i64(interval.micros);
            buffer.put_i32(interval.days);
            buffer.put_i32(interval.months);
        }
        Cell::Uuid(value) => {
            buffer.put_i32(16);
            buffer.put_u128(*value);
        }
        Cell::Inet(address) => network::put_address(buffer, *address),
        Cell::Cidr(address, bits) => network::put_network(buffer, *address, *bits),
        Cell::Point(first, second) => {
            buffer.put_i32(16);
            buffer.put_f64(*first);
            buffer.put_f64(*second);
        }
        Cell::Timestamp(microseconds) | Cell::TimestampTz(microseconds) => {
            put_8(buffer, (microseconds - EPOCH_MICROSECONDS).cast_unsigned());
        }
        Cell::Json(text) | Cell::Text(text) => {
            // Limits::max_cell_bytes is far below 2 GiB.
            buffer.put_i32(i32::try_from(text.len()).expect("cells are bounded"));
            buffer.extend_from_slice(text.as_bytes());
        }
    }
}
