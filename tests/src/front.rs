use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// One address in front of the replicas of a service that come and go, as a load balancer gives it: connections go to the
/// replicas in turn, and are closed while there is none.
#[derive(Debug)]
pub struct Front {
    address: SocketAddr,
    targets: Arc<Mutex<Vec<SocketAddr>>>,
    accepting: JoinHandle<()>,
}

impl Front {
    /// Listens on a free loopback port, with nobody behind it yet.
    ///
    /// # Panics
    /// When there is no free port.
    pub async fn open() -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
            .await
            .expect("loopback has a free port");
        let address = listener
            .local_addr()
            .expect("a bound listener has an address");
        let targets = Arc::<Mutex<Vec<SocketAddr>>>::default();
        let accepting = tokio::spawn(accept(listener, Arc::clone(&targets)));
        Self {
            address,
            targets,
            accepting,
        }
    }

    /// Its URL.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Sends new connections to these replicas from now on.
    pub fn point_to(&self, replicas: Vec<SocketAddr>) {
        *self.targets.lock().unwrap_or_else(PoisonError::into_inner) = replicas;
    }
}

impl Drop for Front {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

async fn accept(listener: TcpListener, targets: Arc<Mutex<Vec<SocketAddr>>>) {
    let mut turn = 0;
    while let Ok((mut client, _)) = listener.accept().await {
        turn += 1;
        let mut order = targets
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        if !order.is_empty() {
            let first = turn % order.len();
            order.rotate_left(first);
        }
        tokio::spawn(async move {
            // The client sees its connection closed when there is no replica or the replica dies, and that is all there is to do.
            if let Ok(mut replica) = connect(&order).await {
                let _ = client.set_nodelay(true);
                let _ = copy_bidirectional(&mut client, &mut replica).await;
            }
        });
    }
}

async fn connect(order: &[SocketAddr]) -> io::Result<TcpStream> {
    let mut refused = io::Error::from(io::ErrorKind::ConnectionRefused);
    for address in order {
        match TcpStream::connect(address).await {
            Ok(replica) => {
                replica.set_nodelay(true)?;
                return Ok(replica);
            }
            Err(error) => refused = error,
        }
    }
    Err(refused)
}
