//! What a request says, laid on the columns of a version: names are looked up, and what is not there is refused.

use rowmill_core::table::read::{Aggregate, Cast, Condition, Item, Key, Order, Value};
use tabular::Column;

use super::{
    error::RestError,
    parse::{Field, Filter, Logic, Query, Selected, SelectedColumn},
};

/// A table, as far as a request can name it.
#[derive(Debug, Clone, Copy)]
pub struct Known<'a> {
    /// The workspace's name, for messages.
    pub workspace: &'a str,
    /// The table's name, for messages.
    pub table: &'a str,
    /// The columns of the version that is read.
    pub columns: &'a [Column],
}

/// What is read, without where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Planned {
    /// What each row has.
    pub items: Vec<Item>,
    /// What every row has to meet.
    pub conditions: Vec<Condition>,
    /// In which order.
    pub order: Vec<Order>,
}

/// Lays a query on a table.
///
/// # Errors
/// PGRST200 and PGRST108 for other tables, 42703 for columns and 42704 for types that are not there.
pub fn plan(known: &Known<'_>, query: &Query) -> Result<Planned, RestError> {
    let items = known.items(&query.select)?;
    if let Some(relation) = query.embedded.first() {
        return Err(RestError::not_embedded(relation));
    }
    let conditions = query.filters.iter().map(|logic| known.condition(logic)).collect::<Result<_, _>>()?;
    let mut order = Vec::with_capacity(query.order.len());
    for term in &query.order {
        if let Some(relation) = &term.relation {
            return Err(RestError::not_embedded(relation));
        }
        let value = known.value(&term.field)?;
        order.push(Order { value, descending: term.descending, nulls_first: term.nulls_first });
    }
    Ok(Planned { items, conditions, order })
}

impl Known<'_> {
    fn items(&self, select: &[Selected]) -> Result<Vec<Item>, RestError> {
        if select.is_empty() {
            return Ok(self.all());
        }
        let mut items = Vec::new();
        for selected in select {
            match selected {
                Selected::Relation(relation) => {
                    let (name, hint) = (&relation.name, relation.hint.as_deref());
                    return Err(RestError::no_relationship(self.table, name, hint, self.workspace));
                }
                Selected::Column(column) if column.field.name == "*" && column.aggregate.is_none() => {
                    items.extend(self.all());
                }
                Selected::Column(column) => items.push(self.item(column)?),
            }
        }
        Ok(items)
    }

    fn all(&self) -> Vec<Item> {
        let item = |(column, of): (usize, &Column)| Item {
            name: of.name.clone(),
            value: Some(Value { column, path: Vec::new() }),
            cast: None,
            aggregate: None,
            aggregate_cast: None,
        };
        self.columns.iter().enumerate().map(item).collect()
    }

    fn item(&self, column: &SelectedColumn) -> Result<Item, RestError> {
        let SelectedColumn { field, alias, cast: to, aggregate, aggregate_cast } = column;
        let of_rows = field.name == "*" && *aggregate == Some(Aggregate::Count);
        Ok(Item {
            name: alias.clone().unwrap_or_else(|| name(field, *aggregate)),
            value: if of_rows { None } else { Some(self.value(field)?) },
            cast: cast(to.as_deref())?,
            aggregate: *aggregate,
            aggregate_cast: cast(aggregate_cast.as_deref())?,
        })
    }

    fn value(&self, field: &Field) -> Result<Value, RestError> {
        let column = self.columns.iter().position(|column| column.name == field.name);
        let column = column.ok_or_else(|| RestError::no_column(self.table, &field.name))?;
        Ok(Value { column, path: field.path.clone() })
    }

    fn condition(&self, logic: &Logic) -> Result<Condition, RestError> {
        match logic {
            Logic::Filter(Filter { field, condition }) => Ok(Condition::Test {
                value: self.value(field)?,
                negated: condition.negated,
                operation: condition.operation.clone(),
            }),
            Logic::Group { negated, operator, members } => {
                let members =
                    members.iter().map(|member| self.condition(member)).collect::<Result<_, _>>()?;
                Ok(Condition::Group { negated: *negated, operator: *operator, members })
            }
        }
    }
}

/// What a value without an alias is called: by the last key on the way to it, or else by its column, or by what is made of
/// a column's values.
fn name(field: &Field, aggregate: Option<Aggregate>) -> String {
    let key = field.path.iter().rev().find_map(|step| match &step.to {
        Key::Name(name) => Some(name.clone()),
        Key::Index(_) => None,
    });
    match (key, aggregate) {
        (Some(key), _) => key,
        (None, Some(aggregate)) => aggregate.name().to_owned(),
        (None, None) => field.name.clone(),
    }
}

fn cast(name: Option<&str>) -> Result<Option<Cast>, RestError> {
    let Some(name) = name else { return Ok(None) };
    Cast::named(name).map(Some).ok_or_else(|| RestError::no_type(name))
}

#[cfg(test)]
mod tests {
    use tabular::ColumnType;

    use super::*;

    fn planned(query: &str) -> Result<Planned, RestError> {
        let columns = [Column::new("id", "id", ColumnType::INTEGER), Column::new("d", "d", ColumnType::Json)];
        let known = Known { workspace: "lab", table: "t", columns: &columns };
        plan(&known, &Query::parse(query).expect("it can be read"))
    }

    fn names(query: &str) -> Vec<String> {
        planned(query).expect("a plan").items.into_iter().map(|item| item.name).collect()
    }

    fn code(query: &str) -> (u16, String, String) {
        let error = planned(query).expect_err("it is refused");
        (error.status, error.code.into_owned(), error.message)
    }

    #[test]
    fn values_are_named_by_alias_key_column_or_function() {
        assert_eq!(names(""), ["id", "d"]);
        assert_eq!(
            names("select=*,x:id,d->a->>0,d->1,id.sum(),count(),n:count(),d->k.max()"),
            ["id", "d", "x", "a", "d", "sum", "count", "n", "k"]
        );
    }

    #[test]
    fn what_is_not_there_is_refused() {
        assert_eq!(code("select=nope"), (400, "42703".into(), "column t.nope does not exist".into()));
        assert_eq!(code("nope=eq.1").1, "42703");
        assert_eq!(code("or=(id.eq.1,nope.eq.1)").1, "42703");
        assert_eq!(code("order=nope").1, "42703");
        assert_eq!(
            code("select=id::regclass"),
            (400, "42704".into(), "type \"regclass\" does not exist".into())
        );
        assert_eq!(code("select=id,clients(*)").1, "PGRST200");
        assert_eq!(code("clients.id=eq.1").1, "PGRST108");
        assert_eq!(code("order=clients(id)").1, "PGRST108");
    }
}
