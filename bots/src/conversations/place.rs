//! Where the rows lie: in a file of SQLite, or on a PostgreSQL server.

use std::{
    fmt,
    path::{Path, PathBuf},
    str::FromStr as _,
};

use sqlx::postgres::PgConnectOptions;
use url::Url;

/// The schemes of a PostgreSQL server's address.
const SCHEMES: [&str; 2] = ["postgres", "postgresql"];

/// Where the rows lie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Database {
    /// A file of SQLite, for one machine.
    File(PathBuf),
    /// A PostgreSQL server, for several.
    Server(DatabaseServer),
}

/// The address of a database on a PostgreSQL server. It may hold a password, and is printed without it.
#[derive(Clone, PartialEq, Eq)]
pub struct DatabaseServer(Url);

impl DatabaseServer {
    /// Whether a text is meant as the address of a server, right or wrong.
    #[must_use]
    pub fn is_meant(text: &str) -> bool {
        let scheme = text.trim().split(':').next().unwrap_or_default();
        SCHEMES.iter().any(|known| scheme.eq_ignore_ascii_case(known))
    }

    /// Reads an address; `None` when it names no database or has options that the client does not know.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let url = Url::parse(text.trim()).ok()?;
        let names_database = url.path().trim_matches('/').split('/').next().is_some_and(|name| !name.is_empty());
        let is_understood = SCHEMES.contains(&url.scheme()) && PgConnectOptions::from_str(url.as_str()).is_ok();
        (names_database && is_understood).then_some(Self(url))
    }

    /// The address with the password.
    pub(super) fn url(&self) -> &str {
        self.0.as_str()
    }

    /// The user, for what an operator has to grant.
    pub(super) fn user(&self) -> &str {
        if self.0.username().is_empty() { "the user" } else { self.0.username() }
    }

    /// The database.
    pub(super) fn name(&self) -> &str {
        self.0.path().trim_matches('/')
    }
}

impl fmt::Display for DatabaseServer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (host, name) = (self.0.host_str().unwrap_or_default(), self.name());
        match self.0.port() {
            Some(port) => write!(formatter, "postgres://{host}:{port}/{name}"),
            None => write!(formatter, "postgres://{host}/{name}"),
        }
    }
}

impl fmt::Debug for DatabaseServer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "DatabaseServer({self})")
    }
}

impl fmt::Display for Database {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(file) => write!(formatter, "{}", file.display()),
            Self::Server(server) => server.fmt(formatter),
        }
    }
}

impl From<&Path> for Database {
    fn from(file: &Path) -> Self {
        Self::File(file.to_owned())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_printed_without_user_password_and_options() {
        let address = "postgres://aziza:very-secret@db.example.uz:5433/chat?sslmode=require&options=-c%20x%3Dy";
        let server = DatabaseServer::parse(address).unwrap();
        assert_eq!(format!("{server} {server:?}"), {
            let shown = "postgres://db.example.uz:5433/chat";
            format!("{shown} DatabaseServer({shown})")
        });
        assert_eq!((server.user(), server.name(), server.url()), ("aziza", "chat", address));
    }

    #[test]
    fn an_address_names_a_database_and_nothing_that_is_not_understood() {
        for good in ["postgresql://db/chat", "postgres:///chat?host=/run/postgresql", " postgres://[::1]/chat "] {
            assert!(DatabaseServer::is_meant(good) && DatabaseServer::parse(good).is_some(), "{good}");
        }
        for bad in ["postgres://db", "postgres://db/", "postgres://db/chat?sslmode=perhaps", "postgres://db:x/chat"] {
            assert!(DatabaseServer::is_meant(bad) && DatabaseServer::parse(bad).is_none(), "{bad}");
        }
        assert!(!DatabaseServer::is_meant("sqlite:postgres.db"));
    }
}
