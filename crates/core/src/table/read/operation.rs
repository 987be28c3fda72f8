//! What can be asked of a value, and the SQL of each; all of it is a closed list.

/// A condition on one value. Values are texts: the type of the column says what they mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Operation {
    /// An operator with one value.
    Simple(SimpleOperator, String),
    /// An operator with one value, or with any or all of an array of values.
    Compare(Comparison, Option<Quantifier>, String),
    /// One of these values.
    In(Vec<String>),
    /// NULL, or a truth value.
    Is(Truth),
    /// Unlike a value, where NULL is a value like any other.
    IsDistinctFrom(String),
    /// A full-text search, perhaps in a language.
    Search(Search, Option<String>, String),
}

/// Operators without a quantifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SimpleOperator {
    /// `<>`
    NotEqual,
    /// `@>`
    Contains,
    /// `<@`
    ContainedIn,
    /// `&&`
    Overlaps,
    /// `<<`
    StrictlyLeft,
    /// `>>`
    StrictlyRight,
    /// `&<`
    NotExtendsRight,
    /// `&>`
    NotExtendsLeft,
    /// `-|-`
    Adjacent,
}

impl SimpleOperator {
    /// As Postgres has it.
    pub fn sql(self) -> &'static str {
        match self {
            Self::NotEqual => "<>",
            Self::Contains => "@>",
            Self::ContainedIn => "<@",
            Self::Overlaps => "&&",
            Self::StrictlyLeft => "<<",
            Self::StrictlyRight => ">>",
            Self::NotExtendsRight => "&<",
            Self::NotExtendsLeft => "&>",
            Self::Adjacent => "-|-",
        }
    }
}

/// Operators that take a quantifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// `=`
    Equal,
    /// `>=`
    GreaterOrEqual,
    /// `>`
    Greater,
    /// `<=`
    LessOrEqual,
    /// `<`
    Less,
    /// `LIKE`, with `*` for `%`
    Like,
    /// `ILIKE`, with `*` for `%`
    ILike,
    /// `~`
    Match,
    /// `~*`
    IMatch,
}

impl Comparison {
    /// As Postgres has it.
    pub fn sql(self) -> &'static str {
        match self {
            Self::Equal => "=",
            Self::GreaterOrEqual => ">=",
            Self::Greater => ">",
            Self::LessOrEqual => "<=",
            Self::Less => "<",
            Self::Like => "LIKE",
            Self::ILike => "ILIKE",
            Self::Match => "~",
            Self::IMatch => "~*",
        }
    }

    /// Whether `*` stands for any characters.
    pub fn has_stars(self) -> bool {
        matches!(self, Self::Like | Self::ILike)
    }

    /// Whether it is one of texts.
    pub fn is_of_text(self) -> bool {
        matches!(self, Self::Like | Self::ILike | Self::Match | Self::IMatch)
    }
}

/// How many of an array's values have to fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quantifier {
    /// One is enough.
    Any,
    /// Every one.
    All,
}

/// NULL, or a truth value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Truth {
    /// `NULL`
    Null,
    /// `NOT NULL`
    NotNull,
    /// `TRUE`
    True,
    /// `FALSE`
    False,
    /// `UNKNOWN`
    Unknown,
}

impl Truth {
    /// As Postgres has it, behind `IS`.
    pub fn sql(self) -> &'static str {
        match self {
            Self::Null => "NULL",
            Self::NotNull => "NOT NULL",
            Self::True => "TRUE",
            Self::False => "FALSE",
            Self::Unknown => "UNKNOWN",
        }
    }
}

/// How the words of a full-text search are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Search {
    /// With operators between them.
    Query,
    /// All of them.
    Plain,
    /// One after the other.
    Phrase,
    /// As web searches have it.
    Web,
}

impl Search {
    /// The function that reads them.
    pub fn sql(self) -> &'static str {
        match self {
            Self::Query => "to_tsquery",
            Self::Plain => "plainto_tsquery",
            Self::Phrase => "phraseto_tsquery",
            Self::Web => "websearch_to_tsquery",
        }
    }
}

/// A function over rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Aggregate {
    /// `sum`
    Sum,
    /// `avg`
    Avg,
    /// `count`
    Count,
    /// `max`
    Max,
    /// `min`
    Min,
}

impl Aggregate {
    /// Its name, in Postgres and in a request.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sum => "sum",
            Self::Avg => "avg",
            Self::Count => "count",
            Self::Max => "max",
            Self::Min => "min",
        }
    }
}

/// How conditions are joined.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogicOperator {
    /// All of them.
    And,
    /// One of them is enough.
    Or,
}

/// One step into a JSON value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Gives text (`->>`) instead of JSON (`->`).
    pub as_text: bool,
    /// Which member or element.
    pub to: Key,
}

/// A member of an object or an element of an array.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Key {
    /// By name.
    Name(String),
    /// By place from 0, or from -1 backwards.
    Index(i32),
}
