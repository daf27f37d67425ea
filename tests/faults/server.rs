//! A service on raw sockets: it does to a request what a script says, to the byte, and counts what it saw.

use std::collections::HashMap;
use std::io;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use iiko_transport::Operation;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::Semaphore;
use tokio::task::JoinHandle;

/// Longer than any test takes, and well before for ever: what is still under way then hangs.
pub const FAR_OFF: Duration = Duration::from_secs(120);

/// Fails the test when the work hangs.
pub async fn in_time<T>(work: impl Future<Output = T>) -> T {
    tokio::time::timeout(FAR_OFF, work).await.expect("the work hangs")
}

/// A request that was read whole.
#[derive(Debug)]
pub struct Request {
    pub path: String,
    pub head: String,
    pub body: Vec<u8>,
}

impl Request {
    /// The token that it carries.
    pub fn bearer(&self) -> Option<&str> {
        self.header("authorization")?.strip_prefix("Bearer ")
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (key, value) = line.split_once(':')?;
            key.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }

    pub fn asks_for_token(&self) -> bool {
        self.path == path("access_token")
    }
}

/// What is done to a request.
#[derive(Debug, Clone)]
pub enum Act {
    /// Writes the bytes and reads on.
    Answer(Vec<u8>),
    /// Writes the bytes and closes.
    Close(Vec<u8>),
    /// Writes the bytes and resets the connection.
    Reset(Vec<u8>),
    /// Writes a byte a second.
    Drip(Vec<u8>),
    /// Says nothing until the client hangs up.
    Silence,
    /// Writes the bytes once the semaphore lets it.
    Held(Arc<Semaphore>, Vec<u8>),
}

/// What is done to a connection before anything was read from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Door {
    Open,
    /// Resets it as soon as it stands.
    SlammedAtOnce,
    /// Resets it once the request has arrived, unread.
    SlammedUnread,
}

/// What the server saw so far.
#[derive(Debug, Default)]
pub struct Seen {
    requests: Mutex<HashMap<String, usize>>,
    connections: AtomicUsize,
    open: AtomicUsize,
}

impl Seen {
    /// How often an operation was asked for.
    pub fn requests(&self, operation: &str) -> usize {
        let requests = self.requests.lock().unwrap_or_else(PoisonError::into_inner);
        requests.get(path(operation)).copied().unwrap_or_default()
    }

    pub fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }

    /// Connections that stand now.
    pub fn open(&self) -> usize {
        self.open.load(Ordering::SeqCst)
    }
}

/// The running server; it stops when it is dropped.
#[derive(Debug)]
pub struct Server {
    pub url: String,
    pub seen: Arc<Seen>,
    task: JoinHandle<()>,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Server {
    pub async fn start(script: impl Fn(&Request) -> Act + Send + Sync + 'static) -> Self {
        Self::behind(Door::Open, script).await
    }

    pub async fn behind(door: Door, script: impl Fn(&Request) -> Act + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let seen = Arc::new(Seen::default());
        let script = Arc::new(script);
        let task = tokio::spawn({
            let seen = Arc::clone(&seen);
            async move {
                while let Ok((stream, _)) = listener.accept().await {
                    seen.connections.fetch_add(1, Ordering::SeqCst);
                    let (seen, script) = (Arc::clone(&seen), Arc::clone(&script));
                    tokio::spawn(async move {
                        seen.open.fetch_add(1, Ordering::SeqCst);
                        // The client may hang up at any time: that is what the tests are about.
                        let _ = converse(stream, door, &seen, &*script).await;
                        seen.open.fetch_sub(1, Ordering::SeqCst);
                    });
                }
            }
        });
        Self { url, seen, task }
    }

    pub fn requests(&self, operation: &str) -> usize {
        self.seen.requests(operation)
    }

    /// Gives the server time to read what a client has sent before it gave up; no more than that is sure to come.
    pub async fn settle(&self, operation: &str, requests: usize) {
        for _ in 0..500 {
            if self.requests(operation) >= requests {
                return;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    /// Waits until something holds for what was seen.
    pub async fn until(&self, holds: impl Fn(&Seen) -> bool) {
        in_time(async {
            while !holds(&self.seen) {
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
        })
        .await;
    }
}

/// An address where nobody listens: its port is taken, and stays so, or a later server might get it.
pub fn nobody() -> String {
    static TAKEN: Mutex<Vec<TcpSocket>> = Mutex::new(Vec::new());
    let socket = TcpSocket::new_v4().expect("a socket");
    socket.bind(SocketAddr::from(([127, 0, 0, 1], 0))).expect("a free port");
    let address = socket.local_addr().expect("an address");
    TAKEN.lock().unwrap_or_else(PoisonError::into_inner).push(socket);
    format!("http://{address}")
}

async fn converse(
    mut stream: TcpStream,
    door: Door,
    seen: &Seen,
    script: &(dyn Fn(&Request) -> Act + Send + Sync),
) -> io::Result<()> {
    stream.set_nodelay(true)?;
    match door {
        Door::Open => {}
        Door::SlammedAtOnce => return stream.set_zero_linger(),
        Door::SlammedUnread => {
            stream.peek(&mut [0]).await?;
            return stream.set_zero_linger();
        }
    }
    let mut buffer = Vec::new();
    while let Some(request) = read_request(&mut stream, &mut buffer).await? {
        {
            let mut requests = seen.requests.lock().unwrap_or_else(PoisonError::into_inner);
            *requests.entry(request.path.clone()).or_default() += 1;
        }
        if !perform(&mut stream, script(&request)).await? {
            break;
        }
    }
    Ok(())
}

/// Does what the script says; false when the connection is over.
pub async fn perform(stream: &mut TcpStream, act: Act) -> io::Result<bool> {
    match act {
        Act::Answer(bytes) => {
            stream.write_all(&bytes).await?;
            return Ok(true);
        }
        Act::Close(bytes) => {
            stream.write_all(&bytes).await?;
            stream.shutdown().await?;
        }
        Act::Reset(bytes) => {
            stream.write_all(&bytes).await?;
            stream.set_zero_linger()?;
        }
        Act::Drip(bytes) => {
            for byte in bytes {
                stream.write_all(&[byte]).await?;
                if hung_up(stream, Duration::from_secs(1)).await {
                    break;
                }
            }
        }
        Act::Silence => while !hung_up(stream, Duration::from_secs(60)).await {},
        Act::Held(gate, bytes) => {
            let held = async {
                // A closed gate lets everybody through.
                let _ = gate.acquire().await.map(tokio::sync::SemaphorePermit::forget);
            };
            tokio::select! {
                () = held => {}
                () = async { while !hung_up_within(stream).await {} } => return Ok(false),
            }
            stream.write_all(&bytes).await?;
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether the client hangs up within that time. It sends nothing before it has its answer.
async fn hung_up(stream: &mut TcpStream, time: Duration) -> bool {
    tokio::time::timeout(time, stream.read_u8()).await.is_ok()
}

async fn hung_up_within(stream: &mut TcpStream) -> bool {
    stream.read_u8().await.is_err()
}

/// The next whole request, or none when the client hung up.
pub async fn read_request(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> io::Result<Option<Request>> {
    loop {
        if let Some((request, used)) = parse(buffer) {
            buffer.drain(..used);
            return Ok(Some(request));
        }
        if stream.read_buf(buffer).await? == 0 {
            return Ok(None);
        }
    }
}

fn parse(buffer: &[u8]) -> Option<(Request, usize)> {
    let end = memchr::memmem::find(buffer, b"\r\n\r\n")? + 4;
    let head = std::str::from_utf8(&buffer[..end]).ok()?.to_owned();
    let path = head.split(' ').nth(1)?.to_owned();
    let mut request = Request { path, head, body: Vec::new() };
    let length = request.header("content-length").and_then(|value| value.parse().ok()).unwrap_or(0);
    let whole = end + length;
    request.body = buffer.get(end..whole)?.to_vec();
    Some((request, whole))
}

/// Path of an operation.
pub fn path(operation: &str) -> &'static str {
    Operation::find(operation).expect("an operation of the spec").path()
}

/// An answer with these header lines, each ended by a line break.
pub fn answer(status: u16, headers: &str, body: &[u8]) -> Vec<u8> {
    let mut bytes = head(status, &format!("content-length: {}\r\n{headers}", body.len()));
    bytes.extend_from_slice(body);
    bytes
}

/// The beginning of an answer, up to the body.
pub fn head(status: u16, headers: &str) -> Vec<u8> {
    format!("HTTP/1.1 {status} Whatever\r\n{headers}\r\n").into_bytes()
}

const JSON: &str = "content-type: application/json; charset=utf-8\r\n";

pub fn ok(body: &Value) -> Vec<u8> {
    answer(200, JSON, body.to_string().as_bytes())
}

/// The service's own error body.
pub fn refusal(status: u16, headers: &str) -> Vec<u8> {
    let body = json!({ "correlationId": uuid::Uuid::nil(), "errorDescription": "as the test wants it", "error": null });
    answer(status, &format!("{JSON}{headers}"), body.to_string().as_bytes())
}

/// What a good service answers to the calls of these tests.
pub fn success(request: &Request) -> Vec<u8> {
    let id = uuid::Uuid::nil();
    let order_info =
        || json!({ "id": id, "organizationId": id, "timestamp": 1, "creationStatus": "Success" });
    ok(&match &request.path {
        asked if asked == path("access_token") => token("TOKEN-1"),
        asked if asked == path("organizations") => json!({ "correlationId": id, "organizations": [] }),
        asked if asked == path("terminal_groups") => {
            json!({ "correlationId": id, "terminalGroups": [], "terminalGroupsInSleep": [] })
        }
        _ => json!({ "correlationId": id, "orderInfo": order_info() }),
    })
}

/// The body that brings a token.
pub fn token(value: &str) -> Value {
    json!({ "correlationId": uuid::Uuid::nil(), "token": value })
}
