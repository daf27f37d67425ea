//! Order, payment, discount, tips and removal types, and cancel causes.

use rust_decimal::Decimal;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Organization, id};
use crate::money;

/// What orders refer to.
pub(crate) struct Dictionaries {
    pub(crate) order_types: Vec<OrderType>,
    pub(crate) payment_types: Vec<PaymentType>,
    pub(crate) discount_types: Vec<DiscountType>,
    /// Id and name of the only tips type.
    pub(crate) tips_type: (Uuid, &'static str),
}

/// A kind of order.
pub(crate) struct OrderType {
    pub(crate) id: Uuid,
    pub(crate) name: &'static str,
    /// `OrderServiceType` of orders.
    pub(crate) service: &'static str,
}

/// A way to pay.
pub(crate) struct PaymentType {
    pub(crate) id: Uuid,
    pub(crate) name: &'static str,
    /// `PaymentTypeKind` of the dictionary.
    pub(crate) kind: &'static str,
    /// Whether an order may be paid by others, too.
    pub(crate) combinable: bool,
    code: &'static str,
}

/// A discount or surcharge.
pub(crate) struct DiscountType {
    pub(crate) id: Uuid,
    pub(crate) name: &'static str,
    pub(crate) mode: DiscountMode,
}

/// How large a discount is.
pub(crate) enum DiscountMode {
    /// Percent of the sum.
    Percent(Decimal),
    /// Always the same.
    Fixed(Decimal),
    /// Whatever the order says.
    Flexible,
}

impl Dictionaries {
    pub(crate) fn new() -> Self {
        let order_type = |name, service| OrderType { id: id("order-type", name), name, service };
        let payment_type = |code, name, kind| {
            let combinable = code != "INVOICE";
            PaymentType { id: id("payment-type", code), name, kind, combinable, code }
        };
        let discount_type = |name, mode| DiscountType { id: id("discount-type", name), name, mode };
        Self {
            order_types: vec![
                order_type("Обычный заказ", "Common"),
                order_type("Доставка курьером", "DeliveryByCourier"),
                order_type("Самовывоз", "DeliveryByClient"),
            ],
            payment_types: vec![
                payment_type("CASH", "Наличные", "Cash"),
                payment_type("CARD", "Банковская карта", "Card"),
                payment_type("SITE", "Оплата на сайте", "External"),
                payment_type("BONUS", "Бонусы", "IikoCard"),
                payment_type("INVOICE", "Счёт организации", "External"),
            ],
            discount_types: vec![
                discount_type("Самовывоз 10 %", DiscountMode::Percent(Decimal::TEN)),
                discount_type("Промокод 200 ₽", DiscountMode::Fixed(Decimal::from(200))),
                discount_type("Скидка управляющего", DiscountMode::Flexible),
            ],
            tips_type: (id("tips-type", "waiter"), "Чаевые официанту"),
        }
    }

    /// Tips types as the service tells them.
    pub(crate) fn tips_types(&self, organizations: &[Organization]) -> Value {
        let organizations: Vec<Uuid> = organizations.iter().map(|organization| organization.id).collect();
        let payment_types = self.payment_types.iter().filter(|payment| payment.kind != "IikoCard");
        json!([{
            "id": self.tips_type.0,
            "name": self.tips_type.1,
            "organizationIds": organizations,
            "orderServiceTypes": ["Common", "DeliveryByCourier", "DeliveryPickUp"],
            "paymentTypesIds": payment_types.map(|payment| payment.id).collect::<Vec<_>>(),
        }])
    }
}

impl OrderType {
    /// The order type as the service tells it.
    pub(crate) fn json(&self) -> Value {
        // The dictionary calls pickup by another name than orders do.
        let service = if self.service == "DeliveryByClient" { "DeliveryPickUp" } else { self.service };
        json!({
            "id": self.id,
            "name": self.name,
            "orderServiceType": service,
            "isDeleted": false,
            "externalRevision": 1,
            "isDefault": true,
        })
    }
}

impl PaymentType {
    /// Whether somebody outside the restaurant may process it.
    pub(crate) fn processed_outside(&self) -> bool {
        self.kind != "Cash"
    }

    /// The payment type as the service tells it, with the terminal groups that take it.
    pub(crate) fn json(&self, terminal_groups: &[Value]) -> Value {
        let processing = match self.kind {
            "External" => "External",
            "Cash" => "Internal",
            _ => "Both",
        };
        json!({
            "id": self.id,
            "code": self.code,
            "name": self.name,
            "comment": null,
            "combinable": self.combinable,
            "externalRevision": 1,
            "applicableMarketingCampaigns": [],
            "isDeleted": false,
            "printCheque": self.kind != "IikoCard",
            "paymentProcessingType": processing,
            "paymentTypeKind": self.kind,
            "terminalGroups": terminal_groups,
        })
    }
}

impl DiscountType {
    /// The discount type as the service tells it.
    pub(crate) fn json(&self) -> Value {
        let (mode, percent, sum) = match &self.mode {
            DiscountMode::Percent(percent) => ("Percent", *percent, Decimal::ZERO),
            DiscountMode::Fixed(sum) => ("FixedSum", Decimal::ZERO, *sum),
            DiscountMode::Flexible => ("FlexibleSum", Decimal::ZERO, Decimal::ZERO),
        };
        json!({
            "id": self.id,
            "name": self.name,
            "percent": money::number(percent),
            "isCategorisedDiscount": false,
            "productCategoryDiscounts": [],
            "comment": null,
            "canBeAppliedSelectively": true,
            "minOrderSum": null,
            "mode": mode,
            "sum": money::number(sum),
            "canApplyByCardNumber": false,
            "isManual": true,
            "isCard": false,
            "isAutomatic": false,
            "isDeleted": false,
        })
    }
}

/// Reasons to cancel a delivery.
pub(crate) fn cancel_causes() -> Value {
    let causes = ["Гость передумал", "Нет блюда", "Не дозвонились"];
    causes
        .iter()
        .map(|name| json!({ "id": id("cancel-cause", name), "name": name, "isDeleted": false }))
        .collect()
}

/// Ways to take an item off an order.
pub(crate) fn removal_types() -> Value {
    let removal = |name: &str, reason: bool, writeoff: bool| {
        json!({
            "id": id("removal-type", name),
            "name": name,
            "comment": null,
            "canWriteoffToCafe": writeoff,
            "canWriteoffToWaiter": false,
            "canWriteoffToUser": writeoff,
            "reasonRequired": reason,
            "manual": true,
            "isDeleted": false,
        })
    };
    json!([
        removal("Ошибка официанта", true, false),
        removal("Порча", true, true),
        removal("Отказ гостя", false, false)
    ])
}
