//! What the counters tell of calls, in the words of the `metrics` facade.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use ::metrics::{
    Counter, CounterFn, Gauge, Histogram, HistogramFn, Key, KeyName, Metadata, Recorder, SharedString, Unit,
};
use iiko_simulator::Simulator;
use iiko_transport::Client;
use iiko_transport::types::{OrderId, OrganizationId};
use serde_json::json;

/// The sum or the number of values by metric, operation, status and error type.
type Sums = Arc<Mutex<BTreeMap<String, u64>>>;

#[derive(Default)]
struct Seen(Sums);

/// One series.
struct Series(Sums, String);

impl Series {
    fn of(seen: &Seen, key: &Key) -> Arc<Self> {
        let label = |name: &str| {
            let found = key.labels().find(|label| label.key() == name);
            found.map(|label| label.value().to_owned()).unwrap_or_default()
        };
        let labels = [label("operation"), label("status"), label("error_type")].join(" ");
        Arc::new(Self(Arc::clone(&seen.0), format!("{} {labels}", key.name())))
    }

    fn add(&self, value: u64) {
        *self.0.lock().expect("no panic").entry(self.1.clone()).or_default() += value;
    }
}

impl CounterFn for Series {
    fn increment(&self, value: u64) {
        self.add(value);
    }

    fn absolute(&self, _: u64) {}
}

impl HistogramFn for Series {
    fn record(&self, _: f64) {
        self.add(1);
    }
}

impl Recorder for Seen {
    fn describe_counter(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}
    fn describe_gauge(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}
    fn describe_histogram(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}

    fn register_counter(&self, key: &Key, _: &Metadata<'_>) -> Counter {
        Counter::from_arc(Series::of(self, key))
    }

    fn register_gauge(&self, _: &Key, _: &Metadata<'_>) -> Gauge {
        Gauge::noop()
    }

    fn register_histogram(&self, key: &Key, _: &Metadata<'_>) -> Histogram {
        Histogram::from_arc(Series::of(self, key))
    }
}

/// What is counted of calls that meet that answer, without the requests for tokens.
async fn counted(status: u16, body: &'static str) -> BTreeMap<String, u64> {
    let server = wiremock::MockServer::start().await;
    let answer = wiremock::ResponseTemplate::new(status).set_body_raw(body, "application/json");
    wiremock::Mock::given(wiremock::matchers::any()).respond_with(answer).mount(&server).await;
    let client =
        Client::builder("login").base_url(server.uri()).working_token("token").build().expect("a client");
    let seen = Seen::default();
    let sums = Arc::clone(&seen.0);
    let guard = ::metrics::set_default_local_recorder(&seen);
    drop(client.deliveries().confirm(OrganizationId::from_uuid(uuid::Uuid::nil()), OrderId::new()).await);
    drop(guard);
    let sums = sums.lock().expect("no panic").clone();
    sums.into_iter().filter(|(series, _)| !series.contains("duration")).collect()
}

#[tokio::test]
async fn a_call_counts_as_what_came_of_its_answer() {
    let cases = [
        (200, r#"{"correlationId":"0000c0de-0000-4000-8000-00000000c0de"}"#, "200 none"),
        (200, "[1]", "200 decode"),
        (200, r#"{"errorDescription":"closed"}"#, "200 api"),
        (400, r#"{"errorDescription":"closed"}"#, "400 api"),
        (502, "", "502 gateway"),
    ];
    for (status, body, end) in cases {
        let sums = counted(status, body).await;
        let expected = ["iiko_attempts_total", "iiko_calls_total", "iiko_response_bytes"];
        let expected = expected.map(|name| (format!("{name} confirm {end}"), 1));
        assert_eq!(sums, BTreeMap::from(expected), "{status} {body}");
    }
}

#[tokio::test]
async fn a_call_that_is_given_up_is_counted_too() {
    let simulator = Simulator::start().await.expect("a simulator");
    let client =
        Client::builder(simulator.default_login()).base_url(simulator.base_url()).working_token("token");
    let client = client.build().expect("a client");
    let seen = Seen::default();
    let _guard = ::metrics::set_default_local_recorder(&seen);
    let call = client.call("regions", json!({}));

    let given_up = tokio::time::timeout(std::time::Duration::ZERO, call.send()).await;

    assert!(given_up.is_err(), "it has no time");
    let sums = seen.0.lock().expect("no panic");
    assert_eq!(sums.get("iiko_calls_total regions none given_up"), Some(&1), "{sums:?}");
}
