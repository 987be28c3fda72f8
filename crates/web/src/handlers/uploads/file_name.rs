//! The name a browser says a file has. Text for people, never a path of ours.

/// Characters.
const LONGEST: usize = 200;

/// The last part of a path in either notation, without control characters and without the invisible ones that turn the
/// direction of text, cut at 200 characters.
pub(super) fn clean(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let is_shown = |c: &char| {
        !c.is_control()
            && !matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}')
    };
    let name: String = last.chars().filter(is_shown).take(LONGEST).collect();
    let name = name.trim();
    if name.is_empty() || name.chars().all(|c| c == '.') { "file".to_owned() } else { name.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_text_and_never_a_path() {
        for (sent, kept) in [
            ("prices.csv", "prices.csv"),
            ("../../etc/passwd", "passwd"),
            (r"C:\Users\ana\Desktop\prices (2).csv.gz", "prices (2).csv.gz"),
            ("/tmp/", "file"),
            ("..", "file"),
            ("", "file"),
            ("a\0b\r\n.csv", "ab.csv"),
            ("invoice\u{202E}vsc.exe", "invoicevsc.exe"),
            (" 日本 é.csv ", "日本 é.csv"),
        ] {
            assert_eq!(clean(sent), kept, "{sent:?}");
        }
        assert_eq!(clean(&"ä".repeat(900)).chars().count(), LONGEST);
    }
}
