//! Operations by name.

use super::facts::Operation;
use super::operations::{ACCESS_TOKEN, ACCESS_TOKEN_V2, ALL};

impl Operation {
    /// The operation with that id (`order_create`) or path (`/api/1/order/create`).
    pub fn find(id_or_path: &str) -> Option<&'static Self> {
        ALL.iter().copied().find(|known| known.id == id_or_path || known.path == id_or_path)
    }
}

/// Whether an operation's bodies hold credentials or a token.
pub(crate) fn is_token_operation(id: &str) -> bool {
    id == ACCESS_TOKEN.id() || id == ACCESS_TOKEN_V2.id()
}
