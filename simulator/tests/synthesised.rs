//! Operations without a handler: each is answered as the bundle says, the same each time, and about what was asked.

mod support;

use iiko_simulator::Simulator;
use reqwest::StatusCode;
use serde_json::{Value, json};
use support::schema::{Bundle, assert_valid};
use support::{BUNDLE, Caller};

/// Ids of all operations.
fn operations() -> Vec<String> {
    let bundle: Value = serde_json::from_str(BUNDLE).unwrap();
    let paths = bundle["paths"].as_object().unwrap().values();
    paths.map(|item| item["post"]["operationId"].as_str().unwrap().to_owned()).collect()
}

/// An answer: its status, whether it was made up, and its body, which may be empty.
async fn call(caller: &Caller, operation: &str, body: &Value) -> (StatusCode, bool, Value) {
    let request = caller.request(operation);
    let request = if body.is_null() { request } else { request.json(body) };
    let response = request.send().await.unwrap();
    let made_up = response.headers().get("x-simulator").is_some_and(|value| value == "synthesised");
    let status = response.status();
    let bytes = response.bytes().await.unwrap();
    let body = if bytes.is_empty() { Value::Null } else { serde_json::from_slice(&bytes).unwrap() };
    (status, made_up, body)
}

/// The answer to a call that is answered without a handler.
async fn made_up(caller: &Caller, operation: &str, body: Value) -> Value {
    let (status, made_up, answer) = call(caller, operation, &body).await;
    assert!(status.is_success() && made_up, "{operation} of {body}: {status} {answer}");
    answer
}

#[tokio::test]
async fn every_operation_answers_its_examples() {
    let simulator = Simulator::start().await.unwrap();
    let caller = Caller::sign_in(&simulator).await;
    let bundle = Bundle::read();
    let (mut made, mut handled) = (0, 0);
    for operation in operations() {
        let told = bundle.operation(&operation);
        for all in [false, true] {
            let body = simulator.example_request(&operation, all).unwrap();
            if let Some(schema) = told["requestBody"]["content"]["application/json"].get("schema") {
                assert_valid(&bundle.validator(schema), &format!("the example of {operation}"), &body);
            }
            let (status, made_up, answer) = call(&caller, &operation, &body).await;
            if !made_up {
                assert!(!status.is_server_error(), "{operation} of {body}: {status} {answer}");
                handled += 1;
                continue;
            }
            made += 1;
            let response = told["responses"].get(status.as_str());
            let response = response.unwrap_or_else(|| panic!("{operation} of {body}: {status} {answer}"));
            match response["content"]["application/json"].get("schema") {
                Some(schema) => assert_valid(&bundle.validator(schema), &operation, &answer),
                None => assert_eq!(answer, json!({}), "{operation}"),
            }
        }
    }
    assert_eq!(made + handled, 2 * 326);
    assert!(made > 300, "{made} of {handled}");
    assert_eq!(simulator.example_request("nobody", true), None);
}

/// The value without what is another each time: correlation ids and times.
fn steady(value: &Value) -> Value {
    let time = |text: &str| {
        text.len() > 18
            && chrono::NaiveDateTime::parse_from_str(&text[..19].replace('T', " "), "%Y-%m-%d %H:%M:%S")
                .is_ok()
    };
    match value {
        Value::Object(object) => {
            let fields = object.iter().filter(|(name, _)| *name != "correlationId");
            Value::Object(fields.map(|(name, value)| (name.clone(), steady(value))).collect())
        }
        Value::Array(items) => items.iter().map(steady).collect(),
        Value::String(text) if text.is_ascii() && time(text) => json!("a time"),
        other => other.clone(),
    }
}

#[tokio::test]
async fn the_same_call_is_answered_the_same_and_another_otherwise() {
    let simulator = Simulator::start().await.unwrap();
    let caller = Caller::sign_in(&simulator).await;
    let again = Simulator::start().await.unwrap();
    let same = Caller::sign_in(&again).await;
    let reseeded = Simulator::builder().seed(7).start().await.unwrap();
    let other = Caller::sign_in(&reseeded).await;
    for operation in ["account_list", "chart_of_accounts", "incoming_invoice_list", "store_list"] {
        let body = simulator.example_request(operation, true).unwrap();
        let first = made_up(&caller, operation, body.clone()).await;
        assert_eq!(steady(&first), steady(&made_up(&same, operation, body.clone()).await), "{operation}");
        assert_ne!(steady(&first), steady(&made_up(&other, operation, body.clone()).await), "{operation}");
    }
    let mut one = simulator.example_request("account_create", true).unwrap();
    let first = made_up(&caller, "account_create", one.clone()).await;
    one["name"] = json!("Another account");
    assert_ne!(first["id"], made_up(&caller, "account_create", one).await["id"]);
}

#[tokio::test]
async fn answers_are_about_what_was_asked() {
    let simulator = Simulator::start().await.unwrap();
    let caller = Caller::sign_in(&simulator).await;
    // What was asked for is told of.
    let id = "00000001-0000-4000-8000-000000000001";
    let mut body = simulator.example_request("account_get", true).unwrap();
    body["id"] = json!(id);
    assert_eq!(made_up(&caller, "account_get", body).await["id"], id);
    // What the request says of a thing is said again.
    let mut body = simulator.example_request("account_create", true).unwrap();
    body["name"] = json!("Petty cash");
    assert_eq!(made_up(&caller, "account_create", body).await["name"], "Petty cash");
}

#[tokio::test]
async fn paged_lists_come_to_an_end() {
    let simulator = Simulator::start().await.unwrap();
    let caller = Caller::sign_in(&simulator).await;
    let bundle = Bundle::read();
    let mut paged = 0;
    for operation in operations() {
        let paging = &bundle.operation(&operation)["x-paging"];
        let Some(items) = paging["items"].as_str() else { continue };
        let mut body = simulator.example_request(&operation, false).unwrap();
        let (_, synthesised, first) = call(&caller, &operation, &body).await;
        if !synthesised {
            continue;
        }
        paged += 1;
        let read = first[items].as_array().unwrap().len();
        assert!(read > 0, "{operation}: {first}");
        if let Some(total) = paging["total"].as_str() {
            assert_eq!(first[total], read, "{operation}");
        }
        if let Some(offset) = paging["offset"].as_str() {
            body[offset] = json!(read);
        } else if let Some(page) = paging["page"].as_str() {
            body[page] = json!(1);
        }
        for (to, from) in paging["cursors"].as_object().into_iter().flatten() {
            body[to] = first[from.as_str().unwrap()].clone();
        }
        let next = made_up(&caller, &operation, body).await;
        assert_eq!(next[items], json!([]), "{operation}: {first} {next}");
    }
    assert!(paged >= 28, "{paged}");
}

#[tokio::test]
async fn pages_are_parts_of_one_list() {
    let simulator = Simulator::start().await.unwrap();
    let caller = Caller::sign_in(&simulator).await;
    let whole = made_up(&caller, "product_tag_list", json!({})).await;
    let mut read = Vec::new();
    loop {
        let body = json!({ "limit": 1, "offset": read.len() });
        let page = made_up(&caller, "product_tag_list", body).await;
        let Some(item) = page["items"].as_array().unwrap().first().cloned() else { break };
        read.push(item);
    }
    assert_eq!(steady(&json!(read)), steady(&whole["items"]));
}

#[tokio::test]
async fn a_command_whose_answer_is_made_up_can_be_asked_for() {
    let simulator = Simulator::start().await.unwrap();
    let caller = Caller::sign_in(&simulator).await;
    let bundle: Value = serde_json::from_str(BUNDLE).unwrap();
    let told = bundle["paths"].as_object().unwrap().values().map(|item| &item["post"]);
    for operation in told.filter(|told| told["x-command"] == true) {
        let operation = operation["operationId"].as_str().unwrap();
        let body = simulator.example_request(operation, false).unwrap();
        let (_, made_up, answer) = call(&caller, operation, &body).await;
        if made_up {
            let id = &answer["correlationId"];
            let question = json!({ "organizationId": body["organizationId"], "correlationId": id });
            assert_eq!(caller.ok("status", question).await["state"], "Success", "{operation} of {body}");
        }
    }
}
