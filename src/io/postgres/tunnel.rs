//! The near end of a tunnel: the address that is connected to is not the name that the certificate must bear.
//!
//! `sqlx` checks the certificate against the host that it connects to. So it is given a socket in a folder that nobody
//! else can enter, and what passes there is carried to the address unchanged: TLS stays between it and the server.

use std::path::Path;

#[cfg(unix)]
use crate::error::Place;
use crate::error::{Error, Result};

/// Carries whoever connects to a socket in a folder of its own on to `address`; the folder lives as long as the value.
#[cfg(unix)]
pub(super) fn open(runtime: &tokio::runtime::Runtime, address: &str, port: u16) -> Result<tempfile::TempDir> {
    let failed = |e: std::io::Error| Error::io("open the near end of the tunnel", Place::default(), &e);
    let address: std::net::IpAddr =
        address.parse().map_err(|_dropped| Error::usage("hostaddr is not an IP address"))?;
    let folder = tempfile::tempdir().map_err(failed)?;
    let path = folder.path().join(format!(".s.PGSQL.{port}"));
    let _entered = runtime.enter();
    let listener = tokio::net::UnixListener::bind(path).map_err(failed)?;
    runtime.spawn(async move {
        while let Ok((mut near, _)) = listener.accept().await {
            tokio::spawn(async move {
                let Ok(mut far) = tokio::net::TcpStream::connect((address, port)).await else { return };
                // Both ends learn of a failure by the connection that closes.
                if tokio::io::copy_bidirectional(&mut near, &mut far).await.is_err() {}
            });
        }
    });
    Ok(folder)
}

#[cfg(not(unix))]
pub(super) fn open(_: &tokio::runtime::Runtime, _: &str, _: u16) -> Result<tempfile::TempDir> {
    Err(Error::usage("hostaddr works only where sockets can lie in folders"))
}

/// What stands for a tunnel's folder where there is none.
pub(super) fn path(folder: Option<&tempfile::TempDir>) -> Option<&Path> {
    folder.map(tempfile::TempDir::path)
}
