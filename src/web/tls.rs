//! TLS: whom we trust, and in plain words why we do not.

use std::io::{ErrorKind, Read, Write};
use std::sync::Arc;
use std::time::Duration;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{CertificateError, ClientConfig, ClientConnection, RootCertStore, StreamOwned};

use super::stream::Stream;
use super::{Failure, failure};

/// The usual certificates and those of a file in PEM.
pub(super) fn settings(certificates: Option<&[u8]>) -> Result<Arc<ClientConfig>, Failure> {
    let mut roots = RootCertStore {
        roots: webpki_roots::TLS_SERVER_ROOTS.to_vec(),
    };
    for certificate in certificates
        .into_iter()
        .flat_map(CertificateDer::pem_slice_iter)
    {
        let added = certificate
            .ok()
            .and_then(|certificate| roots.add(certificate).ok());
        added.ok_or_else(|| unreadable("a certificate cannot be read"))?;
    }
    if certificates.is_some() && roots.len() == webpki_roots::TLS_SERVER_ROOTS.len() {
        return Err(unreadable("there is no certificate among the certificates"));
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let settings =
        ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let settings = settings.map_err(|_| unreadable("TLS cannot be used"))?;
    Ok(Arc::new(
        settings.with_root_certificates(roots).with_no_client_auth(),
    ))
}

/// The connection within TLS, once the host has shown by its certificate that it is that host.
pub(super) fn wrap(
    settings: &Arc<ClientConfig>,
    mut stream: Box<dyn Stream>,
    host: &str,
    time: Duration,
) -> Result<Box<dyn Stream>, Failure> {
    let unusable = |_| {
        Failure::refused(format!(
            "`{host}` is no name that a certificate could be of"
        ))
    };
    let name = ServerName::try_from(host.to_owned()).map_err(unusable)?;
    let made = ClientConnection::new(Arc::clone(settings), name);
    let mut tls = made.map_err(|error| words(&error, host))?;
    while tls.is_handshaking() {
        tls.complete_io(&mut stream)
            .map_err(|error| match error.kind() {
                ErrorKind::TimedOut => failure::too_slow(host, time),
                ErrorKind::InvalidData => {
                    match error.get_ref().and_then(|inner| inner.downcast_ref()) {
                        Some(error) => words(error, host),
                        None => no_tls(host),
                    }
                }
                _ => Failure::failing(format!(
                    "`{host}` closed the connection before it was encrypted"
                )),
            })?;
    }
    Ok(Box::new(Encrypted(StreamOwned::new(tls, stream))))
}

struct Encrypted(StreamOwned<ClientConnection, Box<dyn Stream>>);

impl Read for Encrypted {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        self.0.read(buffer)
    }
}

impl Write for Encrypted {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.0.flush()
    }
}

fn words(error: &rustls::Error, host: &str) -> Failure {
    use CertificateError as Wrong;
    let rustls::Error::InvalidCertificate(wrong) = error else {
        return no_tls(host);
    };
    Failure::refused(match wrong {
        Wrong::Expired | Wrong::ExpiredContext { .. } => {
            format!("the certificate of `{host}` is expired")
        }
        Wrong::NotValidYet | Wrong::NotValidYetContext { .. } => {
            format!("the certificate of `{host}` is not valid yet")
        }
        Wrong::NotValidForName | Wrong::NotValidForNameContext { .. } => {
            format!("the certificate that `{host}` shows is of another host")
        }
        Wrong::UnknownIssuer => {
            format!("the certificate of `{host}` is by an issuer that is not known")
        }
        Wrong::Revoked => format!("the certificate of `{host}` is revoked"),
        _ => format!("the certificate of `{host}` is not valid"),
    })
}

fn no_tls(host: &str) -> Failure {
    Failure::failing(format!(
        "`{host}` does not speak TLS as it is understood here"
    ))
}

fn unreadable(reason: &str) -> Failure {
    Failure::refused(reason.to_owned())
}
