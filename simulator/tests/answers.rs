//! Each answer is valid by the bundle's own schema, without a field that the bundle does not know.

mod support;

use iiko_simulator::Simulator;
use serde_json::{Value, json};
use support::schema::{Bundle, assert_valid};
use support::{Caller, Menu};

/// Calls operations and checks each answer.
struct Checked {
    bundle: Bundle,
    caller: Caller,
    called: std::cell::RefCell<Vec<String>>,
}

impl Checked {
    async fn sign_in(simulator: &Simulator) -> Self {
        let caller = Caller::sign_in(simulator).await;
        Self { bundle: Bundle::read(), caller, called: Vec::new().into() }
    }

    async fn ok(&self, operation: &str, body: Value) -> Value {
        let answer = self.caller.ok(operation, body).await;
        self.bundle.check(operation, &answer);
        self.called.borrow_mut().push(operation.to_owned());
        answer
    }
}

#[test]
fn the_check_of_answers_can_fail() {
    let bundle = Bundle::read();
    let schema = json!({ "$ref": "#/components/schemas/AccessTokenResponse" });
    let validator = bundle.validator(&schema);
    let id = "00000001-0000-4000-8000-000000000001";
    assert!(validator.is_valid(&json!({ "correlationId": id, "token": "t" })));
    assert!(!validator.is_valid(&json!({ "correlationId": id })), "a missing field");
    assert!(!validator.is_valid(&json!({ "correlationId": "x", "token": "t" })), "no uuid");
    assert!(!validator.is_valid(&json!({ "correlationId": id, "token": null })), "null");
    assert!(
        !validator.is_valid(&json!({ "correlationId": id, "token": "t", "more": 1 })),
        "an unknown field"
    );
}

#[tokio::test]
async fn every_operation_of_the_first_sections_answers_as_the_bundle_says() {
    let simulator = Simulator::start().await.unwrap();
    let checked = Checked::sign_in(&simulator).await;
    sign_in_both_ways(&checked, &simulator).await;
    let organizations = restaurants(&checked).await;
    dictionaries(&checked, &organizations).await;
    addresses(&checked, &organizations).await;
    menus(&checked, &organizations).await;
    deliveries(&checked, &organizations).await;
    table_orders(&checked, &organizations).await;

    let mut called = checked.called.into_inner();
    called.sort_unstable();
    called.dedup();
    let sections =
        ["authorization", "organizations", "terminal_groups", "dictionaries", "operations", "addresses"];
    for operation in checked.bundle.0["paths"].as_object().unwrap().values().map(|item| &item["post"]) {
        let id = operation["operationId"].as_str().unwrap().to_owned();
        let section = operation["tags"][0].as_str().unwrap();
        assert!(!sections.contains(&section) || called.contains(&id), "{id} was not called");
    }
    assert_eq!(called.len(), 37, "{called:?}");
}

async fn sign_in_both_ways(checked: &Checked, simulator: &Simulator) {
    let (app_id, secret) = simulator.default_application();
    checked.ok("access_token", json!({ "apiLogin": simulator.default_login() })).await;
    let body = json!({ "apiKey": simulator.default_login(), "appId": app_id, "clientSecret": secret });
    checked.ok("access_token_v2", body).await;
}

async fn restaurants(checked: &Checked) -> Value {
    let full = json!({ "returnAdditionalInfo": true, "returnExternalData": ["site"] });
    checked.ok("organizations", full).await;
    let simple = checked.ok("organizations", json!({})).await;
    let organizations: Value =
        simple["organizations"].as_array().unwrap().iter().map(|one| one["id"].clone()).collect();
    checked.ok("organization_settings", json!({})).await;
    let some = json!({ "organizationIds": organizations, "parameters": ["Name", "AddressLookup"] });
    let settings = checked.ok("organization_settings", some).await;
    assert!(settings["organizations"][0]["country"].is_null(), "only what was asked for: {settings}");

    let groups = checked.ok("terminal_groups", json!({ "organizationIds": organizations })).await;
    let asleep = &groups["terminalGroupsInSleep"][0]["items"][0]["id"];
    let body = json!({ "organizationIds": organizations, "terminalGroupIds": [asleep] });
    let alive = checked.ok("is_alive", body.clone()).await;
    assert_eq!(alive["isAliveStatus"][0]["isAlive"], false);
    checked.ok("terminal_group_awake", body.clone()).await;
    let alive = checked.ok("is_alive", body).await;
    assert_eq!(alive["isAliveStatus"][0]["isAlive"], true);
    organizations
}

async fn dictionaries(checked: &Checked, organizations: &Value) {
    let body = json!({ "organizationIds": organizations });
    for operation in ["cancel_causes", "order_types", "discounts", "payment_types", "removal_types"] {
        checked.ok(operation, body.clone()).await;
    }
    let without_body = checked.caller.request("tips_types").send().await.unwrap();
    checked.bundle.check("tips_types", &without_body.json().await.unwrap());
    checked.ok("tips_types", json!({})).await;
}

async fn addresses(checked: &Checked, organizations: &Value) {
    let body = json!({ "organizationIds": organizations });
    checked.ok("regions", body.clone()).await;
    let cities = checked.ok("cities", body).await;
    let organization = &organizations[0];
    let city = &cities["cities"][0]["items"][0]["id"];
    let streets = checked.ok("by_city", json!({ "organizationId": organization, "cityId": city })).await;
    let (one, other) = (&streets["streets"][0], &streets["streets"][1]);
    let body = json!({ "organizationId": organization, "ids": [one["id"]], "classifierIds": [other["classifierId"]] });
    let found = checked.ok("streets_by_id", body).await;
    assert_eq!(found["streets"].as_array().unwrap().len(), 2);
}

async fn menus(checked: &Checked, organizations: &Value) {
    let organization = &organizations[0];
    let whole = checked.ok("nomenclature", json!({ "organizationId": organization })).await;
    let held = json!({ "organizationId": organization, "startRevision": whole["revision"] });
    let unchanged = checked.ok("nomenclature", held).await;
    assert_eq!(unchanged["products"], json!([]));
    let menus = checked.ok("menu", json!({})).await;
    for version in 2..=4 {
        let body = json!({
            "externalMenuId": menus["externalMenus"][0]["id"],
            "priceCategoryId": menus["priceCategories"][0]["id"],
            "organizationIds": organizations,
            "version": version,
        });
        let menu = checked.ok("menu_by_id", body).await;
        assert_eq!(menu["formatVersion"], version);
    }
    let stops = checked.ok("stop_lists", json!({ "organizationIds": organizations })).await;
    let group = &stops["terminalGroupStopLists"][0]["items"][0]["terminalGroupId"];
    let menu = Menu(whole);
    for (dish, rejected) in [("Борщ", 0), ("Чизкейк", 1)] {
        let body = json!({ "organizationId": organization, "terminalGroupId": group, "items": [menu.item(dish, 1)] });
        let answer = checked.ok("stop_lists_check", body).await;
        assert_eq!(answer["rejectedItems"].as_array().map_or(0, Vec::len), rejected, "{dish}");
    }
    checked.ok("combo", json!({ "organizationId": organization })).await;
    let items = lunch(checked, organization, &menu).await;
    let price =
        checked.ok("combo_calculate", json!({ "organizationId": organization, "items": items })).await;
    assert_eq!(price, json!({ "price": 590, "incorrectlyFilledGroups": [] }));
    let one = json!({ "organizationId": organization, "items": [items[0]] });
    let price = checked.ok("combo_calculate", one).await;
    assert_eq!(price["price"], 0);
    assert_eq!(price["incorrectlyFilledGroups"].as_array().unwrap().len(), 2);
}

/// Items that fill the first combo.
async fn lunch(checked: &Checked, organization: &Value, menu: &Menu) -> Value {
    let combos = checked.ok("combo", json!({ "organizationId": organization })).await;
    let combo = &combos["comboSpecifications"][0];
    let groups = combo["groups"].as_array().unwrap().iter();
    let item = |group: &Value| {
        let product = &group["products"][0]["productId"];
        let products = menu.0["products"].as_array().unwrap();
        let name = products.iter().find(|own| own["id"] == *product).unwrap()["name"].as_str().unwrap();
        let mut item = menu.item(name, 1);
        item["comboInformation"] = json!({
            "comboId": "00000009-0000-4000-8000-000000000009",
            "comboSourceId": combo["sourceActionId"],
            "comboGroupId": group["id"],
        });
        item
    };
    groups.map(item).collect()
}

/// An order with something of everything.
async fn rich_order(checked: &Checked, organization: &Value) -> Value {
    let menu = checked.caller.menu(organization).await;
    let payment_types =
        checked.caller.ok("payment_types", json!({ "organizationIds": [organization] })).await;
    let discounts = checked.caller.ok("discounts", json!({ "organizationIds": [organization] })).await;
    let (margherita, hunter) = (menu.product("Пицца «Маргарита»"), menu.product("Пицца «Охотничья»"));
    let pizza = json!({
        "type": "Compound",
        "amount": 1,
        "productSizeId": margherita["sizePrices"][1]["sizeId"],
        "primaryComponent": { "productId": margherita["id"] },
        "secondaryComponent": { "productId": hunter["id"] },
        "commonModifiers": [{ "productId": menu.product("Бекон")["id"], "amount": 1 }],
    });
    let mut items = lunch(checked, organization, &menu).await;
    let mut coffee = menu.item("Капучино", 1);
    coffee["modifiers"] = json!([{ "productId": menu.product("Овсяное")["id"], "amount": 1 }]);
    items.as_array_mut().unwrap().extend([menu.item("Стейк", 2), coffee, pizza]);
    let combo = &items[0]["comboInformation"];
    json!({
        "phone": "+79990000000",
        "externalNumber": "A-1",
        "sourceKey": "site",
        "items": items,
        "combos": [{
            "id": combo["comboId"], "sourceId": combo["comboSourceId"],
            "name": "Бизнес-ланч", "amount": 1, "price": 590,
        }],
        "payments": [{
            "paymentTypeKind": "Card", "sum": 100, "isProcessedExternally": true,
            "paymentTypeId": payment_types["paymentTypes"][1]["id"],
        }],
        "tips": [{ "paymentTypeKind": "Cash", "sum": 50, "paymentTypeId": payment_types["paymentTypes"][0]["id"] }],
        "discountsInfo": {
            "discounts": [{ "type": "RMS", "discountTypeId": discounts["discounts"][0]["items"][0]["id"] }],
        },
        "loyaltyInfo": { "coupon": "SPRING" },
        "externalData": [{ "key": "basket", "value": "17" }],
        "guests": { "count": 2 },
    })
}

async fn deliveries(checked: &Checked, organizations: &Value) {
    let organization = &organizations[0];
    let mut order = rich_order(checked, organization).await;
    order["customer"] = json!({ "type": "regular", "name": "Анна", "gender": "Female" });
    order["deliveryPoint"] = json!({
        "coordinates": { "latitude": 55.76, "longitude": 37.64 },
        "address": { "type": "legacy", "street": { "name": "Покровка", "city": "Москва" }, "house": "1" },
    });
    let body = json!({ "organizationId": organization, "order": order });
    let made = checked.ok("delivery_create", body.clone()).await;
    assert_eq!(made["orderInfo"]["creationStatus"], "InProgress");
    let status = json!({ "organizationId": organization, "correlationId": made["correlationId"] });
    for state in ["InProgress", "Success"] {
        assert_eq!(checked.ok("status", status.clone()).await["state"], state);
    }
    let ids = json!({
        "organizationId": organization,
        "orderIds": [made["orderInfo"]["id"]],
        "returnExternalDataKeys": ["basket"],
    });
    let read = checked.ok("delivery_by_id", ids).await;
    assert_eq!(read["orders"][0]["order"]["externalData"][0]["value"], "17");
    assert_eq!(read["orders"][0]["order"]["items"].as_array().unwrap().len(), 6);

    failed_delivery(checked, organization, body).await;
    searches(checked, organizations).await;
    let order = json!({ "organizationId": organization, "orderId": made["orderInfo"]["id"] });
    for operation in ["confirm", "cancel_confirmation"] {
        checked.ok(operation, order.clone()).await;
    }
    let body =
        json!({ "organizationId": organization, "orderId": order["orderId"], "deliveryStatus": "OnWay" });
    checked.ok("update_order_delivery_status", body).await;
}

/// A delivery that the point of sale refuses, to an address in one line.
async fn failed_delivery(checked: &Checked, organization: &Value, mut body: Value) {
    body["order"]["deliveryPoint"] = json!({ "address": { "type": "city", "line1": "Покровка, 1" } });
    body["order"]["customer"] = json!({ "type": "one-time", "name": "Анна" });
    body["order"]["payments"][0]["paymentTypeKind"] = json!("Cash");
    let made = checked.ok("delivery_create", body).await;
    let status = json!({ "organizationId": organization, "correlationId": made["correlationId"] });
    for state in ["InProgress", "Error"] {
        assert_eq!(checked.ok("status", status.clone()).await["state"], state);
    }
    let ids = json!({ "organizationId": organization, "orderIds": [made["orderInfo"]["id"]] });
    let read = checked.ok("delivery_by_id", ids).await;
    assert_eq!(read["orders"][0]["errorInfo"]["code"], "PaymentTypeNotFound");
}

async fn searches(checked: &Checked, organizations: &Value) {
    let searches = [
        ("by_delivery_date_and_status", json!({ "deliveryDateFrom": "2020-01-01 00:00:00.000" })),
        ("by_revision", json!({ "startRevision": 0 })),
        ("by_delivery_date_and_phone", json!({ "phone": "+79990000000" })),
        (
            "by_delivery_date_and_source_key_and_filter",
            json!({ "sourceKeys": ["site"], "searchText": "ан", "sortProperty": "Sum", "rowsCount": 5 }),
        ),
    ];
    for (operation, mut body) in searches {
        body["organizationIds"] = organizations.clone();
        let found = checked.ok(operation, body).await;
        let orders = found["ordersByOrganizations"][0]["orders"].as_array().unwrap();
        assert!(!orders.is_empty(), "{operation} found nothing: {found}");
    }
}

async fn table_orders(checked: &Checked, organizations: &Value) {
    let organization = &organizations[1];
    let groups = checked.ok("terminal_groups", json!({ "organizationIds": [organization] })).await;
    let mut order = rich_order(checked, organization).await;
    // A coupon is good once.
    order["loyaltyInfo"]["coupon"] = json!("SPRING-2");
    let body = json!({
        "organizationId": organization,
        "terminalGroupId": groups["terminalGroups"][0]["items"][0]["id"],
        "order": order,
    });
    let made = checked.ok("order_create", body).await;
    let ids = json!({ "organizationIds": [organization], "orderIds": [made["orderInfo"]["id"]] });
    checked.ok("order_by_id", ids.clone()).await;
    let read = checked.ok("order_by_id", ids).await;
    let tables =
        json!({ "organizationIds": [organization], "tableIds": read["orders"][0]["order"]["tableIds"] });
    let found = checked.ok("order_by_table", tables).await;
    assert_eq!(found["orders"], read["orders"]);
}

#[tokio::test]
async fn refusals_are_the_service_s_error_body() {
    let simulator = Simulator::start().await.unwrap();
    let bundle = Bundle::read();
    let validator = bundle.validator(&json!({ "$ref": "#/components/schemas/ServiceError" }));
    let stranger = Caller::stranger(&simulator);
    let signed_in = Caller::sign_in(&simulator).await;
    let unknown = json!({ "organizationId": "00000001-0000-4000-8000-000000000001" });
    assert_valid(
        &validator,
        "a wrong login",
        &stranger.call("access_token", json!({ "apiLogin": "x" })).await.1,
    );
    assert_valid(&validator, "no token", &stranger.call("organizations", json!({})).await.1);
    assert_valid(&validator, "an unknown organization", &signed_in.call("nomenclature", unknown).await.1);
    assert_valid(
        &validator,
        "an operation not simulated",
        &signed_in.call("customer_info", json!({})).await.1,
    );
    assert_valid(&validator, "an unknown path", &support::read(signed_in.post("/api/1/nothing")).await.1);
}
