//! The Python client's requests, recorded: our method of the same name, called with the same arguments, sends the
//! same, save where the Python client is wrong.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use iiko_transport::types::{
    CityId, CorrelationId, CustomerId, CustomerInfoRequest, EmployeeId, LoyaltyProgramId, NewDeliveryOrder,
    NewDeliveryStatus, NewOrderItem, NewTableOrder, OrderCreateSettings, OrderId, OrganizationId,
    SendRequest, TableId, TerminalGroupId, WalletId, WalletTransactionId, WebhookEvent,
};
use iiko_transport::{Client, Error};
use rust_decimal::Decimal;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::service::{Service, body, header, ok, organization};
use crate::shapes;

/// The Python client was told so, too.
const TIMEOUT: Duration = Duration::from_secs(45);

/// One method of the Python client and what it sends.
#[derive(Deserialize)]
struct Recorded {
    method: String,
    #[serde(default)]
    arguments: Value,
    /// None where the method is declared but not written.
    request: Option<Sent>,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
struct Sent {
    path: String,
    headers: BTreeMap<String, String>,
    body: Value,
}

/// Where the Python client's request is not what the service takes.
struct Deviation {
    method: &'static str,
    why: &'static str,
    mend: fn(&mut Sent),
}

const DEVIATIONS: &[Deviation] = &[
    Deviation {
        method: "confirm",
        why: "it names the organization `organizationIds`; the operation is about one",
        mend: |sent| rename(sent, "organizationIds", "organizationId"),
    },
    Deviation {
        method: "cancel_confirmation",
        why: "it names the organization `organizationIds`; the operation is about one",
        mend: |sent| rename(sent, "organizationIds", "organizationId"),
    },
    Deviation {
        method: "by_delivery_date_and_status",
        why: "it sends a lone id where the operation takes a list",
        mend: |sent| list(sent, "organizationIds"),
    },
    Deviation {
        method: "by_delivery_date_and_source_key_and_filter",
        why: "it sends a lone id where the operation takes a list",
        mend: |sent| list(sent, "organizationIds"),
    },
    Deviation {
        method: "employees_shift_is_open",
        why: "it goes to the path of `employees_shift_clockout`, which would close the shift",
        mend: |sent| sent.path = "/api/1/employees/shift/is_open".to_owned(),
    },
    Deviation {
        method: "employees_shift_by_courier",
        why: "there is no such path: it lacks a letter",
        mend: |sent| sent.path = "/api/1/employees/shifts/by_courier".to_owned(),
    },
    Deviation {
        method: "send",
        why: "the service knows no message type but `order_attention`",
        mend: |sent| sent.body["messageType"] = json!("order_attention"),
    },
    Deviation {
        method: "by_revision",
        why: "not written: the published operation",
        mend: |sent| {
            published(
                sent,
                "/api/1/deliveries/by_revision",
                json!({"organizationIds": [ID], "startRevision": 42}),
            )
        },
    },
    Deviation {
        method: "by_delivery_date_and_phone",
        why: "not written: the published operation",
        mend: |sent| {
            let body = json!({"organizationIds": [ID], "phone": "+79990000000"});
            published(sent, "/api/1/deliveries/by_delivery_date_and_phone", body);
        },
    },
    Deviation {
        method: "employees_couriers_locations_by_time_offset",
        why: "not written: the published operation",
        mend: |sent| {
            let path = "/api/1/employees/couriers/locations/by_time_offset";
            published(sent, path, json!({"organizationIds": [ID]}));
        },
    },
    Deviation {
        method: "employees_couriers_by_role",
        why: "not written: the published operation",
        mend: |sent| {
            let body = json!({"organizationIds": [ID], "rolesToCheck": ["courier"]});
            published(sent, "/api/1/employees/couriers/by_role", body);
        },
    },
    Deviation {
        method: "employees_couriers_active_location",
        why: "not written: the published operation",
        mend: |sent| {
            published(sent, "/api/1/employees/couriers/active_location", json!({"organizationIds": [ID]}));
        },
    },
    Deviation {
        method: "employees_couriers_active_location_by_terminal",
        why: "not written: the published operation",
        mend: |sent| {
            let body = json!({"organizationId": ID, "terminalGroupId": GROUP});
            published(sent, "/api/1/employees/couriers/active_location/by_terminal", body);
        },
    },
];

/// The recorded organization and terminal group, for the methods that are not written.
const ID: &str = "00000001-0000-4000-8000-000000000001";
const GROUP: &str = "00000003-0000-4000-8000-000000000003";

fn rename(sent: &mut Sent, from: &str, to: &str) {
    let body = sent.body.as_object_mut().expect("an object");
    let value = body.remove(from).unwrap_or_else(|| panic!("the recorded request has no `{from}`"));
    body.insert(to.to_owned(), value);
}

fn list(sent: &mut Sent, name: &str) {
    let lone = sent.body[name].take();
    assert!(lone.is_string(), "the recorded `{name}` is a lone id");
    sent.body[name] = json!([lone]);
}

fn published(sent: &mut Sent, path: &str, body: Value) {
    sent.path = path.to_owned();
    sent.body = body;
}

/// The arguments of the recorded call.
struct Arguments(Value);

impl Arguments {
    fn get<T: DeserializeOwned>(&self, name: &str) -> T {
        T::deserialize(&self.0[name]).unwrap_or_else(|error| panic!("argument `{name}`: {error}"))
    }

    fn text(&self, name: &str) -> String {
        self.get(name)
    }

    fn organization(&self) -> OrganizationId {
        self.get("organization_id")
    }

    fn organizations(&self) -> Vec<OrganizationId> {
        self.get("organization_ids")
    }

    fn group(&self) -> TerminalGroupId {
        self.get("terminal_group_id")
    }

    fn customer(&self) -> CustomerId {
        self.get("customer_id")
    }

    fn sum(&self) -> Decimal {
        self.text_of_number("sum").parse().expect("a sum")
    }

    fn text_of_number(&self, name: &str) -> String {
        self.0[name].as_number().expect("a number").to_string()
    }

    fn employee(&self) -> EmployeeId {
        self.get("employee_id")
    }

    fn items(&self) -> Vec<NewOrderItem> {
        self.get("items")
    }

    fn time(&self, name: &str) -> chrono::NaiveDateTime {
        time(&self.text(name))
    }
}

fn time(text: &str) -> chrono::NaiveDateTime {
    chrono::NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S%.f").expect("a date-time")
}

/// One test per method of the Python client, and the list of them.
macro_rules! methods {
    ($($method:ident: |$client:ident, $a:ident| $call:expr;)*) => {
        $(
            #[tokio::test]
            async fn $method() {
                check(stringify!($method), |$client: Client, $a: Arguments| async move {
                    let _ = &$a;
                    $call.timeout(TIMEOUT).await.map(drop)
                })
                .await;
            }
        )*

        const CHECKED: &[&str] = &[$(stringify!($method)),*];
    };
}

methods! {
    order_create: |client, a| client.order_create(a.organization(), a.group(), a.get::<NewTableOrder>("order"));
    order_by_id: |client, a| client.order_by_id(a.organizations());
    order_by_table: |client, a| client.order_by_table(a.organizations(), a.get::<Vec<TableId>>("table_ids"));
    delivery_create: |client, a| client.delivery_create(a.organization(), a.get::<NewDeliveryOrder>("order"));
    // The Python client fills in the status and the time of the call; ours asks for the status.
    update_order_delivery_status: |client, a| client
        .update_order_delivery_status(a.organization(), a.get::<OrderId>("order_id"), NewDeliveryStatus::Delivered)
        .delivery_date(time("2026-11-23 23:37:45.000"));
    confirm: |client, a| client.confirm(a.organization(), a.get::<OrderId>("order_id"));
    cancel_confirmation: |client, a| client.cancel_confirmation(a.organization(), a.get::<OrderId>("order_id"));
    by_delivery_date_and_status: |client, a| client
        .by_delivery_date_and_status([a.organization()], a.time("delivery_date_from"));
    by_revision: |client, a| client.by_revision([organization()], 42);
    by_delivery_date_and_phone: |client, a| client.by_delivery_date_and_phone([organization()], "+79990000000");
    by_delivery_date_and_source_key_and_filter: |client, a| client
        .by_delivery_date_and_source_key_and_filter([a.organization()]);
    couriers: |client, a| client.couriers(a.organizations());
    employees_couriers_locations_by_time_offset: |client, a| client
        .employees_couriers_locations_by_time_offset([organization()]);
    employees_couriers_by_role: |client, a| client.employees_couriers_by_role([organization()], ["courier"]);
    employees_couriers_active_location_by_terminal: |client, a| client
        .employees_couriers_active_location_by_terminal(
            organization(),
            GROUP.parse::<TerminalGroupId>().expect("a uuid"),
        );
    employees_couriers_active_location: |client, a| client.employees_couriers_active_location([organization()]);
    employees_info: |client, a| client.employees_info(a.organization(), a.get::<EmployeeId>("id"));
    employees_shift_clockin: |client, a| client.employees_shift_clockin(a.organization(), a.group(), a.employee());
    employees_shift_clockout: |client, a| client.employees_shift_clockout(a.organization(), a.group(), a.employee());
    employees_shift_is_open: |client, a| client.employees_shift_is_open(a.organization(), a.group(), a.employee());
    employees_shift_by_courier: |client, a| client.employees_shift_by_courier(a.employee());
    regions: |client, a| client.regions(a.organizations());
    cities: |client, a| client.cities(a.organizations());
    by_city: |client, a| client.by_city(a.organization(), a.get::<CityId>("city_id"));
    delivery_restrictions: |client, a| client.delivery_restrictions(a.organizations());
    dr_allowed: |client, a| client.dr_allowed(a.organizations(), a.get::<bool>("is_courier_delivery"));
    terminal_groups: |client, a| client.terminal_groups(a.organizations());
    is_alive: |client, a| client.is_alive(a.organizations(), a.get::<Vec<TerminalGroupId>>("terminal_group_ids"));
    nomenclature: |client, a| client.nomenclature(a.organization());
    menu: |client, a| client.menu();
    menu_by_id: |client, a| client.menu_by_id(a.text("external_menu_id"), a.organizations());
    // The Python client always says whether it wants the sizes.
    stop_lists: |client, a| client.stop_lists(a.organizations()).return_size(false);
    stop_lists_check: |client, a| client.stop_lists_check(a.organization(), a.group(), a.items());
    combo: |client, a| client.combo(a.organization());
    combo_calculate: |client, a| client.combo_calculate(a.organization(), a.items());
    cancel_causes: |client, a| client.cancel_causes(a.organizations());
    order_types: |client, a| client.order_types(a.organizations());
    discounts: |client, a| client.discounts(a.organizations());
    payment_types: |client, a| client.payment_types(a.organizations());
    removal_types: |client, a| client.removal_types(a.organizations());
    tips_types: |client, a| client.tips_types();
    coupons_series: |client, a| client.coupons_series(a.organization());
    coupons_info: |client, a| client.coupons_info(a.organization(), a.text("number"));
    status: |client, a| client.status(a.organization(), a.get::<CorrelationId>("correlation_id"));
    send: |client, a| client.send(
        SendRequest::order_attention(a.get::<OrderId>("order_id"), a.organization())
            .order_source(a.text("order_source"))
            .additional_info(a.text("additional_info")),
    );
    customer_info: |client, a| client.customer_info(CustomerInfoRequest::phone(a.organization(), a.text("identifier")));
    customer_create_or_update: |client, a| client.customer_create_or_update(a.organization());
    customer_program_add: |client, a| client
        .customer_program_add(a.customer(), a.get::<LoyaltyProgramId>("program_id"), a.organization());
    customer_card_add: |client, a| client
        .customer_card_add(a.customer(), a.text("card_track"), a.text("card_number"), a.organization());
    customer_card_delete: |client, a| client
        .customer_card_delete(a.customer(), a.text("card_track"), a.organization());
    customer_wallet_hold: |client, a| client
        .customer_wallet_hold(a.customer(), a.get::<WalletId>("wallet_id"), a.sum(), a.organization());
    customer_wallet_cancel_hold: |client, a| client
        .customer_wallet_cancel_hold(a.organization(), a.get::<WalletTransactionId>("transaction_id"));
    customer_wallet_topup: |client, a| client
        .customer_wallet_topup(a.customer(), a.get::<WalletId>("wallet_id"), a.sum(), a.organization());
    customer_wallet_chargeoff: |client, a| client
        .customer_wallet_chargeoff(a.customer(), a.get::<WalletId>("wallet_id"), a.sum(), a.organization());
    organizations: |client, a| client.organizations();
}

/// Calls a method against a service that answers it, and compares what arrives with what was recorded.
async fn check<F>(method: &str, call: impl FnOnce(Client, Arguments) -> F)
where
    F: Future<Output = Result<(), Error>>,
{
    let recorded = recorded().into_iter().find(|known| known.method == method).expect("a recorded method");
    let service = Service::without_tokens().await;
    service.answer(method, ok(shapes::answer(method))).await;
    let client = service.builder().working_token("TOKEN").build().expect("the settings are good");

    call(client, Arguments(recorded.arguments.clone())).await.expect("the smallest answer is a good one");

    let requests = service.all_requests().await;
    assert_eq!(requests.len(), 1, "one request, and none for a token");
    let expected = expected(&recorded);
    let sent = Sent {
        path: requests[0].url.path().to_owned(),
        headers: expected
            .headers
            .keys()
            .filter_map(|name| Some((name.clone(), header(&requests[0], name)?)))
            .collect(),
        body: body(&requests[0]).unwrap_or(Value::Null),
    };
    assert_eq!(sent, expected);
    assert_eq!(requests[0].method.as_str(), "POST");
}

fn recorded() -> Vec<Recorded> {
    serde_json::from_str(include_str!("../fixtures/python_requests.json")).expect("the fixture is good")
}

/// What the Python client sends, without its nulls and its mistakes.
fn expected(recorded: &Recorded) -> Sent {
    let mut sent = recorded.request.clone().unwrap_or_else(blank);
    without_nulls(&mut sent.body);
    if let Some(deviation) = DEVIATIONS.iter().find(|deviation| deviation.method == recorded.method) {
        (deviation.mend)(&mut sent);
    }
    sent
}

/// The headers that every recorded request has, and nothing else.
fn blank() -> Sent {
    let headers =
        [("Authorization", "Bearer TOKEN"), ("Content-Type", "application/json"), ("Timeout", "45")];
    let headers = headers.map(|(name, value)| (name.to_owned(), value.to_owned()));
    Sent { path: String::new(), headers: headers.into(), body: Value::Null }
}

/// The Python client sends `null` for an optional argument that is not given; ours leaves it out.
fn without_nulls(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(without_nulls),
        Value::Object(object) => {
            object.retain(|_, value| !value.is_null());
            object.values_mut().for_each(without_nulls);
        }
        _ => {}
    }
}

#[test]
fn every_python_method_of_the_spec_is_checked() {
    let of_the_spec: BTreeSet<&str> =
        shapes::SPEC.operations.iter().filter_map(|operation| operation.python_method.as_deref()).collect();
    let recorded = recorded();
    let recorded: BTreeSet<&str> = recorded.iter().map(|recorded| recorded.method.as_str()).collect();
    let checked: BTreeSet<&str> = CHECKED.iter().copied().collect();
    assert_eq!(checked, of_the_spec);
    assert_eq!(recorded, of_the_spec);
}

#[test]
fn our_methods_have_the_python_names() {
    for operation in &shapes::SPEC.operations {
        if let Some(method) = &operation.python_method {
            assert_eq!(&operation.id, method);
        }
    }
}

#[test]
fn every_deviation_is_one() {
    let recorded = recorded();
    for deviation in DEVIATIONS {
        let method = recorded.iter().find(|recorded| recorded.method == deviation.method);
        let method = method.unwrap_or_else(|| panic!("`{}` is no recorded method", deviation.method));
        let mut before = method.request.clone().unwrap_or_else(blank);
        without_nulls(&mut before.body);
        assert_ne!(expected(method), before, "{}: nothing is mended ({})", deviation.method, deviation.why);
        assert_eq!(
            method.request.is_none(),
            deviation.why.starts_with("not written"),
            "{}",
            deviation.method
        );
    }
}

/// The Python client sends `createOrderSettings: 8`.
#[tokio::test]
async fn order_create_sends_its_settings_as_an_object() {
    let service = Service::start().await;
    service.answer("order_create", ok(shapes::answer("order_create"))).await;
    let order = NewTableOrder::builder().items(Vec::<NewOrderItem>::new()).build();
    let settings = OrderCreateSettings::builder().transport_to_front_timeout(8).build();

    let call = service.client().order_create(
        organization(),
        GROUP.parse::<TerminalGroupId>().expect("a uuid"),
        order,
    );
    call.create_order_settings(settings).await.expect("a good answer");

    let sent = body(&service.requests("order_create").await[0]).expect("a body");
    assert_eq!(sent["createOrderSettings"], json!({"transportToFrontTimeout": 8}));
}

/// `parse_webhook_reserve` of the Python client is not written; here an event of any kind is read by its tag.
#[test]
fn a_reserve_webhook_is_read() {
    for kind in ["ReserveUpdate", "ReserveError"] {
        let read: WebhookEvent = serde_json::from_value(shapes::event(kind)).expect("an event");
        let known = matches!(
            (kind, &read),
            ("ReserveUpdate", WebhookEvent::ReserveUpdate(_))
                | ("ReserveError", WebhookEvent::ReserveError(_))
        );
        assert!(known, "{kind} became {read:?}");
    }
    let mut event = shapes::event("ReserveUpdate");
    event["eventType"] = json!("ReserveMoved");
    assert!(matches!(serde_json::from_value(event), Ok(WebhookEvent::Unknown(_))));
}
