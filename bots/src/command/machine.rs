//! What a measurement ran on: hardware, system, versions, and the memory that it took.

use serde::Serialize;
use sysinfo::{CpuRefreshKind, MemoryRefreshKind, RefreshKind, System};

/// The versions of everything that this program was built with.
const LOCK: &str = include_str!("../../../Cargo.lock");

/// The machine and the versions behind a measurement.
#[derive(Clone, Debug, Serialize)]
pub(super) struct MachineReport {
    processor: String,
    cores: usize,
    memory_mb: u64,
    system: String,
    yordamchi: &'static str,
    candle: String,
    qdrant_edge: String,
}

impl MachineReport {
    pub(super) fn detect() -> Self {
        let kinds = RefreshKind::nothing()
            .with_cpu(CpuRefreshKind::nothing())
            .with_memory(MemoryRefreshKind::nothing().with_ram());
        let system = System::new_with_specifics(kinds);
        let processor = system.cpus().first().map(|cpu| cpu.brand().trim().to_owned());
        Self {
            processor: processor.filter(|name| !name.is_empty()).unwrap_or_else(|| std::env::consts::ARCH.to_owned()),
            cores: std::thread::available_parallelism().map_or(1, usize::from),
            memory_mb: system.total_memory() >> 20,
            system: System::long_os_version().unwrap_or_else(|| std::env::consts::OS.to_owned()),
            yordamchi: env!("CARGO_PKG_VERSION"),
            candle: locked("candle-core"),
            qdrant_edge: locked("qdrant-edge"),
        }
    }

    /// The lines that stand over a measurement.
    pub(super) fn lines(&self) -> Vec<String> {
        vec![
            format!("{}, {} cores, {} MB, {}", self.processor, self.cores, self.memory_mb, self.system),
            format!("yordamchi {}, candle {}, qdrant-edge {}", self.yordamchi, self.candle, self.qdrant_edge),
        ]
    }
}

/// The most memory that this process held at once, in megabytes; `None` where the system does not tell.
pub(super) fn peak_memory_mb() -> Option<u64> {
    of_status("VmHWM:")
}

/// The memory that this process holds, in megabytes; `None` where the system does not tell.
pub(super) fn memory_mb() -> Option<u64> {
    of_status("VmRSS:")
}

/// Lets the peak be counted from now on, where the system can.
pub(super) fn forget_peak_memory() {
    /// What Linux takes for this request.
    const PEAK: &str = "5";
    let _ = std::fs::write("/proc/self/clear_refs", PEAK);
}

fn of_status(name: &str) -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix(name))?;
    let kilobytes: u64 = line.trim().trim_end_matches("kB").trim().parse().ok()?;
    Some(kilobytes >> 10)
}

/// The locked version of a package.
fn locked(package: &str) -> String {
    let name = format!("name = \"{package}\"\nversion = \"");
    let version = LOCK.split_once(&name).and_then(|(_, rest)| rest.split_once('"'));
    version.map_or_else(|| "unknown".to_owned(), |(version, _)| version.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_versions_of_what_is_measured_are_known() {
        for package in ["candle-core", "qdrant-edge"] {
            assert!(locked(package).starts_with("0."), "{package}");
        }
    }
}
