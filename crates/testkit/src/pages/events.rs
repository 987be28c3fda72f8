//! Server-sent events.

use std::time::Duration;

use anyhow::{Context, ensure};
use reqwest::Response;

/// A stream that is listened to.
#[derive(Debug)]
pub struct Events {
    response: Response,
    buffer: String,
}

/// An event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Its type; `message` when it names none.
    pub name: String,
    /// Its data.
    pub data: String,
}

impl Events {
    pub(super) fn new(response: Response) -> anyhow::Result<Self> {
        let kind = response.headers().get("content-type").and_then(|value| value.to_str().ok());
        ensure!(
            response.status().is_success() && kind.is_some_and(|kind| kind.starts_with("text/event-stream")),
            "{} is no stream of events: {} {kind:?}",
            response.url().path(),
            response.status()
        );
        Ok(Self { response, buffer: String::new() })
    }

    /// The next event; comments are passed over.
    ///
    /// # Errors
    /// When the stream ends, or none comes within `patience`.
    pub async fn next(&mut self, patience: Duration) -> anyhow::Result<Event> {
        tokio::time::timeout(patience, self.read()).await.context("no event came in time")?
    }

    async fn read(&mut self) -> anyhow::Result<Event> {
        loop {
            while let Some(end) = self.buffer.find("\n\n") {
                let block: String = self.buffer.drain(..end + 2).collect();
                if let Some(event) = parse(&block) {
                    return Ok(event);
                }
            }
            let bytes = self.response.chunk().await?.context("the stream ended")?;
            self.buffer += &String::from_utf8_lossy(&bytes).replace('\r', "");
        }
    }
}

fn parse(block: &str) -> Option<Event> {
    let field = |name: &str| {
        let lines = block.lines().filter_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
        lines.map(str::trim_start).collect::<Vec<_>>()
    };
    let (name, data) = (field("event"), field("data"));
    if name.is_empty() && data.is_empty() {
        return None;
    }
    Some(Event { name: name.first().copied().unwrap_or("message").to_owned(), data: data.join("\n") })
}
