//! What the client costs: calls against bare reqwest, big answers against bare serde_json, in one run against the
//! same loopback server.

// What is deprecated works as long as it is there.
#![allow(deprecated)]
#![recursion_limit = "256"]

mod support;

use std::future::Future;
use std::process::{Command, Stdio};
use std::time::Duration;

use iiko_transport::types::{NomenclatureResponse, OrganizationsResponse};
use iiko_transport::{Client, Operation};
use serde_json::json;
use support::{Answers, Better, report, serve};
use tokio::task::JoinSet;
use tokio::time::Instant;

const ROUNDS: usize = 31;
const ONE_BY_ONE: usize = 1_600;
const TOGETHER: usize = 64;
const CALLS: usize = 12_800;

/// Who makes the calls. Each side runs in processes of its own, by turns: in one process both would share a heap, in
/// which either leaves the other a state that changes its speed by a fifth.
const SIDES: [&str; 3] = ["ours", "bare", "bare with a deadline"];

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a runtime");
    let arguments: Vec<String> = std::env::args().collect();
    if let Some(side) = SIDES.iter().find(|side| arguments.iter().any(|argument| argument == *side)) {
        let (one_by_one, together) = runtime.block_on(calls(side));
        println!("{} {}", one_by_one.as_nanos(), together.as_nanos());
        return;
    }
    println!(
        "| what | ours | bare | ratio of medians | of totals | of pairs |\n| --- | --- | --- | --- | --- | --- |"
    );
    compare_calls();
    for megabytes in [1, 25] {
        runtime.block_on(big_answer(megabytes));
    }
}

/// Runs the sides by turns and compares the first one with each of the others.
fn compare_calls() {
    let mut measured = [const { (Vec::new(), Vec::new()) }; SIDES.len()];
    for _ in 0..ROUNDS {
        for (side, (one_by_one, together)) in SIDES.iter().zip(&mut measured) {
            let (one, many) = in_a_process(side);
            one_by_one.push(one);
            together.push(many);
        }
    }
    let [ours, others @ ..] = &measured;
    for (side, bare) in SIDES[1..].iter().zip(others) {
        let what = format!("{ONE_BY_ONE} × `organizations()`, one after another, against reqwest: {side}");
        report(&what, &ours.0, &bare.0, Better::Higher);
        let what = format!("{CALLS} × `organizations()`, {TOGETHER} at once, against reqwest: {side}");
        report(&what, &ours.1, &bare.1, Better::Higher);
    }
}

fn in_a_process(side: &str) -> (Duration, Duration) {
    let program = std::env::current_exe().expect("this program");
    let mut command = Command::new(program);
    let output = command.arg(side).stderr(Stdio::inherit()).output().expect("it runs once more");
    assert!(output.status.success(), "{side}: {}", output.status);
    let text = String::from_utf8(output.stdout).expect("text");
    let mut nanoseconds = text.split_whitespace().map(|number| number.parse().expect("a number"));
    let mut next = || Duration::from_nanos(nanoseconds.next().expect("two durations"));
    (next(), next())
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

async fn calls(side: &str) -> (Duration, Duration) {
    let url = serve(answers(Vec::new()));
    if side == "ours" {
        let client = Client::builder("login").base_url(&url).build().expect("a client");
        let call = move || {
            let client = client.clone();
            async move { drop(client.organizations().await.expect("an answer")) }
        };
        return timed(call).await;
    }
    let bare = reqwest::Client::builder().tcp_nodelay(true).build().expect("a client");
    let address = format!("{url}{}", path("organizations"));
    // What talks to a network has a deadline; the plainest call of all has none.
    let patience = (side != "bare").then(|| Duration::from_secs(20));
    let call = move || {
        let mut request = bare.post(&address).bearer_auth("token").header("Timeout", 15).json(&json!({}));
        if let Some(patience) = patience {
            request = request.timeout(patience);
        }
        async move {
            let answer = request.send().await.expect("an answer");
            drop(answer.json::<OrganizationsResponse>().await.expect("organizations"));
        }
    };
    timed(call).await
}

/// How long the calls take one by one and together, once all connections stand and the heap has settled.
async fn timed<F, C>(call: C) -> (Duration, Duration)
where
    F: Future<Output = ()> + Send,
    C: Fn() -> F + Clone + Send + 'static,
{
    together(&call, CALLS / 2).await;
    (one_by_one(&call).await, together(&call, CALLS).await)
}

async fn one_by_one<F: Future<Output = ()>>(call: &impl Fn() -> F) -> Duration {
    let started = Instant::now();
    for _ in 0..ONE_BY_ONE {
        call().await;
    }
    started.elapsed()
}

/// As many tasks as calls are wanted at once, each with its share of them.
async fn together<F, C>(call: &C, calls: usize) -> Duration
where
    F: Future<Output = ()> + Send,
    C: Fn() -> F + Clone + Send + 'static,
{
    let started = Instant::now();
    let mut running = JoinSet::new();
    for _ in 0..TOGETHER {
        let call = call.clone();
        running.spawn(async move {
            for _ in 0..calls / TOGETHER {
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
    let organization = iiko_transport::types::OrganizationId::from_uuid(uuid::Uuid::new_v4());
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
