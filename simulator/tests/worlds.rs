//! Worlds of one's own: from a file, or with a menu recorded at one's own restaurant.

mod support;

use std::path::{Path, PathBuf};
use std::time::Duration;

use iiko_simulator::{Builder, Simulator};
use serde_json::{Value, json};
use support::{Caller, Menu};

/// A file in a folder of the tests' own.
fn file(name: &str, text: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    path
}

fn quick() -> Builder {
    Simulator::builder().command_delay(Duration::ZERO)
}

/// Makes a delivery: how it ended.
async fn order(caller: &Caller, item: Value) -> Value {
    let (organization, group) = caller.restaurant().await;
    let order = json!({ "phone": "+79990000000", "items": [item] });
    let body = json!({ "organizationId": organization, "terminalGroupId": group, "order": order });
    let made = caller.ok("delivery_create", body).await;
    let read = json!({ "organizationId": organization, "orderIds": [made["orderInfo"]["id"]] });
    caller.ok("delivery_by_id", read).await["orders"][0].clone()
}

#[tokio::test]
async fn the_example_is_a_restaurant_that_takes_orders() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("worlds/example.yaml");
    let simulator = quick().world_file(path).start().await.unwrap();
    let caller = Caller::sign_in(&simulator).await;
    let told = caller.ok("organizations", json!({})).await;
    assert_eq!(told["organizations"][0]["id"], "5d5e0d4e-0b1c-4c62-9c64-6a7c3f7f4a01");
    let (organization, group) = caller.restaurant().await;
    let menu = caller.menu(&organization).await;
    assert_eq!(menu.0["products"].as_array().unwrap().len(), 2);
    let made = order(&caller, menu.item("Щи", 2)).await;
    assert_eq!((&made["creationStatus"], &made["order"]["sum"]), (&json!("Success"), &json!(500)));
    assert_eq!(made["order"]["status"], "WaitCooking", "nobody has to confirm it");
    let stops = caller.ok("stop_lists", json!({ "organizationIds": [organization] })).await;
    assert_eq!(stops["terminalGroupStopLists"][0]["items"][0]["items"][0]["balance"], 3);
    let sections =
        caller.ok("reserve_available_restaurant_sections", json!({ "terminalGroupIds": [group] })).await;
    assert_eq!(sections["restaurantSections"][0]["tables"].as_array().unwrap().len(), 4);
    let couriers = caller.ok("couriers", json!({ "organizationIds": [organization] })).await;
    assert!(couriers["employees"][0]["items"][0]["id"].is_string(), "somebody works there");
    let way = json!({ "organizationIds": [organization], "isCourierDelivery": true });
    assert_eq!(caller.ok("dr_allowed", way).await["allowedItems"][0]["terminalGroupId"], group);
    let guest = json!({ "organizationId": organization, "type": "phone", "phone": "+79150000001" });
    assert_eq!(caller.ok("customer_info", guest).await["walletBalances"][0]["balance"], 300);
}

#[tokio::test]
async fn a_file_that_makes_no_sense_says_where() {
    for (name, text, words) in [
        ("unknown.yaml", "organisations: []\n", "organisations"),
        ("empty.yaml", "organizations: []\n", "there must be one"),
        ("price.yaml", "menu: { dishes: [{ name: Щи, price: -1 }] }\n", "menu.dishes[0].price"),
        ("both.yaml", "menu: { recorded: x.json, dishes: [{ name: Щи, price: 1 }] }\n", "either"),
        ("missing.yaml", "menu: { recorded: nowhere.json }\n", "nowhere.json"),
    ] {
        let error = quick().world_file(file(name, text)).start().await.unwrap_err().to_string();
        assert!(error.contains(name) && error.contains(words), "{name}: {error}");
    }
    let error = quick().recorded_menu("nowhere.json").start().await.unwrap_err().to_string();
    assert!(error.contains("nowhere.json"), "{error}");
    let wrong = file("wrong.json", "{\"organizations\":[]}");
    assert!(quick().recorded_menu(wrong).start().await.unwrap_err().to_string().contains("nomenclature"));
}

#[tokio::test]
async fn a_recorded_menu_is_told_back_and_sold() {
    let simulator = quick().start().await.unwrap();
    let caller = Caller::sign_in(&simulator).await;
    let (organization, _) = caller.restaurant().await;
    let mut recorded = caller.menu(&organization).await.0;
    // As somebody else's restaurant has it: another id, another price, a modifier that stands alone.
    let own = "00000007-0000-4000-8000-000000000007";
    let products = recorded["products"].as_array_mut().unwrap();
    let cream = products.iter().find(|own| own["name"] == "Сметана").unwrap()["id"].clone();
    let soup = products.iter_mut().find(|own| own["name"].as_str().unwrap().starts_with("Борщ")).unwrap();
    soup["id"] = json!(own);
    soup["sizePrices"][0]["price"]["currentPrice"] = json!(123.45);
    soup["groupModifiers"] = json!([]);
    soup["modifiers"] =
        json!([{ "id": cream, "minAmount": 1, "maxAmount": 2, "required": true, "defaultAmount": 0 }]);
    soup["somethingNew"] = json!({ "of": "tomorrow" });
    spoons(products, &cream);
    let path = file("nomenclature.json", &recorded.to_string());

    let simulator = quick().recorded_menu(path).start().await.unwrap();
    let caller = Caller::sign_in(&simulator).await;
    let menu = Menu(caller.menu(&organization).await.0);
    let told = menu.product("Борщ");
    assert_eq!((&told["id"], &told["modifiers"][0]["id"]), (&json!(own), &cream));
    assert_eq!((&told["modifiers"][0]["required"], &told["groupModifiers"]), (&json!(true), &json!([])));
    let count = |menu: &Value| menu["products"].as_array().unwrap().len();
    assert_eq!(count(&menu.0), count(&recorded));

    let mut item = json!({ "type": "Product", "productId": own, "amount": 1 });
    assert_eq!(order(&caller, item.clone()).await["errorInfo"]["code"], "Common", "its modifier is wanted");
    item["modifiers"] = json!([{ "productId": cream, "amount": 1 }]);
    let made = order(&caller, item).await;
    assert_eq!((&made["creationStatus"], &made["order"]["sum"]), (&json!("Success"), &json!(163.45)));
    spooned(&caller, &menu, &cream).await;
}

/// Two spoons where nothing is said, and no more of one kind than three.
fn spoons(products: &mut [Value], cream: &Value) {
    let fried = products.iter_mut().find(|own| own["name"].as_str().unwrap().starts_with("Котлета")).unwrap();
    let group = &mut fried["groupModifiers"][0];
    group["minAmount"] = json!(2);
    group["maxAmount"] = json!(9);
    for child in group["childModifiers"].as_array_mut().unwrap() {
        child["maxAmount"] = json!(3);
        child["defaultAmount"] = json!(if child["id"] == *cream { 2 } else { 0 });
    }
}

/// The till takes as many as it was told.
async fn spooned(caller: &Caller, menu: &Menu, cream: &Value) {
    let mut fried = menu.item("Котлета", 1);
    let made = order(caller, fried.clone()).await;
    assert_eq!(made["order"]["items"][0]["modifiers"][0]["amount"], 2, "{made}");
    for (amount, words) in
        [(1, "group amount: min = 2, max = 9, actual = 1"), (4, "amount: min = 0, max = 3, actual = 4")]
    {
        fried["modifiers"] = json!([{ "productId": cream, "amount": amount }]);
        let made = order(caller, fried.clone()).await;
        assert!(made["errorInfo"]["message"].as_str().unwrap().contains(words), "{made}");
    }
}
