//! The ways in which a call can go wrong, and what each of them must come to.

use std::sync::LazyLock;

use iiko_transport::Error;
use serde::{Deserialize, Serialize};

use crate::server::{Act, Door, answer, head, refusal};

/// The largest answer that the clients of these tests accept.
pub const RESPONSE_LIMIT: usize = 1024 * 1024;

/// Declares the faults, and the list of all.
macro_rules! faults {
    ($($fault:ident,)*) => {
        /// A way in which the network or the service fails.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum Fault { $($fault,)* }

        impl Fault {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$fault,)*];
        }
    };
}

faults! {
    Refused,
    ResetAtOnce,
    ResetUnread,
    ResetAfterRequest,
    ClosedAfterRequest,
    ResetMidBody,
    ClosedMidBody,
    ChunkedAndCut,
    Silent,
    OneByteASecond,
    NoHttp,
    HugeHead,
    Unauthorized,
    UnauthorizedForEver,
    Forbidden,
    Blocked,
    RequestTimeout,
    Gone,
    TooMany,
    TooManyRetryAfter,
    TooManyForTenMinutes,
    InternalError,
    BadGatewayHtml,
    Unavailable,
    UnavailableRetryAfter,
    GatewayTimeout,
    TruncatedJson,
    WrongJson,
    EmptyBody,
    NotUtf8,
    DeepNesting,
    DeepError,
    GzipBroken,
    GzipCut,
    GzipBomb,
    TooLarge,
    TooLargeUndeclared,
    ErrorInSuccess,
    OddErrorInSuccess,
    OddRefusal,
    Redirect,
    RedirectOfTheBody,
    WrongContentType,
}

/// What a call came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    Served,
    NotConnected,
    Broken,
    TimedOut,
    Authentication,
    Api(u16),
    Gateway(u16),
    Undecodable,
    TooLarge,
    Other,
}

impl End {
    pub fn of<T>(result: &Result<T, Error>) -> Self {
        match result {
            Ok(_) => Self::Served,
            Err(Error::Connection(_)) if result.as_ref().is_err_and(Error::is_connect) => Self::NotConnected,
            Err(Error::Connection(_)) => Self::Broken,
            Err(Error::Timeout(_)) => Self::TimedOut,
            Err(Error::Authentication(_)) => Self::Authentication,
            Err(Error::Api(error)) => Self::Api(error.status()),
            Err(Error::Gateway(error)) => Self::Gateway(error.status()),
            Err(Error::Decode(_)) => Self::Undecodable,
            Err(Error::TooLarge(_)) => Self::TooLarge,
            Err(_) => Self::Other,
        }
    }
}

/// A fault: what it comes to, how often a write and a read are tried; the same for the request for a token.
#[derive(Debug, Clone, Copy)]
pub struct Row {
    pub fault: Fault,
    pub end: End,
    pub write: usize,
    pub read: usize,
    pub token: (usize, End),
}

const fn row(fault: Fault, end: End, write: usize, read: usize, token: (usize, End)) -> Row {
    Row { fault, end, write, read, token }
}

/// `ResetAtOnce` is missing here: what can be known of it depends on who is faster. It has a test of its own.
pub const TABLE: &[Row] = {
    use End::{Api, Authentication, Broken, Gateway, NotConnected, Served, TimedOut, TooLarge, Undecodable};
    &[
        // fault                            end             write read token
        row(Fault::Refused, NotConnected, 3, 3, (3, NotConnected)),
        row(Fault::ResetUnread, Broken, 1, 3, (3, Broken)),
        row(Fault::ResetAfterRequest, Broken, 1, 3, (3, Broken)),
        row(Fault::ClosedAfterRequest, Broken, 1, 3, (3, Broken)),
        row(Fault::ResetMidBody, Broken, 1, 3, (3, Broken)),
        row(Fault::ClosedMidBody, Broken, 1, 3, (3, Broken)),
        row(Fault::ChunkedAndCut, Broken, 1, 3, (3, Broken)),
        row(Fault::Silent, TimedOut, 1, 3, (3, TimedOut)),
        row(Fault::OneByteASecond, TimedOut, 1, 3, (3, TimedOut)),
        row(Fault::NoHttp, Broken, 1, 3, (3, Broken)),
        row(Fault::HugeHead, Broken, 1, 3, (3, Broken)),
        row(Fault::Unauthorized, Served, 2, 2, (1, Authentication)),
        row(Fault::UnauthorizedForEver, Authentication, 2, 2, (1, Authentication)),
        row(Fault::Forbidden, Api(403), 1, 1, (1, Authentication)),
        row(Fault::Blocked, Authentication, 1, 1, (1, Authentication)),
        row(Fault::RequestTimeout, Api(408), 1, 3, (3, Api(408))),
        row(Fault::Gone, Api(410), 1, 1, (1, Api(410))),
        row(Fault::TooMany, Api(429), 3, 3, (3, Api(429))),
        row(Fault::TooManyRetryAfter, Api(429), 3, 3, (3, Api(429))),
        row(Fault::TooManyForTenMinutes, Api(429), 1, 1, (1, Api(429))),
        row(Fault::InternalError, Api(500), 1, 3, (3, Api(500))),
        row(Fault::BadGatewayHtml, Gateway(502), 1, 3, (3, Gateway(502))),
        row(Fault::Unavailable, Api(503), 1, 3, (3, Api(503))),
        row(Fault::UnavailableRetryAfter, Api(503), 1, 3, (3, Api(503))),
        row(Fault::GatewayTimeout, Api(504), 1, 3, (3, Api(504))),
        row(Fault::TruncatedJson, Undecodable, 1, 1, (1, Undecodable)),
        row(Fault::WrongJson, Undecodable, 1, 1, (1, Undecodable)),
        row(Fault::EmptyBody, Undecodable, 1, 1, (1, Undecodable)),
        row(Fault::NotUtf8, Undecodable, 1, 1, (1, Undecodable)),
        row(Fault::DeepNesting, Undecodable, 1, 1, (1, Undecodable)),
        row(Fault::DeepError, Api(400), 1, 1, (1, Authentication)),
        row(Fault::GzipBroken, Undecodable, 1, 3, (3, Undecodable)),
        row(Fault::GzipCut, Undecodable, 1, 3, (3, Undecodable)),
        row(Fault::GzipBomb, TooLarge, 1, 1, (1, TooLarge)),
        row(Fault::TooLarge, TooLarge, 1, 1, (1, TooLarge)),
        row(Fault::TooLargeUndeclared, TooLarge, 1, 1, (1, TooLarge)),
        row(Fault::ErrorInSuccess, Api(200), 1, 1, (1, Authentication)),
        row(Fault::OddErrorInSuccess, Api(200), 1, 1, (1, Authentication)),
        row(Fault::OddRefusal, Api(400), 1, 1, (1, Authentication)),
        row(Fault::Redirect, Gateway(302), 1, 1, (1, Gateway(302))),
        row(Fault::RedirectOfTheBody, Gateway(307), 1, 1, (1, Gateway(307))),
        row(Fault::WrongContentType, Gateway(200), 1, 1, (1, Gateway(200))),
    ]
};

const JSON: &str = "content-type: application/json\r\n";
const GZIP: &str = "content-type: application/json\r\ncontent-encoding: gzip\r\n";
const PAGE: &[u8] = b"<html><body>The service is being looked after.</body></html>";

impl Fault {
    /// What becomes of the connection before the request is read.
    pub fn door(self) -> Door {
        match self {
            Self::ResetAtOnce => Door::SlammedAtOnce,
            Self::ResetUnread => Door::SlammedUnread,
            _ => Door::Open,
        }
    }

    /// Whether the service sees the request at all.
    pub fn lets_requests_in(self) -> bool {
        self != Self::Refused && self.door() == Door::Open
    }

    /// Whether it says surely that the service has done nothing.
    pub fn did_nothing(self) -> bool {
        use Fault as F;
        !self.lets_requests_in()
            || matches!(self, F::Unauthorized | F::UnauthorizedForEver | F::Forbidden | F::Blocked | F::Gone)
            || matches!(self, F::TooMany | F::TooManyRetryAfter | F::TooManyForTenMinutes)
            || matches!(self, F::Redirect | F::RedirectOfTheBody)
            || matches!(self, F::ErrorInSuccess | F::OddErrorInSuccess | F::OddRefusal)
            || matches!(self, F::DeepError | F::WrongContentType)
    }

    /// What is done to a request that was read.
    pub fn act(self) -> Act {
        match self {
            Self::Refused | Self::ResetAtOnce | Self::ResetUnread | Self::ResetAfterRequest => {
                Act::Reset(Vec::new())
            }
            Self::ClosedAfterRequest => Act::Close(Vec::new()),
            Self::ResetMidBody => Act::Reset(half_a_body()),
            Self::ClosedMidBody => Act::Close(half_a_body()),
            Self::ChunkedAndCut => Act::Close(chunks(br#"{"correlationId":"#, false)),
            Self::Silent => Act::Silence,
            Self::OneByteASecond => Act::Drip(answer(200, JSON, b"{}")),
            Self::NoHttp => Act::Close(b"220 mail.example.com ESMTP\r\n\r\n".to_vec()),
            Self::HugeHead => Act::Close(head(200, &"x-filler: 0123456789\r\n".repeat(50_000))),
            _ => Act::Answer(self.answer()),
        }
    }

    /// The answer of a service that is there, but not well.
    fn answer(self) -> Vec<u8> {
        match self {
            Self::Unauthorized | Self::UnauthorizedForEver => refusal(401, ""),
            Self::Forbidden => refusal(403, ""),
            Self::Blocked => {
                answer(423, JSON, br#"{"errorDescription":"apilogin is blocked","error":"LOCKED"}"#)
            }
            Self::RequestTimeout => refusal(408, ""),
            Self::Gone => refusal(410, ""),
            Self::TooMany => refusal(429, ""),
            Self::TooManyRetryAfter => refusal(429, "retry-after: 0\r\n"),
            Self::TooManyForTenMinutes => refusal(429, "retry-after: 600\r\n"),
            Self::InternalError => refusal(500, ""),
            Self::BadGatewayHtml => answer(502, "content-type: text/html\r\n", PAGE),
            Self::Unavailable => refusal(503, ""),
            Self::UnavailableRetryAfter => refusal(503, "retry-after: 0\r\n"),
            Self::GatewayTimeout => refusal(504, ""),
            Self::Redirect => answer(302, "location: http://127.0.0.1:1/elsewhere\r\n", b""),
            Self::RedirectOfTheBody => answer(307, "location: http://127.0.0.1:1/elsewhere\r\n", b""),
            Self::WrongContentType => answer(200, "content-type: text/html; charset=utf-8\r\n", PAGE),
            Self::GzipBroken => answer(200, GZIP, b"\x1f\x8b\x08\0\0\0\0\0\0\x03\xff\xff\xff\xff\xff\xff"),
            Self::GzipCut => answer(200, GZIP, &BOMB[..100]),
            Self::GzipBomb => answer(200, GZIP, &BOMB),
            Self::TooLarge => answer(200, JSON, &vec![b' '; RESPONSE_LIMIT + 1]),
            Self::TooLargeUndeclared => chunks(&vec![b' '; RESPONSE_LIMIT + 1], true),
            Self::OddRefusal => answer(400, JSON, &odd_error()),
            Self::DeepError => answer(400, JSON, deep(r#"{"error":"#, "}").as_bytes()),
            _ => answer(200, JSON, &self.body()),
        }
    }

    /// The body of a success that is none.
    fn body(self) -> Vec<u8> {
        match self {
            Self::TruncatedJson => br#"{"correlationId":"00000000-0000-0000-0000-000000000000","or"#.to_vec(),
            Self::WrongJson => b"[7]".to_vec(),
            Self::NotUtf8 => b"{\"correlationId\":\"\xff\xfe\"}".to_vec(),
            Self::DeepNesting => deep(r#"{"unknown":"#, r#","correlationId":["#).into_bytes(),
            Self::ErrorInSuccess => {
                br#"{"correlationId":null,"errorDescription":"first line\nsecond"}"#.to_vec()
            }
            Self::OddErrorInSuccess => odd_error(),
            _ => Vec::new(),
        }
    }
}

/// An error with a byte order mark, capital letters, an id that is none, and a code longer than a page.
fn odd_error() -> Vec<u8> {
    let code = "x".repeat(100_000);
    format!(r#"{}{{"CorrelationId":7,"ErrorDescription":["closed"],"Error":"{code}"}}"#, '\u{feff}')
        .into_bytes()
}

fn half_a_body() -> Vec<u8> {
    let mut bytes = head(200, &format!("{JSON}content-length: 1000\r\n"));
    bytes.extend_from_slice(br#"{"correlationId":"0000"#);
    bytes
}

fn deep(before: &str, after: &str) -> String {
    const DEPTH: usize = 100_000;
    format!("{before}{}{}{after}", "[".repeat(DEPTH), "]".repeat(DEPTH))
}

/// A chunked answer, with its end or without.
fn chunks(body: &[u8], whole: bool) -> Vec<u8> {
    let mut bytes = head(200, &format!("{JSON}transfer-encoding: chunked\r\n"));
    for chunk in body.chunks(64 * 1024) {
        bytes.extend_from_slice(format!("{:x}\r\n", chunk.len()).as_bytes());
        bytes.extend_from_slice(chunk);
        bytes.extend_from_slice(b"\r\n");
    }
    if whole {
        bytes.extend_from_slice(b"0\r\n\r\n");
    }
    bytes
}

/// 16 MiB of spaces in a tenth of a megabyte of gzip: one literal, then copies of what is there already. Its checksum
/// is wrong, but nobody should read that far.
static BOMB: LazyLock<Vec<u8>> = LazyLock::new(|| {
    const COPIES: usize = 16 * 1024 * 1024 / 258;
    // RFC 1951: the last block, of fixed codes; a space; 258 bytes from one byte before; the end of the block.
    let bits = "110"
        .chars()
        .chain("01010000".chars())
        .chain("1100010100000".chars().cycle().take(COPIES * 13))
        .chain("0000000".chars());
    let mut bytes = b"\x1f\x8b\x08\0\0\0\0\0\0\x03".to_vec();
    let (mut byte, mut filled) = (0u8, 0);
    for bit in bits {
        byte |= u8::from(bit == '1') << filled;
        filled += 1;
        if filled == 8 {
            bytes.push(byte);
            (byte, filled) = (0, 0);
        }
    }
    bytes.push(byte);
    bytes.extend_from_slice(&[0; 8]);
    bytes
});
