//! What a person decides about a table is kept with it.

use rowmill_core::{
    model::{Check, DriftPolicy, GuardRails, LoadMode, TableRules},
    store::tables,
};

use crate::world::World;

#[tokio::test]
async fn rules_are_found_as_they_were_set() {
    let world = World::new().await;
    assert_eq!(world.table.rules, TableRules::default());

    let rules = TableRules {
        load_mode: LoadMode::Merge,
        key: vec!["id".into(), "day".into()],
        drift: DriftPolicy::Freeze,
        guard_rails: GuardRails { max_lost_percent: 0, max_rejected_percent: Some(100) },
        checks: vec![
            Check::NotNull { column: "id".into() },
            Check::Range { column: "price".into(), min: Some("0".into()), max: None },
            Check::OneOf { column: "mood".into(), values: vec!["good".into(), "it's".into()] },
            Check::RowCount { min: Some(1), max: None },
            Check::RowCountChange { percent: 250 },
        ],
    };
    let client = world.client().await;
    tables::set_rules(&client, world.table.id, &rules).await.unwrap();
    let found = tables::find(&client, world.table.id).await.unwrap().unwrap();
    assert_eq!(found.rules, rules);
    let overview = tables::overview(&client, world.workspace.id, "", 10).await.unwrap();
    assert_eq!(overview[0].table.rules, rules);

    let too_much = TableRules {
        guard_rails: GuardRails { max_lost_percent: 101, ..GuardRails::default() },
        ..TableRules::default()
    };
    assert!(tables::set_rules(&client, world.table.id, &too_much).await.is_err());
}
