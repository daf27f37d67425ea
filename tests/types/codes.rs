//! Integer codes whose meaning nobody documents: newtypes that keep what came.

use iiko_transport::testing;
use iiko_transport::types::{LoyaltyProgramTemplateType, WalletTransactionType};

fn back(code: &WalletTransactionType) -> String {
    serde_json::to_string(code).expect("a code")
}

#[test]
fn a_code_is_a_number() {
    let read: WalletTransactionType = testing::decode("17").expect("a code");
    assert_eq!((read.as_i64(), read.to_string().as_str()), (Some(17), "17"));
    assert_eq!(read, WalletTransactionType::new(17));
    assert_eq!(read, 17.into());
    assert_eq!("17".parse(), Ok(read.clone()));
    assert!(WalletTransactionType::ALL.contains(&read));
    assert_eq!(back(&read), "17");
}

#[test]
fn a_whole_number_may_have_a_point() {
    let read: WalletTransactionType = testing::decode("17.0").expect("a code");
    assert_eq!(read, WalletTransactionType::new(17));
}

#[test]
fn whatever_comes_is_kept_and_goes_back_as_it_came() {
    for (came, number) in
        [("999", Some(999)), ("\"17\"", None), ("\"Refill\"", None), ("1.5", None), ("-3", Some(-3))]
    {
        let read: WalletTransactionType = testing::decode(came).expect("a code");
        assert_eq!(read.as_i64(), number, "{came}");
        assert_eq!(back(&read), came);
    }
    assert!(testing::decode::<WalletTransactionType>("{}").is_err());
}

#[test]
fn what_is_known_has_a_constant() {
    let read: LoyaltyProgramTemplateType = testing::decode("1").expect("a code");
    assert_eq!(read, LoyaltyProgramTemplateType::BONUS_PROGRAM);
    assert_eq!(LoyaltyProgramTemplateType::ALL.len(), 10, "with the one that nobody explains");
}
