//! Guests: who they are, their wallets, coupons and what the program gives.

mod support;

use std::time::Duration;

use iiko_simulator::Simulator;
use reqwest::StatusCode;
use serde_json::{Value, json};
use support::{Caller, Menu};

struct Host {
    _simulator: Simulator,
    caller: Caller,
    organization: Value,
    menu: Menu,
}

impl Host {
    async fn open() -> Self {
        let simulator = Simulator::builder().command_delay(Duration::ZERO).start().await.unwrap();
        let caller = Caller::sign_in(&simulator).await;
        let (organization, _) = caller.restaurant().await;
        let menu = caller.menu(&organization).await;
        Self { _simulator: simulator, caller, organization, menu }
    }

    fn body(&self, more: Value) -> Value {
        let mut body = more;
        body["organizationId"] = self.organization.clone();
        body
    }

    async fn ok(&self, operation: &str, more: Value) -> Value {
        self.caller.ok(operation, self.body(more)).await
    }

    async fn refused(&self, operation: &str, more: Value) -> String {
        let (status, told) = self.caller.refused(operation, self.body(more)).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{operation}: {told}");
        told
    }

    /// The guest who is known from the start.
    async fn anna(&self) -> Value {
        self.ok("customer_info", json!({ "type": "phone", "phone": "+79161234567" })).await
    }

    /// Makes a delivery and reads it.
    async fn order(&self, more: Value) -> Value {
        let mut order = json!({ "phone": "+79161234567", "items": [self.menu.item("Борщ", 2)] });
        for (key, value) in more.as_object().unwrap() {
            order[key] = value.clone();
        }
        let made = self.ok("delivery_create", json!({ "order": order })).await;
        let read = json!({ "orderIds": [made["orderInfo"]["id"]] });
        self.ok("delivery_by_id", read).await["orders"][0].clone()
    }
}

#[tokio::test]
async fn a_guest_is_made_found_changed_deleted_and_restored() {
    let host = Host::open().await;
    let new = json!({ "phone": "+7 (999) 000-11-22", "name": "Иван", "surName": "Петров", "cardTrack": "t1", "cardNumber": "n1" });
    let id = host.ok("customer_create_or_update", new).await["id"].clone();
    for key in [
        json!({ "type": "phone", "phone": "79990001122" }),
        json!({ "type": "cardTrack", "cardTrack": "t1" }),
        json!({ "type": "cardNumber", "cardNumber": "n1" }),
        json!({ "type": "id", "id": id }),
    ] {
        assert_eq!(host.ok("customer_info", key).await["surname"], "Петров");
    }
    host.refused("customer_info", json!({ "type": "email", "email": "nobody@example.com" })).await;
    host.ok("customer_create_or_update", json!({ "id": id, "name": "", "email": "i@example.com" })).await;
    let told = host.ok("customer_info", json!({ "type": "email", "email": "I@example.com" })).await;
    assert_eq!(told["name"], "Иван", "an empty text changes nothing");
    host.ok("customer_create_or_update", json!({ "id": id, "name": "", "nullifyEmptyFields": true })).await;
    assert_eq!(host.ok("customer_info", json!({ "type": "id", "id": id })).await["name"], "");

    let nobody = "00000009-0000-4000-8000-000000000009";
    let both = json!({ "customerIds": [id, nobody, id] });
    let told = host.ok("delete_customers", both.clone()).await;
    assert_eq!((&told["total"], &told["deleted"], &told["notFound"]), (&json!(2), &json!(1), &json!(1)));
    assert_eq!(host.ok("customer_info", json!({ "type": "id", "id": id })).await["isDeleted"], true);
    assert_eq!(host.ok("restore_customers", both).await["restored"], 1);

    let category = host.ok("customer_category", json!({})).await["guestCategories"][0]["id"].clone();
    host.ok("customer_category_add", json!({ "customerId": id, "categoryId": category })).await;
    let told = host.ok("customer_info", json!({ "type": "id", "id": id })).await;
    assert_eq!(told["categories"][0]["id"], category);
    host.ok("customer_category_remove", json!({ "customerId": id, "categoryId": category })).await;
    host.refused("customer_category_add", json!({ "customerId": id, "categoryId": nobody })).await;
    host.ok("customer_card_delete", json!({ "customerId": id, "cardTrack": "t1" })).await;
    host.refused("customer_card_delete", json!({ "customerId": id, "cardTrack": "t1" })).await;
    host.refused("customer_create_or_update", json!({ "name": "Nobody" })).await;
    host.refused("customer_create_or_update", json!({ "phone": "+79990000003", "cardTrack": "t2" })).await;
}

#[tokio::test]
async fn a_wallet_is_filled_held_and_emptied() {
    let host = Host::open().await;
    let anna = host.anna().await;
    let wallet = |sum: i64| json!({ "customerId": anna["id"], "walletId": anna["walletBalances"][0]["id"], "sum": sum });
    let balance = async || host.anna().await["walletBalances"][0]["balance"].clone();
    assert_eq!(balance().await, 500);
    host.ok("customer_wallet_topup", wallet(100)).await;
    host.ok("customer_wallet_chargeoff", wallet(50)).await;
    let hold = host.ok("customer_wallet_hold", wallet(400)).await["transactionId"].clone();
    assert_eq!(balance().await, 150);
    assert!(host.refused("customer_wallet_chargeoff", wallet(151)).await.contains("150"));
    host.refused("customer_wallet_topup", wallet(0)).await;
    host.ok("customer_wallet_cancel_hold", json!({ "transactionId": hold })).await;
    host.refused("customer_wallet_cancel_hold", json!({ "transactionId": hold })).await;
    assert_eq!(balance().await, 550);
    let mut own = wallet(1);
    own["transactionId"] = json!("00000007-0000-4000-8000-000000000007");
    host.ok("customer_wallet_hold", own.clone()).await;
    host.refused("customer_wallet_hold", own).await;

    let asked = json!({ "customerId": anna["id"], "pageSize": 2 });
    let first = host.ok("report_transactions_by_revision", asked.clone()).await;
    let mut read = first["transactions"].as_array().unwrap().clone();
    let mut last = first;
    while last["transactions"].as_array().unwrap().len() == 2 {
        let mut next = asked.clone();
        next["revision"] = last["lastRevision"].clone();
        next["lastTransactionId"] = last["lastTransactionId"].clone();
        last = host.ok("report_transactions_by_revision", next).await;
        read.extend(last["transactions"].as_array().unwrap().clone());
    }
    let sums: Vec<i64> = read.iter().map(|entry| entry["sum"].as_i64().unwrap()).collect();
    assert_eq!(sums, [500, 100, 50, 400, 400, 1], "each once, in its order");
    for pair in read.windows(2) {
        assert_eq!(pair[0]["balanceAfter"], pair[1]["balanceBefore"]);
    }
    let dates = json!({
        "customerId": anna["id"], "dateFrom": "2020-01-01 00:00:00.000", "dateTo": "2099-01-01 00:00:00.000",
        "pageNumber": 1, "pageSize": 4,
    });
    assert_eq!(
        host.ok("report_transactions_by_date", dates).await["transactions"].as_array().unwrap().len(),
        2
    );
}

#[tokio::test]
async fn bonuses_pay_come_back_and_are_earned() {
    let host = Host::open().await;
    let types = host.caller.ok("payment_types", json!({ "organizationIds": [host.organization] })).await;
    let types = types["paymentTypes"].as_array().unwrap();
    let bonus = types.iter().find(|own| own["paymentTypeKind"] == "IikoCard").unwrap();
    let pay = |sum: i64| json!({ "payments": [{ "paymentTypeKind": "LoyaltyCard", "paymentTypeId": bonus["id"], "sum": sum }] });
    let balance = async || host.anna().await["walletBalances"][0]["balance"].clone();
    let made = host.order(pay(200)).await;
    assert_eq!(made["creationStatus"], "Success", "{made}");
    assert_eq!(balance().await, 300);
    let refused = host.order(pay(301)).await;
    assert_eq!(refused["creationStatus"], "Error");
    assert_eq!(balance().await, 300, "a refused order takes nothing");
    let order = |id: &Value| json!({ "orderId": id });
    host.ok("delivery_cancel", order(&made["id"])).await;
    host.ok("delivery_by_id", json!({ "orderIds": [made["id"]] })).await;
    assert_eq!(balance().await, 500, "a cancelled order gives back");

    let made = host.order(json!({})).await;
    for operation in ["confirm", "delivery_close"] {
        host.ok(operation, order(&made["id"])).await;
    }
    host.ok("delivery_by_id", json!({ "orderIds": [made["id"]] })).await;
    let sum = made["order"]["sum"].as_f64().unwrap();
    assert_eq!(balance().await.as_f64().unwrap(), 500.0 + sum * 0.05);
    let counters = json!({ "guestIds": [host.anna().await["id"]], "periods": ["Day", "AllTime"], "metrics": ["OrdersCount", "OrdersSum"] });
    let counters = host.ok("customer_get_counters", counters).await;
    let values: Vec<f64> =
        counters["counters"].as_array().unwrap().iter().map(|own| own["value"].as_f64().unwrap()).collect();
    assert_eq!(values, [1.0, sum, 1.0, sum]);
}

#[tokio::test]
async fn whoever_orders_becomes_known() {
    let host = Host::open().await;
    let guest = json!({ "phone": "+79995550011", "customer": { "type": "regular", "name": "Олег" } });
    let made = host.order(guest).await;
    let told = host.ok("customer_info", json!({ "type": "phone", "phone": "+79995550011" })).await;
    assert_eq!((&told["name"], &told["id"]), (&json!("Олег"), &made["order"]["customer"]["id"]));
    assert_eq!(told["walletBalances"], json!([]));
    let program = host.ok("loyalty_program", json!({})).await["Programs"][0]["id"].clone();
    host.ok("customer_program_add", json!({ "customerId": told["id"], "programId": program })).await;
    let told = host.ok("customer_info", json!({ "type": "id", "id": told["id"] })).await;
    assert_eq!(told["walletBalances"][0]["balance"], 0);
}

#[tokio::test]
async fn a_coupon_is_good_once_and_again_when_its_order_is_cancelled() {
    let host = Host::open().await;
    let with = |number: &str| json!({ "loyaltyInfo": { "coupon": number } });
    let unused = async || {
        let told = host.ok("coupons_by_series", json!({ "series": "Весна" })).await;
        told["notActivatedCoupon"].as_array().unwrap().len()
    };
    assert_eq!(unused().await, 3);
    let made = host.order(with("SPRING")).await;
    assert_eq!(unused().await, 2);
    assert!(
        host.ok("coupons_info", json!({ "number": "SPRING" })).await["couponInfo"][0]["whenActivated"]
            .is_string()
    );
    assert_eq!(host.order(with("SPRING")).await["creationStatus"], "Error");
    assert_eq!(host.order(with("AUTUMN")).await["creationStatus"], "Error");
    host.ok("delivery_cancel", json!({ "orderId": made["id"] })).await;
    host.ok("delivery_by_id", json!({ "orderIds": [made["id"]] })).await;
    assert_eq!(unused().await, 3);
    assert_eq!(
        host.ok("coupons_series", json!({})).await["seriesWithNotActivatedCoupons"].as_array().unwrap().len(),
        2
    );
}

#[tokio::test]
async fn the_program_tells_what_an_order_gets() {
    let host = Host::open().await;
    let calculate = async |items: Value, loyalty: Value| {
        let order = json!({ "phone": "+79161234567", "items": items, "loyaltyInfo": loyalty });
        host.ok("loyalty_calculate", json!({ "order": order })).await
    };
    let soup = json!([host.menu.item("Борщ", 2)]);
    let plain = calculate(soup.clone(), json!(null)).await;
    assert_eq!(plain["loyaltyProgramResults"], json!([]));
    let price = host.menu.item("Борщ", 1)["price"].as_f64().unwrap() * 2.0;
    assert_eq!(plain["availablePayments"][0]["maxSum"].as_f64().unwrap(), (price / 2.0).min(500.0));
    let rich = calculate(json!([host.menu.item("Борщ", 20)]), json!(null)).await;
    assert_eq!(rich["loyaltyProgramResults"][0]["discounts"][0]["discountSum"].as_f64().unwrap(), price);
    let coupon = calculate(soup.clone(), json!({ "coupon": "TEA-1" })).await;
    assert!(
        coupon["loyaltyProgramResults"][0]["freeProducts"][0]["products"][0]["id"].is_string(),
        "{coupon}"
    );
    let wrong = calculate(soup.clone(), json!({ "coupon": "AUTUMN" })).await;
    assert!(wrong["validationWarnings"][0].as_str().unwrap().contains("AUTUMN"));
    let manual = host.ok("loyalty_manual_condition", json!({})).await["manualConditions"][0]["id"].clone();
    let birthday = calculate(soup, json!({ "applicableManualConditions": [manual] })).await;
    assert_eq!(birthday["loyaltyProgramResults"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn messages_are_taken_and_the_way_to_a_guest_is_judged() {
    let host = Host::open().await;
    let sms =
        host.ok("message_send_sms", json!({ "phone": "+79161234567", "text": "Ваш заказ в пути" })).await;
    let asked = json!({ "smsIds": [sms["smsId"], "00000009-0000-4000-8000-000000000009"] });
    let told = host.ok("message_check_sms_status", asked).await;
    assert_ne!(told["statuses"][0]["status"], told["statuses"][1]["status"]);
    let allowed = async |latitude: f64, sum: i64| {
        let body = json!({
            "organizationIds": [host.organization], "isCourierDelivery": true, "deliverySum": sum,
            "orderLocation": { "latitude": latitude, "longitude": 37.6473 },
        });
        host.caller.ok("dr_allowed", body).await
    };
    assert_eq!(allowed(55.76, 100).await["allowedItems"][0]["zone"], "Ближняя");
    assert_eq!(allowed(55.80, 2000).await["allowedItems"][0]["zone"], "Дальняя");
    let cheap = allowed(55.80, 100).await;
    assert_eq!(cheap["rejectedItems"][0]["rejectCode"], "SumIsLessThenMinimum");
    assert_eq!(allowed(60.0, 9000).await["rejectedItems"][0]["rejectCode"], "OutOfTerminalZone");
}
