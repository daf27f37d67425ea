//! The token in a Redis server that speaks TLS, with a certificate made for the test. `openssl` must be installed.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use iiko_transport::{RedisTokenStore, TokenStore};

use crate::redis::{Redis, free_port};
use crate::{go_on_alone, share_one_token};

/// A certificate and its key in a folder of the test's own, gone with it.
struct Certificate(PathBuf);

impl Certificate {
    fn new() -> Self {
        let folder = std::env::temp_dir().join(format!("iiko-transport-{}", uuid::Uuid::new_v4()));
        std::fs::create_dir(&folder).expect("a folder");
        let certificate = Self(folder);
        let made = Command::new("openssl")
            .args(["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"])
            .args(["-days", "2", "-subj", "/CN=redis of a test"])
            .args(["-addext", "subjectAltName=IP:127.0.0.1", "-addext", "basicConstraints=critical,CA:FALSE"])
            .arg("-keyout")
            .arg(certificate.key())
            .arg("-out")
            .arg(certificate.path())
            .stderr(Stdio::null())
            .status()
            .expect("openssl is installed");
        assert!(made.success(), "openssl makes a certificate");
        certificate
    }

    fn path(&self) -> PathBuf {
        self.0.join("certificate.pem")
    }

    fn key(&self) -> PathBuf {
        self.0.join("key.pem")
    }

    fn pem(&self) -> Vec<u8> {
        std::fs::read(self.path()).expect("the certificate")
    }

    async fn server(&self) -> Redis {
        let port = free_port();
        let text = |path: &Path| path.to_str().expect("a path of the test's own").to_owned();
        let (certificate, key) = (text(&self.path()), text(&self.key()));
        let settings = ["--port", "0", "--tls-port", &port.to_string(), "--tls-cert-file", &certificate]
            .map(str::to_owned)
            .into_iter()
            .chain(["--tls-key-file", &key, "--tls-ca-cert-file", &certificate].map(str::to_owned))
            .chain(["--tls-auth-clients", "no"].map(str::to_owned));
        let settings: Vec<String> = settings.collect();
        Redis::with(port, "rediss", &settings.iter().map(String::as_str).collect::<Vec<_>>()).await
    }
}

impl Drop for Certificate {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn workers_share_one_token() {
    let certificate = Certificate::new();
    let redis = certificate.server().await;
    let store = || {
        let store = RedisTokenStore::new(redis.address.as_str()).expect("a store");
        store.root_certificates(certificate.pem()).expect("a certificate")
    };
    share_one_token(store).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_nobody_vouches_for_costs_only_the_sharing() {
    let certificate = Certificate::new();
    let redis = certificate.server().await;
    go_on_alone(|| RedisTokenStore::new(redis.address.as_str()).expect("a store")).await;

    let other = Certificate::new().pem();
    let store = RedisTokenStore::new(redis.address.as_str()).expect("a store");
    let store = store.root_certificates(other).expect("a certificate");
    let error = store.load("account").await.expect_err("another certificate");
    assert!(error.to_string().contains("certificate"), "{error}");
}

#[tokio::test]
async fn certificates_are_for_tls() {
    let plain = RedisTokenStore::new("redis://127.0.0.1/").expect("a store");
    plain.root_certificates(Certificate::new().pem()).expect_err("without TLS they mean nothing");
    let store = RedisTokenStore::new("rediss://127.0.0.1/").expect("a store");
    store.root_certificates("no certificate").expect_err("there is none in it");
}
