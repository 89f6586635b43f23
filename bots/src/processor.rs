//! Whether the processor has what the program was built for.
//!
//! An x86 build uses the instructions of the level x86-64-v3 everywhere, because inference is two to five times faster with
//! them; on an older processor it would die of an illegal instruction without a word. The standard library's own test cannot
//! be used: with the features switched on for the whole build it is a constant.

use std::io::{self, Write as _};

/// Stands before the name of what is missing.
const BEFORE: &str = "error: this processor lacks ";
/// Stands after it, and says what to do.
const AFTER: &str = ", and the program needs the level x86-64-v3 (Intel Haswell of 2013, AMD Excavator of 2015 or newer); run \
                     it on a newer machine, in a virtual machine pass the host's processor through, or build it with \
                     `-C target-cpu=x86-64`\n";

/// The processor lacks instructions that the program needs: their name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Missing(&'static str);

impl Missing {
    /// Tells on standard error what is missing and what to do.
    ///
    /// Nothing is formatted: that would be code of this build, which uses the missing instructions, while writing is code of
    /// the standard library, which is built for any processor.
    pub fn tell(self) {
        let mut way = io::stderr();
        // One after the other, because an array would be copied with wide registers; an error has nobody to be told to.
        let _ = way.write_all(BEFORE.as_bytes());
        let _ = way.write_all(self.0.as_bytes());
        let _ = way.write_all(AFTER.as_bytes());
    }
}

/// Checks the processor. Has to run before anything else.
///
/// # Errors
/// [`Missing`] names the first missing instruction set.
#[cfg(target_arch = "x86_64")]
pub fn check() -> Result<(), Missing> {
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
        Some((_, missing)) => Err(Missing(missing)),
        None => Ok(()),
    }
}

/// Checks the processor; other architectures are built for their baseline.
///
/// # Errors
/// Never.
#[cfg(not(target_arch = "x86_64"))]
pub fn check() -> Result<(), Missing> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_processor_that_runs_the_tests_is_good_enough() {
        assert!(check().is_ok());
    }
}
