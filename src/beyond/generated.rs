//! What the spec says that calls are part of: creations, commands, lists that go on.

#![allow(deprecated)]

include!(concat!(env!("OUT_DIR"), "/beyond.rs"));
