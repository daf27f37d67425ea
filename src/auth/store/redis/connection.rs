//! The connection to a Redis server: made when it is first needed, and made anew when it has broken.

use std::time::Duration;

use redis::aio::MultiplexedConnection;
use redis::{AsyncConnectionConfig, Client, Cmd, ConnectionAddr, FromRedisValue, RedisResult};
use tokio::sync::Mutex;

use super::tls::Tls;
use crate::auth::store::TokenStoreError;

/// How long connecting and each answer may take: a call waits for it, and the client can do without it.
const TIMEOUT: Duration = Duration::from_secs(1);

/// A server and the connection that all of a store's clones share.
pub(super) struct Server {
    client: Client,
    tls: Option<Tls>,
    connection: Mutex<Option<Connection>>,
}

/// A connection that is told apart from the one in its place.
#[derive(Clone)]
pub(super) struct Connection {
    connection: MultiplexedConnection,
    id: uuid::Uuid,
}

impl Server {
    pub(super) fn new(address: &str) -> Result<Self, TokenStoreError> {
        let address = address.trim();
        let (plain, tls) = match without_tls(address) {
            Some(plain) => (plain, Some(Tls::new()?)),
            None => (address.to_owned(), None),
        };
        let client = Client::open(plain).map_err(TokenStoreError::new)?;
        Ok(Self { client, tls, connection: Mutex::default() })
    }

    /// The same server with other certificates to trust.
    pub(super) fn trusting(&self, pem: &[u8]) -> Result<Self, TokenStoreError> {
        if self.tls.is_none() {
            return Err(TokenStoreError::new("certificates are for addresses that begin with `rediss://`"));
        }
        Ok(Self { client: self.client.clone(), tls: Some(Tls::trusting(pem)?), connection: Mutex::default() })
    }

    /// The answer to a command that may be given twice: once more when the connection turns out to be broken.
    pub(super) async fn ask<T: FromRedisValue>(&self, command: &Cmd) -> Result<T, TokenStoreError> {
        let mut connection = self.connection().await?;
        let result = command.query_async(&mut connection.connection).await;
        let result = match result {
            Err(error) if error.is_connection_dropped() => {
                self.forget(&connection).await;
                connection = self.connection().await?;
                command.query_async(&mut connection.connection).await
            }
            result => result,
        };
        if result.as_ref().is_err_and(redis::RedisError::is_io_error) {
            // A silent one may be silent for ever.
            self.forget(&connection).await;
        }
        result.map_err(TokenStoreError::new)
    }

    pub(super) async fn connection(&self) -> Result<Connection, TokenStoreError> {
        let mut connection = self.connection.lock().await;
        if let Some(connection) = &*connection {
            return Ok(connection.clone());
        }
        let fresh = tokio::time::timeout(TIMEOUT, self.connect()).await.map_err(TokenStoreError::new)??;
        Ok(connection.insert(Connection { connection: fresh, id: uuid::Uuid::new_v4() }).clone())
    }

    async fn connect(&self) -> Result<MultiplexedConnection, TokenStoreError> {
        let config = AsyncConnectionConfig::new()
            .set_connection_timeout(Some(TIMEOUT))
            .set_response_timeout(Some(TIMEOUT));
        let info = self.client.get_connection_info();
        let (Some(tls), ConnectionAddr::Tcp(host, port)) = (&self.tls, info.addr()) else {
            let connecting = self.client.get_multiplexed_async_connection_with_config(&config);
            return connecting.await.map_err(TokenStoreError::new);
        };
        let stream = tls.connect(host, *port).await?;
        let made = MultiplexedConnection::new_with_config(info.redis_settings(), stream, config).await;
        let (connection, driver) = made.map_err(TokenStoreError::new)?;
        tokio::spawn(driver);
        Ok(connection)
    }

    /// Lets the next command connect anew, unless that has happened already.
    pub(super) async fn forget(&self, broken: &Connection) {
        let mut connection = self.connection.lock().await;
        if connection.as_ref().is_some_and(|connection| connection.id == broken.id) {
            *connection = None;
        }
    }
}

impl Connection {
    /// The answer on this connection and no other.
    pub(super) async fn ask<T: FromRedisValue>(&mut self, command: &Cmd) -> Result<T, TokenStoreError> {
        let result: RedisResult<T> = command.query_async(&mut self.connection).await;
        result.map_err(TokenStoreError::new)
    }
}

/// The address without TLS, of one that has it: the connection's TLS is this store's own.
fn without_tls(address: &str) -> Option<String> {
    let (scheme, rest) = address.split_once("://")?;
    let plain = match scheme.to_ascii_lowercase().as_str() {
        "rediss" => "redis",
        "valkeys" => "valkey",
        _ => return None,
    };
    Some(format!("{plain}://{rest}"))
}
