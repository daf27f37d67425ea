//! TLS to a Redis server, with a provider of its own: a library installs none for the whole process.

use std::sync::Arc;

use rustls::crypto::CryptoProvider;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use rustls_platform_verifier::BuilderVerifierExt;
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use crate::auth::store::TokenStoreError;

/// How connections are encrypted, where that is not by what the system trusts.
pub(super) struct Tls(Option<TlsConnector>);

impl Tls {
    /// Trusts what the system trusts, which is looked at when it is needed: there may be nothing.
    pub(super) fn new() -> Result<Self, TokenStoreError> {
        provider().map(|_| Self(None))
    }

    /// Trusts these certificates alone.
    pub(super) fn trusting(pem: &[u8]) -> Result<Self, TokenStoreError> {
        let mut roots = RootCertStore::empty();
        for certificate in CertificateDer::pem_slice_iter(pem) {
            roots.add(certificate.map_err(TokenStoreError::new)?).map_err(TokenStoreError::new)?;
        }
        if roots.is_empty() {
            return Err(TokenStoreError::new("there is no certificate in PEM"));
        }
        let builder = ClientConfig::builder_with_provider(provider()?).with_safe_default_protocol_versions();
        let config =
            builder.map_err(TokenStoreError::new)?.with_root_certificates(roots).with_no_client_auth();
        Ok(Self(Some(Arc::new(config).into())))
    }

    fn connector(&self) -> Result<TlsConnector, TokenStoreError> {
        if let Some(connector) = &self.0 {
            return Ok(connector.clone());
        }
        let builder = ClientConfig::builder_with_provider(provider()?).with_safe_default_protocol_versions();
        let builder = builder.and_then(BuilderVerifierExt::with_platform_verifier);
        let config = builder.map_err(TokenStoreError::new)?.with_no_client_auth();
        Ok(Arc::new(config).into())
    }

    pub(super) async fn connect(
        &self,
        host: &str,
        port: u16,
    ) -> Result<TlsStream<TcpStream>, TokenStoreError> {
        let name = ServerName::try_from(host.to_owned()).map_err(TokenStoreError::new)?;
        let stream = TcpStream::connect((host, port)).await.map_err(TokenStoreError::new)?;
        stream.set_nodelay(true).map_err(TokenStoreError::new)?;
        self.connector()?.connect(name, stream).await.map_err(TokenStoreError::new)
    }
}

/// The program's provider, or else that of the feature.
fn provider() -> Result<Arc<CryptoProvider>, TokenStoreError> {
    let installed = CryptoProvider::get_default().cloned();
    let missing = "`rediss://` needs TLS: turn on the feature `rustls-aws-lc` or `rustls-ring`";
    installed.or_else(own).ok_or_else(|| TokenStoreError::new(missing))
}

#[cfg(feature = "rustls-aws-lc")]
fn own() -> Option<Arc<CryptoProvider>> {
    Some(Arc::new(rustls::crypto::aws_lc_rs::default_provider()))
}

#[cfg(all(feature = "rustls-ring", not(feature = "rustls-aws-lc")))]
fn own() -> Option<Arc<CryptoProvider>> {
    Some(Arc::new(rustls::crypto::ring::default_provider()))
}

#[cfg(not(any(feature = "rustls-ring", feature = "rustls-aws-lc")))]
fn own() -> Option<Arc<CryptoProvider>> {
    None
}
