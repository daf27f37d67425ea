//! Tokens are given to those who are known, end, and can be revoked.

mod support;

use std::time::Duration;

use iiko_simulator::Simulator;
use reqwest::StatusCode;
use serde_json::json;
use support::Caller;
use uuid::Uuid;

#[tokio::test]
async fn only_known_logins_get_a_token() {
    let simulator = Simulator::builder().login("first").login("second").start().await.unwrap();
    let caller = Caller::stranger(&simulator);
    assert_eq!(simulator.default_login(), "first");
    for login in ["first", "second"] {
        caller.ok("access_token", json!({ "apiLogin": login })).await;
    }
    let (status, text) = caller.refused("access_token", json!({ "apiLogin": "hush-hush" })).await;
    assert_eq!(status, StatusCode::UNAUTHORIZED);
    assert!(!text.contains("hush-hush"), "a login must not get into logs: {text}");
    assert_eq!(simulator.token_requests(), 3);
}

#[tokio::test]
async fn an_application_gets_a_token_that_tells_its_end() {
    let application = Uuid::new_v4();
    let builder =
        Simulator::builder().application(application, "s3cret").token_lifetime(Duration::from_secs(600));
    let simulator = builder.start().await.unwrap();
    let mut caller = Caller::stranger(&simulator);
    let good = json!({ "apiKey": "demo", "appId": application, "clientSecret": "s3cret" });
    let token = caller.ok("access_token_v2", good.clone()).await["token"].as_str().unwrap().to_owned();
    let claims = claims(&token);
    assert_eq!(claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap(), 600);
    caller.token = token;
    caller.ok("organizations", json!({})).await;

    for (key, wrong) in
        [("apiKey", json!("x")), ("appId", json!(Uuid::new_v4())), ("clientSecret", json!("x"))]
    {
        let mut body = good.clone();
        body[key] = wrong;
        assert_eq!(caller.call("access_token_v2", body).await.0, StatusCode::UNAUTHORIZED, "{key}");
    }
}

/// The claims of a JWT-shaped token.
fn claims(token: &str) -> serde_json::Value {
    use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
    let parts: Vec<&str> = token.split('.').collect();
    assert_eq!(parts.len(), 3, "{token}");
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(parts[1]).unwrap()).unwrap()
}

#[tokio::test]
async fn a_call_without_a_valid_token_gets_401() {
    let simulator = Simulator::start().await.unwrap();
    let mut caller = Caller::stranger(&simulator);
    for token in ["", "never-given"] {
        caller.token = token.to_owned();
        assert_eq!(caller.call("organizations", json!({})).await.0, StatusCode::UNAUTHORIZED, "{token:?}");
    }
    let basic = caller.post("/api/1/organizations").header("authorization", "Basic eDp5").json(&json!({}));
    assert_eq!(support::read(basic).await.0, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn tokens_end() {
    let simulator = Simulator::builder().token_lifetime(Duration::ZERO).start().await.unwrap();
    let caller = Caller::sign_in(&simulator).await;
    assert_eq!(caller.call("organizations", json!({})).await.0, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_lifetime_beyond_all_clocks_never_ends() {
    let simulator = Simulator::builder().token_lifetime(Duration::MAX).start().await.unwrap();
    let caller = Caller::sign_in(&simulator).await;
    caller.ok("organizations", json!({})).await;
}

#[tokio::test]
async fn revoked_tokens_are_worthless_and_new_ones_work() {
    let simulator = Simulator::start().await.unwrap();
    let caller = Caller::sign_in(&simulator).await;
    caller.ok("organizations", json!({})).await;
    simulator.revoke_tokens();
    assert_eq!(caller.call("organizations", json!({})).await.0, StatusCode::UNAUTHORIZED);
    let again = Caller::sign_in(&simulator).await;
    again.ok("organizations", json!({})).await;
}

#[tokio::test]
async fn a_login_can_be_refused_and_let_in_again() {
    let simulator = Simulator::start().await.unwrap();
    let caller = Caller::stranger(&simulator);
    let body = json!({ "apiLogin": simulator.default_login() });
    simulator.refuse_login(true);
    assert_eq!(caller.call("access_token", body.clone()).await.0, StatusCode::UNAUTHORIZED);
    simulator.refuse_login(false);
    caller.ok("access_token", body).await;
}

#[tokio::test]
async fn requests_are_recorded_as_they_came() {
    let simulator = Simulator::start().await.unwrap();
    let caller = Caller::sign_in(&simulator).await;
    simulator.clear_requests();
    let body = json!({ "organizationIds": ["not an id"] });
    support::read(caller.request("organizations").header("Timeout", "7").json(&body)).await;
    support::read(caller.post("/api/1/nothing")).await;
    let requests = simulator.requests();
    assert_eq!(requests[0].operation.as_deref(), Some("organizations"));
    assert_eq!(requests[0].path, "/api/1/organizations");
    assert_eq!(requests[0].header("timeout"), Some("7"));
    assert_eq!(requests[0].header("AUTHORIZATION"), Some(format!("Bearer {}", caller.token).as_str()));
    assert_eq!(requests[0].body, body, "a refused request too");
    assert_eq!(requests[1].operation, None);
    assert_eq!(requests.len(), 2);
    assert_eq!(simulator.token_requests(), 0);
}

#[tokio::test]
async fn no_secret_is_shown_by_debug() {
    let application = Uuid::new_v4();
    let builder = Simulator::builder().login("l0gin").application(application, "s3cret");
    let mut shown = format!("{builder:?}");
    let simulator = builder.start().await.unwrap();
    let caller = Caller::sign_in(&simulator).await;
    let body = json!({ "apiKey": "l0gin", "appId": application, "clientSecret": "s3cret" });
    caller.ok("access_token_v2", body).await;
    caller.ok("organizations", json!({})).await;
    shown += &format!("{simulator:?} {:?}", simulator.requests());
    for secret in ["l0gin", "s3cret", caller.token.as_str()] {
        assert!(!shown.contains(secret), "{secret} is in {shown}");
    }
}

#[tokio::test]
async fn a_stopped_simulator_answers_no_more() {
    let simulator = Simulator::start().await.unwrap();
    let caller = Caller::sign_in(&simulator).await;
    simulator.stop().await;
    assert!(caller.request("organizations").json(&json!({})).send().await.unwrap_err().is_connect());
}

#[tokio::test]
async fn slow_answers_are_waited_for_side_by_side() {
    let simulator = Simulator::builder().latency(Duration::from_secs(3600)).start().await.unwrap();
    let caller = Caller::stranger(&simulator);
    let calls: Vec<_> =
        (0..16).map(|_| tokio::spawn(caller.request("organizations").json(&json!({})).send())).collect();
    // One after another, the second call would come in an hour.
    let all_in = async {
        while simulator.requests().len() < 16 {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), all_in).await.expect("all calls come in");
    assert!(calls.iter().all(|call| !call.is_finished()));
    calls.iter().for_each(tokio::task::JoinHandle::abort);
}
