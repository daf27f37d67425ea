//! The life of an order, from a user's side: created exactly once, waited for, followed, told by webhook, and lists that
//! go on.

// What is deprecated works as long as it is there.
#![allow(deprecated)]

mod creation;
mod following;
mod lists;
mod own_types;
mod restarts;
mod restaurant;
#[path = "../client/service.rs"]
#[allow(dead_code, reason = "shared with the tests of calls")]
mod service;
mod until_done;
mod webhooks;

/// An id of any kind of thing, always the same.
fn any<T: std::str::FromStr<Err: std::fmt::Debug>>() -> T {
    "0000000a-0000-4000-8000-00000000000a".parse().expect("a uuid")
}
