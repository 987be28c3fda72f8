//! Bitmaps in Postgres. A segment is written again only when it changed, and never over an old one: a version has of each
//! segment the newest that is not newer than itself.

use tokio_postgres::{
    Error, GenericClient,
    types::{ToSql, Type},
};

use super::{
    Bitmap, Relations,
    bitmap::{SEGMENT, SEGMENT_BYTES},
};

/// Makes the relation for a bitmap's segments.
pub(in super::super) fn definition(relations: &Relations<'_>) -> String {
    // PLAIN keeps the bits in the row and as they are, see `bitmap::SEGMENT`.
    format!(
        "CREATE TABLE {0} (segment integer, since integer, bits bytea NOT NULL, PRIMARY KEY (segment, since));
         ALTER TABLE {0} ALTER COLUMN bits SET STORAGE PLAIN;",
        relations.alive()
    )
}

/// The bits of version `version` as one value, as a subquery that Postgres evaluates once a query.
pub(super) fn all_bits(relations: &Relations<'_>, version: &str, last_segment: &str) -> String {
    format!(
        "(SELECT string_agg(a.bits, ''::bytea ORDER BY s) FROM generate_series(0, {last_segment}) s,
            LATERAL (SELECT bits FROM {} WHERE segment = s AND since <= {version} ORDER BY since DESC LIMIT 1) a)",
        relations.alive()
    )
}

/// Whether version `version` has the row `id`, looked up for this row alone.
pub(super) fn bit_of(relations: &Relations<'_>, version: i32, id: &str) -> String {
    format!(
        "get_bit((SELECT bits FROM {} WHERE segment = {id} / {SEGMENT} AND since <= {version}
            ORDER BY since DESC LIMIT 1), {id} % {SEGMENT}) <> 0",
        relations.alive()
    )
}

/// The newest segment there is.
pub(super) fn last_segment(relations: &Relations<'_>) -> String {
    format!("(SELECT max(segment) FROM {})", relations.alive())
}

/// Reads the rows of a version.
///
/// # Errors
/// When Postgres refuses.
pub async fn read_bitmap(
    client: &impl GenericClient,
    relations: &Relations<'_>,
    version: i32,
) -> Result<Bitmap, Error> {
    let statement = format!(
        "SELECT DISTINCT ON (segment) bits FROM {} WHERE since <= $1 ORDER BY segment, since DESC",
        relations.alive()
    );
    let rows = client.query_typed(&statement, &[(&version, Type::INT4)]).await?;
    let segments = rows.iter().map(|row| row.try_get(0)).collect::<Result<Vec<Vec<u8>>, Error>>()?;
    debug_assert!(segments.iter().all(|bits| bits.len() == SEGMENT_BYTES));
    Ok(Bitmap::of_segments(segments))
}

/// Writes the rows of a version; `before` are those of the version before it, empty for the first.
///
/// # Errors
/// When Postgres refuses.
pub(in super::super) async fn write_bitmap(
    client: &impl GenericClient,
    relations: &Relations<'_>,
    version: i32,
    before: &Bitmap,
    now: &Bitmap,
) -> Result<(), Error> {
    let statement = format!("INSERT INTO {} (segment, since, bits) VALUES ($1, $2, $3)", relations.alive());
    for (number, bits) in (0_i32..).zip(now.segments()) {
        let unchanged = usize::try_from(number).ok().and_then(|i| before.segments().get(i)) == Some(bits);
        if !unchanged {
            let parameters: [(&(dyn ToSql + Sync), Type); 3] =
                [(&number, Type::INT4), (&version, Type::INT4), (bits, Type::BYTEA)];
            client.query_typed(&statement, &parameters).await?;
        }
    }
    Ok(())
}
