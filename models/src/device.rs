//! Where inference runs: the one place that chooses the device.

use candle_core::Device;

/// The accelerator that this build was made for, when the machine has one; the processor otherwise.
pub(crate) fn inference_device() -> Device {
    match accelerator() {
        Ok(Some(device)) => device,
        Ok(None) => Device::Cpu,
        Err(error) => {
            tracing::warn!(%error, "the accelerator of this build cannot be used; the processor is");
            Device::Cpu
        }
    }
}

/// The device's name for logs and reports: `cpu`, `cuda` or `metal`.
pub(crate) fn name(device: &Device) -> &'static str {
    match device {
        Device::Cpu => "cpu",
        Device::Cuda(_) => "cuda",
        Device::Metal(_) => "metal",
    }
}

#[cfg(feature = "cuda")]
fn accelerator() -> candle_core::Result<Option<Device>> {
    Device::new_cuda(0).map(Some)
}

#[cfg(all(feature = "metal", not(feature = "cuda")))]
fn accelerator() -> candle_core::Result<Option<Device>> {
    Device::new_metal(0).map(Some)
}

#[cfg(not(any(feature = "cuda", feature = "metal")))]
#[allow(clippy::unnecessary_wraps)]
fn accelerator() -> candle_core::Result<Option<Device>> {
    Ok(None)
}
