//! A page as it came.

use anyhow::Context;

use super::{
    Form,
    form::forms,
    html::{Token, tokens},
};

/// The answer at the end of every redirect.
#[derive(Debug, Clone)]
pub struct Page {
    /// The status.
    pub status: u16,
    /// Path and query.
    pub path: String,
    /// The body as text.
    pub html: String,
    /// Response headers, names in lower case.
    pub headers: Vec<(String, String)>,
}

impl Page {
    /// A form whose action contains `action`.
    ///
    /// # Errors
    /// When the page has none.
    pub fn form(&self, action: &str) -> anyhow::Result<Form> {
        let found = self.forms().into_iter().find(|form| form.action.contains(action));
        found.with_context(|| {
            format!("the page {} ({}) has no form for {action}:\n{}", self.path, self.status, self.text())
        })
    }

    /// Every form.
    pub fn forms(&self) -> Vec<Form> {
        forms(&tokens(&self.html))
    }

    /// What a person reads, with single spaces between the words.
    pub fn text(&self) -> String {
        let mut text = String::new();
        let mut head = false;
        for token in tokens(&self.html) {
            match token {
                Token::Open(name, _) if name == "head" => head = true,
                Token::Close(name) if name == "head" => head = false,
                Token::Text(words) if !head => {
                    text += &words;
                    text.push(' ');
                }
                _ => {}
            }
        }
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// The cells of the grid, row by row, the row's number first.
    pub fn grid(&self) -> Vec<Vec<String>> {
        self.rows_within("grid").into_iter().map(|(_, cells)| cells).collect()
    }

    /// The names in the head of the grid.
    pub fn grid_columns(&self) -> Vec<String> {
        let mut names = Vec::new();
        let mut inside = false;
        for token in tokens(&self.html) {
            inside = (inside || has_class(&token, "grid")) && !token.closes("thead");
            if inside && token.opens("span") && has_class(&token, "clip") {
                names.push(String::new());
            } else if let (true, Token::Text(text), Some(name)) = (inside, &token, names.last_mut())
                && name.is_empty()
            {
                text.trim().clone_into(name);
            }
        }
        names
    }

    /// The rows of the body of the first table within an element of this class, each with the address it links to.
    pub fn rows_within(&self, class: &str) -> Vec<(Option<String>, Vec<String>)> {
        let mut rows: Vec<(Option<String>, Vec<String>)> = Vec::new();
        let (mut found, mut body, mut cell) = (false, false, false);
        for token in tokens(&self.html) {
            found |= has_class(&token, class);
            if found && token.opens("tbody") {
                body = true;
            } else if body && token.closes("tbody") {
                break;
            } else if body && token.opens("tr") {
                rows.push((None, Vec::new()));
            } else if body && (token.opens("td") || token.opens("th")) {
                cell = true;
                if let Some((_, cells)) = rows.last_mut() {
                    cells.push(String::new());
                }
            } else if token.closes("td") || token.closes("th") {
                cell = false;
            } else if let (true, Some((link, cells))) = (cell, rows.last_mut()) {
                if let (Token::Text(text), Some(last)) = (&token, cells.last_mut()) {
                    last.push_str(text);
                } else if link.is_none() && token.opens("a") {
                    *link = token.attribute("href").map(str::to_owned);
                }
            }
        }
        for (_, cells) in &mut rows {
            cells.iter_mut().for_each(|cell| *cell = cell.trim().to_owned());
        }
        rows
    }

    /// An attribute of the first element that has it.
    pub fn attribute(&self, name: &str) -> Option<String> {
        tokens(&self.html).iter().find_map(|token| token.attribute(name).map(str::to_owned))
    }

    /// The address of the first link whose address contains `part`.
    ///
    /// # Errors
    /// When there is none.
    pub fn link(&self, part: &str) -> anyhow::Result<String> {
        let found = tokens(&self.html)
            .iter()
            .filter(|token| token.opens("a"))
            .find_map(|token| token.attribute("href").filter(|href| href.contains(part)).map(str::to_owned));
        found.with_context(|| format!("the page {} has no link to {part}:\n{}", self.path, self.text()))
    }

    /// A response header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(header, _)| header == name).map(|(_, value)| value.as_str())
    }
}

fn has_class(token: &Token, class: &str) -> bool {
    token.attribute("class").is_some_and(|classes| classes.split_whitespace().any(|c| c == class))
}
