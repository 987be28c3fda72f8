//! An origin server that says exactly what a test scripts, well-formed or not.

use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    sync::{Arc, Mutex},
    time::Duration,
};

use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};
use tokio_rustls::{TlsAcceptor, rustls::ServerConfig};

/// One thing the server does once it has read a request; at the end it closes the connection.
#[derive(Clone)]
pub(crate) enum Step {
    /// Sends this.
    Send(Vec<u8>),
    /// Sends this again and again until the other side hangs up, pausing in between.
    Flood(Vec<u8>, Duration),
    /// Says no more and keeps the connection open.
    Stall,
    /// Ends the connection with a reset.
    Reset,
}

/// A running server; it stops when dropped.
pub(crate) struct Origin {
    pub(crate) address: SocketAddr,
    heads: Arc<Mutex<Vec<String>>>,
    task: JoinHandle<()>,
}

impl Origin {
    /// Serves on a free port of 127.0.0.1; `script` gets the path and query of each request.
    pub(crate) async fn start<F>(script: F) -> Self
    where
        F: Fn(&str) -> Vec<Step> + Send + Sync + 'static,
    {
        Self::listen(Ipv4Addr::LOCALHOST.into(), None, script).await
    }

    /// The same over TLS.
    pub(crate) async fn start_tls<F>(config: ServerConfig, script: F) -> Self
    where
        F: Fn(&str) -> Vec<Step> + Send + Sync + 'static,
    {
        Self::listen(Ipv4Addr::LOCALHOST.into(), Some(Arc::new(config).into()), script).await
    }

    /// The same on another loopback address.
    pub(crate) async fn listen<F>(address: IpAddr, tls: Option<TlsAcceptor>, script: F) -> Self
    where
        F: Fn(&str) -> Vec<Step> + Send + Sync + 'static,
    {
        let listener = TcpListener::bind((address, 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let heads = Arc::new(Mutex::new(Vec::new()));
        let (kept, script) = (Arc::clone(&heads), Arc::new(script));
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (heads, script, tls) = (Arc::clone(&kept), Arc::clone(&script), tls.clone());
                tokio::spawn(async move { converse(stream, tls, &heads, &*script).await });
            }
        });
        Self { address, heads, task }
    }

    /// A server whose every answer is `answer`.
    pub(crate) async fn answering(answer: Vec<u8>) -> Self {
        Self::start(move |_| vec![Step::Send(answer.clone())]).await
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// `127.0.0.1/32:PORT`, the entry that opens exactly this server.
    pub(crate) fn entry(&self) -> String {
        format!("{}/32:{}", self.address.ip(), self.address.port())
    }

    /// The request heads read so far. A connection that sent none counts as an empty one.
    pub(crate) fn heads(&self) -> Vec<String> {
        self.heads.lock().unwrap().clone()
    }
}

impl Drop for Origin {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn converse(
    mut stream: TcpStream,
    tls: Option<TlsAcceptor>,
    heads: &Mutex<Vec<String>>,
    script: &(dyn Fn(&str) -> Vec<Step> + Send + Sync),
) {
    match tls {
        Some(tls) => {
            if let Ok(mut stream) = tls.accept(stream).await {
                serve(&mut stream, heads, script).await;
                let _ = stream.shutdown().await;
            }
        }
        None => {
            if serve(&mut stream, heads, script).await == End::Reset {
                stream.set_zero_linger().unwrap();
            }
        }
    }
}

#[derive(PartialEq)]
enum End {
    Close,
    Reset,
}

async fn serve<S: AsyncRead + AsyncWrite + Unpin>(
    stream: &mut S,
    heads: &Mutex<Vec<String>>,
    script: &(dyn Fn(&str) -> Vec<Step> + Send + Sync),
) -> End {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        match stream.read_u8().await {
            Ok(byte) => head.push(byte),
            Err(_) => break,
        }
    }
    let head = String::from_utf8(head).unwrap();
    let path = head.split(' ').nth(1).unwrap_or_default().to_owned();
    heads.lock().unwrap().push(head);
    for step in script(&path) {
        match step {
            Step::Send(bytes) => {
                if stream.write_all(&bytes).await.is_err() || stream.flush().await.is_err() {
                    return End::Close;
                }
            }
            Step::Flood(bytes, pause) => {
                while stream.write_all(&bytes).await.is_ok() && stream.flush().await.is_ok() {
                    tokio::time::sleep(pause).await;
                }
            }
            Step::Stall => std::future::pending().await,
            Step::Reset => return End::Reset,
        }
    }
    End::Close
}

/// An answer with `status`, the header `lines` and a body of the right length.
pub(crate) fn answer(status: u16, lines: &[&str], body: &[u8]) -> Vec<u8> {
    let length = format!("Content-Length: {}", body.len());
    head(status, &[lines, &[&length]].concat()).into_iter().chain(body.iter().copied()).collect()
}

/// The head of an answer, its end included, with no length but what `lines` say.
pub(crate) fn head(status: u16, lines: &[&str]) -> Vec<u8> {
    let mut head = format!("HTTP/1.1 {status} X\r\nConnection: close\r\n");
    for line in lines {
        head.push_str(line);
        head.push_str("\r\n");
    }
    head.push_str("\r\n");
    head.into_bytes()
}

/// A redirect to `location`.
pub(crate) fn redirect(location: &str) -> Vec<Step> {
    vec![Step::Send(answer(302, &[&format!("Location: {location}")], b""))]
}
