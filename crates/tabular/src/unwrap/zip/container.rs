//! A zip file whose entries are the parts of one document, read one by one or several at the same time.

use std::io::{BufReader, Seek, SeekFrom};

use super::entry::{self, Member};
use super::{CHUNK, FORMAT, directory, stream};
use crate::error::Error;
use crate::input::ReadSeek;
use crate::limits::Limits;
use crate::shared_file::SharedFile;
use crate::source::{Counter, Counting, Source, SourceReader};
use crate::unwrap::inflate::{Inflating, fault};

/// An opened zip file.
pub(crate) struct Container {
    file: SharedFile,
    size: u64,
    members: Vec<Member>,
    limits: Limits,
}

impl Container {
    /// Reads the directory.
    ///
    /// # Errors
    /// When it is missing or damaged, or holds more entries than allowed.
    pub(crate) fn open(mut file: Box<dyn ReadSeek>, limits: &Limits) -> Result<Self, Error> {
        let mut members = directory::read(&mut *file, limits)?;
        members.retain(|member| !member.is_folder());
        for member in &mut members {
            // Some programs of Windows write `\`, some a leading `/`.
            member.name = member.name.replace('\\', "/").trim_start_matches('/').to_owned();
        }
        let size = file.seek(SeekFrom::End(0)).map_err(Error::ReadFailed)?;
        Ok(Self { file: SharedFile::new(file), size, members, limits: limits.clone() })
    }

    /// Bytes of the whole file.
    pub(crate) fn size(&self) -> u64 {
        self.size
    }

    /// The name, as the directory has it, of the entry with this name; if there is none, of one that differs only in
    /// upper and lower case.
    pub(crate) fn find(&self, name: &str) -> Option<&str> {
        self.member(name).map(|member| member.name.as_str())
    }

    fn member(&self, name: &str) -> Option<&Member> {
        let name = name.trim_start_matches('/');
        let similar = |member: &&Member| member.name.eq_ignore_ascii_case(name);
        self.members.iter().find(|member| member.name == name).or_else(|| self.members.iter().find(similar))
    }

    /// The data of an entry, unpacked and checked. `counter` counts its stored bytes.
    ///
    /// # Errors
    /// When there is none, it is encrypted, or compressed in a way that is not read.
    pub(crate) fn read(&self, name: &str, counter: &Counter) -> Result<Box<dyn Source + Send>, Error> {
        let none = || Error::EntryNotFound { entry: name.to_owned() };
        let member = self.member(name).ok_or_else(none)?;
        member.refuse_encrypted()?;
        let base = counter.get();
        let mut file = self.file.clone();
        file.seek(SeekFrom::Start(member.header_at)).map_err(Error::ReadFailed)?;
        let place = Counting::new(file, counter.clone());
        let mut input = BufReader::with_capacity(CHUNK, SourceReader(place));
        stream::pass_header(&mut input).map_err(|error| fault(error, FORMAT, member.header_at))?;
        let decoder = entry::open(member, input)?;
        Ok(Box::new(Inflating::new(decoder, FORMAT, counter, base, &self.limits)))
    }
}
