use std::collections::HashSet;
use std::net::{IpAddr, Ipv4Addr};
use std::time::Duration;

use axum::body::Body;
use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use http::HeaderMap;
use tokio::time::timeout;

use super::answer::{OnPanic, streamed};
use super::rates::Rates;
use super::rpc_table::RpcTable;
use super::upload::{Pace, Stalled, paced};
use crate::auth::{Authenticator, Caller, Role};
use crate::config::LimitsConfig;
use crate::error::{ApiError, RequestFault};
use crate::{Place, Places, catch};

/// The address that a request comes from, as its connection says: headers say what clients like.
#[derive(Clone, Copy, Debug)]
pub(super) struct ClientAddress(pub IpAddr);

/// What stands before every request, REST and gRPC alike.
pub(super) struct Gate {
    pub service: &'static str,
    pub authenticator: Authenticator,
    pub deadline: Duration,
    pub without_deadline: HashSet<&'static str>,
    pub rpcs: RpcTable,
    pub rates: Rates,
    pub places: PlacesOfAll,
    pub pace: Pace,
}

/// Places for requests. Services have their own: what users send never keeps them from reading each other's logs.
pub(super) struct PlacesOfAll {
    users: Places,
    peers: Places,
}

impl PlacesOfAll {
    pub fn new(limits: &LimitsConfig) -> Self {
        Self {
            users: Places::new(limits.requests, limits.requests_per_caller),
            peers: Places::new(limits.requests, limits.requests_per_caller),
        }
    }
}

impl Gate {
    /// Lets a request in if its caller is known and there is room, and sees to it that it ends in time and in one piece.
    pub async fn admit(
        &self,
        request: Request,
        deadline: Option<Duration>,
        next: Next,
        on_panic: OnPanic,
    ) -> Result<Response, ApiError> {
        catch(self.pass(request, deadline, next, on_panic))
            .await
            .unwrap_or_else(|panicked| Err(panicked.into()))
    }

    async fn pass(
        &self,
        mut request: Request,
        deadline: Option<Duration>,
        next: Next,
        on_panic: OnPanic,
    ) -> Result<Response, ApiError> {
        let from = request.extensions().get::<ClientAddress>();
        let from = from.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |from| from.0);
        let caller = self.known_caller(request.headers(), from).await?;
        let place = self.place(&caller)?;
        request.extensions_mut().insert(caller);
        let stalled = Stalled::default();
        let request = request.map(|body: Body| paced(body, self.pace, stalled.clone()));
        let answer = next.run(request);
        let answer = match deadline {
            Some(deadline) => timeout(deadline, answer)
                .await
                .map_err(|_| RequestFault::DeadlineExceeded)?,
            None => answer.await,
        };
        if stalled.get() {
            // Whatever was made of half a body.
            return Err(RequestFault::BodyStalled.into());
        }
        Ok(streamed(answer, place, on_panic))
    }

    /// A good token is never refused because others of the same address have bad ones: behind a proxy all have one address.
    async fn known_caller(&self, headers: &HeaderMap, from: IpAddr) -> Result<Caller, ApiError> {
        match self.authenticator.authenticate(headers).await {
            Ok(caller) => Ok(caller),
            Err(fault) => {
                self.rates.count_stranger(from)?;
                Err(fault.into())
            }
        }
    }

    fn place(&self, caller: &Caller) -> Result<Place, RequestFault> {
        if caller.units(Role::Peer).next().is_some() {
            return self.places.peers.take(caller);
        }
        self.rates.count_caller(caller)?;
        self.places.users.take(caller)
    }
}
