use std::time::Duration;

use reqwest::{Client, Method, RequestBuilder, StatusCode};
use serde_json::Value;

/// Longer than the service's own limit, so that its answer is seen; an import has none, and takes its time on a busy machine.
const PATIENCE: Duration = Duration::from_mins(2);

/// Who sends requests with one token.
#[derive(Clone, Debug)]
pub struct Caller {
    http: Client,
    token: String,
}

/// An answer of a service.
#[derive(Clone, Debug)]
pub struct Answer {
    /// HTTP status.
    pub status: StatusCode,
    /// The `ETag`, if there is one.
    pub etag: Option<String>,
    /// The body as text.
    pub text: String,
    /// The body as JSON; null where it is none.
    pub json: Value,
}

impl Caller {
    /// A caller with this token.
    pub fn new(http: Client, token: String) -> Self {
        Self { http, token }
    }

    /// The token.
    pub fn token(&self) -> &str {
        &self.token
    }

    /// A request with the token.
    pub fn request(&self, method: Method, url: &str) -> RequestBuilder {
        let request = self.http.request(method, url).timeout(PATIENCE);
        request.bearer_auth(&self.token)
    }

    /// Reads.
    ///
    /// # Panics
    /// When nobody answers.
    pub async fn get(&self, url: &str) -> Answer {
        Answer::to(self.request(Method::GET, url)).await
    }

    /// Calls what needs neither a key nor a body.
    ///
    /// # Panics
    /// When nobody answers.
    pub async fn call(&self, url: &str) -> Answer {
        Answer::to(self.request(Method::POST, url)).await
    }

    /// A write, ready to be sent, also more than once.
    pub fn write(
        &self,
        url: &str,
        key: &str,
        etag: Option<&str>,
        body: Option<&Value>,
    ) -> RequestBuilder {
        let mut request = self
            .request(Method::POST, url)
            .header("Idempotency-Key", key);
        if let Some(etag) = etag {
            request = request.header("If-Match", etag);
        }
        match body {
            Some(body) => request.json(body),
            None => request,
        }
    }

    /// Lines for the bulk import of the dossiers service at `url`, ready to be sent, also more than once.
    pub fn import(&self, url: &str, lines: String) -> RequestBuilder {
        self.request(Method::POST, &format!("{url}/v1/imports"))
            .body(lines)
    }
}

impl Answer {
    /// Sends a request and reads the answer to its end.
    ///
    /// # Panics
    /// When there is no answer, or only a part of one.
    pub async fn to(request: RequestBuilder) -> Self {
        Self::try_to(request)
            .await
            .expect("the service answers to the end")
    }

    /// The same where a service may be away.
    ///
    /// # Errors
    /// When there is no answer, or only a part of one: a write may have been done or not.
    pub async fn try_to(request: RequestBuilder) -> reqwest::Result<Self> {
        let response = request.send().await?;
        let status = response.status();
        let etag = response.headers().get("etag");
        let etag = etag.and_then(|tag| tag.to_str().ok()).map(str::to_owned);
        let text = response.text().await?;
        let json = serde_json::from_str(&text).unwrap_or_default();
        Ok(Self {
            status,
            etag,
            text,
            json,
        })
    }

    /// The JSON of an answer that must be a success.
    ///
    /// # Panics
    /// When it is none.
    pub fn ok(self) -> Value {
        assert!(self.status.is_success(), "{}: {}", self.status, self.text);
        self.json
    }

    /// The stable code of a problem.
    pub fn code(&self) -> &str {
        self.json["code"].as_str().unwrap_or_default()
    }
}
