//! Which events iiko is asked to send.

use crate::codec::types::{
    DeliveryOrderWebhookFilter, DeliveryStatus, OrderItemStatus, ReserveWebhookFilter, TableOrderStatus,
    TableOrderWebhookFilter, UpdateWebhookFilter, WebhookFilter,
};

/// A filter that lets every event through: of orders in every status, of their items, of reserves, stop lists, shifts and
/// the nomenclature, and of all errors.
///
/// Take parts of it, or build a [`WebhookFilter`] of one's own, to be sent less.
pub fn everything() -> WebhookFilter {
    let updates = || UpdateWebhookFilter::builder().updates(true).build();
    WebhookFilter::builder()
        .delivery_order_filter(
            DeliveryOrderWebhookFilter::builder()
                .order_statuses(DeliveryStatus::ALL.iter().cloned())
                .item_statuses(OrderItemStatus::ALL.iter().cloned())
                .errors(true),
        )
        .table_order_filter(
            TableOrderWebhookFilter::builder()
                .order_statuses(TableOrderStatus::ALL.iter().cloned())
                .item_statuses(OrderItemStatus::ALL.iter().cloned())
                .errors(true),
        )
        .reserve_filter(ReserveWebhookFilter::builder().updates(true).errors(true))
        .stop_list_update_filter(updates())
        .personal_shift_filter(updates())
        .nomenclature_update_filter(updates())
        .build()
}
