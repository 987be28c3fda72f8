//! What a file that is not UTF-8 is: statistics over its bytes in one pass, and the charset that explains them best.

use super::Charset;
use super::multi_byte::MultiByte;
use super::pairs::Pairs;
use super::single_byte::{self, Reading};
use crate::wording::grouped;

/// What the bytes from the first that is not UTF-8 on were, in constant memory.
pub(crate) struct Legacy {
    pairs: Pairs,
    multi: Vec<MultiByte>,
}

impl Default for Legacy {
    fn default() -> Self {
        Self { pairs: Pairs::default(), multi: MultiByte::all() }
    }
}

/// A charset and why.
pub(crate) struct Finding {
    pub(crate) charset: Charset,
    pub(crate) confidence: f32,
    /// Continues "812 byte sequences are not UTF-8; ".
    pub(crate) evidence: String,
}

impl Legacy {
    /// Looks at the next bytes.
    pub(crate) fn push(&mut self, chunk: &[u8]) {
        self.pairs.push(chunk);
        self.multi.iter_mut().for_each(|charset| charset.push(chunk));
        self.multi.retain(|charset| !charset.is_out());
    }

    /// The text has ended.
    pub(crate) fn finish(&mut self) {
        self.multi.iter_mut().for_each(MultiByte::finish);
        self.multi.retain(|charset| !charset.is_out());
    }

    pub(crate) fn find(&self) -> Finding {
        let single = single_byte::readings(&self.pairs);
        let best = &single[0];
        let mut multi: Vec<(&MultiByte, f64)> = self.multi.iter().map(|m| (m, m.ln() - 2.0)).collect();
        multi.sort_by(|a, b| b.1.total_cmp(&a.1));
        let other_single = single.iter().find(|reading| !reading.same_text(best));
        let runner_up = |left_out: Option<Charset>| {
            let singles = single.iter().map(|r| (r.charset, r.ln));
            let multis = multi.iter().map(|(m, ln)| (m.charset, *ln));
            let others = singles.chain(multis).filter(move |(charset, _)| Some(*charset) != left_out);
            others.max_by(|a, b| a.1.total_cmp(&b.1))
        };
        if let Some((charset, ln)) = multi.first().filter(|(_, ln)| *ln > best.ln) {
            let next = runner_up(Some(charset.charset));
            return finding(charset.charset, *ln, next, of_multi(charset));
        }
        let next_multi = multi.first().map(|(m, ln)| (m.charset, *ln));
        let next_single = other_single.map(|reading| (reading.charset, reading.ln));
        let next = next_multi.into_iter().chain(next_single).max_by(|a, b| a.1.total_cmp(&b.1));
        finding(best.charset, best.ln, next, of_single(best))
    }
}

fn finding(charset: Charset, ln: f64, next: Option<(Charset, f64)>, because: String) -> Finding {
    let margin = next.map_or(f64::INFINITY, |(_, other)| ln - other);
    let confidence = 0.5 + 0.45 * (1.0 - (-margin / 8.0).exp());
    let mut evidence = format!("as {charset}, {because}");
    if let Some((other, _)) = next.filter(|_| margin < 3.0) {
        evidence.push_str(&format!("; {other} is nearly as likely"));
    }
    Finding { charset, confidence: confidence as f32, evidence }
}

fn of_single(reading: &Reading) -> String {
    let kind = if reading.fitting == 1 { "letter or usual sign" } else { "letters or usual signs" };
    let (all, fitting) = (grouped(reading.bytes), grouped(reading.fitting));
    match (reading.fitting, reading.bytes) {
        (1, 1) => format!("the one character beyond ASCII is a {} {kind}", reading.group),
        (fit, bytes) if fit == bytes => {
            format!("all {all} characters beyond ASCII are {} {kind}", reading.group)
        }
        (1, _) => format!("1 of {all} characters beyond ASCII is a {} {kind}", reading.group),
        _ => format!("{fitting} of {all} characters beyond ASCII are {} {kind}", reading.group),
    }
}

fn of_multi(charset: &MultiByte) -> String {
    let characters = charset.characters();
    let percent = |part: u64| part * 100 / characters.max(1);
    let plain = match charset.charset {
        Charset::ShiftJis | Charset::EucJp => "kana or common kanji",
        Charset::EucKr => "common syllables",
        _ => "common characters",
    };
    let valid = match charset.malformed {
        0 => format!("all {} characters beyond ASCII are valid", grouped(characters)),
        n => {
            format!("all but {} of {} characters beyond ASCII are valid", grouped(n), grouped(characters + n))
        }
    };
    format!(
        "{valid}, {} % are in general use and {} % {plain}",
        percent(charset.usual()),
        percent(charset.plain())
    )
}
