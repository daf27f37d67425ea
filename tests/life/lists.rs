//! Lists that go on, by page and by item.

use iiko_transport::types::{CustomerId, WalletTransactionId};
use iiko_transport::{Client, RetryPolicy};
use serde_json::{Value, json};
use wiremock::Request;

use crate::any;
use crate::service::{Service, body, in_turn, ok, organization, refusal};

fn client(service: &Service) -> Client {
    service.builder().retry(RetryPolicy::none()).build().expect("good settings")
}

fn number(request: &Request, field: &str) -> usize {
    let number = body(request).expect("JSON")[field].as_u64().unwrap_or_default();
    usize::try_from(number).expect("a small number")
}

fn two() -> Value {
    json!([{"id": any::<WalletTransactionId>(), "revision": 6}, {"id": any::<WalletTransactionId>(), "revision": 7}])
}

#[tokio::test]
async fn a_failed_page_is_asked_for_again() {
    let service = Service::start().await;
    let answers = in_turn(|turn| match turn {
        1 => ok(json!({"drafts": [], "correlationId": null})),
        _ => refusal(500, "broken"),
    });
    service.answer("draft_by_filter", answers).await;
    let mut pages = client(&service).drafts().by_filter([organization()]).by_page();
    assert!(pages.next().await.expect("a page").expect("it is empty").drafts.is_empty());
    assert!(pages.next().await.is_none(), "an empty page is the end where there is no total");

    let service = Service::start().await;
    let answers = in_turn(|turn| match turn {
        2 => refusal(503, "later"),
        4.. => ok(json!({"transactions": []})),
        _ => ok(json!({"transactions": two()})),
    });
    service.answer("report_transactions_by_date", answers).await;
    let request: iiko_transport::types::ReportTransactionsByDateRequest = serde_json::from_value(json!({
        "customerId": any::<CustomerId>(), "dateFrom": "2026-01-01 00:00:00.000", "dateTo": "2026-02-01 00:00:00.000",
        "pageNumber": 0, "pageSize": 2, "organizationId": organization(),
    }))
    .expect("a request");
    let mut pages = client(&service).reports().transactions_by_date(request).by_page();
    let mut read = Vec::new();
    while let Some(page) = pages.next().await {
        read.push(page.map(|page| page.transactions.len()).map_err(|error| error.status()));
    }

    assert_eq!(read, [Ok(2), Err(Some(503)), Ok(2), Ok(0)]);
    let asked: Vec<usize> = service
        .requests("report_transactions_by_date")
        .await
        .iter()
        .map(|r| number(r, "pageNumber"))
        .collect();
    assert_eq!(asked, [0, 1, 1, 2]);
}

#[tokio::test]
async fn cursors_are_taken_from_the_answer() {
    let service = Service::start().await;
    let answers = in_turn(|turn| match turn {
        1 => ok(json!({
            "transactions": two(), "lastRevision": 7, "lastTransactionId": "0000000d-0000-4000-8000-00000000000d",
        })),
        _ => ok(json!({"transactions": [], "lastRevision": 7})),
    });
    service.answer("report_transactions_by_revision", answers).await;
    let mut items =
        client(&service).reports().transactions_by_revision(any::<CustomerId>(), 2, organization()).by_item();
    let mut read = 0;
    while let Some(item) = items.next().await {
        item.expect("a transaction");
        read += 1;
    }

    assert_eq!(read, 2);
    let requests = service.requests("report_transactions_by_revision").await;
    let second = body(&requests[1]).expect("JSON");
    assert_eq!(
        (&second["revision"], &second["lastTransactionId"]),
        (&json!(7), &json!("0000000d-0000-4000-8000-00000000000d"))
    );
    assert_eq!(requests.len(), 2);
}

/// Lists with a total, of a section that is off unless it is asked for.
#[cfg(feature = "accounts")]
mod with_a_total {
    use iiko_transport::types::{AccountListRequest, BookFilter};
    use serde_json::{Value, json};
    use wiremock::Request;

    use super::{client, number};
    use crate::service::{Service, ok};

    const ENTRIES: usize = 7;

    fn account(number: usize) -> Value {
        json!({
            "id": format!("00000000-0000-4000-8000-{number:012}"), "name": format!("account {number}"), "isDeleted": false,
        })
    }

    /// A service with a list of accounts that gives no more than three at once, whatever it is asked for.
    async fn accounts() -> Service {
        let service = Service::start().await;
        let answer = |request: &Request| {
            let (offset, limit) = (number(request, "offset"), number(request, "limit").min(3));
            let accounts: Vec<Value> = (offset..ENTRIES.min(offset + limit)).map(account).collect();
            ok(json!({"accounts": accounts, "count": ENTRIES, "limit": limit, "offset": offset}))
        };
        service.answer("account_list", answer).await;
        service
    }

    fn all(limit: i64) -> AccountListRequest {
        AccountListRequest::builder().filters(Vec::<BookFilter>::new()).limit(limit).offset(0).build()
    }

    #[tokio::test]
    async fn a_list_with_a_total_is_read_page_by_page() {
        let service = accounts().await;
        let mut pages = client(&service).accounts().list(all(100)).by_page();

        let mut read = Vec::new();
        while let Some(page) = pages.next().await {
            read.push(page.expect("a page").accounts.len());
        }

        assert_eq!(read, [3, 3, 1]);
        assert_eq!(service.count("account_list").await, 3, "the total says where it ends");
        assert!(pages.next().await.is_none());
    }

    #[tokio::test]
    async fn items_come_one_by_one_and_a_reading_can_be_resumed() {
        let service = accounts().await;
        let client = client(&service);
        let mut items = client.accounts().list(all(2)).by_item();
        let mut names = Vec::new();
        for _ in 0..4 {
            names.push(items.next().await.expect("more").expect("an account").name);
        }

        // A program that ends here keeps the request.
        let request = items.call().request().clone();
        assert_eq!(request.offset, 4);
        let mut rest = client.accounts().list(request).by_item();
        while let Some(item) = rest.next().await {
            names.push(item.expect("an account").name);
        }

        let expected: Vec<_> = (0..ENTRIES).map(|n| Some(format!("account {n}"))).collect();
        assert_eq!(names, expected);
    }
}
