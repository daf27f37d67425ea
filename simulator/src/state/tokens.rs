//! Access tokens: given to known logins, accepted until they end or are revoked.

use std::collections::HashMap;
use std::time::Duration;

use axum::http::HeaderMap;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::chance::Chance;
use crate::refusal::Refusal;

/// What a token is given for.
pub(crate) struct Ticket<'a> {
    pub(crate) login: &'a str,
    pub(crate) lifetime: Duration,
    pub(crate) now: DateTime<Utc>,
    pub(crate) chance: &'a Chance,
}

impl Ticket<'_> {
    /// When the token ends; beyond what a date can hold, as late as it can.
    fn end(&self) -> DateTime<Utc> {
        let lifetime = TimeDelta::from_std(self.lifetime).unwrap_or(TimeDelta::MAX);
        self.now.checked_add_signed(lifetime).unwrap_or(DateTime::<Utc>::MAX_UTC)
    }
}

/// The tokens given out.
pub(crate) struct Tokens {
    /// Tokens, whose they are and when they end.
    valid: HashMap<String, (String, DateTime<Utc>)>,
    refused: bool,
}

impl Tokens {
    pub(crate) fn new() -> Self {
        Self { valid: HashMap::new(), refused: false }
    }

    pub(crate) fn revoke(&mut self) {
        self.valid.clear();
    }

    pub(crate) fn refuse(&mut self, refuse: bool) {
        self.refused = refuse;
    }

    /// Whether everybody is refused.
    pub(crate) fn refuses(&self) -> bool {
        self.refused
    }

    /// Refuses everybody while the simulator was told to.
    pub(crate) fn admit(&self) -> Result<(), Refusal> {
        if self.refused {
            return Err(Refusal::unauthorized("LOGIN_REFUSED", "this login is not let in at the moment"));
        }
        Ok(())
    }

    /// A token of the older kind: opaque.
    pub(crate) fn issue_opaque(&mut self, ticket: &Ticket<'_>) -> String {
        self.keep(ticket.chance.id().simple().to_string(), ticket)
    }

    /// A token of the newer kind: shaped like a JWT that tells when it ends.
    pub(crate) fn issue_jwt(&mut self, application: Uuid, ticket: &Ticket<'_>) -> String {
        let id = || ticket.chance.id();
        let header = json!({ "alg": "HS256", "typ": "JWT" });
        let claims = json!({
            "sub": application,
            "iat": ticket.now.timestamp(),
            "exp": ticket.end().timestamp(),
            "jti": id(),
        });
        let signature = URL_SAFE_NO_PAD.encode([id().into_bytes(), id().into_bytes()].concat());
        self.keep(format!("{}.{}.{signature}", encode(&header), encode(&claims)), ticket)
    }

    fn keep(&mut self, token: String, ticket: &Ticket<'_>) -> String {
        self.valid.retain(|_, (_, end)| *end > ticket.now);
        self.valid.insert(token.clone(), (ticket.login.to_owned(), ticket.end()));
        token
    }

    /// The login whose token the request carries, if it is valid now.
    pub(crate) fn verify(&self, headers: &HeaderMap, now: DateTime<Utc>) -> Result<&str, Refusal> {
        let header = headers
            .get("authorization")
            .ok_or_else(|| Refusal::unauthorized("TOKEN_MISSING", "the Authorization header is missing"))?;
        let token = header.to_str().ok().and_then(|text| text.strip_prefix("Bearer ")).ok_or_else(|| {
            Refusal::unauthorized("TOKEN_MALFORMED", "the Authorization header must read `Bearer {token}`")
        })?;
        match self.valid.get(token.trim()) {
            Some((login, end)) if *end > now => Ok(login),
            _ => Err(Refusal::unauthorized(
                "TOKEN_INVALID",
                "the token has ended, was revoked or was never given",
            )),
        }
    }
}

fn encode(value: &Value) -> String {
    URL_SAFE_NO_PAD.encode(value.to_string())
}
