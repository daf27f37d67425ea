//! Where an organization's events go, and which of them.

use serde_json::Value;

use crate::OrderKind;
use crate::fields;
use crate::restaurant::Notice;

/// An organization's webhook.
pub(crate) struct Webhook {
    pub(crate) uri: String,
    pub(crate) token: Option<String>,
    /// Which events are sent; all of them where there is none.
    pub(crate) filter: Value,
}

impl Webhook {
    /// Whether a change is told.
    pub(crate) fn wants(&self, notice: &Notice) -> bool {
        if self.uri.is_empty() {
            return false;
        }
        if self.filter.is_null() {
            return true;
        }
        let key = match notice.kind {
            OrderKind::Delivery => "deliveryOrderFilter",
            OrderKind::Table => "tableOrderFilter",
        };
        let own = &self.filter[key];
        if notice.failed {
            return fields::flag(own, "errors");
        }
        fields::texts(own, "orderStatuses").contains(&notice.status.as_str())
    }
}
