//! What the client costs: calls against bare reqwest, big answers against bare serde_json, in one run against the
//! same loopback server.

#![recursion_limit = "256"]

mod support;

use std::future::Future;
use std::time::{Duration, Instant};

use iiko_transport::types::{NomenclatureResponse, OrganizationsResponse};
use iiko_transport::{Client, Operation};
use serde_json::json;
use support::{Answers, Better, report, serve};
use tokio::task::JoinSet;

const ROUNDS: usize = 9;
const CALLS: usize = 6400;
const TOGETHER: usize = 64;

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a runtime");
    println!("| what | ours | bare | ratio: median (least–most) |\n| --- | --- | --- | --- |");
    runtime.block_on(calls());
    for megabytes in [1, 25] {
        runtime.block_on(big_answer(megabytes));
    }
}

fn path(id: &str) -> &'static str {
    Operation::find(id).expect("an operation of the spec").path()
}

fn answers(nomenclature: Vec<u8>) -> Answers {
    let token = json!({ "correlationId": uuid::Uuid::nil(), "token": "token" });
    let organizations: Vec<_> = (0..10)
        .map(|n| json!({ "responseType": "Simple", "id": uuid::Uuid::from_u128(n), "name": format!("Restaurant {n}") }))
        .collect();
    let organizations = json!({ "correlationId": uuid::Uuid::nil(), "organizations": organizations });
    Answers::from([
        (path("access_token"), token.to_string().into_bytes()),
        (path("organizations"), organizations.to_string().into_bytes()),
        (path("nomenclature"), nomenclature),
    ])
}

async fn calls() {
    let url = serve(answers(Vec::new()));
    let client = Client::builder("login").base_url(&url).build().expect("a client");
    let bare = reqwest::Client::builder().tcp_nodelay(true).build().expect("a client");
    let address = format!("{url}{}", path("organizations"));
    client.organizations().await.expect("an answer");

    let ours = move || {
        let client = client.clone();
        async move { drop(client.organizations().await.expect("an answer")) }
    };
    // What talks to a network has a deadline; the plainest call of all has none.
    let patience = [None, Some(Duration::from_secs(20))];
    let theirs = move |patience: Option<Duration>| {
        let mut request = bare.post(&address).bearer_auth("token").header("Timeout", 15).json(&json!({}));
        if let Some(patience) = patience {
            request = request.timeout(patience);
        }
        async move {
            let answer = request.send().await.expect("an answer");
            drop(answer.json::<OrganizationsResponse>().await.expect("organizations"));
        }
    };
    for patience in patience {
        let theirs = theirs.clone();
        let theirs = move || theirs(patience);
        let (mut one_ours, mut one_theirs, mut many_ours, mut many_theirs) = (vec![], vec![], vec![], vec![]);
        for _ in 0..ROUNDS {
            one_ours.push(one_by_one(&ours).await);
            one_theirs.push(one_by_one(&theirs).await);
            many_ours.push(together(&ours).await);
            many_theirs.push(together(&theirs).await);
        }
        let than = if patience.is_some() { "reqwest with a deadline" } else { "reqwest without a deadline" };
        let (one, many) = (CALLS / 4, CALLS);
        report(
            &format!("{one} × `organizations()`, one after another, against {than}"),
            &one_ours,
            &one_theirs,
            Better::Higher,
        );
        report(
            &format!("{many} × `organizations()`, {TOGETHER} at once, against {than}"),
            &many_ours,
            &many_theirs,
            Better::Higher,
        );
    }
}

async fn one_by_one<F: Future<Output = ()>>(call: &impl Fn() -> F) -> Duration {
    let started = Instant::now();
    for _ in 0..CALLS / 4 {
        call().await;
    }
    started.elapsed()
}

/// As many tasks as calls are wanted at once, each with its share of them.
async fn together<F, C>(call: &C) -> Duration
where
    F: Future<Output = ()> + Send,
    C: Fn() -> F + Clone + Send + 'static,
{
    let started = Instant::now();
    let mut running = JoinSet::new();
    for _ in 0..TOGETHER {
        let call = call.clone();
        running.spawn(async move {
            for _ in 0..CALLS / TOGETHER {
                call().await;
            }
        });
    }
    while running.join_next().await.is_some() {}
    started.elapsed()
}

async fn big_answer(megabytes: usize) {
    let body = nomenclature(megabytes * 1_000_000);
    let url = serve(answers(body.clone()));
    let client = Client::builder("login").base_url(&url).build().expect("a client");
    let bare = reqwest::Client::builder().tcp_nodelay(true).build().expect("a client");
    let address = format!("{url}{}", path("nomenclature"));
    let organization = iiko_transport::types::OrganizationId::new();
    let (mut ours, mut theirs, mut fetched) = (vec![], vec![], vec![]);
    for _ in 0..ROUNDS {
        let started = Instant::now();
        drop(client.nomenclature(organization).await.expect("a menu"));
        ours.push(started.elapsed());

        let started = Instant::now();
        let bytes =
            bare.post(&address).json(&json!({})).send().await.expect("a menu").bytes().await.expect("a body");
        fetched.push(started.elapsed());
        let started = Instant::now();
        drop(serde_json::from_slice::<NomenclatureResponse>(&bytes).expect("a menu"));
        theirs.push(started.elapsed());
    }
    let both: Vec<_> = fetched.iter().zip(&theirs).map(|(fetch, decode)| *fetch + *decode).collect();
    report(
        &format!("`nomenclature()` of {megabytes} MB against reqwest and serde_json"),
        &ours,
        &both,
        Better::Lower,
    );
    report("the same against serde_json alone, without the way there", &ours, &theirs, Better::Lower);
}

/// A menu of about that many bytes, with the fields that menus have.
fn nomenclature(bytes: usize) -> Vec<u8> {
    let product = |n: u128| {
        json!({
            "id": uuid::Uuid::from_u128(n), "code": format!("{n:05}"), "name": format!("Борщ московский № {n}"),
            "description": "Свёкла, капуста, говядина, сметана", "additionalInfo": null, "tags": [], "isDeleted": false,
            "seoDescription": null, "seoText": null, "seoKeywords": null, "seoTitle": null,
            "fatAmount": 3.4, "proteinsAmount": 5.21, "carbohydratesAmount": 7.125, "energyAmount": 84.0,
            "fatFullAmount": 11.9, "proteinsFullAmount": 18.235, "carbohydratesFullAmount": 24.9375,
            "energyFullAmount": 294, "weight": 0.35, "groupId": uuid::Uuid::from_u128(7), "productCategoryId": null,
            "type": "dish", "orderItemType": "Product", "modifierSchemaId": null, "modifierSchemaName": null,
            "splittable": false, "measureUnit": "порц", "sizePrices": [{ "sizeId": null, "price": {
                "currentPrice": 350.5, "isIncludedInMenu": true, "nextPrice": null, "nextIncludedInMenu": false,
                "nextDatePrice": null } }],
            "modifiers": [], "groupModifiers": [{ "id": uuid::Uuid::from_u128(8), "minAmount": 0, "maxAmount": 2,
                "required": false, "childModifiersHaveMinMaxRestrictions": false, "childModifiers": [
                    { "id": uuid::Uuid::from_u128(9), "defaultAmount": 0, "minAmount": 0, "maxAmount": 1 }] }],
            "imageLinks": ["https://example.com/menu/soup.jpg"], "doNotPrintInCheque": false,
            "parentGroup": uuid::Uuid::from_u128(7), "order": n, "fullNameEnglish": "", "useBalanceForSell": false,
            "canSetOpenPrice": false, "paymentSubject": null,
        })
        .to_string()
    };
    let mut products = Vec::new();
    let mut total = 0;
    while total < bytes {
        let text = product(products.len() as u128);
        total += text.len() + 1;
        products.push(text);
    }
    format!(
        r#"{{"correlationId":"{}","groups":[],"productCategories":[],"products":[{}],"sizes":[],"revision":1}}"#,
        uuid::Uuid::nil(),
        products.join(",")
    )
    .into_bytes()
}
