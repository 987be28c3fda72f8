//! One fetch as a test asks for it.

use std::{
    collections::HashMap,
    io,
    net::IpAddr,
    sync::{Arc, Mutex},
    time::Duration,
};

use futures_util::future::{BoxFuture, FutureExt, ready};
use rowmill_worker::pipeline::fetch::{
    Conditional, FetchError, FetchPolicy, Fetched, Fetcher, Lookup, SystemLookup, Trust,
};

use crate::origin::Origin;

/// A policy, a resolver and a trust, to be fetched under.
pub(crate) struct Trial {
    pub(crate) policy: FetchPolicy,
    pub(crate) lookup: Arc<dyn Lookup>,
    pub(crate) trust: Trust,
}

impl Trial {
    /// Opens the entries of `allow`; the deadlines are so long that only a hanging test meets them.
    pub(crate) fn allowing(allow: &[&str]) -> Self {
        let long = Duration::from_secs(60);
        let policy = FetchPolicy {
            allow: allow.iter().map(|entry| entry.parse().unwrap()).collect(),
            max_bytes: 1 << 20,
            connect_timeout: long,
            header_timeout: long,
            idle_timeout: long,
            total_timeout: long,
            ..FetchPolicy::default()
        };
        Self { policy, lookup: Arc::new(SystemLookup), trust: Trust::System }
    }

    /// Opens exactly `origin`.
    pub(crate) fn of(origin: &Origin) -> Self {
        Self::allowing(&[&origin.entry()])
    }

    pub(crate) fn fetcher(&self) -> Fetcher {
        Fetcher::with(self.policy.clone(), Arc::clone(&self.lookup), self.trust.clone())
    }

    pub(crate) async fn fetch(&self, url: &str) -> Result<(Fetched, Vec<u8>), FetchError> {
        self.fetch_if(url, &Conditional::default()).await
    }

    pub(crate) async fn fetch_if(
        &self,
        url: &str,
        conditional: &Conditional,
    ) -> Result<(Fetched, Vec<u8>), FetchError> {
        let mut sink = Vec::new();
        let fetched = self.fetcher().fetch(&url.parse().unwrap(), conditional, &mut sink, |_, _| {}).await?;
        Ok((fetched, sink))
    }

    /// The error of a fetch that must fail.
    pub(crate) async fn fails(&self, url: &str) -> FetchError {
        self.fetch(url).await.expect_err("the fetch succeeded")
    }
}

/// A resolver whose answers are scripted: each look-up of a name takes the next, the last one stays.
#[derive(Default)]
pub(crate) struct Script {
    answers: HashMap<String, Vec<Vec<IpAddr>>>,
    asked: Mutex<HashMap<String, usize>>,
}

impl Script {
    /// `answers` are addresses with spaces in between, one string for each look-up in turn.
    pub(crate) fn with(mut self, name: &str, answers: &[&str]) -> Self {
        let read = |answer: &&str| answer.split_whitespace().map(|one| one.parse().unwrap()).collect();
        self.answers.insert(name.to_owned(), answers.iter().map(read).collect());
        self
    }

    pub(crate) fn times_asked(&self, name: &str) -> usize {
        self.asked.lock().unwrap().get(name).copied().unwrap_or(0)
    }
}

impl Lookup for Script {
    fn lookup<'a>(&'a self, host: &'a str) -> BoxFuture<'a, io::Result<Vec<IpAddr>>> {
        let mut asked = self.asked.lock().unwrap();
        let times = asked.entry(host.to_owned()).or_default();
        let answers = &self.answers[host];
        let answer = answers[(*times).min(answers.len() - 1)].clone();
        *times += 1;
        ready(Ok(answer)).boxed()
    }
}
