//! The `Prefer` header (RFC 7240) as PostgREST reads it.

/// How the rows there are in all are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Count {
    /// One by one.
    Exact,
    /// As many as the planner takes for there to be.
    Planned,
    /// One by one up to a bound, beyond it as planned.
    Estimated,
}

/// What a client prefers.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Preferences {
    /// `count=`
    pub count: Option<Count>,
    /// `handling=strict` is true.
    pub strict: Option<bool>,
    /// `timezone=`, as it is written.
    pub timezone: Option<String>,
    /// Those for writing, which are taken and change nothing, in the order in which they are told back.
    ignored: [Option<&'static str>; 4],
    /// Those that nobody knows.
    pub unknown: Vec<String>,
}

/// By key, in the order in which they are told back; `tx` comes behind the count.
const OF_WRITES: [&[&str]; 4] = [
    &["resolution=merge-duplicates", "resolution=ignore-duplicates"],
    &["missing=default", "missing=null"],
    &["return=representation", "return=minimal", "return=headers-only"],
    &["tx=commit", "tx=rollback"],
];

impl Preferences {
    /// Reads the values of all `Prefer` headers. What is said twice holds as it is said first.
    pub fn parse<'a>(headers: impl Iterator<Item = &'a str>) -> Self {
        let mut preferences = Self::default();
        let parts = headers.flat_map(|header| header.split(',')).map(str::trim);
        for part in parts.filter(|part| !part.is_empty()) {
            preferences.add(part);
        }
        preferences
    }

    fn add(&mut self, part: &str) {
        let for_writes = OF_WRITES.iter().zip(&mut self.ignored);
        for (known, told) in for_writes {
            if let Some(known) = known.iter().find(|known| **known == part) {
                told.get_or_insert(known);
                return;
            }
        }
        match part {
            "count=exact" => drop(self.count.get_or_insert(Count::Exact)),
            "count=planned" => drop(self.count.get_or_insert(Count::Planned)),
            "count=estimated" => drop(self.count.get_or_insert(Count::Estimated)),
            "handling=strict" => drop(self.strict.get_or_insert(true)),
            "handling=lenient" => drop(self.strict.get_or_insert(false)),
            _ if part.starts_with("max-affected=") => {}
            _ => match part.strip_prefix("timezone=") {
                Some(zone) => drop(self.timezone.get_or_insert_with(|| zone.to_owned())),
                None => self.unknown.push(part.to_owned()),
            },
        }
    }

    /// What `Preference-Applied` says; `None` where nothing was preferred. `timezone` is told only where there is such a
    /// zone.
    pub fn applied(&self, timezone: Option<&str>) -> Option<String> {
        let count = self.count.map(|count| match count {
            Count::Exact => "count=exact",
            Count::Planned => "count=planned",
            Count::Estimated => "count=estimated",
        });
        let handling = self.strict.map(|strict| if strict { "handling=strict" } else { "handling=lenient" });
        let [resolution, missing, representation, transaction] = self.ignored;
        let fixed = [resolution, missing, representation, count, transaction, handling];
        let zone = timezone.map(|zone| format!("timezone={zone}"));
        let told: Vec<&str> = fixed.into_iter().flatten().chain(zone.as_deref()).collect();
        (!told.is_empty()).then(|| told.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_first_holds() {
        let headers = [
            "count=exact,    tx=commit   ,return=representation , handling=strict, anything",
            "count=planned",
        ];
        let preferences = Preferences::parse(headers.into_iter());
        assert_eq!((preferences.count, preferences.strict), (Some(Count::Exact), Some(true)));
        assert_eq!(preferences.unknown, ["anything"]);
        assert_eq!(
            preferences.applied(None).as_deref(),
            Some("return=representation, count=exact, tx=commit, handling=strict")
        );
    }

    #[test]
    fn zones_and_bounds_of_writes() {
        let preferences = Preferences::parse(["timezone=Europe/Paris, max-affected=7"].into_iter());
        assert_eq!(preferences.timezone.as_deref(), Some("Europe/Paris"));
        assert!(preferences.unknown.is_empty());
        assert_eq!(preferences.applied(None), None);
        assert_eq!(preferences.applied(Some("Europe/Paris")).as_deref(), Some("timezone=Europe/Paris"));
    }

    #[test]
    fn estimates_and_lenience() {
        let preferences = Preferences::parse(["count=estimated", "handling=lenient,, ,"].into_iter());
        assert_eq!(preferences.applied(None).as_deref(), Some("count=estimated, handling=lenient"));
        let none = Preferences::parse(["count=none"].into_iter());
        assert_eq!((none.count, none.unknown.len()), (None, 1));
    }
}
