//! The body of a webhook request: a batch of events, each read on its own.

use serde_json::value::RawValue;

use crate::codec::types::WebhookEvent;
use crate::codec::{BrokenItem, lenient};

/// What some senders put in front of UTF-8; no JSON may begin with it.
const BYTE_ORDER_MARK: &str = "\u{feff}";

/// Reads the body of a webhook request: the events in their order, and in the place of an event that cannot be read
/// what is wrong with it, while the others stay.
///
/// A lone object is a batch of one. Within an event, too, a broken item of a list whose items stand for themselves is
/// left out (and logged), so that it does not take the event with it. Bytes that are no UTF-8 become `�`.
///
/// ```
/// # fn main() -> Result<(), iiko_transport::webhooks::BatchError> {
/// use iiko_transport::types::WebhookEvent;
/// use iiko_transport::webhooks;
///
/// let body = br#"[{"eventType": "StopListUpdate"}, {"eventType": 7, "eventTime": []}]"#;
/// for event in webhooks::parse(body)? {
///     match event {
///         Ok(WebhookEvent::StopListUpdate(event)) => println!("stop lists of {:?}", event.organization_id),
///         Ok(other) => println!("not for us: {other:?}"),
///         Err(broken) => println!("kept for later: {broken}: {}", broken.raw()),
///     }
/// }
/// # Ok(())
/// # }
/// ```
///
/// # Errors
///
/// When the body is no JSON, or neither a list nor an object.
pub fn parse(body: &[u8]) -> Result<Vec<Result<WebhookEvent, BrokenItem>>, BatchError> {
    each(body, |_, event| event)
}

/// The events of a batch that tell of delivery orders, created, changed or failed; each event that cannot be read stays, in
/// its place, as [`parse`] gives it.
///
/// # Errors
///
/// Those of [`parse`].
#[doc(alias = "ParseWebhookOrder")]
pub fn parse_webhook_order(body: &[u8]) -> Result<Vec<Result<WebhookEvent, BrokenItem>>, BatchError> {
    only(body, |event| {
        matches!(event, WebhookEvent::DeliveryOrderUpdate(_) | WebhookEvent::DeliveryOrderError(_))
    })
}

/// The events of a batch that tell of reserves and banquets; otherwise as [`parse_webhook_order`].
///
/// # Errors
///
/// Those of [`parse`].
#[doc(alias = "ParseWebhookReserve")]
pub fn parse_webhook_reserve(body: &[u8]) -> Result<Vec<Result<WebhookEvent, BrokenItem>>, BatchError> {
    only(body, |event| matches!(event, WebhookEvent::ReserveUpdate(_) | WebhookEvent::ReserveError(_)))
}

/// The events that are wanted, and those that cannot be read.
fn only(
    body: &[u8],
    wanted: impl Fn(&WebhookEvent) -> bool,
) -> Result<Vec<Result<WebhookEvent, BrokenItem>>, BatchError> {
    let mut events = parse(body)?;
    events.retain(|event| event.as_ref().map_or(true, &wanted));
    Ok(events)
}

/// Reads each event, and makes something of its JSON and of what was read.
pub(super) fn each<T>(
    body: &[u8],
    make: impl Fn(&str, Result<WebhookEvent, BrokenItem>) -> T,
) -> Result<Vec<T>, BatchError> {
    let text = String::from_utf8_lossy(body);
    let text = text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(&text);
    let is_list = text.trim_start().starts_with('[');
    if is_list {
        let events: Vec<&RawValue> = serde_json::from_str(text)?;
        let event = |(index, event): (usize, &RawValue)| {
            make(event.get(), self::event(event.get(), index, &format!("[{index}]")))
        };
        return Ok(events.into_iter().enumerate().map(event).collect());
    }
    let event = serde_json::from_str::<&RawValue>(text)?.get();
    if !event.starts_with('{') {
        return Err(BatchError { line: 1, column: 1, reason: "neither a list nor an object".to_owned() });
    }
    Ok(vec![make(event, self::event(event, 0, ""))])
}

/// Reads one event, as it should be or, failing that, leniently. `root` is its path in the body.
fn event(text: &str, index: usize, root: &str) -> Result<WebhookEvent, BrokenItem> {
    if let Ok(event) = serde_json::from_str(text) {
        return Ok(event);
    }
    match lenient::read(text) {
        Ok((event, skipped)) => {
            if let Some(first) = skipped.items.first() {
                let path = lenient::joined(root, first.path());
                tracing::warn!(count = skipped.count, path, "broken items of a webhook event are left out");
            }
            Ok(event)
        }
        Err((path, reason)) => Err(BrokenItem::new(index, lenient::joined(root, &path), &reason, text)),
    }
}

/// A body that is no batch of events at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no batch of webhook events: {reason} at line {line} column {column}")]
pub struct BatchError {
    line: usize,
    column: usize,
    reason: String,
}

impl BatchError {
    /// Line of the body, counted from one, where it stops being one.
    pub fn line(&self) -> usize {
        self.line
    }

    /// Column in that line, counted from one; zero is the end of the line before.
    pub fn column(&self) -> usize {
        self.column
    }

    /// What is wrong there.
    pub fn reason(&self) -> &str {
        &self.reason
    }
}

impl From<serde_json::Error> for BatchError {
    fn from(error: serde_json::Error) -> Self {
        Self { line: error.line(), column: error.column(), reason: lenient::reason(&error) }
    }
}
