//! What changes orders of both kinds after they are made.

use std::sync::Arc;

use serde_json::{Value, json};

use super::call::{Answer, Call};
use super::orders::change;
use crate::refusal::Refusal;
use crate::restaurant::{Effect, Fault, Order, Scene, alterations, extras, rules};
use crate::state::Core;
use crate::{OrderKind, fields};

use OrderKind::{Delivery, Table};

type Outcome = Result<Answer, Refusal>;

/// Adds items to a delivery.
pub(super) fn add_items_to_delivery(core: &Core, call: &Call<'_>) -> Outcome {
    add_items(core, call, Delivery)
}

/// Adds items to a table order.
pub(super) fn add_items_to_table(core: &Core, call: &Call<'_>) -> Outcome {
    add_items(core, call, Table)
}

fn add_items(core: &Core, call: &Call<'_>, kind: OrderKind) -> Outcome {
    let (items, combos) = (call.body["items"].clone(), call.body["combos"].clone());
    change(core, call, kind, move |scene| {
        let group = fields::id(scene.order, "terminalGroupId");
        alterations::add_items(scene, group, &items, &combos)
    })
}

/// Changes the payments of a delivery.
pub(super) fn change_payments_of_delivery(core: &Core, call: &Call<'_>) -> Outcome {
    change_payments(core, call, Delivery, &call.body["payments"])
}

/// Changes the payments of a table order.
pub(super) fn change_payments_of_table(core: &Core, call: &Call<'_>) -> Outcome {
    change_payments(core, call, Table, &call.body["payments"])
}

/// Changes the payments of a delivery the older way.
pub(super) fn update_payments(core: &Core, call: &Call<'_>) -> Outcome {
    change_payments(core, call, Delivery, &call.body["paymentItems"])
}

fn change_payments(core: &Core, call: &Call<'_>, kind: OrderKind, payments: &Value) -> Outcome {
    let dictionaries = &core.world.dictionaries;
    let payments = extras::payments(dictionaries, payments);
    let tips = extras::tips(dictionaries, &call.body["tips"]);
    change(core, call, kind, move |scene| {
        let ((payments, paid), tips) = (payments.clone()?, tips.clone()?);
        alterations::change_payments(scene, payments, paid, tips)
    })
}

/// Sets external data of a delivery.
pub(super) fn external_data_of_delivery(core: &Core, call: &Call<'_>) -> Outcome {
    external_data(core, call, Delivery)
}

/// Sets external data of a table order.
pub(super) fn external_data_of_table(core: &Core, call: &Call<'_>) -> Outcome {
    external_data(core, call, Table)
}

fn external_data(core: &Core, call: &Call<'_>, kind: OrderKind) -> Outcome {
    let pairs = call.body["externalData"].clone();
    change(core, call, kind, move |scene| alterations::external_data(scene.order, &pairs))
}

/// Marks a delivery as a problem.
pub(super) fn problem(core: &Core, call: &Call<'_>) -> Outcome {
    let (has, what) = (fields::flag(call.body, "hasProblem"), call.body["problem"].clone());
    delivery(core, call, move |scene| alterations::problem(scene.order, has, &what))
}

/// Gives a delivery a courier the older way.
pub(super) fn courier(core: &Core, call: &Call<'_>) -> Outcome {
    let courier = fields::uuid(call.body, "employeeId");
    delivery(core, call, move |scene| alterations::courier(scene, courier))
}

/// Gives a delivery a courier and an expected time.
pub(super) fn driver(core: &Core, call: &Call<'_>) -> Outcome {
    // What is not sent stays; null takes it away.
    let courier = call.body.get("driverId").map(fields::as_uuid);
    let time = call.body.get("estimatedTime").cloned();
    delivery(core, call, move |scene| {
        if let Some(courier) = courier {
            alterations::courier(scene, courier)?;
        }
        match &time {
            Some(time) => alterations::note(scene.order, "estimatedTime", time.clone()),
            None => Ok(()),
        }
    })
}

/// Gives a delivery another operator.
pub(super) fn operator(core: &Core, call: &Call<'_>) -> Outcome {
    let operator = fields::id(call.body, "operatorId");
    delivery(core, call, move |scene| alterations::operator(scene, operator))
}

/// Promises a delivery for another time.
pub(super) fn complete_before(core: &Core, call: &Call<'_>) -> Outcome {
    let time = fields::date_time(call.body, "newCompleteBefore").unwrap_or_default();
    delivery(core, call, move |scene| alterations::complete_before(scene, time))
}

/// Brings a delivery somewhere else.
pub(super) fn delivery_point(core: &Core, call: &Call<'_>) -> Outcome {
    let point = call.body["newDeliveryPoint"].clone();
    delivery(core, call, move |scene| alterations::delivery_point(scene, &point))
}

/// Lets a courier bring what was to be fetched, or the other way round.
pub(super) fn service_type(core: &Core, call: &Call<'_>) -> Outcome {
    let service = fields::text(call.body, "newServiceType").unwrap_or_default().to_owned();
    let point = call.body["deliveryPoint"].clone();
    delivery(core, call, move |scene| alterations::service_type(scene, &service, &point))
}

/// Puts another comment on a delivery.
pub(super) fn comment(core: &Core, call: &Call<'_>) -> Outcome {
    let comment = call.body["comment"].clone();
    delivery(core, call, move |scene| alterations::note(scene.order, "comment", comment.clone()))
}

/// Puts a tracking link on a delivery, at once: it is no command.
pub(super) fn tracking_link(core: &Core, call: &Call<'_>) -> Outcome {
    let organization = call.organization(core)?.id;
    let link = call.body["trackingLink"].clone();
    let order = fields::id(call.body, "orderId");
    let effect: Effect =
        Arc::new(move |scene: &mut Scene<'_>| alterations::note(scene.order, "trackingLink", link.clone()));
    let mut state = core.state();
    let own = |order: &Order| order.kind == Delivery && order.organization == organization;
    let done = if state.store.by_ids(&[order], false, own).is_empty() {
        Err(rules::ORDER_UNKNOWN.fault(format!("the organization has no delivery {order}")))
    } else {
        state.store.at_once(call.command(), order, &effect)
    };
    done.map_err(|fault| Refusal::bad_request(fault.code, fault.message))?;
    Ok(Answer::Json(json!({})))
}

/// Prints the bill of a delivery.
pub(super) fn print_delivery_bill(core: &Core, call: &Call<'_>) -> Outcome {
    delivery(core, call, |scene| alterations::print_bill(scene.order, scene.now))
}

/// Prints the bill of a table order.
pub(super) fn print_bill(core: &Core, call: &Call<'_>) -> Outcome {
    change(core, call, Table, |scene| alterations::print_bill(scene.order, scene.now))
}

/// Puts a guest to a table order.
pub(super) fn add_customer(core: &Core, call: &Call<'_>) -> Outcome {
    let customer = call.body["customer"].clone();
    change(core, call, Table, move |scene| alterations::add_customer(scene, &customer))
}

/// Loads the orders of tables: all of them are here already.
pub(super) fn init_by_table(core: &Core, call: &Call<'_>) -> Outcome {
    let organization = call.organization(core)?;
    let group = call.terminal_group(organization)?;
    let tables = fields::uuids(call.body, "tableIds").unwrap_or_default();
    let result = match tables.iter().find(|table| !group.has_table(**table)) {
        Some(unknown) => Err(rules::TABLE_UNKNOWN.fault(format!("{} has no table {unknown}", group.name))),
        None => Ok(()),
    };
    core.state().store.settled_command(call.command(), organization.id, result);
    call.answer(json!({}))
}

/// Loads orders by their ids at the point of sale: all of them are here already.
pub(super) fn init_by_pos_order(core: &Core, call: &Call<'_>) -> Outcome {
    let organization = call.organization(core)?;
    let group = call.terminal_group(organization)?.id;
    let wanted = fields::uuids(call.body, "posOrderIds").unwrap_or_default();
    let mut state = core.state();
    let own = |order: &Order| order.kind == Table && order.group == group;
    let found = state.store.by_ids(&wanted, true, own);
    let unknown = wanted.iter().find(|id| !found.iter().any(|order| order.pos_id == **id));
    let result = match unknown {
        Some(unknown) => {
            Err(rules::ORDER_UNKNOWN.fault(format!("the terminal group has no order {unknown}")))
        }
        None => Ok(()),
    };
    state.store.settled_command(call.command(), organization.id, result);
    drop(state);
    call.answer(json!({}))
}

fn delivery(
    core: &Core,
    call: &Call<'_>,
    effect: impl Fn(&mut Scene<'_>) -> Result<(), Fault> + Send + Sync + 'static,
) -> Outcome {
    change(core, call, Delivery, effect)
}
