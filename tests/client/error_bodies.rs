//! Error bodies as they really come: whatever is odd about one value, the others are still told.

use iiko_transport::types::OrderId;
use iiko_transport::{ApiError, Error};
use serde_json::{Value, json};
use wiremock::ResponseTemplate;

use crate::service::{CORRELATION_ID, Service, ok, organization};
use crate::shapes;

const BOM: &str = "\u{feff}";

fn json_body(status: u16, body: impl Into<String>) -> ResponseTemplate {
    ResponseTemplate::new(status).set_body_raw(body.into(), "application/json; charset=utf-8")
}

/// A write that meets an answer.
async fn write(answer: ResponseTemplate) -> Error {
    let service = Service::start().await;
    service.answer("confirm", answer).await;
    service.signed_in().confirm(organization(), OrderId::new()).await.expect_err("it fails")
}

/// A write that the service refuses in that body.
async fn refused(status: u16, body: &str) -> ApiError {
    let error = write(json_body(status, body)).await;
    let Error::Api(api) = error else { panic!("{body}: {error}") };
    *api
}

#[tokio::test]
async fn one_odd_value_does_not_hide_the_others() {
    let id = format!("\"{CORRELATION_ID}\"");
    for odd in [r#""""#, "7", "null", "[]", "{}", "true", r#""no uuid""#] {
        let api =
            refused(400, &format!(r#"{{"correlationId":{odd},"errorDescription":"closed","error":"E"}}"#))
                .await;
        assert_eq!((api.description(), api.code()), (Some("closed"), Some("E")), "{odd}");
        assert_eq!(api.correlation_id(), None, "{odd}");
    }
    let spellings = [
        format!(r#"{{"CorrelationId":{id},"ErrorDescription":"closed","Error":"E"}}"#),
        format!(r#"{{"CORRELATIONID":{id},"ERRORDESCRIPTION":"closed","ERROR":"E"}}"#),
        format!(r#"{{"correlation_id":{id},"error_description":"closed","error":"E"}}"#),
        format!(
            r#"{{"correlationId":{id},"errorDescription":"closed","errorDescription":"again","error":"E"}}"#
        ),
        format!(
            r#"{{"correlationId":{id},"errorDescription":null,"error":"E","errorDescription":"closed"}}"#
        ),
        format!(r#"{BOM}{{"correlationId":{id},"errorDescription":"closed","error":"E"}}"#),
        format!(r#"{{"correlationId":{id},"errorDescription":"closed","error":"E","trace":["#),
    ];
    for body in spellings {
        let api = refused(400, &body).await;
        assert_eq!((api.description(), api.code()), (Some("closed"), Some("E")), "{body}");
        assert_eq!(api.correlation_id().map(|id| id.to_string()).as_deref(), Some(CORRELATION_ID), "{body}");
    }
}

#[tokio::test]
async fn a_description_of_any_shape_is_told() {
    let api = refused(400, r#"{"errorDescription":{"phone":["too long"]},"error":192}"#).await;
    assert_eq!(api.description(), Some(r#"{"phone":["too long"]}"#));
    assert_eq!(api.code(), Some("192"));

    let api = refused(400, r#"{"errorDescription":["a","b"]}"#).await;
    assert_eq!(api.description(), Some(r#"["a","b"]"#));

    let api = refused(400, r#"{"errorDescription":"","error":null}"#).await;
    assert_eq!((api.description(), api.code()), (None, None), "it is the service's all the same");
}

#[tokio::test]
async fn problem_details_are_the_service_s_answer() {
    let problem = json!({
        "type": "about:blank", "title": "Bad Request", "status": 400, "traceId": "00-84c1-01",
        "detail": "The order is closed", "errors": {"phone": ["too long"]},
    });
    for content_type in ["application/problem+json", "application/problem+json; charset=utf-8"] {
        let answer = ResponseTemplate::new(400).set_body_raw(problem.to_string(), content_type);
        let error = write(answer).await;

        let api = error.api().unwrap_or_else(|| panic!("{error}"));
        assert_eq!(api.description(), Some("The order is closed"));
        assert_eq!(api.code(), Some(r#"{"phone":["too long"]}"#));
    }
    let api = refused(404, r#"{"title":"Not Found","status":404}"#).await;
    assert_eq!(api.description(), Some("Not Found"));
}

#[tokio::test]
async fn json_that_is_no_error_body_is_not_called_a_page() {
    for body in [r#"{"code":7}"#, "[]", "7", r#""Unauthorized""#, "null"] {
        let error = write(json_body(500, body)).await;
        assert!(matches!(error, Error::Gateway(_)), "{body}: {error}");
        let text = error.to_string();
        assert!(text.contains("a JSON body that is no known error body") && !text.contains("page"), "{text}");
    }
    let error = write(json_body(502, "<html></html>")).await;
    let text = error.to_string();
    assert!(text.contains("of type application/json that is no JSON") && !text.contains("page"), "{text}");
}

/// Successes that carry an error.
fn hidden() -> Vec<(ResponseTemplate, &'static str)> {
    let long = "p".repeat(300_000);
    let bodies = [
        r#"{"errorDescription":"gone"}"#.to_owned(),
        r#"{"ErrorDescription":"gone","CorrelationId":7}"#.to_owned(),
        r#"{"ERRORDESCRIPTION":"gone"}"#.to_owned(),
        format!(r#"{BOM}{{"errorDescription":"gone"}}"#),
        format!(r#"{{"errorDescription":"gone","error":"{long}"}}"#),
        format!(r#"{{"error":"{long}","ErrorDescription":"gone"}}"#),
    ];
    let mut answers: Vec<_> = bodies.into_iter().map(|body| (json_body(200, body), "gone")).collect();
    let problem = r#"{"title":"Conflict","status":409}"#;
    let problem = ResponseTemplate::new(200).set_body_raw(problem, "application/problem+json");
    answers.push((problem, "Conflict"));
    answers
}

#[tokio::test]
async fn a_success_that_carries_an_error_is_seen_whatever_its_shape() {
    for (answer, description) in hidden() {
        let service = Service::start().await;
        service.answer("confirm", answer.clone()).await;
        service.answer("delivery_update_tracking_link", answer).await;
        let client = service.signed_in();

        let confirmed = client.confirm(organization(), OrderId::new()).await.map(drop);
        let linked = client.deliveries().update_tracking_link(organization(), OrderId::new()).await;
        let untyped = client.call("confirm", json!({})).await.map(drop);

        for result in [confirmed, linked, untyped] {
            let error = result.expect_err("an error stands in it");
            let api = error.api().unwrap_or_else(|| panic!("{error}"));
            assert_eq!((api.status(), api.description()), (200, Some(description)));
        }
    }
}

#[tokio::test]
async fn only_an_error_at_the_top_makes_a_success_an_error() {
    let mut answer = shapes::answer("regions");
    answer["regions"] = json!([shapes::minimal("OrganizationRegions")]);
    answer["regions"][0]["errorDescription"] = json!("of a part");
    answer["errorDescription"] = json!("");
    let service = Service::start().await;
    service.answer("regions", ok(answer)).await;

    service.signed_in().regions([organization()]).await.expect("nothing went wrong");
}

#[tokio::test]
async fn a_byte_order_mark_before_an_answer_is_skipped() {
    let service = Service::start().await;
    service.answer("regions", json_body(200, format!("{BOM}{}", shapes::answer("regions")))).await;
    service.answer_path("/api/9/new", json_body(200, format!("{BOM}[1]"))).await;
    service.answer_path("/api/9/nothing", json_body(200, BOM)).await;
    let client = service.signed_in();

    client.regions([organization()]).await.expect("a good answer");
    assert_eq!(client.call("/api/9/new", json!({})).await.expect("a good answer"), json!([1]));
    assert_eq!(client.call("/api/9/nothing", json!({})).await.expect("a good answer"), Value::Null);
}

#[tokio::test]
async fn an_operation_without_an_answer_succeeds_whatever_the_success_says() {
    let (none, json) = ("text/plain", "application/json");
    for (status, body, content_type) in [
        (200, "", json),
        (200, "", none),
        (200, " \n", json),
        (200, "null", json),
        (200, "{}", json),
        (200, "[]", json),
        (200, "\u{feff}", json),
        (204, "", json),
        (202, "{}", json),
        (200, "OK", json),
    ] {
        let service = Service::start().await;
        let answer = ResponseTemplate::new(status).set_body_raw(body, content_type);
        service.answer("delivery_update_tracking_link", answer).await;
        let call = service.signed_in().deliveries().update_tracking_link(organization(), OrderId::new());

        call.await.unwrap_or_else(|error| panic!("{status} {body:?}: {error}"));
    }
}

#[tokio::test]
async fn a_page_is_no_success_of_an_operation_without_an_answer() {
    let service = Service::start().await;
    let page = ResponseTemplate::new(200).set_body_raw("<html>Sign in to the hotel</html>", "text/html");
    service.answer("delivery_update_tracking_link", page).await;
    let call = service.signed_in().deliveries().update_tracking_link(organization(), OrderId::new());

    let error = call.await.expect_err("the service has not answered");

    assert!(matches!(error, Error::Gateway(_)), "{error}");
}

#[tokio::test]
async fn secrets_are_taken_out_of_an_error_in_any_spelling() {
    let body = format!(r#"{{"ErrorDescription":"no such login {}"}}"#, crate::service::LOGIN);
    let service = Service::start().await;
    service.answer("regions", json_body(200, body)).await;

    let error = service.signed_in().regions([organization()]).await.expect_err("an error stands in it");

    assert!(!format!("{error} {error:?}").contains(crate::service::LOGIN), "{error}");
}
