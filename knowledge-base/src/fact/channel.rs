//! Where a person applies.

use crate::Text;

/// A way to apply, with a remark if there is one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Channel {
    /// Which way.
    pub kind: ChannelKind,
    /// A remark: what happens there, who goes.
    pub note: Option<Text>,
}

/// The kinds of channel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChannelKind {
    /// The single portal, my.gov.uz.
    Portal,
    /// A public service centre.
    ServiceCentre,
    /// The responsible body, in person.
    Agency,
    /// Another site, by its host name.
    Site(String),
    /// A mobile application, by its name.
    App(String),
    /// Any other place, in words.
    Place(Text),
}
