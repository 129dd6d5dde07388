//! Programs that must not compile: what may stop or collect ends every view, and handles end with their scope.

#![allow(clippy::undocumented_unsafe_blocks, reason = "the fake VM's slots are roots for as long as its space lives")]

#[test]
fn misuse_does_not_compile() {
    let cases = std::fs::read_dir("tests/compile_fail").expect("the cases").filter_map(Result::ok);
    assert!(cases.filter(|case| case.path().extension().is_some_and(|end| end == "rs")).count() >= 12);
    trybuild::TestCases::new().compile_fail("tests/compile_fail/*.rs");
}
