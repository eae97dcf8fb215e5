use chiso_backing::{Incident, ServerDied};

use crate::say;

/// 1 while a private server runs, by server.
const RUNNING: &str = "standalone_server_running";
/// How often a private server ended by itself, by server.
const DEATHS: &str = "standalone_server_deaths_total";

/// Before anything happens: both servers run, neither has ended.
pub fn begin() {
    for server in chiso_backing::SERVERS {
        metrics::gauge!(RUNNING, "server" => server).set(1);
        metrics::counter!(DEATHS, "server" => server).absolute(0);
    }
}

/// Tells whoever watches the terminal, the log or the metrics what becomes of a server.
pub fn tell(incident: &Incident) {
    let (server, running) = match incident {
        Incident::Died(ServerDied { server, .. }) => {
            metrics::counter!(DEATHS, "server" => *server).increment(1);
            (*server, 0)
        }
        Incident::Refused { server, .. } => (*server, 0),
        Incident::Revived { server } => (*server, 1),
    };
    metrics::gauge!(RUNNING, "server" => server).set(f64::from(running));
    tracing::warn!(server, "{incident}");
    say(&format!("chiso: {incident}"));
}
