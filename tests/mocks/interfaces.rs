//! Every section is an interface, of its handle and of its mock; a call through one is a call like any other.

use std::sync::Arc;

use iiko_simulator::Simulator;
use iiko_transport::Client;
use iiko_transport::interfaces::{MenuApi, OrganizationsApi};
use iiko_transport::types::{MenuByIdRequest, NomenclatureRequest, OrganizationId, OrganizationsRequest};

include!(concat!(env!("OUT_DIR"), "/interface_table.rs"));

#[test]
fn every_section_is_an_interface() {
    let client = Client::builder("login").build().expect("good settings");
    let bundle: serde_json::Value = serde_json::from_str(iiko_spec::BUNDLE).expect("JSON");
    let sections = match bundle["tags"].as_array() {
        Some(all) if cfg!(feature = "full") => all.len(),
        _ if cfg!(feature = "reporting") => 23,
        _ => 21,
    };
    assert_eq!(interfaces(&client), 2 * sections, "a handle and a mock of each");
}

#[tokio::test]
async fn a_handle_behind_its_interface_talks_to_the_service() {
    let simulator = Simulator::start().await.expect("a simulator");
    let client = Client::builder(simulator.default_login()).base_url(simulator.base_url()).build();
    let client = client.expect("good settings");
    let organizations: Arc<dyn OrganizationsApi> = Arc::new(client.organization());
    let menus: Arc<dyn MenuApi> = Arc::new(client.menus());

    let found = organizations.list(OrganizationsRequest::builder().build()).await.expect("organizations");
    let organization = found.organizations.first().and_then(|first| first.id()).expect("an id");
    let request = NomenclatureRequest::builder().organization_id(organization).build();
    let menu = menus.nomenclature(request).await.expect("a menu");

    assert!(!menu.products.is_empty());
}

#[tokio::test]
async fn what_an_interface_gives_is_sent_when_it_is_awaited() {
    let simulator = Simulator::start().await.expect("a simulator");
    let client = Client::builder(simulator.default_login()).base_url(simulator.base_url()).build();
    let organizations: Arc<dyn OrganizationsApi> = Arc::new(client.expect("good settings").organization());

    drop(organizations.list(OrganizationsRequest::builder().build()));
    tokio::task::yield_now().await;
    assert!(simulator.requests().is_empty(), "{:?}", simulator.requests());
}

#[tokio::test]
async fn limits_are_checked_behind_an_interface_too() {
    let client = Client::builder("login").base_url("http://127.0.0.1:9").build().expect("good settings");
    let menus: Arc<dyn MenuApi> = Arc::new(client.menus());
    let request = MenuByIdRequest::builder()
        .external_menu_id("1")
        .organization_ids(Vec::<OrganizationId>::new())
        .build();
    let error = menus.by_id(request).await.expect_err("nothing listens there");
    assert_eq!(error.operation(), Some("access_token"), "{error}");
}
