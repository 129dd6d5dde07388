//! Calls into C through the trampoline, and calls out of C through JNI's variadic functions.

mod support;

use std::cell::RefCell;
use std::ffi::{CStr, c_char, c_void};
use std::mem::transmute;
use std::ptr;

use classlib::callout::native_method;
use classlib::variadic::{CallKind, EnvHead, MethodHead, call_slots, printers};

#[test]
fn every_kind_of_argument_in_registers_and_on_the_stack() {
    let library = support::compile("calls");
    let entry = library.symbol(c"all_kinds").expect("all_kinds");
    let double = f64::to_bits;
    let slots = [
        1,
        -2i32 as u32 as u64,
        0xffff,
        -3i32 as u32 as u64,
        -4i32 as u32 as u64,
        -5i64 as u64,
        u64::from(1.5f32.to_bits()),
        u64::from((-2.5f32).to_bits()),
        double(1.0),
        double(2.0),
        double(3.0),
        double(4.0),
        double(5.0),
        double(6.0),
        double(7.0),
        double(8.0),
        0x1234,
        77,
        -128i32 as u32 as u64,
    ];
    // SAFETY: the shorty is the C function's.
    let sum = unsafe { native_method(entry, 11 as *mut c_void, 22, b"DZBCSIJFFDDDDDDDDLIB", &slots) };
    assert_eq!(f64::from_bits(sum), 35.0);
    // SAFETY: the C function takes nothing and gives a static string.
    let text = unsafe {
        CStr::from_ptr(transmute::<*const c_void, extern "C" fn() -> *const c_char>(
            library.symbol(c"last_text").expect("last_text"),
        )())
    };
    assert_eq!(text.to_str(), Ok("11 22 1 -2 65535 -3 -4 -5 1.5 -2.5 1 2 3 4 5 6 7 8 4660 77 -128"));
}

#[test]
fn every_kind_of_result() {
    let library = support::compile("calls");
    let call = |name: &CStr, shorty: &[u8], slots: &[u64]| {
        let entry = library.symbol(name).expect("the function is there");
        // SAFETY: each shorty below is its C function's.
        unsafe { native_method(entry, ptr::null_mut(), 0, shorty, slots) }
    };
    assert_eq!(f32::from_bits(call(c"give_float", b"FF", &[u64::from(1.25f32.to_bits())]) as u32), 2.5);
    assert_eq!(call(c"give_byte", b"BI", &[0xff]), u64::from(-1i32 as u32));
    assert_eq!(call(c"give_short", b"SI", &[0x8000]), u64::from(-32768i32 as u32));
    assert_eq!(call(c"give_char", b"CI", &[0x8000]), 0x8000);
    assert_eq!(call(c"give_int", b"II", &[1]), u64::from(-1i32 as u32));
    assert_eq!(call(c"give_long", b"JJ", &[1]), -1i64 as u64);
    assert_eq!(call(c"give_boolean", b"ZI", &[256]), 1);
    assert_eq!(call(c"give_nothing", b"V", &[]), 0);
    assert_eq!(call(c"many", b"JJJJJJJJJ", &[1, 2, 3, 4, 5, 6, 7, 8]), 204);
}

/// What arrived at the end of a JNI call.
#[derive(Debug, PartialEq)]
struct Arrived {
    kind: CallKind,
    receiver: usize,
    class: usize,
    slots: Vec<u64>,
}

thread_local! {
    static ARRIVED: RefCell<Option<Arrived>> = const { RefCell::new(None) };
    static RESULT: RefCell<u64> = const { RefCell::new(0) };
}

unsafe extern "C" fn record(
    _: *mut EnvHead,
    kind: CallKind,
    receiver: *mut c_void,
    class: *mut c_void,
    method: *mut MethodHead,
    arguments: *const u64,
) -> u64 {
    // SAFETY: the tests pass live methods, and the C side a slot for each parameter.
    let slots = unsafe {
        let parameters = CStr::from_ptr((*method).shorty).to_bytes().len() - 1;
        std::slice::from_raw_parts(arguments, parameters).to_vec()
    };
    ARRIVED.set(Some(Arrived { kind, receiver: receiver as usize, class: class as usize, slots }));
    RESULT.with_borrow(|result| *result)
}

/// Calls C function `name` with an environment whose calls are recorded.
fn from_c<R>(
    name: &CStr,
    shorty: &CStr,
    result: u64,
    run: impl FnOnce(*const c_void, *mut EnvHead, *mut MethodHead) -> R,
) -> (R, Arrived) {
    let library = support::compile("calls");
    let mut table = [ptr::null::<c_void>(); 236];
    for (first, addresses) in call_slots() {
        table[first..first + addresses.len()].copy_from_slice(addresses);
    }
    let mut environment = EnvHead { functions: table.as_ptr().cast(), invoke: record };
    let mut method = MethodHead { shorty: shorty.as_ptr() };
    RESULT.set(result);
    let given = run(library.symbol(name).expect("the function is there"), &raw mut environment, &raw mut method);
    (given, ARRIVED.take().expect("a call arrived"))
}

#[test]
fn dots() {
    let (result, arrived) =
        from_c(c"call_variadic", c"DZBCSIJFFDDDDDDDDLIB", 0.5f64.to_bits(), |entry, environment, method| {
            // SAFETY: the signature is the C function's.
            unsafe {
                transmute::<*const c_void, extern "C" fn(*mut EnvHead, usize, *mut MethodHead) -> f64>(entry)(
                    environment,
                    0x1234,
                    method,
                )
            }
        });
    assert_eq!(result, 0.5);
    let double = f64::to_bits;
    let minus = |n: i32| u64::from((-n) as u32);
    let mut slots = vec![
        1,
        minus(2),
        0xffff,
        minus(3),
        minus(4),
        -5i64 as u64,
        u64::from(1.5f32.to_bits()),
        u64::from((-2.5f32).to_bits()),
    ];
    slots.extend([1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0].map(double));
    slots.extend([0x1234, 77, minus(128)]);
    assert_eq!(arrived, Arrived { kind: CallKind::Virtual, receiver: 0x1234, class: 0, slots });
}

#[test]
fn arrays_of_jvalues_with_rubbish_above() {
    let (result, arrived) =
        from_c(c"call_array", c"FBZF", u64::from(3.5f32.to_bits()), |entry, environment, method| {
            // SAFETY: the signature is the C function's.
            unsafe {
                transmute::<*const c_void, extern "C" fn(*mut EnvHead, usize, *mut MethodHead) -> f32>(entry)(
                    environment,
                    0x55,
                    method,
                )
            }
        });
    assert_eq!(result, 3.5);
    let slots = vec![u64::from(-7i32 as u32), 1, u64::from(0.5f32.to_bits())];
    assert_eq!(arrived, Arrived { kind: CallKind::Static, receiver: 0, class: 0x55, slots });
}

#[test]
fn va_lists() {
    let (result, arrived) = from_c(c"call_list", c"ISD", u64::from(-6i32 as u32), |entry, environment, method| {
        // SAFETY: the signature is the C function's.
        unsafe {
            transmute::<*const c_void, extern "C" fn(*mut EnvHead, usize, usize, *mut MethodHead) -> i32>(entry)(
                environment,
                0x1,
                0x2,
                method,
            )
        }
    });
    assert_eq!(result, -6);
    let slots = vec![u64::from(-9i32 as u32), 0.25f64.to_bits()];
    assert_eq!(arrived, Arrived { kind: CallKind::Nonvirtual, receiver: 1, class: 2, slots });
}

#[test]
fn new_objects() {
    let (result, arrived) = from_c(c"create", c"VJ", 0x7777, |entry, environment, method| {
        // SAFETY: the signature is the C function's.
        unsafe {
            transmute::<*const c_void, extern "C" fn(*mut EnvHead, usize, *mut MethodHead) -> usize>(entry)(
                environment,
                0x9,
                method,
            )
        }
    });
    assert_eq!(result, 0x7777);
    assert_eq!(arrived, Arrived { kind: CallKind::Constructor, receiver: 0, class: 9, slots: vec![1 << 40] });
}

#[test]
fn bounded_printing() {
    let library = support::compile("calls");
    let snprintf = printers()[0].1;
    for name in [c"print_cut", c"print_whole"] {
        // SAFETY: the signature is the C function's.
        let right = unsafe {
            transmute::<*const c_void, extern "C" fn(*const c_void) -> i32>(library.symbol(name).expect("a test"))(
                snprintf,
            )
        };
        assert_eq!(right, 1, "{name:?}");
    }
}
