use axum::body::{Body, BodyDataStream};
use axum::extract::{FromRequest, Request};
use bytes::Bytes;
use futures::StreamExt as _;

use super::envelope::{self, BOM};
use crate::error::{ApiError, RequestFault};

/// Media types of JSON values, one a line.
const TYPES: &str = "application/x-ndjson, application/json";

/// The body of an import: JSON values, one a line, in UTF-8, with or without a byte order mark; as long as it likes.
///
/// Rejections: `CONTENT_TYPE_UNSUPPORTED` (no type at all is accepted) and `CONTENT_ENCODING_UNSUPPORTED`.
#[derive(Debug)]
pub struct Lines {
    body: BodyDataStream,
    begun: bool,
}

impl<S: Send + Sync> FromRequest<S> for Lines {
    type Rejection = ApiError;

    async fn from_request(request: Request, _: &S) -> Result<Self, ApiError> {
        envelope::check(request.headers(), TYPES, envelope::Absent::Accepted)?;
        Ok(request.into_body().into())
    }
}

impl From<Body> for Lines {
    fn from(body: Body) -> Self {
        Self {
            body: body.into_data_stream(),
            begun: false,
        }
    }
}

impl Lines {
    /// The next bytes of the body; none at its end.
    ///
    /// # Errors
    /// [`RequestFault::BodyUnreadable`], if the body breaks off, and [`RequestFault::ContentTypeUnsupported`] or
    /// [`RequestFault::ContentEncodingUnsupported`], if it begins like something else than a text.
    pub async fn next(&mut self) -> Result<Option<Bytes>, RequestFault> {
        let Some(chunk) = self.chunk().await? else {
            return Ok(None);
        };
        if std::mem::replace(&mut self.begun, true) {
            return Ok(Some(chunk));
        }
        self.begin(chunk).await.map(Some)
    }

    /// Looks at the first bytes, of which four tell enough.
    async fn begin(&mut self, first: Bytes) -> Result<Bytes, RequestFault> {
        let mut first = first;
        while first.len() < 4 {
            let Some(more) = self.chunk().await? else {
                break;
            };
            first = [first, more].concat().into();
        }
        if envelope::is_compressed(&first) {
            return Err(RequestFault::ContentEncodingUnsupported);
        }
        if envelope::is_other(&first) {
            return Err(RequestFault::ContentTypeUnsupported { accepted: TYPES });
        }
        if first.starts_with(BOM) {
            first = first.slice(BOM.len()..);
        }
        Ok(first)
    }

    async fn chunk(&mut self) -> Result<Option<Bytes>, RequestFault> {
        let chunk = self.body.next().await.transpose();
        chunk.map_err(|_| RequestFault::BodyUnreadable)
    }
}

#[cfg(test)]
mod tests {
    use futures::stream;

    use super::*;

    async fn all(chunks: &[&'static [u8]]) -> Result<Vec<u8>, RequestFault> {
        let chunks: Vec<Result<&[u8], std::io::Error>> = chunks.iter().map(|c| Ok(*c)).collect();
        let mut lines = Lines::from(Body::from_stream(stream::iter(chunks)));
        let mut all = Vec::new();
        while let Some(chunk) = lines.next().await? {
            all.extend_from_slice(&chunk);
        }
        Ok(all)
    }

    #[tokio::test]
    async fn one_mark_at_the_beginning_is_left_out_however_it_comes() {
        assert_eq!(all(&[]).await.unwrap(), b"");
        assert_eq!(all(&[b"{", b"}"]).await.unwrap(), b"{}");
        assert_eq!(
            all(&[b"\xef", b"\xbb", b"\xbf", b"{}"]).await.unwrap(),
            b"{}"
        );
        let two = all(&[b"\xef\xbb\xbf\xef\xbb\xbf{}"]).await.unwrap();
        assert_eq!(two, b"\xef\xbb\xbf{}");
    }

    #[tokio::test]
    async fn what_is_no_text_is_refused() {
        let compressed = Err(RequestFault::ContentEncodingUnsupported);
        assert_eq!(all(&[b"\x1f", b"\x8b\x08\x00"]).await, compressed);
        let other = Err(RequestFault::ContentTypeUnsupported { accepted: TYPES });
        assert_eq!(all(&[b"{\0}\0"]).await, other);
        assert_eq!(all(&[b"\xff\xfe{\0"]).await, other);
        assert_eq!(all(&[b"PK\x03\x04..."]).await, other);
    }
}
