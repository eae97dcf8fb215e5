use std::collections::HashMap;

use prost::Message as _;
use prost_types::FileDescriptorSet;

/// The methods of the served descriptors, by path; what is not in here is not repeated in span names and metrics.
#[derive(Debug, Default)]
pub(super) struct RpcTable {
    methods: HashMap<String, Rpc>,
    services: Vec<String>,
}

/// One gRPC method.
#[derive(Debug)]
pub(super) struct Rpc {
    /// `package.Service/Method`.
    pub name: String,
    /// Whether the client streams: such a call takes as long as the client sends.
    pub client_streams: bool,
}

impl RpcTable {
    pub fn of(descriptors: &[&[u8]]) -> Result<Self, prost::DecodeError> {
        let mut table = Self::default();
        for bytes in descriptors {
            for file in FileDescriptorSet::decode(*bytes)?.file {
                for service in &file.service {
                    let service_name = format!("{}.{}", file.package(), service.name());
                    for method in &service.method {
                        let name = format!("{service_name}/{}", method.name());
                        let client_streams = method.client_streaming();
                        let rpc = Rpc {
                            name,
                            client_streams,
                        };
                        table.methods.insert(format!("/{}", rpc.name), rpc);
                    }
                    table.services.push(service_name);
                }
            }
        }
        Ok(table)
    }

    pub fn find(&self, path: &str) -> Option<&Rpc> {
        self.methods.get(path)
    }

    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.methods.values().map(|rpc| rpc.name.as_str())
    }

    pub fn services(&self) -> &[String] {
        &self.services
    }
}
