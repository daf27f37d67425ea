//! Secrets are nowhere but in the requests that carry them: not in `{:?}`, not in a log, not in an error. Each
//! test looks for the secrets themselves.

use std::fmt::Debug;
use std::io::Write;
use std::sync::{Arc, LazyLock, Mutex};
use std::time::{Duration, SystemTime};

use iiko_transport::types::{
    AccessTokenRequest, AccessTokenResponse, AccessTokenV2Request, ApplicationId, WebhookSettingsResponse,
    WebhookUpdateSettingsRequest,
};
use iiko_transport::{Client, ClientBuilder, Error, FileTokenStore, Secret, StoredToken};
use serde_json::json;
use tracing_subscriber::fmt::MakeWriter;
use wiremock::{Request, ResponseTemplate};

use crate::service::{
    CORRELATION_ID, FOR_EVER, Service, bearer, body, ok, organization, quick, refusal, token,
};
use crate::shapes;

const LOGIN: &str = "sekret-login-1f7a";
const CLIENT_SECRET: &str = "sekret-client-8c2b";
const TOKEN: &str = "sekret-token-3d9e";
const WEBHOOK_TOKEN: &str = "sekret-webhook-5a60";
const GATEWAY_KEY: &str = "sekret-gateway-b417";
const APPLICATION: &str = "0000000a-0000-4000-8000-00000000000a";

/// What a token endpoint knows.
const CREDENTIALS: &[&str] = &[LOGIN, CLIENT_SECRET];

/// What all secrets of these tests have in common.
const MARK: &str = "sekret-";

#[track_caller]
fn hidden(what: &str, text: &str) {
    if let Some(at) = text.find(MARK) {
        let end = (at + 40).min(text.len());
        panic!("{what} shows `{}…`", &text[at..end]);
    }
}

#[track_caller]
fn hidden_debug(value: &impl Debug) {
    hidden("Debug", &format!("{value:?}"));
    hidden("Debug", &format!("{value:#?}"));
}

fn with_application(service: &Service) -> ClientBuilder {
    Client::builder(LOGIN).base_url(service.url()).retry(quick()).app(APPLICATION, CLIENT_SECRET)
}

/// A service that takes and gives the secret token.
async fn service() -> Service {
    let service = Service::without_tokens().await;
    service.answer("access_token", token(TOKEN)).await;
    service.answer("access_token_v2", token(TOKEN)).await;
    service
}

#[test]
fn the_secrets_are_marked() {
    for secret in [LOGIN, CLIENT_SECRET, TOKEN, WEBHOOK_TOKEN, GATEWAY_KEY] {
        assert!(secret.starts_with(MARK));
    }
    assert_eq!(Secret::from(TOKEN).expose(), TOKEN, "it is there");
    assert_eq!(json!(Secret::from(TOKEN)), json!(TOKEN), "and is sent");
}

#[tokio::test]
async fn clients_and_their_settings_hide_them() {
    let mut headers = reqwest::header::HeaderMap::new();
    headers.insert("x-gateway-key", GATEWAY_KEY.parse().expect("a header"));
    let proxy = reqwest::Proxy::all("http://user:sekret-proxy-9c1d@127.0.0.1:1").expect("a proxy");
    let builder = Client::builder(LOGIN)
        .app(APPLICATION, CLIENT_SECRET)
        .working_token(TOKEN)
        .http_client(move |http| http.default_headers(headers.clone()).proxy(proxy.clone()))
        .token_store(FileTokenStore::new(std::env::temp_dir()))
        .debug(true);
    hidden_debug(&builder);
    let client = builder.build().expect("good settings");
    hidden_debug(&client);
    assert!(format!("{client:?}").contains("api-ru.iiko.services"), "what is no secret is shown");
    // Each of the two where the other belongs.
    hidden_debug(&Client::builder(LOGIN).app(CLIENT_SECRET, APPLICATION));
    hidden_debug(&Client::builder(LOGIN).base_url("https://user:sekret-password-77@example.com"));
}

#[tokio::test]
async fn a_client_that_has_signed_in_hides_its_token() {
    let service = service().await;
    service.answer("regions", ok(shapes::answer("regions"))).await;
    let client = with_application(&service).build().expect("good settings");
    client.regions([organization()]).await.expect("a good answer");
    assert_eq!(bearer(&service.requests("regions").await[0]), TOKEN);
    hidden_debug(&client);
    hidden_debug(&client.regions([organization()]));
    hidden_debug(
        &client.wait(
            organization(),
            CORRELATION_ID.parse::<iiko_transport::types::CorrelationId>().expect("id"),
        ),
    );
    hidden_debug(&client.deliveries());
}

fn v2_request() -> AccessTokenV2Request {
    let request =
        AccessTokenV2Request::builder().api_key(LOGIN).app_id(ApplicationId::from_uuid(uuid::Uuid::new_v4()));
    request.client_secret(CLIENT_SECRET).build()
}

#[tokio::test]
#[allow(deprecated)] // the older token is deprecated, not gone
async fn calls_and_requests_that_carry_them_hide_them() {
    let client = Client::builder(LOGIN).build().expect("good settings");
    hidden_debug(&client.authorization().access_token(LOGIN));
    hidden_debug(&client.authorization().access_token_v2(v2_request()));
    hidden_debug(
        &client
            .webhooks()
            .update_settings(organization(), "https://shop.example.com")
            .auth_token(WEBHOOK_TOKEN),
    );
    hidden_debug(&client.call("access_token", json!({"apiLogin": LOGIN})));
    hidden_debug(&AccessTokenRequest::builder().api_login(LOGIN).build());
    hidden_debug(&v2_request());
    let webhook = WebhookUpdateSettingsRequest::builder().organization_id(organization());
    hidden_debug(&webhook.web_hooks_uri("https://shop.example.com").auth_token(WEBHOOK_TOKEN).build());
}

#[test]
fn answers_that_hold_them_hide_them() {
    let token: AccessTokenResponse =
        serde_json::from_value(json!({"correlationId": CORRELATION_ID, "token": TOKEN})).expect("an answer");
    assert_eq!(token.token.expose(), TOKEN);
    hidden_debug(&token);
    let mut settings = shapes::answer("webhook_settings");
    settings["authToken"] = json!(WEBHOOK_TOKEN);
    let settings: WebhookSettingsResponse = serde_json::from_value(settings).expect("an answer");
    assert_eq!(settings.auth_token.as_ref().map(Secret::expose), Some(WEBHOOK_TOKEN));
    hidden_debug(&settings);
    hidden_debug(&StoredToken::new(TOKEN, SystemTime::UNIX_EPOCH));
    hidden_debug(&Secret::from(TOKEN));
}

/// Everything that can be read of an error: itself, its causes, and what its kind tells.
#[track_caller]
fn hidden_error(error: &Error) {
    hidden("Display", &error.to_string());
    hidden_debug(error);
    let mut cause: Option<&dyn std::error::Error> = Some(error);
    while let Some(error) = cause {
        hidden("a cause", &error.to_string());
        hidden("a cause", &format!("{error:?}"));
        cause = error.source();
    }
    match error {
        Error::Authentication(error) => hidden("the reason", error.reason()),
        Error::Api(error) => {
            hidden("the description", error.description().unwrap_or_default());
            hidden("the code", error.code().unwrap_or_default());
            hidden("the body", &error.body().to_text());
        }
        Error::Gateway(error) => hidden("the body", &error.body().to_text()),
        Error::Decode(error) => {
            hidden("the reason", error.reason());
            hidden("the path", error.path());
            hidden("the body", &error.body().to_text());
        }
        _ => {}
    }
}

/// Answers in which a service repeats what it knows.
fn echoes(secrets: &[&str]) -> Vec<ResponseTemplate> {
    let page = format!("<html>{}</html>", secrets.join(" "));
    let words = format!("Not authorized: {}.", secrets.join(", "));
    let raw = |status: u16, text: &str| ResponseTemplate::new(status).set_body_raw(text, "application/json");
    let newer = json!({"message": words, "details": secrets});
    vec![
        refusal(200, &words),
        refusal(400, &words),
        refusal(401, &words),
        refusal(403, &words),
        refusal(429, &words),
        refusal(500, &words),
        ResponseTemplate::new(400).set_body_json(newer),
        ResponseTemplate::new(401).set_body_raw(page.clone(), "text/html"),
        ResponseTemplate::new(502).set_body_raw(page, "text/html"),
        raw(400, &json!({"correlationId": CORRELATION_ID, "error": words}).to_string()),
    ]
}

/// Successes of a token endpoint that do not decode, with the token in them.
fn unreadable_tokens() -> Vec<ResponseTemplate> {
    let bodies = [
        json!(TOKEN),
        json!([TOKEN]),
        json!({"correlationId": CORRELATION_ID, "token": [TOKEN]}),
        json!({"correlationId": CORRELATION_ID, "token": {"value": TOKEN}}),
        json!({"correlationId": CORRELATION_ID, "accessToken": TOKEN}),
    ];
    let mut answers: Vec<_> = bodies.into_iter().map(ok).collect();
    answers
        .push(ResponseTemplate::new(200).set_body_raw(format!("{{\"token\":\"{TOKEN}"), "application/json"));
    answers.push(ResponseTemplate::new(200).set_body_raw(TOKEN, "text/plain"));
    answers
}

#[tokio::test]
async fn a_failing_token_endpoint_tells_none() {
    for answer in echoes(CREDENTIALS).into_iter().chain(unreadable_tokens()) {
        let service = Service::without_tokens().await;
        service.answer("access_token_v2", answer).await;
        let client = with_application(&service).debug(true).build().expect("good settings");

        hidden_error(&client.regions([organization()]).await.expect_err("no token"));
        hidden("the last answer", &client.last_data_raw().unwrap_or_default());
    }
    for answer in echoes(&[LOGIN]).into_iter().chain(unreadable_tokens()) {
        let service = Service::without_tokens().await;
        service.answer("access_token", answer).await;
        let client = Client::builder(LOGIN).base_url(service.url()).retry(quick()).debug(true);
        let client = client.build().expect("good settings");

        hidden_error(&client.regions([organization()]).await.expect_err("no token"));
        hidden("the last answer", &client.last_data_raw().unwrap_or_default());
    }
}

/// Asked for by hand, with other credentials than the client's own.
#[tokio::test]
async fn a_token_asked_for_by_hand_tells_none() {
    for answer in echoes(CREDENTIALS).into_iter().chain(unreadable_tokens()) {
        let service = Service::without_tokens().await;
        service.answer("access_token_v2", answer).await;
        let client =
            Client::builder("another").base_url(service.url()).retry(quick()).build().expect("good settings");

        hidden_error(&client.authorization().access_token_v2(v2_request()).await.expect_err("no token"));
    }
}

#[tokio::test]
async fn a_call_whose_token_is_repeated_tells_none() {
    for answer in echoes(&[LOGIN, CLIENT_SECRET, TOKEN]) {
        let service = service().await;
        service.answer("regions", answer).await;
        let client = with_application(&service).debug(true).build().expect("good settings");

        hidden_error(&client.regions([organization()]).await.expect_err("it fails"));
        hidden("the last answer", &client.last_data_raw().unwrap_or_default());
        hidden_error(&client.call("regions", json!({})).await.expect_err("it fails"));
    }
}

#[tokio::test]
async fn the_refusal_is_still_told() {
    let service = Service::without_tokens().await;
    service.answer("access_token", refusal(401, &format!("Login {LOGIN} is not authorized"))).await;
    let client = Client::builder(LOGIN).base_url(service.url()).build().expect("good settings");

    let error = client.regions([organization()]).await.expect_err("no token");

    assert!(error.to_string().contains("Login [redacted] is not authorized"), "{error}");
}

#[tokio::test]
async fn a_network_that_fails_tells_none() {
    let socket = tokio::net::TcpSocket::new_v4().expect("a socket");
    socket.bind("127.0.0.1:0".parse().expect("an address")).expect("a free port");
    let url = format!("http://{}", socket.local_addr().expect("an address"));
    let client = Client::builder(LOGIN).base_url(url).retry(quick()).build().expect("good settings");
    hidden_error(&client.regions([organization()]).await.expect_err("nobody is there"));

    let service = Service::without_tokens().await;
    service.answer("access_token_v2", token(TOKEN).set_delay(FOR_EVER)).await;
    let client =
        with_application(&service).deadline(Duration::from_millis(100)).build().expect("good settings");
    hidden_error(&client.regions([organization()]).await.expect_err("it takes for ever"));

    let unfit = Client::builder(LOGIN).working_token(format!("{TOKEN}\n")).build();
    hidden_error(&unfit.expect_err("no header can carry it"));
}

#[tokio::test]
async fn an_unreadable_answer_with_a_secret_tells_none() {
    let service = service().await;
    let mut settings = shapes::answer("webhook_settings");
    settings["authToken"] = json!([WEBHOOK_TOKEN]);
    service.answer("webhook_settings", ok(settings)).await;
    let client = with_application(&service).debug(true).build().expect("good settings");

    let error = client.webhooks().settings(organization()).await.expect_err("a token is a text");

    hidden("Display", &error.to_string());
    hidden_debug(&error);
    hidden("the last answer", &client.last_data_raw().expect("debug is on"));
}

#[test]
fn a_secret_that_is_no_text_is_not_quoted() {
    let mut settings = shapes::answer("webhook_settings");
    settings["authToken"] = json!(5_550_001_234_u64);
    let error = serde_json::from_value::<WebhookSettingsResponse>(settings).expect_err("a token is a text");
    assert!(!error.to_string().contains("5550001234"), "{error}");
}

#[test]
fn settings_that_are_refused_tell_none() {
    let builders = [
        Client::builder(LOGIN).app(CLIENT_SECRET, APPLICATION),
        Client::builder(LOGIN).app(CLIENT_SECRET, ""),
        Client::builder(LOGIN).base_url("https://user:sekret-password-77@example.com"),
        Client::builder(LOGIN).base_url("http://user:sekret-password-77@example.com:port"),
        Client::builder(LOGIN).base_url("ftp://user:sekret-password-77@example.com"),
        Client::builder(LOGIN).base_url("https://example.com/?key=sekret-key-15"),
    ];
    for builder in builders {
        hidden_error(&builder.build().expect_err("refused"));
    }
}

/// What is logged in this process, from anywhere, at any level.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

static LOG: LazyLock<Log> = LazyLock::new(|| {
    let log = Log::default();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing_subscriber::filter::LevelFilter::TRACE)
        .with_span_events(tracing_subscriber::fmt::format::FmtSpan::FULL)
        .with_ansi(false)
        .with_writer(log.clone())
        .finish();
    tracing::subscriber::set_global_default(subscriber).expect("no other test logs");
    log
});

impl Log {
    fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().expect("no panic while logging")).into_owned()
    }
}

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().expect("no panic while logging").extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

/// A success, a renewal, a refusal, and a client that logs what it is answered.
#[tokio::test]
#[allow(deprecated)] // the older token is deprecated, not gone
async fn logs_at_trace_level_tell_none() {
    LazyLock::force(&LOG);
    let service = service().await;
    service.answer("regions", ok(shapes::answer("regions"))).await;
    let mut settings = shapes::answer("webhook_settings");
    settings["authToken"] = json!(WEBHOOK_TOKEN);
    service.answer("webhook_settings", ok(settings)).await;
    service.answer("webhook_update_settings", ok(shapes::answer("webhook_update_settings"))).await;
    service.answer("cities", refusal(401, &format!("Token {TOKEN} is expired"))).await;
    service.answer_path("/api/9/echo", |request: &Request| ok(json!({"said": body(request)}))).await;
    let client = with_application(&service).debug(true).build().expect("good settings");

    client.regions([organization()]).await.expect("a good answer");
    client.webhooks().settings(organization()).await.expect("a good answer");
    let update = client.webhooks().update_settings(organization(), "https://shop.example.com");
    update.auth_token(WEBHOOK_TOKEN).await.expect("a good answer");
    client.cities([organization()]).await.expect_err("refused twice");
    client.authorization().access_token(LOGIN).await.expect("a token");
    client.call("/api/9/echo", json!({"authToken": WEBHOOK_TOKEN})).await.expect("an answer");
    for answer in echoes(CREDENTIALS).into_iter().chain(unreadable_tokens()) {
        let service = Service::without_tokens().await;
        service.answer("access_token_v2", answer).await;
        let client = with_application(&service).debug(true).build().expect("good settings");
        client.regions([organization()]).await.expect_err("no token");
    }

    let log = LOG.text();
    for part in ["regions", "webhook_settings", "access_token_v2", "iiko_transport"] {
        assert!(log.contains(part), "the log is on, yet `{part}` is missing");
    }
    assert!(log.contains(r#"\"authToken\":\"***\""#), "answers are logged, masked");
    hidden("the log", &log);
}
