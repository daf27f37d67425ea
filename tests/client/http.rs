//! The HTTP client underneath: what a user may change about it, and what stays whatever the user does.

use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use iiko_transport::{ClientBuilder, RetryPolicy};
use tokio::io::AsyncReadExt;
use tokio::net::TcpListener;
use wiremock::ResponseTemplate;

use crate::service::{LOGIN, Service, header, ok, organization};
use crate::shapes;

/// A service that knows one operation.
async fn service() -> Service {
    let service = Service::start().await;
    service.answer("regions", ok(shapes::answer("regions"))).await;
    service
}

#[tokio::test]
async fn the_hook_shapes_the_client() {
    let service = service().await;
    let client = service.builder().http_client(|http| http.user_agent("my-shop/1.0")).build();

    client.expect("good settings").regions([organization()]).await.expect("a good answer");

    for request in service.all_requests().await {
        assert_eq!(header(&request, "user-agent").as_deref(), Some("my-shop/1.0"));
    }
}

#[tokio::test]
async fn the_last_hook_counts_and_is_kept_by_clones_of_the_builder() {
    let service = service().await;
    let built = Arc::new(AtomicUsize::new(0));
    let counting = Arc::clone(&built);
    let builder =
        service.builder().http_client(|http| http.user_agent("first/1.0")).http_client(move |http| {
            counting.fetch_add(1, Ordering::SeqCst);
            http
        });

    builder.clone().build().expect("good settings");
    builder.build().expect("good settings");

    assert_eq!(built.load(Ordering::SeqCst), 2);
}

#[test]
fn a_hook_that_makes_no_client_is_told_of() {
    let builder = iiko_transport::Client::builder(LOGIN).http_client(|http| http.user_agent("two\nlines"));
    let error = builder.build().expect_err("no header can carry that").to_string();
    assert!(error.starts_with("http_client: "), "{error}");
}

/// Ways in which a user may set up a client that follows redirects.
fn following(builder: ClientBuilder) -> [ClientBuilder; 2] {
    let ten = reqwest::redirect::Policy::limited;
    let custom = || reqwest::redirect::Policy::custom(|attempt| attempt.follow());
    [
        builder.clone().http_client(move |http| http.redirect(ten(10))),
        builder.http_client(move |http| http.redirect(custom())),
    ]
}

#[tokio::test]
async fn login_and_token_stay_at_home_whatever_the_hook_does() {
    let elsewhere = Service::start().await;
    elsewhere.answer("regions", ok(shapes::answer("regions"))).await;
    for operation in ["access_token", "regions"] {
        let service = Service::without_tokens().await;
        let location = format!("{}/api/1/{operation}", elsewhere.url());
        let moved = ResponseTemplate::new(307).insert_header("Location", location.as_str());
        service.answer(operation, moved).await;
        let builder = match operation {
            "regions" => service.builder().working_token("TOKEN-0"),
            _ => service.builder(),
        };
        for builder in following(builder) {
            let client = builder.build().expect("good settings");
            let error = client.regions([organization()]).await.expect_err("redirects are not followed");
            assert_eq!(error.status(), Some(307), "{error}");
        }
    }
    assert_eq!(elsewhere.all_requests().await.len(), 0);
}

/// Set in the process that a test starts for itself: the environment is a whole process's.
const CHILD: &str = "IIKO_TRANSPORT_TEST_OF_PROXIES";

/// A proxy for everything would get login and token of a service on this machine in clear text.
#[tokio::test]
async fn loopback_is_reached_without_the_systems_proxy() {
    const NAME: &str = "http::loopback_is_reached_without_the_systems_proxy";
    if let Ok(url) = std::env::var(CHILD) {
        let builder = || iiko_transport::Client::builder(LOGIN).base_url(url.clone());
        let proxy = std::env::var("HTTP_PROXY").expect("the test has set it");
        let through =
            move |http: reqwest::ClientBuilder| http.proxy(reqwest::Proxy::all(&proxy).expect("an address"));
        for builder in [builder(), builder().http_client(through)] {
            let client = builder.build().expect("good settings");
            client.regions([organization()]).await.expect("a good answer");
        }
        return;
    }
    let (service, proxy) = (service().await, Service::start().await);
    let mut child = Command::new(std::env::current_exe().expect("this program"));
    child.args(["--exact", NAME]).env(CHILD, service.url()).env("HTTP_PROXY", proxy.url());
    child.env("http_proxy", proxy.url()).env_remove("NO_PROXY").env_remove("no_proxy");
    let output =
        tokio::task::spawn_blocking(move || child.output()).await.expect("no panic").expect("it runs");

    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    assert_eq!(proxy.all_requests().await.len(), 0, "the proxy hears nothing");
    assert_eq!(service.count("regions").await, 2);
}

/// Whatever the choice of TLS: an `https` address is spoken to in TLS, over HTTP/2 if the service has it.
#[tokio::test]
async fn https_begins_with_a_handshake() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let url = format!("https://{}", listener.local_addr().expect("an address"));
    let client = iiko_transport::Client::builder(LOGIN).base_url(url).retry(RetryPolicy::none());
    let client = client.build().expect("good settings");
    let call = tokio::spawn(client.regions([organization()]).send());

    let (mut stream, _) = listener.accept().await.expect("a connection");
    let mut head = [0; 5];
    stream.read_exact(&mut head).await.expect("the beginning of a record");
    let [kind, major, _, length @ ..] = head;
    assert_eq!((kind, major), (22, 3), "a record of a handshake");
    let mut hello = vec![0; usize::from(u16::from_be_bytes(length))];
    stream.read_exact(&mut hello).await.expect("the whole record");
    for protocol in [&b"\x02h2"[..], b"\x08http/1.1"] {
        assert!(memchr::memmem::find(&hello, protocol).is_some(), "it offers both protocols");
    }
    drop(stream);
    let error = call.await.expect("no panic").expect_err("no handshake");
    assert!(error.is_connect(), "{error}");
}

/// Which cryptography a program uses is for the program to say.
#[test]
fn no_provider_is_installed_for_the_whole_process() {
    iiko_transport::Client::builder(LOGIN).build().expect("good settings");
    assert!(rustls::crypto::CryptoProvider::get_default().is_none());
}
