//! A payment without its sum.

use iiko_transport::types::{NewCashPayment, PaymentTypeId};

fn main() {
    let _ = NewCashPayment::builder().payment_type_id(PaymentTypeId::from_uuid(uuid::Uuid::new_v4())).build();
}
