//! Personal data and secrets stay out of what is kept for a look at a fault and out of the log, also where they stand
//! in free text.

use iiko_transport::Client;
use iiko_transport::types::{CustomerByPhone, OrderId};
use serde_json::json;

use crate::service::{LOGIN, Service, ok, organization, quick, refusal};
use crate::shapes;

/// The client of a service, with debugging on.
fn watched(service: &Service) -> Client {
    service.builder().working_token("The-Token-Of-This-Test").debug(true).build().expect("good settings")
}

#[tokio::test]
async fn a_login_in_a_refusal_is_masked_however_it_is_written() {
    for told in [
        LOGIN.to_owned(),
        LOGIN.to_uppercase(),
        format!("{LOGIN}\n"),
        format!("  {} \r\n", LOGIN.replace("login", "Login")),
    ] {
        let service = Service::without_tokens().await;
        service.answer("access_token", refusal(401, &format!("Login '{told}' is not authorized"))).await;
        for given in [LOGIN.to_owned(), format!(" {LOGIN}\n"), LOGIN.to_uppercase()] {
            let builder = Client::builder(given.clone()).base_url(service.url()).retry(quick());
            let client = builder.build().expect("good settings");

            let error = client.regions([organization()]).await.expect_err("no token");

            let text = format!("{error} {error:?}").to_lowercase();
            assert!(!text.contains(LOGIN), "{given:?} is told as {told:?}: {text}");
            assert!(text.contains("[redacted]") && text.contains("is not authorized"), "{text}");
        }
    }
}

#[tokio::test]
async fn a_webhook_token_in_a_refusal_is_masked() {
    let service = Service::start().await;
    service.answer("webhook_update_settings", refusal(400, "`sekret-of-a-webhook` is too short")).await;
    let call = service.signed_in().webhooks().update_settings(organization(), "https://shop.example.com");

    let error = call.auth_token("sekret-of-a-webhook").await.expect_err("refused");

    assert!(error.to_string().contains("`[redacted]` is too short"), "{error}");
}

#[tokio::test]
async fn phones_and_addresses_in_free_text_are_masked_in_the_last_answer() {
    let service = Service::start().await;
    let words = "Guest with phone +7 (999) 123-45-67 or anna@example.com has order 12345";
    service.answer("confirm", refusal(400, words)).await;
    let client = watched(&service);

    client.confirm(organization(), OrderId::new()).await.expect_err("refused");

    let last = client.last_data_raw().expect("debug is on");
    assert!(last.contains("Guest with phone *** or *** has order 12345"), "{last}");
}

#[tokio::test]
async fn what_the_request_tells_of_a_guest_is_masked_where_it_comes_back() {
    let service = Service::start().await;
    let customer = json!({"name": "Anna-Maria", "surname": "Kuznetsova", "phone": "79991234567"});
    service
        .answer_path(
            "/api/9/guests",
            ok(json!({"said": "ANNA-MARIA KUZNETSOVA is here", "79991234567": [1]})),
        )
        .await;
    let client = watched(&service);

    client.call("/api/9/guests", json!({"order": {"customer": customer}})).await.expect("an answer");

    let last = client.last_data_raw().expect("debug is on");
    let last: serde_json::Value = serde_json::from_str(&last).expect("JSON");
    assert_eq!(last, json!({"***": [1], "said": "*** *** is here"}));
}

#[tokio::test]
async fn a_success_that_repeats_the_token_is_kept_without_it() {
    let service = Service::start().await;
    let said = format!("your token is the-token-of-this-test, your login {LOGIN}");
    let mut answer = shapes::answer("regions");
    answer["said"] = json!(said);
    service.answer("regions", ok(answer)).await;
    let client = watched(&service);

    client.regions([organization()]).await.expect("a good answer");

    let last = client.last_data_raw().expect("debug is on");
    assert!(last.contains("your token is ***, your login ***"), "{last}");
}

#[test]
fn the_login_of_a_wallets_transaction_is_a_secret() {
    let mut transaction = shapes::minimal("WalletTransaction");
    transaction["apiClientLogin"] = json!("login-of-another");
    let transaction: iiko_transport::types::WalletTransaction =
        serde_json::from_value(transaction).expect("a transaction");
    assert!(!format!("{transaction:?}").contains("login-of-another"));
}

#[tokio::test]
async fn a_decode_error_quotes_nothing_of_a_guest() {
    let cases = [
        ("phone", json!({"tel": "89991234567 Anna"})),
        ("name", json!(["Anna", "89991234567"])),
        ("name", json!(89_991_234_567_u64)),
        ("birthday", json!("born as Anna, 89991234567")),
        ("walletBalances", json!("of anna@example.com, 8 (999) 123-45-67")),
    ];
    for (property, value) in cases {
        let service = Service::start().await;
        let mut guest = shapes::answer("customer_info");
        // An object of a person, as all of them are.
        guest["email"] = json!(null);
        guest[property] = value;
        service.answer("customer_info", ok(guest)).await;
        let client = watched(&service);
        let request =
            CustomerByPhone::builder().organization_id(organization()).phone("+70000000000").build();

        let error = client.customer_info(request).await.expect_err("it does not decode");

        assert!(matches!(error, iiko_transport::Error::Decode(_)), "{error}");
        let source = std::error::Error::source(&error).expect("a cause");
        let told = format!("{error} {error:?} {source} {}", client.last_data_raw().unwrap_or_default());
        for part in ["Anna", "anna@", "89991234567", "123-45"] {
            assert!(!told.contains(part), "{property}: {told}");
        }
        assert!(error.to_string().contains(property), "the place is told: {error}");
    }
}
