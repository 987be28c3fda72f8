//! Asks over and over, with as little work of its own as can be: it shares the machine with what it measures.

use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// What many connections were told.
#[derive(Debug, Default)]
pub(crate) struct Told {
    /// Answers.
    pub(crate) answers: u64,
    /// Milliseconds that each took.
    pub(crate) took: Vec<f64>,
}

/// Asks for `path` by `connections` at once, for some time.
pub(crate) async fn ask(port: u16, path: &str, connections: usize, time: Duration) -> anyhow::Result<Told> {
    let end = Instant::now() + time;
    let mut tasks = Vec::with_capacity(connections);
    for _ in 0..connections {
        tasks.push(tokio::spawn(by_one(port, path.to_owned(), end)));
    }
    let mut told = Told::default();
    for task in tasks {
        let took = task.await??;
        told.answers += took.len() as u64;
        told.took.extend(took);
    }
    Ok(told)
}

async fn by_one(port: u16, path: String, end: Instant) -> anyhow::Result<Vec<f64>> {
    let mut stream = connect(port).await?;
    let request = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n");
    let (mut buffer, mut took) = (Vec::with_capacity(256 << 10), Vec::new());
    while Instant::now() < end {
        let began = Instant::now();
        stream.write_all(request.as_bytes()).await?;
        answer(&mut stream, &mut buffer).await?;
        took.push(began.elapsed().as_secs_f64() * 1_000.0);
    }
    Ok(took)
}

async fn connect(port: u16) -> anyhow::Result<TcpStream> {
    let stream = TcpStream::connect(("127.0.0.1", port)).await.context("connecting to web")?;
    stream.set_nodelay(true)?;
    Ok(stream)
}

/// Reads one answer with a length.
async fn answer(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> anyhow::Result<()> {
    buffer.clear();
    let head = loop {
        ensure!(stream.read_buf(buffer).await? > 0, "web closed the connection");
        if let Some(end) = find(buffer, b"\r\n\r\n") {
            break end + 4;
        }
    };
    let text = std::str::from_utf8(&buffer[..head])?.to_ascii_lowercase();
    ensure!(text.starts_with("http/1.1 200") || text.starts_with("http/1.1 206"), "web refused: {text}");
    let (_, rest) = text.split_once("content-length: ").context("an answer without a length")?;
    let length: usize = rest.split("\r\n").next().unwrap_or_default().parse()?;
    while buffer.len() < head + length {
        ensure!(stream.read_buf(buffer).await? > 0, "web closed the connection");
    }
    Ok(())
}

/// Reads one answer to its end and throws it away; its bytes.
pub(crate) async fn download(port: u16, path: &str) -> anyhow::Result<u64> {
    let mut stream = connect(port).await?;
    let request = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await?;
    let (mut buffer, mut bytes) = (vec![0; 256 << 10], 0);
    loop {
        let count = stream.read(&mut buffer).await?;
        if bytes == 0 {
            let head = String::from_utf8_lossy(&buffer[..count]);
            ensure!(head.starts_with("HTTP/1.1 200"), "web refused: {head}");
        }
        if count == 0 {
            return Ok(bytes);
        }
        bytes += count as u64;
    }
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window == wanted)
}
