//! Large files of every format, made here: the rows of the narrow file, again and again.

use std::error::Error;
use std::fmt::Write;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow_array::{ArrayRef, Float64Array, Int64Array, RecordBatch, StringArray};
use flate2::write::GzEncoder;
use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use parquet::file::properties::WriterProperties;

use crate::files::{Rng, SHAPES, narrow_values};
use crate::repeated::{self, Repeated, bzip2, gzip, plain, xz, zstd};

/// Rows of the piece that repeats.
const ROWS: usize = 20_000;

/// Bytes of XML of a large sheet: 1 GB, as a sheet of a million rows and some fifty columns has.
const SHEET_MEGABYTES: usize = 1000;

/// A large file.
pub(crate) struct Large {
    pub(crate) name: &'static str,
    /// Megabytes without what is around it.
    pub(crate) megabytes: f64,
    pub(crate) path: PathBuf,
}

type Made = Result<u64, Box<dyn Error>>;
type Make = fn(usize, &Path) -> Made;

/// How each file is made: its megabytes, and the path it is written to; answers its bytes without what is around it.
const FORMATS: [(&str, Make); 17] = [
    ("csv", |megabytes, path| plain_text(&csv(megabytes), path)),
    ("csv_gzip", |megabytes, path| wrapped(&csv(megabytes), path, gzip)),
    ("csv_bzip2", |megabytes, path| wrapped(&csv(megabytes), path, bzip2)),
    ("csv_xz", |megabytes, path| wrapped(&csv(megabytes), path, xz)),
    ("csv_zstd", |megabytes, path| wrapped(&csv(megabytes), path, zstd)),
    ("csv_zip", |megabytes, path| zipped(path, vec![("rows.csv", csv(megabytes))])),
    ("ndjson", |megabytes, path| plain_text(&ndjson(megabytes), path)),
    ("ndjson_gzip", |megabytes, path| wrapped(&ndjson(megabytes), path, gzip)),
    ("json", |megabytes, path| plain_text(&json("[", "]", megabytes), path)),
    ("json_within", |megabytes, path| {
        plain_text(&json("{\"meta\": {\"page\": 1}, \"data\": {\"rows\": [", "]}}", megabytes), path)
    }),
    ("parquet", |megabytes, path| parquet(path, megabytes * 20_000, 6, 100_000)),
    ("parquet_gzip", |megabytes, path| {
        let bytes = parquet(path, megabytes * 20_000, 6, 100_000)?;
        in_gzip(path)?;
        Ok(bytes)
    }),
    ("parquet_groups", |_, path| parquet(path, 100_000, 60, 100)),
    ("xlsx", |_, path| zipped(path, xlsx(sheet(SHEET_MEGABYTES, Texts::Inline), String::new(), 0))),
    ("xlsx_gzip", |_, path| {
        let bytes = zipped(path, xlsx(sheet(SHEET_MEGABYTES, Texts::Inline), String::new(), 0))?;
        in_gzip(path)?;
        Ok(bytes)
    }),
    ("xlsx_shared", |_, path| {
        let (texts, item) = shared_texts();
        zipped(path, xlsx(sheet(SHEET_MEGABYTES, Texts::Shared), texts, item))
    }),
    ("ods", |_, path| zipped(path, ods(SHEET_MEGABYTES))),
];

/// The names of the formats.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    FORMATS.iter().map(|(name, _)| *name)
}

/// Writes the file of a format into a folder; text has about so many megabytes.
///
/// # Errors
/// When there is no room.
pub(crate) fn write(name: &str, megabytes: usize, folder: &Path) -> Result<Option<Large>, Box<dyn Error>> {
    let Some((name, make)) = FORMATS.into_iter().find(|format| format.0 == name) else { return Ok(None) };
    // The name says nothing: formats are known by their content.
    let path = folder.join(name);
    let bytes = make(megabytes, &path)?;
    Ok(Some(Large { name, megabytes: bytes as f64 / 1e6, path }))
}

fn plain_text(document: &Repeated, path: &Path) -> Made {
    wrapped(document, path, plain)
}

fn wrapped(document: &Repeated, path: &Path, around: fn(&[u8]) -> std::io::Result<Vec<u8>>) -> Made {
    document.write(path, around)?;
    Ok(document.len())
}

fn zipped(path: &Path, entries: Vec<(&str, Repeated)>) -> Made {
    repeated::zip(path, &entries)?;
    Ok(entries.iter().map(|(_, entry)| entry.len()).sum())
}

/// Puts a file into gzip, as mail servers and shops of data do with files that are compressed already.
fn in_gzip(path: &Path) -> std::io::Result<()> {
    let bare = path.with_extension("bare");
    std::fs::rename(path, &bare)?;
    let mut encoder = GzEncoder::new(File::create(path)?, flate2::Compression::fast());
    std::io::copy(&mut File::open(&bare)?, &mut encoder)?;
    encoder.finish()?;
    std::fs::remove_file(bare)
}

fn csv(megabytes: usize) -> Repeated {
    let text = SHAPES[0].text(ROWS as f64 / SHAPES[0].rows as f64);
    let (header, rows) = text.split_once('\n').unwrap_or_default();
    Repeated::new(&format!("{header}\n"), rows, "", megabytes)
}

/// The rows of the piece: id, name, city, amount, day, ok.
fn rows() -> impl Iterator<Item = [String; 6]> {
    let mut random = Rng::new();
    (0..ROWS).map(move |_| narrow_values(&mut random))
}

fn objects(behind: &str) -> String {
    rows().fold(String::new(), |mut text, [id, name, city, amount, day, ok]| {
        let _ = write!(
            text,
            r#"{{"id":{id},"name":"{name}","city":"{city}","amount":{amount},"day":"{day}","ok":{ok}}}{behind}"#
        );
        text
    })
}

fn ndjson(megabytes: usize) -> Repeated {
    Repeated::new("", objects("\n"), "", megabytes)
}

fn json(start: &str, end: &str, megabytes: usize) -> Repeated {
    let last = r#"{"id":1,"name":"Eve","city":null,"amount":0.5,"day":"2024-02-29","ok":true}"#;
    Repeated::new(start, objects(",\n"), &format!("{last}{end}"), megabytes)
}

/// Columns of integers, floats and texts in turn.
fn parquet(path: &Path, rows: usize, columns: usize, group: usize) -> Made {
    const BLOCK: usize = 10_000;
    let column = |i: usize| -> ArrayRef {
        let number = move |row: usize| (row * (i + 7919)) % 99_991;
        match i % 3 {
            0 => Arc::new(Int64Array::from_iter_values((0..BLOCK).map(|row| number(row) as i64))),
            1 => Arc::new(Float64Array::from_iter_values((0..BLOCK).map(|row| number(row) as f64 / 8.0))),
            _ => {
                Arc::new(StringArray::from_iter_values((0..BLOCK).map(|row| format!("text {}", number(row)))))
            }
        }
    };
    let block = RecordBatch::try_from_iter((0..columns).map(|i| (format!("column_{i}"), column(i))))?;
    let properties = WriterProperties::builder()
        .set_max_row_group_row_count(Some(group))
        .set_compression(Compression::SNAPPY)
        .build();
    let mut writer = ArrowWriter::try_new(File::create(path)?, block.schema(), Some(properties))?;
    for _ in 0..rows.div_ceil(BLOCK) {
        writer.write(&block)?;
    }
    writer.close()?;
    Ok(std::fs::metadata(path)?.len())
}

/// Where the texts of a sheet are.
#[derive(Clone, Copy)]
enum Texts {
    /// In its cells.
    Inline,
    /// In a list that all sheets share; cells have its numbers.
    Shared,
}

const HEADER: [&str; 6] = ["id", "name", "city", "amount", "day", "ok"];

/// The XML of a sheet; the first texts of the list are its header, then come the names and cities of its rows.
fn sheet(megabytes: usize, texts: Texts) -> Repeated {
    let mut next = 0_usize;
    let mut text = |value: &str| match texts {
        Texts::Inline => format!(r#"<c t="inlineStr"><is><t>{value}</t></is></c>"#),
        Texts::Shared => {
            next += 1;
            format!(r#"<c t="s"><v>{}</v></c>"#, next - 1)
        }
    };
    let header: String = HEADER.iter().map(|name| text(name)).collect();
    let body: String = rows()
        .map(|[id, name, city, amount, _, ok]| {
            let (name, city, ok) = (text(&name), text(&city), u8::from(ok == "true"));
            format!(
                r#"<row><c><v>{id}</v></c>{name}{city}<c><v>{amount}</v></c><c s="1"><v>45000</v></c><c t="b"><v>{ok}</v></c></row>"#
            )
        })
        .collect();
    let start = format!("<worksheet><sheetData><row>{header}</row>");
    Repeated::new(&start, body, "</sheetData></worksheet>", megabytes)
}

/// The list of texts of [`sheet`], and times that the piece behind it repeats: texts that other sheets could have.
fn shared_texts() -> (String, usize) {
    let mut list = String::new();
    let mut add = |text: &str| {
        let _ = write!(list, "<si><t>{text}</t></si>");
    };
    HEADER.iter().for_each(|name| add(name));
    for [_, name, city, ..] in rows() {
        add(&name);
        add(&city);
    }
    (list, 100)
}

fn xlsx(sheet: Repeated, texts: String, times: usize) -> Vec<(&'static str, Repeated)> {
    const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let relations = |list: &[(&str, &str)]| {
        let list = list.iter().enumerate().map(|(i, (kind, target))| {
            format!(r#"<Relationship Id="r{i}" Type="{RELATIONS}/{kind}" Target="{target}"/>"#)
        });
        Repeated::once(&format!("<Relationships>{}</Relationships>", list.collect::<String>()))
    };
    let list = Repeated {
        start: "<sst>".into(),
        piece: texts.into_bytes(),
        times: times.max(1),
        end: "</sst>".into(),
    };
    let parts =
        [("worksheet", "worksheets/sheet1.xml"), ("styles", "styles.xml"), ("sharedStrings", "texts.xml")];
    vec![
        ("[Content_Types].xml", Repeated::once("<Types/>")),
        ("_rels/.rels", relations(&[("officeDocument", "xl/workbook.xml")])),
        (
            "xl/workbook.xml",
            Repeated::once(
                r#"<workbook xmlns:r="r"><sheets><sheet name="Rows" sheetId="1" r:id="r0"/></sheets></workbook>"#,
            ),
        ),
        ("xl/_rels/workbook.xml.rels", relations(&parts)),
        (
            "xl/styles.xml",
            Repeated::once(
                r#"<styleSheet><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>"#,
            ),
        ),
        ("xl/worksheets/sheet1.xml", sheet),
        ("xl/texts.xml", list),
    ]
}

fn ods(megabytes: usize) -> Vec<(&'static str, Repeated)> {
    let text = |value: &str| {
        format!("<table:table-cell office:value-type=\"string\"><text:p>{value}</text:p></table:table-cell>")
    };
    let number = |value: &str| {
        format!(
            "<table:table-cell office:value-type=\"float\" office:value=\"{value}\"><text:p>{value}</text:p></table:table-cell>"
        )
    };
    let row = |cells: String| format!("<table:table-row>{cells}</table:table-row>");
    let header = row(HEADER.iter().map(|name| text(name)).collect());
    let body: String = rows()
        .map(|[id, name, city, amount, day, ok]| {
            row([number(&id), text(&name), text(&city), number(&amount), text(&day), text(&ok)].concat())
        })
        .collect();
    let names = ["office", "table", "text"].map(|name| format!("xmlns:{name}=\"urn:{name}\" ")).concat();
    let start = format!(
        "<office:document-content {names}><office:body><office:spreadsheet><table:table table:name=\"Rows\">{header}"
    );
    let end = "</table:table></office:spreadsheet></office:body></office:document-content>";
    vec![
        ("mimetype", Repeated::once("application/vnd.oasis.opendocument.spreadsheet")),
        ("META-INF/manifest.xml", Repeated::once("<manifest/>")),
        ("content.xml", Repeated::new(&start, body, end, megabytes)),
    ]
}
