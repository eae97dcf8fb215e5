//! The event log of this service for its readers: all facets, and who may read.

use std::sync::Arc;

use chiso_chassis::auth::{AuthFault, Caller, Role};
use chiso_chassis::error::grpc_status;
use chiso_eventlog::{FacetSink, FacetSource, Guard, SnapshotError};
use chiso_proto::eventlog::v1::FacetRecord;
use prost::bytes::Bytes;
use sqlx::PgConnection;

use crate::store;
use crate::usecase::DossierError;

const PAGE: i64 = 5000;

/// All facets of dossiers and procedure versions.
#[derive(Debug)]
pub struct Facets;

#[tonic::async_trait]
impl FacetSource for Facets {
    async fn facets(
        &self,
        conn: &mut PgConnection,
        sink: &mut FacetSink,
    ) -> Result<(), SnapshotError> {
        for facet in store::facet::procedures(conn).await? {
            sink.send(record("chiso.dossiers.v1.ProcedureFacet", facet))
                .await?;
        }
        let mut after = None;
        loop {
            let page = store::facet::dossiers(conn, after, PAGE).await?;
            let Some((last, _)) = page.last() else {
                return Ok(());
            };
            after = Some(*last);
            for (_, facet) in page {
                sink.send(record("chiso.dossiers.v1.DossierFacet", facet.into()))
                    .await?;
            }
        }
    }
}

/// Lets peers pass.
pub fn guard() -> Guard {
    Arc::new(|extensions| {
        let caller = extensions
            .get::<Caller>()
            .ok_or_else(|| grpc_status(AuthFault::Missing))?;
        let peer = caller.units(Role::Peer).next();
        peer.map(|_| ())
            .ok_or_else(|| grpc_status(DossierError::ForbiddenCall))
    })
}

fn record(facet_type: &str, facet: Bytes) -> FacetRecord {
    FacetRecord {
        r#type: facet_type.to_owned(),
        facet,
    }
}
