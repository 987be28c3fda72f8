//! Gets the bytes of a source: from the network, or from where a web process put an upload.

use rowmill_core::{
    model::{RunCause, RunFailure, SourceKind, Step},
    store::{
        sources::{Fingerprint, Source},
        uploads::{self, Upload},
    },
    telemetry::metrics,
};
use sha2::{Digest, Sha256};
use tokio::io::{AsyncWrite, AsyncWriteExt};
use url::Url;

use super::{
    fetch::{Conditional, FetchError, Fetched},
    stage::{Stage, no_space},
};
use crate::run_state::{JobError, RunContext};

/// What came of asking the source.
#[derive(Debug)]
pub enum Obtained {
    /// It says, or its digest shows, that nothing changed. The validators may have.
    Unchanged(Fingerprint),
    /// The bytes are in the stage file.
    File(Fingerprint),
}

/// Brings the bytes of a source into `stage`. Asks with the validators of the last publication, unless a person pressed
/// the button: they want to know for certain.
///
/// # Errors
/// As the fetch or Postgres has it.
pub async fn obtain(context: &RunContext, source: &Source, stage: &Stage) -> Result<Obtained, JobError> {
    context.begin(Step::Fetch);
    let known = &source.fingerprint;
    let ask = known.sha256.is_some() && context.run.cause != RunCause::Manual;
    let validators = if ask { conditional(known) } else { Conditional::default() };
    let Some(fingerprint) = bring(context, source, &validators, stage).await? else {
        return Ok(Obtained::Unchanged(known.clone()));
    };
    let same = known.sha256.is_some() && known.sha256 == fingerprint.sha256;
    Ok(if same { Obtained::Unchanged(fingerprint) } else { Obtained::File(fingerprint) })
}

/// Brings all bytes of a source into `stage`, whatever is known about it.
///
/// # Errors
/// As the fetch or Postgres has it.
pub async fn obtain_whole(context: &RunContext, source: &Source, stage: &Stage) -> Result<(), JobError> {
    context.begin(Step::Fetch);
    bring(context, source, &Conditional::default(), stage).await.map(drop)
}

/// The first bytes of a source, and whether that is all there is.
///
/// # Errors
/// As the fetch or Postgres has it.
pub async fn obtain_head(
    context: &RunContext,
    source: &Source,
    most: u64,
) -> Result<(Vec<u8>, bool), JobError> {
    context.begin(Step::Fetch);
    let mut head = Vec::new();
    let complete = match source.kind {
        SourceKind::Url => {
            let url = parse(source)?;
            let advance = |bytes, total: Option<u64>| context.advance(bytes, total.map(|t| t.min(most)), 0);
            let fetched = context.app.fetcher.fetch_prefix(&url, most, &mut head, advance).await;
            let fetched = fetched.map_err(|error| refused(context, error))?;
            note_exchange(context, fetched.exchange());
            match fetched {
                Fetched::Body { complete, .. } => complete,
                Fetched::NotModified { .. } => true,
            }
        }
        SourceKind::Upload => {
            let upload = find_upload(context, source).await?;
            copy_upload(context, &upload, most, &mut head).await?;
            u64::try_from(upload.bytes).unwrap_or_default() <= most
        }
    };
    context.find(|findings| findings.report.bytes = u64::try_from(head.len()).ok().filter(|_| complete));
    Ok((head, complete))
}

/// `None` where the server says that nothing changed.
async fn bring(
    context: &RunContext,
    source: &Source,
    validators: &Conditional,
    stage: &Stage,
) -> Result<Option<Fingerprint>, JobError> {
    let fingerprint = match source.kind {
        SourceKind::Url => download(context, source, validators, stage).await?,
        SourceKind::Upload => {
            let mut writer = stage.writer()?;
            let upload = find_upload(context, source).await?;
            Some(copy_upload(context, &upload, u64::MAX, &mut writer).await?)
        }
    };
    if let Some(fingerprint) = &fingerprint {
        context.find(|findings| {
            findings.report.bytes = fingerprint.bytes.and_then(|n| u64::try_from(n).ok());
            findings.report.sha256 = fingerprint.sha256.as_deref().map(hexadecimal);
        });
    }
    Ok(fingerprint)
}

async fn download(
    context: &RunContext,
    source: &Source,
    conditional: &Conditional,
    stage: &Stage,
) -> Result<Option<Fingerprint>, JobError> {
    let url = parse(source)?;
    let mut writer = stage.writer()?;
    let advance = |bytes, total| context.advance(bytes, total, 0);
    let fetched = context.app.fetcher.fetch(&url, conditional, &mut writer, advance).await;
    let fetched = fetched.map_err(|error| refused(context, error))?;
    writer.flush().await.map_err(no_space)?;
    note_exchange(context, fetched.exchange());
    Ok(match fetched {
        Fetched::NotModified { .. } => None,
        Fetched::Body { exchange, bytes, sha256, .. } => {
            metrics().bytes_fetched.inc_by(bytes);
            Some(Fingerprint {
                etag: exchange.etag,
                last_modified: exchange.last_modified,
                sha256: Some(sha256.to_vec()),
                bytes: i64::try_from(bytes).ok(),
            })
        }
    })
}

/// Copies at most `most` bytes of an upload, chunk by chunk; no connection is held between two chunks.
async fn copy_upload(
    context: &RunContext,
    upload: &Upload,
    most: u64,
    into: &mut (impl AsyncWrite + Unpin),
) -> Result<Fingerprint, JobError> {
    let total = u64::try_from(upload.bytes).unwrap_or_default();
    let (mut digest, mut copied, mut number) = (Sha256::new(), 0_u64, 0);
    while copied < total.min(most) {
        let chunk = {
            let client = context.client().await?;
            uploads::chunk(&client, upload.id, number).await?.ok_or_else(upload_gone)?
        };
        let room = usize::try_from(most - copied).unwrap_or(usize::MAX);
        let part = &chunk[..chunk.len().min(room)];
        digest.update(part);
        into.write_all(part).await.map_err(no_space)?;
        copied += u64::try_from(part.len()).unwrap_or_default();
        number += 1;
        context.advance(copied, Some(total.min(most)), 0);
    }
    into.flush().await.map_err(no_space)?;
    Ok(Fingerprint {
        sha256: Some(digest.finalize().to_vec()),
        bytes: i64::try_from(copied).ok(),
        ..Fingerprint::default()
    })
}

async fn find_upload(context: &RunContext, source: &Source) -> Result<Upload, JobError> {
    let id = source.upload.ok_or_else(upload_gone)?;
    let client = context.client().await?;
    // The payload is an id from a row; it is still checked that the file belongs to the same workspace.
    let upload = uploads::find(&client, id).await?.filter(|upload| upload.workspace == context.run.workspace);
    upload.ok_or_else(upload_gone)
}

fn upload_gone() -> JobError {
    JobError::fail(RunFailure::new(
        "upload_gone",
        "The uploaded file is not there any more.",
        "Upload the file again.",
    ))
}

fn parse(source: &Source) -> Result<Url, JobError> {
    source.url.as_deref().and_then(|url| Url::parse(url).ok()).ok_or_else(|| {
        JobError::fail(RunFailure::new(
            "address_invalid",
            "The address of this source cannot be read.",
            "Write it as https://example.org/file.csv.",
        ))
    })
}

fn conditional(known: &Fingerprint) -> Conditional {
    Conditional { etag: known.etag.clone(), last_modified: known.last_modified.clone(), from: None }
}

fn note_exchange(context: &RunContext, exchange: &rowmill_core::model::Exchange) {
    context.find(|findings| findings.report.exchange = Some(exchange.clone()));
}

fn refused(context: &RunContext, error: FetchError) -> JobError {
    note_exchange(context, &error.exchange);
    let failure = RunFailure::new(error.code(), error.title(), error.hint());
    if error.is_transient() {
        let wait = error.retry_after();
        JobError::retry(failure, wait, error)
    } else {
        JobError::fail(failure)
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
