//! Access tokens: given to known logins, accepted until they end or are revoked.

use std::collections::HashMap;
use std::time::Duration;

use axum::http::HeaderMap;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use tokio::time::Instant;
use uuid::Uuid;

use crate::clock;
use crate::refusal::Refusal;

/// The tokens given out.
pub(crate) struct Tokens {
    /// Tokens and when they end.
    valid: HashMap<String, Instant>,
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

    /// Refuses everybody while the simulator was told to.
    pub(crate) fn admit(&self) -> Result<(), Refusal> {
        if self.refused {
            return Err(Refusal::unauthorized("LOGIN_REFUSED", "this login is not let in at the moment"));
        }
        Ok(())
    }

    /// A token of the older kind: opaque.
    pub(crate) fn issue_opaque(&mut self, lifetime: Duration) -> String {
        let token = Uuid::new_v4().simple().to_string();
        self.keep(token, lifetime)
    }

    /// A token of the newer kind: shaped like a JWT that tells when it ends.
    pub(crate) fn issue_jwt(&mut self, application: Uuid, lifetime: Duration) -> String {
        let now = clock::wall().timestamp();
        let seconds = i64::try_from(lifetime.as_secs()).unwrap_or(i64::MAX);
        let header = json!({ "alg": "HS256", "typ": "JWT" });
        let claims = json!({ "sub": application, "iat": now, "exp": now.saturating_add(seconds), "jti": Uuid::new_v4() });
        let signature =
            URL_SAFE_NO_PAD.encode([Uuid::new_v4().into_bytes(), Uuid::new_v4().into_bytes()].concat());
        self.keep(format!("{}.{}.{signature}", encode(&header), encode(&claims)), lifetime)
    }

    fn keep(&mut self, token: String, lifetime: Duration) -> String {
        let now = Instant::now();
        self.valid.retain(|_, end| *end > now);
        // A lifetime beyond what the clock can count never ends: a century stands for it.
        let end = now.checked_add(lifetime).unwrap_or(now + Duration::from_secs(100 * 365 * 24 * 60 * 60));
        self.valid.insert(token.clone(), end);
        token
    }

    /// Whether the request carries a token that is valid now.
    pub(crate) fn verify(&self, headers: &HeaderMap) -> Result<(), Refusal> {
        let header = headers
            .get("authorization")
            .ok_or_else(|| Refusal::unauthorized("TOKEN_MISSING", "the Authorization header is missing"))?;
        let token = header.to_str().ok().and_then(|text| text.strip_prefix("Bearer ")).ok_or_else(|| {
            Refusal::unauthorized("TOKEN_MALFORMED", "the Authorization header must read `Bearer {token}`")
        })?;
        match self.valid.get(token.trim()) {
            Some(end) if *end > Instant::now() => Ok(()),
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
