//! The rows of a plan as one text. They are written as they come, so no more of them is in memory than the text itself,
//! and that has a bound.

use deadpool_postgres::Client;
use futures_util::{Stream, TryStreamExt};
use tokio_postgres::{Error, Row};

use super::{
    after::After,
    encode::{CsvRow, JsonRow},
    error::ReadError,
    expression::Style,
    plan::Plan,
    statement::Statement,
};

/// Bytes after which a page ends. The longest row may come on top.
const MOST_BYTES: usize = 16 << 20;

/// How rows are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// An array of objects.
    Json {
        /// Without the members that are NULL.
        stripped: bool,
    },
    /// The first row as an object; the others are counted only.
    Object {
        /// Without the members that are NULL.
        stripped: bool,
    },
    /// Lines, the first of names; nothing at all where there are no rows.
    Csv,
}

/// Rows of a version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// As they were asked for.
    pub text: Vec<u8>,
    /// How many there are.
    pub rows: u64,
    /// The last of them, where others follow; none in what is gathered to groups.
    pub last: Option<After>,
}

/// Reads rows: all that the plan has, or fewer where they are too long for one page.
///
/// # Errors
/// [`ReadError`].
pub async fn page(client: &mut Client, plan: &Plan<'_>, format: Format) -> Result<Page, ReadError> {
    let style = match format {
        Format::Json { stripped } | Format::Object { stripped } => Style::Json { stripped },
        Format::Csv => Style::Text,
    };
    let Statement { sql, parameters } = Statement::rows(plan, style);
    // An instant is written in another zone by Postgres, which has to be told within a transaction.
    if let Some(timezone) = plan.timezone {
        let transaction = client.build_transaction().read_only(true).start().await?;
        transaction.execute("SELECT set_config('TimeZone', $1, true)", &[&timezone]).await?;
        let rows = (*transaction).query_typed_raw(&sql, parameters.typed()).await?;
        let page = write(rows, plan, format).await?;
        transaction.commit().await?;
        return Ok(page);
    }
    // One statement and no transaction: one way there and back.
    let rows = client.query_typed_raw(&sql, parameters.typed()).await?;
    write(rows, plan, format).await
}

async fn write(
    rows: impl Stream<Item = Result<Row, Error>>,
    plan: &Plan<'_>,
    format: Format,
) -> Result<Page, ReadError> {
    let mut rows = std::pin::pin!(rows);
    let mut page = Page { text: Vec::new(), rows: 0, last: None };
    let (mut writer, mut last) = (None, None);
    while let Some(row) = rows.try_next().await? {
        if page.rows == plan.limit || page.text.len() >= MOST_BYTES {
            if let Some(last) = last.filter(|_| !plan.has_groups()) {
                page.last = Some(After::of(&last, plan.items.len(), plan)?);
            }
            break;
        }
        let writer = writer.get_or_insert_with(|| Writer::new(plan, format, &row, &mut page.text));
        writer.put(&row, &mut page)?;
        page.rows += 1;
        last = Some(row);
    }
    if let Format::Json { .. } = format {
        page.text.extend_from_slice(if page.rows == 0 { b"[]" } else { b"]" });
    }
    Ok(page)
}

enum Writer {
    Array(JsonRow),
    Object(JsonRow),
    Lines(CsvRow),
}

impl Writer {
    /// For rows like this one, which is the first.
    fn new(plan: &Plan<'_>, format: Format, row: &Row, out: &mut Vec<u8>) -> Self {
        let names = plan.items.iter().map(|item| item.name.as_str());
        match format {
            Format::Json { stripped } => Self::Array(JsonRow::new(names, row, stripped)),
            Format::Object { stripped } => Self::Object(JsonRow::new(names, row, stripped)),
            Format::Csv => {
                CsvRow::put_header(names, out);
                Self::Lines(CsvRow::new(row, plan.items.len()))
            }
        }
    }

    fn put(&self, row: &Row, page: &mut Page) -> Result<(), Error> {
        match self {
            Self::Array(writer) => {
                page.text.extend_from_slice(if page.rows == 0 { b"[" } else { b",\n " });
                writer.put(row, &mut page.text)
            }
            Self::Object(writer) if page.rows == 0 => writer.put(row, &mut page.text),
            Self::Object(_) => Ok(()),
            Self::Lines(writer) => writer.put(row, &mut page.text),
        }
    }
}
