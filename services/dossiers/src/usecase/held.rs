use super::commit::named;
use super::{Command, DossierError, Dossiers, Request};
use crate::store;

impl Dossiers {
    /// Which requests another transaction keeps waiting: those for dossiers that it has locked. Of a given code nobody can see
    /// whether another transaction is about to take it, so such a request counts as one.
    pub(crate) async fn held(&self, requests: &[Request]) -> Result<Vec<bool>, DossierError> {
        let (ids, codes) = named(requests);
        let mut conn = self.pool.acquire().await?;
        let locked = store::locks::locked(&mut conn, &ids, &codes).await?;
        let is_held = |request: &Request| match &request.command {
            Command::Submit(submission) => submission.code.is_some(),
            Command::Import(_) => true,
            Command::Take { id, .. } | Command::Correct { id, .. } | Command::ReviseDue { id } => {
                locked.contains(id)
            }
        };
        Ok(requests.iter().map(is_held).collect())
    }
}
