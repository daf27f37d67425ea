//! The access token: asked for when it is first needed, kept until shortly before it ends, renewed once however
//! many calls wait for it.
//!
//! # Why one request is enough, and nobody is left behind
//!
//! A call that needs another token than it has looks at `Tokens::renewal` under its lock: it joins the renewal that is in
//! flight, or starts one. A renewal is a task of its own that brings a token.
//!
//! 1. *One request at a time.* Only renewals ask, and none starts while another one is in flight: that is looked at
//!    and changed under one lock. A renewal that is no longer in flight has ended or was dropped, and asks no more.
//! 2. *No request for what is there.* Before a renewal starts, the call looks at `current`. Only renewals put a token
//!    there, and its generation grows each time; so a token of another generation than the refused one came after it,
//!    and is taken. Of n calls that meet 401 with one token the first starts a renewal, and n - 1 join it or find what
//!    it brought.
//! 3. *A failure is shared by those who waited for it, and by those who come soon after.* It is told through the
//!    renewal's own channel, and remembered for a while that depends on what it is. A call that comes later starts
//!    another renewal.
//! 4. *Renewals belong to nobody.* A call that gives up leaves its renewal in flight, which serves whoever comes next:
//!    also when every single call has an earlier deadline than the service takes. Once `current` is replaced, which
//!    happens in one step by a whole token, the request was not in vain.
//! 5. *Nobody waits for ever.* A renewal ends, since its request has a deadline of its own; when its task is dropped
//!    with its runtime, its channel closes and those who waited start another one. Each of them gives up at its own
//!    call's deadline, which changes nothing.
//!
//! `exploration` tries this with thousands of interleavings, failures, dropped calls and dropped renewals.

pub(crate) mod credentials;
mod denials;
mod endpoint;
#[cfg(test)]
mod exploration;
mod failure;
mod lifetime;
mod renewal;
mod shared;
mod shared_renewal;
pub(crate) mod store;
mod token;
mod tokens;

pub(crate) use credentials::{Application, Credentials};
pub(crate) use endpoint::{TokenEndpoint, is_fit};
pub(crate) use token::Token;
pub(crate) use tokens::Tokens;
