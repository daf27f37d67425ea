//! A service that speaks HTTP/2 without TLS, frame by frame (RFC 9113), so that it can be as rude as a test wants.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::task::{JoinHandle, JoinSet};

use crate::Kind;
use crate::server::{Request, in_time, path, success};

/// What is done to a request that was read whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    Answer,
    /// Answers once the gate is open.
    Hold,
    /// Never answers this one.
    Ignore,
    /// Refuses the stream unread, as a server does that is full.
    Refuse,
    /// Closes, and says that no request on the connection was read.
    TooLate,
    /// Closes without an answer, and says that the request was read.
    Abandon,
    /// Answers nothing any more, pings neither.
    Silence,
    /// The same after one more answer.
    AnswerThenSilence,
}

type Script = dyn Fn(usize, usize) -> Act + Send + Sync;

/// The running server; it stops when it is dropped, with its connections.
#[derive(Debug)]
pub struct Server {
    pub url: String,
    pub gate: Arc<Semaphore>,
    seen: Arc<Seen>,
    task: JoinHandle<()>,
}

#[derive(Debug, Default)]
struct Seen {
    requests: AtomicUsize,
    connections: AtomicUsize,
    open: AtomicUsize,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Server {
    /// A server for one kind of call. The script is told the numbers of the connection and of the request on it.
    pub async fn start(kind: Kind, script: impl Fn(usize, usize) -> Act + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let seen = Arc::new(Seen::default());
        let gate = Arc::new(Semaphore::new(0));
        let script: Arc<Script> = Arc::new(script);
        let task = tokio::spawn({
            let (seen, gate) = (Arc::clone(&seen), Arc::clone(&gate));
            async move {
                let mut connections = JoinSet::new();
                while let Ok((stream, _)) = listener.accept().await {
                    let number = seen.connections.fetch_add(1, Ordering::SeqCst);
                    let (seen, gate, script) = (Arc::clone(&seen), Arc::clone(&gate), Arc::clone(&script));
                    connections.spawn(async move {
                        seen.open.fetch_add(1, Ordering::SeqCst);
                        let connection = Connection { stream, number, body: body(kind), held: Vec::new() };
                        // The client may hang up at any time.
                        let _ = connection.converse(&seen, &gate, &*script).await;
                        seen.open.fetch_sub(1, Ordering::SeqCst);
                    });
                }
            }
        });
        Self { url, gate, seen, task }
    }

    pub fn requests(&self) -> usize {
        self.seen.requests.load(Ordering::SeqCst)
    }

    pub fn connections(&self) -> usize {
        self.seen.connections.load(Ordering::SeqCst)
    }

    /// Waits until so many requests have come.
    pub async fn until_requests(&self, number: usize) {
        self.until(|seen| seen.requests.load(Ordering::SeqCst) >= number).await;
    }

    /// Waits until so many connections stand, and no more.
    pub async fn until_open(&self, number: usize) {
        self.until(|seen| seen.open.load(Ordering::SeqCst) == number).await;
    }

    async fn until(&self, holds: impl Fn(&Seen) -> bool) {
        in_time(async {
            while !holds(&self.seen) {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        })
        .await;
    }
}

/// What a good service answers to that kind of call.
fn body(kind: Kind) -> Vec<u8> {
    let path = path(kind.operation()).to_owned();
    let answer = success(&Request { path, head: String::new(), body: Vec::new() });
    let end = memchr::memmem::find(&answer, b"\r\n\r\n").expect("a head") + 4;
    answer[end..].to_vec()
}

const PREFACE: usize = 24;
const DATA: u8 = 0;
const HEADERS: u8 = 1;
const RST_STREAM: u8 = 3;
const SETTINGS: u8 = 4;
const PING: u8 = 6;
const GOAWAY: u8 = 7;

/// Of a `SETTINGS` and a `PING`.
const ACK: u8 = 1;
const END_STREAM: u8 = 1;
const END_HEADERS: u8 = 4;

/// `:status: 200` in the table that both sides know.
const STATUS_200: u8 = 0x88;
const NO_ERROR: u32 = 0;
const REFUSED_STREAM: u32 = 7;

struct Frame {
    kind: u8,
    flags: u8,
    stream: u32,
    payload: Vec<u8>,
}

struct Connection {
    stream: TcpStream,
    number: usize,
    body: Vec<u8>,
    /// Requests that wait for the gate to open.
    held: Vec<u32>,
}

impl Connection {
    async fn converse(mut self, seen: &Seen, gate: &Semaphore, script: &Script) -> io::Result<()> {
        self.stream.read_exact(&mut [0; PREFACE]).await?;
        self.write(SETTINGS, 0, 0, &[]).await?;
        let mut requests = 0;
        loop {
            let frame = tokio::select! {
                // Cut off, a frame that is half read would be lost: only the wait for its first byte may end.
                readable = self.stream.readable() => {
                    readable?;
                    self.frame().await?
                }
                permit = gate.acquire(), if !self.held.is_empty() => {
                    permit.map_err(io::Error::other)?.forget();
                    for stream in std::mem::take(&mut self.held) {
                        self.answer(stream).await?;
                    }
                    continue;
                }
            };
            match (frame.kind, frame.flags) {
                (SETTINGS, 0) => self.write(SETTINGS, ACK, 0, &[]).await?,
                (PING, 0) => self.write(PING, ACK, 0, &frame.payload).await?,
                (HEADERS | DATA, flags) if flags & END_STREAM != 0 => {
                    seen.requests.fetch_add(1, Ordering::SeqCst);
                    requests += 1;
                    if !self.perform(script(self.number, requests - 1), frame.stream).await? {
                        return Ok(());
                    }
                }
                _ => {}
            }
        }
    }

    /// Does what the script says; false when the connection is over.
    async fn perform(&mut self, act: Act, stream: u32) -> io::Result<bool> {
        match act {
            Act::Answer => self.answer(stream).await?,
            Act::Hold => self.held.push(stream),
            Act::Ignore => {}
            Act::Refuse => self.write(RST_STREAM, 0, stream, &REFUSED_STREAM.to_be_bytes()).await?,
            Act::TooLate => return self.close(0).await,
            Act::Abandon => return self.close(stream).await,
            Act::Silence => return self.fall_silent().await,
            Act::AnswerThenSilence => {
                self.answer(stream).await?;
                return self.fall_silent().await;
            }
        }
        Ok(true)
    }

    async fn answer(&mut self, stream: u32) -> io::Result<()> {
        self.write(HEADERS, END_HEADERS, stream, &[STATUS_200]).await?;
        let body = self.body.clone();
        self.write(DATA, END_STREAM, stream, &body).await
    }

    /// Says which request was the last to be read, and closes.
    async fn close(&mut self, last: u32) -> io::Result<bool> {
        let payload = [last.to_be_bytes(), NO_ERROR.to_be_bytes()].concat();
        self.write(GOAWAY, 0, 0, &payload).await?;
        self.stream.shutdown().await?;
        // Else what is unread would turn the end into a reset, and the last words be lost.
        self.fall_silent().await
    }

    /// Hears the client out without a word.
    async fn fall_silent(&mut self) -> io::Result<bool> {
        while self.stream.read(&mut [0; 1024]).await? > 0 {}
        Ok(false)
    }

    async fn frame(&mut self) -> io::Result<Frame> {
        let mut head = [0; 9];
        self.stream.read_exact(&mut head).await?;
        let [a, b, c, kind, flags, stream @ ..] = head;
        let mut payload = vec![0; u32::from_be_bytes([0, a, b, c]) as usize];
        self.stream.read_exact(&mut payload).await?;
        Ok(Frame { kind, flags, stream: u32::from_be_bytes(stream), payload })
    }

    async fn write(&mut self, kind: u8, flags: u8, stream: u32, payload: &[u8]) -> io::Result<()> {
        let [_, length @ ..] = (payload.len() as u32).to_be_bytes();
        let bytes = [&length, &[kind, flags][..], &stream.to_be_bytes(), payload].concat();
        self.stream.write_all(&bytes).await
    }
}
