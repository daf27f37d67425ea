//! A scenario from a file is played by the simulator's clock, and tells what did not come.

mod support;

use std::path::Path;
use std::time::Duration;

use iiko_simulator::{Builder, Simulator};
use reqwest::StatusCode;
use serde_json::{Value, json};
use support::Caller;

fn bad_evening() -> Builder {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("worlds/scenario.yaml");
    Simulator::builder().command_delay(Duration::ZERO).scenario_file(path)
}

#[tokio::test]
async fn the_example_is_played_to_its_end() {
    let simulator = bad_evening().start().await.unwrap();
    assert_eq!(simulator.now().to_rfc3339(), "2026-12-01T15:00:00+00:00");
    let caller = Caller::sign_in(&simulator).await;
    let (organization, group) = caller.restaurant().await;
    let item = caller.menu(&organization).await.item("Щи", 1);
    let order = json!({ "phone": "+79990000000", "externalNumber": "A-1", "items": [item] });
    let body = json!({ "organizationId": organization, "terminalGroupId": group, "order": order });
    let lost = caller.request("delivery_create").json(&body).send().await;
    assert!(lost.is_err(), "the first answer is lost");
    assert_eq!(simulator.orders().len(), 1);
    assert_eq!(simulator.unmet(), ["orders OnWay: 0 instead of at least 1"]);

    let asked = json!({ "organizationIds": [organization], "startRevision": 0 });
    let status = async || {
        let told = caller.ok("by_revision", asked.clone()).await;
        told["ordersByOrganizations"][0]["orders"][0]["order"]["status"].clone()
    };
    assert_eq!(status().await, "WaitCooking");
    simulator.advance(Duration::from_secs(601));
    until(async || simulator.unmet().is_empty()).await;
    assert_eq!(status().await, "OnWay");
    simulator.advance(Duration::from_secs(601));
    until(async || caller.call("organizations", json!({})).await.0 == StatusCode::SERVICE_UNAVAILABLE).await;
    let url = format!("{}/__simulator/scenario", simulator.base_url());
    let told: Value = reqwest::get(url).await.unwrap().json().await.unwrap();
    assert!(told.as_array().unwrap().iter().all(|expectation| expectation["met"] == true), "{told}");
}

/// Waits until something is so.
async fn until(so: impl AsyncFn() -> bool) {
    let wait = async {
        while !so().await {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(10), wait).await.expect("it comes");
}

#[tokio::test]
async fn a_scenario_that_makes_no_sense_says_where() {
    for (name, text, words) in [
        ("expect.yaml", "expect: [{ atLeast: 1 }]\n", "requests"),
        ("fault.yaml", "faults: [{ operation: nobody, effect: { kind: reset } }]\n", "nobody"),
        ("typo.yaml", "scrpt: []\n", "scrpt"),
    ] {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        std::fs::write(&path, text).unwrap();
        let error = Simulator::builder().scenario_file(path).start().await.unwrap_err().to_string();
        assert!(error.contains(words), "{name}: {error}");
    }
}
