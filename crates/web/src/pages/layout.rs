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

/// A finding with the other values a person may choose.
#[derive(Clone, Debug)]
pub struct LayoutChoice {
    /// The name of the form field: `delimiter`.
    pub field: String,
    /// What was found.
    pub finding: Finding,
    /// The values offered, the automatic one first.
    pub options: Vec<LayoutOption>,
}

/// One value of a [`LayoutChoice`].
#[derive(Clone, Debug)]
pub struct LayoutOption {
    /// The value in the form; empty means "as detected".
    pub value: String,
    /// The words for people.
    pub label: String,
    /// Whether it is the one in force.
    pub selected: bool,
}
