//! A request for a token that failed is not made again at once: by whom, for how long, and what ends that.

use std::time::Duration;

use iiko_transport::types::{AccessTokenV2Request, ApplicationId};
use iiko_transport::{Error, FileTokenStore, RetryPolicy};
use serde_json::json;
use wiremock::{Request, ResponseTemplate};

use crate::service::{CORRELATION_ID, Service, in_turn, ok, organization, refusal, refusing, token};
use crate::shapes;

/// Lets time pass for the client, but not for the test.
pub async fn pass(time: Duration) {
    tokio::time::pause();
    tokio::time::advance(time).await;
    tokio::time::resume();
}

const MINUTE: Duration = Duration::from_secs(60);

/// What the service says of a login that is blocked.
fn blocked() -> ResponseTemplate {
    ResponseTemplate::new(423).set_body_json(json!({
        "correlationId": CORRELATION_ID,
        "errorDescription": "This apilogin is blocked.",
        "error": "LOCKED",
    }))
}

fn asks_for_leave(status: u16, seconds: &str) -> ResponseTemplate {
    refusal(status, "not now").insert_header("retry-after", seconds)
}

/// A failure, the shortest and the longest time that it is remembered.
fn failures() -> [(&'static str, ResponseTemplate, Duration); 12] {
    let second = Duration::from_secs(1);
    [
        ("blocked", blocked(), 10 * MINUTE),
        ("blocked, without a word", ResponseTemplate::new(423), 10 * MINUTE),
        ("refused", refusal(401, "API login is not authorized"), MINUTE / 2),
        ("refused, without a word", ResponseTemplate::new(401), MINUTE / 2),
        ("forbidden", refusal(403, "forbidden"), MINUTE / 2),
        ("refused in a success", refusal(200, "no such login"), MINUTE / 2),
        ("too many", asks_for_leave(429, "600"), 10 * MINUTE),
        ("unavailable", asks_for_leave(503, "300"), 5 * MINUTE),
        ("unavailable for years", asks_for_leave(503, "99999999999"), 10 * MINUTE),
        ("unavailable without a time", refusal(503, "not now"), second),
        ("a gateway's page", ResponseTemplate::new(502).set_body_raw("<html>", "text/html"), second),
        ("no JSON", ResponseTemplate::new(200).set_body_raw("{", "application/json"), second),
    ]
}

#[tokio::test]
async fn calls_in_a_row_make_one_request_for_a_token_and_tell_when_the_next_is_due() {
    for (name, answer, pause) in failures() {
        let service = Service::without_tokens().await;
        service.answer("access_token", answer).await;
        let client = service.builder().retry(RetryPolicy::none()).build().expect("a client");

        for nth in 1..=30 {
            let error = client.regions([organization()]).await.expect_err(name);
            assert_eq!(error.operation(), Some("access_token"), "{name}: {error}");
            if pause > Duration::from_secs(1) {
                assert!(error.to_string().contains("; the client asks for a token again in "), "{error}");
                let told = error.retry_after().expect("a pause");
                assert!(told <= pause && told > pause - MINUTE / 3, "{name}: {told:?}");
            }
            if nth == 1 {
                // The others take no time, however slow the machine is.
                tokio::time::pause();
            }
        }
        tokio::time::resume();
        assert_eq!(service.count("access_token").await, 1, "{name}");

        pass(pause - Duration::from_millis(500)).await;
        client.regions([organization()]).await.expect_err(name);
        // Half a second is short where the test itself takes its time.
        let sure = pause > Duration::from_secs(1);
        assert!(!sure || service.count("access_token").await == 1, "{name}: asked again too early");

        pass(Duration::from_secs(2)).await;
        client.regions([organization()]).await.expect_err(name);
        assert!(service.count("access_token").await > 1, "{name}: asked again in time");
    }
}

#[tokio::test]
async fn a_blocked_login_is_told_as_such() {
    let service = Service::without_tokens().await;
    service.answer("access_token", blocked()).await;

    let error = service.client().regions([organization()]).await.expect_err("blocked");

    let Error::Authentication(error) = error else { panic!("{error}") };
    assert!(error.is_blocked());
    let text = error.to_string();
    assert!(
        text.starts_with("access_token: the login is blocked: This apilogin is blocked. (HTTP 423"),
        "{text}"
    );
    assert!(text.contains("asks for a token again in 600.0 s"), "{text}");
}

#[tokio::test]
async fn a_token_asked_for_by_hand_is_refused_in_the_same_words() {
    let service = Service::without_tokens().await;
    service.answer("access_token_v2", blocked()).await;
    let application = ApplicationId::from_uuid(uuid::Uuid::new_v4());

    let request = AccessTokenV2Request::builder().api_key("KEY").app_id(application).client_secret("SECRET");

    let error = service.client().authorization().access_token_v2(request).await.expect_err("blocked");

    assert!(matches!(&error, Error::Authentication(error) if error.is_blocked()), "{error}");
}

#[tokio::test]
async fn a_login_that_is_blocked_while_it_works_sends_nothing_more() {
    let service = Service::start().await;
    service
        .answer("regions", in_turn(|nth| if nth == 1 { ok(shapes::answer("regions")) } else { blocked() }))
        .await;
    service.answer("organizations", ok(shapes::answer("organizations"))).await;
    let client = service.client();
    client.regions([organization()]).await.expect("a good answer");

    let error = client.regions([organization()]).await.expect_err("blocked");
    assert_eq!(error.operation(), Some("regions"));
    assert!(matches!(&error, Error::Authentication(error) if error.is_blocked()), "{error}");
    for _ in 0..10 {
        let error = client.organizations().await.expect_err("still blocked");
        assert!(matches!(&error, Error::Authentication(error) if error.is_blocked()), "{error}");
    }
    assert_eq!(service.all_requests().await.len(), 3, "a token and two calls");

    pass(10 * MINUTE).await;
    client.organizations().await.expect("unblocked by now");
    assert_eq!(service.count("access_token").await, 2);
}

#[tokio::test]
async fn a_call_refused_for_its_login_is_an_error_of_the_login_and_no_other_call_suffers() {
    let service = Service::start().await;
    service.answer("regions", refusal(403, "API login has no right to this organization")).await;
    service.answer("organizations", ok(shapes::answer("organizations"))).await;
    let client = service.client();

    let error = client.regions([organization()]).await.expect_err("refused");

    assert!(error.is_authentication(), "{error}");
    assert!(error.to_string().contains("the service refuses this login: API login has no right"), "{error}");
    client.organizations().await.expect("a good answer");
}

#[tokio::test]
async fn what_else_is_locked_is_no_login() {
    let service = Service::start().await;
    service.answer("regions", refusal(423, "The order is locked by another user")).await;
    service.answer("organizations", ok(shapes::answer("organizations"))).await;
    let client = service.client();

    let error = client.regions([organization()]).await.expect_err("locked");

    assert!(matches!(error, Error::Api(_)), "{error}");
    client.organizations().await.expect("a good answer");
}

#[tokio::test]
async fn a_token_that_is_good_needs_no_other() {
    let service = Service::without_tokens().await;
    service.answer("access_token", blocked()).await;
    service.answer("regions", refusal(401, "no right to it")).await;
    service.answer("organizations", ok(shapes::answer("organizations"))).await;
    let client = service.signed_in();

    client.regions([organization()]).await.expect_err("no other token is given");
    client.organizations().await.expect("the token in hand is good for this");
}

#[tokio::test]
async fn a_token_of_another_process_ends_the_wait() {
    let folder = std::env::temp_dir().join(format!("iiko-transport-{}", uuid::Uuid::new_v4()));
    let service = Service::without_tokens().await;
    let answers = in_turn(|nth| if nth == 1 { blocked() } else { token("TOKEN-2") });
    service.answer("access_token", answers).await;
    let (regions, _) = refusing(&[], shapes::answer("regions"));
    service.answer("regions", regions).await;
    let worker = || service.builder().token_store(FileTokenStore::new(&folder)).build().expect("a client");
    let (first, second) = (worker(), worker());
    for _ in 0..5 {
        first.regions([organization()]).await.expect_err("blocked");
    }
    assert_eq!(service.count("access_token").await, 1);

    second.regions([organization()]).await.expect("a new client knows nothing of it");
    first.regions([organization()]).await.expect("the second one's token");

    assert_eq!(service.count("access_token").await, 2);
    let _ = std::fs::remove_dir_all(folder);
}

/// The token that the login was blocked with stays in the store, and is not taken from there again.
#[tokio::test]
async fn the_token_of_a_blocked_login_is_not_taken_back_from_the_store() {
    let folder = std::env::temp_dir().join(format!("iiko-transport-{}", uuid::Uuid::new_v4()));
    let service = Service::start().await;
    let requests = std::sync::Mutex::new(0);
    let regions = move |_: &Request| {
        let mut requests = requests.lock().expect("no panic while it is held");
        *requests += 1;
        if *requests == 1 { ok(shapes::answer("regions")) } else { blocked() }
    };
    service.answer("regions", regions).await;
    let client = service.builder().token_store(FileTokenStore::new(&folder)).build().expect("a client");
    client.regions([organization()]).await.expect("a good answer");

    for _ in 0..5 {
        let error = client.regions([organization()]).await.expect_err("blocked");
        assert!(matches!(&error, Error::Authentication(error) if error.is_blocked()), "{error}");
    }

    assert_eq!(service.count("regions").await, 2);
    assert_eq!(service.count("access_token").await, 1);
    let _ = std::fs::remove_dir_all(folder);
}
