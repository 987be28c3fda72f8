//! A compound file of one stream ([MS-CFB]): a header, a table of sectors, a directory, and the stream.

/// What every compound file starts with.
pub(crate) const MAGIC: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";

/// Bytes of a sector.
const SECTOR: usize = 512;

/// A shorter stream would be kept in a table of its own.
const LEAST: usize = 4096;

/// The next of the last sector of a chain, and of a sector of the table itself.
const END: u32 = 0xFFFF_FFFE;
const TABLE: u32 = 0xFFFF_FFFD;

/// Sectors of the table, enough for 256 KiB.
const TABLES: u32 = 4;

/// The stream under this name; what is beyond the 256 KiB that the table has room for cannot be reached.
pub(crate) fn compound(name: &str, stream: &[u8]) -> Vec<u8> {
    let mut data = stream.to_vec();
    data.resize(data.len().max(LEAST).next_multiple_of(SECTOR), 0);
    let (count, first) = ((data.len() / SECTOR) as u32, TABLES + 1);
    let mut table = vec![TABLE; TABLES as usize];
    table.push(END);
    table.extend((1..=count).map(|i| if i < count { first + i } else { END }));
    table.resize(TABLES as usize * SECTOR / 4, u32::MAX);

    let mut header = vec![0; SECTOR];
    header[..8].copy_from_slice(MAGIC);
    (header[30], header[32]) = (9, 6);
    let listed = (0..109).map(|i| if i < TABLES { i } else { u32::MAX });
    let numbers = [(44, TABLES), (48, TABLES), (56, LEAST as u32), (60, END), (68, END)];
    for (at, number) in numbers.into_iter().chain(listed.enumerate().map(|(i, n)| (76 + i * 4, n))) {
        header[at..at + 4].copy_from_slice(&number.to_le_bytes());
    }
    let mut file = header;
    file.extend(table.iter().flat_map(|number| number.to_le_bytes()));
    let mut directory = [entry("Root Entry", 5, END, 0), entry(name, 2, first, data.len())].concat();
    directory.resize(SECTOR, 0);
    file.extend(directory);
    file.extend(data);
    file
}

/// An item of the directory: 5 is the root, 2 a stream.
fn entry(name: &str, kind: u8, start: u32, len: usize) -> Vec<u8> {
    let mut entry = vec![0; 128];
    let name: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
    entry[..name.len()].copy_from_slice(&name);
    (entry[64], entry[66]) = (name.len() as u8 + 2, kind);
    entry[116..120].copy_from_slice(&start.to_le_bytes());
    entry[120..124].copy_from_slice(&(len as u32).to_le_bytes());
    entry
}
