//! One connection to a server, used from one thread at a time.

use std::future::{Future, poll_fn};
use std::sync::Arc;
use std::time::Duration;

use sqlx::postgres::{PgConnection, PgRow};
use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _, Row as _, ValueRef as _};
use tokio::runtime::Runtime;

use super::encode::{Block, HEAD, TAIL};
use super::fault::Fault;
use super::{Address, tunnel};
use crate::error::{Error, ErrorKind, Result};

/// Asked now and then while the server works: the error with which to stop.
pub type Asked = Arc<dyn Fn() -> Option<Error> + Send + Sync>;

/// How often it is asked whether to stop, while the server works.
const TICK: Duration = Duration::from_millis(100);

/// About how many bytes of a COPY are handed on at once.
const PIECE: usize = 64 << 10;

/// One connection to a server.
pub struct Session {
    // Fields are dropped in this order: the connection before what carries it.
    connection: PgConnection,
    runtime: Runtime,
    tunnel: Option<tempfile::TempDir>,
    address: Address,
    process: String,
    asked: Option<Asked>,
}

/// A row that a query gave, every value as text.
#[derive(Clone, PartialEq, Eq)]
pub struct Row(Vec<Option<String>>);

impl Row {
    /// The text of a column; none for NULL.
    pub fn get(&self, column: usize) -> Option<&str> {
        self.0.get(column).and_then(|value| value.as_deref())
    }

    /// The text of a column, empty for NULL.
    pub fn text(&self, column: usize) -> &str {
        self.get(column).unwrap_or_default()
    }

    /// A whole number; none for NULL or anything else.
    pub fn integer(&self, column: usize) -> Option<i64> {
        self.get(column).and_then(|text| text.parse().ok())
    }

    /// Whether a boolean is true.
    pub fn flag(&self, column: usize) -> bool {
        self.get(column) == Some("t")
    }
}

/// A name as SQL has it, in quotes.
pub fn identifier(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// The name of a table as SQL has it, with its schema.
pub fn qualified(schema: &str, name: &str) -> String {
    format!("{}.{}", identifier(schema), identifier(name))
}

/// A text as SQL has it, in quotes, whatever the server's settings.
pub fn literal(text: &str) -> String {
    let escaped = text.replace('\\', "\\\\").replace('\'', "''");
    if escaped.contains('\\') { format!("E'{escaped}'") } else { format!("'{escaped}'") }
}

impl Session {
    /// Connects to a server.
    ///
    /// # Errors
    /// Where nobody answers, TLS cannot be agreed, or the server refuses.
    pub fn open(address: &Address) -> Result<Self> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let runtime =
            runtime.map_err(|e| Error::io("wait for a server", crate::error::Place::default(), &e))?;
        let tunnel = match address.host_address() {
            Some(to) if !address.is_socket() => Some(tunnel::open(&runtime, to, address.port())?),
            _ => None,
        };
        let options = address.options(tunnel::path(tunnel.as_ref()));
        let connecting = async { tokio::time::timeout(address.timeout(), options.connect()).await };
        let connection = match runtime.block_on(connecting) {
            Ok(Ok(connection)) => connection,
            Ok(Err(error)) => return Err(cannot_connect(address, &error)),
            Err(_elapsed) => {
                let seconds = address.timeout().as_secs();
                let message = format!("could not connect to {address}: no answer within {seconds} s");
                return Err(Error::new(ErrorKind::Input, message));
            }
        };
        let mut session = Self {
            connection,
            runtime,
            tunnel,
            address: address.clone(),
            process: String::new(),
            asked: None,
        };
        // Values are read as text, so that text must not depend on the server's settings.
        session.execute(
            "SET client_encoding = 'UTF8'; SET datestyle = 'ISO, MDY'; SET intervalstyle = 'postgres'; \
             SET timezone = 'UTC'; SET bytea_output = 'hex'; SET extra_float_digits = 3; \
             SET standard_conforming_strings = on; SET statement_timeout = 0; SET lock_timeout = 0; \
             SET idle_in_transaction_session_timeout = 0",
        )?;
        let rows = session.rows("SELECT pg_backend_pid()")?;
        session.process = rows.first().map(|row| row.text(0).to_owned()).unwrap_or_default();
        Ok(session)
    }

    /// Has somebody asked whether to stop, while the server works.
    pub fn heed(&mut self, asked: Asked) {
        self.asked = Some(asked);
    }

    /// Where this session is.
    pub fn address(&self) -> &Address {
        &self.address
    }

    /// Runs statements that give no rows, in order.
    ///
    /// # Errors
    /// What the server says, translated.
    pub fn execute(&mut self, sql: &str) -> Result<()> {
        self.try_execute(sql).map_err(|fault| fault.into_error("run a statement"))
    }

    /// Runs statements that give no rows, in order.
    ///
    /// # Errors
    /// What the server says, for a caller that knows more of where it was.
    pub fn try_execute(&mut self, sql: &str) -> Result<(), Box<Fault>> {
        self.query(sql).map(drop)
    }

    /// Runs one statement: the server refuses what it would read as several.
    ///
    /// # Errors
    /// What the server says, for a caller that knows more of where it was.
    pub fn try_one(&mut self, sql: &str) -> Result<(), Box<Fault>> {
        let working = sqlx::query(AssertSqlSafe(sql)).persistent(false).execute(&mut self.connection);
        let working = watched(self.asked.as_ref(), &self.address, &self.process, working);
        self.runtime.block_on(working).map(drop).map_err(|error| Fault::of(&error))
    }

    /// The rows of a query.
    ///
    /// # Errors
    /// What the server says, translated.
    pub fn rows(&mut self, sql: &str) -> Result<Vec<Row>> {
        let rows = self.query(sql).map_err(|fault| fault.into_error("read from the database"))?;
        rows.iter().map(row).collect()
    }

    /// The one value of a query; none for NULL or no row.
    ///
    /// # Errors
    /// As [`Session::rows`].
    pub fn value(&mut self, sql: &str) -> Result<Option<String>> {
        Ok(self.rows(sql)?.first().and_then(|row| row.get(0)).map(str::to_owned))
    }

    fn query(&mut self, sql: &str) -> Result<Vec<PgRow>, Box<Fault>> {
        let working = sqlx::raw_sql(AssertSqlSafe(sql)).fetch_all(&mut self.connection);
        let working = watched(self.asked.as_ref(), &self.address, &self.process, working);
        self.runtime.block_on(working).map_err(|error| Fault::of(&error))
    }

    /// Sends rows by one COPY statement, block after block, all in the same form; how many rows the server took.
    ///
    /// # Errors
    /// What the server says, for a caller that knows which rows they were.
    pub fn copy_in(
        &mut self,
        statement: &str,
        blocks: &mut dyn FnMut() -> Option<Block>,
    ) -> Result<u64, Box<Fault>> {
        let connection = &mut self.connection;
        let sending = async {
            let mut copy = connection.copy_in_raw(statement).await?;
            let mut binary = None;
            while let Some(block) = blocks() {
                if binary.is_none() && block.is_binary() {
                    copy.send(HEAD).await?;
                }
                binary = Some(block.is_binary());
                copy.send(block.body()).await?;
            }
            if binary == Some(true) {
                copy.send(TAIL).await?;
            }
            copy.finish().await
        };
        let sending = watched(self.asked.as_ref(), &self.address, &self.process, sending);
        self.runtime.block_on(sending).map_err(|error| Fault::of(&error))
    }

    /// Sends bytes as the whole of one COPY statement.
    ///
    /// # Errors
    /// What the server says, for a caller that knows which rows they were.
    pub fn copy_bytes(&mut self, statement: &str, bytes: &[u8]) -> Result<u64, Box<Fault>> {
        let connection = &mut self.connection;
        let sending = async {
            let mut copy = connection.copy_in_raw(statement).await?;
            copy.send(bytes).await?;
            copy.finish().await
        };
        let sending = watched(self.asked.as_ref(), &self.address, &self.process, sending);
        self.runtime.block_on(sending).map_err(|error| Fault::of(&error))
    }

    /// Takes the rows that a COPY statement gives as text, line by line without the line feed.
    ///
    /// # Errors
    /// What the server says, translated.
    pub fn copy_out(&mut self, statement: &str, each: &mut dyn FnMut(&[u8])) -> Result<()> {
        let connection = &mut self.connection;
        let taking = async {
            let mut stream = connection.copy_out_raw(statement).await?;
            let mut rest: Vec<u8> = Vec::new();
            while let Some(piece) = poll_fn(|cx| stream.as_mut().poll_next(cx)).await {
                rest.extend_from_slice(&piece?);
                let mut start = 0;
                while let Some(end) = memchr::memchr(b'\n', &rest[start..]) {
                    each(&rest[start..start + end]);
                    start += end + 1;
                }
                rest.drain(..start);
            }
            Ok(())
        };
        let taken = self.runtime.block_on(taking);
        taken.map_err(|error: sqlx::Error| Fault::of(&error).into_error("read rows that are there"))
    }

    /// Takes what a COPY statement gives, as it comes, for as long as it is wanted; whether all of it was.
    ///
    /// # Errors
    /// What the server says, translated.
    pub fn copy_pieces(&mut self, statement: &str, each: &mut dyn FnMut(Vec<u8>) -> bool) -> Result<bool> {
        let connection = &mut self.connection;
        let taking = async {
            let mut stream = connection.copy_out_raw(statement).await?;
            // The server sends each row alone, and to hand it on costs more than to copy it.
            let mut held = Vec::with_capacity(PIECE + PIECE / 8);
            while let Some(piece) = poll_fn(|cx| stream.as_mut().poll_next(cx)).await {
                held.extend_from_slice(&piece?);
                if held.len() >= PIECE {
                    let whole = std::mem::replace(&mut held, Vec::with_capacity(PIECE + PIECE / 8));
                    if !each(whole) {
                        return Ok(false);
                    }
                }
            }
            Ok(held.is_empty() || each(held))
        };
        let taken = self.runtime.block_on(watched(self.asked.as_ref(), &self.address, &self.process, taking));
        taken.map_err(|error: sqlx::Error| Fault::of(&error).into_error("read rows that are there"))
    }

    /// Ends the session in good order.
    ///
    /// # Errors
    /// Where the connection is lost at the last moment.
    pub fn close(self) -> Result<()> {
        let Self { connection, runtime, tunnel, .. } = self;
        let closed = runtime.block_on(connection.close());
        drop(tunnel);
        closed.map_err(|error| Fault::of(&error).into_error("end the session"))
    }
}

/// Waits for the server; when somebody asks to stop, it is asked to break off, and its answer waited for.
async fn watched<T>(
    asked: Option<&Asked>,
    address: &Address,
    process: &str,
    working: impl Future<Output = Result<T, sqlx::Error>>,
) -> Result<T, sqlx::Error> {
    let mut working = Box::pin(working);
    let mut cancelled = false;
    loop {
        match tokio::time::timeout(TICK, working.as_mut()).await {
            Ok(done) => return done,
            Err(_elapsed) => {
                if !cancelled && asked.is_some_and(|asked| asked().is_some()) {
                    cancelled = true;
                    // Should it not be reached, it is waited for as without.
                    if cancel(address, process).await.is_err() {}
                }
            }
        }
    }
}

/// Asks the server to break off what the process of a session does.
async fn cancel(address: &Address, process: &str) -> Result<(), sqlx::Error> {
    // A tunnel's near end lives in the session's own runtime; without it the server is asked directly.
    let mut other = address.options(None).connect().await?;
    let sql = format!("SELECT pg_cancel_backend({process})");
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut other).await?;
    other.close().await
}

fn cannot_connect(address: &Address, error: &sqlx::Error) -> Error {
    let doing = format!("connect to {address} as {}", address.user());
    match error {
        sqlx::Error::Io(e) if e.raw_os_error().is_some() || e.kind() == std::io::ErrorKind::NotFound => {
            let reason = e.raw_os_error().map_or_else(
                || e.kind().to_string(),
                |code| std::io::Error::from_raw_os_error(code).to_string(),
            );
            Error::new(ErrorKind::Input, format!("could not {doing}: {reason}"))
                .hint("is the server running, and are host and port right?")
        }
        // The words of the TLS library tell of certificates, and of nothing in the database.
        sqlx::Error::Io(e) if e.kind() == std::io::ErrorKind::InvalidData => {
            let reason = e.get_ref().map_or_else(|| e.kind().to_string(), |inner| inner.to_string());
            Error::new(ErrorKind::Input, format!("could not {doing}: TLS failed: {reason}"))
                .hint("sslrootcert names the certificate of a private authority")
        }
        other => Fault::of(other).into_error(&doing),
    }
}

fn row(row: &PgRow) -> Result<Row> {
    let strange =
        |_dropped: sqlx::Error| Error::new(ErrorKind::Input, "the server gave a value that is no text");
    let value = |i: usize| -> Result<Option<String>> {
        let raw = row.try_get_raw(i).map_err(strange)?;
        if raw.is_null() {
            return Ok(None);
        }
        let text = raw
            .as_str()
            .map_err(|_dropped| Error::new(ErrorKind::Input, "the server gave a value that is no text"))?;
        Ok(Some(text.to_owned()))
    };
    (0..row.len()).map(value).collect::<Result<_>>().map(Row)
}
