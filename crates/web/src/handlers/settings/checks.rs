//! The checks of a table: one more, one fewer.

use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web};
use rowmill_core::{model::Check, store::tables};
use serde::Deserialize;

use super::{columns, page, settings_path};
use crate::{
    error::Failure,
    extract::{Form, Member},
    handlers::tables::Frame,
    pages::{
        chrome::FlashKind,
        rules::{CheckKind, NewCheck},
    },
    present::checks,
    respond,
    state::App,
};

/// Characters of a bound, a pattern or a value.
const MAX_LENGTH: usize = 1_000;
/// Values that can be accepted.
const MAX_VALUES: usize = 1_000;

/// What the form for another check posts. Which fields count depends on the kind.
#[derive(Deserialize)]
pub struct Added {
    kind: String,
    #[serde(default)]
    column: String,
    #[serde(default)]
    min: String,
    #[serde(default)]
    max: String,
    #[serde(default)]
    pattern: String,
    #[serde(default)]
    values: String,
    #[serde(default)]
    percent: String,
}

/// Which check goes: by its place, and by what it says, since the list may have changed meanwhile.
#[derive(Deserialize)]
pub struct Removed {
    place: usize,
    #[serde(default)]
    column: String,
    rule: String,
}

/// Adds a check; the next run makes it.
///
/// # Errors
/// 400 for a kind that was never offered; 404 for a table that is not there; 503 when a service is away.
pub async fn add_check(
    request: HttpRequest,
    app: web::Data<App>,
    member: Member,
    at: web::Path<(String, String)>,
    Form(form): Form<Added>,
) -> Result<HttpResponse, Failure> {
    let kind = CheckKind::from_value(&form.kind).ok_or_else(Failure::bad_request)?;
    let frame = Frame::find(&app, &member, &at.1).await?;
    let table = &frame.table.table;
    let columns = columns(&app, table).await?;
    let stored = match form.check(kind, &columns) {
        Ok(check) => store(&app, table, check).await?,
        Err(error) => Err(error),
    };
    if let Err(error) = stored {
        let mut page = page(&request, &app, frame).await?;
        page.checks.new = form.refused(kind, error);
        return respond::page_with(StatusCode::UNPROCESSABLE_ENTITY, &page);
    }
    member.visitor.session.flash(FlashKind::Done, "Added. The next run makes this check.").await?;
    Ok(respond::see_other(settings_path(&member, table)))
}

/// `Err` says why there is no room for it.
async fn store(app: &App, table: &tables::Table, check: Check) -> Result<Result<(), String>, Failure> {
    let mut client = app.client().await?;
    let transaction = client.transaction().await?;
    let mut rules = tables::lock(&transaction, table.id).await?.ok_or_else(Failure::not_found)?.rules;
    if rules.checks.contains(&check) {
        return Ok(Err("The table has this check already.".to_owned()));
    }
    if rules.checks.len() >= Check::MOST {
        return Ok(Err(format!("A table has at most {} checks. Remove one first.", Check::MOST)));
    }
    rules.checks.push(check);
    tables::set_rules(&transaction, table.id, &rules).await?;
    transaction.commit().await?;
    Ok(Ok(()))
}

/// Removes a check.
///
/// # Errors
/// 404 for a table that is not there; 409 where somebody changed the list meanwhile; 503 when a service is away.
pub async fn remove_check(
    app: web::Data<App>,
    member: Member,
    at: web::Path<(String, String)>,
    Form(form): Form<Removed>,
) -> Result<HttpResponse, Failure> {
    let frame = Frame::find(&app, &member, &at.1).await?;
    let table = &frame.table.table;
    let mut client = app.client().await?;
    let transaction = client.transaction().await?;
    let mut rules = tables::lock(&transaction, table.id).await?.ok_or_else(Failure::not_found)?.rules;
    let line = rules.checks.get(form.place).map(checks::line);
    let is_meant = line.is_some_and(|line| {
        line.rule == form.rule && line.column.as_deref().unwrap_or_default() == form.column
    });
    if !is_meant {
        return Err(Failure::conflict("Somebody changed the checks meanwhile. Look at the settings again."));
    }
    rules.checks.remove(form.place);
    tables::set_rules(&transaction, table.id, &rules).await?;
    transaction.commit().await?;
    drop(client);
    member.visitor.session.flash(FlashKind::Done, "Removed.").await?;
    Ok(respond::see_other(settings_path(&member, table)))
}

impl Added {
    fn check(&self, kind: CheckKind, columns: &[String]) -> Result<Check, String> {
        Ok(match kind {
            CheckKind::NotNull => Check::NotNull { column: self.column(columns)? },
            CheckKind::Unique => Check::Unique { column: self.column(columns)? },
            CheckKind::Range => {
                let (min, max) = (text(&self.min)?, text(&self.max)?);
                if min.is_none() && max.is_none() {
                    return Err("Write at least one of the two bounds.".to_owned());
                }
                Check::Range { column: self.column(columns)?, min, max }
            }
            CheckKind::Pattern => {
                let pattern = text(&self.pattern)?.ok_or("Write the pattern that values must match.")?;
                Check::Pattern { column: self.column(columns)?, pattern }
            }
            CheckKind::OneOf => Check::OneOf { column: self.column(columns)?, values: self.values()? },
            CheckKind::RowCount => {
                let (min, max) = (count(&self.min)?, count(&self.max)?);
                match (min, max) {
                    (None, None) => return Err("Write at least one of the two bounds.".to_owned()),
                    (Some(min), Some(max)) if min > max => {
                        return Err("The lower bound is above the upper one.".to_owned());
                    }
                    _ => Check::RowCount { min, max },
                }
            }
            CheckKind::RowCountChange => {
                let percent = self.percent.trim().trim_end_matches('%').trim_end().parse();
                let percent = percent.map_err(|_| "Write a whole number of percent, such as 20.")?;
                Check::RowCountChange { percent }
            }
        })
    }

    fn column(&self, columns: &[String]) -> Result<String, String> {
        match columns.iter().find(|column| **column == self.column) {
            Some(column) => Ok(column.clone()),
            None if columns.is_empty() => {
                Err("The table has no columns yet. Add the check once it has its first version.".to_owned())
            }
            None => Err("The table no longer has this column. Choose another.".to_owned()),
        }
    }

    fn values(&self) -> Result<Vec<String>, String> {
        let mut values: Vec<String> = Vec::new();
        for line in self.values.lines() {
            match text(line)? {
                Some(value) if !values.contains(&value) => values.push(value),
                _ => {}
            }
        }
        match values.len() {
            0 => Err("Write at least one accepted value.".to_owned()),
            1..=MAX_VALUES => Ok(values),
            _ => Err(format!("At most {MAX_VALUES} values can be accepted. Use a pattern instead.")),
        }
    }

    fn refused(self, kind: CheckKind, error: String) -> NewCheck {
        let Self { column, min, max, pattern, values, percent, .. } = self;
        NewCheck { kind, column, min, max, pattern, values, percent, error: Some(error) }
    }
}

/// `None` where nothing was written.
fn text(text: &str) -> Result<Option<String>, String> {
    let text = text.trim();
    if text.contains('\0') {
        return Err("A NUL character cannot be in any value.".to_owned());
    }
    if text.chars().count() > MAX_LENGTH {
        return Err(format!("Write at most {MAX_LENGTH} characters."));
    }
    Ok((!text.is_empty()).then(|| text.to_owned()))
}

fn count(written: &str) -> Result<Option<u64>, String> {
    let number =
        |text: String| text.parse().map_err(|_| "Write numbers of rows as whole numbers.".to_owned());
    text(written)?.map(number).transpose()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn added(column: &str) -> Added {
        let empty = String::new;
        Added {
            kind: empty(),
            column: column.to_owned(),
            min: empty(),
            max: empty(),
            pattern: empty(),
            values: empty(),
            percent: empty(),
        }
    }

    fn check(form: Added, kind: CheckKind) -> Result<Check, String> {
        form.check(kind, &["id".to_owned()])
    }

    #[test]
    fn what_is_missing_is_said() {
        for kind in CheckKind::ALL {
            let is_complete = [CheckKind::NotNull, CheckKind::Unique].contains(&kind);
            assert_eq!(check(added("id"), kind).is_ok(), is_complete, "{kind:?}");
        }
        assert!(check(added("gone"), CheckKind::NotNull).is_err());
    }

    #[test]
    fn what_is_written_becomes_a_check() {
        let range = Added { min: " 1 ".to_owned(), ..added("id") };
        let expected = Check::Range { column: "id".into(), min: Some("1".into()), max: None };
        assert_eq!(check(range, CheckKind::Range), Ok(expected));

        let values = Added { values: "a\r\n\nb\na".to_owned(), ..added("id") };
        let expected = Check::OneOf { column: "id".into(), values: vec!["a".into(), "b".into()] };
        assert_eq!(check(values, CheckKind::OneOf), Ok(expected));

        let upside_down = Added { min: "9".to_owned(), max: "8".to_owned(), ..added("") };
        assert!(check(upside_down, CheckKind::RowCount).is_err());
        let rows = Added { max: "8".to_owned(), ..added("") };
        assert_eq!(check(rows, CheckKind::RowCount), Ok(Check::RowCount { min: None, max: Some(8) }));
        let change = Added { percent: "20 %".to_owned(), ..added("") };
        assert_eq!(check(change, CheckKind::RowCountChange), Ok(Check::RowCountChange { percent: 20 }));
        let nul = Added { pattern: "a\0".to_owned(), ..added("id") };
        assert!(check(nul, CheckKind::Pattern).is_err());
    }
}
