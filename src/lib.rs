//! Client for [iikoCloud API](https://api-ru.iiko.services/docs) (iiko Transport): the cloud API through which
//! sites, apps, bots and kiosks work with restaurants that run iiko.

mod builder;
mod call;
mod client;
mod codec;
#[cfg(feature = "operations")]
mod commands;
mod credentials;
mod debug;
mod error;
mod limits;
mod observe;
mod nullable;
mod operation;
mod redact;
mod region;
mod retry;
mod runtime;
mod secret;
#[doc(hidden)]
pub mod testing;
mod token;
mod token_store;
mod transport;
pub mod validate;

pub use builder::ClientBuilder;
pub use call::{AnyCall, CallOptions};
pub use client::Client;
pub use codec::UnknownValue;
#[cfg(feature = "operations")]
pub use commands::Wait;
pub use error::{
    ApiError, AuthenticationError, Body, CommandError, ConfigurationError, ConnectionError, DecodeError, Error,
    GatewayError, InvalidRequest, RateLimitError, TimeoutError, TooLargeError,
};
pub use limits::RateLimits;
pub use nullable::Nullable;
pub use operation::Operation;
pub use region::Region;
pub use retry::RetryPolicy;
pub use secret::Secret;
#[cfg(feature = "redis")]
pub use token_store::RedisTokenStore;
pub use token_store::{FileTokenStore, StoreFuture, StoredToken, TokenLock, TokenStore, TokenStoreError};

/// The types of the API: what requests are built of and responses are made of.
pub mod types {
    #![allow(deprecated)]
    include!(concat!(env!("OUT_DIR"), "/types.rs"));
}

/// Calls that are built and not sent yet: one type per operation, made by the methods of [`Client`].
pub mod calls {
    #![allow(deprecated)]
    include!(concat!(env!("OUT_DIR"), "/calls.rs"));
}

/// Handles of the API's sections: the same methods as on [`Client`], section by section.
pub mod sections {
    // Required arguments stand by position, and some requests require many.
    #![allow(clippy::too_many_arguments)]
    include!(concat!(env!("OUT_DIR"), "/handles.rs"));
}

/// Facts about every operation of the curated spec, whatever sections are on.
pub mod operations {
    include!(concat!(env!("OUT_DIR"), "/operations.rs"));
}

/// progenitor's raw client: one method per operation, with this crate's runtime below.
mod raw {
    #![allow(clippy::all, dead_code, unused_imports, missing_docs)]
    use crate::types;
    include!(concat!(env!("OUT_DIR"), "/raw.rs"));
}
