//! Calls: what is required and what is optional, time limits, untyped calls, and following a command to its end.

use std::future::IntoFuture;
use std::time::Duration;

use iiko_transport::types::{
    CorrelationId, NewDeliveryOrder, NewOrderItem, NewTableOrder, OrderId, OrganizationId, ProductId,
    TerminalGroupId,
};
use iiko_transport::{Client, Error};
use rust_decimal::Decimal;
use serde_json::{Value, json};
use wiremock::ResponseTemplate;

use crate::service::{CORRELATION_ID, Service, bearer, body, header, in_turn, ok, organization, refusal};
use crate::shapes;

fn group() -> TerminalGroupId {
    "00000003-0000-4000-8000-000000000003".parse().expect("a uuid")
}

fn correlation_id() -> CorrelationId {
    CORRELATION_ID.parse().expect("a uuid")
}

fn dish() -> NewOrderItem {
    let product: ProductId = "00000008-0000-4000-8000-000000000008".parse().expect("a uuid");
    NewOrderItem::product(product).amount(2).price(Decimal::new(3505, 1)).into()
}

#[tokio::test]
async fn required_arguments_stand_by_position_and_optional_ones_have_names() {
    let service = Service::start().await;
    service.answer("nomenclature", ok(shapes::answer("nomenclature"))).await;
    let client = service.client();

    client.nomenclature(organization()).await.expect("a good answer");
    client.nomenclature(organization()).start_revision(42).await.expect("a good answer");

    let bodies: Vec<Option<Value>> = service.requests("nomenclature").await.iter().map(body).collect();
    let organization = organization().to_string();
    assert_eq!(bodies[0], Some(json!({"organizationId": organization})), "what is not set is not sent");
    assert_eq!(bodies[1], Some(json!({"organizationId": organization, "startRevision": 42})));
}

#[tokio::test]
async fn an_order_is_built_and_sent_with_exact_money() {
    let service = Service::start().await;
    service.answer("delivery_create", ok(shapes::answer("delivery_create"))).await;
    let order = NewDeliveryOrder::builder().phone("+79990000000").items([dish()]).comment("без лука").build();

    service
        .client()
        .delivery_create(organization(), order)
        .terminal_group_id(group())
        .await
        .expect("a good answer");

    let request = &service.requests("delivery_create").await[0];
    let expected = json!({
        "organizationId": organization().to_string(),
        "terminalGroupId": group().to_string(),
        "order": {
            "phone": "+79990000000",
            "comment": "без лука",
            "items": [{
                "type": "Product",
                "productId": "00000008-0000-4000-8000-000000000008",
                "amount": 2,
                "price": 350.5,
            }],
        },
    });
    assert_eq!(body(request), Some(expected));
    assert!(String::from_utf8_lossy(&request.body).contains(r#""price":350.5"#), "a number, not a text");
}

#[tokio::test]
async fn the_time_limit_is_told_to_the_service_in_whole_seconds() {
    let service = Service::start().await;
    service.answer("regions", ok(shapes::answer("regions"))).await;
    let client = service.signed_in();
    let patient =
        service.builder().working_token("TOKEN-0").timeout(Duration::from_secs(40)).build().expect("good");

    client.regions([organization()]).await.expect("a good answer");
    client.regions([organization()]).timeout(Duration::from_millis(1500)).await.expect("a good answer");
    client.regions([organization()]).timeout(Duration::from_secs(30)).await.expect("a good answer");
    client.regions([organization()]).timeout(Duration::from_millis(1)).await.expect("a good answer");
    patient.regions([organization()]).await.expect("a good answer");
    client.call("regions", json!({})).timeout(Duration::from_secs(7)).await.expect("a good answer");

    let told: Vec<_> =
        service.requests("regions").await.iter().map(|request| header(request, "timeout")).collect();
    let expected = ["15", "2", "30", "1", "40", "7"].map(|seconds| Some(seconds.to_owned()));
    assert_eq!(told, expected);
}

#[tokio::test]
async fn time_limits_without_end_are_no_trap() {
    let service = Service::start().await;
    service.answer("regions", ok(shapes::answer("regions"))).await;
    let endless =
        service.builder().timeout(Duration::MAX).deadline(Duration::MAX).build().expect("good settings");

    endless.regions([organization()]).await.expect("a good answer");
    let call = service.client().regions([organization()]);
    call.timeout(Duration::MAX).deadline(Duration::MAX).await.expect("a good answer");
}

#[tokio::test]
async fn a_limit_that_is_broken_is_found_before_anything_is_sent() {
    let service = Service::start().await;
    let order = NewTableOrder::builder().items([dish()]).external_number("9".repeat(51)).build();

    let error = service.client().order_create(organization(), group(), order).await.expect_err("too long");

    let Error::Invalid(invalid) = &error else { panic!("{error}") };
    assert_eq!(invalid.violation().path(), "order.externalNumber");
    let text = error.to_string();
    for part in ["order_create", "order.externalNumber", "51", "50"] {
        assert!(text.contains(part), "`{part}` is missing in: {text}");
    }
    assert_eq!(service.all_requests().await.len(), 0, "not even a token is asked for");
}

#[tokio::test]
async fn sections_have_the_same_methods() {
    let service = Service::start().await;
    for operation in ["confirm", "order_by_id", "menu", "cities"] {
        service.answer(operation, ok(shapes::answer(operation))).await;
    }
    let client = service.signed_in();
    let order = OrderId::new();
    service.answer("status", ok(json!({"state": "Success"}))).await;

    client.confirm(organization(), order).await.expect("a good answer");
    client.deliveries().confirm(organization(), order).await.expect("a good answer");
    client.order_by_id([organization()]).order_ids([order]).await.expect("a good answer");
    client.orders().by_id([organization()]).order_ids([order]).await.expect("a good answer");
    client.menu().await.expect("a good answer");
    client.menus().list().await.expect("a good answer");
    client.cities([organization()]).include_deleted(true).await.expect("a good answer");
    client.addresses().cities([organization()]).include_deleted(true).await.expect("a good answer");
    client.status(organization(), correlation_id()).await.expect("a good answer");
    client.operations().status(organization(), correlation_id()).await.expect("a good answer");

    let sent: Vec<_> =
        service.all_requests().await.iter().map(|r| (r.url.path().to_owned(), body(r))).collect();
    assert_eq!(sent.len(), 10);
    for pair in sent.chunks(2) {
        assert_eq!(pair[0], pair[1]);
    }
}

#[tokio::test]
async fn the_organizations_are_remembered() {
    let service = Service::start().await;
    let ids =
        ["00000001", "00000002", "00000003"].map(|first| format!("{first}-0000-4000-8000-000000000001"));
    let mut extended = shapes::minimal("ExtendedOrganization");
    extended["responseType"] = json!("Extended");
    extended["id"] = json!(ids[1]);
    let answer = json!({"correlationId": CORRELATION_ID, "organizations": [
        {"responseType": "Simple", "id": ids[0], "name": "Кафе"},
        extended,
        {"responseType": "OfTomorrow", "id": ids[2]},
    ]});
    let fewer = json!({"correlationId": CORRELATION_ID, "organizations": [answer["organizations"][1]]});
    let answers = [answer.clone(), answer, fewer];
    service.answer("organizations", in_turn(move |nth| ok(answers[nth - 1].clone()))).await;
    let client = service.client();
    assert_eq!(client.organization_ids(), []);

    let expected: Vec<OrganizationId> = ids.iter().map(|id| id.parse().expect("a uuid")).collect();
    for _ in 0..2 {
        client.clone().organizations().await.expect("a good answer");
        assert_eq!(client.organization_ids(), expected, "clones share them, and an unknown kind counts too");
    }
    client.organizations().await.expect("a good answer");
    assert_eq!(client.organization_ids(), expected[1..2], "those of the last answer");
}

#[tokio::test]
async fn anything_can_be_called_by_name_or_path() {
    let service = Service::start().await;
    let answer = shapes::answer("regions");
    service.answer("regions", ok(answer.clone())).await;
    service.answer_path("/api/9/of_tomorrow", ok(json!({"field": [1, "two"]}))).await;
    let client = service.client();
    let request = json!({"organizationIds": [organization().to_string()], "fieldOfTomorrow": null});

    let by_name = client.call("regions", request.clone()).await.expect("a good answer");
    let by_path = client.call("/api/1/regions", request.clone()).await.expect("a good answer");
    let unlisted = client.call("/api/9/of_tomorrow", request.clone()).await.expect("a good answer");

    assert_eq!(by_name, answer);
    assert_eq!(by_path, answer);
    assert_eq!(unlisted, json!({"field": [1, "two"]}));
    assert_eq!(service.count("access_token").await, 1);
    let requests = service.all_requests().await;
    for request_sent in requests.iter().filter(|request| request.url.path() != "/api/1/access_token") {
        assert_eq!(body(request_sent), Some(request.clone()), "sent as it is, nulls and all");
        assert_eq!(bearer(request_sent), "TOKEN-1");
        assert_eq!(header(request_sent, "content-type").as_deref(), Some("application/json"));
        assert_eq!(header(request_sent, "timeout").as_deref(), Some("15"));
    }
}

#[tokio::test]
async fn an_untyped_call_has_the_same_errors() {
    let service = Service::start().await;
    service.answer("regions", refusal(400, "no such organization")).await;
    service.answer("cities", refusal(200, "no such organization")).await;
    service.answer("confirm", ResponseTemplate::new(200)).await;
    let client = service.client();

    for operation in ["regions", "cities"] {
        let error = client.call(operation, json!({})).await.expect_err("refused");
        assert_eq!(error.api().and_then(|api| api.description()), Some("no such organization"), "{error}");
        assert_eq!(error.operation(), Some(operation));
    }
    assert_eq!(client.call("confirm", json!({})).await.expect("nothing was answered"), Value::Null);
}

#[tokio::test]
async fn a_name_that_means_nothing_is_refused_with_the_way_out() {
    let service = Service::start().await;

    for name in ["region", "api/1/regions", ""] {
        let error = service.client().call(name, json!({})).await.expect_err("no such operation");
        let text = error.to_string();
        assert!(matches!(error, Error::Request(_)), "{text}");
        assert!(text.contains(&format!("`{name}`")) && text.contains("by its path"), "{text}");
    }
    assert_eq!(service.all_requests().await.len(), 0);
}

#[tokio::test]
async fn an_unlisted_endpoint_is_never_sent_twice() {
    let service = Service::start().await;
    service.answer_path("/api/9/of_tomorrow", ResponseTemplate::new(500)).await;
    let client = service.signed_in();

    client.call("/api/9/of_tomorrow", json!({})).await.expect_err("it fails");

    assert_eq!(service.all_requests().await.len(), 1);
}

#[tokio::test]
async fn a_client_and_its_calls_go_to_other_threads() {
    fn shared<T: Clone + Send + Sync + 'static>(value: T) -> T {
        value
    }
    fn movable<T: Send + 'static>(value: T) -> T {
        value
    }
    let service = Service::start().await;
    service.answer("regions", ok(shapes::answer("regions"))).await;
    service.answer("status", ok(json!({"state": "Success"}))).await;
    let client: Client = shared(service.client());

    let typed = movable(client.regions([organization()]).into_future());
    let untyped = movable(client.call("regions", json!({})).into_future());
    let waiting = movable(client.wait(organization(), correlation_id()).into_future());
    drop(client);

    tokio::spawn(typed).await.expect("no panic").expect("a good answer");
    tokio::spawn(untyped).await.expect("no panic").expect("a good answer");
    tokio::spawn(waiting).await.expect("no panic").expect("the command succeeded");
}

/// Allocators have room for a kilobyte at hand; for more, threads wait for each other. Most calls stay below.
#[tokio::test]
async fn a_call_waits_in_a_small_future() {
    let client = Service::start().await.client();
    let calls = [
        size_of_val(&*client.organizations().into_future()),
        size_of_val(&*client.nomenclature(organization()).into_future()),
        size_of_val(&*client.stop_lists([organization()]).into_future()),
        size_of_val(&*client.terminal_groups([organization()]).into_future()),
    ];
    assert!(calls.iter().all(|size| *size <= 1032), "{calls:?}");
}

#[tokio::test]
async fn a_call_can_be_kept_looked_at_and_repeated() {
    let service = Service::start().await;
    service.answer("regions", ok(shapes::answer("regions"))).await;
    let call = service.client().regions([organization()]);

    assert_eq!(call.request().organization_ids, [organization()]);
    call.clone().await.expect("a good answer");
    call.send().await.expect("a good answer");

    assert_eq!(service.count("regions").await, 2);
}
