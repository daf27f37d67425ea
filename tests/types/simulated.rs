//! The client calls every operation of the bundle; the simulator checks each answer against the bundle, and the
//! answer's type reads it.

use iiko_simulator::Simulator;
use iiko_transport::Client;
use serde_json::Value;

use crate::bundle::reference;
use crate::tables::{TYPES, body, find};

/// An operation of the bundle.
struct Operation {
    id: String,
    /// The type of its body, where it is a type of its own.
    request: Option<String>,
    /// The type of its answer, likewise.
    answer: Option<String>,
}

/// The operations of the sections that are compiled in.
fn operations() -> Vec<Operation> {
    let bundle: Value = serde_json::from_str(iiko_spec::BUNDLE).expect("the bundle is JSON");
    let paths = bundle["paths"].as_object().expect("it has paths").values();
    let named = |content: &Value| reference(&content["application/json"]["schema"]).map(str::to_owned);
    let all = paths.map(|item| {
        let operation = &item["post"];
        let responses = operation["responses"].as_object().into_iter().flatten();
        let success = responses.filter(|(status, _)| status.starts_with('2')).map(|(_, told)| told).next();
        Operation {
            id: operation["operationId"].as_str().expect("it has an id").to_owned(),
            request: named(&operation["requestBody"]["content"]),
            answer: success.and_then(|told| named(&told["content"])),
        }
    });
    let known =
        |name: &Option<String>| name.as_ref().is_none_or(|name| TYPES.iter().any(|entry| entry.name == name));
    all.filter(|operation| known(&operation.request) && known(&operation.answer)).collect()
}

#[tokio::test]
async fn every_operation_is_called_and_each_answer_is_read() {
    let simulator = Simulator::builder().check_answers(true).start().await.expect("a free port");
    let client = Client::builder(simulator.default_login()).base_url(simulator.base_url());
    let client = client.build().expect("good settings");
    let (mut called, mut refused) = (0, Vec::new());
    for operation in operations() {
        for all in [false, true] {
            let example = simulator.example_request(&operation.id, all).expect("an operation of the bundle");
            if let Some(request) = &operation.request {
                let written = (find(request).round_trip)(body(&example)).expect("the type reads its example");
                assert!(written.is_object(), "{request}: {written}");
            }
            match client.call(&operation.id, example.clone()).await {
                Ok(answer) => {
                    called += 1;
                    if let Some(name) = &operation.answer {
                        let read = (find(name).decode)(body(&answer));
                        read.unwrap_or_else(|error| panic!("{} answered {answer}: {error}", operation.id));
                    }
                }
                Err(error) if error.status().is_some_and(|status| (400..500).contains(&status)) => {
                    refused.push(format!("{} of {example}: {error}", operation.id));
                }
                Err(error) => panic!("{} of {example}: {error}", operation.id),
            }
        }
    }
    assert!(called > 0);
    assert!(refused.is_empty(), "{} refused of {called}:\n{}", refused.len(), refused.join("\n"));
}
