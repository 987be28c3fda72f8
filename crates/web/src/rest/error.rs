//! What the read API answers when it cannot do as asked: the four keys that every client of PostgREST expects, with its
//! codes and statuses (its documentation, "Errors").

use std::borrow::Cow;

/// An answer that is no result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RestError {
    /// HTTP status.
    pub status: u16,
    /// PostgREST's, or Postgres' SQLSTATE.
    pub code: Cow<'static, str>,
    /// What is wrong.
    pub message: String,
    /// More about it.
    pub details: Option<String>,
    /// What to do.
    pub hint: Option<String>,
}

impl RestError {
    /// An error of PostgREST's.
    pub fn new(status: u16, code: &'static str, message: impl Into<String>) -> Self {
        Self { status, code: code.into(), message: message.into(), details: None, hint: None }
    }

    /// Says more.
    #[must_use]
    pub fn details(mut self, details: impl Into<String>) -> Self {
        self.details = Some(details.into());
        self
    }

    /// Says what to do.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// A part of the query cannot be read: `what` it was to be, its `text`, and the `column` where reading ended.
    pub fn parse(what: &str, text: &str, column: usize, details: impl Into<String>) -> Self {
        let message = format!("\"failed to parse {what} ({text})\" (line 1, column {column})");
        Self::new(400, "PGRST100", message).details(details)
    }

    fn range() -> Self {
        Self::new(416, "PGRST103", "Requested range not satisfiable")
    }

    /// `limit` is below zero.
    pub fn negative_limit() -> Self {
        Self::range().details("Limit should be greater than or equal to zero.")
    }

    /// A range holds no row by itself.
    pub fn range_ends_before_it_begins() -> Self {
        Self::range().details(
            "The lower boundary must be lower than or equal to the upper boundary in the Range header.",
        )
    }

    /// The first row asked for lies behind the last there is.
    pub fn range_out_of_bounds(offset: u64, total: u64) -> Self {
        Self::range()
            .details(format!("An offset of {offset} was requested, but there are only {total} rows."))
    }

    /// Another schema than the one there is.
    pub fn unknown_profile(asked: &str, workspace: &str) -> Self {
        Self::new(406, "PGRST106", format!("Invalid schema: {asked}"))
            .hint(format!("Only the following schemas are exposed: {workspace}"))
    }

    /// None of the media types is one of ours.
    pub fn not_acceptable(asked: &[&str]) -> Self {
        Self::new(406, "PGRST107", format!("None of these media types are available: {}", asked.join(", ")))
    }

    /// A filter, order or limit of a relation that is not selected.
    pub fn not_embedded(relation: &str) -> Self {
        Self::new(400, "PGRST108", format!("'{relation}' is not an embedded resource in this request"))
            .hint(format!("Verify that '{relation}' is included in the 'select' query parameter."))
    }

    /// One row was asked for.
    pub fn not_singular(rows: u64) -> Self {
        Self::new(406, "PGRST116", "Cannot coerce the result to a single JSON object")
            .details(format!("The result contains {rows} rows"))
    }

    /// Only reading is possible.
    pub fn method(method: &str) -> Self {
        Self::new(405, "PGRST117", format!("Unsupported HTTP method: {method}"))
    }

    /// The token is none, was revoked, or has ended.
    pub fn invalid_token() -> Self {
        Self::new(401, "PGRST301", "The token is not valid")
            .details("It was mistyped, was revoked, or has ended.")
            .hint("An owner of the workspace makes another on its page Tokens.")
    }

    /// More requests than are answered.
    pub fn too_many_requests(seconds: u64) -> Self {
        Self::new(429, "PGRSTX29", "Too many requests")
            .hint(format!("Ask again in {seconds} seconds. The RateLimit header says how many are left."))
    }

    /// `handling=strict` with preferences that nobody knows.
    pub fn preferences(unknown: &[String]) -> Self {
        Self::new(400, "PGRST122", "Invalid preferences given with handling=strict")
            .details(format!("Invalid preferences: {}", unknown.join(", ")))
    }

    /// No such address.
    pub fn path() -> Self {
        Self::new(404, "PGRST125", "Invalid path specified in request URL")
    }

    /// Tables that nothing connects.
    pub fn no_relationship(table: &str, other: &str, hint: Option<&str>, workspace: &str) -> Self {
        let using = hint.map_or_else(String::new, |hint| format!("' using the hint '{hint}"));
        Self::new(
            400,
            "PGRST200",
            format!("Could not find a relationship between '{table}' and '{other}' in the schema cache"),
        )
        .details(format!(
            "Searched for a foreign key relationship between '{table}' and '{other}{using}' in the schema \
             '{workspace}', but no matches were found."
        ))
    }

    /// There are no functions.
    pub fn no_function(workspace: &str, name: &str) -> Self {
        Self::new(
            404,
            "PGRST202",
            format!("Could not find the function {workspace}.{name} without parameters in the schema cache"),
        )
        .details(format!(
            "Searched for the function {workspace}.{name} without parameters, but no matches were found in the \
             schema cache."
        ))
    }

    /// No such table, or none that the client may know of.
    pub fn no_table(workspace: &str, table: &str) -> Self {
        Self::new(
            404,
            "PGRST205",
            format!("Could not find the table '{workspace}.{table}' in the schema cache"),
        )
    }

    /// The version is not there, or its rows are not kept any longer.
    pub fn no_version(workspace: &str, table: &str, asked: &str) -> Self {
        Self::new(
            404,
            "PGRST205",
            format!("Could not find version {asked} of the table '{workspace}.{table}'"),
        )
        .hint("Leave it out to read the newest version; the table's history lists those that are kept.")
    }

    /// What says which version is read cannot be read itself.
    pub fn unreadable_version(parameter: &str, text: &str, expected: &str) -> Self {
        Self::parse(parameter, text, 1, format!("expecting {expected}"))
    }

    /// Groups are not gone through by their last row.
    pub fn no_cursor_of_groups() -> Self {
        Self::new(400, "PGRST100", "Groups cannot be read on behind a row")
            .hint("Leave out after, and use limit and offset.")
    }

    /// The rows were given up while they were read.
    pub fn gone() -> Self {
        Self::new(404, "PGRST205", "The rows of this version are not kept any longer")
    }

    /// It takes longer than a read may.
    pub fn too_costly() -> Self {
        Self::new(422, "57014", "The query takes longer than a read may")
            .hint("Ask for fewer rows, filter by another column, or leave out the order or the exact count.")
    }

    /// Something went wrong inside; the log says what.
    pub fn internal() -> Self {
        Self::new(500, "PGRSTX00", "The server failed to answer")
            .hint("Try again later; if it persists, name the X-Request-Id of this answer to whoever runs the server.")
    }

    /// No such column, in Postgres' words.
    pub fn no_column(table: &str, column: &str) -> Self {
        Self::new(400, "42703", format!("column {table}.{column} does not exist"))
    }

    /// A type that values are not converted to, in Postgres' words.
    pub fn no_type(name: &str) -> Self {
        Self::new(400, "42704", format!("type \"{name}\" does not exist"))
    }

    /// What was refused by Postgres, with the status that PostgREST gives it.
    pub fn postgres(state: &str, message: &str, details: Option<&str>, hint: Option<&str>) -> Self {
        Self {
            status: status(state),
            code: state.to_owned().into(),
            message: message.to_owned(),
            details: details.map(str::to_owned),
            hint: hint.map(str::to_owned),
        }
    }
}

/// The status of a SQLSTATE: what the client can put right is 400, what is not there 404, and what may pass 503.
fn status(state: &str) -> u16 {
    match state {
        "42883" | "42P01" => 404,
        "42501" => 403,
        "25006" => 405,
        "53400" | "21000" | "42P17" => 500,
        "57P01" => 503,
        _ => match state.get(..2).unwrap_or_default() {
            "08" | "53" => 503,
            "0L" | "0P" | "28" => 403,
            "09" | "25" | "2D" | "38" | "39" | "3B" | "40" | "54" | "55" | "57" | "58" | "F0" | "HV"
            | "P0" | "XX" => 500,
            _ => 400,
        },
    }
}
