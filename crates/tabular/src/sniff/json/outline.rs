//! The outline of a JSON document: where in it there are arrays that may be a table.

use std::collections::HashSet;

use crate::decode::json::{Fault, Text, join, key};
use crate::error::Error;

/// Objects within each other that are looked into. Tables lie near the surface.
const MAX_LEVELS: usize = 8;

/// Arrays that are remembered.
const MAX_CANDIDATES: usize = 1000;

/// An array in a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Candidate {
    pub(super) pointer: String,
    pub(super) elements: u64,
    pub(super) objects: u64,
    pub(super) arrays: u64,
}

impl Candidate {
    fn level(&self) -> usize {
        self.pointer.matches('/').count()
    }

    pub(super) fn is_of_objects(&self) -> bool {
        self.objects > 0 && self.objects * 2 > self.elements
    }

    pub(super) fn is_of_arrays(&self) -> bool {
        self.arrays > 0 && self.arrays * 2 > self.elements
    }
}

/// What is known of one value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Node {
    Scalar,
    /// Its elements, if none of them is an array or object.
    Array(Option<u64>),
    /// Its members, if none of them is an array or object and their keys are 0, 1, 2…
    Object(Option<u64>),
}

/// An object whose members are columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Columns {
    pub(super) pointer: String,
    pub(super) keys: Vec<String>,
    /// As many as each of them has.
    pub(super) rows: u64,
}

/// The outline of a document.
#[derive(Debug, Default)]
pub(super) struct Outline {
    /// Arrays with something in them, in the order of the document.
    pub(super) arrays: Vec<Candidate>,
    /// The members of the outermost object.
    pub(super) members: Vec<(String, Node)>,
    columns: Vec<Columns>,
}

impl Outline {
    /// Takes the value at the position in, and moves behind it.
    ///
    /// # Errors
    /// When it is not JSON. The first bytes of a file end anywhere; then what was seen up to there stays.
    pub(super) fn read(&mut self, text: &mut Text, complete: bool) -> Result<(), Error> {
        match self.value(text, "", 0) {
            Err(Error::InvalidJson { ends: true, .. }) if !complete => Ok(()),
            other => other.map(drop),
        }
    }

    fn value(&mut self, text: &mut Text, pointer: &str, level: usize) -> Result<Node, Error> {
        match text.next_significant()? {
            Some(b'[') => self.array(text, pointer),
            Some(b'{') if level < MAX_LEVELS => self.object(text, pointer, level),
            Some(b'{') => text.pass().map(|()| Node::Object(None)),
            _ => text.pass().map(|()| Node::Scalar),
        }
    }

    fn object(&mut self, text: &mut Text, pointer: &str, level: usize) -> Result<Node, Error> {
        text.advance(1);
        let (mut count, mut is_numbered) = (0_u64, true);
        let mut members: Vec<(String, Node)> = Vec::new();
        if text.next_significant()? == Some(b'}') {
            text.advance(1);
            return Ok(Node::Object(None));
        }
        loop {
            let key = key(text)?;
            let node = self.value(text, &join(pointer, &key), level + 1)?;
            is_numbered &= node == Node::Scalar && key == count.to_string();
            count += 1;
            if members.len() < MAX_CANDIDATES {
                if level == 0 {
                    self.members.push((key.clone(), node.clone()));
                }
                members.push((key, node));
            }
            match text.next_significant()? {
                Some(b',') => text.advance(1),
                Some(b'}') => break,
                Some(_) => return Err(text.invalid(0, Fault::CommaOrBrace)),
                None => return Err(text.invalid(0, Fault::Ends)),
            }
        }
        text.advance(1);
        if count == members.len() as u64
            && let Some(columns) = columns_of(members, pointer)
        {
            self.columns.push(columns);
        }
        Ok(Node::Object(is_numbered.then_some(count)))
    }

    fn array(&mut self, text: &mut Text, pointer: &str) -> Result<Node, Error> {
        text.advance(1);
        let mut found = Candidate { pointer: pointer.to_owned(), elements: 0, objects: 0, arrays: 0 };
        let ended = found.elements_of(text);
        let is_flat = found.objects + found.arrays == 0;
        let node = Node::Array(is_flat.then_some(found.elements));
        if self.arrays.len() < MAX_CANDIDATES && found.elements > 0 {
            self.arrays.push(found);
        }
        ended.map(|()| node)
    }

    /// The array that is the table: the longest of objects, the first of equals. One of arrays only if there is none of
    /// objects, or it is longer and nearer to the surface: then the objects describe its columns.
    pub(super) fn table(&self) -> Option<&Candidate> {
        let longest = |is: fn(&Candidate) -> bool| {
            self.arrays
                .iter()
                .filter(|array| is(array))
                .reduce(|best, next| if next.elements > best.elements { next } else { best })
        };
        match (longest(Candidate::is_of_objects), longest(Candidate::is_of_arrays)) {
            (Some(objects), Some(arrays))
                if arrays.elements > objects.elements && arrays.level() < objects.level() =>
            {
                Some(arrays)
            }
            (Some(objects), _) => Some(objects),
            (None, arrays) => arrays,
        }
    }

    /// The columns of a document that has them side by side: its own members, else those within it that have most rows.
    pub(super) fn columns(&self) -> Option<&Columns> {
        let own = self.columns.iter().find(|columns| columns.pointer.is_empty());
        own.or_else(|| self.columns.iter().max_by_key(|columns| columns.rows))
    }
}

/// Members that are all arrays of one length, or at the surface all objects whose keys number as many rows. Deeper in a
/// document one column, or one row, is no sign of a table.
fn columns_of(members: Vec<(String, Node)>, pointer: &str) -> Option<Columns> {
    let is_outermost = pointer.is_empty();
    let rows = |node: &Node| match node {
        Node::Array(rows) => *rows,
        Node::Object(rows) => rows.filter(|_| is_outermost),
        Node::Scalar => None,
    };
    let (_, first) = members.first()?;
    let expected = rows(first).filter(|rows| *rows > 0)?;
    let same_kind = |node: &Node| std::mem::discriminant(node) == std::mem::discriminant(first);
    let all = members.iter().all(|(_, node)| same_kind(node) && rows(node) == Some(expected));
    let distinct: HashSet<&String> = members.iter().map(|(key, _)| key).collect();
    let is_table = is_outermost || members.len() > 1 && expected > 1;
    (all && is_table && distinct.len() == members.len()).then(|| Columns {
        pointer: pointer.to_owned(),
        keys: members.into_iter().map(|(key, _)| key).collect(),
        rows: expected,
    })
}

impl Candidate {
    fn elements_of(&mut self, text: &mut Text) -> Result<(), Error> {
        if text.next_significant()? == Some(b']') {
            text.advance(1);
            return Ok(());
        }
        loop {
            match text.next_significant()? {
                Some(b'{') => self.objects += 1,
                Some(b'[') => self.arrays += 1,
                _ => {}
            }
            self.elements += 1;
            text.pass()?;
            match text.next_significant()? {
                Some(b',') => text.advance(1),
                Some(b']') => break,
                Some(_) => return Err(text.invalid(0, Fault::CommaOrBracket)),
                None => return Err(text.invalid(0, Fault::Ends)),
            }
        }
        text.advance(1);
        Ok(())
    }
}
