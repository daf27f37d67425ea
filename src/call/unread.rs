//! An answer that nobody has read yet: its caller reads it into a type of its own.

use bytes::Bytes;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::answer::Response;
use super::call::Call;
use super::options::Sending;
use crate::error::{Error, Headers, RequestError};
use crate::http::Message;

impl Call {
    /// Sends a message and keeps the answer, when it is a success, as it came.
    pub(crate) fn unread(self, message: Result<Message, Box<RequestError>>) -> Sending<Unread> {
        Box::pin(async move {
            let response = self.send(message?).await?;
            if !response.status.is_success() {
                return Err(response.refusal());
            }
            response.unread().map(|response| Unread { response })
        })
    }
}

/// The answer to a call as it came, to be read into a type of the caller's: what `call.unread()` gives.
///
/// Texts may be borrowed from it, which spares a program that needs little of a large answer most of the work:
///
/// ```no_run
/// # #[cfg(all(feature = "menu", feature = "organizations"))]
/// # async fn example(client: iiko_transport::Client) -> Result<(), iiko_transport::Error> {
/// # let organization = client.organization_ids()[0];
/// #[derive(serde::Deserialize)]
/// struct Menu<'a> {
///     #[serde(borrow)]
///     products: Vec<Product<'a>>,
/// }
///
/// #[derive(serde::Deserialize)]
/// struct Product<'a> {
///     // A text with an escape, such as `\"`, has to be copied; any other is borrowed.
///     #[serde(borrow)]
///     name: std::borrow::Cow<'a, str>,
/// }
///
/// let answer = client.menus().nomenclature(organization).unread().await?;
/// let menu: Menu<'_> = answer.read_as()?;
/// println!("{} products", menu.products.len());
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Unread {
    response: Response,
}

impl Unread {
    /// Reads the answer.
    ///
    /// # Errors
    ///
    /// [`Error::Decode`] with the place in the answer that the type does not take.
    pub fn read_as<'a, T: Deserialize<'a>>(&'a self) -> Result<T, Error> {
        serde_json::from_slice(self.body()).map_err(|error| self.unreadable::<T>(error))
    }

    /// Reads the answer and lets it go.
    pub(crate) fn into_value<T: DeserializeOwned>(self) -> Result<T, Error> {
        self.read_as()
    }

    /// The body.
    pub fn body(&self) -> &[u8] {
        &self.response.body
    }

    /// The body, for who keeps it.
    pub fn into_bytes(self) -> Bytes {
        self.response.body
    }

    /// HTTP status.
    pub fn status(&self) -> u16 {
        self.response.status.as_u16()
    }

    /// HTTP headers.
    pub fn headers(&self) -> Headers {
        Headers::new(self.response.headers.clone())
    }

    /// Reads again, slowly, to say where it failed.
    #[cold]
    fn unreadable<'a, T: Deserialize<'a>>(&'a self, error: serde_json::Error) -> Error {
        let mut reader = serde_json::Deserializer::from_slice(self.body());
        let located = serde_path_to_error::deserialize::<_, T>(&mut reader).err();
        let located = located.map(|error| (error.path().to_string(), error.inner().to_string()));
        self.response.copy().decode_error(error, located).into()
    }
}
