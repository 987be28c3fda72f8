//! What `web` reads.

use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use url::Url;

use super::{CommonConfig, ConfigFaults, Env};

/// Bytes of key material a `SECRET_KEY` must give, after hexadecimal decoding.
const SECRET_KEY_BYTES: usize = 32;

/// The configuration of a web process.
#[derive(Debug, Clone)]
pub struct WebConfig {
    /// What every process reads.
    pub common: CommonConfig,
    /// Port to listen on; 0 picks a free one.
    pub port: u16,
    /// Where people reach this installation, without a trailing slash.
    pub public_url: String,
    /// Whether `public_url` is https: decides Secure cookies and HSTS.
    pub https: bool,
    /// Signs cookies and form tokens; the first signs, all verify, so keys can be rotated.
    pub secret_keys: Vec<SecretString>,
    /// Sessions.
    pub sessions: SessionConfig,
    /// Bytes. A larger upload is refused while it streams.
    pub upload_max_bytes: u64,
    /// Schedules may not ask for runs closer together than this.
    pub schedule_min_interval: Duration,
    /// How many proxies in front of this process append to `X-Forwarded-For`; 0 trusts none.
    pub trusted_proxies: usize,
    /// Requests a minute that the read API answers to one token, or to one address without a token; `None` counts none.
    pub api_requests: Option<u64>,
    /// Bearer token that `/metrics` demands; `None` leaves it open to whoever reaches the port.
    pub metrics_token: Option<SecretString>,
}

/// Where sessions live, and for how long.
#[derive(Debug, Clone)]
pub struct SessionConfig {
    /// `redis://…` or `memcache://…`; `None` uses the process's Redis pool.
    pub url: Option<SecretString>,
    /// A session unused for this long ends.
    pub idle: Duration,
    /// A session this old ends, used or not.
    pub absolute: Duration,
}

impl WebConfig {
    /// Reads the environment.
    ///
    /// # Errors
    /// Every fault at once.
    pub fn from_env(mut env: Env) -> Result<Self, ConfigFaults> {
        let common = CommonConfig::read(&mut env);
        let port = env.parsed("PORT", "a port number from 0 to 65535", 5000);
        let (public_url, https) = read_public_url(&mut env, port);
        let config = Self {
            common,
            port,
            public_url,
            https,
            secret_keys: read_secret_keys(&mut env),
            sessions: SessionConfig {
                url: read_session_url(&mut env),
                idle: env.seconds("SESSION_IDLE_SECONDS", 12 * 3600),
                absolute: env.seconds("SESSION_ABSOLUTE_SECONDS", 14 * 24 * 3600),
            },
            upload_max_bytes: env.parsed("UPLOAD_MAX_BYTES", "a whole number of bytes", 10 << 30),
            schedule_min_interval: env.seconds("SCHEDULE_MIN_SECONDS", 60),
            trusted_proxies: env.parsed("TRUSTED_PROXIES", "a whole number", 0),
            api_requests: Some(env.parsed("API_REQUESTS_PER_MINUTE", "a whole number", 600))
                .filter(|n| *n > 0),
            metrics_token: env.optional("METRICS_TOKEN").map(Into::into),
        };
        env.finish(config)
    }

    /// One line for the log at start, without secrets.
    pub fn summary(&self) -> String {
        format!(
            "web on {}:{}, public address {}, sessions in {}, uploads up to {} bytes",
            self.common.host,
            self.port,
            self.public_url,
            if self.uses_memcached() { "memcached" } else { "redis" },
            self.upload_max_bytes
        )
    }

    /// Whether sessions live in Memcached.
    pub fn uses_memcached(&self) -> bool {
        self.sessions.url.as_ref().is_some_and(|url| url.expose_secret().starts_with("memcache"))
    }
}

/// The public address without a trailing slash, and whether it is https.
pub(super) fn read_public_url(env: &mut Env, port: u16) -> (String, bool) {
    let text = env.optional("PUBLIC_URL").unwrap_or_else(|| format!("http://localhost:{port}"));
    match Url::parse(&text) {
        Ok(url) if matches!(url.scheme(), "http" | "https") && url.has_host() => {
            (text.trim_end_matches('/').to_owned(), url.scheme() == "https")
        }
        _ => {
            env.fault(
                "PUBLIC_URL must be an http or https address such as https://data.example.org".to_owned(),
            );
            (String::new(), false)
        }
    }
}

fn read_session_url(env: &mut Env) -> Option<SecretString> {
    let text = env.optional("SESSION_URL")?;
    let known = ["redis://", "rediss://", "memcache://"].iter().any(|scheme| text.starts_with(scheme));
    if !known || Url::parse(&text).is_err() {
        env.fault("SESSION_URL must be a redis:// or memcache:// address".to_owned());
    }
    Some(text.into())
}

fn read_secret_keys(env: &mut Env) -> Vec<SecretString> {
    let text = env.required("SECRET_KEY");
    let keys: Vec<SecretString> =
        text.split(',').map(str::trim).filter(|key| !key.is_empty()).map(Into::into).collect();
    for key in &keys {
        let key = key.expose_secret();
        let hexadecimal = key.len() >= 2 * SECRET_KEY_BYTES && key.bytes().all(|b| b.is_ascii_hexdigit());
        let varied = key.bytes().collect::<std::collections::BTreeSet<_>>().len() >= 8;
        if !(hexadecimal && varied) {
            env.fault(
                "SECRET_KEY must be at least 64 random hexadecimal digits (openssl rand -hex 32); \
                 during a rotation, the new key, a comma, the old key"
                    .to_owned(),
            );
        }
    }
    keys
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(pairs: &[(&str, &str)]) -> Result<WebConfig, ConfigFaults> {
        let base = [("DATABASE_URL", "postgres://u:p@h/d"), ("REDIS_URL", "redis://h")];
        let all = base.iter().chain(pairs).map(|(k, v)| ((*k).to_owned(), (*v).to_owned()));
        WebConfig::from_env(Env::from_pairs(all))
    }

    const KEY: &str = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    #[test]
    fn a_short_or_sample_key_is_refused() {
        for key in ["changeme", &"a".repeat(64), &KEY[..62]] {
            let text = config(&[("SECRET_KEY", key)]).expect_err(key).to_string();
            assert!(text.contains("SECRET_KEY must be"), "{text}");
        }
    }

    #[test]
    fn two_keys_are_accepted_for_rotation_and_the_summary_shows_none() {
        let config = config(&[("SECRET_KEY", &format!("{KEY},{}", KEY.replace('0', "9")))]).expect("valid");
        assert_eq!(config.secret_keys.len(), 2);
        assert!(!config.summary().contains(KEY) && !config.summary().contains("u:p"));
    }
}
