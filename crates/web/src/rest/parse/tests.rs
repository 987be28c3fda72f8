//! The notation, line by line, and that no text brings it down.

use proptest::prelude::*;
use rowmill_core::table::read::{
    Aggregate, Comparison, Key, LogicOperator, Operation, Quantifier, Search, SimpleOperator, Step, Truth,
};

use super::{super::error::RestError, *};

fn query(text: &str) -> Query {
    Query::parse(text).unwrap_or_else(|error| panic!("{text}: {error:?}"))
}

fn refused(text: &str) -> (String, String) {
    let RestError { status, code, message, details, hint } =
        Query::parse(text).expect_err("it is read, though it should not be");
    assert_eq!((status, code.as_ref(), hint), (400, "PGRST100", None), "{text}");
    (message, details.unwrap_or_default())
}

fn filter(text: &str) -> Filter {
    match query(text).filters.as_slice() {
        [Logic::Filter(filter)] => filter.clone(),
        other => panic!("{text}: {other:?}"),
    }
}

fn operation(text: &str) -> Operation {
    let condition = filter(&format!("a={text}")).condition;
    assert!(!condition.negated, "{text}");
    condition.operation
}

fn columns(text: &str) -> Vec<SelectedColumn> {
    let of = |item| match item {
        Selected::Column(column) => column,
        Selected::Relation(relation) => panic!("{relation:?}"),
    };
    query(&format!("select={text}")).select.into_iter().map(of).collect()
}

fn step(as_text: bool, key: &str) -> Step {
    let to = key.parse().map_or_else(|_| Key::Name(key.to_owned()), Key::Index);
    Step { as_text, to }
}

#[test]
fn select_names_columns() {
    let selected = columns("*,id, full name ,\"a,b.c\",my-col");
    let names: Vec<&str> = selected.iter().map(|c| c.field.name.as_str()).collect();
    assert_eq!(names, ["*", "id", "full name", "a,b.c", "my-col"]);
    assert!(query("select=").select.is_empty());
    assert!(query("").select.is_empty());
}

#[test]
fn select_renames_and_casts() {
    let [column] = &columns("fullName:full_name::text")[..] else { panic!("one column") };
    assert_eq!(column.alias.as_deref(), Some("fullName"));
    assert_eq!((column.field.name.as_str(), column.cast.as_deref()), ("full_name", Some("text")));
    let [column] = &columns("a::double precision")[..] else { panic!("one column") };
    assert_eq!((column.alias.as_deref(), column.cast.as_deref()), (None, Some("double precision")));
}

#[test]
fn select_goes_into_json() {
    let [column] = &columns("data->a->0->>-1::int")[..] else { panic!("one column") };
    assert_eq!(column.field.path, [step(false, "a"), step(false, "0"), step(true, "-1")]);
    assert_eq!(column.cast.as_deref(), Some("int"));
    let [column] = &columns("x:data->!@%23$%25^%26*_a->>\"k.e,y\"")[..] else { panic!("one column") };
    assert_eq!(column.field.path, [step(false, "!@#$%^&*_a"), step(true, "k.e,y")]);
    let [column] = &columns("data->>some-key")[..] else { panic!("one column") };
    assert_eq!(column.field.path, [step(true, "some-key")]);
    let [column] = &columns("data->99999999999")[..] else { panic!("one column") };
    assert_eq!(column.field.path, [Step { as_text: false, to: Key::Index(i32::MAX) }]);
}

#[test]
fn select_aggregates() {
    let [column] = &columns("total:amount::numeric.sum()::int")[..] else { panic!("one column") };
    assert_eq!(column.aggregate, Some(Aggregate::Sum));
    assert_eq!((column.cast.as_deref(), column.aggregate_cast.as_deref()), (Some("numeric"), Some("int")));
    for (text, aggregate) in [
        ("a.avg()", Aggregate::Avg),
        ("a.count()", Aggregate::Count),
        ("a.min()", Aggregate::Min),
        ("a->b.max()", Aggregate::Max),
    ] {
        assert_eq!(columns(text)[0].aggregate, Some(aggregate), "{text}");
    }
    let [count] = &columns("rows:count()::text")[..] else { panic!("one column") };
    assert_eq!((count.field.name.as_str(), count.aggregate), ("*", Some(Aggregate::Count)));
    assert_eq!((count.alias.as_deref(), count.aggregate_cast.as_deref()), (Some("rows"), Some("text")));
    // A column may be called so.
    assert_eq!(
        (columns("count")[0].aggregate, columns("count.count()")[0].aggregate),
        (None, Some(Aggregate::Count))
    );
}

#[test]
fn select_sees_relations() {
    let query = query("select=id,c:clients!fk!inner(id,...tasks(name)),...users!left(*)");
    let [_, Selected::Relation(clients), Selected::Relation(users)] = &query.select[..] else {
        panic!("{:?}", query.select)
    };
    assert_eq!((clients.name.as_str(), clients.alias.as_deref()), ("clients", Some("c")));
    assert_eq!((clients.hint.as_deref(), clients.inner, clients.spread), (Some("fk"), true, false));
    assert!(matches!(&clients.items[1], Selected::Relation(tasks) if tasks.spread && tasks.name == "tasks"));
    assert_eq!((users.spread, users.inner, users.hint.as_deref()), (true, false, None));
    assert!(
        matches!(&super::tests::query("select=a()").select[..], [Selected::Relation(a)] if a.items.is_empty())
    );
}

#[test]
fn every_operator_is_known() {
    for (text, operator) in [
        ("neq", SimpleOperator::NotEqual),
        ("cs", SimpleOperator::Contains),
        ("cd", SimpleOperator::ContainedIn),
        ("ov", SimpleOperator::Overlaps),
        ("sl", SimpleOperator::StrictlyLeft),
        ("sr", SimpleOperator::StrictlyRight),
        ("nxr", SimpleOperator::NotExtendsRight),
        ("nxl", SimpleOperator::NotExtendsLeft),
        ("adj", SimpleOperator::Adjacent),
    ] {
        let expected = Operation::Simple(operator, "{1,2}".to_owned());
        assert_eq!(operation(&format!("{text}.{{1,2}}")), expected);
    }
    for (text, operator) in [
        ("eq", Comparison::Equal),
        ("gte", Comparison::GreaterOrEqual),
        ("gt", Comparison::Greater),
        ("lte", Comparison::LessOrEqual),
        ("lt", Comparison::Less),
        ("like", Comparison::Like),
        ("ilike", Comparison::ILike),
        ("match", Comparison::Match),
        ("imatch", Comparison::IMatch),
    ] {
        for (modifier, quantifier) in
            [("", None), ("(any)", Some(Quantifier::Any)), ("(all)", Some(Quantifier::All))]
        {
            let expected = Operation::Compare(operator, quantifier, "x.y".to_owned());
            assert_eq!(operation(&format!("{text}{modifier}.x.y")), expected);
        }
    }
    for (text, search) in
        [("fts", Search::Query), ("plfts", Search::Plain), ("phfts", Search::Phrase), ("wfts", Search::Web)]
    {
        assert_eq!(operation(&format!("{text}.a b")), Operation::Search(search, None, "a b".to_owned()));
        let in_french = Operation::Search(search, Some("french".to_owned()), "a".to_owned());
        assert_eq!(operation(&format!("{text}(french).a")), in_french);
    }
    assert_eq!(operation("isdistinct.a"), Operation::IsDistinctFrom("a".to_owned()));
}

#[test]
fn values_are_as_they_are_written() {
    let equal = |text: &str| Operation::Compare(Comparison::Equal, None, text.to_owned());
    assert_eq!(operation("eq."), equal(""));
    assert_eq!(operation("eq.a+b%2Bc"), equal("a b+c"));
    assert_eq!(operation("eq.\"quoted\""), equal("\"quoted\""));
    assert_eq!(operation("eq.(a,b)"), equal("(a,b)"));
    assert_eq!(operation("eq.%F0%9F%A6%80"), equal("🦀"));
    assert_eq!(operation("eq.%FF"), equal("\u{FFFD}"));
}

#[test]
fn is_knows_five_words_in_any_case() {
    for (text, truth) in [
        ("null", Truth::Null),
        ("NULL", Truth::Null),
        ("not_null", Truth::NotNull),
        ("True", Truth::True),
        ("false", Truth::False),
        ("unKnown", Truth::Unknown),
    ] {
        assert_eq!(operation(&format!("is.{text}")), Operation::Is(truth), "{text}");
    }
}

#[test]
fn lists_have_quoted_and_plain_members() {
    let list = |text: &str| match operation(&format!("in.{text}")) {
        Operation::In(members) => members,
        other => panic!("{other:?}"),
    };
    assert_eq!(list("(1,2,3)"), ["1", "2", "3"]);
    assert_eq!(list("(\"a,b\",\"c)d\",\"e\\\"f\",\"g\\\\h\")"), ["a,b", "c)d", "e\"f", "g\\h"]);
    assert_eq!(list("()"), [""]);
    assert_eq!(list("(a\"b\",\"c\"d)"), ["a\"b\"", "\"c\"d"]);
    assert_eq!(list("( 1, 2 )"), ["1", " 2 "]);
}

#[test]
fn a_filter_is_negated_and_goes_into_json() {
    let found = filter("data->a->>b=not.like.*x*");
    assert!(found.condition.negated);
    assert_eq!(found.field.path, [step(false, "a"), step(true, "b")]);
    assert_eq!(filter("\"odd.name\"=eq.1").field, Field::column("odd.name"));
    assert_eq!(query("a=gt.1&a=lt.5").filters.len(), 2);
}

#[test]
fn trees_are_nested() {
    let query = query("or=(a.eq.1,not.and(b.gt.2,c.not.is.null),\"d.e\".in.(x,\"y,z\"))");
    let [Logic::Group { negated: false, operator: LogicOperator::Or, members }] = &query.filters[..] else {
        panic!("{:?}", query.filters)
    };
    assert!(matches!(&members[0], Logic::Filter(f) if f.field.name == "a"));
    let Logic::Group { negated: true, operator: LogicOperator::And, members: inner } = &members[1] else {
        panic!("{:?}", members[1])
    };
    assert!(matches!(&inner[1], Logic::Filter(f) if f.condition.negated));
    assert!(matches!(&members[2], Logic::Filter(f) if f.field.name == "d.e"));
}

#[test]
fn trees_take_blanks_quotes_arrays_and_odd_names() {
    let members = |text: &str| match query(text).filters.remove(0) {
        Logic::Group { members, .. } => members,
        Logic::Filter(filter) => panic!("{filter:?}"),
    };
    assert_eq!(members("and=( and ( id.in.( 1, 2, 3 ) , id.eq.3 ) , or ( id.eq.2 , id.eq.3 ) )").len(), 2);
    assert_eq!(members("or=(and_col.eq.x,or_col.eq.y, not_col.eq.z)").len(), 3);
    let values: Vec<Operation> = members("or=(n.eq.\"(a,b)\",arr.cs.{1,2,3},n.like.*x)")
        .into_iter()
        .map(|member| match member {
            Logic::Filter(filter) => filter.condition.operation,
            Logic::Group { .. } => panic!("a group"),
        })
        .collect();
    assert_eq!(values[0], Operation::Compare(Comparison::Equal, None, "(a,b)".to_owned()));
    assert_eq!(values[1], Operation::Simple(SimpleOperator::Contains, "{1,2,3}".to_owned()));
    assert_eq!(values[2], Operation::Compare(Comparison::Like, None, "*x".to_owned()));
    assert!(matches!(query("not.or=(a.eq.1)").filters[0], Logic::Group { negated: true, .. }));
    // What follows the tree is passed over.
    assert_eq!(members("and=(id.eq.1,id.neq.2))").len(), 2);
}

#[test]
fn orders_have_a_direction_and_a_place_for_nulls() {
    let terms = query("order=a.desc.nullslast,b,data->>k.asc,c.nullsfirst,d.desc").order;
    let told: Vec<_> = terms.iter().map(|t| (t.field.name.as_str(), t.descending, t.nulls_first)).collect();
    let expected = [
        ("a", true, Some(false)),
        ("b", false, None),
        ("data", false, None),
        ("c", false, Some(true)),
        ("d", true, None),
    ];
    assert_eq!(told, expected);
    assert_eq!(query("order=clients(name).desc").order[0].relation.as_deref(), Some("clients"));
}

#[test]
fn parameters_of_relations_are_noted() {
    let query = query("clients.name=eq.a&tasks.order=id&users.limit=1&x.or=(a.eq.1)&x.not.and=(a.eq.1)");
    assert_eq!(query.embedded, ["clients", "tasks", "users", "x", "x"]);
    assert!(query.filters.is_empty() && query.order.is_empty() && query.limit.is_none());
}

#[test]
fn reserved_and_empty_parameters() {
    let query = query("columns=a&on_conflict=b&limit=1&offset=2&version=7&as_of=2026-01-01&flag&&x=eq.1");
    assert_eq!((query.limit.as_deref(), query.offset.as_deref()), (Some("1"), Some("2")));
    assert_eq!((query.version.as_deref(), query.as_of.as_deref()), (Some("7"), Some("2026-01-01")));
    assert_eq!(query.filters.len(), 1);
}

#[test]
fn one_query_is_written_in_one_way() {
    assert_eq!(query("a=eq.1&c=eq.3&b=eq.2&select").canonical, "a=eq.1&b=eq.2&c=eq.3&select=");
    assert_eq!(query("a=eq.x+y").canonical, query("%61=eq.x%20y").canonical);
    assert_eq!(query("a=in.(1,2)").canonical, "a=in.%281%2C2%29");
}

#[test]
fn refusals_say_where_and_what_was_expected() {
    let cases = [
        ("id=0", "filter (0)", 1, "unexpected \"0\" expecting \"not\" or operator (eq, gt, ...)"),
        ("a=noop.0", "filter (noop.0)", 1, "unexpected \"o\" expecting \"not\" or operator (eq, gt, ...)"),
        ("a=eq().v", "filter (eq().v)", 4, "unexpected \")\" expecting operator (eq, gt, ...)"),
        ("a=is().v", "filter (is().v)", 3, "unexpected \"(\" expecting operator (eq, gt, ...)"),
        ("a=in().v", "filter (in().v)", 3, "unexpected \"(\" expecting operator (eq, gt, ...)"),
        (
            "order=id.asc.nullslasttt",
            "order (id.asc.nullslasttt)",
            17,
            "unexpected 't' expecting \",\" or end of input",
        ),
        (
            "order=id.ac",
            "order (id.ac)",
            4,
            "unexpected \"c\" expecting \"asc\", \"desc\", \"nullsfirst\" or \"nullslast\"",
        ),
        (
            "order=id.asc.nlsfst",
            "order (id.asc.nlsfst)",
            8,
            "unexpected \"l\" expecting \"nullsfirst\" or \"nullslast\"",
        ),
        (
            "or=()",
            "logic tree (())",
            4,
            "unexpected \")\" expecting field name (* or [a..z0..9_$]), negation operator (not) or logic operator (and, or)",
        ),
        (
            "or=(id.in.1,2,id.eq.3)",
            "logic tree ((id.in.1,2,id.eq.3))",
            10,
            "unexpected \"1\" expecting \"(\"",
        ),
        ("or=)(", "logic tree ()()", 3, "unexpected \")\" expecting \"(\""),
        (
            "and=(ord(id.eq.1,id.eq.1),id.eq.2)",
            "logic tree ((ord(id.eq.1,id.eq.1),id.eq.2))",
            7,
            "unexpected \"d\" expecting \"(\"",
        ),
        (
            "or=(id.eq.1,not.xor(id.eq.2,id.eq.3))",
            "logic tree ((id.eq.1,not.xor(id.eq.2,id.eq.3)))",
            16,
            "unexpected \"x\" expecting logic operator (and, or)",
        ),
        (
            "select=data->(!@",
            "select parameter (data->(!@)",
            7,
            "unexpected \"(\" expecting \"-\", digit or any non reserved character different from: .,>()",
        ),
    ];
    for (text, what, column, details) in cases {
        let message = format!("\"failed to parse {what}\" (line 1, column {column})");
        assert_eq!(refused(text), (message, details.to_owned()), "{text}");
    }
}

#[test]
fn what_cannot_be_read_is_refused() {
    for text in [
        "a=is.nul",
        "a=in.1",
        "a=eq",
        "a=not.",
        "a=fts(.x",
        "a=eq(some).x",
        "=eq.1",
        "a.=eq.1",
        "order=",
        "order=a..asc",
        "order=clients(name,id)",
        "select=a,",
        "select=a!b",
        "select=id,clients(name[])",
        "select=a::",
        "select=a(b",
        "select=\"a",
        "select=data->>-78xy",
        "select=data->>--34",
        "select=data->",
        "or=(a.eq.1",
        "or=a.eq.1",
        "and=(a.eq.1,)",
    ] {
        refused(text);
    }
}

#[test]
fn what_is_too_deep_or_too_long_is_refused_at_once() {
    let deep = |levels: usize| format!("or={}a.eq.1{}", "(and".repeat(levels) + "(", ")".repeat(levels + 1));
    query(&deep(20));
    assert!(refused(&deep(5_000)).1.contains("levels deep"));
    assert!(refused(&format!("select={}", "a(".repeat(10_000))).1.contains("levels deep"));
    assert!(refused(&format!("select={}", "...a(".repeat(10_000))).1.contains("levels deep"));
    let long = Query::parse(&"a".repeat(70_000)).expect_err("it is too long");
    assert_eq!(long.status, 414);
    let many = Query::parse(&"a=eq.1&".repeat(1_000)).expect_err("they are too many");
    assert_eq!(many.status, 414);
    query(&format!("a=in.({})", "1,".repeat(15_000)));
}

/// Pieces of the notation in any order: far more often nearly right than letters at random are.
fn pieces() -> impl Strategy<Value = String> {
    let known = prop::sample::select(vec![
        "select=",
        "order=",
        "or=",
        "and=",
        "not.",
        "limit=",
        "offset=",
        "&",
        "=",
        "(",
        ")",
        ",",
        ".",
        "->",
        "->>",
        "::",
        ":",
        "\"",
        "\\",
        "{",
        "}",
        "!",
        "...",
        "*",
        "eq",
        "in",
        "is",
        "null",
        "fts",
        "like(any)",
        "a",
        "b c",
        "-",
        "1",
        "-1",
        "sum()",
        "count()",
        "desc",
        "nullslast",
        "%",
        "%2",
        "%00",
        "%F0%9F%A6%80",
        "+",
        "é",
        " ",
        "\t",
    ]);
    prop::collection::vec(known, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn no_query_brings_it_down(text in pieces()) {
        let first = Query::parse(&text);
        if let Ok(query) = &first {
            // What is written in one way is read as the same.
            let again = Query::parse(&query.canonical).map(|again| (again.select, again.order, again.limit));
            let query = query.clone();
            prop_assert!(again.is_err() || text.contains("select") || again == Ok((query.select, query.order, query.limit)));
        }
    }

    #[test]
    fn no_text_brings_it_down(text in "\\PC{0,60}", limit in ".{0,8}", range in "[0-9a-z=-]{0,24}") {
        let _ = Query::parse(&text);
        for key in ["select", "order", "or", "a", "not.and"] {
            let _ = Query::parse(&format!("{key}={text}"));
        }
        let _ = Window::new(Some(&limit), Some(&text), Some(&range));
        let _ = accepted(Some(&text), |media| media != Media::OpenApi);
        let _ = Preferences::parse([text.as_str(), &range].into_iter()).applied(None);
    }
}
