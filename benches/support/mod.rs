//! A server of fixed answers and the arithmetic of comparisons.

#![allow(dead_code, reason = "each benchmark takes what it needs")]

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// Answers by path, each a JSON body.
pub type Answers = HashMap<&'static str, Vec<u8>>;

/// Serves the answers on a thread of its own, so that the client under test has the rest of the machine.
pub fn serve(answers: Answers) -> String {
    let (sender, receiver) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build().expect("a runtime");
        runtime.block_on(async move {
            let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
            sender.send(listener.local_addr().expect("an address")).expect("the benchmark waits");
            let answers = Arc::new(answers);
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(converse(stream, Arc::clone(&answers)));
            }
        });
    });
    format!("http://{}", receiver.recv().expect("the server starts"))
}

async fn converse(mut stream: TcpStream, answers: Arc<Answers>) {
    let _ = stream.set_nodelay(true);
    let mut buffer = Vec::with_capacity(4096);
    loop {
        let Some((path, used)) = request(&buffer) else {
            match stream.read_buf(&mut buffer).await {
                Ok(0) | Err(_) => return,
                Ok(_) => continue,
            }
        };
        buffer.drain(..used);
        let body = answers.get(path.as_str()).map_or(&b"{}"[..], Vec::as_slice);
        let head = format!(
            "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
            body.len()
        );
        let mut answer = head.into_bytes();
        answer.extend_from_slice(body);
        if stream.write_all(&answer).await.is_err() {
            return;
        }
    }
}

/// Path and length of the first whole request, if there is one.
fn request(buffer: &[u8]) -> Option<(String, usize)> {
    let end = buffer.windows(4).position(|window| window == b"\r\n\r\n")? + 4;
    let head = std::str::from_utf8(&buffer[..end]).ok()?.to_ascii_lowercase();
    let length =
        head.lines().find_map(|line| line.strip_prefix("content-length:")?.trim().parse().ok()).unwrap_or(0);
    let path = head.split(' ').nth(1)?.to_owned();
    (buffer.len() >= end + length).then_some((path, end + length))
}

/// The middle of some measurements.
pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// Prints both medians, their ratio, that of the totals, and the least and most ratio of a pair.
pub fn report(what: &str, ours: &[Duration], bare: &[Duration], better: Better) {
    let seconds = |durations: &[Duration]| durations.iter().map(Duration::as_secs_f64).collect::<Vec<_>>();
    let (ours, bare) = (seconds(ours), seconds(bare));
    let ratios: Vec<f64> = ours.iter().zip(&bare).map(|(ours, bare)| better.ratio(*ours, *bare)).collect();
    let least = ratios.iter().copied().fold(f64::INFINITY, f64::min);
    let most = ratios.iter().copied().fold(0.0, f64::max);
    let totals = better.ratio(ours.iter().sum(), bare.iter().sum());
    let (ours, bare) = (median(ours), median(bare));
    println!(
        "| {what} | {:.2} ms | {:.2} ms | {:.3} | {totals:.3} | {least:.3}–{most:.3} |",
        ours * 1e3,
        bare * 1e3,
        better.ratio(ours, bare),
    );
}

/// Which way a ratio is better.
#[derive(Clone, Copy)]
pub enum Better {
    /// Speed: theirs over ours in time.
    Higher,
    /// Cost: ours over theirs in time.
    Lower,
}

impl Better {
    fn ratio(self, ours: f64, bare: f64) -> f64 {
        match self {
            Self::Higher => bare / ours,
            Self::Lower => ours / bare,
        }
    }
}
