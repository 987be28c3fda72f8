//! Workbooks of any parts: the XML within zip files.
//!
//! The input is text. A line that starts with `=== ` and a part's name begins that part; what is before the first such
//! line is the sheet of a workbook whose other parts are as usual. A part `content.xml` makes it an OpenDocument file.

use tabular::sniff::Format;
use tabular::{Overrides, sniff};

use super::file::read_both;
use super::zip::{Part, zip};

const MARK: &[u8] = b"=== ";

/// The parts of an Excel workbook that a part of the same name replaces.
const USUAL: [(&str, &str); 6] = [
    ("[Content_Types].xml", "<Types/>"),
    (
        "_rels/.rels",
        r#"<Relationships><Relationship Id="r1" Type="x/officeDocument" Target="xl/workbook.xml"/></Relationships>"#,
    ),
    (
        "xl/workbook.xml",
        r#"<workbook><sheets><sheet name="S" sheetId="1" r:id="r1"/><sheet name="T" sheetId="2" r:id="r2"/></sheets></workbook>"#,
    ),
    (
        "xl/_rels/workbook.xml.rels",
        r#"<Relationships><Relationship Id="r1" Type="x/worksheet" Target="worksheets/sheet1.xml"/>
        <Relationship Id="r2" Type="x/worksheet" Target="worksheets/sheet2.xml"/>
        <Relationship Id="r3" Type="x/styles" Target="styles.xml"/>
        <Relationship Id="r4" Type="x/sharedStrings" Target="sharedStrings.xml"/></Relationships>"#,
    ),
    (
        "xl/styles.xml",
        r#"<styleSheet><numFmts><numFmt numFmtId="164" formatCode="yyyy\-mm\-dd hh:mm"/></numFmts><cellXfs>
        <xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="46"/><xf numFmtId="2"/></cellXfs></styleSheet>"#,
    ),
    (
        "xl/sharedStrings.xml",
        "<sst><si><t>one</t></si><si><r><t>t</t></r><r><t xml:space=\"preserve\">wo </t></r></si></sst>",
    ),
];

pub(crate) fn run(input: &[u8]) {
    let parts = parts(input);
    let is_ods = parts.iter().any(|(name, _)| *name == "content.xml");
    let mut file: Vec<(&str, &[u8])> = Vec::new();
    if is_ods {
        file.push(("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"));
    } else {
        let is_given = |usual: &str| parts.iter().any(|(name, _)| *name == usual);
        file.extend(
            USUAL.into_iter().filter(|(name, _)| !is_given(name)).map(|(n, text)| (n, text.as_bytes())),
        );
    }
    file.extend(parts.iter().map(|(name, part)| (*name, *part)));
    let format = if is_ods { Format::Ods } else { Format::Xlsx };
    let file: Vec<_> = file.into_iter().map(|(name, part)| Part::stored(name, part)).collect();
    let bytes = zip(&file);
    let Ok((layout, _)) = read_both(&bytes, &Overrides { format: Some(format), ..Overrides::default() })
    else {
        return;
    };
    if let sniff::Structure::Sheet(sheet) = &layout.structure {
        for other in sheet.sheets.iter().take(2) {
            let wanted =
                Overrides { sheet: Some(other.name.clone()), header: Some(1), ..Overrides::default() };
            let _ = read_both(&bytes, &wanted);
        }
    }
}

/// The parts of the input by their names.
fn parts(input: &[u8]) -> Vec<(&str, &[u8])> {
    let mut parts = Vec::new();
    let mut name = "xl/worksheets/sheet1.xml";
    let (mut start, mut at) = (0, 0);
    for line in input.split_inclusive(|byte| *byte == b'\n') {
        if let Some(named) = line.strip_prefix(MARK) {
            parts.push((name, &input[start..at]));
            name = std::str::from_utf8(named).map(str::trim_end).unwrap_or("?");
            start = at + line.len();
        }
        at += line.len();
    }
    parts.push((name, &input[start..]));
    // A workbook given by all its parts has nothing before the first.
    parts.retain(|(_, part)| !part.is_empty());
    parts
}
