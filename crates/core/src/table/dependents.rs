//! Views that people built on a table. A column with another type needs a new view, and what was built on the old one has to
//! be made anew with it: views, materialized views with their indexes, and views on those.

use deadpool_postgres::Transaction;
use tokio_postgres::{Error, Row};

use super::ident::{Ident, literal};

/// Views that depend on a relation, those first that others depend on.
const FIND: &str = "WITH RECURSIVE dependents (oid, depth) AS (
        SELECT to_regclass($1)::oid, 0
        UNION
        SELECT r.ev_class, depth + 1 FROM dependents
        JOIN pg_depend d ON d.refclassid = 'pg_class'::regclass AND d.refobjid = dependents.oid
            AND d.classid = 'pg_rewrite'::regclass
        JOIN pg_rewrite r ON r.oid = d.objid AND r.ev_class <> dependents.oid)
    SELECT c.oid, n.nspname, c.relname, c.relkind::text, pg_get_viewdef(c.oid) AS definition, c.reloptions,
        pg_get_userbyid(c.relowner) AS owner, pg_get_userbyid(c.relowner) = current_user AS is_own,
        obj_description(c.oid, 'pg_class') AS comment,
        ARRAY(SELECT pg_get_indexdef(indexrelid) FROM pg_index WHERE indrelid = c.oid ORDER BY indexrelid) AS indexes
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN (SELECT oid, max(depth) AS depth FROM dependents WHERE depth > 0 GROUP BY oid) d ON d.oid = c.oid
    WHERE c.relkind IN ('v', 'm') ORDER BY d.depth, c.oid";
const COLUMN_COMMENTS: &str = "SELECT a.attname, d.description FROM pg_description d
    JOIN pg_attribute a ON a.attrelid = d.objoid AND a.attnum = d.objsubid
    WHERE d.classoid = 'pg_class'::regclass AND d.objoid = to_regclass($1) AND d.objsubid > 0 ORDER BY d.objsubid";
const GRANTS: &str = "SELECT a.privilege_type, a.is_grantable,
        CASE a.grantee WHEN 0 THEN NULL ELSE pg_get_userbyid(a.grantee) END AS grantee
    FROM pg_class c CROSS JOIN LATERAL aclexplode(c.relacl) a
    WHERE c.oid = to_regclass($1) AND a.grantee <> c.relowner";

/// Drops what depends on the view, and returns the statements that make it anew.
///
/// # Errors
/// When Postgres refuses: something other than views depends on one of them, or one belongs to somebody else.
pub(super) async fn set_aside(transaction: &Transaction<'_>, view: &str) -> Result<String, Error> {
    let dependents = transaction.query(FIND, &[&view]).await?;
    let mut anew = String::new();
    for row in &dependents {
        anew += &recreation(transaction, row).await?;
    }
    for row in dependents.iter().rev() {
        let kind = kind(row)?;
        transaction.batch_execute(&format!("DROP {kind} {}", name(row)?)).await?;
    }
    Ok(anew)
}

fn name(row: &Row) -> Result<String, Error> {
    Ok(format!("{}.{}", Ident::new(row.try_get("nspname")?), Ident::new(row.try_get("relname")?)))
}

fn kind(row: &Row) -> Result<&'static str, Error> {
    Ok(if row.try_get::<_, &str>("relkind")? == "m" { "MATERIALIZED VIEW" } else { "VIEW" })
}

async fn recreation(transaction: &Transaction<'_>, row: &Row) -> Result<String, Error> {
    let (name, kind) = (name(row)?, kind(row)?);
    let options: Option<Vec<String>> = row.try_get("reloptions")?;
    let options = options.map_or_else(String::new, |options| format!(" WITH ({})", options.join(", ")));
    let definition: &str = row.try_get("definition")?;
    let mut statements =
        format!("CREATE {kind} {name}{options} AS {}; ", definition.trim_end().trim_end_matches(';'));
    for index in row.try_get::<_, Vec<String>>("indexes")? {
        statements += &format!("{index}; ");
    }
    if let Some(comment) = row.try_get::<_, Option<&str>>("comment")? {
        statements += &format!("COMMENT ON {kind} {name} IS {}; ", literal(comment));
    }
    for comment in transaction.query(COLUMN_COMMENTS, &[&name]).await? {
        let column = Ident::new(comment.try_get("attname")?).to_string();
        statements +=
            &format!("COMMENT ON COLUMN {name}.{column} IS {}; ", literal(comment.try_get("description")?));
    }
    statements += &grants_on(transaction, &name).await?;
    if !row.try_get::<_, bool>("is_own")? {
        let owner = Ident::new(row.try_get("owner")?).to_string();
        statements += &format!("ALTER {kind} {name} OWNER TO {owner}; ");
    }
    Ok(statements)
}

/// Statements that grant again what others were granted on a relation.
pub(super) async fn grants_on(transaction: &Transaction<'_>, relation: &str) -> Result<String, Error> {
    let rows = transaction.query(GRANTS, &[&relation]).await?;
    rows.iter()
        .map(|row| {
            let privilege: &str = row.try_get("privilege_type")?;
            let grantee: Option<&str> = row.try_get("grantee")?;
            let to = grantee.map_or("PUBLIC".to_owned(), |role| Ident::new(role).to_string());
            let option = if row.try_get("is_grantable")? { " WITH GRANT OPTION" } else { "" };
            Ok(format!("GRANT {privilege} ON {relation} TO {to}{option}; "))
        })
        .collect()
}
