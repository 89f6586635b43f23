//! Whether the processor has what the program was built for.
//!
//! An x86 build uses the instructions of the level x86-64-v3 everywhere, because inference is two to five times faster with
//! them; on an older processor it would die of an illegal instruction without a word. The standard library's own test cannot
//! be used: with the features switched on for the whole build it is a constant.

/// The processor lacks instructions that the program needs.
#[derive(Debug, thiserror::Error)]
#[error(
    "this processor lacks {missing}, and the program needs the level x86-64-v3 (Intel Haswell of 2013, AMD Excavator of 2015 \
     or newer); run it on a newer machine, in a virtual machine pass the host's processor through, or build the program with \
     `-C target-cpu=x86-64`"
)]
pub struct ProcessorError {
    missing: &'static str,
}

/// Checks the processor. Has to run before anything else.
///
/// # Errors
/// [`ProcessorError`] names the first missing instruction set.
#[cfg(target_arch = "x86_64")]
pub fn check() -> Result<(), ProcessorError> {
    let processor = raw_cpuid::CpuId::new();
    let basic = processor.get_feature_info();
    let extended = processor.get_extended_feature_info();
    let identifiers = processor.get_extended_processor_and_feature_identifiers();
    let basic = |has: fn(&raw_cpuid::FeatureInfo) -> bool| basic.as_ref().is_some_and(has);
    let extended = |has: fn(&raw_cpuid::ExtendedFeatures) -> bool| extended.as_ref().is_some_and(has);
    let found = [
        (basic(raw_cpuid::FeatureInfo::has_avx), "AVX"),
        // Without it the operating system does not keep the wide registers, whatever the processor has.
        (basic(raw_cpuid::FeatureInfo::has_oxsave), "an operating system that keeps AVX registers (OSXSAVE)"),
        (extended(raw_cpuid::ExtendedFeatures::has_avx2), "AVX2"),
        (basic(raw_cpuid::FeatureInfo::has_fma), "FMA"),
        (extended(raw_cpuid::ExtendedFeatures::has_bmi1), "BMI1"),
        (extended(raw_cpuid::ExtendedFeatures::has_bmi2), "BMI2"),
        (basic(raw_cpuid::FeatureInfo::has_f16c), "F16C"),
        (identifiers.as_ref().is_some_and(raw_cpuid::ExtendedProcessorFeatureIdentifiers::has_lzcnt), "LZCNT"),
        (basic(raw_cpuid::FeatureInfo::has_movbe), "MOVBE"),
    ];
    match found.into_iter().find(|(has, _)| !has) {
        Some((_, missing)) => Err(ProcessorError { missing }),
        None => Ok(()),
    }
}

/// Checks the processor; other architectures are built for their baseline.
///
/// # Errors
/// Never.
#[cfg(not(target_arch = "x86_64"))]
pub fn check() -> Result<(), ProcessorError> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_processor_that_runs_the_tests_is_good_enough() {
        assert!(check().is_ok());
    }

    #[test]
    fn the_message_names_what_is_missing_and_what_to_do() {
        let message = ProcessorError { missing: "AVX2" }.to_string();
        assert!(message.contains("lacks AVX2") && message.contains("run it on a newer machine"), "{message}");
    }
}
