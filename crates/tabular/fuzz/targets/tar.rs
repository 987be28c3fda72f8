//! A tar file of one entry (POSIX.1-2017 `ustar`).

/// Bytes of a header, and to a multiple of which data is padded.
const BLOCK: usize = 512;

/// The data under a name of at most 100 bytes.
pub(crate) fn tar(name: &str, data: &[u8]) -> Vec<u8> {
    let mut file = vec![0; BLOCK];
    file[..name.len()].copy_from_slice(name.as_bytes());
    file[124..135].copy_from_slice(format!("{:011o}", data.len()).as_bytes());
    // The checksum counts as spaces in its own sum.
    file[148..156].fill(b' ');
    file[156] = b'0';
    file[257..265].copy_from_slice(b"ustar\x0000");
    let sum: u32 = file.iter().map(|byte| u32::from(*byte)).sum();
    file[148..155].copy_from_slice(format!("{sum:06o}\0").as_bytes());
    file.extend(data);
    file.resize(file.len().next_multiple_of(BLOCK) + 2 * BLOCK, 0);
    file
}
