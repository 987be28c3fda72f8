//! Forms as a browser would send them.

use anyhow::Context;
use url::form_urlencoded;

use super::html::Token;

/// A form with what its fields hold.
#[derive(Debug, Clone, Default)]
pub struct Form {
    /// Where it is sent.
    pub action: String,
    /// `get` or `post`.
    pub method: String,
    /// Names and values in order. A `textarea` is empty, whatever the page filled in.
    pub fields: Vec<(String, String)>,
    /// Name of the file field; `None` when the form has none.
    pub file: Option<String>,
}

impl Form {
    /// Sets a field.
    ///
    /// # Errors
    /// When the form has no such field.
    pub fn with(mut self, name: &str, value: &str) -> anyhow::Result<Self> {
        let field = self.fields.iter_mut().find(|(field, _)| field == name);
        let (_, held) = field.with_context(|| format!("the form {} has no field {name}", self.action))?;
        value.clone_into(held);
        Ok(self)
    }

    /// What a field holds.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(field, _)| field == name).map(|(_, value)| value.as_str())
    }

    pub(super) fn urlencoded(&self) -> String {
        form_urlencoded::Serializer::new(String::new()).extend_pairs(&self.fields).finish()
    }

    /// The body of a multipart request up to the first byte of the file, and what follows the last. The fields come
    /// first, as in the page.
    pub fn multipart(&self, boundary: &str, file_name: &str) -> (String, String) {
        let mut head = String::new();
        for (name, value) in &self.fields {
            head += &format!(
                "--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
            );
        }
        let field = self.file.as_deref().unwrap_or("file");
        head += &format!(
            "--{boundary}\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"{file_name}\"\r\n\
             Content-Type: application/octet-stream\r\n\r\n"
        );
        (head, format!("\r\n--{boundary}--\r\n"))
    }
}

pub(super) fn forms(tokens: &[Token]) -> Vec<Form> {
    let mut forms: Vec<Form> = Vec::new();
    let mut inside = false;
    let mut select: Option<(String, Option<String>)> = None;
    for token in tokens {
        if token.opens("form") {
            inside = true;
            forms.push(Form {
                action: token.attribute("action").unwrap_or_default().to_owned(),
                method: token.attribute("method").unwrap_or("get").to_owned(),
                ..Form::default()
            });
        } else if token.closes("form") {
            inside = false;
        }
        let Some(form) = forms.last_mut().filter(|_| inside) else { continue };
        let name = token.attribute("name").map(str::to_owned);
        if token.opens("input") {
            let Some(name) = name else { continue };
            match token.attribute("type").unwrap_or("text") {
                "file" => form.file = Some(name),
                "checkbox" | "radio" if token.attribute("checked").is_none() => {}
                _ => form.fields.push((name, token.attribute("value").unwrap_or_default().to_owned())),
            }
        } else if token.opens("textarea") {
            form.fields.extend(name.map(|name| (name, String::new())));
        } else if token.opens("select") {
            select = name.map(|name| (name, None));
        } else if token.opens("option") {
            if let Some((_, chosen)) = &mut select
                && (chosen.is_none() || token.attribute("selected").is_some())
            {
                *chosen = token.attribute("value").map(str::to_owned);
            }
        } else if token.closes("select")
            && let Some((name, chosen)) = select.take()
        {
            form.fields.push((name, chosen.unwrap_or_default()));
        }
    }
    forms
}

#[cfg(test)]
mod tests {
    use super::{super::html::tokens, *};

    #[test]
    fn a_form_holds_what_the_page_filled_in() {
        let html = "<form method=\"post\" action=\"/a\"><input type=\"hidden\" name=\"csrf\" value=\"t\">\
            <select name=\"s\"><option value=\"1\"></option><option value=\"2\" selected></option></select>\
            <input name=\"f\" type=\"file\"></form><input name=\"outside\">";
        let forms = forms(&tokens(html));
        assert_eq!(forms.len(), 1);
        assert_eq!(forms[0].fields, [("csrf".into(), "t".into()), ("s".into(), "2".into())]);
        assert_eq!(forms[0].file.as_deref(), Some("f"));
    }
}
