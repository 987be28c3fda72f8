//! Every statement is prepared once: the replacement for a compile-time check.

use testkit::TestDatabase;

#[tokio::test]
async fn every_statement_fits_the_migrated_schema() {
    let database = TestDatabase::new().await;
    let client = database.connect().await;
    let mut count = 0;
    for statement in rowmill_core::store::statements() {
        client.prepare(statement).await.unwrap_or_else(|error| panic!("{error}: {error:?}\n{statement}"));
        count += 1;
    }
    assert!(count > 60, "the list has only {count} statements");
}
