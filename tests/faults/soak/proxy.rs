//! A proxy that breaks a twentieth of the exchanges, each in one of the ways of [`Fault`], before or after the
//! service has seen the request.

use std::io;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;

use crate::fault::{Fault, TABLE};
use crate::server::{Act, Request, perform, read_request};

/// One exchange in so many is broken.
const ONE_IN: u64 = 20;

/// How long nobody listens when connections are refused.
const CLOSED: Duration = Duration::from_millis(20);

/// What calls write into their requests to be recognized: this and a number.
pub const TAG: &str = "soak-";

/// A fault as it happened.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Injected {
    pub fault: Fault,
    /// The call that it befell, where the request tells.
    pub tag: Option<u64>,
    /// Path of the request.
    pub path: String,
    /// Whether the service saw the request all the same.
    pub executed: bool,
}

/// The running proxy; it runs as long as its runtime.
#[derive(Debug)]
pub struct Proxy {
    pub url: String,
    state: Arc<State>,
}

#[derive(Debug)]
struct State {
    upstream: SocketAddr,
    seed: u64,
    breaks: AtomicBool,
    exchanges: AtomicU64,
    /// Connections that are to be reset as soon as they stand.
    resets: AtomicUsize,
    /// Asks the listener to go away for a moment.
    refuse: Notify,
    injected: Mutex<Vec<Injected>>,
}

impl Proxy {
    pub async fn start(upstream: SocketAddr, seed: u64) -> io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let state = Arc::new(State {
            upstream,
            seed,
            breaks: AtomicBool::new(false),
            exchanges: AtomicU64::new(0),
            resets: AtomicUsize::new(0),
            refuse: Notify::new(),
            injected: Mutex::default(),
        });
        tokio::spawn(listen(listener, address, Arc::clone(&state)));
        Ok(Self { url: format!("http://{address}"), state })
    }

    /// Begins to break exchanges.
    pub fn break_exchanges(&self) {
        self.state.breaks.store(true, Ordering::SeqCst);
    }

    pub fn exchanges(&self) -> u64 {
        self.state.exchanges.load(Ordering::SeqCst)
    }

    pub fn injected(&self) -> Vec<Injected> {
        self.state.injected.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

async fn listen(mut listener: TcpListener, address: SocketAddr, state: Arc<State>) {
    loop {
        tokio::select! {
            accepted = listener.accept() => {
                let Ok((stream, _)) = accepted else { continue };
                let state = Arc::clone(&state);
                tokio::spawn(async move {
                    // Either side may hang up at any time.
                    let _ = converse(stream, &state).await;
                });
            }
            () = state.refuse.notified() => {
                drop(listener);
                tokio::time::sleep(CLOSED).await;
                listener = loop {
                    match TcpListener::bind(address).await {
                        Ok(listener) => break listener,
                        Err(_) => tokio::time::sleep(CLOSED).await,
                    }
                };
            }
        }
    }
}

async fn converse(mut client: TcpStream, state: &State) -> io::Result<()> {
    client.set_nodelay(true)?;
    if state.resets.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1)).is_ok() {
        return client.set_zero_linger();
    }
    let mut upstream = Upstream::new(state.upstream);
    let mut buffer = Vec::new();
    while let Some(request) = read_request(&mut client, &mut buffer).await? {
        let number = state.exchanges.fetch_add(1, Ordering::SeqCst);
        let goes_on = match state.fault(number, &request) {
            None => {
                let answer = upstream.exchange(&request).await?;
                client.write_all(&answer).await?;
                true
            }
            Some(fault) => state.spoil(fault, number, &request, &mut upstream, &mut client).await?,
        };
        if !goes_on {
            break;
        }
    }
    Ok(())
}

/// Pauses of minutes would end the soak instead of straining it: those that the service asks for, and those that the
/// client makes by itself after a token was refused.
fn ends_the_soak(fault: Fault, request: &Request) -> bool {
    let refuses = || TABLE.iter().any(|row| row.fault == fault && row.token.0 == 1);
    matches!(fault, Fault::TooManyForTenMinutes | Fault::Blocked) || (request.asks_for_token() && refuses())
}

impl State {
    /// What befalls the exchange with that number, if anything does.
    fn fault(&self, number: u64, request: &Request) -> Option<Fault> {
        let dice = mixed(self.seed ^ number);
        if !self.breaks.load(Ordering::SeqCst) || !dice.is_multiple_of(ONE_IN) {
            return None;
        }
        let which = (mixed(dice) % (TABLE.len() as u64 + 1)) as usize;
        let fault = TABLE.get(which).map_or(Fault::ResetAtOnce, |row| row.fault);
        Some(fault).filter(|fault| !ends_the_soak(*fault, request))
    }

    /// Does the fault to the exchange; false when the connection is over.
    async fn spoil(
        &self,
        fault: Fault,
        number: u64,
        request: &Request,
        upstream: &mut Upstream,
        client: &mut TcpStream,
    ) -> io::Result<bool> {
        let executed = !fault.did_nothing() && mixed(!number).is_multiple_of(2);
        // Faults of a connection befall whoever connects next.
        let later = matches!(fault, Fault::Refused | Fault::ResetAtOnce);
        self.injected.lock().unwrap_or_else(PoisonError::into_inner).push(Injected {
            fault,
            tag: tag(&request.body).filter(|_| !later),
            path: request.path.clone(),
            executed,
        });
        match fault {
            Fault::Refused => self.refuse.notify_one(),
            Fault::ResetAtOnce => drop(self.resets.fetch_add(1, Ordering::SeqCst)),
            _ => {
                if executed {
                    upstream.exchange(request).await?;
                }
                return perform(client, fault.act()).await;
            }
        }
        let answer = upstream.exchange(request).await?;
        perform(client, Act::Close(answer)).await
    }
}

/// A kept connection to the service.
struct Upstream {
    address: SocketAddr,
    stream: Option<TcpStream>,
}

impl Upstream {
    fn new(address: SocketAddr) -> Self {
        Self { address, stream: None }
    }

    /// Passes a request on and reads the whole answer.
    async fn exchange(&mut self, request: &Request) -> io::Result<Vec<u8>> {
        let stream = match self.stream.take() {
            Some(stream) => stream,
            None => {
                let stream = TcpStream::connect(self.address).await?;
                stream.set_nodelay(true)?;
                stream
            }
        };
        let stream = self.stream.insert(stream);
        stream.write_all(request.head.as_bytes()).await?;
        stream.write_all(&request.body).await?;
        let mut answer = Vec::new();
        loop {
            if let Some(length) = length(&answer)
                && answer.len() >= length
            {
                return Ok(answer);
            }
            if stream.read_buf(&mut answer).await? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
        }
    }
}

/// Length of an answer with head and body, once the head is there.
fn length(answer: &[u8]) -> Option<usize> {
    let end = memchr::memmem::find(answer, b"\r\n\r\n")? + 4;
    let head = std::str::from_utf8(&answer[..end]).ok()?.to_ascii_lowercase();
    let body =
        head.lines().find_map(|line| line.strip_prefix("content-length:")?.trim().parse::<usize>().ok());
    Some(end + body.unwrap_or(0))
}

/// The number that a call wrote into its request.
fn tag(body: &[u8]) -> Option<u64> {
    let from = memchr::memmem::find(body, TAG.as_bytes())? + TAG.len();
    let digits = body[from..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    std::str::from_utf8(&body[from..from + digits]).ok()?.parse().ok()
}

/// Numbers that look random and depend on the seed alone (SplitMix64).
fn mixed(seed: u64) -> u64 {
    let mut mixed = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}
