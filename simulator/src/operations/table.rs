//! What answers each operation, by operation id.

use super::call::Handler;
use super::{
    addresses, authorization, commands, deliveries, dictionaries, drafts, menu, order_changes, orders,
    organizations, reserve_places, reserves, stop_lists, terminal_groups, webhooks,
};

const HANDLERS: &[(&str, Handler)] = &[
    ("access_token", authorization::access_token),
    ("access_token_v2", authorization::access_token_v2),
    ("organizations", organizations::organizations),
    ("organization_settings", organizations::settings),
    ("terminal_groups", terminal_groups::list),
    ("is_alive", terminal_groups::is_alive),
    ("terminal_group_awake", terminal_groups::awake),
    ("cancel_causes", dictionaries::cancel_causes),
    ("order_types", dictionaries::order_types),
    ("discounts", dictionaries::discounts),
    ("payment_types", dictionaries::payment_types),
    ("removal_types", dictionaries::removal_types),
    ("tips_types", dictionaries::tips_types),
    ("nomenclature", menu::nomenclature),
    ("menu", menu::menus),
    ("menu_by_id", menu::by_id),
    ("menu_v3_by_id", menu::plain_by_id),
    ("stop_lists", menu::stop_lists),
    ("stop_lists_check", menu::stop_lists_check),
    ("combo", menu::combo),
    ("combo_calculate", menu::combo_calculate),
    ("status", commands::status),
    ("order_create", orders::create),
    ("order_by_id", orders::by_id),
    ("order_by_table", orders::by_table),
    ("delivery_create", deliveries::create),
    ("delivery_by_id", deliveries::by_id),
    ("by_delivery_date_and_status", deliveries::by_date_and_status),
    ("by_revision", deliveries::by_revision),
    ("by_delivery_date_and_phone", deliveries::by_date_and_phone),
    ("by_delivery_date_and_source_key_and_filter", deliveries::by_filter),
    ("update_order_delivery_status", deliveries::update_status),
    ("confirm", deliveries::confirm),
    ("cancel_confirmation", deliveries::cancel_confirmation),
    ("delivery_cancel", deliveries::cancel),
    ("delivery_close", deliveries::close),
    ("delivery_add_payments", deliveries::add_payments),
    ("order_close", orders::close),
    ("order_cancel", orders::cancel),
    ("order_add_payments", orders::add_payments),
    ("webhook_settings", webhooks::settings),
    ("webhook_update_settings", webhooks::update_settings),
    ("regions", addresses::regions),
    ("cities", addresses::cities),
    ("by_city", addresses::by_city),
    ("streets_by_id", addresses::by_id),
    ("reserve_available_organizations", reserve_places::organizations),
    ("reserve_available_terminal_groups", reserve_places::terminal_groups),
    ("reserve_available_restaurant_sections", reserve_places::sections),
    ("reserve_restaurant_sections_workload", reserves::workload),
    ("reserve_create", reserves::create),
    ("reserve_status_by_id", reserves::by_id),
    ("reserve_add_items", reserves::add_items),
    ("reserve_change_items", reserves::change_items),
    ("reserve_add_payments", reserves::add_payments),
    ("reserve_change_tables", reserves::change_tables),
    ("reserve_change_estimated_start_time", reserves::change_start),
    ("reserve_cancel", reserves::cancel),
    ("draft_create", drafts::create),
    ("draft_save", drafts::save),
    ("draft_by_id", drafts::by_id),
    ("draft_by_filter", drafts::by_filter),
    ("draft_commit", drafts::commit),
    ("draft_delete", drafts::delete),
    ("draft_lock", drafts::lock),
    ("draft_unlock", drafts::unlock),
    ("delivery_add_items", order_changes::add_items_to_delivery),
    ("order_add_items", order_changes::add_items_to_table),
    ("delivery_change_payments", order_changes::change_payments_of_delivery),
    ("order_change_payments", order_changes::change_payments_of_table),
    ("delivery_update_order_payments", order_changes::update_payments),
    ("delivery_change_external_data", order_changes::external_data_of_delivery),
    ("order_change_external_data", order_changes::external_data_of_table),
    ("delivery_update_order_problem", order_changes::problem),
    ("delivery_update_order_courier", order_changes::courier),
    ("delivery_change_driver_info", order_changes::driver),
    ("delivery_change_operator", order_changes::operator),
    ("delivery_change_complete_before", order_changes::complete_before),
    ("delivery_change_delivery_point", order_changes::delivery_point),
    ("delivery_change_service_type", order_changes::service_type),
    ("delivery_change_comment", order_changes::comment),
    ("delivery_update_tracking_link", order_changes::tracking_link),
    ("delivery_print_delivery_bill", order_changes::print_delivery_bill),
    ("order_print_bill", order_changes::print_bill),
    ("order_add_customer", order_changes::add_customer),
    ("order_init_by_table", order_changes::init),
    ("order_init_by_pos_order", order_changes::init),
    ("delivery_history_by_delivery_date_and_phone", deliveries::by_date_and_phone),
    ("stop_lists_add", stop_lists::add),
    ("stop_lists_remove", stop_lists::remove),
    ("stop_lists_clear", stop_lists::clear),
];

/// What answers the operation, if anything does.
pub(crate) fn find(operation: &str) -> Option<Handler> {
    HANDLERS.iter().find(|(id, _)| *id == operation).map(|(_, handler)| *handler)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::Bundle;

    #[test]
    fn each_handler_answers_an_operation_of_the_bundle() {
        let bundle = Bundle::get().unwrap();
        for (id, _) in HANDLERS {
            assert!(bundle.operation_by_id(id).is_some(), "{id} is not in the bundle");
        }
    }
}
