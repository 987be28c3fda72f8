//! A text that is read from left to right, and what was expected where no way through it was found. Failures are gathered
//! as Parsec gathers them, since clients know PostgREST's messages: those farthest to the right are told.

/// Levels that parentheses may be nested.
pub(super) const DEPTH: usize = 32;

/// A part could not be read; [`Scan::error`] has the reasons.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Failed {
    /// Another way may be tried.
    Here,
    /// Enough was read to know that this is the way.
    ForGood,
}

pub(super) type Parsed<T> = Result<T, Failed>;

/// What was expected at one place.
#[derive(Debug, Clone, Default)]
struct Failure {
    at: usize,
    /// The character in the way, as it is shown.
    unexpected: Option<String>,
    expected: Vec<&'static str>,
    too_deep: bool,
}

impl Failure {
    /// Adds what else was expected; the place farther to the right wins.
    fn add(&mut self, other: Self) {
        if other.at > self.at {
            *self = other;
        } else if other.at == self.at {
            if self.unexpected.is_none()
                || other.unexpected.as_ref().is_some_and(|text| text.starts_with('\''))
            {
                self.unexpected = other.unexpected.or(self.unexpected.take());
            }
            self.expected.extend(other.expected);
            self.too_deep |= other.too_deep;
        }
    }
}

/// Reads a text.
#[derive(Debug)]
pub(super) struct Scan<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
    farthest: Failure,
}

impl<'a> Scan<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, at: 0, depth: 0, farthest: Failure::default() }
    }

    pub(super) fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    /// The next character, if it fits.
    pub(super) fn next_if(&mut self, fits: impl Fn(char) -> bool) -> Option<char> {
        let next = self.peek().filter(|&c| fits(c))?;
        self.at += next.len_utf8();
        Some(next)
    }

    /// So many bytes, which end where a character does; all that is left where there are fewer.
    pub(super) fn take(&mut self, bytes: usize) -> &'a str {
        let taken = self.rest().get(..bytes).unwrap_or(self.rest());
        self.at += taken.len();
        taken
    }

    /// The characters that fit.
    pub(super) fn take_while(&mut self, fits: impl Fn(char) -> bool) -> &'a str {
        let rest = self.rest();
        let taken = &rest[..rest.find(|c| !fits(c)).unwrap_or(rest.len())];
        self.at += taken.len();
        taken
    }

    /// At least one character that fits.
    pub(super) fn take_some(
        &mut self,
        fits: impl Fn(char) -> bool,
        expected: &'static str,
    ) -> Parsed<&'a str> {
        match self.take_while(fits) {
            "" => Err(self.fail(expected)),
            taken => Ok(taken),
        }
    }

    /// Blanks.
    pub(super) fn space(&mut self) {
        self.take_while(|c| matches!(c, ' ' | '\t'));
    }

    /// One character; `expected` is how it is shown.
    pub(super) fn char(&mut self, wanted: char, expected: &'static str) -> Parsed<()> {
        self.next_if(|c| c == wanted).map(drop).ok_or_else(|| self.fail(expected))
    }

    /// A word; `expected` is the word in quotes.
    pub(super) fn word(&mut self, expected: &'static str) -> Parsed<()> {
        let word = expected.trim_matches('"');
        if self.rest().starts_with(word) {
            self.at += word.len();
            return Ok(());
        }
        let same = self.rest().chars().zip(word.chars()).take_while(|(a, b)| a == b).count();
        Err(self.fail_at(self.rest().chars().nth(same), expected))
    }

    /// The end of the text.
    pub(super) fn end(&mut self) -> Parsed<()> {
        let Some(next) = self.peek() else { return Ok(()) };
        self.add(Some(format!("{:?}", next)), "end of input");
        Err(Failed::Here)
    }

    /// Fails at this place.
    pub(super) fn fail(&mut self, expected: &'static str) -> Failed {
        self.fail_at(self.peek(), expected)
    }

    fn fail_at(&mut self, unexpected: Option<char>, expected: &'static str) -> Failed {
        self.add(unexpected.map(|c| format!("{:?}", String::from(c))), expected);
        Failed::Here
    }

    fn add(&mut self, unexpected: Option<String>, expected: &'static str) {
        let unexpected = Some(unexpected.unwrap_or_else(|| "end of input".to_owned()));
        let failure = Failure { at: self.at, unexpected, expected: vec![expected], too_deep: false };
        self.farthest.add(failure);
    }

    /// Reads a part or, where that fails, nothing: another way may be tried.
    pub(super) fn attempt<T>(&mut self, part: impl FnOnce(&mut Self) -> Parsed<T>) -> Parsed<T> {
        let start = self.at;
        part(self).map_err(|_| {
            self.at = start;
            Failed::Here
        })
    }

    /// A part that may be missing.
    pub(super) fn maybe<T>(&mut self, part: impl FnOnce(&mut Self) -> Parsed<T>) -> Parsed<Option<T>> {
        match part(self) {
            Ok(value) => Ok(Some(value)),
            Err(Failed::Here) => Ok(None),
            Err(failed) => Err(failed),
        }
    }

    /// One part, or else another. What the first expected is told only where the other gets nowhere.
    pub(super) fn either<T>(
        &mut self,
        one: impl FnOnce(&mut Self) -> Parsed<T>,
        other: impl FnOnce(&mut Self) -> Parsed<T>,
    ) -> Parsed<T> {
        let (start, before) = (self.at, self.farthest.clone());
        match one(self) {
            Err(Failed::Here) => {}
            done => return done,
        }
        self.at = start;
        let mut first = std::mem::replace(&mut self.farthest, before);
        let done = other(self);
        let got_on = match done {
            Ok(_) => self.at != start,
            Err(failed) => failed == Failed::ForGood,
        };
        if !got_on {
            std::mem::swap(&mut self.farthest, &mut first);
            self.farthest.add(first);
        }
        done
    }

    /// Calls a part by its name where nothing of it was found.
    pub(super) fn named<T>(
        &mut self,
        name: &'static str,
        part: impl FnOnce(&mut Self) -> Parsed<T>,
    ) -> Parsed<T> {
        let start = self.at;
        let known = if self.farthest.at == start { self.farthest.expected.len() } else { 0 };
        let done = part(self);
        let nothing = matches!(done, Err(Failed::Here)) || (done.is_ok() && self.at == start);
        if nothing && self.farthest.at >= start {
            let keep = if self.farthest.at == start { known } else { 0 };
            self.farthest.expected.truncate(keep);
            self.farthest.expected.push(name);
        }
        done
    }

    /// A part between parentheses that may hold such parts again.
    pub(super) fn nested<T>(&mut self, part: impl FnOnce(&mut Self) -> Parsed<T>) -> Parsed<T> {
        if self.depth == DEPTH {
            // The text may go on for long, and no other way is any less deep.
            let farthest = Failure { at: self.at, too_deep: true, ..Failure::default() };
            self.farthest = farthest;
            self.at = self.text.len();
            return Err(Failed::ForGood);
        }
        self.depth += 1;
        let done = part(self);
        self.depth -= 1;
        done
    }

    /// Whether a part was nested too deeply: then nothing else needs to be tried.
    pub(super) fn is_too_deep(&self) -> bool {
        self.farthest.too_deep
    }

    /// Where nothing fitted, counted in characters from 1, and what was expected there.
    pub(super) fn error(&self) -> (usize, String) {
        let Failure { at, unexpected, expected, too_deep } = &self.farthest;
        let column = self.text[..*at].chars().count() + 1;
        if *too_deep {
            return (column, format!("nested more than {DEPTH} levels deep"));
        }
        let mut told = String::new();
        if let Some(unexpected) = unexpected {
            told += "unexpected ";
            told += unexpected;
        }
        let mut names: Vec<&str> = Vec::new();
        for name in expected {
            if !names.contains(name) {
                names.push(name);
            }
        }
        if let Some((last, others)) = names.split_last() {
            told += if told.is_empty() { "expecting " } else { " expecting " };
            told += &others.join(", ");
            told += if others.is_empty() { "" } else { " or " };
            told += last;
        }
        (column, told)
    }
}
