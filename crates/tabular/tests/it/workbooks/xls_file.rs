//! Writes old Excel workbooks, record by record, into a compound file ([MS-XLS], [MS-CFB]).

/// A record.
pub(crate) fn record(kind: u16, data: &[u8]) -> Vec<u8> {
    let len = u16::try_from(data.len()).unwrap();
    [&kind.to_le_bytes(), &len.to_le_bytes(), data].concat()
}

/// The start of a cell's record: 0-based row and column, and its style.
fn place(row: u16, column: u16, style: u16) -> Vec<u8> {
    [row, column, style].iter().flat_map(|n| n.to_le_bytes()).collect()
}

pub(crate) fn number(row: u16, column: u16, style: u16, value: f64) -> Vec<u8> {
    record(0x0203, &[place(row, column, style), value.to_le_bytes().to_vec()].concat())
}

pub(crate) fn shared_text(row: u16, column: u16, index: u32) -> Vec<u8> {
    record(0x00FD, &[place(row, column, 0), index.to_le_bytes().to_vec()].concat())
}

/// A formula: its result in eight bytes.
pub(crate) fn formula(row: u16, column: u16, result: [u8; 8]) -> Vec<u8> {
    formula_of(row, column, result, &[])
}

/// The same with its tokens.
pub(crate) fn formula_of(row: u16, column: u16, result: [u8; 8], tokens: &[u8]) -> Vec<u8> {
    let len = (tokens.len() as u16).to_le_bytes();
    record(0x0006, &[&place(row, column, 0)[..], &result, &[0; 6], &len, tokens].concat())
}

pub(crate) fn boolean(row: u16, column: u16, value: u8, is_error: u8) -> Vec<u8> {
    record(0x0205, &[place(row, column, 0), vec![value, is_error]].concat())
}

/// Several numbers in a row, in 30 bits each.
pub(crate) fn many(row: u16, column: u16, values: &[u32]) -> Vec<u8> {
    let mut data = [row, column].iter().flat_map(|n| n.to_le_bytes()).collect::<Vec<u8>>();
    for value in values {
        data.extend(0_u16.to_le_bytes());
        data.extend(value.to_le_bytes());
    }
    data.extend((column + values.len() as u16 - 1).to_le_bytes());
    record(0x00BD, &data)
}

/// A text of two bytes a character, behind its length of one or two bytes.
pub(crate) fn text(value: &str, len_bytes: usize) -> Vec<u8> {
    let units: Vec<u16> = value.encode_utf16().collect();
    let mut data = (units.len() as u16).to_le_bytes()[..len_bytes].to_vec();
    data.push(1);
    data.extend(units.iter().flat_map(|unit| unit.to_le_bytes()));
    data
}

/// The stream of a workbook: `globals` are records before the list of sheets; a sheet has a name, a state (1: hidden) and
/// records. Style 1 is a date, style 2 `[h]:mm`.
pub(crate) fn stream(globals: &[u8], sheets: &[(&str, u8, Vec<u8>)]) -> Vec<u8> {
    let start = |kind: u16| record(0x0809, &[0x0600_u16.to_le_bytes(), kind.to_le_bytes()].concat());
    let end = record(0x000A, &[]);
    let format = record(0x041E, &[164_u16.to_le_bytes().to_vec(), text("[h]:mm", 2)].concat());
    let style = |format: u16| record(0x00E0, &[0_u16.to_le_bytes(), format.to_le_bytes()].concat());
    let head = [start(5), format, style(0), style(14), style(164), globals.to_vec()].concat();
    let names: Vec<_> = sheets.iter().map(|(name, ..)| text(name, 1)).collect();
    let list_len: usize = names.iter().map(|name| 4 + 6 + name.len()).sum();
    let mut at = head.len() + list_len + end.len();
    let (mut list, mut bodies) = (Vec::new(), Vec::new());
    for ((_, state, records), name) in sheets.iter().zip(&names) {
        let body = [start(16), records.clone(), end.clone()].concat();
        list.extend(record(0x0085, &[&(at as u32).to_le_bytes()[..], &[*state, 0], name].concat()));
        at += body.len();
        bodies.extend(body);
    }
    [head, list, end, bodies].concat()
}

/// A compound file with one stream.
pub(crate) fn compound(name: &str, stream: &[u8]) -> Vec<u8> {
    const END: u32 = 0xFFFF_FFFE;
    let is_short = stream.len() < 4096;
    let padded = |bytes: &[u8]| [bytes, &vec![0; bytes.len().next_multiple_of(512) - bytes.len()]].concat();
    let data = padded(stream);
    let count = (data.len() / 512) as u32;
    // Sectors: the table (two of them), the directory, the table of small sectors, then the data.
    let (directory, minis, first) = (2, 3, 4);
    let mut next: Vec<u32> = vec![0xFFFF_FFFD, 0xFFFF_FFFD, END, END];
    next.extend((0..count).map(|i| if i + 1 < count { first + i + 1 } else { END }));
    next.resize(256, u32::MAX);
    let mini_count = stream.len().div_ceil(64) as u32;
    let mut next_mini: Vec<u32> = (0..if is_short { mini_count } else { 0 })
        .map(|i| if i + 1 < mini_count { i + 1 } else { END })
        .collect();
    next_mini.resize(128, u32::MAX);
    let entry = |name: &str, kind: u8, start: u32, len: usize| {
        let mut entry = vec![0; 128];
        let units: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        entry[..units.len()].copy_from_slice(&units);
        entry[64] = units.len() as u8 + 2;
        entry[66] = kind;
        entry[116..120].copy_from_slice(&start.to_le_bytes());
        entry[120..124].copy_from_slice(&(len as u32).to_le_bytes());
        entry
    };
    let root =
        if is_short { entry("Root Entry", 5, first, data.len()) } else { entry("Root Entry", 5, END, 0) };
    let file = entry(name, 2, if is_short { 0 } else { first }, stream.len());
    let mut header = vec![0; 512];
    header[..8].copy_from_slice(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1");
    header[30] = 9;
    header[32] = 6;
    let listed = [0, 1].into_iter().chain(std::iter::repeat_n(u32::MAX, 107));
    let numbers = [(44, 2), (48, directory), (56, 4096), (60, minis), (64, 1), (68, END), (72, 0)];
    for (at, value) in numbers.into_iter().chain(listed.enumerate().map(|(i, n)| (76 + i * 4, n))) {
        header[at..at + 4].copy_from_slice(&value.to_le_bytes());
    }
    let table = |numbers: &[u32]| numbers.iter().flat_map(|n| n.to_le_bytes()).collect::<Vec<u8>>();
    [header, table(&next), padded(&[root, file].concat()), table(&next_mini), data].concat()
}
