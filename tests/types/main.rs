//! Types that outlive the API's changes: whatever is new passes through, whatever is wrong says where, money is
//! exact. Most of it is checked for every type of the bundle, with values made from the bundle alone.

// What is deprecated works as long as it is there.
#![allow(deprecated)]
#![cfg(feature = "transport")]

mod absent;
mod arrays;
mod bundle;
mod codes;
mod date_times;
mod decimals;
mod enums;
mod fuzz;
mod integers;
mod less;
mod limits;
mod nulls;
mod real;
mod requests;
mod responses;
mod simulated;
mod surface;
mod tables;
mod unions;
mod values;
mod webhooks;
