//! The system properties that a VM must set before Java code runs (`System.initPhase1`); the class library adds the rest itself.

use crate::jdk::{FEATURE_RELEASE, Jdk};

/// What this VM calls itself.
const NAME: &str = "jrun";

/// Properties in the order in which later ones of the same key win over these.
pub fn standard(jdk: &Jdk, class_path: &str) -> Vec<(String, String)> {
    let home = jdk.home.display().to_string();
    let library_path = std::env::var("LD_LIBRARY_PATH").unwrap_or_default();
    let system = "/usr/java/packages/lib:/usr/lib/x86_64-linux-gnu/jni:/lib/x86_64-linux-gnu:/usr/lib/x86_64-linux-gnu:/usr/lib/jni:/lib:/usr/lib";
    let library_path = if library_path.is_empty() { system.to_owned() } else { format!("{library_path}:{system}") };
    [
        ("java.vm.specification.name", "Java Virtual Machine Specification".to_owned()),
        ("java.vm.specification.vendor", "Oracle Corporation".to_owned()),
        ("java.vm.specification.version", FEATURE_RELEASE.to_string()),
        ("java.vm.name", NAME.to_owned()),
        ("java.vm.vendor", NAME.to_owned()),
        ("java.vm.version", env!("CARGO_PKG_VERSION").to_owned()),
        ("java.vm.info", "interpreted mode".to_owned()),
        ("java.vm.compressedOopsMode", "32-bit".to_owned()),
        ("jdk.debug", "release".to_owned()),
        ("java.home", home.clone()),
        ("sun.boot.library.path", format!("{home}/lib")),
        ("java.library.path", library_path),
        ("java.class.path", class_path.to_owned()),
        ("sun.nio.MaxDirectMemorySize", "-1".to_owned()),
        ("sun.nio.PageAlignDirectMemory", "false".to_owned()),
    ]
    .into_iter()
    .map(|(key, value)| (key.to_owned(), value))
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_library_finds_its_home() {
        let jdk = Jdk { home: "/jdk".into(), version: "17.0.1".to_owned() };
        let properties = standard(&jdk, "a:b");
        let value = |key: &str| properties.iter().find(|(name, _)| name == key).map(|(_, value)| value.as_str());
        assert_eq!(value("java.home"), Some("/jdk"));
        assert_eq!(value("sun.boot.library.path"), Some("/jdk/lib"));
        assert_eq!(value("java.class.path"), Some("a:b"));
    }
}
