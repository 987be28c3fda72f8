//! Serves HTTP/1.1 by hand, since a proper server would not send what is not proper.

use std::{collections::HashMap, sync::Arc, time::Duration};

use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::{
        TcpListener, TcpStream,
        tcp::{OwnedReadHalf, OwnedWriteHalf},
    },
};

use super::{Answer, Body, Request, Shared, lock};

/// Bytes of a request's header that are read at most.
const MAX_HEAD: u64 = 64 << 10;

pub(super) async fn serve(listener: TcpListener, shared: Arc<Shared>) {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                tokio::spawn(converse(stream, shared.clone()));
            }
            Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
        }
    }
}

/// Answers requests until either side ends the connection. What goes wrong with it is the client's affair.
async fn converse(stream: TcpStream, shared: Arc<Shared>) -> Option<()> {
    let _ = stream.set_nodelay(true);
    let (reader, mut stream) = stream.into_split();
    let mut reader = BufReader::new(reader);
    loop {
        let (target, headers) = read_head(&mut reader).await?;
        let answer = lock(&shared.answers).get(&target).cloned();
        let answer = answer.unwrap_or_else(|| Arc::new(Answer::status(404)));
        let unchanged = is_unchanged(&answer, &headers);
        let status = if unchanged { 304 } else { answer.status };
        lock(&shared.requests).push(Request { target, headers, status });
        if unchanged {
            stream.write_all(head(&answer, 304, None).as_bytes()).await.ok()?;
            continue;
        }
        if !send(&mut stream, &answer).await? {
            return None;
        }
    }
}

async fn read_head(reader: &mut BufReader<OwnedReadHalf>) -> Option<(String, HashMap<String, String>)> {
    let mut line = String::new();
    let mut reader = reader.take(MAX_HEAD);
    reader.read_line(&mut line).await.ok().filter(|read| *read > 0)?;
    let target = line.split(' ').nth(1)?.to_owned();
    let mut headers = HashMap::new();
    loop {
        line.clear();
        reader.read_line(&mut line).await.ok().filter(|read| *read > 0)?;
        let Some((name, value)) = line.split_once(':') else { return Some((target, headers)) };
        headers.insert(name.to_ascii_lowercase(), value.trim().to_owned());
    }
}

/// RFC 9110 §13.2.2: `If-None-Match` decides where it is present, else `If-Modified-Since`.
fn is_unchanged(answer: &Answer, headers: &HashMap<String, String>) -> bool {
    if answer.status != 200 {
        return false;
    }
    let (asked, has) = match headers.get("if-none-match") {
        Some(etag) => (Some(etag), &answer.etag),
        None => (headers.get("if-modified-since"), &answer.last_modified),
    };
    asked.is_some() && asked == has.as_ref()
}

fn head(answer: &Answer, status: u16, length: Option<u64>) -> String {
    let mut text = format!("HTTP/1.1 {status} Scripted\r\n");
    let mut add = |name: &str, value: &str| text += &format!("{name}: {value}\r\n");
    answer.headers.iter().for_each(|(name, value)| add(name, value));
    if let Some(etag) = &answer.etag {
        add("etag", etag);
    }
    if let Some(date) = &answer.last_modified {
        add("last-modified", date);
    }
    match length {
        Some(length) => add("content-length", &length.to_string()),
        None if status != 304 => add("transfer-encoding", "chunked"),
        None => {}
    }
    text + "\r\n"
}

/// Sends an answer; whether the connection can be used again.
async fn send(stream: &mut OwnedWriteHalf, answer: &Answer) -> Option<bool> {
    let length = match &answer.body {
        Body::Whole(bytes) | Body::Slow { bytes, .. } | Body::Gated { bytes, .. } => Some(bytes.len() as u64),
        Body::Cut { declared, .. } => Some(*declared),
        Body::Made { length, .. } => Some(*length),
        Body::Endless(_) => None,
    };
    stream.write_all(head(answer, answer.status, length).as_bytes()).await.ok()?;
    match &answer.body {
        Body::Whole(bytes) => stream.write_all(bytes).await.ok()?,
        Body::Cut { sent, .. } => {
            stream.write_all(sent).await.ok()?;
            stream.shutdown().await.ok()?;
            return Some(false);
        }
        Body::Slow { bytes, piece, pause } => {
            for part in bytes.chunks(*piece) {
                stream.write_all(part).await.ok()?;
                tokio::time::sleep(*pause).await;
            }
        }
        Body::Gated { bytes, before, gate } => {
            let (first, rest) = bytes.split_at((*before).min(bytes.len()));
            stream.write_all(first).await.ok()?;
            gate.passed().await;
            stream.write_all(rest).await.ok()?;
        }
        Body::Endless(bytes) => loop {
            stream.write_all(format!("{:x}\r\n", bytes.len()).as_bytes()).await.ok()?;
            stream.write_all(bytes).await.ok()?;
            stream.write_all(b"\r\n").await.ok()?;
        },
        Body::Made { piece, .. } => {
            let mut number = 0;
            while let Some(bytes) = piece(number) {
                stream.write_all(&bytes).await.ok()?;
                number += 1;
            }
        }
    }
    Some(true)
}
