//! Calls where tokio is not, or not whole.

use std::future::{Future, IntoFuture};
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use iiko_transport::types::{CorrelationId, OrderId};
use iiko_transport::{Client, Error};
use serde_json::json;
use tokio::runtime::Builder;

use crate::service::organization;

/// A client of a service to which nothing may come.
fn client() -> Client {
    let builder = Client::builder("login").base_url("http://127.0.0.1:9");
    builder.working_token("TOKEN-0").build().expect("a client is built anywhere")
}

/// Polls once, as an executor that knows nothing of tokio.
fn polled<T>(call: impl IntoFuture<Output = T>) -> T {
    let future = pin!(call.into_future());
    match future.poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(result) => result,
        Poll::Pending => panic!("it waits for something"),
    }
}

#[test]
fn a_call_outside_tokio_fails_and_says_what_it_needs() {
    let client = client();
    let errors = [
        polled(client.confirm(organization(), OrderId::new())).expect_err("no runtime"),
        polled(client.organizations()).expect_err("no runtime"),
        polled(client.call("/api/9/of_tomorrow", json!({}))).expect_err("no runtime"),
        polled(client.wait(organization(), CorrelationId::from_uuid(uuid::Uuid::new_v4())))
            .expect_err("no runtime"),
        polled(Client::builder("login").build().expect("a client").organizations()).expect_err("no runtime"),
    ];
    for error in errors {
        assert!(matches!(error, Error::Request(_)), "{error:?}");
        let text = error.to_string();
        assert!(text.contains("not sent") && text.contains("tokio") && text.contains("enable_all"), "{text}");
    }
}

#[test]
#[should_panic(expected = "enable_time")]
fn a_runtime_without_timers_says_what_to_enable() {
    let runtime = Builder::new_current_thread().enable_io().build().expect("a runtime");
    let _ = runtime.block_on(client().organizations().into_future());
}

#[test]
#[should_panic(expected = "enable_io")]
fn a_runtime_without_network_says_what_to_enable() {
    let runtime = Builder::new_current_thread().enable_time().build().expect("a runtime");
    let _ = runtime.block_on(client().organizations().into_future());
}
