//! Settings that make no sense are refused before anything is sent, with the setting's name and the way out.

use std::num::NonZeroU32;
use std::time::Duration;

use iiko_transport::{Client, ClientBuilder, Error, RateLimits, Region};
use serde_json::json;
use wiremock::ResponseTemplate;

use crate::service::{LOGIN, Service, ok, organization, token};
use crate::shapes;

const APPLICATION: &str = "0000000a-0000-4000-8000-00000000000a";

fn builder() -> ClientBuilder {
    Client::builder(LOGIN)
}

/// Asserts that the settings are refused for that setting, with words that help.
#[track_caller]
fn refused(builder: ClientBuilder, setting: &str, words: &[&str]) {
    let error = builder.build().expect_err("the settings make no sense");
    let Error::Configuration(reason) = &error else { panic!("{error}") };
    assert_eq!(reason.setting(), setting, "{error}");
    let text = error.to_string();
    assert!(text.starts_with(setting), "the setting comes first: {text}");
    assert_eq!(text.lines().count(), 1, "{text:?}");
    for word in words {
        assert!(text.contains(word), "`{word}` is missing in: {text}");
    }
    assert_eq!(error.operation(), None);
}

#[test]
fn an_empty_login() {
    for login in ["", "  ", "\n"] {
        refused(Client::builder(login), "api_login", &["empty", "iikoWeb"]);
    }
}

#[test]
fn an_address_that_is_none() {
    for url in ["api-ru.iiko.services", "", "https://", "http://[", "https://host:port"] {
        refused(builder().base_url(url), "base_url", &["https://"]);
    }
    refused(builder().base_url("ht\ntp"), "base_url", &["https://"]);
}

#[test]
fn an_unencrypted_address_elsewhere() {
    for url in [
        "http://api-ru.iiko.services",
        "http://localhost.example.com",
        "http://127.0.0.1.example.com",
        "http://10.0.0.1",
        "http://0.0.0.0",
        "http://[2001:db8::1]",
    ] {
        refused(builder().base_url(url), "base_url", &["https", "allow_http"]);
    }
}

#[test]
fn an_unencrypted_address_on_this_machine_or_on_demand() {
    for url in ["http://127.0.0.1:8080", "http://localhost:8080", "http://[::1]:8080", "http://127.1.2.3"] {
        builder().base_url(url).build().expect("loopback needs no encryption");
    }
    builder().base_url("http://10.0.0.1").allow_http().build().expect("asked for");
}

#[test]
fn another_protocol() {
    for url in ["ftp://api-ru.iiko.services", "file:///etc/passwd", "ws://127.0.0.1"] {
        refused(builder().base_url(url), "base_url", &["https"]);
        refused(builder().base_url(url).allow_http(), "base_url", &["https"]);
    }
}

#[test]
fn an_address_with_more_than_a_place() {
    refused(builder().base_url("https://user:password@api-ru.iiko.services"), "base_url", &["password"]);
    refused(builder().base_url("https://api-ru.iiko.services?x=1"), "base_url", &["query"]);
    refused(builder().base_url("https://api-ru.iiko.services#x"), "base_url", &["fragment"]);
}

#[test]
fn no_time_at_all() {
    refused(builder().timeout(Duration::ZERO), "timeout", &["zero", "default"]);
    refused(builder().connect_timeout(Duration::ZERO), "connect_timeout", &["zero", "default"]);
    refused(builder().deadline(Duration::ZERO), "deadline", &["zero", "default"]);
}

#[test]
fn no_answer_at_all() {
    refused(builder().response_limit(0), "response_limit", &["zero", "default"]);
}

#[test]
fn half_an_application() {
    refused(builder().app(APPLICATION, ""), "app", &["secret", "empty", "developer portal"]);
    refused(builder().app("", "a-secret"), "app", &["UUID", "developer portal"]);
    refused(builder().app("my-app", "a-secret"), "app", &["UUID", "developer portal"]);
}

#[test]
fn an_application_the_wrong_way_round() {
    let error = builder().app("a-secret", APPLICATION).build().expect_err("swapped").to_string();
    assert!(!error.contains("a-secret"), "the secret is not told: {error}");
    assert!(error.contains("swapped"), "the likely mistake is: {error}");
}

#[test]
fn a_rate_limit_of_nothing() {
    let one = NonZeroU32::MIN;
    let second = Duration::from_secs(1);
    let unknown = RateLimits::none().group("Orders: juggling", one, second);
    refused(builder().rate_limits(unknown), "rate_limits", &["Orders: juggling", "restriction_group"]);
    let no_time = RateLimits::none().all(one, Duration::ZERO);
    refused(builder().rate_limits(no_time), "rate_limits", &["zero"]);
    let group = iiko_transport::operations::ORDER_CREATE.restriction_group().expect("orders have a group");
    builder().rate_limits(RateLimits::none().group(group, one, second)).build().expect("a known group");
}

#[test]
fn the_regions_have_addresses() {
    let address = |region| builder().region(region).build().expect("good settings").base_url().to_owned();
    assert_eq!(address(Region::Russia), "https://api-ru.iiko.services");
    assert_eq!(address(Region::Europe), "https://api-eu.iiko.services");
    assert_eq!(builder().build().expect("good settings").base_url(), "https://api-ru.iiko.services");
    let own = builder().region(Region::Europe).base_url("https://proxy.example.com/iiko/");
    assert_eq!(own.build().expect("good settings").base_url(), "https://proxy.example.com/iiko");
}

#[tokio::test]
async fn an_address_may_have_a_path() {
    let service = Service::without_tokens().await;
    service.answer_path("/iiko/api/1/access_token", token("TOKEN-1")).await;
    service.answer_path("/iiko/api/1/regions", ok(shapes::answer("regions"))).await;
    let client = builder().base_url(format!("{}/iiko/", service.url())).build().expect("good settings");

    client.regions([organization()]).await.expect("a good answer");
    client.call("regions", json!({})).await.expect("a good answer");
}

#[tokio::test]
async fn a_redirect_does_not_carry_the_token_elsewhere() {
    let elsewhere = Service::start().await;
    elsewhere.answer("regions", ok(shapes::answer("regions"))).await;
    for status in [301, 302, 303, 307, 308] {
        let service = Service::start().await;
        let location = format!("{}/api/1/regions", elsewhere.url());
        service
            .answer("regions", ResponseTemplate::new(status).insert_header("Location", location.as_str()))
            .await;

        let error = service.client().regions([organization()]).await.expect_err("redirects are not followed");

        assert!((300..400).contains(&error.status().expect("a status")), "{error}");
    }
    assert_eq!(elsewhere.all_requests().await.len(), 0);
}

#[tokio::test]
async fn a_redirect_of_the_token_endpoint_does_not_carry_the_login_elsewhere() {
    let service = Service::without_tokens().await;
    let elsewhere = Service::start().await;
    let location = format!("{}/api/1/access_token", elsewhere.url());
    service
        .answer("access_token", ResponseTemplate::new(307).insert_header("Location", location.as_str()))
        .await;

    service.client().regions([organization()]).await.expect_err("redirects are not followed");

    assert_eq!(elsewhere.all_requests().await.len(), 0);
}

#[tokio::test]
async fn an_untyped_call_stays_at_the_configured_host() {
    let service = Service::start().await;
    service.answer_path("//elsewhere.example.com/x", ok(json!(1))).await;
    let client = service.signed_in();

    let answer = client.call("//elsewhere.example.com/x", json!({})).await;
    assert_eq!(answer.expect("a path, whatever it looks like"), json!(1));

    client.call("@elsewhere.example.com/x", json!({})).await.expect_err("no path");
    assert_eq!(service.all_requests().await.len(), 1);
}
