//! Rows and columns of a table, with values of every kind.

use rowmill_web::pages::{
    cell::Cell,
    column::{ColumnReport, Refuted, Seen},
    grid::{Direction, Grid, GridColumn, GridRow, Sort},
};

use crate::HOSTILE;

pub(crate) fn columns() -> Vec<ColumnReport> {
    let column = |label: &str,
                  name: &str,
                  type_name: &str,
                  evidence: &str,
                  refuted: &[(&str, &str)],
                  seen: [u64; 3]| ColumnReport {
        position: 0,
        label: label.into(),
        name: name.into(),
        type_name: type_name.into(),
        choices: Vec::new(),
        evidence: evidence.into(),
        refuted: refuted
            .iter()
            .map(|(type_name, because)| Refuted {
                type_name: (*type_name).into(),
                because: (*because).into(),
            })
            .collect(),
        seen: Seen { values: seen[0], empty: seen[1], nulls: seen[2] },
    };
    let mut columns = vec![
        column(
            "station",
            "station",
            "text",
            "All values are text of 7 characters",
            &[("integer", "line 2: FR25047")],
            [8412, 0, 0],
        ),
        column(
            "Code INSEE",
            "code_insee",
            "text",
            "Digits with leading zeros, which a number would lose",
            &[
                ("integer", "line 17: 01004 would become 1004"),
                ("date", "line 2: 25056"),
                ("boolean", "line 2: 25056"),
            ],
            [8300, 0, 112],
        ),
        column(
            "measured at",
            "measured_at",
            "timestamp",
            "All values are ISO 8601 without an offset",
            &[],
            [8412, 0, 0],
        ),
        column(
            "PM2.5 [µg/m³]",
            "pm2_5_ug_m3",
            "numeric",
            "Decimal point, up to 3 decimals",
            &[("integer", "line 2: 12.5")],
            [7012, 0, 1400],
        ),
        column(
            "count",
            "count",
            "integer",
            "All values are whole numbers between −4 and 20,114",
            &[],
            [8411, 0, 1],
        ),
        column("valid", "valid", "boolean", "Only true and false", &[], [8412, 0, 0]),
        column(
            "remark",
            "remark",
            "text",
            "Free text, the longest has 5,210 characters",
            &[],
            [1204, 4100, 3108],
        ),
        column("", "column_8", "text", "Never a value in the sample", &[], [0, 0, 8412]),
        column(
            "A header of two hundred characters that somebody wrote into the first line of the file because there was no other place to describe what the column means, and the exporter let it pass without a word",
            "a_header_of_two_hundred_characters_that_somebody_wrote_into_the",
            "text",
            "Web addresses",
            &[],
            [8412, 0, 0],
        ),
    ];
    for (index, column) in columns.iter_mut().enumerate() {
        column.position = index + 1;
    }
    columns
}

pub(crate) fn grid(rows: usize, sortable: bool) -> Grid {
    let numbers = ["integer", "numeric"];
    let grid_columns = columns()
        .into_iter()
        .enumerate()
        .map(|(index, column)| GridColumn {
            is_number: numbers.contains(&column.type_name.as_str()),
            name: column.name,
            type_name: column.type_name,
            sort: sortable
                .then(|| Sort { href: "#".into(), direction: (index == 2).then_some(Direction::Descending) }),
            seen: (!sortable).then_some(column.seen),
        })
        .collect();
    let rows = (0..rows).map(|index| GridRow {
        number: (if sortable { index + 101 } else { index + 2 }).to_string(),
        cells: cells(index),
    });
    Grid { caption: "Rows of research.air_quality".into(), columns: grid_columns, rows: rows.collect() }
}

fn cells(index: usize) -> Vec<Cell> {
    let remark = match index % 7 {
        0 => Some(HOSTILE.to_owned()),
        1 => Some(String::new()),
        2 => Some("NULL".to_owned()),
        3 => Some("Capteur en panne depuis le 2 novembre ; les valeurs sont interpolées à partir des stations voisines.\nSeconde ligne.".to_owned()),
        4 => Some("日本語の備考 🌫️".to_owned()),
        5 => Some("\"><img src=x onerror=alert(1)>".to_owned()),
        _ => None,
    };
    let pm = (index % 5 != 3).then(|| format!("{}.{:03}", index * 7 % 90, index * 37 % 1000));
    vec![
        Cell::new(Some(&format!("FR{:05}", 25047 + index)), false),
        Cell::new((index % 9 != 8).then(|| format!("{:05}", 1004 + index * 311)).as_deref(), false),
        Cell::new(Some(&format!("2026-11-{:02} {:02}:00:00", index % 28 + 1, index % 24)), false),
        Cell::new(pm.as_deref(), true),
        Cell::new(Some(&format!("{}", (index * 7919 % 20_114) as i64 - 4)), true),
        Cell::new(Some(if index.is_multiple_of(3) { "true" } else { "false" }), false),
        Cell::new(remark.as_deref(), false),
        Cell::Null,
        Cell::new(
            Some(&format!(
                "https://data.example.org/stations/FR{}/2026/11/measurements?format=csv&v={index}",
                25047 + index
            )),
            false,
        ),
    ]
}

pub(crate) fn wide() -> Grid {
    let columns = (1..=60)
        .map(|index| GridColumn {
            name: if index == 7 { HOSTILE.into() } else { format!("indicator_{index}") },
            type_name: "integer".into(),
            is_number: true,
            sort: Some(Sort { href: "#".into(), direction: None }),
            seen: None,
        })
        .collect();
    let rows = (0..40_u64)
        .map(|row| GridRow {
            number: (10_000_000 + row).to_string(),
            cells: (0..60_u64)
                .map(|column| {
                    let value = ((row * 31 + column * 17) % 11 != 0)
                        .then(|| (row * column * 7919 % 100_003).to_string());
                    Cell::new(value.as_deref(), true)
                })
                .collect(),
        })
        .collect();
    Grid { caption: "Rows of research.indicators".into(), columns, rows }
}
