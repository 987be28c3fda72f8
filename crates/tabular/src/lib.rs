//! Bytes to rows to schema, and back to bytes: a reader of data files that never damages a value.
//!
//! Nothing here knows of a network, a database, a clock or the environment: bytes come through [`std::io::Read`],
//! and every bound is in [`Limits`].
//!
//! The walk through a file:
//!
//! ```
//! use tabular::{Batch, Inference, Limits, Overrides, decode, input, sniff};
//!
//! let file = input::Bytes::whole(*b"id;price\n00123;12.50\n00124;7.00\n");
//! let limits = Limits::default();
//!
//! // What is in these bytes? Every answer carries its confidence and its evidence.
//! let layout = sniff::survey(&file, &Overrides::default(), &limits)?;
//! let dialect = layout.delimited().expect("delimited text");
//! assert_eq!(dialect.delimiter.value, sniff::Delimiter::SEMICOLON);
//!
//! // Rows, a batch at a time, in constant memory.
//! let mut rows = decode::open(&file, &layout, &limits)?;
//! let mut batch = Batch::new();
//! let mut inference = Inference::new(rows.labels());
//! while rows.read(&mut batch)? {
//!     inference.observe(&batch);
//! }
//!
//! // A type per column, with what speaks for it and what against.
//! let columns = inference.finish();
//! assert_eq!(columns[0].column.kind, tabular::ColumnType::Text);
//! assert_eq!(columns[0].evidence, "text: line 2 has `00123`, whose leading zeros a number would lose");
//! assert_eq!(columns[1].column.kind, tabular::ColumnType::NUMERIC);
//! # Ok::<(), tabular::Error>(())
//! ```
//!
//! The public interface:
//!
//! ```text
//! Input: open() -> Box<dyn ReadSeek> · is_complete() · scratch() · unpacked()      input::{Bytes, LocalFile}
//!
//! sniff::survey(input: &dyn Input, wanted: &Overrides, limits: &Limits) -> Result<Layout, Error>
//! Layout { wrapping, entries, format: Detected<_>, structure, labels }
//! Structure: Delimited(Delimited) | Json(JsonLayout) | Sheet(SheetLayout) | Columnar
//! Delimited { charset, delimiter, quote, escape, leading_space, comment, line_end, frame, trailing_delimiter,
//!     short_rows }
//! Frame { skip, header, end, others }
//! SheetLayout { sheet, sheets, first_column, frame, open_end, merged }
//! JsonLayout { charset, pointer, arrangement, rows, header }
//! Detected<T> { value: T, confidence: f32, evidence: String }
//! Overrides { entry, format, charset, delimiter, quote, escape, leading_space, comment, short_rows, skip, header, sheet,
//!     pointer: Option<_>, types }
//!
//! decode::open(input: &dyn Input, layout: &Layout, limits: &Limits) -> Result<Box<dyn Decode + Send>, Error>
//! decode::open_text(&dyn Input, &Layout, &Limits) -> Result<impl Read, Error>
//! Decode: labels() -> &[String] · read(&mut Batch) -> Result<bool, Error> · bytes_read() -> u64
//! decode::sheet::open_workbook(input: &dyn Input, limits: &Limits) -> Result<Box<dyn Workbook>, Error>
//! Workbook: sheets(most: u64) -> Result<Sheets, Error> · place(name) · rows(sheet) -> Result<Box<dyn Rows>, Error>   every cell as it is
//! Batch: len() width() rows() row(i) cell(row, col) -> Option<&str> is_text(row, col) line(row) byte(row) rejected: Vec<RejectedRow>
//! RejectedRow { line, byte, column: Option<u32>, reason: RejectReason, raw: String }
//!
//! preview::read(&dyn Input, &Layout, &BTreeMap<String, Wanted>, &Limits) -> Result<Preview, Error>   the first rows, and types by them
//!
//! Decode::declared() -> Vec<Option<Declared>>, Declared { kind: ColumnType, by: String }
//! Inference: new(labels) · with_wanted(labels, &BTreeMap<String, Wanted>) · with_declared(declared) · observe(&Batch) · finish() -> Vec<ColumnFinding>
//! ColumnFinding { column: Column, nulls, values, max_bytes, examples, evidence, refuted: Vec<Refuted>, mismatches }
//! Column { label, name, kind: ColumnType, nulls, padding }: parse(&str) -> Result<Cell, Mismatch> · format(&Cell) · widened(&Column)
//! ColumnType: parse(&str) -> Result<Cell, Mismatch> · format(&Cell) -> String · name() -> &str · widen(a, b)
//! encode::csv::Writer: new(out, delimiter, line_end) · write(cells) · finish()
//! Error: code() · line() · column() · entries() · hint() · Display
//! ```

pub mod batch;
mod cell;
pub mod decode;
pub mod diff;
pub mod encode;
mod error;
pub mod infer;
pub mod input;
mod kind;
mod limits;
pub mod preview;
pub mod schema;
mod shared_file;
pub mod sniff;
mod source;
pub mod unwrap;
mod wording;

pub use batch::{Batch, RejectReason, RejectedRow};
pub use cell::{Cell, Mismatch};
pub use decode::Decode;
pub use error::Error;
pub use infer::{ColumnFinding, Inference, Refuted, UnknownType, Wanted};
pub use input::Input;
pub use kind::body::{DecimalMark, DigitStyle, Grouping};
pub use kind::clock::{Fraction, HalfDay, TimeFormat};
pub use kind::date::{DateFormat, DateOrder, DateSeparator, MonthFormat, YearDigits};
pub use kind::decimal::Decimal;
pub use kind::float::FloatStyle;
pub use kind::interval::{Interval, IntervalFormat};
pub use kind::month::{Case, MonthNames};
pub use kind::number_format::{Negative, NumberFormat};
pub use kind::padding::Padding;
pub use kind::pattern::UnknownFormat;
pub use kind::point::PointFormat;
pub use kind::timestamp::{Between, TimestampFormat, ZonedFormat};
pub use kind::zone::{OffsetStyle, Zone};
pub use limits::Limits;
pub use preview::Preview;
pub use schema::{Column, ColumnType, Declared, IntegerSize, widen};
pub use sniff::{Detected, Layout, Overrides};
pub use unwrap::{Entry, Wrapping};
