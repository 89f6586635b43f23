//! Typed, checkable values of a record.
//!
//! A fact is typed once; whatever a person reads is rendered from it, so the languages cannot disagree.

mod channel;
mod contact;
mod duration;
mod fee;
mod legal_act;

use crate::Text;

pub use channel::{Channel, ChannelKind};
pub use contact::{Contact, Phone, PhoneError};
pub use duration::{Duration, DurationUnit};
pub use fee::Fee;
pub use legal_act::{ActKind, LegalAct};

/// Where a case of a fact holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Via {
    /// On the portal.
    Portal,
    /// At a public service centre.
    ServiceCentre,
    /// At the responsible body.
    Agency,
}

/// One case of a fact: the value and the condition under which it holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case<T> {
    /// The value.
    pub value: T,
    /// The channel in which it holds, if not in all.
    pub via: Option<Via>,
    /// The condition in words, if there is one.
    pub when: Option<Text>,
}
