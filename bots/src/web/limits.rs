//! How often one client may ask.

use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    num::NonZeroU32,
    sync::Arc,
};

use axum::{
    extract::{ConnectInfo, Request, State},
    http::HeaderMap,
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use governor::{
    DefaultKeyedRateLimiter, Quota,
    clock::{Clock as _, DefaultClock},
};

use super::{
    negotiation::preferred,
    problem::{Kind, Problem},
};

/// With more clients than this in memory, those that have been silent are forgotten.
const CLIENTS: usize = 10_000;
/// Where a proxy writes the addresses that a request came through, the nearest last.
const FORWARDED: &str = "x-forwarded-for";

/// Counts requests by client.
pub(super) struct Limiter {
    clients: DefaultKeyedRateLimiter<IpAddr>,
    clock: DefaultClock,
}

impl Limiter {
    /// A limit of so many requests a minute, which may also come at once.
    pub(super) fn new(per_minute: u32) -> Self {
        let per_minute = NonZeroU32::new(per_minute).unwrap_or(NonZeroU32::MIN);
        Self { clients: DefaultKeyedRateLimiter::keyed(Quota::per_minute(per_minute)), clock: DefaultClock::default() }
    }

    /// Counts a request; an error holds the seconds to wait.
    fn count(&self, client: IpAddr) -> Result<(), u64> {
        if self.clients.len() > CLIENTS {
            self.clients.retain_recent();
        }
        self.clients.check_key(&client).map_err(|until| {
            let wait = until.wait_time_from(self.clock.now());
            // Rounded up: a client that comes back a moment early would be turned away again.
            wait.as_secs() + 1
        })
    }
}

/// Turns away a client that asks too often.
pub(super) async fn limit(State(limiter): State<Arc<Limiter>>, request: Request, next: Next) -> Response {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(peer)| peer.ip());
    match limiter.count(client(peer, request.headers())) {
        Ok(()) => next.run(request).await,
        Err(seconds) => Problem::new(Kind::TooMany(seconds), preferred(request.headers())).into_response(),
    }
}

/// Whom to count. A proxy is believed only when it runs on this machine: from elsewhere anybody could write the header.
fn client(peer: Option<IpAddr>, headers: &HeaderMap) -> IpAddr {
    let peer = peer.unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED)).to_canonical();
    let forwarded = headers.get_all(FORWARDED).iter().next_back().and_then(|value| value.to_str().ok());
    let nearest = forwarded.and_then(|list| list.rsplit(',').next()).and_then(|address| address.trim().parse().ok());
    household(match nearest {
        Some(address) if peer.is_loopback() => address,
        _ => peer,
    })
}

/// An IPv6 client owns a whole /64 and could take a new address for every question.
fn household(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(address) => IpAddr::V4(address),
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() >> 64 << 64)),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn address(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    fn forwarded(list: &str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(FORWARDED, list.parse().unwrap());
        headers
    }

    #[test]
    fn a_client_over_its_limit_waits_and_another_does_not() {
        let limiter = Limiter::new(2);
        let [one, other] = [address("10.0.0.1"), address("10.0.0.2")];
        assert_eq!([limiter.count(one), limiter.count(one)], [Ok(()), Ok(())]);
        let wait = limiter.count(one).unwrap_err();
        assert!((29..=31).contains(&wait), "{wait}");
        assert_eq!(limiter.count(other), Ok(()));
    }

    #[test]
    fn a_proxy_is_believed_only_from_this_machine() {
        let headers = forwarded("203.0.113.7, 198.51.100.1");
        assert_eq!(client(Some(address("127.0.0.1")), &headers), address("198.51.100.1"));
        assert_eq!(client(Some(address("192.0.2.9")), &headers), address("192.0.2.9"));
        assert_eq!(client(Some(address("127.0.0.1")), &forwarded("nonsense")), address("127.0.0.1"));
    }

    #[test]
    fn addresses_of_one_ipv6_network_count_as_one_client() {
        let none = HeaderMap::new();
        let [one, other] = ["2001:db8::1", "2001:db8::ffff:2"].map(|text| client(Some(address(text)), &none));
        assert_eq!(one, other);
        assert_ne!(one, client(Some(address("2001:db8:0:1::1")), &none));
    }
}
