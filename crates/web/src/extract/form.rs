//! A submitted form.

use actix_web::{FromRequest, HttpMessage, HttpRequest, dev::Payload, web};
use futures_util::{StreamExt, future::LocalBoxFuture};
use serde::{Deserialize, de::DeserializeOwned};

use crate::{csrf, error::Failure};

/// Bytes. Our largest form, the settings of a table, is far below.
const MAX_BYTES: usize = 256 * 1024;

/// The fields of an urlencoded form whose `csrf` field was verified. `Vec<(String, String)>` takes any fields.
#[derive(Debug)]
pub struct Form<T>(pub T);

/// A form without fields: a button.
#[derive(Debug, Deserialize)]
pub struct Nothing {}

impl<T: DeserializeOwned + 'static> FromRequest for Form<T> {
    type Error = Failure;
    type Future = LocalBoxFuture<'static, Result<Self, Failure>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (request, payload) = (request.clone(), payload.take());
        Box::pin(async move {
            // Other kinds of body can be sent across sites without the browser asking first.
            if request.content_type() != "application/x-www-form-urlencoded" {
                return Err(Failure::unsupported_media_type());
            }
            let text = read(payload).await?;
            let fields = || url::form_urlencoded::parse(text.as_bytes());
            let token = fields().find(|(name, _)| name == "csrf").map(|(_, value)| value.into_owned());
            csrf::verify(&request, &token.unwrap_or_default()).await?;
            let form = web::Query::<T>::from_query(&text).map_err(|_| Failure::bad_request())?;
            Ok(Self(form.into_inner()))
        })
    }
}

async fn read(mut payload: Payload) -> Result<String, Failure> {
    let mut bytes = Vec::new();
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(|_| Failure::bad_request())?;
        if bytes.len() + chunk.len() > MAX_BYTES {
            return Err(Failure::too_large());
        }
        bytes.extend_from_slice(&chunk);
    }
    String::from_utf8(bytes).map_err(|_| Failure::bad_request())
}
