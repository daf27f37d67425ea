//! What goes wrong and how it is told: the kind of error, what it keeps, and one line that a person understands.

use std::error::Error as _;
use std::time::Duration;

use iiko_codegen::model::Kind;
use iiko_transport::types::{CorrelationId, NewDeliveryOrder, NewOrderItem, OrderId};
use iiko_transport::{Client, Error, RetryPolicy};
use serde_json::{Value, json};
use wiremock::{Respond, ResponseTemplate};

use crate::service::{CORRELATION_ID, FOR_EVER, LOGIN, Service, in_turn, ok, organization, quick, refusal};
use crate::shapes;

fn correlation_id() -> CorrelationId {
    CORRELATION_ID.parse().expect("a uuid")
}

/// A read that meets an answer.
async fn read(answer: impl Respond + 'static) -> (Error, Service) {
    let service = Service::start().await;
    service.answer("regions", answer).await;
    let error = service.signed_in().regions([organization()]).await.expect_err("it fails");
    one_line(&error);
    (error, service)
}

/// A write that meets an answer.
async fn write(answer: impl Respond + 'static) -> (Error, Service) {
    let service = Service::start().await;
    service.answer("confirm", answer).await;
    let error = service.signed_in().confirm(organization(), OrderId::new()).await.expect_err("it fails");
    one_line(&error);
    (error, service)
}

fn one_line(error: &Error) {
    let text = error.to_string();
    assert!(!text.is_empty() && text.lines().count() == 1 && !text.contains('\r'), "not one line: {text:?}");
    if let Some(operation) = error.operation() {
        assert!(text.starts_with(operation), "the operation comes first: {text}");
    }
}

#[tokio::test]
async fn the_service_says_no() {
    let answer = ResponseTemplate::new(400).set_body_json(json!({
        "correlationId": CORRELATION_ID, "errorDescription": "Order not found", "error": "ORDER_NOT_FOUND",
    }));
    let (error, service) = write(answer).await;

    let api = error.api().expect("the service said no");
    assert_eq!(api.status(), 400);
    assert_eq!(api.description(), Some("Order not found"));
    assert_eq!(api.code(), Some("ORDER_NOT_FOUND"));
    assert_eq!(api.correlation_id(), Some(correlation_id()));
    assert!(api.body().to_text().contains("ORDER_NOT_FOUND"));
    assert_eq!(error.operation(), Some("confirm"));
    assert_eq!(error.status(), Some(400));
    assert_eq!(error.correlation_id(), Some(correlation_id()));
    let expected =
        format!("confirm: Order not found (ORDER_NOT_FOUND) (HTTP 400, correlation id {CORRELATION_ID})");
    assert_eq!(error.to_string(), expected);
    assert_eq!(service.count("confirm").await, 1);
}

#[tokio::test]
async fn the_newer_services_say_no_in_other_words() {
    let (error, _) = read(ResponseTemplate::new(422).set_body_json(json!({
        "message": "Validation failed", "details": {"organizationIds": ["must not be empty"]},
    })))
    .await;

    let api = error.api().expect("the service said no");
    assert_eq!(api.description(), Some("Validation failed"));
    assert_eq!(api.code(), Some(r#"{"organizationIds":["must not be empty"]}"#));
    assert_eq!(api.correlation_id(), None);
    assert!(error.to_string().contains("Validation failed"), "{error}");
}

#[tokio::test]
async fn a_success_with_an_error_in_it_is_an_error() {
    let (error, service) = read(refusal(200, "Organization is unregistered")).await;

    let api = error.api().expect("the service said no");
    assert_eq!(api.status(), 200);
    assert_eq!(api.description(), Some("Organization is unregistered"));
    assert_eq!(service.count("regions").await, 1);
}

#[tokio::test]
async fn a_success_whose_error_is_null_is_a_success() {
    let service = Service::start().await;
    let mut answer = shapes::answer("regions");
    answer["errorDescription"] = Value::Null;
    answer["error"] = Value::Null;
    service.answer("regions", ok(answer)).await;

    service.client().regions([organization()]).await.expect("nothing went wrong");
}

#[tokio::test]
async fn words_of_several_lines_are_told_on_one() {
    let (error, _) = read(refusal(400, "first line\r\n  second line\n")).await;

    let text = error.to_string();
    assert_eq!(
        text.split_whitespace().collect::<Vec<_>>()[1..5],
        ["first", "line", "second", "line"],
        "{text}"
    );
    assert_eq!(
        error.api().and_then(|api| api.description()),
        Some("first line\r\n  second line\n"),
        "kept as it is"
    );
}

#[tokio::test]
async fn a_page_of_a_gateway_is_told_from_the_service() {
    let page = "<html>\n<h1>502 Bad Gateway</h1>\n</html>";
    let (error, service) =
        write(ResponseTemplate::new(502).set_body_raw(page, "text/html; charset=utf-8")).await;

    let Error::Gateway(gateway) = &error else { panic!("{error}") };
    assert_eq!(gateway.status(), 502);
    assert_eq!(gateway.content_type(), Some("text/html"));
    assert_eq!(gateway.body().to_text(), page);
    assert!(error.to_string().contains("text/html") && error.to_string().contains("502"), "{error}");
    assert!(error.api().is_none());
    assert_eq!(service.count("confirm").await, 1, "the order may have been confirmed: no second try");
}

#[tokio::test]
async fn a_read_tries_again_behind_a_gateway() {
    let service = Service::start().await;
    let page = |status| ResponseTemplate::new(status).set_body_raw("<html></html>", "text/html");
    let answers = in_turn(move |nth| if nth < 3 { page(502) } else { ok(shapes::answer("regions")) });
    service.answer("regions", answers).await;

    service.signed_in().regions([organization()]).await.expect("the third attempt succeeds");

    assert_eq!(service.count("regions").await, 3);
}

#[tokio::test]
async fn an_empty_answer_is_told_as_such() {
    let (error, _) = write(ResponseTemplate::new(500)).await;

    let Error::Gateway(gateway) = &error else { panic!("{error}") };
    assert_eq!(gateway.status(), 500);
    assert_eq!(gateway.content_type(), None);
    assert_eq!(error.to_string(), "confirm: no answer of the service, but an empty body (HTTP 500)");
}

#[tokio::test]
async fn an_empty_success_where_an_answer_belongs_does_not_decode() {
    let (error, _) = read(ResponseTemplate::new(200)).await;

    let Error::Decode(decode) = &error else { panic!("{error}") };
    assert_eq!(decode.path(), ".");
    assert_eq!(error.status(), Some(200));
}

#[tokio::test]
async fn broken_json_keeps_its_body() {
    let broken = format!(r#"{{"correlationId":"{CORRELATION_ID}","regions":[{{"organizationId":"#);
    let (error, service) =
        read(ResponseTemplate::new(200).set_body_raw(broken.clone(), "application/json")).await;

    let Error::Decode(decode) = &error else { panic!("{error}") };
    assert_eq!(decode.body().to_text(), broken);
    assert_eq!(decode.path(), "regions[0].organizationId");
    assert!(decode.reason().contains("EOF"), "{}", decode.reason());
    assert_eq!(error.operation(), Some("regions"));
    assert_eq!(error.status(), Some(200));
    assert_eq!(service.count("regions").await, 1, "the answer is the same the next time");
}

#[tokio::test]
async fn a_page_with_status_200_is_no_answer_of_the_service() {
    let (error, _) = read(ResponseTemplate::new(200).set_body_raw("<html>Welcome</html>", "text/html")).await;

    let Error::Gateway(gateway) = &error else { panic!("{error}") };
    assert_eq!(gateway.status(), 200);
    assert_eq!(gateway.body().to_text(), "<html>Welcome</html>");
}

#[tokio::test]
async fn a_wrong_value_names_its_path_and_what_was_expected() {
    let mut answer = shapes::answer("regions");
    answer["correlationId"] = json!(CORRELATION_ID);
    answer["regions"] = json!([shapes::minimal("OrganizationRegions"), {"organizationId": 7, "items": []}]);
    let (error, _) = read(ok(answer)).await;

    let Error::Decode(decode) = &error else { panic!("{error}") };
    assert_eq!(decode.path(), "regions[1].organizationId");
    assert!(decode.reason().contains("integer `7`"), "{}", decode.reason());
    assert_eq!(error.correlation_id(), Some(correlation_id()));
    let expected_start =
        "regions: cannot read the answer at `regions[1].organizationId`: invalid type: integer `7`";
    assert!(error.to_string().starts_with(expected_start), "{error}");
}

/// An answer with one order with one product whose amount is no number; its tag comes first or last.
fn order_with_a_wrong_amount(tag_first: bool) -> String {
    let mut item = shapes::minimal("ProductOrderItem");
    item["amount"] = json!("many");
    let item = item.as_object_mut().expect("an object");
    item.remove("type");
    let rest: Vec<String> = item.iter().map(|(key, value)| format!("{}:{value}", json!(key))).collect();
    let (tag, rest) = (r#""type":"Product""#.to_owned(), rest.join(","));
    let item = if tag_first { format!("{{{tag},{rest}}}") } else { format!("{{{rest},{tag}}}") };

    let mut delivery = shapes::minimal("DeliveryOrder");
    let Kind::Object(fields) = &shapes::SPEC.schemas["DeliveryOrder"].kind else { panic!("an object") };
    let order = fields.iter().find(|field| field.name == "order").and_then(|field| field.ty.reference());
    delivery["order"] = shapes::minimal(order.expect("a delivery has an order"));
    delivery["order"]["items"] = json!(["ITEM"]);
    let answer = json!({"correlationId": CORRELATION_ID, "orders": [delivery]}).to_string();
    answer.replace(r#""ITEM""#, &item)
}

#[tokio::test]
async fn an_error_inside_a_union_names_its_full_path() {
    for tag_first in [true, false] {
        let service = Service::start().await;
        let answer = order_with_a_wrong_amount(tag_first);
        service
            .answer("delivery_by_id", ResponseTemplate::new(200).set_body_raw(answer, "application/json"))
            .await;
        let call = service.client().deliveries().by_id(organization());
        let error = call.order_ids([OrderId::new()]).await.expect_err("an amount is a number");
        one_line(&error);

        let Error::Decode(decode) = &error else { panic!("{error}") };
        assert_eq!(decode.path(), "orders[0].order.items[0].amount", "tag first: {tag_first}: {error}");
        assert!(decode.reason().contains("many"), "{}", decode.reason());
        assert_eq!(error.correlation_id(), Some(correlation_id()));
    }
}

#[tokio::test]
async fn an_error_in_a_union_that_is_the_whole_answer_names_its_path() {
    let service = Service::start().await;
    let answer =
        ResponseTemplate::new(200).set_body_raw(r#"{"errorReason":[],"state":"Error"}"#, "application/json");
    service.answer("status", answer).await;

    let error =
        service.client().status(organization(), correlation_id()).await.expect_err("a reason is a text");

    let Error::Decode(decode) = &error else { panic!("{error}") };
    assert_eq!(decode.path(), "errorReason", "{error}");
}

#[tokio::test]
async fn the_service_ran_out_of_time() {
    let (error, service) = read(refusal(408, "Timeout of the point of sale")).await;
    assert!(error.is_timeout());
    assert_eq!(error.status(), Some(408));
    assert_eq!(service.count("regions").await, 3, "a read tries again");

    let (error, service) = write(refusal(408, "Timeout of the point of sale")).await;
    assert!(error.is_timeout());
    assert_eq!(service.count("confirm").await, 1, "a write does not");
}

#[tokio::test]
async fn a_service_that_never_answers_is_given_up() {
    let service = Service::start().await;
    service.answer("regions", ok(shapes::answer("regions")).set_delay(FOR_EVER)).await;
    let call = service.signed_in().regions([organization()]);

    let error = call.deadline(Duration::from_millis(100)).await.expect_err("nobody waits for ever");

    one_line(&error);
    let Error::Timeout(timeout) = &error else { panic!("{error}") };
    assert!(timeout.waited() >= Duration::from_millis(100), "{error}");
    assert!(error.is_timeout() && !error.is_connect());
    assert!(error.to_string().starts_with("regions: no answer within "), "{error}");
}

/// An address at which nothing listens, and nothing can while the socket lives.
fn nobody_home() -> (tokio::net::TcpSocket, String) {
    let socket = tokio::net::TcpSocket::new_v4().expect("a socket");
    socket.bind("127.0.0.1:0".parse().expect("an address")).expect("a free port");
    let url = format!("http://{}", socket.local_addr().expect("an address"));
    (socket, url)
}

#[tokio::test]
async fn a_refused_connection_is_told_from_a_broken_one() {
    let (_socket, url) = nobody_home();
    let builder = Client::builder(LOGIN).base_url(url).retry(quick()).working_token("TOKEN-0");
    let client = builder.build().expect("good settings");

    let error = client.confirm(organization(), OrderId::new()).await.expect_err("nobody is there");

    one_line(&error);
    let Error::Connection(connection) = &error else { panic!("{error}") };
    assert_eq!(connection.attempts(), 3, "nothing was sent: a write may try again");
    assert!(error.is_connect() && !error.is_timeout());
    assert_eq!(error.status(), None);
    assert!(error.to_string().starts_with("confirm: could not connect: "), "{error}");
    assert!(error.to_string().ends_with("(3 attempts)"), "{error}");
    let mut cause = error.source().expect("a cause");
    while let Some(deeper) = cause.source() {
        cause = deeper;
    }
    let cause = cause.downcast_ref::<std::io::Error>().expect("the system's error is at the bottom");
    assert_eq!(cause.kind(), std::io::ErrorKind::ConnectionRefused);
}

#[tokio::test]
async fn a_connection_that_breaks_is_told_from_a_refused_one() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let rude = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.expect("a connection");
        let mut request = [0; 4096];
        let _ = tokio::io::AsyncReadExt::read(&mut stream, &mut request).await;
    });
    let client =
        Client::builder(LOGIN).base_url(url).working_token("TOKEN-0").build().expect("good settings");

    let error = client.confirm(organization(), OrderId::new()).await.expect_err("it breaks");

    rude.await.expect("no panic");
    one_line(&error);
    let Error::Connection(connection) = &error else { panic!("{error}") };
    assert_eq!(connection.attempts(), 1, "the order may have been confirmed: no second try");
    assert!(!error.is_connect());
}

#[tokio::test]
async fn a_status_that_is_no_longer_kept_is_not_asked_for_again() {
    let service = Service::start().await;
    service.answer("status", ResponseTemplate::new(410)).await;

    let error = service.client().status(organization(), correlation_id()).await.expect_err("gone");

    one_line(&error);
    assert_eq!(error.status(), Some(410));
    assert_eq!(service.count("status").await, 1);
}

#[tokio::test]
async fn too_many_calls_are_told_from_other_refusals() {
    let service = Service::start().await;
    service.answer("confirm", refusal(429, "Too many requests")).await;
    let call = service.signed_in().confirm(organization(), OrderId::new()).retry(RetryPolicy::none());

    let error = call.await.expect_err("too many");

    assert!(error.is_rate_limit() && !error.is_timeout() && !error.is_authentication());
    assert_eq!(error.status(), Some(429));
}

#[tokio::test]
async fn a_pause_beyond_all_time_is_no_trap() {
    for pause in [u64::MAX.to_string(), "Fri, 31 Dec 9999 23:59:59 GMT".to_owned()] {
        let service = Service::start().await;
        let answer = refusal(429, "Too many requests").insert_header("Retry-After", pause.as_str());
        service.answer("confirm", answer).await;
        let client = service.signed_in();

        let error = client.confirm(organization(), OrderId::new()).await.expect_err("nobody waits that long");
        assert!(error.is_rate_limit(), "{pause}: {error}");

        let error = client.confirm(organization(), OrderId::new()).await.expect_err("the group still waits");
        assert!(error.is_rate_limit(), "{pause}: {error}");
        one_line(&error);
    }
}

#[tokio::test]
async fn an_answer_beyond_the_limit_is_not_read() {
    let service = Service::start().await;
    let answer = ResponseTemplate::new(200).set_body_raw(vec![b' '; 2000], "application/json");
    service.answer("regions", answer).await;
    let client =
        service.builder().working_token("TOKEN-0").response_limit(1000).build().expect("good settings");

    let error = client.regions([organization()]).await.expect_err("too large");

    one_line(&error);
    let Error::TooLarge(too_large) = &error else { panic!("{error}") };
    assert_eq!(too_large.limit(), 1000);
    assert!(error.to_string().contains("response_limit"), "the way out: {error}");
}

#[tokio::test]
async fn errors_tell_their_causes() {
    let (decode, _) = read(ok(json!({"regions": 7}))).await;
    let cause = decode.source().expect("a cause").to_string();
    assert!(cause.contains("integer `7`") && cause.contains("line 1"), "the place in the text, too: {cause}");

    let order = NewDeliveryOrder::builder().phone("9".repeat(41)).items(Vec::<NewOrderItem>::new()).build();
    let service = Service::start().await;
    let invalid =
        service.client().delivery_create(organization(), order).await.expect_err("the phone is too long");
    one_line(&invalid);
    let cause = invalid.source().expect("a cause");
    assert!(cause.is::<iiko_transport::validate::Violation>(), "{invalid:?}");
}

#[tokio::test]
async fn errors_can_be_cloned_and_sent() {
    fn movable<T: std::error::Error + Clone + Send + Sync + 'static>(_: &T) {}
    let (error, _) = read(refusal(400, "no")).await;
    movable(&error);
    assert_eq!(error.clone().to_string(), error.to_string());
}
