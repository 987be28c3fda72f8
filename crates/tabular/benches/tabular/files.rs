//! The files that are measured: made here, the same in every run.

use std::fmt::Write;

/// A kind of file.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shape {
    pub(crate) name: &'static str,
    pub(crate) rows: usize,
    row: fn(&mut String, &mut Rng),
    header: fn() -> String,
}

/// Every kind: few columns of mixed types; many columns, mostly numbers; text in quotes with what has to be escaped.
pub(crate) const SHAPES: [Shape; 3] = [
    Shape { name: "narrow", rows: 1_000_000, row: narrow, header: || "id,name,city,amount,day,ok".into() },
    Shape { name: "wide", rows: 300_000, row: wide, header: wide_header },
    Shape {
        name: "quoted",
        rows: 500_000,
        row: quoted,
        header: || "\"id\",\"title\",\"note\",\"at\"".into(),
    },
];

impl Shape {
    /// The file's text, with a part of its rows.
    pub(crate) fn text(&self, scale: f64) -> String {
        #[expect(
            clippy::cast_precision_loss,
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a number of rows"
        )]
        let rows = (self.rows as f64 * scale) as usize;
        let mut random = Rng::new();
        let mut text = (self.header)();
        text.push('\n');
        for _ in 0..rows {
            (self.row)(&mut text, &mut random);
            text.push('\n');
        }
        text
    }
}

/// A random number generator with a fixed start (xorshift64*, Vigna 2016), so that files are the same everywhere.
pub(crate) struct Rng(u64);

impl Rng {
    pub(crate) fn new() -> Self {
        Self(0x9E37_79B9_7F4A_7C15)
    }

    fn below(&mut self, n: u64) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) % n
    }

    fn of<'a>(&mut self, words: &[&'a str]) -> &'a str {
        let at = self.below(words.len() as u64);
        usize::try_from(at).ok().and_then(|at| words.get(at)).copied().unwrap_or_default()
    }
}

const NAMES: [&str; 8] = ["Anna", "Benoît", "Chiara", "Dimitrios", "Eve", "Fatima", "Günther", "Hana"];
const CITIES: [&str; 6] = ["Oslo", "New York", "São Paulo", "Kyoto", "Rome", ""];
const WORDS: [&str; 6] = ["order", "shipped late", "see note 12", "paid", "returned", "gift for a friend"];

/// The cells of a row of the narrow file.
pub(crate) fn narrow_values(random: &mut Rng) -> [String; 6] {
    let id = random.below(10_000_000);
    let (name, city) = (random.of(&NAMES), random.of(&CITIES));
    let (units, cents) = (random.below(100_000), random.below(100));
    let (year, month, day) = (2000 + random.below(25), 1 + random.below(12), 1 + random.below(28));
    let ok = random.of(&["true", "false"]);
    let (amount, date) = (format!("{units}.{cents:02}"), format!("{year}-{month:02}-{day:02}"));
    [id.to_string(), name.into(), city.into(), amount, date, ok.into()]
}

fn narrow(text: &mut String, random: &mut Rng) {
    text.push_str(&narrow_values(random).join(","));
}

fn wide_header() -> String {
    (0..60).map(|i| format!("measure_{i}")).collect::<Vec<_>>().join(",")
}

fn wide(text: &mut String, random: &mut Rng) {
    for column in 0..60 {
        if column > 0 {
            text.push(',');
        }
        let _ = match column % 6 {
            0 => write!(text, "{}", random.below(1000)),
            1 => write!(text, "{}.{}", random.below(10_000), random.below(10)),
            2 => write!(text, "-{}", random.below(5_000_000)),
            3 => write!(text, "{}", random.of(&CITIES)),
            4 => write!(text, "2024-{:02}-{:02}", 1 + random.below(12), 1 + random.below(28)),
            _ => write!(text, "0.{:04}", random.below(10_000)),
        };
    }
}

fn quoted(text: &mut String, random: &mut Rng) {
    let id = random.below(10_000_000);
    let (name, word, other) = (random.of(&NAMES), random.of(&WORDS), random.of(&WORDS));
    let note = match random.below(10) {
        0 => format!("{word}, \"\"{other}\"\""),
        1 => format!("{word},\n{other}"),
        _ => format!("{word}, {other}"),
    };
    let (hour, minute) = (random.below(24), random.below(60));
    let _ = write!(text, "\"{id}\",\"{name}: {other}\",\"{note}\",\"2024-03-01 {hour:02}:{minute:02}:00\"");
}
