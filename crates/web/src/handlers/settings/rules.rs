//! What a refresh may do: load mode, key, drift and guard rails.

use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web};
use rowmill_core::{
    model::{DriftPolicy, GuardRails, LoadMode, TableRules},
    store::tables,
};
use serde::Deserialize;

use super::{columns, page, settings_path};
use crate::{
    error::Failure,
    extract::{Form, Member},
    handlers::tables::Frame,
    pages::{chrome::FlashKind, field::Field, rules::RulesForm},
    present::rules,
    respond,
    state::App,
};

/// What the form posts.
#[derive(Deserialize)]
pub struct RulesChange {
    load_mode: LoadMode,
    #[serde(default)]
    key: String,
    drift: DriftPolicy,
    #[serde(default)]
    max_lost_percent: String,
    #[serde(default)]
    max_rejected_percent: String,
}

/// Saves them; the next run goes by them.
///
/// # Errors
/// 404 for a table that is not there; 503 when a service is away.
pub async fn save_rules(
    request: HttpRequest,
    app: web::Data<App>,
    member: Member,
    at: web::Path<(String, String)>,
    Form(form): Form<RulesChange>,
) -> Result<HttpResponse, Failure> {
    let frame = Frame::find(&app, &member, &at.1).await?;
    let table = &frame.table.table;
    let columns = columns(&app, table).await?;
    let key = form.key(&columns);
    let max_lost = percent(&form.max_lost_percent);
    let max_rejected = match form.max_rejected_percent.trim() {
        "" => Ok(None),
        text => percent(text).map(Some),
    };
    match (key, max_lost, max_rejected) {
        (Ok(key), Ok(max_lost_percent), Ok(max_rejected_percent)) => {
            let guard_rails = GuardRails { max_lost_percent, max_rejected_percent };
            let (load_mode, drift) = (form.load_mode, form.drift);
            let mut client = app.client().await?;
            let transaction = client.transaction().await?;
            // Checks are saved by forms of their own, and one may just have been added.
            let stored = tables::lock(&transaction, table.id).await?.ok_or_else(Failure::not_found)?;
            let rules = TableRules { load_mode, key, drift, guard_rails, checks: stored.rules.checks };
            tables::set_rules(&transaction, table.id, &rules).await?;
            transaction.commit().await?;
            drop(client);
            member.visitor.session.flash(FlashKind::Done, "Saved. The next run goes by these rules.").await?;
            Ok(respond::see_other(settings_path(&member, table)))
        }
        (key, max_lost, max_rejected) => {
            let mut page = page(&request, &app, frame).await?;
            form.refuse(&mut page.rules, key.err(), max_lost.err(), max_rejected.err());
            respond::page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}

impl RulesChange {
    /// The columns that are named, each once and in the order in which they are.
    fn key(&self, columns: &[String]) -> Result<Vec<String>, String> {
        let mut key: Vec<String> = Vec::new();
        for name in self.key.split(',').map(str::trim).filter(|name| !name.is_empty()) {
            if !columns.iter().any(|column| column == name) {
                return Err(match columns {
                    [] => {
                        "The table has no columns yet. Set the key once it has its first version.".to_owned()
                    }
                    _ => format!("The table has no column {name}. Write the names as they are listed below."),
                });
            }
            if !key.iter().any(|known| known == name) {
                key.push(name.to_owned());
            }
        }
        if key.is_empty() && self.load_mode == LoadMode::Merge {
            return Err("To merge by key, name at least one column that tells rows apart.".to_owned());
        }
        Ok(key)
    }

    /// Shows the form as it was filled.
    fn refuse(
        self,
        form: &mut RulesForm,
        key: Option<String>,
        max_lost: Option<String>,
        max_rejected: Option<String>,
    ) {
        form.load_mode = rules::load_mode(self.load_mode);
        form.drift = rules::drift(self.drift);
        form.key = Field { value: self.key, error: key };
        form.max_lost = Field { value: self.max_lost_percent, error: max_lost };
        form.max_rejected = Field { value: self.max_rejected_percent, error: max_rejected };
    }
}

fn percent(text: &str) -> Result<u8, String> {
    let number = text.trim().trim_end_matches('%').trim_end().parse().ok();
    number.filter(|number| *number <= 100).ok_or_else(|| "Write a whole number from 0 to 100.".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(text: &str, load_mode: LoadMode) -> Result<Vec<String>, String> {
        let form = RulesChange {
            load_mode,
            key: text.to_owned(),
            drift: DriftPolicy::Evolve,
            max_lost_percent: String::new(),
            max_rejected_percent: String::new(),
        };
        form.key(&["id".to_owned(), "day".to_owned()])
    }

    #[test]
    fn a_key_names_columns_there_are() {
        assert_eq!(key(" day ,id,, day", LoadMode::Merge), Ok(vec!["day".to_owned(), "id".to_owned()]));
        assert_eq!(key("", LoadMode::Replace), Ok(vec![]));
        assert!(key("", LoadMode::Merge).is_err());
        assert!(key("ID", LoadMode::Replace).is_err());
    }

    #[test]
    fn a_percentage_is_whole_and_at_most_a_hundred() {
        assert_eq!([percent("0"), percent(" 100 % "), percent("7")], [Ok(0), Ok(100), Ok(7)]);
        assert!(["", "101", "-1", "1.5", "x"].iter().all(|text| percent(text).is_err()));
    }
}
