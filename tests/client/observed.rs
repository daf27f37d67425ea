//! What an operator sees of a call: its span ends when the answer is decoded, and says what failed.

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::sync::{Arc, LazyLock, Mutex};
use std::time::Duration;

use iiko_transport::RetryPolicy;
use serde_json::json;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::subscriber::DefaultGuard;
use tracing::{Dispatch, Event, Level, Subscriber};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt as _};
use tracing_subscriber::registry::LookupSpan;
use wiremock::ResponseTemplate;

use crate::service::{CORRELATION_ID, FOR_EVER, Service, ok, organization, refusal};
use crate::shapes;

/// The fields of the calls' spans that were closed, and the levels of what was logged of failures.
#[derive(Clone, Default)]
struct Seen {
    spans: Arc<Mutex<Vec<BTreeMap<&'static str, String>>>>,
    levels: Arc<Mutex<Vec<Level>>>,
}

#[derive(Default)]
struct Fields(BTreeMap<&'static str, String>);

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.0.insert(field.name(), format!("{value:?}").trim_matches('"').to_owned());
    }
}

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Seen {
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        let mut fields = Fields::default();
        attributes.record(&mut fields);
        context.span(id).expect("a span").extensions_mut().insert(fields);
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, context: Context<'_, S>) {
        let span = context.span(id).expect("a span");
        values.record(span.extensions_mut().get_mut::<Fields>().expect("its fields"));
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        let of_a_failure = event.metadata().fields().field("error").is_some();
        if of_a_failure && context.event_span(event).is_some_and(|span| span.name() == "iiko_call") {
            self.levels.lock().expect("no panic").push(*event.metadata().level());
        }
    }

    fn on_close(&self, id: Id, context: Context<'_, S>) {
        let span = context.span(&id).expect("a span");
        if span.name() == "iiko_call" {
            let fields = span.extensions_mut().remove::<Fields>().expect("its fields").0;
            self.spans.lock().expect("no panic").push(fields);
        }
    }
}

/// A second subscriber in the process: while there is but one, `tracing` asks whatever thread comes first to a place
/// whether anybody looks at it, and another test's thread says no for all.
static ANOTHER: LazyLock<Dispatch> = LazyLock::new(|| Dispatch::new(tracing_subscriber::registry()));

impl Seen {
    /// Looks at what this thread does until the guard goes.
    fn begin() -> (Self, DefaultGuard) {
        LazyLock::force(&ANOTHER);
        let seen = Self::default();
        let subscriber = tracing_subscriber::registry().with(seen.clone());
        (seen, tracing::subscriber::set_default(subscriber))
    }

    /// What is seen of a read that meets an answer.
    async fn of(answer: ResponseTemplate) -> (BTreeMap<&'static str, String>, Vec<Level>) {
        let service = Service::start().await;
        service.answer("regions", answer).await;
        let (seen, _guard) = Self::begin();
        let call = service.signed_in().regions([organization()]).retry(RetryPolicy::none());
        let call = call.deadline(Duration::from_millis(500));
        drop(call.await);
        seen.only()
    }

    fn only(&self) -> (BTreeMap<&'static str, String>, Vec<Level>) {
        let mut spans = self.spans.lock().expect("no panic").clone();
        assert_eq!(spans.len(), 1, "one call, one span: {spans:?}");
        (spans.remove(0), self.levels.lock().expect("no panic").clone())
    }
}

#[tokio::test]
async fn a_success_has_no_error_type() {
    let mut answer = shapes::answer("regions");
    answer["correlationId"] = json!(CORRELATION_ID);
    let bytes = answer.to_string().len().to_string();
    let (span, levels) = Seen::of(ok(answer)).await;

    assert_eq!(span.get("error.type"), None);
    assert_eq!((&*span["status"], &*span["attempts"], &*span["bytes"]), ("200", "1", &*bytes));
    assert_eq!(span["correlation_id"], CORRELATION_ID);
    assert!(levels.is_empty(), "{levels:?}");
}

#[tokio::test]
async fn a_failure_tells_its_kind_and_is_logged_as_what_it_is() {
    let page = ResponseTemplate::new(404).set_body_raw("<html></html>", "text/html");
    let silent = ok(shapes::answer("regions")).set_delay(FOR_EVER);
    let cases = [
        (ok(json!({"regions": 7})), "decode", Some("200"), Level::WARN),
        (refusal(200, "closed"), "api", Some("200"), Level::INFO),
        (refusal(400, "closed"), "api", Some("400"), Level::INFO),
        (refusal(500, "oops"), "api", Some("500"), Level::WARN),
        (refusal(429, "too often"), "api", Some("429"), Level::WARN),
        (page, "gateway", Some("404"), Level::WARN),
        (silent, "timeout", None, Level::WARN),
    ];
    for (answer, kind, status, level) in cases {
        let (span, levels) = Seen::of(answer).await;
        assert_eq!(span.get("error.type").map(String::as_str), Some(kind), "{span:?}");
        assert_eq!(span.get("status").map(String::as_str), status, "{span:?}");
        assert_eq!(levels, [level], "{span:?}");
    }
}

/// Waits until a request has come.
async fn asked(service: &Service) {
    while service.count("regions").await == 0 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

#[tokio::test]
async fn a_call_that_is_dropped_half_way_is_seen_as_given_up() {
    let service = Service::start().await;
    service.answer("regions", ok(shapes::answer("regions")).set_delay(FOR_EVER)).await;
    let (seen, _guard) = Seen::begin();
    let call = service.signed_in().regions([organization()]).send();

    tokio::select! {
        _ = call => panic!("nobody answers"),
        () = asked(&service) => {}
    }

    let (span, levels) = seen.only();
    assert_eq!((&*span["error.type"], &*span["attempts"]), ("given_up", "1"));
    assert!(levels.is_empty(), "{levels:?}");
}
