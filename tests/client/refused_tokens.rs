//! Tokens that the service refuses though they are new, shared or odd: what is renewed, and how often.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, SystemTime};

use iiko_transport::{Client, FileTokenStore, StoreFuture, StoredToken, TokenLock, TokenStore};
use tokio::task::JoinSet;
use wiremock::Request;

use crate::service::{Service, bearer, ok, organization, refusal, refusing, token};
use crate::shapes;

/// An operation that this login may not use, and one that it may.
async fn partly_forbidden(service: &Service) {
    service.answer("regions", refusal(401, "no right to it")).await;
    service.answer("organizations", ok(shapes::answer("organizations"))).await;
}

#[tokio::test]
async fn an_operation_that_the_login_may_not_use_renews_the_token_once() {
    for (with_token, most) in [(true, 1), (false, 2)] {
        let service = Service::start().await;
        partly_forbidden(&service).await;
        let client = if with_token { service.signed_in() } else { service.client() };

        for _ in 0..20 {
            let error = client.regions([organization()]).await.expect_err("forbidden");
            assert!(error.is_authentication(), "{error}");
            let text = error.to_string();
            assert!(text.contains("this login may not use this operation: no right to it"), "{text}");
            assert_eq!((error.operation(), error.status()), (Some("regions"), Some(401)));
            client.organizations().await.expect("another operation is served");
        }

        assert_eq!(service.count("access_token").await, most);
        assert_eq!(service.count("regions").await, 21, "each call is sent, and one of them once more");
    }
}

#[tokio::test]
async fn many_calls_of_a_forbidden_operation_at_once_renew_the_token_once() {
    let service = Service::start().await;
    partly_forbidden(&service).await;
    let client = service.signed_in();
    let calls: JoinSet<_> = (0..20).map(|_| client.regions([organization()]).send()).collect();

    for result in calls.join_all().await {
        let error = result.expect_err("forbidden");
        assert!(error.is_authentication(), "{error}");
    }

    assert_eq!(service.count("access_token").await, 1);
}

#[tokio::test]
async fn tokens_that_are_revoked_again_and_again_are_renewed_each_time() {
    let service = Service::start().await;
    // Each token is good for two calls.
    let served = AtomicUsize::new(0);
    let regions = move |request: &Request| {
        let number: usize = bearer(request).trim_start_matches("TOKEN-").parse().expect("a numbered token");
        if served.load(Ordering::SeqCst) / 2 > number {
            return refusal(401, "Token is expired");
        }
        served.fetch_add(1, Ordering::SeqCst);
        ok(shapes::answer("regions"))
    };
    service.answer("regions", regions).await;
    let client = service.signed_in();

    for _ in 0..12 {
        client.regions([organization()]).await.expect("a new token helps");
    }
}

/// A store that holds what a test puts there, and takes nothing.
#[derive(Debug, Clone)]
struct Filled(StoredToken);

impl Filled {
    fn with(token: &str) -> Self {
        Self(StoredToken::new(token, SystemTime::UNIX_EPOCH + Duration::from_secs(9_999_999_999)))
    }
}

impl TokenStore for Filled {
    fn load<'a>(&'a self, _account: &'a str) -> StoreFuture<'a, Option<StoredToken>> {
        let token = self.0.clone();
        Box::pin(async move { Ok(Some(token)) })
    }

    fn save<'a>(&'a self, _account: &'a str, _token: StoredToken) -> StoreFuture<'a, ()> {
        Box::pin(async { Ok(()) })
    }

    fn lock<'a>(
        &'a self,
        _account: &'a str,
        _owner: &'a str,
        _lease: Duration,
    ) -> StoreFuture<'a, Option<Box<dyn TokenLock>>> {
        Box::pin(async { Ok(Some(Box::new(Free) as Box<dyn TokenLock>)) })
    }
}

#[derive(Debug)]
struct Free;

impl TokenLock for Free {
    fn release(self: Box<Self>) -> StoreFuture<'static, ()> {
        Box::pin(async { Ok(()) })
    }
}

#[tokio::test]
async fn a_stale_token_of_a_store_is_renewed_once_more() {
    let service = Service::start().await;
    let (regions, _) = refusing(&["TOKEN-0", "STALE"], shapes::answer("regions"));
    service.answer("regions", regions).await;
    let client = service
        .builder()
        .working_token("TOKEN-0")
        .token_store(Filled::with("STALE"))
        .build()
        .expect("a client");
    let calls: JoinSet<_> = (0..20).map(|_| client.regions([organization()]).send()).collect();

    for result in calls.join_all().await {
        result.expect("neither of two stale tokens fails a call");
    }

    assert_eq!(service.count("access_token").await, 1);
}

#[tokio::test]
async fn stale_tokens_of_a_store_without_end_end() {
    let service = Service::start().await;
    service.answer("regions", refusal(401, "Token is expired")).await;
    let client = service.builder().token_store(Filled::with("STALE")).build().expect("a client");

    let error = client.regions([organization()]).await.expect_err("no token helps");

    assert!(error.is_authentication(), "{error}");
    assert!(service.count("regions").await <= 3);
}

#[tokio::test]
async fn a_stored_token_that_no_header_can_carry_is_renewed() {
    for unfit in ["two\nlines", "\u{0}", "null\u{7f}", " ", ""] {
        let service = Service::start().await;
        service.answer("regions", ok(shapes::answer("regions"))).await;
        let client = service.builder().token_store(Filled::with(unfit)).build().expect("a client");

        client.regions([organization()]).await.unwrap_or_else(|error| panic!("{unfit:?}: {error}"));

        assert_eq!(bearer(&service.requests("regions").await[0]), "TOKEN-1", "{unfit:?}");
    }
}

#[tokio::test]
async fn a_token_that_the_service_gives_and_no_header_can_carry_is_an_answer_that_cannot_be_read() {
    let service = Service::without_tokens().await;
    service.answer("access_token", token("se\ncret")).await;

    let error = service.client().regions([organization()]).await.expect_err("no token");

    assert!(matches!(error, iiko_transport::Error::Decode(_)), "{error}");
    let text = format!("{error} {error:?}");
    assert!(text.contains("access_token") && !text.contains("cret"), "{text}");
}

async fn share(service: &Service, folder: &std::path::Path) -> Client {
    let client = service.builder().token_store(FileTokenStore::new(folder)).build().expect("a client");
    client.regions([organization()]).await.expect("a good answer");
    client
}

#[tokio::test]
async fn a_file_that_is_no_token_is_thrown_away() {
    let good_until = "9999999999999";
    let odd: [Vec<u8>; 6] = [
        b"\xff\xfe\x00\x01".to_vec(),
        Vec::new(),
        format!("{good_until} two\nlines").into_bytes(),
        [good_until.as_bytes(), b" \xff\xfe"].concat(),
        format!("{} TOKEN-0", "9".repeat(40)).into_bytes(),
        vec![b'7'; 1024 * 1024],
    ];
    for bytes in odd {
        let folder = std::env::temp_dir().join(format!("iiko-transport-{}", uuid::Uuid::new_v4()));
        let service = Service::start().await;
        service.answer("regions", ok(shapes::answer("regions"))).await;
        share(&service, &folder).await;
        let files =
            std::fs::read_dir(&folder).expect("the folder").map(|entry| entry.expect("an entry").path());
        let file = files.into_iter().find(|path| path.extension().is_some_and(|ending| ending == "token"));
        let file = file.expect("the token's file");
        std::fs::write(&file, &bytes).expect("the file is ours");

        let client = share(&service, &folder).await;
        client.regions([organization()]).await.expect("a good answer");
        assert_eq!(service.count("access_token").await, 2, "{} bytes", bytes.len());

        share(&service, &folder).await;
        assert_eq!(service.count("access_token").await, 2, "the token in its place is shared");
        let _ = std::fs::remove_dir_all(folder);
    }
}
