//! Typed calls by the name of their operation: what a user gets when the service answers like that.

use std::fmt::Debug;
use std::str::FromStr;

use chrono::NaiveDateTime;
use iiko_transport::Client;
use iiko_transport::types::{
    CityId, CorrelationId, CustomerId, CustomerInfoRequest, EmployeeId, LoyaltyOrder, NewDeliveryOrder,
    NewOrderItem, NewTableOrder, OrderId, ReportTransactionsByDateRequest, ReserveId, RestaurantSectionId,
    TableId, TerminalGroupId,
};
use serde_json::json;

use super::fixture::Fixture;
use super::outcome::{Outcome, Read};
use super::service::{CORRELATION_ID, Service, ok, organization};

/// A call that meets the fixture's answer.
pub async fn answer(operation: &str, fixture: &Fixture) -> Outcome {
    if operation == "access_token" {
        let service = Service::without_tokens().await;
        service.answer(operation, fixture.answer()).await;
        service.answer("regions", ok(json!({"correlationId": CORRELATION_ID, "regions": []}))).await;
        return call("regions", &service.client()).await;
    }
    let service = Service::start().await;
    if operation == "wait" {
        service.answer("status", fixture.answer()).await;
        let wait = service.signed_in().wait(organization(), id::<CorrelationId>());
        return wait.await.map(|done| Read::new(done, &[]));
    }
    service.answer(operation, fixture.answer()).await;
    let builder = service.builder().working_token("TOKEN-0");
    let builder = if fixture.lenient { builder.lenient() } else { builder };
    call(operation, &builder.build().expect("the settings are good")).await
}

/// Any id: what is asked for does not matter to a service that knows its answer.
fn id<T: FromStr<Err: Debug>>() -> T {
    "0000a5ce-0000-4000-8000-00000000a5ce".parse().expect("a uuid")
}

fn day() -> NaiveDateTime {
    NaiveDateTime::default()
}

const NOTHING: [NewOrderItem; 0] = [];

macro_rules! calls {
    ($client:ident: $($operation:ident => $call:expr),* $(,)?) => {
        async fn call(operation: &str, $client: &Client) -> Outcome {
            match operation {
                $(stringify!($operation) => Box::pin(async {
                    let response = $call.with_response().await?;
                    Ok(Read::new(&response.value, response.skipped()))
                }).await,)*
                other => panic!("no call of `{other}` stands here: add it"),
            }
        }
    };
}

calls! { client:
    regions => client.regions([organization()]),
    cities => client.cities([organization()]),
    by_city => client.by_city(organization(), id::<CityId>()),
    streets_by_id => client.addresses().streets_by_id(organization()),
    organizations => client.organizations(),
    organization_settings => client.organization().settings(),
    terminal_groups => client.terminal_groups([organization()]),
    is_alive => client.is_alive([organization()], [id::<TerminalGroupId>()]),
    terminal_group_awake => client.terminals().awake([organization()], [id::<TerminalGroupId>()]),
    menu => client.menu(),
    menu_by_id => client.menu_by_id("1", [organization()]),
    nomenclature => client.nomenclature(organization()),
    stop_lists => client.stop_lists([organization()]),
    stop_lists_check => client.stop_lists_check(organization(), id::<TerminalGroupId>(), NOTHING),
    combo => client.combo(organization()),
    combo_calculate => client.combo_calculate(organization(), NOTHING),
    cancel_causes => client.cancel_causes([organization()]),
    order_types => client.order_types([organization()]),
    discounts => client.discounts([organization()]),
    payment_types => client.payment_types([organization()]),
    removal_types => client.removal_types([organization()]),
    tips_types => client.tips_types(),
    marketing_sources => client.marketing().list([organization()]),
    delivery_restrictions => client.delivery_restrictions([organization()]),
    dr_allowed => client.dr_allowed([organization()], true),
    delivery_create => client.delivery_create(
        organization(), NewDeliveryOrder::builder().phone("+79990000000").items(NOTHING).build()),
    confirm => client.confirm(organization(), id::<OrderId>()),
    delivery_update_tracking_link => client.deliveries().update_tracking_link(organization(), id::<OrderId>()),
    delivery_by_id => client.deliveries().by_id(organization()),
    by_revision => client.by_revision([organization()], 1),
    by_delivery_date_and_status => client.by_delivery_date_and_status([organization()], day()),
    by_delivery_date_and_phone => client.by_delivery_date_and_phone([organization()], "+79990000000"),
    draft_by_id => client.drafts().by_id(organization(), id::<OrderId>()),
    draft_by_filter => client.drafts().by_filter([organization()]),
    order_create => client.order_create(
        organization(), id::<TerminalGroupId>(), NewTableOrder::builder().items(NOTHING).build()),
    order_by_id => client.order_by_id([organization()]),
    order_by_table => client.order_by_table([organization()], [id::<TableId>()]),
    status => client.status(organization(), id::<CorrelationId>()),
    reserve_available_organizations => client.reserves().available_organizations(),
    reserve_available_restaurant_sections =>
        client.reserves().available_restaurant_sections([id::<TerminalGroupId>()]),
    reserve_restaurant_sections_workload =>
        client.reserves().restaurant_sections_workload([id::<RestaurantSectionId>()], day()),
    reserve_status_by_id => client.reserves().status_by_id(organization(), [id::<ReserveId>()]),
    customer_info => client.customer_info(CustomerInfoRequest::phone(organization(), "+79990000000")),
    customer_card_add => client.customer_card_add(id::<CustomerId>(), "1", "1", organization()),
    customer_category => client.customer_categories().list(organization()),
    customer_get_counters => client.customers().get_counters(organization()),
    loyalty_calculate => client.discounts_and_promotions().calculate(
        LoyaltyOrder::builder().phone("+79990000000").items(NOTHING).build(), organization()),
    loyalty_program => client.discounts_and_promotions().program(organization()),
    loyalty_manual_condition => client.discounts_and_promotions().manual_condition(),
    coupons_info => client.coupons_info(organization(), "1"),
    coupons_series => client.coupons_series(organization()),
    report_transactions_by_revision =>
        client.reports().transactions_by_revision(id::<CustomerId>(), 10, organization()),
    report_transactions_by_date =>
        client.reports().transactions_by_date(ReportTransactionsByDateRequest::builder()
            .customer_id(id::<CustomerId>()).organization_id(organization())
            .date_from(day()).date_to(day()).page_number(0).page_size(10)),
    couriers => client.couriers([organization()]),
    employees_info => client.employees_info(organization(), id::<EmployeeId>()),
    employees_couriers_by_role => client.employees_couriers_by_role([organization()], ["courier"]),
    employees_couriers_locations_by_time_offset =>
        client.employees_couriers_locations_by_time_offset([organization()]),
    employees_couriers_active_location => client.employees_couriers_active_location([organization()]),
    employees_shift_is_open => client.employees_shift_is_open(
        organization(), id::<TerminalGroupId>(), id::<EmployeeId>()),
    employees_shift_clockin => client.employees_shift_clockin(
        organization(), id::<TerminalGroupId>(), id::<EmployeeId>()),
    employees_shift_by_courier => client.employees_shift_by_courier(id::<EmployeeId>()),
    webhook_settings => client.webhooks().settings(organization()),
}
