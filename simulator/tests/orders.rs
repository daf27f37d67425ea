//! Orders: made once, priced from the menu, moved on, and never lost or doubled.

mod support;

use std::time::Duration;

use iiko_simulator::{CreationState, OrderKind, Simulator};
use reqwest::StatusCode;
use serde_json::{Value, json};
use support::{Caller, Menu};
use uuid::Uuid;

/// A restaurant with somebody who orders there.
struct Guest {
    simulator: Simulator,
    caller: Caller,
    organization: Value,
    group: Value,
    menu: Menu,
}

impl Guest {
    /// Commands are done at once.
    async fn arrive() -> Self {
        Self::at(Simulator::builder().command_polls(0)).await
    }

    async fn at(builder: iiko_simulator::Builder) -> Self {
        let simulator = builder.start().await.unwrap();
        let caller = Caller::sign_in(&simulator).await;
        let (organization, group) = caller.restaurant().await;
        let menu = caller.menu(&organization).await;
        Self { simulator, caller, organization, group, menu }
    }

    fn order(&self, items: &[Value]) -> Value {
        json!({ "phone": "+79990000000", "items": items })
    }

    /// Sends a delivery: the whole answer.
    async fn send(&self, order: Value) -> Value {
        let body =
            json!({ "organizationId": self.organization, "terminalGroupId": self.group, "order": order });
        self.caller.ok("delivery_create", body).await
    }

    /// Reads a delivery.
    async fn read(&self, id: &Value) -> Value {
        let body = json!({ "organizationId": self.organization, "orderIds": [id] });
        self.caller.ok("delivery_by_id", body).await["orders"][0].clone()
    }

    /// Sends a delivery and reads it back.
    async fn made(&self, order: Value) -> Value {
        let answer = self.send(order).await;
        self.read(&answer["orderInfo"]["id"]).await
    }

    async fn status(&self, answer: &Value) -> Value {
        let body = json!({ "organizationId": self.organization, "correlationId": answer["correlationId"] });
        self.caller.ok("status", body).await
    }

    async fn command(&self, operation: &str, order: &Value) -> Value {
        let body = json!({ "organizationId": self.organization, "orderId": order });
        let answer = self.caller.ok(operation, body).await;
        self.status(&answer).await
    }

    async fn move_to(&self, status: &str, order: &Value) -> Value {
        let body = json!({ "organizationId": self.organization, "orderId": order, "deliveryStatus": status });
        let answer = self.caller.ok("update_order_delivery_status", body).await;
        self.status(&answer).await
    }
}

#[tokio::test]
async fn a_delivery_is_first_in_progress_and_then_there() {
    let guest = Guest::at(Simulator::builder().command_polls(2)).await;
    let answer = guest.send(guest.order(&[guest.menu.item("Борщ", 2)])).await;
    assert_eq!(answer["orderInfo"]["creationStatus"], "InProgress");
    for state in ["InProgress", "InProgress", "Success", "Success"] {
        assert_eq!(guest.status(&answer).await["state"], state);
    }
    let order = guest.read(&answer["orderInfo"]["id"]).await;
    assert_eq!(order["creationStatus"], "Success");
    assert_eq!(order["order"]["items"][0]["product"]["name"], "Борщ с говядиной");
    assert_eq!(order["order"]["items"][0]["price"], 390);
    assert_eq!(order["order"]["sum"], 780);
    assert!(order["timestamp"].as_i64() > answer["orderInfo"]["timestamp"].as_i64());
}

#[tokio::test]
async fn reading_an_order_moves_it_on_as_asking_for_the_status_does() {
    let guest = Guest::at(Simulator::builder().command_polls(1)).await;
    let answer = guest.send(guest.order(&[guest.menu.item("Борщ", 1)])).await;
    assert_eq!(guest.read(&answer["orderInfo"]["id"]).await["creationStatus"], "InProgress");
    assert_eq!(guest.read(&answer["orderInfo"]["id"]).await["creationStatus"], "Success");
}

#[tokio::test]
async fn a_command_can_take_its_time() {
    let guest = Guest::at(Simulator::builder().command_delay(Duration::from_secs(3600))).await;
    let answer = guest.send(guest.order(&[guest.menu.item("Борщ", 1)])).await;
    for _ in 0..3 {
        assert_eq!(guest.status(&answer).await["state"], "InProgress");
    }
    let guest = Guest::at(Simulator::builder().command_delay(Duration::ZERO)).await;
    let answer = guest.send(guest.order(&[guest.menu.item("Борщ", 1)])).await;
    assert_eq!(guest.status(&answer).await["state"], "Success");
}

#[tokio::test]
async fn modifiers_cost_what_the_menu_says_and_the_required_ones_come_by_themselves() {
    let guest = Guest::arrive().await;
    let mut pelmeni = guest.menu.item("Пельмени", 2);
    pelmeni["modifiers"] = json!([{ "productId": guest.menu.product("Аджика")["id"], "amount": 2 }]);
    let order = guest.made(guest.order(&[pelmeni, guest.menu.item("Стейк", 1)])).await;
    let items = &order["order"]["items"];
    assert_eq!(items[0]["modifiers"][0]["price"], 45.5);
    assert_eq!(items[0]["modifiers"][0]["resultSum"], 182);
    assert_eq!(items[1]["modifiers"][0]["product"]["name"], "Средняя");
    assert_eq!(order["order"]["sum"], 900 + 182 + 1290);
}

#[tokio::test]
async fn a_pizza_of_two_halves_costs_half_of_each() {
    let guest = Guest::arrive().await;
    let (one, other) = (guest.menu.product("Пицца «Маргарита»"), guest.menu.product("Пицца «Охотничья»"));
    let pizza = json!({
        "type": "Compound", "amount": 1, "productSizeId": one["sizePrices"][0]["sizeId"],
        "primaryComponent": { "productId": one["id"] },
        "secondaryComponent": { "productId": other["id"] },
    });
    let order = guest.made(guest.order(&[pizza])).await;
    assert_eq!(order["order"]["sum"], 490 / 2 + 620 / 2);
}

#[tokio::test]
async fn a_discount_is_spread_over_the_items_to_the_kopeck() {
    let guest = Guest::arrive().await;
    let types = guest.caller.ok("discounts", json!({ "organizationIds": [guest.organization] })).await;
    let types = &types["discounts"][0]["items"];
    let items = [guest.menu.item("Котлета", 1), guest.menu.item("Морс", 1), guest.menu.item("Квас", 1)];
    let mut order = guest.order(&items);
    order["discountsInfo"] = json!({ "discounts": [{ "type": "RMS", "discountTypeId": types[1]["id"] }] });
    let order = guest.made(order).await;
    assert_eq!(order["order"]["discounts"][0]["sum"], 200);
    assert_eq!(order["order"]["sum"], 699.9);
    let items = order["order"]["items"].as_array().unwrap();
    let kopecks = |value: &Value| (value.as_f64().unwrap() * 100.0).round() as i64;
    assert_eq!(items.iter().map(|item| kopecks(&item["resultSum"])).sum::<i64>(), 69_990);
}

#[tokio::test]
async fn the_second_restaurant_has_prices_of_its_own_and_confirms_by_itself() {
    let guest = Guest::arrive().await;
    let organizations = guest.caller.ok("organizations", json!({})).await;
    let other = &organizations["organizations"][1]["id"];
    let menu = guest.caller.menu(other).await;
    assert_eq!(menu.product("Борщ")["sizePrices"][0]["price"]["currentPrice"], 351);
    let body = json!({ "organizationId": other, "order": guest.order(&[menu.item("Борщ", 1)]) });
    let made = guest.caller.ok("delivery_create", body).await;
    let ids = json!({ "organizationId": other, "orderIds": [made["orderInfo"]["id"]] });
    let order = &guest.caller.ok("delivery_by_id", ids).await["orders"][0]["order"];
    assert_eq!(order["status"], "WaitCooking");
    assert_eq!(order["items"][0]["pricePredefined"], false);
}

#[tokio::test]
async fn what_the_point_of_sale_refuses_fails_the_command_and_the_creation() {
    let guest = Guest::arrive().await;
    let item = |key: &str, value: Value| {
        let mut item = guest.menu.item("Борщ", 1);
        item[key] = value;
        guest.order(&[item])
    };
    let order = |key: &str, value: Value| {
        let mut order = guest.order(&[guest.menu.item("Борщ", 1)]);
        order[key] = value;
        order
    };
    let nobody = json!("00000001-0000-4000-8000-000000000001");
    let bacon = json!([{ "productId": guest.menu.product("Бекон")["id"], "amount": 1 }]);
    let sauce = json!({ "productId": guest.menu.product("Сметана")["id"], "amount": 1 });
    let payment = json!([{ "paymentTypeKind": "Cash", "paymentTypeId": nobody, "sum": 1 }]);
    let combo = json!({ "comboId": nobody, "comboSourceId": nobody, "comboGroupId": nobody });
    let address = json!({ "address": { "type": "legacy", "street": { "name": "Нигде" }, "house": "1" } });
    let cases = [
        (item("productId", nobody.clone()), "ProductNotFound"),
        (item("productSizeId", guest.menu.0["sizes"][0]["id"].clone()), "ProductSizeNotFound"),
        (item("productSizeId", nobody.clone()), "ProductSizeNotFound"),
        (item("modifiers", bacon), "ProductNotFound"),
        (item("modifiers", json!([sauce, sauce])), "ModifierDuplicated"),
        (item("price", json!(-1)), "Incorrect"),
        (item("price", json!(1e300)), "Incorrect"),
        (item("comboInformation", combo), "InvalidReferenceToCombo"),
        (order("payments", payment), "PaymentTypeNotFound"),
        (order("orderTypeId", nobody.clone()), "OrderTypeNotFound"),
        (order("phone", json!("call me maybe")), "InvalidPhone"),
        (order("customer", json!({ "type": "regular", "gender": "Male" })), "CustomerNameNotSpecified"),
        (order("deliveryPoint", address), "AddressNotFound"),
        (order("orderServiceType", json!("DeliveryByCourier")), "AddressNotFound"),
        (order("items", json!([])), "OrderItemsNotExists"),
    ];
    for (order, code) in cases {
        let answer = guest.send(order.clone()).await;
        assert_eq!(answer["orderInfo"]["creationStatus"], "InProgress");
        let status = guest.status(&answer).await;
        assert_eq!(status["exception"]["code"], code, "{order} got {status}");
        let read = guest.read(&answer["orderInfo"]["id"]).await;
        assert_eq!(read["creationStatus"], "Error");
        assert_eq!(read["errorInfo"]["code"], code);
        assert_eq!(read["order"], Value::Null);
    }
}

#[tokio::test]
async fn the_stop_list_is_checked_when_asked() {
    let guest = Guest::arrive().await;
    for (check, state) in [(true, "Error"), (false, "Success")] {
        let answer = guest.caller.ok(
            "delivery_create",
            json!({
                "organizationId": guest.organization,
                "terminalGroupId": guest.group,
                "createOrderSettings": { "checkStopList": check },
                "order": guest.order(&[guest.menu.item("Чизкейк", 1)]),
            }),
        );
        assert_eq!(guest.status(&answer.await).await["state"], state);
    }
}

#[tokio::test]
async fn the_same_order_sent_again_is_not_made_again() {
    let guest = Guest::arrive().await;
    let id = Uuid::new_v4();
    let mut order = guest.order(&[guest.menu.item("Борщ", 1)]);
    order["id"] = json!(id);
    order["externalNumber"] = json!("A-17");
    let first = guest.send(order.clone()).await;
    assert_eq!(guest.status(&first).await["state"], "Success");
    order["items"] = json!([guest.menu.item("Борщ", 9)]);
    let second = guest.send(order).await;
    assert_eq!(second["orderInfo"]["errorInfo"]["code"], "DuplicatedOrderId");
    assert_eq!(guest.status(&second).await["exception"]["code"], "DuplicatedOrderId");
    assert_eq!(guest.read(&json!(id)).await["order"]["sum"], 390, "the first order stays as it was");

    let ledger = guest.simulator.orders();
    assert_eq!(ledger.len(), 1);
    assert_eq!((ledger[0].id, ledger[0].kind), (id, OrderKind::Delivery));
    assert_eq!((ledger[0].create_requests, ledger[0].external_number_requests), (2, 2));
    assert_eq!(ledger[0].creation, CreationState::Success);
}

#[tokio::test]
async fn a_doubled_order_shows_by_its_external_number() {
    let guest = Guest::arrive().await;
    let mut order = guest.order(&[guest.menu.item("Борщ", 1)]);
    order["externalNumber"] = json!("A-17");
    guest.send(order.clone()).await;
    guest.send(order).await;
    let ledger = guest.simulator.orders();
    assert_eq!(ledger.len(), 2);
    assert!(ledger.iter().all(|entry| entry.create_requests == 1 && entry.external_number_requests == 2));
}

#[tokio::test]
async fn many_orders_at_once_are_all_there_exactly_once() {
    let guest = Guest::arrive().await;
    let body =
        json!({ "organizationId": guest.organization, "order": guest.order(&[guest.menu.item("Борщ", 1)]) });
    let calls: Vec<_> = (0..200)
        .map(|number| {
            let mut body = body.clone();
            body["order"]["externalNumber"] = json!(number.to_string());
            tokio::spawn(guest.caller.request("delivery_create").json(&body).send())
        })
        .collect();
    for call in calls {
        assert_eq!(call.await.unwrap().unwrap().status(), StatusCode::OK);
    }
    let ledger = guest.simulator.orders();
    assert_eq!(ledger.len(), 200);
    assert!(ledger.iter().all(|entry| entry.external_number_requests == 1));
}

#[tokio::test]
async fn a_delivery_goes_its_way_and_each_step_shows() {
    let guest = Guest::arrive().await;
    let order = guest.made(guest.order(&[guest.menu.item("Борщ", 1)])).await;
    let id = &order["id"];
    assert_eq!(order["order"]["status"], "Unconfirmed");
    assert_eq!(guest.move_to("OnWay", id).await["exception"]["code"], "WrongDeliveryStatus");
    assert_eq!(guest.command("confirm", id).await["state"], "Success");
    assert_eq!(guest.read(id).await["order"]["status"], "WaitCooking");
    assert_eq!(guest.command("confirm", id).await["exception"]["code"], "WrongDeliveryStatus");
    assert_eq!(guest.command("cancel_confirmation", id).await["state"], "Success");
    assert_eq!(guest.read(id).await["order"]["whenConfirmed"], Value::Null);
    assert_eq!(guest.command("confirm", id).await["state"], "Success");
    assert_eq!(guest.move_to("OnWay", id).await["exception"]["code"], "WrongDeliveryStatus");
    guest.simulator.move_order(id.as_str().unwrap().parse().unwrap(), "CookingCompleted").unwrap();
    assert_eq!(guest.move_to("Waiting", id).await["exception"]["code"], "WrongDeliveryStatus");
    guest.simulator.move_order(id.as_str().unwrap().parse().unwrap(), "Waiting").unwrap();
    let mut revision = 0;
    for status in ["Waiting", "OnWay", "Delivered"] {
        assert_eq!(guest.move_to(status, id).await["state"], "Success");
        let order = guest.read(id).await;
        assert_eq!(order["order"]["status"], status);
        assert!(order["timestamp"].as_i64().unwrap() > revision, "each change has a greater revision");
        revision = order["timestamp"].as_i64().unwrap();
    }
    assert!(guest.read(id).await["order"]["whenDelivered"].is_string());
}

#[tokio::test]
async fn commands_of_one_order_end_in_their_order() {
    let guest = Guest::at(Simulator::builder().command_polls(1)).await;
    let made = guest.send(guest.order(&[guest.menu.item("Борщ", 1)])).await;
    let body = json!({ "organizationId": guest.organization, "orderId": made["orderInfo"]["id"] });
    let confirmed = guest.caller.ok("confirm", body).await;
    assert_eq!(guest.status(&confirmed).await["state"], "InProgress");
    assert_eq!(
        guest.status(&confirmed).await["state"],
        "Success",
        "the order is made before it is confirmed"
    );
    assert_eq!(guest.status(&made).await["state"], "Success");
}

#[tokio::test]
async fn a_command_for_an_order_that_is_not_there_fails() {
    let guest = Guest::arrive().await;
    assert_eq!(guest.command("confirm", &json!(Uuid::new_v4())).await["exception"]["code"], "OrderNotFound");
}

#[tokio::test]
async fn following_by_revision_tells_each_change_once() {
    let guest = Guest::arrive().await;
    let since = async |revision: &Value| {
        let body = json!({ "organizationIds": [guest.organization], "startRevision": revision });
        let found = guest.caller.ok("by_revision", body).await;
        let orders = found["ordersByOrganizations"][0]["orders"].as_array().unwrap();
        let ids: Vec<Value> = orders.iter().map(|order| order["id"].clone()).collect();
        (ids, found["maxRevision"].clone())
    };
    let one = guest.made(guest.order(&[guest.menu.item("Борщ", 1)])).await["id"].clone();
    let other = guest.made(guest.order(&[guest.menu.item("Уха", 1)])).await["id"].clone();
    let (ids, revision) = since(&json!(0)).await;
    assert_eq!(ids, [one.clone(), other]);
    assert_eq!(since(&revision).await, (vec![], revision.clone()));
    guest.command("confirm", &one).await;
    let (ids, later) = since(&revision).await;
    assert_eq!(ids, [one]);
    assert!(later.as_i64() > revision.as_i64());
}

#[tokio::test]
async fn searches_find_what_they_are_asked_for() {
    let guest = Guest::arrive().await;
    for (phone, dish, due) in [
        ("+79990000001", "Борщ", "2031-05-01 12:00:00.000"),
        ("+79990000002", "Стейк", "2031-05-02 12:00:00.000"),
        ("+79990000003", "Уха", "2031-05-03 12:00:00.000"),
    ] {
        let mut order = guest.order(&[guest.menu.item(dish, 1)]);
        order["phone"] = json!(phone);
        order["completeBefore"] = json!(due);
        order["sourceKey"] = json!(dish);
        guest.made(order).await;
    }
    let filter = "by_delivery_date_and_source_key_and_filter";
    let cases = [
        ("by_delivery_date_and_status", json!({ "deliveryDateFrom": "2031-05-02 00:00:00.000" }), "23"),
        (
            "by_delivery_date_and_status",
            json!({ "deliveryDateFrom": "2031-05-01 00:00:00", "deliveryDateTo": "2031-05-02T12:00:00" }),
            "12",
        ),
        (
            "by_delivery_date_and_status",
            json!({ "deliveryDateFrom": "2031-05-01 00:00:00.000", "statuses": ["OnWay"] }),
            "",
        ),
        ("by_delivery_date_and_phone", json!({ "phone": "+79990000002" }), "2"),
        (filter, json!({ "sourceKeys": ["Уха", "Борщ"] }), "13"),
        (filter, json!({ "searchText": "+799900000" }), "123"),
        (filter, json!({ "sortProperty": "Sum", "sortDirection": "Descending" }), "231"),
        (filter, json!({ "sortProperty": "CompleteBefore", "rowsCount": 2 }), "12"),
        (filter, json!({ "hasProblem": true }), ""),
        (filter, json!({ "orderServiceType": "DeliveryByCourier" }), ""),
    ];
    for (operation, mut body, expected) in cases {
        body["organizationIds"] = json!([guest.organization]);
        let found = guest.caller.ok(operation, body.clone()).await;
        let orders = found["ordersByOrganizations"][0]["orders"].as_array().unwrap();
        let phones = orders.iter().map(|order| order["order"]["phone"].as_str().unwrap());
        let last_digits: String = phones.filter_map(|phone| phone.chars().last()).collect();
        assert_eq!(last_digits, expected, "{operation} of {body}");
    }
}

#[tokio::test]
async fn a_table_order_is_found_by_its_table_and_is_no_delivery() {
    let guest = Guest::arrive().await;
    let item = guest.menu.item("Борщ", 1);
    let order = |tables: Value| {
        json!({
            "organizationId": guest.organization,
            "terminalGroupId": guest.group,
            "order": { "tableIds": tables, "items": [item] },
        })
    };
    let made = guest.caller.ok("order_create", order(json!([Uuid::new_v4()]))).await;
    assert!(guest.status(&made).await["exception"]["message"].as_str().unwrap().contains("has no table"));
    let made = guest.caller.ok("order_create", order(json!(null))).await;
    guest.status(&made).await;
    let body = json!({ "organizationIds": [guest.organization], "orderIds": [made["orderInfo"]["id"]] });
    let table = guest.caller.ok("order_by_id", body).await["orders"][0]["order"]["tableIds"][0].clone();
    let by_table = |table: Value| json!({ "organizationIds": [guest.organization], "tableIds": [table] });
    let found = guest.caller.ok("order_by_table", by_table(table.clone())).await;
    assert_eq!(found["orders"][0]["order"]["sum"], item["price"]);
    assert_eq!(found["orders"][0]["order"]["status"], "New");
    let elsewhere = guest.caller.ok("order_by_table", by_table(json!(Uuid::new_v4()))).await;
    assert_eq!(elsewhere["orders"], json!([]));
    assert_eq!(guest.read(&made["orderInfo"]["id"]).await, Value::Null, "it is not among the deliveries");
    assert_eq!(guest.simulator.orders()[1].kind, OrderKind::Table);
}

#[tokio::test]
async fn a_sleeping_terminal_group_takes_no_orders() {
    let guest = Guest::arrive().await;
    let groups = guest.caller.ok("terminal_groups", json!({ "organizationIds": [guest.organization] })).await;
    let asleep = &groups["terminalGroupsInSleep"][0]["items"][0]["id"];
    let body = json!({
        "organizationId": guest.organization,
        "terminalGroupId": asleep,
        "order": guest.order(&[guest.menu.item("Борщ", 1)]),
    });
    let made = guest.caller.ok("delivery_create", body.clone()).await;
    assert_eq!(guest.status(&made).await["exception"]["code"], "TerminalGroupDisabled");
    let awake = json!({ "organizationIds": [guest.organization], "terminalGroupIds": [asleep] });
    guest.caller.ok("terminal_group_awake", awake).await;
    let made = guest.caller.ok("delivery_create", body).await;
    assert_eq!(guest.status(&made).await["state"], "Success");
}

#[tokio::test]
async fn a_forgotten_command_is_gone_and_an_unknown_one_is_a_mistake() {
    let guest = Guest::arrive().await;
    let made = guest.send(guest.order(&[guest.menu.item("Борщ", 1)])).await;
    guest.status(&made).await;
    guest.simulator.forget_commands();
    let ask = |id: Value| json!({ "organizationId": guest.organization, "correlationId": id });
    let (status, _) = guest.caller.refused("status", ask(made["correlationId"].clone())).await;
    assert_eq!(status, StatusCode::GONE);
    let (status, _) = guest.caller.refused("status", ask(json!(Uuid::new_v4()))).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_menu_can_be_as_large_as_wanted() {
    let guest = Guest::at(Simulator::builder().menu_size(1000)).await;
    let products = guest.menu.0["products"].as_array().unwrap();
    assert_eq!(products.len(), 1000);
    let groups = guest.menu.0["groups"].as_array().unwrap();
    for product in products {
        let group =
            if product["parentGroup"].is_null() { &product["groupId"] } else { &product["parentGroup"] };
        assert!(groups.iter().any(|own| own["id"] == *group), "{product}");
    }
}
