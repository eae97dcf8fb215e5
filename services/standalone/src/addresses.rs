use std::net::{Ipv4Addr, SocketAddr, TcpListener};

use chiso_chassis::config::ListenConfig;

/// The first port of the first place.
const FIRST: u16 = 7400;
/// Ports that lie between two places.
const STEP: u16 = 10;
const PLACES: u16 = 20;

/// Where the services of one home listen.
#[derive(Clone, Copy, Debug)]
pub struct Addresses {
    pub dossiers: Listen,
    pub aggregator: Listen,
}

/// The two addresses of a service.
#[derive(Clone, Copy, Debug)]
pub struct Listen {
    pub main: SocketAddr,
    pub management: SocketAddr,
}

impl Addresses {
    /// The first place on loopback whose ports are all free, so that a second home finds one beside the first; any free ports
    /// if there is none.
    pub fn find() -> Self {
        let place = (0..PLACES)
            .map(|place| FIRST + place * STEP)
            .find(|first| (*first..first + 4).all(is_free));
        let port = |offset| place.map_or(0, |first| first + offset);
        let listen = |offset| Listen {
            main: loopback(port(offset)),
            management: loopback(port(offset + 1)),
        };
        Self {
            dossiers: listen(0),
            aggregator: listen(2),
        }
    }
}

impl From<Listen> for ListenConfig {
    fn from(listen: Listen) -> Self {
        Self {
            address: listen.main,
            management: listen.management,
        }
    }
}

fn is_free(port: u16) -> bool {
    TcpListener::bind(loopback(port)).is_ok()
}

fn loopback(port: u16) -> SocketAddr {
    SocketAddr::from((Ipv4Addr::LOCALHOST, port))
}
