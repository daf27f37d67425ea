//! What the curated spec says of an operation.

use std::borrow::Cow;
use std::ops::Deref;
use std::sync::Arc;

/// Facts about one operation of the API; all known ones stand in [`operations`](crate::operations).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operation {
    /// Its place in the table of operations, if it has one.
    pub(crate) place: Option<usize>,
    pub(crate) id: Cow<'static, str>,
    pub(crate) path: Cow<'static, str>,
    pub(crate) section: &'static str,
    pub(crate) call: &'static str,
    pub(crate) restriction_group: Option<&'static str>,
    pub(crate) allowed_from: Option<&'static str>,
    pub(crate) authorized: bool,
    pub(crate) read_only: bool,
    pub(crate) command: bool,
    pub(crate) deprecated: bool,
    pub(crate) has_body: bool,
}

impl Operation {
    /// An endpoint that the spec does not know: nothing is assumed of it, so it is never repeated.
    pub(crate) fn unlisted(path: &str) -> Self {
        Self {
            place: None,
            id: Cow::Owned(path.to_owned()),
            path: Cow::Owned(path.to_owned()),
            section: "unlisted",
            call: "call",
            restriction_group: None,
            allowed_from: None,
            authorized: true,
            read_only: false,
            command: false,
            deprecated: false,
            has_body: true,
        }
    }

    /// What errors, logs and metrics call it: `order_create`.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Path below the base address: `/api/1/order/create`.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Section (and cargo feature) that it belongs to: `orders`.
    pub fn section(&self) -> &'static str {
        self.section
    }

    /// How its call is written: `orders().create`.
    pub fn call(&self) -> &'static str {
        self.call
    }

    /// The vendor's rate group: calls of one group share a limit.
    pub fn restriction_group(&self) -> Option<&'static str> {
        self.restriction_group
    }

    /// First version of iiko that knows it.
    pub fn allowed_from(&self) -> Option<&'static str> {
        self.allowed_from
    }

    /// Whether it changes nothing, so that it may be repeated after any failure.
    pub fn is_read_only(&self) -> bool {
        self.read_only
    }

    /// Whether it is an asynchronous command, to be followed with `status`.
    pub fn is_command(&self) -> bool {
        self.command
    }

    /// Whether the vendor has deprecated it.
    pub fn is_deprecated(&self) -> bool {
        self.deprecated
    }

    /// Whether the call carries the access token.
    pub(crate) fn is_authorized(&self) -> bool {
        self.authorized
    }

    /// Whether the call has a request body.
    pub(crate) fn has_body(&self) -> bool {
        self.has_body
    }
}

/// An operation as a call holds it: cheap to carry and to clone.
#[derive(Debug, Clone)]
pub(crate) enum OperationRef {
    /// One of the table's.
    Listed(&'static Operation),
    /// An endpoint that the spec does not know.
    Unlisted(Arc<Operation>),
}

impl Deref for OperationRef {
    type Target = Operation;

    fn deref(&self) -> &Operation {
        match self {
            Self::Listed(operation) => operation,
            Self::Unlisted(operation) => operation,
        }
    }
}
