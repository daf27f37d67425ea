//! What exact types cost: our types against plain structs with `f64`, `String` and closed enums, unions against
//! their variant's struct, and the memory that a large answer takes. Medians of runs that take turns.
//!
//! `cargo bench --bench types`

// What is deprecated works as long as it is there.
#![allow(deprecated)]
#![recursion_limit = "256"]

use std::hint::black_box;
use std::process::Command;
use std::time::Duration;

use bytes::Bytes;
use iiko_transport::testing;
use iiko_transport::types::{DeliveryOrdersResponse, NomenclatureResponse, OrderItem, ProductOrderItem};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use tokio::time::Instant;

/// The plainest structs that hold the same answers.
mod plain {
    #![allow(dead_code, missing_docs, clippy::enum_variant_names)]
    include!(concat!(env!("OUT_DIR"), "/plain.rs"));
}

const RUNS: usize = 21;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    if let [_, flag, file] = &arguments[..]
        && flag == "--peak"
    {
        return peak_of(file);
    }
    let nomenclature = nomenclature(25_000_000);
    let orders = orders(10_000_000);
    let items = json!(Value::from_iter((0..16_000).map(order_item))).to_string();
    compare::<NomenclatureResponse, plain::NomenclatureResponse>("nomenclature, ours : plain", &nomenclature);
    compare::<DeliveryOrdersResponse, plain::DeliveryOrdersResponse>("orders list, ours : plain", &orders);
    compare::<Vec<OrderItem>, Vec<ProductOrderItem>>("order items, union : its variant", &items);
    measure_peak("nomenclature", &nomenclature);
    measure_peak("orders", &orders);
}

/// Decodes one body into both types by turns and prints the ratio of the medians.
fn compare<Ours: DeserializeOwned, Theirs: DeserializeOwned>(name: &str, body: &str) {
    let body = Bytes::from(body.to_owned());
    let mut times = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        times.0.push(timed(|| testing::decode::<Ours>(body.clone()).expect("our type decodes")));
        times.1.push(timed(|| serde_json::from_slice::<Theirs>(&body).expect("the other type decodes")));
    }
    let (ours, theirs) = (median(times.0), median(times.1));
    println!(
        "{name:34} {:6.1} MB  {:7.1} ms : {:7.1} ms  = {:.2}",
        body.len() as f64 / 1e6,
        ours.as_secs_f64() * 1e3,
        theirs.as_secs_f64() * 1e3,
        ours.as_secs_f64() / theirs.as_secs_f64()
    );
}

fn timed<T>(decode: impl FnOnce() -> T) -> Duration {
    let start = Instant::now();
    let value = black_box(decode());
    let time = start.elapsed();
    drop(value);
    time
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

/// Decodes in a process of its own and prints the most memory that it had, body included.
fn measure_peak(kind: &str, body: &str) {
    let file = std::env::temp_dir().join(format!("iiko-transport-bench-{}-{kind}.json", std::process::id()));
    std::fs::write(&file, body).expect("the body can be written");
    let program = std::env::current_exe().expect("this program has a path");
    let output = Command::new(program).arg("--peak").arg(&file).output().expect("this program runs");
    std::fs::remove_file(&file).expect("the body was there");
    let peak: Option<f64> = String::from_utf8_lossy(&output.stdout).trim().parse().ok();
    match peak {
        Some(kilobytes) => println!(
            "{kind:34} {:6.1} MB  peak {:5.1} MB = {:.2} bodies, the body included",
            body.len() as f64 / 1e6,
            kilobytes * 1024.0 / 1e6,
            kilobytes * 1024.0 / body.len() as f64
        ),
        None => println!("{kind}: the peak is only known on Linux"),
    }
}

fn peak_of(file: &str) {
    let body = Bytes::from(std::fs::read(file).expect("the body is there"));
    if file.ends_with("nomenclature.json") {
        black_box(testing::decode::<NomenclatureResponse>(body.clone()).expect("nomenclature"));
    } else {
        black_box(testing::decode::<DeliveryOrdersResponse>(body.clone()).expect("orders"));
    }
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
    println!("{}", peak.trim_end_matches("kB").trim());
}

fn id(kind: u32, number: usize) -> String {
    format!("{kind:08x}-0000-4000-8000-{number:012x}")
}

/// A nomenclature of about that many bytes: dishes with sizes and group modifiers, much of it `null`, as in life.
fn nomenclature(bytes: usize) -> String {
    let products = growing(bytes, product);
    json!({
        "correlationId": id(1, 1),
        "groups": (0..40).map(group).collect::<Vec<_>>(),
        "productCategories": [{ "id": id(2, 1), "name": "Пицца", "isDeleted": false }],
        "products": products,
        "sizes": [{ "id": id(3, 1), "name": "30 см", "priority": 1, "isDefault": true }],
        "revision": 1_724_500_000_000_i64,
    })
    .to_string()
}

fn orders(bytes: usize) -> String {
    json!({ "correlationId": id(1, 1), "orders": growing(bytes, order) }).to_string()
}

fn growing(bytes: usize, make: fn(usize) -> Value) -> Vec<Value> {
    let size = make(0).to_string().len() + 1;
    (0..bytes / size).map(make).collect()
}

fn group(number: usize) -> Value {
    json!({
        "imageLinks": [], "parentGroup": null, "order": number, "isIncludedInMenu": true, "isGroupModifier": false,
        "id": id(4, number), "code": format!("G{number}"), "name": "Пицца на тонком тесте", "description": null,
        "additionalInfo": null, "tags": [], "isDeleted": false, "seoDescription": null, "seoText": null,
        "seoKeywords": null, "seoTitle": null,
    })
}

fn product(number: usize) -> Value {
    let price = |size: usize| {
        json!({
            "sizeId": id(3, size),
            "price": {
                "currentPrice": 350.0 + number as f64 / 4.0, "isIncludedInMenu": true, "nextPrice": null,
                "nextIncludedInMenu": false, "nextDatePrice": null,
            },
        })
    };
    let modifier = |place: usize| {
        json!({
            "id": id(5, place), "defaultAmount": 0, "minAmount": 0, "maxAmount": 1, "required": false,
            "hideIfDefaultAmount": false, "splittable": false, "freeOfChargeAmount": 0,
        })
    };
    json!({
        "fatAmount": 10.5, "proteinsAmount": 12.25, "carbohydratesAmount": 30.1, "energyAmount": 268.3,
        "fatFullAmount": 47.25, "proteinsFullAmount": 55.125, "carbohydratesFullAmount": 135.45,
        "energyFullAmount": 1207.35, "weight": 0.45, "groupId": id(4, number % 40), "productCategoryId": id(2, 1),
        "type": "dish", "orderItemType": "Product", "modifierSchemaId": null, "modifierSchemaName": null,
        "splittable": false, "measureUnit": "порц", "sizePrices": [price(1), price(2)], "modifiers": [],
        "groupModifiers": [{
            "id": id(4, 7), "minAmount": 0, "maxAmount": 5, "required": false,
            "childModifiersHaveMinMaxRestrictions": false,
            "childModifiers": [modifier(1), modifier(2), modifier(3)],
            "hideIfDefaultAmount": false, "defaultAmount": 0, "splittable": false, "freeOfChargeAmount": 0,
        }],
        "imageLinks": [format!("https://images.example/menu/{number}/1280.jpg")], "doNotPrintInCheque": false,
        "parentGroup": id(4, number % 40), "order": number, "fullNameEnglish": "", "useBalanceForSell": false,
        "canSetOpenPrice": false, "paymentSubject": "Товар", "id": id(6, number), "code": format!("{number:05}"),
        "name": "Пицца «Маргарита»", "description": "Томатный соус, моцарелла, свежий базилик, оливковое масло.",
        "additionalInfo": null, "tags": [], "isDeleted": false, "seoDescription": null, "seoText": null,
        "seoKeywords": null, "seoTitle": null,
    })
}

fn order_item(number: usize) -> Value {
    json!({
        "type": "Product", "product": { "id": id(6, number), "name": "Пицца «Маргарита»" },
        "modifiers": [{
            "product": { "id": id(5, 1), "name": "Сырный бортик" }, "amount": 1.0,
            "amountIndependentOfParentAmount": true, "productGroup": { "id": id(4, 7), "name": "Бортики" },
            "price": 90.0, "pricePredefined": true, "resultSum": 90.0, "deleted": null, "positionId": id(7, number),
            "defaultAmount": 0, "hideIfDefaultAmount": false, "taxPercent": null, "freeOfChargeAmount": 0,
        }],
        "price": 599.5, "cost": 1199.0, "pricePredefined": true, "positionId": id(8, number), "taxPercent": null,
        "resultSum": 1289.0, "status": "Added", "deleted": null, "amount": 2.0, "comment": null,
        "whenPrinted": "2026-08-24 14:15:22.123", "size": { "id": id(3, 1), "name": "30 см" },
        "comboInformation": null,
    })
}

fn customer(number: usize) -> Value {
    json!({
        "type": "regular", "id": id(13, number), "name": "Анна", "surname": "Смирнова", "comment": null,
        "gender": "Female", "inBlacklist": false, "blacklistReason": null, "birthdate": null,
    })
}

fn order(number: usize) -> Value {
    let named = |kind: u32, name: &str| json!({ "id": id(kind, number), "name": name });
    json!({
        "id": id(10, number), "posId": id(11, number), "externalNumber": format!("A-{number}"),
        "organizationId": id(12, 1), "timestamp": 1_724_500_000_000_i64 + number as i64,
        "creationStatus": "Success", "errorInfo": null,
        "order": {
            "parentDeliveryId": null,
            "customer": customer(number),
            "phone": "+79990000000",
            "deliveryPoint": {
                "coordinates": { "latitude": 55.755826, "longitude": 37.6173 },
                "address": {
                    "street": { "id": id(14, 1), "name": "Тверская", "city": named(15, "Москва") },
                    "index": "125009", "house": "7", "building": "", "flat": "12", "entrance": "2", "floor": "3",
                    "doorphone": "12", "region": named(16, "Центр"),
                },
                "externalCartographyId": null, "comment": "Домофон не работает",
            },
            "status": "OnWay", "cancelInfo": null,
            "courierInfo": {
                "courier": { "id": id(17, 1), "name": "Иван", "phone": "+79991111111" },
                "isCourierSelectedManually": true,
            },
            "completeBefore": "2026-08-24 15:15:22.123", "whenCreated": "2026-08-24 14:15:22.123",
            "whenConfirmed": "2026-08-24 14:16:22.123", "whenPrinted": "2026-08-24 14:16:25.500",
            "whenCookingCompleted": null, "whenSended": null, "whenDelivered": null, "comment": null,
            "problem": null, "operator": named(18, "Мария"), "marketingSource": null, "deliveryDuration": 60,
            "indexInCourierRoute": null, "cookingStartTime": "2026-08-24 14:20:22.123", "isDeleted": false,
            "whenReceivedByApi": "2026-08-24 14:15:20.000", "whenReceivedFromFront": "2026-08-24 14:15:25.000",
            "movedFromDeliveryId": null, "movedFromTerminalGroupId": null, "movedFromOrganizationId": null,
            "externalCourierService": null, "movedToDeliveryId": null, "movedToTerminalGroupId": null,
            "movedToOrganizationId": null, "menuId": null, "deliveryZone": "Центр", "estimatedTime": null,
            "whenPacked": null, "sum": 2578.0, "number": number, "sourceKey": "site", "whenBillPrinted": null,
            "whenClosed": null, "conception": null,
            "guestsInfo": { "count": 2, "splitBetweenPersons": false },
            "items": [order_item(number), order_item(number + 1)], "combos": [],
            "payments": [{
                "paymentType": { "id": id(19, 1), "name": "Наличные", "kind": "Cash" }, "sum": 2578.0,
                "isPreliminary": true, "isExternal": false, "isProcessedExternally": false,
                "isFiscalizedExternally": false, "isPrepay": false,
            }],
            "tips": [], "discounts": [],
            "orderType": { "id": id(20, 1), "name": "Доставка", "orderServiceType": "DeliveryByCourier" },
            "terminalGroupId": id(21, 1), "processedPaymentsSum": 0.0, "loyaltyInfo": null,
            "externalData": [{ "key": "bag", "value": "42" }],
        },
    })
}
