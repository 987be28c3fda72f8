//! Faults on purpose. Whatever happens to the processes and the services: nothing lost, nothing twice, nothing torn.

mod clocks;
mod freeze;
mod kills;
mod large_loads;
mod points;
mod postgres;
mod redis;
mod sigterm;
