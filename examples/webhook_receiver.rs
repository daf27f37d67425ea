//! A server that receives webhooks, and a client whose waiting they end.
//!
//! `cargo run --example webhook_receiver`
//!
//! With `IIKO_API_LOGIN` it needs the address under which iiko reaches this server in `WEBHOOK_URL`; it listens on
//! `WEBHOOK_LISTEN` (`127.0.0.1:8081` unless set). Without, an embedded iikoCloud sends the webhooks, and the program ends
//! after the first.

use std::process::ExitCode;

use axum::Router;
use common::{AnyError, Restaurant};
use iiko_transport::types::{NewDeliveryOrder, WebhookEvent};
use iiko_transport::webhooks::{Inbox, Receiver, everything};
use tokio::net::TcpListener;

mod common;

#[tokio::main]
async fn main() -> ExitCode {
    common::end(run().await)
}

async fn run() -> Result<(), AnyError> {
    let restaurant = Restaurant::open().await?;
    let is_embedded = restaurant.simulator.is_some();
    let default = if is_embedded { "127.0.0.1:0" } else { "127.0.0.1:8081" };
    let listen = std::env::var("WEBHOOK_LISTEN").unwrap_or_else(|_| default.to_owned());
    let listener = TcpListener::bind(listen).await?;
    let url = match std::env::var("WEBHOOK_URL") {
        Ok(url) => url,
        Err(_) if is_embedded => format!("http://{}/iiko", listener.local_addr()?),
        Err(_) => return Err("WEBHOOK_URL: the address under which iiko reaches this server".into()),
    };

    // A secret of this program's own, which iiko sends back: keep it, or register anew at each start.
    let token = uuid::Uuid::new_v4().to_string();
    let (receiver, inbox) = Receiver::builder(token).tell(&restaurant.client).build();
    let application = Router::new().route_service("/iiko", receiver.clone());
    tokio::spawn(async move { axum::serve(listener, application).await });
    let register = receiver.register(&restaurant.client, restaurant.organization, &*url);
    register.web_hooks_filter(everything()).await?;
    println!("iiko sends its events to {url}.");

    if is_embedded {
        let (dish, _) = restaurant.dish(1).await?;
        let order = NewDeliveryOrder::builder().phone("+79990000000").items([dish]).build();
        let create = restaurant.client.deliveries().create(restaurant.organization, order);
        // The webhook ends it, before the client asks again.
        let made = create.exactly_once().until_done().await?;
        println!("The restaurant has the order {}.", made.id);
    }
    read(inbox, is_embedded).await;
    Ok(())
}

/// Does something with each event. An event may come twice: what is done with it has to bear that.
async fn read(mut inbox: Inbox, only_one: bool) {
    while let Some(event) = inbox.next().await {
        match event {
            Ok(WebhookEvent::DeliveryOrderUpdate(event)) => {
                let order = event.event_info.and_then(|info| info.order);
                println!(
                    "A delivery is {}.",
                    order.map(|order| order.status.to_string()).unwrap_or_default()
                );
            }
            Ok(WebhookEvent::StopListUpdate(event)) => println!("Stop lists of {:?}.", event.organization_id),
            Ok(other) => println!("{other:?}"),
            Err(broken) => eprintln!("Kept for later: {broken}: {} bytes", broken.raw().len()),
        }
        if only_one {
            break;
        }
    }
}

#[tokio::test]
async fn it_runs() -> Result<(), AnyError> {
    run().await
}
