//! Signing in: when a token is asked for, how long it is used, and who asks when many calls need one at once.

use std::pin::Pin;
use std::task::Poll;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use iiko_transport::types::{AccessTokenV2Request, ApplicationId};
use iiko_transport::{Client, Error, RetryPolicy};
use serde_json::{Value, json};
use tokio::task::JoinSet;
use wiremock::ResponseTemplate;

use crate::remembered::pass;
use crate::service::{
    LOGIN, Service, bearer, body, header, in_turn, ok, organization, refusal, refusing, token,
};
use crate::shapes;

const MANY: usize = 64;

type Sending<T> = Pin<Box<dyn Future<Output = Result<T, Error>> + Send>>;

fn regions() -> Value {
    shapes::answer("regions")
}

/// A token that says how long it lives, by the service's own clock.
fn jwt(seconds: i64) -> String {
    let claims =
        URL_SAFE_NO_PAD.encode(json!({"iat": 1_700_000_000, "exp": 1_700_000_000 + seconds}).to_string());
    format!("head.{claims}.signature")
}

/// Polls all futures in one task, so that each has begun before any goes on.
async fn all_at_once<F: Future>(futures: impl IntoIterator<Item = F>) -> Vec<F::Output> {
    let mut under_way: Vec<Pin<Box<F>>> = futures.into_iter().map(Box::pin).collect();
    let mut done: Vec<Option<F::Output>> = under_way.iter().map(|_| None).collect();
    std::future::poll_fn(|context| {
        for (future, output) in under_way.iter_mut().zip(&mut done) {
            if output.is_none()
                && let Poll::Ready(value) = future.as_mut().poll(context)
            {
                *output = Some(value);
            }
        }
        if done.iter().all(Option::is_some) { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
    done.into_iter().flatten().collect()
}

fn calls(client: &Client, count: usize) -> Vec<Sending<()>> {
    let call = |_| {
        let call = client.regions([organization()]);
        Box::pin(async move { call.await.map(drop) }) as Sending<()>
    };
    (0..count).map(call).collect()
}

#[tokio::test]
async fn nothing_is_sent_until_the_first_call() {
    let service = Service::start().await;
    service.answer("regions", ok(regions())).await;
    let client = service.client();
    assert_eq!(service.all_requests().await.len(), 0);

    client.regions([organization()]).await.expect("a good answer");

    let paths: Vec<String> = service.all_requests().await.iter().map(|r| r.url.path().to_owned()).collect();
    assert_eq!(paths, ["/api/1/access_token", "/api/1/regions"]);
}

#[tokio::test]
async fn a_token_is_asked_for_with_the_login_and_no_token() {
    let service = Service::start().await;
    service.answer("regions", ok(regions())).await;

    service.client().regions([organization()]).await.expect("a good answer");

    let request = &service.requests("access_token").await[0];
    assert_eq!(body(request), Some(json!({"apiLogin": LOGIN})));
    assert_eq!(header(request, "authorization"), None);
    assert_eq!(bearer(&service.requests("regions").await[0]), "TOKEN-1");
}

#[tokio::test]
async fn an_application_signs_in_with_all_three_credentials() {
    let service = Service::start().await;
    service.answer("regions", ok(regions())).await;
    let application = "0000000a-0000-4000-8000-00000000000a";
    let client = service.builder().app(application, "the-client-secret").build().expect("good settings");

    client.regions([organization()]).await.expect("a good answer");

    assert_eq!(service.count("access_token").await, 0);
    let request = &service.requests("access_token_v2").await[0];
    let expected = json!({"apiKey": LOGIN, "appId": application, "clientSecret": "the-client-secret"});
    assert_eq!(body(request), Some(expected));
    assert_eq!(header(request, "authorization"), None);
    assert_eq!(bearer(&service.requests("regions").await[0]), "TOKEN-1");
}

#[tokio::test]
async fn white_space_around_the_credentials_is_not_sent() {
    let service = Service::start().await;
    service.answer("regions", ok(regions())).await;
    let builder = || Client::builder(format!(" \t{LOGIN}\r\n")).base_url(service.url());
    let application = "0000000a-0000-4000-8000-00000000000a";

    let client = builder().build().expect("good settings");
    client.regions([organization()]).await.expect("a good answer");
    let client = builder().app(application, "the-client-secret\n").build().expect("good settings");
    client.regions([organization()]).await.expect("a good answer");

    let request = &service.requests("access_token").await[0];
    assert_eq!(body(request), Some(json!({"apiLogin": LOGIN})));
    let request = &service.requests("access_token_v2").await[0];
    let expected = json!({"apiKey": LOGIN, "appId": application, "clientSecret": "the-client-secret"});
    assert_eq!(body(request), Some(expected));
}

#[tokio::test]
async fn clones_share_their_token() {
    let service = Service::start().await;
    service.answer("regions", ok(regions())).await;
    let client = service.client();

    client.clone().regions([organization()]).await.expect("a good answer");
    client.regions([organization()]).await.expect("a good answer");

    assert_eq!(service.count("access_token").await, 1);
}

#[tokio::test]
async fn many_calls_without_a_token_ask_for_one() {
    let service = Service::start().await;
    service.answer("regions", ok(regions())).await;
    let client = service.client();

    for result in all_at_once(calls(&client, MANY)).await {
        result.expect("every call succeeds");
    }

    assert_eq!(service.count("access_token").await, 1);
    assert_eq!(service.count("regions").await, MANY);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_threads_without_a_token_ask_for_one() {
    let service = Service::without_tokens().await;
    service.answer("access_token", token("TOKEN-1").set_delay(Duration::from_millis(50))).await;
    service.answer("regions", ok(regions())).await;
    let client = service.client();

    let mut under_way: JoinSet<_> = calls(&client, MANY).into_iter().collect();
    while let Some(result) = under_way.join_next().await {
        result.expect("no panic").expect("every call succeeds");
    }

    assert_eq!(service.count("access_token").await, 1);
}

#[tokio::test]
async fn many_calls_on_an_expired_token_ask_for_one() {
    let service = Service::without_tokens().await;
    let short_then_long = in_turn(|nth| token(&jwt(if nth == 1 { 1 } else { 3600 })));
    service.answer("access_token", short_then_long).await;
    service.answer("regions", ok(regions())).await;
    let client = service.client();
    client.regions([organization()]).await.expect("a good answer");
    tokio::time::sleep(Duration::from_secs(1)).await;

    for result in all_at_once(calls(&client, MANY)).await {
        result.expect("every call succeeds");
    }

    assert_eq!(service.count("access_token").await, 2, "one for the first token, one for all calls after it");
    let late = &service.requests("regions").await[1..];
    assert!(late.iter().all(|request| bearer(request) == jwt(3600)), "no call uses the expired token");
}

#[tokio::test]
async fn many_calls_that_meet_401_renew_once_and_all_succeed() {
    let service = Service::start().await;
    let (regions, refusals) = refusing(&["TOKEN-0"], regions());
    service.answer("regions", regions).await;
    let client = service.signed_in();

    for result in all_at_once(calls(&client, MANY)).await {
        result.expect("every call succeeds");
    }

    assert_eq!(refusals.load(std::sync::atomic::Ordering::SeqCst), MANY, "each call met 401 once");
    assert_eq!(service.count("access_token").await, 1);
    assert_eq!(service.count("regions").await, 2 * MANY);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_threads_that_meet_401_renew_once_and_all_succeed() {
    let service = Service::start().await;
    let (regions, _) = refusing(&["TOKEN-0"], regions());
    service.answer("regions", regions).await;
    let client = service.signed_in();

    let mut under_way: JoinSet<_> = calls(&client, MANY).into_iter().collect();
    while let Some(result) = under_way.join_next().await {
        result.expect("no panic").expect("every call succeeds");
    }

    assert_eq!(service.count("access_token").await, 1);
}

#[tokio::test]
async fn a_second_401_is_returned_and_not_repeated() {
    let service = Service::start().await;
    service.answer("regions", refusal(401, "Token is expired")).await;

    let error = service.signed_in().regions([organization()]).await.expect_err("no token helps");

    assert!(matches!(error, Error::Authentication(_)), "{error}");
    assert!(error.is_authentication());
    assert_eq!(error.status(), Some(401));
    assert!(error.to_string().contains("Token is expired"), "{error}");
    assert_eq!(service.count("regions").await, 2);
    assert_eq!(service.count("access_token").await, 1);
}

#[tokio::test]
async fn a_write_that_meets_401_is_sent_again_once() {
    let service = Service::start().await;
    let (confirm, _) = refusing(&["TOKEN-0"], shapes::answer("confirm"));
    service.answer("confirm", confirm).await;

    let order = iiko_transport::types::OrderId::new();
    service.signed_in().confirm(organization(), order).await.expect("the new token is taken");

    let tokens: Vec<String> = service.requests("confirm").await.iter().map(bearer).collect();
    assert_eq!(tokens, ["TOKEN-0", "TOKEN-1"]);
}

#[tokio::test]
async fn a_refused_login_is_asked_for_once_and_says_why() {
    let service = Service::without_tokens().await;
    let answer = refusal(401, "API login is not authorized").set_delay(Duration::from_millis(50));
    service.answer("access_token", answer).await;
    let client = service.client();

    for result in all_at_once(calls(&client, MANY)).await {
        let error = result.expect_err("no call can succeed");
        assert!(error.is_authentication(), "{error}");
        let text = error.to_string();
        assert!(text.contains("signing in is refused: API login is not authorized"), "{text}");
        assert_eq!(text.lines().count(), 1, "{text}");
        assert_eq!(error.operation(), Some("access_token"));
        assert_eq!(error.status(), Some(401));
        assert!(error.correlation_id().is_some());
    }
    assert_eq!(service.count("access_token").await, 1);
    assert_eq!(service.count("regions").await, 0);

    pass(Duration::from_secs(31)).await;
    client.regions([organization()]).await.expect_err("still refused");
    assert_eq!(service.count("access_token").await, 2, "a later call asks anew");
}

#[tokio::test]
async fn a_key_that_the_older_endpoint_forbids_is_refused_clearly() {
    let service = Service::without_tokens().await;
    service.answer("access_token", ResponseTemplate::new(403)).await;

    let error = service.client().regions([organization()]).await.expect_err("forbidden");

    assert!(error.is_authentication(), "{error}");
    assert_eq!(error.status(), Some(403));
    assert!(error.to_string().contains("set `app`"), "the way out: {error}");
}

#[tokio::test]
async fn a_failing_token_endpoint_fails_all_waiting_calls_with_its_error() {
    let service = Service::without_tokens().await;
    let page = ResponseTemplate::new(502).set_body_raw("<html>Bad Gateway</html>", "text/html");
    service.answer("access_token", page.set_delay(Duration::from_millis(50))).await;

    let client = service.builder().retry(RetryPolicy::none()).build().expect("good settings");
    for result in all_at_once(calls(&client, MANY)).await {
        let error = result.expect_err("no call can succeed");
        assert!(matches!(error, Error::Gateway(_)), "a network's failure is no refusal: {error}");
    }

    assert_eq!(service.count("access_token").await, 1);
}

#[tokio::test]
async fn after_a_refusal_a_good_login_works() {
    let service = Service::without_tokens().await;
    let answers = in_turn(|nth| if nth == 1 { refusal(401, "not yet") } else { token("TOKEN-2") });
    service.answer("access_token", answers).await;
    service.answer("regions", ok(regions())).await;
    let client = service.client();

    client.regions([organization()]).await.expect_err("refused");
    pass(Duration::from_secs(31)).await;
    client.regions([organization()]).await.expect("the login is good now");
}

#[tokio::test]
async fn a_token_is_used_until_shortly_before_its_end() {
    let service = Service::without_tokens().await;
    service.answer("access_token", in_turn(|nth| token(&jwt(if nth == 1 { 3600 } else { 1 })))).await;
    let (answer, _) = refusing(&[], regions());
    service.answer("regions", answer).await;
    let client = service.client();

    for _ in 0..3 {
        client.regions([organization()]).await.expect("a good answer");
    }

    assert_eq!(service.count("access_token").await, 1, "an hour is not over");
}

#[tokio::test]
async fn a_working_token_is_used_first_and_replaced_when_it_ends() {
    let service = Service::start().await;
    let (answer, _) = refusing(&["TOKEN-of-yesterday"], regions());
    service.answer("regions", answer).await;

    let good = service.builder().working_token("TOKEN-of-today").build().expect("good settings");
    good.regions([organization()]).await.expect("a good answer");
    assert_eq!(service.count("access_token").await, 0);

    let old = service.builder().working_token("TOKEN-of-yesterday").build().expect("good settings");
    old.regions([organization()]).await.expect("the token is replaced");
    assert_eq!(service.count("access_token").await, 1);
    let tokens: Vec<String> = service.requests("regions").await.iter().map(bearer).collect();
    assert_eq!(tokens, ["TOKEN-of-today", "TOKEN-of-yesterday", "TOKEN-1"]);
}

#[tokio::test]
async fn a_token_that_no_header_can_carry_is_an_error() {
    let service = Service::start().await;

    let error = service.builder().working_token("two\nlines").build().expect_err("it cannot be sent");

    assert!(matches!(error, Error::Configuration(_)), "{error}");
    assert_eq!(service.all_requests().await.len(), 0);
}

#[tokio::test]
async fn tokens_can_be_asked_for_by_hand() {
    let service = Service::start().await;
    let client = service.client();

    let request =
        AccessTokenV2Request::builder().api_key("KEY").app_id(ApplicationId::from_uuid(uuid::Uuid::new_v4()));
    let answer = client.authorization().access_token_v2(request.client_secret("SECRET")).await;

    assert_eq!(answer.expect("a token").token.expose(), "TOKEN-1");
    assert_eq!(header(&service.requests("access_token_v2").await[0], "authorization"), None);
}
