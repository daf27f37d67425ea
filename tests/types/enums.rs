//! Open enums: known values have names, unknown ones are kept, and both say what they are.

use iiko_transport::testing;
use iiko_transport::types::{CustomerSex, DeliveryStatus};

#[test]
fn a_known_text() {
    let status: DeliveryStatus = "OnWay".parse().expect("never fails");
    assert_eq!(status, DeliveryStatus::OnWay);
    assert_eq!(DeliveryStatus::try_from("OnWay"), Ok(DeliveryStatus::OnWay));
    assert_eq!((status.as_str(), status.to_string().as_str(), status.is_known()), ("OnWay", "OnWay", true));
    assert!(
        DeliveryStatus::ALL.contains(&status) && DeliveryStatus::ALL.iter().all(DeliveryStatus::is_known)
    );
}

#[test]
fn an_unknown_text() {
    let status: DeliveryStatus = "Teleported".parse().expect("never fails");
    assert_eq!(status, DeliveryStatus::Unknown("Teleported".to_owned()));
    assert_eq!(
        (status.as_str(), status.to_string().as_str(), status.is_known()),
        ("Teleported", "Teleported", false)
    );
    let error = DeliveryStatus::try_from("Teleported").expect_err("the strict way");
    assert_eq!(error.to_string(), "`Teleported` is no known value of `DeliveryStatus`");
    assert_eq!((error.name(), error.value()), ("DeliveryStatus", "Teleported"));
    let read: DeliveryStatus = testing::decode("\"Teleported\"").expect("open");
    assert_eq!(serde_json::to_string(&read).expect("a text"), "\"Teleported\"");
}

#[test]
fn a_known_number() {
    let sex: CustomerSex = "2".parse().expect("a number");
    assert_eq!(sex, CustomerSex::Female);
    assert_eq!(CustomerSex::try_from(2), Ok(CustomerSex::Female));
    assert_eq!(
        (sex.as_i64(), sex.as_str(), sex.to_string().as_str(), sex.is_known()),
        (2, "Female", "2", true)
    );
}

#[test]
fn an_unknown_number() {
    let sex: CustomerSex = testing::decode("77").expect("open");
    assert_eq!(sex, CustomerSex::Unknown(77));
    assert_eq!((sex.as_i64(), sex.as_str(), sex.is_known()), (77, "Unknown", false));
    assert_eq!(serde_json::to_string(&sex).expect("a number"), "77");
    let error = CustomerSex::try_from(77).expect_err("the strict way");
    assert_eq!(error.to_string(), "`77` is no known value of `CustomerSex`");
}

#[test]
fn what_is_of_another_type_is_refused() {
    let text = testing::decode::<DeliveryStatus>("12").expect_err("a number").to_string();
    assert!(text.contains("expected a DeliveryStatus"), "{text}");
    assert!(testing::decode::<CustomerSex>("\"2\"").is_err());
}

#[test]
fn an_unknown_value_is_logged_once_at_debug_level() {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing_subscriber::filter::LevelFilter::DEBUG)
        .with_ansi(false)
        .with_writer(move || writer.clone())
        .finish();
    tracing::subscriber::with_default(subscriber, || {
        for _ in 0..3 {
            testing::decode::<DeliveryStatus>("\"SeenThreeTimes\"").expect("open");
        }
    });
    let text = log.text();
    assert_eq!(text.matches("SeenThreeTimes").count(), 1, "{text}");
    assert!(text.contains("DEBUG") && text.contains("DeliveryStatus"), "{text}");
}

/// A log in memory.
#[derive(Clone, Default)]
struct Log(std::sync::Arc<std::sync::Mutex<Vec<u8>>>);

impl Log {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().expect("not poisoned").clone()).expect("text")
    }
}

impl std::io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().expect("not poisoned").write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
