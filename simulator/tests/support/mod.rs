//! A caller for the tests: signs in once, then calls operations by their ids.
#![allow(dead_code, reason = "each test file uses a part of it")]

pub mod schema;

use std::collections::HashMap;

use iiko_simulator::Simulator;
use reqwest::StatusCode;
use serde_json::{Value, json};

/// The bundle that the simulator answers by.
pub const BUNDLE: &str = iiko_spec::BUNDLE;

/// A signed-in caller.
pub struct Caller {
    http: reqwest::Client,
    base_url: String,
    paths: HashMap<String, String>,
    pub token: String,
}

impl Caller {
    /// Signs in to the simulator.
    pub async fn sign_in(simulator: &Simulator) -> Self {
        let mut caller = Self::stranger(simulator);
        let answer = caller.ok("access_token", json!({ "apiLogin": simulator.default_login() })).await;
        caller.token = answer["token"].as_str().unwrap().to_owned();
        caller
    }

    /// Knows the paths but has no token.
    pub fn stranger(simulator: &Simulator) -> Self {
        let bundle: Value = serde_json::from_str(BUNDLE).unwrap();
        let paths = bundle["paths"].as_object().unwrap().iter();
        let paths = paths
            .map(|(path, item)| (item["post"]["operationId"].as_str().unwrap().to_owned(), path.clone()));
        Self {
            http: reqwest::Client::new(),
            base_url: simulator.base_url(),
            paths: paths.collect(),
            token: String::new(),
        }
    }

    /// A request to an operation, with the token if there is one.
    pub fn request(&self, operation: &str) -> reqwest::RequestBuilder {
        self.post(&self.paths[operation])
    }

    /// A request to a path.
    pub fn post(&self, path: &str) -> reqwest::RequestBuilder {
        let request = self.http.post(format!("{}{path}", self.base_url));
        if self.token.is_empty() { request } else { request.bearer_auth(&self.token) }
    }

    /// Status and body of an answer.
    pub async fn call(&self, operation: &str, body: Value) -> (StatusCode, Value) {
        read(self.request(operation).json(&body)).await
    }

    /// Body of an answer that must be a success.
    pub async fn ok(&self, operation: &str, body: Value) -> Value {
        let (status, answer) = self.call(operation, body.clone()).await;
        assert_eq!(status, StatusCode::OK, "{operation} of {body} answered {answer}");
        answer
    }

    /// Status and text of a refusal, which must be the service's error body.
    pub async fn refused(&self, operation: &str, body: Value) -> (StatusCode, String) {
        let (status, answer) = self.call(operation, body).await;
        (status, refusal(&answer))
    }

    /// The first organization and its working terminal group.
    pub async fn restaurant(&self) -> (Value, Value) {
        let organizations = self.ok("organizations", json!({})).await;
        let organization = organizations["organizations"][0]["id"].clone();
        let groups = self.ok("terminal_groups", json!({ "organizationIds": [organization] })).await;
        (organization, groups["terminalGroups"][0]["items"][0]["id"].clone())
    }

    /// The whole menu of an organization.
    pub async fn menu(&self, organization: &Value) -> Menu {
        Menu(self.ok("nomenclature", json!({ "organizationId": organization })).await)
    }
}

/// Sends a request: status and body.
pub async fn read(request: reqwest::RequestBuilder) -> (StatusCode, Value) {
    let response = request.send().await.unwrap();
    assert_eq!(response.headers()["content-type"], "application/json; charset=utf-8");
    (response.status(), response.json().await.unwrap())
}

/// The text of the service's error body.
pub fn refusal(body: &Value) -> String {
    assert!(body["correlationId"].is_string() && body["error"].is_string(), "{body}");
    body["errorDescription"].as_str().unwrap().to_owned()
}

/// A nomenclature to choose dishes from.
pub struct Menu(pub Value);

impl Menu {
    /// The dish whose name begins so.
    pub fn product(&self, name: &str) -> &Value {
        let products = self.0["products"].as_array().unwrap();
        products.iter().find(|product| product["name"].as_str().unwrap().starts_with(name)).unwrap()
    }

    /// An item of an order: a dish at its price in its first size.
    pub fn item(&self, name: &str, amount: i64) -> Value {
        let product = self.product(name);
        let size = &product["sizePrices"][0];
        json!({
            "type": "Product",
            "productId": product["id"],
            "productSizeId": size["sizeId"],
            "amount": amount,
            "price": size["price"]["currentPrice"],
        })
    }
}
