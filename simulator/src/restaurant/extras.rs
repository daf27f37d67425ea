//! What stands beside the items of an order: combos, discounts, payments and tips.

use std::collections::BTreeSet;

use rust_decimal::Decimal;
use serde_json::{Value, json};
use uuid::Uuid;

use super::pricing::{Line, Pricing, amount, given_money, money};
use crate::fields::{flag, id, list, text, uuid};
use crate::money;
use crate::refusal::words;
use crate::restaurant::{Fault, rules};
use crate::world::{Combo, Dictionaries, DiscountMode, PaymentType};

/// Checks the combos of an order and spreads their prices over their items.
pub(super) fn combos(pricing: Pricing<'_>, given: &Value, lines: &mut [Line]) -> Result<Value, Fault> {
    let mut told = Vec::new();
    let mut seen = Vec::new();
    let mut named = std::collections::HashSet::new();
    if let Some(doubled) = list(given).iter().map(|combo| id(combo, "id")).find(|id| !named.insert(*id)) {
        return Err(rules::COMBO_DOUBLED.fault(format!("the combo {doubled} is named twice")));
    }
    for combo in list(given) {
        let (own, source) = (id(combo, "id"), id(combo, "sourceId"));
        seen.push(own);
        let known = pricing.menu.combos.iter().find(|known| known.id == source).ok_or_else(|| {
            rules::COMBO_UNKNOWN.fault(format!("there is no combo with the source {source}"))
        })?;
        let amount = amount(combo)?;
        contents(known, own, amount, lines)?;
        let price = money(combo, "price")?;
        let total = price * amount;
        spread(own, total, lines)?;
        told.push(json!({
            "id": own,
            "name": text(combo, "name").unwrap_or(known.name),
            "amount": combo["amount"],
            "price": money::number(price),
            "sourceId": source,
            "size": null,
        }));
    }
    match lines.iter().find_map(|line| line.combo.filter(|combo| !seen.contains(combo))) {
        Some(combo) => {
            let message =
                format!("an item belongs to the combo {combo}, which is not among the order's combos");
            Err(rules::COMBO_UNKNOWN.fault(message))
        }
        None => Ok(some(told)),
    }
}

/// Of each group of a combo there is one dish, which the group offers, as often as the combo itself.
fn contents(known: &Combo, own: Uuid, amount: Decimal, lines: &[Line]) -> Result<(), Fault> {
    for line in lines.iter().filter(|line| line.combo == Some(own)) {
        if line.combo_source != Some(known.id) {
            let told = format!("an item of the combo {own} has another source than {}", known.id);
            return Err(rules::COMBO_UNKNOWN.fault(told));
        }
        if !known.groups.iter().any(|group| line.combo_group == Some(group.id)) {
            let told = format!("the combo {} has no group for an item of it", known.name);
            return Err(rules::COMBO_CONTENTS.fault(told));
        }
        if line.amount != amount {
            let told =
                format!("there is {amount} of the combo {}, but {} of a dish", known.name, line.amount);
            return Err(rules::COMBO_CONTENTS.fault(told));
        }
    }
    for group in &known.groups {
        let chosen =
            lines.iter().filter(|line| line.combo == Some(own) && line.combo_group == Some(group.id));
        let offered = |line: &&Line| group.products.contains(&(line.product, line.size));
        let (there, right) = (chosen.clone().count(), chosen.filter(offered).count());
        if (there, right) != (1, 1) {
            let told = format!(
                "the combo {} wants one dish of the group {}: the order has {there}, of which the group offers {right}",
                known.name, group.id
            );
            return Err(rules::COMBO_CONTENTS.fault(told));
        }
    }
    Ok(())
}

/// Gives a combo's items their shares of its price; modifiers are paid apart.
fn spread(combo: Uuid, total: Decimal, lines: &mut [Line]) -> Result<(), Fault> {
    let mut parts: Vec<_> = lines
        .iter_mut()
        .filter(|line| line.combo == Some(combo))
        .flat_map(|line| line.parts.iter_mut())
        .filter(|part| !part.modifier)
        .collect();
    if parts.is_empty() {
        return Err(rules::COMBO_CONTENTS.fault(format!("no item belongs to the combo {combo}")));
    }
    let weights: Vec<Decimal> = parts.iter().map(|part| part.sum).collect();
    for (part, share) in parts.iter_mut().zip(money::share(total, &weights)) {
        part.sum = share;
    }
    Ok(())
}

/// Works out the discounts and takes them off the items.
pub(super) fn discounts(
    dictionaries: &Dictionaries,
    given: &Value,
    lines: &mut [Line],
) -> Result<Value, Fault> {
    let mut told = Vec::new();
    for discount in list(&given["discounts"]) {
        told.push(match text(discount, "type") {
            Some("iikoCard") => loyalty_discount(discount, lines)?,
            _ => own_discount(dictionaries, discount, lines)?,
        });
    }
    Ok(some(told))
}

fn own_discount(dictionaries: &Dictionaries, given: &Value, lines: &mut [Line]) -> Result<Value, Fault> {
    let wanted = id(given, "discountTypeId");
    let kind = dictionaries
        .discount_types
        .iter()
        .find(|kind| kind.id == wanted)
        .ok_or_else(|| rules::DISCOUNT_TYPE.fault(format!("there is no discount type {wanted}")))?;
    let selected: Vec<Uuid> =
        list(&given["selectivePositions"]).iter().filter_map(crate::fields::as_uuid).collect();
    if let Some(position) =
        selected.iter().find(|position| !lines.iter().any(|line| line.position == **position))
    {
        let message = format!("the discount names the position {position}, which no item has");
        return Err(rules::DISCOUNT_POSITION.fault(message));
    }
    let mut lines: Vec<&mut Line> =
        lines.iter_mut().filter(|line| selected.is_empty() || selected.contains(&line.position)).collect();
    let base: Decimal = lines.iter().map(|line| line.sum()).sum();
    let sum = match &kind.mode {
        DiscountMode::Percent(percent) => money::round(base * *percent / Decimal::ONE_HUNDRED),
        DiscountMode::Fixed(sum) => *sum,
        DiscountMode::Flexible => given_money(given, "sum")?
            .ok_or_else(|| rules::DISCOUNT_SUM.fault(format!("{} needs a sum", kind.name)))?,
    };
    let sum = sum.min(base);
    let weights: Vec<Decimal> = lines.iter().map(|line| line.sum()).collect();
    for (line, share) in lines.iter_mut().zip(money::share(sum, &weights)) {
        take_off(line, share);
    }
    Ok(json!({
        "discountType": { "id": kind.id, "name": kind.name },
        "sum": money::number(sum),
        "selectivePositions": if selected.is_empty() { Value::Null } else { json!(selected) },
        "selectivePositionsWithSum": null,
    }))
}

fn loyalty_discount(given: &Value, lines: &mut [Line]) -> Result<Value, Fault> {
    let mut total = Decimal::ZERO;
    let mut told = Vec::new();
    for item in list(&given["discountItems"]) {
        let position = id(item, "positionId");
        let line = lines.iter_mut().find(|line| line.position == position).ok_or_else(|| {
            let message = format!("the discount names the position {position}, which no item has");
            rules::DISCOUNT_POSITION.fault(message)
        })?;
        let sum = money(item, "sum")?.min(line.sum());
        take_off(line, sum);
        total += sum;
        told.push(json!({ "positionId": position, "sum": money::number(sum) }));
    }
    Ok(json!({
        "discountType": { "id": given["programId"], "name": given["programName"] },
        "sum": money::number(total),
        "selectivePositions": null,
        "selectivePositionsWithSum": told,
    }))
}

/// Takes a discount off all parts of an item.
fn take_off(line: &mut Line, sum: Decimal) {
    let weights: Vec<Decimal> = line.parts.iter().map(|part| part.sum).collect();
    for (part, share) in line.parts.iter_mut().zip(money::share(sum, &weights)) {
        part.sum -= share;
    }
}

/// The payments of an order, and how much of them is paid already.
pub(crate) fn payments(dictionaries: &Dictionaries, given: &Value) -> Result<(Value, Decimal), Fault> {
    let mut paid = Decimal::ZERO;
    let mut told = Vec::new();
    for payment in list(given) {
        let (json, sum) = self::payment(dictionaries, payment)?;
        if flag(payment, "isProcessedExternally") {
            paid += sum;
        }
        told.push(json);
    }
    Ok((some(told), paid))
}

/// An order's payments go together: no more is paid than it costs, and not by ways that stand alone.
pub(crate) fn together(dictionaries: &Dictionaries, payments: &[&Value], sum: Decimal) -> Result<(), Fault> {
    let all = || payments.iter().flat_map(|payments| list(payments));
    let kinds: BTreeSet<Uuid> = all().map(|payment| id(&payment["paymentType"], "id")).collect();
    let alone = dictionaries.payment_types.iter().find(|kind| !kind.combinable && kinds.contains(&kind.id));
    if let Some(kind) = alone.filter(|_| kinds.len() > 1) {
        return Err(
            rules::PAYMENT_COMBINED.fault(format!("{} is not combined with another way to pay", kind.name))
        );
    }
    let paid: Decimal = all().filter_map(|payment| crate::money::read(&payment["sum"])).sum();
    if paid > sum {
        let told = format!("the payments are {paid} together, yet the order costs {sum}");
        return Err(rules::PAYMENT_ABOVE_SUM.fault(told));
    }
    Ok(())
}

/// Adds payments, made before, to an order.
pub(crate) fn add(order: &mut Value, payments: Value, paid: Decimal, tips: Value) {
    for (key, more) in [("payments", payments), ("tips", tips)] {
        let mut all = list(&order[key]).to_vec();
        all.extend(list(&more).iter().cloned());
        order[key] = some(all);
    }
    let before = crate::money::read(&order["processedPaymentsSum"]).unwrap_or_default();
    order["processedPaymentsSum"] = money::number(before + paid);
}

/// The tips of an order.
pub(crate) fn tips(dictionaries: &Dictionaries, given: &Value) -> Result<Value, Fault> {
    let (known, name) = dictionaries.tips_type;
    let mut told = Vec::new();
    for tips in list(given) {
        if let Some(wanted) = uuid(tips, "tipsTypeId").filter(|wanted| *wanted != known) {
            return Err(rules::TIPS_TYPE.fault(format!("there is no tips type {wanted}")));
        }
        let (mut json, _) = payment(dictionaries, tips)?;
        json["tipsType"] = json!({ "id": known, "name": name });
        told.push(json);
    }
    Ok(some(told))
}

fn payment(dictionaries: &Dictionaries, given: &Value) -> Result<(Value, Decimal), Fault> {
    let wanted = id(given, "paymentTypeId");
    let kind = dictionaries
        .payment_types
        .iter()
        .find(|kind| kind.id == wanted)
        .ok_or_else(|| rules::PAYMENT_TYPE.fault(format!("there is no payment type {wanted}")))?;
    if let Some(named) = text(given, "paymentTypeKind").filter(|named| *named != requested_kind(kind)) {
        let message = format!("{} is paid as {}, not as {named}", kind.name, requested_kind(kind));
        return Err(rules::PAYMENT_TYPE.fault(message));
    }
    if flag(given, "isProcessedExternally") && !kind.processed_outside() {
        let told = format!("{}: {} is sent without isProcessedExternally", words::NOT_EXTERNAL, kind.name);
        return Err(rules::PAYMENT_EXTERNAL.fault(told));
    }
    let sum = money(given, "sum")?;
    if sum.is_zero() {
        return Err(rules::PAYMENT_SUM.fault(format!("the payment by {} is of 0", kind.name)));
    }
    let told = json!({
        "paymentType": { "id": kind.id, "name": kind.name, "kind": told_kind(kind) },
        "sum": money::number(sum),
        "isPreliminary": true,
        "isExternal": true,
        "isProcessedExternally": flag(given, "isProcessedExternally"),
        "isFiscalizedExternally": flag(given, "isFiscalizedExternally"),
        "isPrepay": flag(given, "isPrepay"),
    });
    Ok((told, sum))
}

/// The kind by which a request names the payment type.
fn requested_kind(kind: &PaymentType) -> &'static str {
    if kind.kind == "IikoCard" { "LoyaltyCard" } else { kind.kind }
}

/// The kind by which an order names the payment type: it knows no loyalty card.
fn told_kind(kind: &PaymentType) -> &'static str {
    if kind.kind == "IikoCard" { "External" } else { kind.kind }
}

/// A list, or `null` when it is empty.
fn some(list: Vec<Value>) -> Value {
    if list.is_empty() { Value::Null } else { Value::Array(list) }
}
