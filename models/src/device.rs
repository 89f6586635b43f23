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

/// A device with a stream of its own: whatever thread uses it, its operations follow one another.
#[cfg(feature = "cuda")]
#[allow(unsafe_code)]
fn accelerator() -> candle_core::Result<Option<Device>> {
    let device = Device::new_cuda_with_stream(0)?;
    // An event for every use of every tensor costs more than the operations of a token.
    // SAFETY: events order what several streams do with one tensor. Tensors of this device are used on its one stream alone, and
    // copies from and to the host's memory wait until they are done.
    unsafe { device.as_cuda_device()?.disable_event_tracking() };
    Ok(Some(device))
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
