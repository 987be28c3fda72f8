//! What was found out about a file's layout, and how a person can overrule it.

/// One finding about the layout: value, confidence, evidence.
#[derive(Clone, Debug, Default)]
pub struct Finding {
    /// What it is about: `Delimiter`.
    pub label: String,
    /// What was found: `Semicolon ;`.
    pub value: String,
    /// Percent, 0 to 100; `None` when a person decided or there was nothing to decide.
    pub confidence: Option<u8>,
    /// Why: `Splits all 1,000 sampled lines into 14 fields`.
    pub evidence: String,
}

impl Finding {
    /// The confidence in words; empty without one.
    pub fn certainty(&self) -> &'static str {
        match self.confidence {
            None => "",
            Some(95..) => "certain",
            Some(75..) => "likely",
            Some(_) => "a guess",
        }
    }
}

/// A finding with the means to decide otherwise.
#[derive(Clone, Debug)]
pub struct LayoutChoice {
    /// The name of the form field: `delimiter`.
    pub field: String,
    /// What was found.
    pub finding: Finding,
    /// How it is decided.
    pub control: Control,
}

/// The part of a form by which something is decided.
#[derive(Clone, Debug)]
pub enum Control {
    /// Nothing to decide: the bytes say it themselves.
    Fixed,
    /// One of several values, the automatic one first.
    Select(Vec<LayoutOption>),
    /// A whole number from 0; empty means "as detected".
    Number {
        /// What was decided; empty when nothing was.
        value: String,
        /// What holds when it is empty.
        automatic: String,
    },
    /// A text; empty means "as detected".
    Text {
        /// What was decided; empty when nothing was.
        value: String,
        /// What holds when it is empty.
        automatic: String,
    },
}

/// One value of a [`Control::Select`].
#[derive(Clone, Debug)]
pub struct LayoutOption {
    /// The value in the form; empty means "as detected".
    pub value: String,
    /// The words for people.
    pub label: String,
    /// Whether it is the one in force.
    pub selected: bool,
}
