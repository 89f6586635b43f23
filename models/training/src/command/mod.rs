//! The command line: what it is told, and the runs that it makes.

pub(crate) mod arguments;
pub(crate) mod workshop;
