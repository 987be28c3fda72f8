//! The rows a run set aside, as a file for machines: exactly as they stood, so that they can be put right and loaded.

use actix_web::{HttpResponse, error::ErrorInternalServerError, http::header, web};
use futures_util::{TryStreamExt, stream};
use rowmill_core::{
    model::RunId,
    store::rejected_rows::{self, RejectedRow},
};
use tabular::{
    encode::csv::Writer,
    sniff::{Delimiter, LineEnd},
};

use super::{OfTable, OfWorkspace, find, find_preview};
use crate::{error::Failure, extract::Member, state::App};

/// Rows of a page of the download.
const PAGE: u8 = 100;

/// The rows that a run of a table set aside.
///
/// # Errors
/// 404 for a run that is not there; 503 when a service is away.
pub async fn rejected_csv(
    app: web::Data<App>,
    member: Member,
    at: web::Path<OfTable>,
) -> Result<HttpResponse, Failure> {
    let (table, run) = find(&app.client().await?, &member, &at.1, at.2).await?;
    let file_name = format!("{}-run-{}-rejected.csv", table.name, run.id);
    Ok(download(app, run.id, &file_name))
}

/// The rows that a preview set aside.
///
/// # Errors
/// 404 for a run that is not there; 503 when a service is away.
pub async fn rejected_csv_of_preview(
    app: web::Data<App>,
    member: Member,
    at: web::Path<OfWorkspace>,
) -> Result<HttpResponse, Failure> {
    let run = find_preview(&app.client().await?, &member, at.1).await?;
    let file_name = format!("preview-{}-rejected.csv", run.id);
    Ok(download(app, run.id, &file_name))
}

/// Sends them a page at a time; a row may hold some kilobytes.
fn download(app: web::Data<App>, run: RunId, file_name: &str) -> HttpResponse {
    let pages = stream::try_unfold((app, Some(0)), move |(app, after)| async move {
        let Some(after) = after else { return anyhow::Ok(None) };
        let rows = rejected_rows::list(&app.database.get().await?, run, after, i64::from(PAGE)).await?;
        let is_full = rows.len() == usize::from(PAGE);
        let next = is_full.then(|| after + i32::from(PAGE));
        Ok(Some((web::Bytes::from(csv(&rows, after == 0)?), (app, next))))
    });
    HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "text/csv; charset=utf-8"))
        // Names of tables hold letters, digits and underscores only.
        .insert_header((header::CONTENT_DISPOSITION, format!("attachment; filename=\"{file_name}\"")))
        .streaming(pages.map_err(|error| {
            tracing::error!(error = format!("{error:#}"), "A download of rejected rows broke off");
            ErrorInternalServerError("broken off")
        }))
}

fn csv(rows: &[RejectedRow], with_header: bool) -> std::io::Result<Vec<u8>> {
    let mut writer = Writer::new(Vec::new(), Delimiter::COMMA, LineEnd::Crlf);
    if with_header {
        writer.write(["line", "byte", "column", "column_name", "code", "reason", "raw"].map(Some))?;
    }
    for row in rows {
        let (line, byte) = (row.line.to_string(), row.byte.to_string());
        let column = row.column_no.map(|number| number.to_string());
        writer.write([
            Some(line.as_str()),
            Some(byte.as_str()),
            column.as_deref(),
            row.column_name.as_deref(),
            Some(row.code.as_str()),
            Some(row.reason.as_str()),
            Some(row.raw.as_str()),
        ])?;
    }
    writer.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn raw_rows_are_kept_exactly() {
        let row = RejectedRow {
            line: 7,
            byte: 120,
            column_no: None,
            column_name: None,
            code: "too_few_fields".into(),
            reason: "2 fields where the header has 3".into(),
            raw: "=1+1,\"x".into(),
        };
        let text = String::from_utf8(csv(&[row], true).expect("a vector takes all")).expect("text");
        let lines: Vec<_> = text.lines().collect();
        assert_eq!(lines[0], "line,byte,column,column_name,code,reason,raw");
        assert_eq!(lines[1], "7,120,,,too_few_fields,2 fields where the header has 3,\"=1+1,\"\"x\"");
    }
}
