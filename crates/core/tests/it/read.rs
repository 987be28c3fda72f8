//! Reads of a version as programs ask for them, against a real Postgres.

use rowmill_core::{
    store::versions::{self, Version},
    table::{
        Relations, Snapshot,
        read::{
            self, Aggregate, Cast, Comparison, Condition, Format, Item, Key, LogicOperator, Operation, Order,
            Page, Plan, Quantifier, ReadError, Search, SimpleOperator, Step, Truth, Value,
        },
    },
};
use tabular::{Cell, Column, ColumnType, ZonedFormat};

use crate::world::{World, column};

struct Shelf {
    world: World,
    version: Version,
}

/// Rows of every type; `n` counts from 1, and the last row is NULL but for it.
async fn shelf() -> Shelf {
    let world = World::new().await;
    let boolean = ColumnType::Boolean { true_text: "t".into(), false_text: "f".into() };
    let at = ColumnType::TimestampTz { format: ZonedFormat::ISO };
    let point = ColumnType::Point { format: Box::default() };
    let columns = vec![
        column("n", ColumnType::INTEGER),
        column("word", ColumnType::Text),
        column("big", ColumnType::BIGINT),
        column("price", ColumnType::NUMERIC),
        column("ratio", ColumnType::FLOAT),
        column("yes", boolean),
        column("at", at),
        column("data", ColumnType::Json),
        column("here", point),
    ];
    let words = ["ant", "Bee \"x\"", "cat, dog", "", "eel\n🐍"];
    let mut rows: Vec<Vec<Cell<'_>>> = Vec::new();
    let data = [
        r#"{"a":{"b":[1,2]},"k":"x","z":null}"#,
        r#"{"k":"y","n":10}"#,
        r#"{"k":"x","n":9}"#,
        r#"[1,{"c":true}]"#,
        r#"{"n":null}"#,
    ];
    for i in 0..5_usize {
        let n = i32::try_from(i).unwrap();
        rows.push(vec![
            Cell::Integer4(n + 1),
            Cell::Text(words[i]),
            Cell::Integer(i64::MAX - i64::from(n)),
            Cell::Null,
            Cell::Float(f64::from(n) / 4.0),
            Cell::Boolean(n % 2 == 0),
            Cell::Null,
            Cell::Text(data[i]),
            Cell::Point(f64::from(n), 0.5),
        ]);
    }
    let mut nothing = vec![Cell::Null; columns.len()];
    nothing[0] = Cell::Integer4(6);
    rows.push(nothing);
    world.version(&[], &columns, &rows).await;
    let version = versions::find(&world.client().await, world.table.id, 1).await.unwrap().unwrap();
    Shelf { world, version }
}

fn at(columns: &[Column], path: &str) -> Value {
    let mut parts = path.split("->");
    let name = parts.next().unwrap();
    let column = columns.iter().position(|column| column.name == name).unwrap();
    let step = |part: &str| {
        let (as_text, key) = part.strip_prefix('>').map_or((false, part), |key| (true, key));
        let to = key.parse().map_or_else(|_| Key::Name(key.to_owned()), Key::Index);
        Step { as_text, to }
    };
    Value { column, path: parts.map(step).collect() }
}

impl Shelf {
    fn at(&self, path: &str) -> Value {
        at(&self.version.columns, path)
    }

    fn item(&self, path: &str) -> Item {
        Item {
            name: path.to_owned(),
            value: Some(self.at(path)),
            cast: None,
            aggregate: None,
            aggregate_cast: None,
        }
    }

    fn plan(&self, items: &[&str]) -> Plan<'_> {
        let relations =
            Relations { workspace: self.world.workspace.id, rows: self.version.relation.as_deref().unwrap() };
        Plan {
            snapshot: Snapshot { relations, version: self.version.number, extent: self.version.extent },
            columns: &self.version.columns,
            items: items.iter().map(|path| self.item(path)).collect(),
            conditions: Vec::new(),
            order: Vec::new(),
            after: None,
            offset: 0,
            limit: 100,
            timezone: None,
        }
    }

    async fn page(&self, plan: &Plan<'_>, format: Format) -> Result<Page, ReadError> {
        read::page(&mut self.world.client().await, plan, format).await
    }

    async fn json(&self, plan: &Plan<'_>) -> serde_json::Value {
        let page = self.page(plan, Format::Json { stripped: false }).await.unwrap();
        let rows: serde_json::Value = serde_json::from_slice(&page.text).unwrap();
        assert_eq!(rows.as_array().unwrap().len() as u64, page.rows);
        rows
    }

    /// The rows that meet the conditions, by `n`.
    async fn which(&self, conditions: Vec<Condition>) -> Result<Vec<i64>, ReadError> {
        let plan = Plan { conditions, ..self.plan(&["n"]) };
        let page = self.page(&plan, Format::Csv).await?;
        let text = String::from_utf8(page.text).unwrap();
        let found: Vec<i64> = text.lines().skip(1).map(|line| line.parse().unwrap()).collect();
        let client = self.world.client().await;
        assert_eq!(read::count(&client, &plan).await.unwrap(), found.len() as u64);
        // In another order the rows are found in another way.
        let order = vec![Order { value: self.at("word"), descending: true, nulls_first: None }];
        let sorted = self.page(&Plan { order, ..plan }, Format::Csv).await.unwrap();
        assert_eq!(sorted.rows, found.len() as u64);
        Ok(found)
    }

    async fn test(&self, path: &str, negated: bool, operation: Operation) -> Result<Vec<i64>, ReadError> {
        self.which(vec![Condition::Test { value: self.at(path), negated, operation }]).await
    }

    async fn compare(&self, path: &str, comparison: Comparison, value: &str) -> Vec<i64> {
        self.test(path, false, Operation::Compare(comparison, None, value.to_owned())).await.unwrap()
    }
}

fn equal(value: &str) -> Operation {
    Operation::Compare(Comparison::Equal, None, value.to_owned())
}

#[tokio::test]
async fn values_are_json_as_postgres_writes_it() {
    let shelf = shelf().await;
    let all: Vec<&str> = shelf.version.columns.iter().map(|column| column.name.as_str()).collect();
    let rows = shelf.json(&shelf.plan(&all)).await;
    let client = shelf.world.client().await;
    let theirs: serde_json::Value =
        client.query_one("SELECT json_agg(r) FROM lab.a AS r", &[]).await.unwrap().get(0);
    assert_eq!(rows, theirs);
    assert_eq!(rows[1]["word"], "Bee \"x\"");
    assert_eq!(rows[5], serde_json::from_str::<serde_json::Value>(r#"{"n":6,"word":null,"big":null,"price":null,"ratio":null,"yes":null,"at":null,"data":null,"here":null}"#).unwrap());
}

/// Literals whose writing is easily got wrong.
const LITERALS: &[(&str, &[&str])] = &[
    (
        "numeric",
        &[
            "0",
            "0.00",
            "-12.50",
            "1e30",
            "0.000000070",
            "123456789012345678901234567890.5",
            "NaN",
            "Infinity",
        ],
    ),
    ("real", &["0.1", "1e20", "-3.4028235e38", "NaN", "-Infinity", "16777216"]),
    ("double precision", &["0.1", "1e300", "5e-324", "100", "-0", "Infinity"]),
    (
        "date",
        &["2000-01-01", "1999-12-31", "0044-03-15 BC", "infinity", "9999-12-31", "2024-02-29", "20000-01-01"],
    ),
    (
        "timestamp",
        &["2026-03-01 12:00:00.120", "1969-12-31 23:59:59.999999", "-infinity", "0001-01-01 00:00:00 BC"],
    ),
    ("timestamptz", &["2026-03-01 12:00:00+02", "infinity", "1900-01-01 00:00:00.5Z"]),
    ("uuid", &["A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11"]),
    ("interval", &["1 year 2 days 03:04:05"]),
    ("jsonb", &[r#"{"b": 1, "a": "é\n"}"#]),
    ("inet", &["10.0.0.1", "10.0.0.0/8"]),
    ("time", &["12:30:00.5"]),
    ("bytea", &["\\x0aff"]),
];

/// Numbers as they are meant: Postgres writes 16777216 as 1.6777216e+07.
fn floats(mut rows: serde_json::Value) -> serde_json::Value {
    for row in rows.as_array_mut().unwrap() {
        if let Some(number) = row["t"].as_f64() {
            row["t"] = number.into();
        }
    }
    rows
}

#[tokio::test]
async fn casts_are_written_as_postgres_writes_them() {
    let world = World::new().await;
    let columns = vec![column("kind", ColumnType::Text), column("t", ColumnType::Text)];
    let rows: Vec<Vec<Cell<'_>>> = LITERALS
        .iter()
        .flat_map(|(kind, texts)| texts.iter().map(|text| vec![Cell::Text(kind), Cell::Text(text)]))
        .collect();
    world.version(&[], &columns, &rows).await;
    let version = versions::find(&world.client().await, world.table.id, 1).await.unwrap().unwrap();
    let shelf = Shelf { world, version };
    let client = shelf.world.client().await;
    for (kind, literals) in LITERALS {
        let mut plan = shelf.plan(&["t"]);
        plan.items[0].cast = Some(Cast::named(kind).unwrap());
        plan.conditions =
            vec![Condition::Test { value: shelf.at("kind"), negated: false, operation: equal(kind) }];
        let ours = shelf.json(&plan).await;
        let cast = format!("(SELECT t::{kind} FROM (SELECT t FROM lab.a WHERE kind = $1 OFFSET 0) AS f)");
        let ask = format!("SELECT json_agg(r) FROM {cast} AS r");
        let theirs: serde_json::Value = client.query_one(&ask, &[kind]).await.unwrap().get(0);
        assert_eq!(floats(ours), floats(theirs), "{kind}");
        let csv = String::from_utf8(shelf.page(&plan, Format::Csv).await.unwrap().text).unwrap();
        let texts = client.query(&format!("SELECT t::text FROM {cast} AS r"), &[kind]).await.unwrap();
        let quoted = |text: &str| match text.contains([',', '"', '\n']) {
            true => format!("\"{}\"", text.replace('"', "\"\"")),
            false => text.to_owned(),
        };
        let expected: Vec<String> = texts.iter().map(|row| quoted(row.get(0))).collect();
        let lines: Vec<&str> = csv.lines().skip(1).collect();
        assert_eq!(lines.len(), literals.len(), "{csv}");
        if !matches!(*kind, "real" | "double precision" | "inet") {
            assert_eq!(lines, expected, "{kind}");
        }
    }
}

#[tokio::test]
async fn every_operator_finds_its_rows() {
    let shelf = shelf().await;
    for (comparison, expected) in [
        (Comparison::Equal, vec![3]),
        (Comparison::Greater, vec![4, 5, 6]),
        (Comparison::GreaterOrEqual, vec![3, 4, 5, 6]),
        (Comparison::Less, vec![1, 2]),
        (Comparison::LessOrEqual, vec![1, 2, 3]),
    ] {
        assert_eq!(shelf.compare("n", comparison, "3").await, expected, "{comparison:?}");
    }
    assert_eq!(shelf.compare("word", Comparison::Like, "*a*").await, [1, 3]);
    assert_eq!(shelf.compare("word", Comparison::ILike, "b*").await, [2]);
    assert_eq!(shelf.compare("word", Comparison::Match, "^.e").await, [2, 5]);
    assert_eq!(shelf.compare("word", Comparison::IMatch, "^BEE").await, [2]);
    assert_eq!(shelf.compare("word", Comparison::Equal, "").await, [4]);
    assert_eq!(shelf.compare("ratio", Comparison::Equal, "0.25").await, [2]);
    assert_eq!(shelf.compare("big", Comparison::Equal, "9223372036854775807").await, [1]);
    let simple = |operator, value: &str| Operation::Simple(operator, value.to_owned());
    assert_eq!(shelf.test("n", false, simple(SimpleOperator::NotEqual, "3")).await.unwrap(), [1, 2, 4, 5, 6]);
    assert_eq!(
        shelf.test("data", false, simple(SimpleOperator::Contains, r#"{"k":"x"}"#)).await.unwrap(),
        [1, 3]
    );
    let all = Operation::Compare(Comparison::Like, Some(Quantifier::All), "{*a*,*t}".to_owned());
    assert_eq!(shelf.test("word", false, all).await.unwrap(), [1]);
    let any = Operation::Compare(Comparison::Equal, Some(Quantifier::Any), "{2,4,9}".to_owned());
    assert_eq!(shelf.test("n", false, any.clone()).await.unwrap(), [2, 4]);
    assert_eq!(shelf.test("n", true, any).await.unwrap(), [1, 3, 5, 6]);
    let list = |values: &[&str]| Operation::In(values.iter().map(|value| (*value).to_owned()).collect());
    assert_eq!(shelf.test("word", false, list(&["cat, dog", "Bee \"x\"", "{}"])).await.unwrap(), [2, 3]);
    assert_eq!(shelf.test("n", false, list(&["1", " 2 "])).await.unwrap(), [1, 2]);
    assert_eq!(shelf.test("n", false, list(&[""])).await.unwrap(), Vec::<i64>::new());
    assert_eq!(shelf.test("n", true, list(&[""])).await.unwrap(), [1, 2, 3, 4, 5, 6]);
    for (truth, expected) in [
        (Truth::Null, vec![6]),
        (Truth::NotNull, vec![1, 2, 3, 4, 5]),
        (Truth::True, vec![1, 3, 5]),
        (Truth::False, vec![2, 4]),
        (Truth::Unknown, vec![6]),
    ] {
        assert_eq!(shelf.test("yes", false, Operation::Is(truth)).await.unwrap(), expected, "{truth:?}");
    }
    let distinct = Operation::IsDistinctFrom("ant".to_owned());
    assert_eq!(shelf.test("word", false, distinct).await.unwrap(), [2, 3, 4, 5, 6]);
    for (search, words) in [
        (Search::Query, "cat & dog"),
        (Search::Plain, "dogs cats"),
        (Search::Phrase, "cats dogs"),
        (Search::Web, "cat -ant"),
    ] {
        let operation = Operation::Search(search, Some("english".to_owned()), words.to_owned());
        assert_eq!(shelf.test("word", false, operation).await.unwrap(), [3], "{search:?}");
    }
    let simple_search = Operation::Search(Search::Plain, None, "ant".to_owned());
    assert_eq!(shelf.test("word", false, simple_search).await.unwrap(), [1]);
}

#[tokio::test]
async fn json_is_gone_into_compared_and_sorted() {
    let shelf = shelf().await;
    assert_eq!(shelf.compare("data->>k", Comparison::Equal, "x").await, [1, 3]);
    assert_eq!(shelf.compare("data->n", Comparison::Greater, "9").await, [2]);
    assert_eq!(shelf.compare("data->a->b->-1", Comparison::Equal, "2").await, [1]);
    assert_eq!(shelf.compare("n->>x", Comparison::Equal, "1").await, Vec::<i64>::new());
    let plan = shelf.plan(&["data->a->b->>0", "data->1->c", "data->a", "n"]);
    let rows = shelf.json(&plan).await;
    assert_eq!(rows[0]["data->a->b->>0"], "1");
    assert_eq!(rows[0]["data->a"], serde_json::json!({"b": [1, 2]}));
    assert_eq!(rows[3]["data->1->c"], true);
    // As numbers, not as texts.
    let order = vec![Order { value: shelf.at("data->n"), descending: true, nulls_first: Some(false) }];
    let rows = shelf.json(&Plan { order, ..shelf.plan(&["n"]) }).await;
    assert_eq!((rows[0]["n"].as_i64(), rows[1]["n"].as_i64()), (Some(2), Some(3)));
}

#[tokio::test]
async fn conditions_are_joined_and_negated() {
    let shelf = shelf().await;
    let is = |value: &str| Condition::Test { value: shelf.at("n"), negated: false, operation: equal(value) };
    let group = |negated, operator, members| Condition::Group { negated, operator, members };
    let either = group(false, LogicOperator::Or, vec![is("1"), is("2"), is("3")]);
    let not = group(true, LogicOperator::And, vec![is("2"), is("2")]);
    assert_eq!(shelf.which(vec![either, not.clone()]).await.unwrap(), [1, 3]);
    assert_eq!(shelf.which(vec![is("1"), is("2")]).await.unwrap(), Vec::<i64>::new());
    assert_eq!(shelf.which(vec![not]).await.unwrap(), [1, 3, 4, 5, 6]);
}

#[tokio::test]
async fn orders_windows_and_formats() {
    let shelf = shelf().await;
    let numbers = async |order: Vec<Order>, offset, limit| {
        let rows = shelf.json(&Plan { order, offset, limit, ..shelf.plan(&["n"]) }).await;
        rows.as_array().unwrap().iter().map(|row| row["n"].as_i64().unwrap()).collect::<Vec<_>>()
    };
    let by = |path: &str, descending, nulls_first| Order { value: shelf.at(path), descending, nulls_first };
    assert_eq!(numbers(vec![], 2, 3).await, [3, 4, 5]);
    assert_eq!(numbers(vec![], 0, 0).await, Vec::<i64>::new());
    assert_eq!(numbers(vec![], u64::MAX, u64::MAX / 2).await, Vec::<i64>::new());
    assert_eq!(numbers(vec![by("ratio", true, None)], 0, 3).await, [6, 5, 4]);
    assert_eq!(numbers(vec![by("ratio", true, Some(false))], 0, 2).await, [5, 4]);
    assert_eq!(
        numbers(vec![by("yes", false, Some(true)), by("n", true, None)], 0, 9).await,
        [6, 4, 2, 5, 3, 1]
    );
    for path in ["data", "here", "at"] {
        assert_eq!(numbers(vec![by(path, false, None)], 0, 9).await.len(), 6, "{path}");
    }
    let plan = Plan { limit: 2, ..shelf.plan(&["n", "word", "yes", "price"]) };
    let text = async |format| String::from_utf8(shelf.page(&plan, format).await.unwrap().text).unwrap();
    assert_eq!(text(Format::Csv).await, "n,word,yes,price\n1,ant,t,\n2,\"Bee \"\"x\"\"\",f,\n");
    assert_eq!(text(Format::Object { stripped: true }).await, r#"{"n":1,"word":"ant","yes":true}"#);
    assert_eq!(
        text(Format::Json { stripped: true }).await,
        "[{\"n\":1,\"word\":\"ant\",\"yes\":true},\n {\"n\":2,\"word\":\"Bee \\\"x\\\"\",\"yes\":false}]"
    );
    let none = Plan { limit: 0, ..shelf.plan(&["n"]) };
    for (format, expected) in [
        (Format::Json { stripped: false }, "[]"),
        (Format::Csv, ""),
        (Format::Object { stripped: false }, ""),
    ] {
        let page = shelf.page(&none, format).await.unwrap();
        assert_eq!((page.rows, page.text), (0, expected.as_bytes().to_vec()), "{format:?}");
    }
    let stripped =
        shelf.page(&Plan { limit: 1, ..shelf.plan(&["data"]) }, Format::Json { stripped: true }).await;
    assert_eq!(stripped.unwrap().text, br#"[{"data":{"a":{"b":[1,2]},"k":"x"}}]"#);
}

#[tokio::test]
async fn aggregates_make_groups_of_what_is_equal_in_the_rest() {
    let shelf = shelf().await;
    let of = |path: &str, aggregate| Item { aggregate: Some(aggregate), ..shelf.item(path) };
    let count =
        Item { name: "count".into(), value: None, aggregate: Some(Aggregate::Count), ..shelf.item("n") };
    let items = vec![shelf.item("yes"), of("n", Aggregate::Sum), of("ratio", Aggregate::Avg), count.clone()];
    let rows = shelf.json(&Plan { items, ..shelf.plan(&[]) }).await;
    assert_eq!(
        rows,
        serde_json::json!([
            {"yes": false, "n": 6, "ratio": 0.5, "count": 2},
            {"yes": true, "n": 9, "ratio": 0.5, "count": 3},
            {"yes": null, "n": 6, "ratio": null, "count": 1},
        ])
    );
    let by_key = vec![shelf.item("data->>k"), count];
    let order = vec![Order { value: shelf.at("data->>k"), descending: true, nulls_first: Some(true) }];
    let rows = shelf.json(&Plan { items: by_key, order, ..shelf.plan(&[]) }).await;
    assert_eq!(
        rows,
        serde_json::json!([
            {"data->>k": null, "count": 3}, {"data->>k": "y", "count": 1}, {"data->>k": "x", "count": 2}
        ])
    );
    let by_json = vec![shelf.item("data->n"), shelf.item("data"), of("n", Aggregate::Max)];
    let order = vec![Order { value: shelf.at("data"), descending: false, nulls_first: None }];
    let rows = shelf.json(&Plan { items: by_json, order, ..shelf.plan(&[]) }).await;
    assert_eq!(rows.as_array().unwrap().len(), 6);
    let mut cast = of("n", Aggregate::Avg);
    cast.cast = Cast::named("numeric");
    cast.aggregate_cast = Cast::named("int");
    let ends =
        vec![cast, of("big", Aggregate::Max), of("word", Aggregate::Min), of("word", Aggregate::Count)];
    let rows = shelf.json(&Plan { items: ends, ..shelf.plan(&[]) }).await;
    assert_eq!(rows[0]["n"], 4);
    assert_eq!(rows[0]["big"], i64::MAX);
}

#[tokio::test]
async fn what_a_type_cannot_do_is_refused_in_postgres_words() {
    let shelf = shelf().await;
    let refused = async |path: &str, operation| match shelf.test(path, false, operation).await {
        Err(ReadError::Refused { state, message, .. }) => (state, message),
        other => panic!("{other:?}"),
    };
    let like = Operation::Compare(Comparison::Like, None, "1".to_owned());
    assert_eq!(refused("n", like).await.0, "42883");
    assert_eq!(refused("n", equal("x")).await.0, "22P02");
    assert_eq!(refused("n", equal("99999999999")).await.0, "22003");
    assert_eq!(refused("at", equal("soon")).await.0, "22007");
    assert_eq!(refused("word", equal("a\0b")).await.0, "22021");
    assert_eq!(refused("n", Operation::Is(Truth::True)).await.0, "42804");
    let pattern = Operation::Compare(Comparison::Match, None, "(".to_owned());
    assert_eq!(refused("word", pattern).await.0, "2201B");
    let language = Operation::Search(Search::Plain, Some("klingon".to_owned()), "a".to_owned());
    assert_eq!(refused("word", language).await.0, "42704");
}

#[tokio::test]
async fn no_value_leaves_its_place() {
    let shelf = shelf().await;
    for text in ["' OR 1=1 --", "\"; DROP TABLE lab.a; --", "$1", "1) OR (true", "\\", "%", "{", "E'\\''"] {
        assert_eq!(shelf.compare("word", Comparison::Equal, text).await, Vec::<i64>::new(), "{text}");
        let list = Operation::In(vec![text.to_owned(), "ant".to_owned()]);
        assert_eq!(shelf.test("word", false, list).await.unwrap(), [1], "{text}");
        assert_eq!(shelf.compare(&format!("data->>{text}"), Comparison::Equal, "x").await, Vec::<i64>::new());
    }
}

#[tokio::test]
async fn counts_and_estimates() {
    let shelf = shelf().await;
    let client = shelf.world.client().await;
    let condition = Condition::Test { value: shelf.at("n"), negated: true, operation: equal("1") };
    let plan = Plan { conditions: vec![condition], limit: 1, ..shelf.plan(&["n"]) };
    assert_eq!(read::count(&client, &plan).await.unwrap(), 5);
    assert_eq!(read::count_up_to(&client, &plan, 3).await.unwrap(), 3);
    assert!(read::estimate(&client, &plan).await.unwrap() >= 1);
}

#[tokio::test]
async fn instants_are_written_in_the_zone_that_is_asked_for() {
    let world = World::new().await;
    let columns = vec![column("t", ColumnType::Text)];
    world.version(&[], &columns, &[vec![Cell::Text("2026-07-01 12:00:00.5Z")]]).await;
    let version = versions::find(&world.client().await, world.table.id, 1).await.unwrap().unwrap();
    let shelf = Shelf { world, version };
    let mut plan = shelf.plan(&["t"]);
    plan.items[0].cast = Cast::named("timestamptz");
    assert_eq!(shelf.json(&plan).await[0]["t"], "2026-07-01T12:00:00.5+00:00");
    plan.timezone = Some("Asia/Kolkata");
    assert_eq!(shelf.json(&plan).await[0]["t"], "2026-07-01T17:30:00.5+05:30");
    plan.timezone = None;
    assert_eq!(shelf.json(&plan).await[0]["t"], "2026-07-01T12:00:00.5+00:00");
}

#[tokio::test]
async fn pages_go_on_behind_the_last_row_of_the_one_before() {
    let shelf = shelf().await;
    let by = |path: &str, descending, nulls_first| Order { value: shelf.at(path), descending, nulls_first };
    let mut orders = vec![vec![], vec![by("yes", true, Some(false)), by("word", false, Some(true))]];
    for path in ["n", "word", "big", "price", "ratio", "yes", "at", "data", "data->k", "data->>n", "here"] {
        for nulls_first in [None, Some(true), Some(false)] {
            orders.extend([vec![by(path, false, nulls_first)], vec![by(path, true, nulls_first)]]);
        }
    }
    for order in orders {
        let whole = shelf.json(&Plan { order: order.clone(), ..shelf.plan(&["n"]) }).await;
        for limit in [1, 2, 5, 6] {
            let mut plan = Plan { order: order.clone(), limit, ..shelf.plan(&["n"]) };
            let mut rows = Vec::new();
            loop {
                let page = shelf.page(&plan, Format::Json { stripped: false }).await.unwrap();
                let next: Vec<serde_json::Value> = serde_json::from_slice(&page.text).unwrap();
                rows.extend(next);
                plan.after = page.last;
                if plan.after.is_none() {
                    break;
                }
            }
            assert_eq!(serde_json::Value::from(rows), whole, "{limit} of {order:?}");
        }
    }
    let none = shelf.page(&Plan { limit: 0, ..shelf.plan(&["n"]) }, Format::Csv).await.unwrap();
    assert_eq!((none.rows, none.last), (0, None));
}
