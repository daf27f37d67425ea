//! Answers that a mock gives: built with builders, or read from JSON as they would come.

use iiko_transport::interfaces::{DeliveriesApi, OrganizationsApi};
use iiko_transport::mock::{self, MockDeliveriesApi, MockOrganizationsApi};
use iiko_transport::types::{
    CommandAccepted, ConfirmRequest, CorrelationId, OrderId, Organization, OrganizationId,
    OrganizationsRequest, OrganizationsResponse, SimpleOrganization,
};
use serde_json::json;

fn organization() -> OrganizationId {
    OrganizationId::from_uuid(uuid::Uuid::from_u128(1))
}

fn correlation_id() -> CorrelationId {
    CorrelationId::from_uuid(uuid::Uuid::from_u128(2))
}

#[tokio::test]
async fn what_only_comes_has_builders_too() {
    let mut organizations = MockOrganizationsApi::new();
    organizations.expect_list().returning(|_| {
        let samovar = SimpleOrganization::builder().id(organization()).name("Samovar").build();
        let answer = OrganizationsResponse::builder()
            .correlation_id(correlation_id())
            .organizations([Organization::from(samovar)]);
        mock::ok(answer.build())
    });

    let answer = organizations.list(OrganizationsRequest::builder().build()).await.expect("organizations");

    assert_eq!(answer.organizations[0].name(), Some("Samovar"));
    assert_eq!(answer.correlation_id, Some(correlation_id()));
}

#[tokio::test]
async fn an_answer_may_be_read_from_json() {
    let mut deliveries = MockDeliveriesApi::new();
    let answer: CommandAccepted =
        serde_json::from_value(json!({ "correlationId": correlation_id() })).expect("an answer");
    deliveries.expect_confirm().return_once(|_| mock::ok(answer));

    let request = ConfirmRequest::builder().organization_id(organization()).order_id(OrderId::new());
    let answer = deliveries.confirm(request.build()).await.expect("an answer");

    assert_eq!(answer.correlation_id, Some(correlation_id()));
}
