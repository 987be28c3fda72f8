//! The body, streamed to a sink: counted, hashed, limited.

use std::time::Duration;

use reqwest::Response;
use sha2::{Digest, Sha256};
use tokio::{
    io::{AsyncWrite, AsyncWriteExt},
    time::timeout,
};

use super::{Fault, classify};

/// How much of a body is wanted.
#[derive(Debug, Clone, Copy)]
pub(super) enum Wanted {
    /// All of it; more bytes than this are a fault.
    Whole(u64),
    /// The first bytes, up to this many.
    Prefix(u64),
}

/// What arrived.
#[derive(Debug)]
pub(super) struct Received {
    pub(super) sha256: [u8; 32],
    pub(super) complete: bool,
}

/// Writes the body of `response` to `sink`, keeps `count` at the bytes that arrived, and tells `progress`
/// after each piece.
///
/// # Errors
/// A body that is too large, stalls, breaks off, or cannot be written.
pub(super) async fn receive<S, P>(
    mut response: Response,
    wanted: Wanted,
    idle: Duration,
    sink: &mut S,
    mut progress: P,
    count: &mut u64,
) -> Result<Received, Fault>
where
    S: AsyncWrite + Unpin + ?Sized,
    P: FnMut(u64, Option<u64>),
{
    let expected = response.content_length();
    let limit = match wanted {
        Wanted::Whole(limit) => match expected {
            Some(declared) if declared > limit => {
                return Err(Fault::TooLarge { limit, declared: Some(declared) });
            }
            _ => limit,
        },
        Wanted::Prefix(limit) => limit,
    };
    let mut digest = Sha256::new();
    progress(0, expected);
    let complete = loop {
        // A prefix that is full does not wait to learn whether more would come.
        if matches!(wanted, Wanted::Prefix(_)) && *count == limit && expected != Some(limit) {
            break false;
        }
        let piece = timeout(idle, response.chunk())
            .await
            .map_err(|_| Fault::IdleTimeout { after: idle, received: *count })?
            .map_err(|error| classify::body(error, *count, expected))?;
        let Some(mut piece) = piece else { break true };
        let room = limit - *count;
        if piece.len() as u64 > room {
            match wanted {
                Wanted::Whole(_) => return Err(Fault::TooLarge { limit, declared: None }),
                Wanted::Prefix(_) => piece.truncate(usize::try_from(room).unwrap_or(usize::MAX)),
            }
        }
        // A piece is what one read of the socket gave: hashing it is well under a millisecond.
        digest.update(&piece);
        sink.write_all(&piece).await.map_err(Fault::Sink)?;
        *count += piece.len() as u64;
        progress(*count, expected);
    };
    if let Some(expected) = expected.filter(|expected| complete && count != expected) {
        return Err(Fault::BodyEndedEarly { received: *count, expected: Some(expected), source: None });
    }
    sink.flush().await.map_err(Fault::Sink)?;
    Ok(Received { sha256: digest.finalize().into(), complete })
}
