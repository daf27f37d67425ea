//! Missing, `null` and a value are one thing for most fields and three for a few.

use iiko_transport::types::{
    DeliveryOrderWebhookFilter, EmployeeId, EmployeeRoleId, EmployeesShiftClockinRequest, OrganizationId,
    OrganizationsRequest, TerminalGroupId, WebhookFilter, WebhookSettingsResponse,
};
use iiko_transport::{Nullable, testing};
use serde_json::{Value, json};

#[test]
fn what_is_not_set_is_not_sent() {
    assert_eq!(json!(OrganizationsRequest::builder().build()), json!({}));
}

#[test]
fn an_empty_list_is_sent_when_it_is_set() {
    let request = OrganizationsRequest::builder().organization_ids(Vec::<OrganizationId>::new()).build();
    assert_eq!(json!(request), json!({ "organizationIds": [] }));
}

#[test]
fn a_null_on_purpose_is_sent() {
    let request = || {
        EmployeesShiftClockinRequest::builder()
            .organization_id(OrganizationId::from_uuid(uuid::Uuid::new_v4()))
            .terminal_group_id(TerminalGroupId::from_uuid(uuid::Uuid::new_v4()))
            .employee_id(EmployeeId::from_uuid(uuid::Uuid::new_v4()))
    };
    let role = EmployeeRoleId::from_uuid(uuid::Uuid::new_v4());
    assert_eq!(json!(request().build()).get("roleId"), None);
    assert_eq!(json!(request().role_id_null().build()).get("roleId"), Some(&Value::Null));
    assert_eq!(json!(request().role_id(role).build()).get("roleId"), Some(&json!(role)));
}

#[test]
fn a_call_can_send_a_null_on_purpose() {
    let client = iiko_transport::Client::builder("login").build().expect("a client");
    let call = client.employees_shift_clockin(
        OrganizationId::from_uuid(uuid::Uuid::new_v4()),
        TerminalGroupId::from_uuid(uuid::Uuid::new_v4()),
        EmployeeId::from_uuid(uuid::Uuid::new_v4()),
    );
    assert!(call.request().role_id.is_unset());
    assert!(call.role_id_null().request().role_id.is_null());
}

#[test]
fn a_filter_tells_null_from_none_and_all() {
    let body = json!({ "deliveryOrderFilter": { "orderStatuses": null, "itemStatuses": [] }, "reserveFilter": null });
    let filter: WebhookFilter = testing::decode(body.to_string()).expect("a filter");
    let Nullable::Value(orders) = &filter.delivery_order_filter else { panic!("{filter:?}") };
    assert!(orders.order_statuses.is_null());
    assert_eq!(orders.item_statuses, Nullable::Value(vec![]));
    assert!(orders.returned_external_data_keys.is_unset());
    assert!(filter.reserve_filter.is_null() && filter.table_order_filter.is_unset());
    assert_eq!(json!(filter), body);
}

#[test]
fn a_filter_is_built_of_all_three() {
    let filter = DeliveryOrderWebhookFilter::builder()
        .order_statuses_null()
        .returned_external_data_keys(["key"])
        .build();
    assert_eq!(json!(filter), json!({ "orderStatuses": null, "returnedExternalDataKeys": ["key"] }));
}

#[test]
fn a_missing_or_null_list_of_an_answer_is_empty() {
    let id = "00000001-0000-4000-8000-000000000000";
    for body in [json!({ "correlationId": id }), json!({ "correlationId": id, "organizations": null })] {
        let answer: iiko_transport::types::OrganizationsResponse =
            testing::decode(body.to_string()).expect("empty");
        assert!(answer.organizations.is_empty());
    }
}

#[test]
fn a_missing_or_null_value_of_an_answer_is_none() {
    let id = "00000001-0000-4000-8000-000000000000";
    for body in [
        json!({ "correlationId": id }),
        json!({ "correlationId": id, "authToken": null, "webHooksUri": null, "apiLoginName": null }),
    ] {
        let answer: WebhookSettingsResponse = testing::decode(body.to_string()).expect("settings");
        assert!(answer.auth_token.is_none() && answer.web_hooks_uri.is_none());
    }
}
