//! Workbooks, written part by part.

use crate::archive::Zip;

/// A zip file with these entries, deflated.
pub(crate) fn zip_file(entries: &[(&str, &str)]) -> Vec<u8> {
    let zip = entries.iter().fold(Zip::default(), |zip, (name, text)| zip.with(name, text.as_bytes()));
    zip.finish()
}

const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const STRICT: &str = "http://purl.oclc.org/ooxml/officeDocument/relationships";

/// The parts of a minimal XLSX workbook.
#[derive(Clone)]
pub(crate) struct Xlsx {
    /// Name, attributes and rows of each sheet.
    pub(crate) sheets: Vec<(String, String, String)>,
    /// The `<si>` elements.
    pub(crate) strings: String,
    /// The children of `<styleSheet>`.
    pub(crate) styles: String,
    /// What stands behind the rows of each sheet.
    pub(crate) behind: String,
    /// The attributes of `<workbookPr>`.
    pub(crate) properties: String,
    pub(crate) strict: bool,
}

impl Xlsx {
    /// One sheet of these rows, with styles 1 date, 2 date and time, 3 time, 4 `[h]:mm:ss`, 5 two decimals.
    pub(crate) fn of(rows: &str) -> Self {
        let styles = r#"<numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\-mm\-dd\ hh:mm"/></numFmts>
            <cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>
            <cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="20"/><xf numFmtId="46"/>
            <xf numFmtId="2"/></cellXfs><dxfs><dxf><numFmt numFmtId="2" formatCode="yyyy"/></dxf></dxfs>"#;
        Self {
            sheets: vec![("Sheet1".into(), String::new(), rows.to_owned())],
            strings: String::new(),
            styles: styles.into(),
            behind: String::new(),
            properties: String::new(),
            strict: false,
        }
    }

    pub(crate) fn with_strings(mut self, items: &str) -> Self {
        self.strings = items.to_owned();
        self
    }

    /// Adds a sheet; `attributes` are those of its line in the workbook.
    pub(crate) fn with_sheet(mut self, name: &str, attributes: &str, rows: &str) -> Self {
        self.sheets.push((name.to_owned(), attributes.to_owned(), rows.to_owned()));
        self
    }

    /// The parts by name.
    pub(crate) fn parts(&self) -> Vec<(String, String)> {
        let types = if self.strict { STRICT } else { OFFICE };
        let relation = |id: usize, kind: &str, target: &str| {
            format!(r#"<Relationship Id="r{id}" Type="{types}/{kind}" Target="{target}"/>"#)
        };
        let relations = |all: &str| {
            format!(r#"<?xml version="1.0"?><Relationships xmlns="{PACKAGE}">{all}</Relationships>"#)
        };
        let mut parts = vec![
            ("[Content_Types].xml".to_owned(), "<Types/>".to_owned()),
            ("_rels/.rels".to_owned(), relations(&relation(1, "officeDocument", "xl/workbook.xml"))),
        ];
        let (mut list, mut targets) = (String::new(), String::new());
        for (i, (name, attributes, rows)) in self.sheets.iter().enumerate() {
            let part = format!("worksheets/sheet{i}.xml");
            list.push_str(&format!(r#"<sheet name="{name}" sheetId="{i}" r:id="r{i}" {attributes}/>"#));
            targets.push_str(&relation(i, "worksheet", &part));
            let sheet = format!(
                "<worksheet><dimension ref=\"A1:XFD1048576\"/><sheetData>{rows}</sheetData>{}</worksheet>",
                self.behind
            );
            parts.push((format!("xl/{part}"), sheet));
        }
        targets.push_str(&relation(1001, "styles", "styles.xml"));
        targets.push_str(&relation(1002, "sharedStrings", "/xl/sharedStrings.xml"));
        let properties = &self.properties;
        parts.push((
            "xl/workbook.xml".into(),
            format!(
                r#"<workbook xmlns:r="{types}"><workbookPr {properties}/><sheets>{list}</sheets></workbook>"#
            ),
        ));
        parts.push(("xl/_rels/workbook.xml.rels".into(), relations(&targets)));
        parts.push(("xl/styles.xml".into(), format!("<styleSheet>{}</styleSheet>", self.styles)));
        parts.push(("xl/sharedStrings.xml".into(), format!("<sst>{}</sst>", self.strings)));
        parts
    }

    /// The file.
    pub(crate) fn file(&self) -> Vec<u8> {
        let parts = self.parts();
        let entries: Vec<_> = parts.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
        zip_file(&entries)
    }
}

/// An ODS workbook with these children of `<office:spreadsheet>`; the style `hidden` hides a sheet.
pub(crate) fn ods(sheets: &str) -> Vec<u8> {
    let namespaces =
        ["office", "table", "text", "style"].map(|name| format!(r#"xmlns:{name}="urn:{name}""#)).join(" ");
    let content = format!(
        r#"<?xml version="1.0" encoding="UTF-8"?><office:document-content {namespaces} xmlns:calcext="urn:calcext">
        <office:automatic-styles><style:style style:name="hidden" style:family="table">
        <style:table-properties table:display="false"/></style:style></office:automatic-styles>
        <office:body><office:spreadsheet>{sheets}</office:spreadsheet></office:body></office:document-content>"#
    );
    zip_file(&[
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        ("META-INF/manifest.xml", "<manifest/>"),
        ("content.xml", &content),
    ])
}
