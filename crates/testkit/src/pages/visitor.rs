//! Somebody who uses the pages.

use std::{collections::BTreeMap, time::Duration};

use anyhow::{Context, bail, ensure};
use bytes::Bytes;
use reqwest::{
    Method, Response,
    header::{CONTENT_TYPE, COOKIE, LOCATION, SET_COOKIE},
};
use tokio::time::Instant;

use super::{Events, Form, Page, plain_client};

/// The password of every account that a visitor makes.
pub const PASSWORD: &str = "mill race 42 turns slowly";
/// Redirects followed in a row.
const REDIRECTS: usize = 5;
/// Separates the parts of an upload.
const BOUNDARY: &str = "----------------rowmill-testkit";

/// A person at one web process, with the cookies of the whole formation: cookies know no ports.
#[derive(Debug, Clone)]
pub struct Visitor {
    client: reqwest::Client,
    base: String,
    cookies: BTreeMap<String, String>,
}

impl Visitor {
    /// Somebody new at a web process.
    ///
    /// # Errors
    /// When the HTTP client cannot be built.
    pub fn new(base: &str) -> anyhow::Result<Self> {
        Ok(Self { client: plain_client()?, base: base.to_owned(), cookies: BTreeMap::new() })
    }

    /// Goes on at another web process.
    pub fn go_to(&mut self, base: &str) {
        base.clone_into(&mut self.base);
    }

    /// The cookies as a request sends them.
    pub fn cookie_header(&self) -> String {
        self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ")
    }

    /// Reads a page.
    ///
    /// # Errors
    /// When there is no answer.
    pub async fn get(&mut self, path: &str) -> anyhow::Result<Page> {
        let path = path.to_owned();
        self.follow(Method::GET, path, None).await
    }

    /// Sends a form.
    ///
    /// # Errors
    /// When there is no answer.
    pub async fn submit(&mut self, form: &Form) -> anyhow::Result<Page> {
        ensure!(form.method == "post", "{} is no form that changes something", form.action);
        let body = ("application/x-www-form-urlencoded".to_owned(), Bytes::from(form.urlencoded()));
        self.follow(Method::POST, form.action.clone(), Some(body)).await
    }

    /// Sends a form with a file.
    ///
    /// # Errors
    /// When there is no answer.
    pub async fn upload(&mut self, form: &Form, file_name: &str, file: &[u8]) -> anyhow::Result<Page> {
        let (head, tail) = form.multipart(BOUNDARY, file_name);
        let body = [head.as_bytes(), file, tail.as_bytes()].concat();
        let body = (format!("multipart/form-data; boundary={BOUNDARY}"), Bytes::from(body));
        self.follow(Method::POST, form.action.clone(), Some(body)).await
    }

    /// Begins an upload that announces `length` bytes of file, sends fewer, and hangs up.
    ///
    /// # Errors
    /// When the connection cannot be made.
    pub async fn upload_cut_off(&mut self, form: &Form, file: &[u8], length: usize) -> anyhow::Result<()> {
        use tokio::io::AsyncWriteExt;
        let (head, tail) = form.multipart(BOUNDARY, "cut.csv");
        let address = self.base.trim_start_matches("http://").to_owned();
        let mut stream = tokio::net::TcpStream::connect(&address).await?;
        let request = format!(
            "POST {} HTTP/1.1\r\nHost: {address}\r\nCookie: {}\r\nContent-Length: {}\r\n\
             Content-Type: multipart/form-data; boundary={BOUNDARY}\r\n\r\n",
            form.action,
            self.cookie_header(),
            head.len() + length + tail.len(),
        );
        stream.write_all(request.as_bytes()).await?;
        stream.write_all(head.as_bytes()).await?;
        stream.write_all(file).await?;
        stream.flush().await?;
        // Long enough for the web process to have begun.
        tokio::time::sleep(Duration::from_millis(300)).await;
        Ok(())
    }

    /// Listens to a stream of events.
    ///
    /// # Errors
    /// When the answer is no stream.
    pub async fn events(&self, path: &str) -> anyhow::Result<Events> {
        let request = self.client.get(format!("{}{path}", self.base)).header(COOKIE, self.cookie_header());
        Events::new(request.header("accept", "text/event-stream").send().await?)
    }

    /// Becomes the first administrator through the link that `rowmill-admin first-link` printed, with a workspace of this
    /// title; the workspace's slug.
    ///
    /// # Errors
    /// When the pages do not let in.
    pub async fn sign_up(&mut self, link: &str, workspace: &str) -> anyhow::Result<String> {
        let at = link.find("/welcome/").context("the link leads to /welcome/")?;
        let page = self.get(&link[at..]).await?;
        let form = page.form("/welcome/")?;
        let form = form.with("name", "Ada Lovelace")?.with("email", "ada@example.org")?;
        let form = form.with("password", PASSWORD)?.with("workspace", workspace)?;
        let page = self.submit(&form).await?;
        ensure!(
            page.status == 200,
            "signing up ended with {} at {}: {}",
            page.status,
            page.path,
            page.text()
        );
        let slug = page.path.trim_start_matches('/').to_owned();
        ensure!(!slug.is_empty() && !slug.contains('/'), "signing up led to {}", page.path);
        Ok(slug)
    }

    /// Signs in.
    ///
    /// # Errors
    /// When the pages do not let in.
    pub async fn sign_in(&mut self) -> anyhow::Result<Page> {
        let form = self.get("/sign-in").await?.form("/sign-in")?;
        let page = self.submit(&form.with("email", "ada@example.org")?.with("password", PASSWORD)?).await?;
        ensure!(page.status == 200, "signing in ended with {}: {}", page.status, page.text());
        Ok(page)
    }

    /// Pastes an address and waits for the preview, or for what is wrong with it.
    ///
    /// # Errors
    /// When neither comes within half a minute.
    pub async fn preview_url(&mut self, workspace: &str, url: &str) -> anyhow::Result<Page> {
        let page = self.get(&format!("/{workspace}/-/new")).await?;
        let form = page.form("/-/sources")?.with("url", url)?;
        let page = self.submit(&form).await?;
        self.previewed(page).await
    }

    /// Uploads a file and waits for the preview, or for what is wrong with it.
    ///
    /// # Errors
    /// When neither comes within half a minute.
    pub async fn preview_file(
        &mut self,
        workspace: &str,
        file_name: &str,
        file: &[u8],
    ) -> anyhow::Result<Page> {
        let form = self.get(&format!("/{workspace}/-/new")).await?.form("/-/uploads")?;
        let page = self.upload(&form, file_name, file).await?;
        self.previewed(page).await
    }

    /// Creates the table that a preview offers, under this name; the page it leads to.
    ///
    /// # Errors
    /// When the preview offers none, or the answer is no page.
    pub async fn create_table(
        &mut self,
        preview: &Page,
        name: &str,
        cron: Option<&str>,
    ) -> anyhow::Result<Page> {
        let mut form = preview.form("/-/tables")?.with("name", name)?.with("title", name)?;
        if form.value("schedule").is_some() {
            form = match cron {
                Some(cron) => form.with("schedule", "custom")?.with("cron", cron)?,
                None => form.with("schedule", "by_hand")?,
            };
        }
        let page = self.submit(&form).await?;
        ensure!(page.status == 200, "creating {name} ended with {}: {}", page.status, page.text());
        Ok(page)
    }

    /// Reads a page again until `done`, as its reader would who has no JavaScript.
    ///
    /// # Errors
    /// When it is not within `patience`.
    pub async fn wait_for(
        &mut self,
        path: &str,
        patience: Duration,
        done: impl Fn(&Page) -> bool,
    ) -> anyhow::Result<Page> {
        let deadline = Instant::now() + patience;
        loop {
            let page = self.get(path).await?;
            if done(&page) {
                return Ok(page);
            }
            if Instant::now() > deadline {
                bail!("{path} ({}) is not what it should be: {}", page.status, page.text());
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    async fn previewed(&mut self, page: Page) -> anyhow::Result<Page> {
        ensure!(page.status < 400, "the preview ended with {}: {}", page.status, page.text());
        let waiting = |page: &Page| page.html.contains("data-progress=");
        if waiting(&page) {
            return self.wait_for(&page.path, Duration::from_secs(30), |page| !waiting(page)).await;
        }
        Ok(page)
    }

    async fn follow(
        &mut self,
        mut method: Method,
        mut path: String,
        mut body: Option<(String, Bytes)>,
    ) -> anyhow::Result<Page> {
        for _ in 0..=REDIRECTS {
            let mut request = self.client.request(method.clone(), format!("{}{path}", self.base));
            if !self.cookies.is_empty() {
                request = request.header(COOKIE, self.cookie_header());
            }
            if let Some((content_type, bytes)) = &body {
                request = request.header(CONTENT_TYPE, content_type).body(bytes.clone());
            }
            let answer = request.header("accept", "text/html").send().await?;
            self.keep_cookies(&answer);
            let location = answer.headers().get(LOCATION).and_then(|value| value.to_str().ok());
            let Some(location) = location.filter(|_| answer.status().is_redirection()) else {
                return page(path, answer).await;
            };
            path = self.path_of(location);
            (method, body) = (Method::GET, None);
        }
        bail!("{path} redirects again and again")
    }

    /// Redirects lead to a path, or to an address of this installation.
    fn path_of(&self, location: &str) -> String {
        match location.strip_prefix("http://").and_then(|rest| rest.find('/').map(|at| rest[at..].to_owned()))
        {
            Some(path) => path,
            None => location.to_owned(),
        }
    }

    fn keep_cookies(&mut self, answer: &Response) {
        for cookie in answer.headers().get_all(SET_COOKIE) {
            let text = cookie.to_str().unwrap_or_default();
            let Some((name, value)) = text.split(';').next().and_then(|pair| pair.split_once('=')) else {
                continue;
            };
            if value.is_empty() || text.to_ascii_lowercase().contains("max-age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
    }
}

async fn page(path: String, answer: Response) -> anyhow::Result<Page> {
    let headers = answer
        .headers()
        .iter()
        .map(|(name, value)| (name.as_str().to_owned(), value.to_str().unwrap_or_default().to_owned()))
        .collect();
    Ok(Page { status: answer.status().as_u16(), path, headers, html: answer.text().await? })
}
