//! What this machine can hold: memory of the processor and of an accelerator.

use sysinfo::System;

/// Memory for models.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Machine {
    /// Memory that is free for us now, in bytes; a container's limit counts.
    pub available_bytes: u64,
    /// Memory of an accelerator that this build can use, in bytes.
    pub accelerator_bytes: Option<u64>,
}

impl Machine {
    /// Asks the system.
    #[must_use]
    pub fn detect() -> Self {
        let mut system = System::new();
        system.refresh_memory();
        let mut available_bytes = system.available_memory();
        if let Some(limits) = system.cgroup_limits() {
            available_bytes = available_bytes.min(limits.free_memory);
        }
        Self { available_bytes, accelerator_bytes: accelerator_bytes() }
    }

    /// The memory in which a model would lie.
    #[must_use]
    pub fn model_bytes(&self) -> u64 {
        self.accelerator_bytes.unwrap_or(self.available_bytes)
    }
}

/// The driver's own tool answers without a CUDA context, which would cost half a gigabyte of the memory in question.
#[cfg(feature = "cuda")]
fn accelerator_bytes() -> Option<u64> {
    let output = std::process::Command::new("nvidia-smi")
        .args(["--query-gpu=memory.free", "--format=csv,noheader,nounits"])
        .output()
        .ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    let mebibytes: u64 = text.lines().next()?.trim().parse().ok()?;
    Some(mebibytes << 20)
}

/// Without an accelerator, and on machines that share one memory, the system's memory counts.
#[cfg(not(feature = "cuda"))]
fn accelerator_bytes() -> Option<u64> {
    None
}
