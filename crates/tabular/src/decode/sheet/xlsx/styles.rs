//! What the style of a cell says about its number.

use std::collections::HashMap;

use quick_xml::events::{BytesStart, Event};

use crate::decode::sheet::number_format::{Shape, built_in, shape};
use crate::decode::sheet::xml::{Xml, attribute};
use crate::error::Error;

/// Styles of one workbook at most; Excel allows 65,490.
const MAX_STYLES: usize = 1 << 17;

/// The shape of every cell style, by its number.
#[derive(Debug, Default)]
pub(super) struct Styles(Vec<Shape>);

impl Styles {
    /// Reads the part that describes styles.
    pub(super) fn read(mut xml: Xml) -> Result<Self, Error> {
        let mut formats = HashMap::new();
        let mut styles = Vec::new();
        let (mut in_formats, mut in_styles) = (false, false);
        loop {
            match xml.next()? {
                Event::Start(tag) => match tag.local_name().as_ref() {
                    "numFmts" => in_formats = true,
                    "cellXfs" => in_styles = true,
                    "numFmt" if in_formats => drop(add_format(&tag, &mut formats)),
                    "xf" if in_styles => styles.push(format_id(&tag)),
                    _ => {}
                },
                Event::Empty(tag) => match tag.local_name().as_ref() {
                    "numFmt" if in_formats => drop(add_format(&tag, &mut formats)),
                    "xf" if in_styles => styles.push(format_id(&tag)),
                    _ => {}
                },
                Event::End(tag) => match tag.local_name().as_ref() {
                    "numFmts" => in_formats = false,
                    "cellXfs" => in_styles = false,
                    _ => {}
                },
                Event::Eof => break,
                _ => {}
            }
            if styles.len() > MAX_STYLES || formats.len() > MAX_STYLES {
                return Err(xml.damaged("it has too many styles"));
            }
        }
        let shape = |id: u32| formats.get(&id).copied().or_else(|| built_in(id)).unwrap_or_default();
        Ok(Self(styles.into_iter().map(shape).collect()))
    }

    /// A style that is not described shows numbers as they are.
    #[inline]
    pub(super) fn shape(&self, style: usize) -> Shape {
        self.0.get(style).copied().unwrap_or_default()
    }
}

fn add_format(tag: &BytesStart<'_>, formats: &mut HashMap<u32, Shape>) -> Option<Shape> {
    let id = attribute(tag, "numFmtId")?.trim().parse().ok()?;
    formats.insert(id, shape(&attribute(tag, "formatCode")?))
}

fn format_id(tag: &BytesStart<'_>) -> u32 {
    attribute(tag, "numFmtId").and_then(|id| id.trim().parse().ok()).unwrap_or(0)
}
