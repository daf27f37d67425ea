//! TLS for the client alone: a library installs no provider for the whole process.

use reqwest::ClientBuilder;

/// With ring as the only choice, reqwest builds no client before somebody has installed a provider for the process;
/// so it gets the whole of its TLS from here. A provider that the program has installed is left to reqwest.
#[cfg(all(feature = "rustls-ring", not(any(feature = "rustls-aws-lc", feature = "native-tls"))))]
pub(super) fn own(builder: ClientBuilder) -> Result<ClientBuilder, rustls::Error> {
    use std::sync::Arc;

    use rustls::ClientConfig;
    use rustls::crypto::{CryptoProvider, ring};
    use rustls_platform_verifier::BuilderVerifierExt as _;

    if CryptoProvider::get_default().is_some() {
        return Ok(builder);
    }
    let mut config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_platform_verifier()?
        .with_no_client_auth();
    config.alpn_protocols = vec![
        #[cfg(feature = "http2")]
        b"h2".to_vec(),
        b"http/1.1".to_vec(),
    ];
    Ok(builder.tls_backend_preconfigured(config))
}

/// reqwest has what it needs.
#[cfg(not(all(feature = "rustls-ring", not(any(feature = "rustls-aws-lc", feature = "native-tls")))))]
pub(super) fn own(builder: ClientBuilder) -> Result<ClientBuilder, std::convert::Infallible> {
    Ok(builder)
}
