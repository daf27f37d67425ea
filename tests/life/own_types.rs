//! Answers read into types of one's own.

use std::borrow::Cow;

use iiko_transport::Error;
use serde::Deserialize;
use serde_json::json;

use crate::service::{Service, ok, organization, refusal};

#[derive(Debug, Deserialize, PartialEq)]
struct Menu {
    products: Vec<Product>,
}

#[derive(Debug, Deserialize, PartialEq)]
struct Product {
    name: String,
}

#[derive(Debug, Deserialize)]
struct Borrowed<'a> {
    #[serde(borrow)]
    products: Vec<BorrowedProduct<'a>>,
}

#[derive(Debug, Deserialize)]
struct BorrowedProduct<'a> {
    #[serde(borrow)]
    name: Cow<'a, str>,
    code: &'a str,
}

#[tokio::test]
async fn an_answer_is_read_into_any_type() {
    let service = Service::start().await;
    service.answer("nomenclature", ok(json!({"products": [{"name": "Soup", "code": "1"}], "new": 1}))).await;
    let client = service.client();

    let menu: Menu = client.menus().nomenclature(organization()).read_as().await.expect("it fits");
    assert_eq!(menu, Menu { products: vec![Product { name: "Soup".to_owned() }] });

    let answer = client.menus().nomenclature(organization()).unread().await.expect("an answer");
    let menu: Borrowed<'_> = answer.read_as().expect("it fits");
    assert!(matches!(menu.products[0].name, Cow::Borrowed("Soup")), "nothing is copied");
    assert_eq!((menu.products[0].code, answer.status()), ("1", 200));
    assert!(answer.body().starts_with(b"{"));

    let untyped = client.call("nomenclature", json!({"organizationId": organization()}));
    assert_eq!(untyped.read_as::<Menu>().await.expect("it fits").products.len(), 1);
}

#[tokio::test]
async fn what_does_not_fit_says_where() {
    let service = Service::start().await;
    service.answer("nomenclature", ok(json!({"products": [{"name": "Soup"}, {"name": 7}]}))).await;

    let error =
        service.client().menus().nomenclature(organization()).read_as::<Menu>().await.expect_err("a number");

    let Error::Decode(decode) = &error else { panic!("{error}") };
    assert_eq!(decode.path(), "products[1].name");
    assert_eq!(error.operation(), Some("nomenclature"));
}

#[tokio::test]
async fn refusals_and_hidden_errors_are_none_to_read() {
    let service = Service::start().await;
    service.answer("nomenclature", refusal(400, "no such organization")).await;
    service.answer("stop_lists", ok(json!({"errorDescription": "broken", "error": "E"}))).await;
    let client = service.client();

    let refused = client.menus().nomenclature(organization()).read_as::<Menu>().await.expect_err("a refusal");
    assert_eq!(refused.status(), Some(400));
    let hidden =
        client.menus().stop_lists([organization()]).unread().await.expect_err("an error in a success");
    assert!(matches!(hidden, Error::Api(_)), "{hidden}");
}
