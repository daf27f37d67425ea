//! What a token says of its own end may be anything: it is used, and never for longer than a day.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use iiko_transport::FileTokenStore;
use wiremock::Request;

use crate::service::{Service, bearer, ok, organization, token};
use crate::shapes;

/// Claims that an issuer with an odd clock, or an odd mind, may write.
const CLAIMS: [&str; 14] = [
    r#"{"exp":9223372036854775807}"#,
    r#"{"exp":9223372036854775807,"iat":0}"#,
    r#"{"exp":9223372036854775807,"iat":-9223372036854775808}"#,
    r#"{"exp":18446744073709551615}"#,
    r#"{"exp":9223372036.5,"iat":1790000000.25}"#,
    r#"{"exp":1e300}"#,
    r#"{"exp":4102444800000}"#,
    r#"{"exp":4102444800000,"iat":4102441200000}"#,
    r#"{"exp":-9223372036854775808,"iat":9223372036854775807}"#,
    r#"{"exp":"tomorrow"}"#,
    r#"{"exp":null,"iat":null}"#,
    r#"{"exp":[1],"iat":{}}"#,
    "[1,2]",
    "not JSON at all",
];

fn jwt(claims: &str) -> String {
    format!("head.{}.signature", URL_SAFE_NO_PAD.encode(claims))
}

#[tokio::test]
async fn a_token_with_any_claims_is_used() {
    for claims in CLAIMS {
        let service = Service::without_tokens().await;
        service.answer("access_token", token(&jwt(claims))).await;
        service.answer("regions", ok(shapes::answer("regions"))).await;
        let client = service.client();

        for _ in 0..2 {
            client.regions([organization()]).await.unwrap_or_else(|error| panic!("{claims}: {error}"));
        }

        assert_eq!(service.count("access_token").await, 1, "{claims}");
    }
}

#[tokio::test]
async fn a_token_with_any_claims_is_shared() {
    for claims in CLAIMS {
        let folder = std::env::temp_dir().join(format!("iiko-transport-{}", uuid::Uuid::new_v4()));
        let service = Service::without_tokens().await;
        service.answer("access_token", token(&jwt(claims))).await;
        let expected = jwt(claims);
        let regions = move |request: &Request| {
            assert_eq!(bearer(request), expected);
            ok(shapes::answer("regions"))
        };
        service.answer("regions", regions).await;

        for _ in 0..2 {
            let worker =
                service.builder().token_store(FileTokenStore::new(&folder)).build().expect("a client");
            worker.regions([organization()]).await.unwrap_or_else(|error| panic!("{claims}: {error}"));
        }

        assert_eq!(service.count("access_token").await, 1, "{claims}");
        let _ = std::fs::remove_dir_all(folder);
    }
}
