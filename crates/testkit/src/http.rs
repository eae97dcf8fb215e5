/// A client of the services' REST interfaces.
///
/// # Panics
/// When the machine has no sockets left.
pub fn http_client() -> reqwest::Client {
    // Another test of the process may have been first.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::new()
}
