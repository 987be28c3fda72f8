//! The columns of a table, with the evidence of the run that published them.

use actix_web::{HttpRequest, HttpResponse, web};
use rowmill_core::store::{runs, versions};

use super::Frame;
use crate::{
    error::Failure,
    extract::{Member, chrome},
    pages::table::TableColumns,
    present::columns,
    respond,
    state::App,
};

/// The list.
///
/// # Errors
/// 404 for a table that is not there; 503 when a service is away.
pub async fn columns(
    request: HttpRequest,
    app: web::Data<App>,
    member: Member,
    at: web::Path<(String, String)>,
) -> Result<HttpResponse, Failure> {
    let frame = Frame::find(&app, &member, &at.1).await?;
    let table = &frame.table.table;
    let columns = {
        let client = app.client().await?;
        match versions::find(&client, table.id, table.current_version).await? {
            None => Vec::new(),
            Some(version) => {
                let run = runs::find(&client, version.run).await?;
                // The table may hold a column that the file of that run had no longer, or in another type.
                let findings = run.map(|run| run.report.columns).unwrap_or_default();
                let is_same = findings.iter().map(|finding| &finding.column).eq(&version.columns);
                if is_same { columns::of_findings(&findings) } else { columns::of_columns(&version.columns) }
            }
        }
    };
    respond::page(&TableColumns { chrome: chrome(&request).await?, head: frame.head, columns })
}
