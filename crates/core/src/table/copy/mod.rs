//! Encodes rows for binary COPY, by hand into large buffers: `BinaryCopyInWriter` with dynamic `ToSql` costs nine times
//! the CPU. Format: PostgreSQL documentation, COPY, "Binary Format".

mod network;
mod numeric;

use bytes::{BufMut, Bytes, BytesMut};
use tabular::Cell;

/// Columns a row may have beside its place and its id: Postgres' limit of 1,600, less two.
pub const MAX_ROW_COLUMNS: usize = 1_598;

/// Signature, flags, header extension length.
const HEADER: &[u8] = b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0";
/// Days from 1970-01-01 to 2000-01-01, Postgres' epoch.
const EPOCH_DAYS: i32 = 10_957;
/// Microseconds from 1970-01-01 to 2000-01-01.
const EPOCH_MICROSECONDS: i64 = EPOCH_DAYS as i64 * 86_400_000_000;

/// Ends a stream.
const TRAILER: i16 = -1;

/// Collects encoded rows.
#[derive(Debug)]
pub struct RowEncoder {
    buffer: BytesMut,
    fields: i16,
}

impl RowEncoder {
    /// Bytes after which a buffer is worth sending.
    pub const FULL: usize = 512 << 10;

    /// An encoder of rows of `columns` cells, at most [`MAX_ROW_COLUMNS`], a place and an id.
    pub fn new(columns: usize) -> Self {
        let mut buffer = BytesMut::with_capacity(Self::FULL + (64 << 10));
        buffer.put_slice(HEADER);
        let fields = i16::try_from(columns + 2).expect("callers admit at most MAX_ROW_COLUMNS");
        Self { buffer, fields }
    }

    /// Begins a row. Exactly as many cells as the relation has columns of the file must follow.
    pub fn row(&mut self, place: i64, id: u32) {
        self.buffer.put_i16(self.fields);
        self.buffer.put_i32(8);
        self.buffer.put_i64(place);
        self.buffer.put_i32(4);
        self.buffer.put_u32(id);
    }

    /// Adds a cell.
    pub fn cell(&mut self, cell: &Cell<'_>) {
        put_cell(&mut self.buffer, cell);
    }

    /// Adds cells that [`put_cell`] encoded.
    pub fn encoded(&mut self, cells: &[u8]) {
        self.buffer.put_slice(cells);
    }

    /// Whether the buffer is worth sending.
    pub fn is_full(&self) -> bool {
        self.buffer.len() >= Self::FULL
    }

    /// Takes what was encoded so far.
    pub fn take(&mut self) -> Bytes {
        let next = BytesMut::with_capacity(Self::FULL + (64 << 10));
        std::mem::replace(&mut self.buffer, next).freeze()
    }

    /// Ends the stream, and takes what was encoded so far. The next row begins another stream.
    pub fn end(&mut self) -> Bytes {
        self.buffer.put_i16(TRAILER);
        let bytes = self.take();
        self.buffer.put_slice(HEADER);
        bytes
    }
}

/// Encodes a cell behind what the buffer holds.
pub fn put_cell(buffer: &mut BytesMut, cell: &Cell<'_>) {
    match cell {
        Cell::Null => buffer.put_i32(-1),
        Cell::Boolean(value) => {
            buffer.put_i32(1);
            buffer.put_u8(u8::from(*value));
        }
        Cell::Integer4(value) => {
            buffer.put_i32(4);
            buffer.put_i32(*value);
        }
        Cell::Integer(value) => {
            buffer.put_i32(8);
            buffer.put_i64(*value);
        }
        Cell::Float(value) => {
            buffer.put_i32(8);
            buffer.put_f64(*value);
        }
        Cell::Numeric(number) => numeric::put(buffer, number),
        Cell::Date(days) => {
            buffer.put_i32(4);
            buffer.put_i32(days - EPOCH_DAYS);
        }
        Cell::Time(microseconds) => {
            buffer.put_i32(8);
            buffer.put_i64(*microseconds);
        }
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
            buffer.put_i32(8);
            buffer.put_i64(microseconds - EPOCH_MICROSECONDS);
        }
        Cell::Json(text) | Cell::Text(text) => {
            // Limits::max_cell_bytes is far below 2 GiB.
            buffer.put_i32(i32::try_from(text.len()).expect("cells are bounded"));
            buffer.put_slice(text.as_bytes());
        }
    }
}
