//! How a restaurant behaves: what its point of sale refuses, with which code, and where that is known from. The contract,
//! which the bundle tells, is another thing: what breaks it never comes this far.

use serde_json::{Value, json};

use super::fault::Fault;

/// Something that the point of sale refuses.
#[derive(Debug)]
pub(crate) struct Rule {
    /// The rule's own name.
    pub(crate) key: &'static str,
    /// One of the bundle's `ErrorCode`s.
    code: &'static str,
    /// What is refused.
    refuses: &'static str,
    /// Where this is known from.
    evidence: &'static str,
}

impl Rule {
    /// The refusal, in this case.
    pub(crate) fn fault(&self, message: impl Into<String>) -> Fault {
        Fault { rule: Some(self.key), ..Fault::new(self.code, message) }
    }
}

/// The code's own name says it.
const CODE: &str = "the bundle's ErrorCode";
/// Somebody who built an integration has told of it.
const REPORTED: &str = "reported by integrations";
/// Nobody has told; a restaurant that let it pass would be of no use.
const ASSUMED: &str = "assumed";
/// The vendor's own guide to orders that the till did not make shows its words.
const GUIDE: &str = "the vendor's guide to orders that were not made";

macro_rules! rules {
    ($($name:ident: $code:literal, $refuses:literal, $evidence:expr;)*) => {
        $(pub(crate) const $name: Rule = Rule {
            key: stringify!($name), code: $code, refuses: $refuses, evidence: $evidence,
        };)*
        /// All rules.
        const RULES: &[Rule] = &[$($name),*];
    };
}

rules! {
    ORDER_UNKNOWN: "OrderNotFound", "a command to an order that the organization does not have", CODE;
    ORDER_DOUBLED: "DuplicatedOrderId", "a second order of an id", REPORTED;
    RESERVE_DOUBLED: "DuplicatedReserveId", "a second reserve of an id", CODE;
    TERMINAL_ASLEEP: "TerminalGroupDisabled", "an order to a terminal group that sleeps", CODE;
    NO_ITEMS: "OrderItemsNotExists", "an order without items", CODE;
    PHONE: "InvalidPhone", "a phone that is not + and 8 digits or more", CODE;
    CUSTOMER_NAME: "CustomerNameNotSpecified", "a new customer without a name", CODE;
    ADDRESS: "AddressNotFound", "a street or region that the organization does not have", CODE;
    COURIER_WITHOUT_ADDRESS: "AddressNotFound", "a delivery by courier without a place to bring it to", "the bundle: delivery_change_service_type wants an address for a courier";
    PICKUP_WITH_ADDRESS: "Common", "an order that the guest fetches, with an address", REPORTED;
    TIME_PAST: "TooSmallDeliveryDate", "an order for a time that has passed", REPORTED;
    ORDER_TYPE_UNKNOWN: "OrderTypeNotFound", "an order type that is not there", CODE;
    ORDER_TYPE: "IncorrectOrderType", "an order type of the other kind of order", CODE;
    PRICE_CATEGORY: "Incorrect", "a price category that is not there", ASSUMED;
    PRODUCT_UNKNOWN: "ProductNotFound", "a product that the menu does not have", CODE;
    MODIFIER_AS_DISH: "ProductNotFound", "a modifier ordered as a dish", ASSUMED;
    SIZE: "ProductSizeNotFound", "a size that the product does not have, or none for one that has sizes", GUIDE;
    HALVES: "Incorrect", "two halves of a product that is not made of halves", ASSUMED;
    AMOUNT: "Incorrect", "an amount of 0, or one that no till counts", ASSUMED;
    POSITION_EMPTY: "EmptyOrderItemPosition", "a position whose id is all zeros", CODE;
    POSITION_DOUBLED: "NonUnqiueOrderItemPosition", "two items with one position id", CODE;
    STOPPED: "Common", "more of a product than the stop list leaves", "the bundle: createOrderSettings.checkStopList";
    MODIFIER_DOUBLED: "ModifierDuplicated", "a modifier named twice", CODE;
    MODIFIER_FOREIGN: "ProductNotFound", "a modifier that the dish does not take", CODE;
    MODIFIER_GROUP: "ProductGroupNotFound", "a modifier in a group that it is not in", CODE;
    MODIFIER_AMOUNT: "Common", "fewer or more of a modifier, or of a group of them, than it allows", GUIDE;
    COMBO_DOUBLED: "ComboDuplicated", "a combo named twice", CODE;
    COMBO_UNKNOWN: "InvalidReferenceToCombo", "a combo that is not there, or an item of one that the order lacks", CODE;
    COMBO_CONTENTS: "InvalidComboItemsAmount", "a combo with a group empty or filled twice, with a dish that it does not offer, or with another amount of it", CODE;
    DISCOUNT_TYPE: "Common", "a discount type that is not there", ASSUMED;
    DISCOUNT_POSITION: "DiscountItemPositionNotFound", "a discount on a position that no item has", CODE;
    DISCOUNT_SUM: "DiscountSumNotSpecified", "a discount of a free sum without the sum", CODE;
    PAYMENT_TYPE: "PaymentTypeNotFound", "a payment type that is not there, or of another kind", CODE;
    PAYMENT_SUM: "PaymentSumShouldBePositive", "a payment of 0", CODE;
    PAYMENT_ABOVE_SUM: "Common", "payments above the sum of the order", ASSUMED;
    PAYMENT_COMBINED: "Common", "a payment type that is not combinable beside another", "the bundle: PaymentType.combinable";
    PAYMENT_EXTERNAL: "PaymentTypeCanNotBeUsedAsExternal", "external processing of a payment type that the till processes", REPORTED;
    PAYMENT_PROCESSED: "Common", "other payments in the place of one that is processed", "the bundle: delivery_change_payments and order_change_payments";
    TIPS_TYPE: "TipsTypeNotApplicable", "a tips type that is not there", CODE;
    DELIVERY_STATUS: "WrongDeliveryStatus", "a step that the delivery's status does not allow", "the bundle: update_order_delivery_status and delivery_close";
    TABLE_STATUS: "Common", "a change of a table order that is closed or deleted", ASSUMED;
    UNPAID: "Common", "closing a table order that is not paid", ASSUMED;
    REMOVAL_TYPE: "Common", "cancelling printed items without a removal type, or with one that is not there", "the bundle: delivery_cancel and order_cancel";
    CANCEL_CAUSE: "Common", "a cancel cause that is not there", ASSUMED;
    COURIER: "CourierIdDoesNotExist", "a courier whom the organization does not have", CODE;
    COURIER_FOR_PICKUP: "CanNotAssignCourierToOrder", "a courier for an order that the guest fetches", CODE;
    EMPLOYEE: "UserNotFound", "an employee whom the organization does not have", CODE;
    SHIFT: "Common", "opening a shift that is open, or closing one that is not", ASSUMED;
    TABLE_UNKNOWN: "Common", "a table that the terminal group does not have", ASSUMED;
    TABLE_TAKEN: "EntityAlreadyInUse", "a reserve of a table that is taken at the time", ASSUMED;
    RESERVE_TIME: "TooSmallDeliveryDate", "a reserve for a time that has passed or is more than 90 days ahead", "the bundle: reserve_create";
    RESERVE_STATUS: "Common", "a change of a reserve that is over or cancelled", ASSUMED;
    RESERVE_FEATURE: "Common", "a change of a banquet's order where there is only a reserve", ASSUMED;
    GUEST_COUNT: "Incorrect", "a reserve without guests", ASSUMED;
    COUPON: "Common", "a coupon that is not there or was used", ASSUMED;
    BONUS: "Common", "a payment of bonuses above what the guest has", ASSUMED;
}

/// The rules as the control tells them.
pub(crate) fn table() -> Value {
    let told = RULES.iter().map(|rule| {
        json!({ "key": rule.key, "code": rule.code, "refuses": rule.refuses, "evidence": rule.evidence })
    });
    told.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::Bundle;

    #[test]
    fn each_code_is_the_bundle_s() {
        let codes = &Bundle::get().unwrap().schemas["ErrorCode"]["enum"];
        for rule in RULES {
            assert!(codes.as_array().unwrap().contains(&json!(rule.code)), "{}", rule.key);
        }
    }
}
