//! The client calls every operation of the bundle; the simulator checks each answer against the bundle, and the
//! answer's type reads it.

use std::cell::Cell;

use iiko_simulator::Simulator;
use iiko_transport::Client;
use serde_json::{Value, json};

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

/// Examples know the restaurants, yet not what has happened there: an order, a draft, a hold.
struct Prepared<'a> {
    client: &'a Client,
    organization: Value,
    /// An order that is there, and the command that made it.
    order: Value,
    command: Value,
    item: Value,
    tracks: Cell<u32>,
}

impl<'a> Prepared<'a> {
    async fn new(client: &'a Client) -> Self {
        let call =
            async |operation: &str, body: Value| client.call(operation, body).await.expect("an answer");
        let organizations = call("organizations", json!({})).await;
        let organization = organizations["organizations"][0]["id"].clone();
        let menu = call("nomenclature", json!({ "organizationId": organization })).await;
        let simple = menu["products"].as_array().expect("products").iter().find(|product| {
            product["groupModifiers"].as_array().is_none_or(Vec::is_empty)
                && product["sizePrices"][0]["sizeId"].is_null()
        });
        let dish = simple.expect("a simple dish");
        let item = json!({ "type": "Product", "productId": dish["id"], "amount": 1 });
        let order = json!({ "phone": "+79990000000", "items": [item] });
        let made = call("delivery_create", json!({ "organizationId": organization, "order": order })).await;
        let (order, command) = (made["orderInfo"]["id"].clone(), made["correlationId"].clone());
        Self { client, organization, order, command, item, tracks: Cell::new(0) }
    }

    async fn made(&self, operation: &str, body: Value) -> Value {
        self.client.call(operation, body).await.expect("it is made")
    }

    /// A card's track that nobody has.
    fn track(&self) -> Value {
        self.tracks.set(self.tracks.get() + 1);
        json!(format!("track {}", self.tracks.get()))
    }

    async fn draft(&self) -> Value {
        let order = json!({ "menuId": null, "phone": "+79990000000", "items": [self.item] });
        let body = json!({ "organizationId": self.organization, "order": order });
        self.made("draft_create", body).await["orderId"].clone()
    }

    async fn hold(&self, example: &Value) -> Value {
        let call = async |operation: &str, body: Value| self.made(operation, body).await;
        let guest = json!({ "organizationId": self.organization, "type": "phone", "phone": "+79161234567" });
        let guest = call("customer_info", guest).await;
        let body = json!({
            "organizationId": example["organizationId"], "customerId": guest["id"],
            "walletId": guest["walletBalances"][0]["id"], "sum": 1,
        });
        call("customer_wallet_hold", body).await["transactionId"].clone()
    }

    /// Lets an example speak of what is there.
    async fn fit(&self, operation: &str, example: &mut Value) {
        match operation {
            "status" => example["correlationId"] = self.command.clone(),
            "delivery_update_tracking_link" | "send" => example["orderId"] = self.order.clone(),
            "loyalty_calculate" => {
                example["order"]["items"] = json!([self.item]);
                example["order"]["combos"] = Value::Null;
            }
            "customer_create_or_update" => {
                example["phone"] = json!("+79990000001");
                example["id"] = Value::Null;
                example["cardTrack"] = json!("");
                example["cardNumber"] = json!("");
            }
            "customer_card_add" => example["cardTrack"] = self.track(),
            "customer_card_delete" => {
                example["cardTrack"] = self.track();
                let mut card = example.clone();
                card["cardNumber"] = json!("1");
                self.made("customer_card_add", card).await;
            }
            "customer_wallet_cancel_hold" => example["transactionId"] = self.hold(example).await,
            "customer_wallet_hold" | "customer_wallet_chargeoff" => example["sum"] = json!(2),
            "draft_save" => example["order"]["id"] = self.draft().await,
            draft if draft.starts_with("draft_") && example.get("orderId").is_some() => {
                example["orderId"] = self.draft().await;
            }
            "combo_calculate" => return self.fit_combo(example).await,
            _ => return,
        }
        // What is there is the first organization's.
        if example.get("organizationId").is_some() {
            example["organizationId"] = self.organization.clone();
        }
    }

    async fn fit_combo(&self, example: &mut Value) {
        let combos = self.made("combo", json!({ "organizationId": self.organization })).await;
        let combo = &combos["comboSpecifications"][0];
        let items = combo["groups"].as_array().expect("groups").iter().map(|group| {
            json!({
                "type": "Product", "productId": group["products"][0]["productId"], "amount": 1,
                "comboInformation": {
                    "comboId": "00000009-0000-4000-8000-000000000009",
                    "comboSourceId": combo["sourceActionId"],
                    "comboGroupId": group["id"],
                },
            })
        });
        *example = json!({ "organizationId": self.organization, "items": items.collect::<Vec<_>>() });
    }
}

#[tokio::test]
async fn every_operation_is_called_and_each_answer_is_read() {
    let simulator = Simulator::builder().check_answers(true).start().await.expect("a free port");
    let client = Client::builder(simulator.default_login()).base_url(simulator.base_url());
    let client = client.build().expect("good settings");
    let prepared = Prepared::new(&client).await;
    let (mut called, mut refused) = (0, Vec::new());
    for operation in operations() {
        for all in [false, true] {
            let mut example =
                simulator.example_request(&operation.id, all).expect("an operation of the bundle");
            prepared.fit(&operation.id, &mut example).await;
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
