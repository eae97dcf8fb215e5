//! The blocks of `deploy/` that are written from the list of services.

use crate::deploy::Service;

/// Users of the bus.
pub fn users(services: &[Service]) -> String {
    each(services, |service| {
        let name = &service.name;
        let own = service.stream_bytes.map(|_| format!("chiso.{name}.v1.>"));
        let allowed = own
            .into_iter()
            .chain(service.reads.iter().flat_map(|source| {
                let stream = stream(source);
                [
                    format!("$JS.API.CONSUMER.MSG.NEXT.{stream}.{name}"),
                    format!("$JS.API.CONSUMER.INFO.{stream}.{name}"),
                    format!("$JS.ACK.{stream}.{name}.>"),
                ]
            }));
        let allowed = lines(allowed, |subject| format!("            \"{subject}\"\n"));
        format!(
            "    {{\n      nkey: ${nkey}\n      permissions: {{\n        publish: {{\n          allow: [\n{allowed}          ]\n        }}\n        \
             subscribe: {{ allow: [\"_INBOX_{name}.>\"] }}\n      }}\n    }}\n",
            nkey = nkey(name)
        )
    })
}

/// Streams and the durables on them.
pub fn streams(services: &[Service]) -> String {
    each(services, |source| {
        let Some(bytes) = source.stream_bytes else {
            return String::new();
        };
        let name = &source.name;
        let durables = each(services, |reader| {
            if !reader.reads.contains(name) {
                return String::new();
            }
            format!(
                "\n[[stream.consumer]]\nname = \"{reader}\"\ndescription = \"events of the {name} service for the {reader}\"\n\
                 ack_wait_seconds = 30\nmax_ack_pending = 50_000\n",
                reader = reader.name
            )
        });
        format!(
            "[[stream]]\nname = \"{stream}\"\ndescription = \"events of the {name} service\"\nsubjects = [\"chiso.{name}.v1.>\"]\n\
             replicas = 1\nmax_age_seconds = 604_800\nmax_bytes = {bytes}\nduplicate_window_seconds = 120\n{durables}",
            stream = stream(name)
        )
    })
}

/// What Prometheus asks.
pub fn targets(services: &[Service]) -> String {
    each(services, |service| {
        format!("          - {}:9080\n", service.name)
    })
}

/// The names, for a shell script.
pub fn names(services: &[Service]) -> String {
    let names: Vec<&str> = services
        .iter()
        .map(|service| service.name.as_str())
        .collect();
    format!("services=\"{}\"\n", names.join(" "))
}

/// The public keys that compose gives to NATS.
pub fn nkeys(services: &[Service]) -> String {
    each(services, |service| {
        let nkey = nkey(&service.name);
        format!("      {nkey}: ${{{nkey}:?run prepare}}\n")
    })
}

/// The passwords that compose gives to PostgreSQL.
pub fn passwords(services: &[Service]) -> String {
    each(services, |service| {
        format!("      - postgres-{}.password\n", service.name)
    })
}

/// The secrets of compose.
pub fn secrets(services: &[Service]) -> String {
    each(services, |service| {
        let name = &service.name;
        [
            format!("postgres-{name}.password"),
            format!("{name}.nkey"),
            format!("{name}.toml"),
        ]
        .map(|file| format!("  {file}: {{ file: secrets/{file} }}\n"))
        .concat()
    })
}

fn each(services: &[Service], write: impl Fn(&Service) -> String) -> String {
    lines(services, write)
}

fn lines<T>(items: impl IntoIterator<Item = T>, write: impl Fn(T) -> String) -> String {
    let lines: Vec<String> = items.into_iter().map(write).collect();
    lines.concat()
}

fn stream(source: &str) -> String {
    format!("CHISO_{}", source.to_uppercase())
}

fn nkey(user: &str) -> String {
    format!("CHISO_NATS_{}_NKEY", user.to_uppercase())
}
