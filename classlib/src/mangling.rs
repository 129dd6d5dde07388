//! The names under which C libraries export native methods (JNI 2, "Resolving Native Method Names").
//!
//! Works on the modified UTF-8 of the class file; never looks anything up.

/// `Java_` + class + `_` + method: the name of a native method that is not overloaded. `None` if no C name can stand for it.
pub fn short_name(class: &[u8], method: &[u8]) -> Option<String> {
    let mut name = String::from("Java_");
    mangle(class, &mut name)?;
    name.push('_');
    mangle(method, &mut name)?;
    Some(name)
}

/// The short name + `__` + the parameters of `descriptor`: for overloaded native methods.
pub fn long_name(class: &[u8], method: &[u8], descriptor: &[u8]) -> Option<String> {
    let mut name = short_name(class, method)?;
    let parameters = descriptor.strip_prefix(b"(")?;
    let end = parameters.iter().position(|&byte| byte == b')')?;
    name.push_str("__");
    mangle(&parameters[..end], &mut name)?;
    Some(name)
}

/// The JNI shorty of a descriptor: one letter for the result, then one for each parameter; arrays and classes are `L`.
pub fn shorty(descriptor: &[u8]) -> Option<Vec<u8>> {
    let mut rest = descriptor.strip_prefix(b"(")?;
    let mut letters = vec![0];
    loop {
        let result = rest.first() == Some(&b')');
        if result {
            rest = &rest[1..];
        }
        let mut letter = *rest.first()?;
        while rest.first() == Some(&b'[') {
            rest = &rest[1..];
            letter = b'L';
        }
        rest = match *rest.first()? {
            b'L' => &rest[rest.iter().position(|&byte| byte == b';')? + 1..],
            b'Z' | b'B' | b'C' | b'S' | b'I' | b'J' | b'F' | b'D' => &rest[1..],
            b'V' if result && letter == b'V' => &rest[1..],
            _ => return None,
        };
        if result {
            letters[0] = letter;
            return rest.is_empty().then_some(letters);
        }
        letters.push(letter);
    }
}

/// Appends the escaped form of `text`. A digit 0 to 3 where an escape would be read has no C name.
fn mangle(text: &[u8], name: &mut String) -> Option<()> {
    let mut may_escape = true;
    let mut rest = text;
    while let Some((&first, tail)) = rest.split_first() {
        let unit;
        (unit, rest) = match first {
            0x00..=0x7f => (u16::from(first), tail),
            0xc0..=0xdf => {
                let (second, tail) = tail.split_first()?;
                (u16::from(first & 0x1f) << 6 | u16::from(second & 0x3f), tail)
            }
            0xe0..=0xef => {
                let (two, tail) = tail.split_at_checked(2)?;
                (u16::from(first & 0x0f) << 12 | u16::from(two[0] & 0x3f) << 6 | u16::from(two[1] & 0x3f), tail)
            }
            _ => return None,
        };
        let separator = unit == u16::from(b'/') || unit == u16::from(b'_');
        match u8::try_from(unit) {
            Ok(b'/') => name.push('_'),
            Ok(b'_') => name.push_str("_1"),
            Ok(b';') => name.push_str("_2"),
            Ok(b'[') => name.push_str("_3"),
            Ok(b'0'..=b'3') if may_escape => return None,
            Ok(letter) if letter.is_ascii_alphanumeric() => name.push(char::from(letter)),
            _ => name.push_str(&format!("_0{unit:04x}")),
        }
        may_escape = separator;
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_names() {
        for (class, method, expected) in [
            ("java/lang/Object", "hashCode", "Java_java_lang_Object_hashCode"),
            ("p/my_class", "f_g", "Java_p_my_1class_f_1g"),
            ("p/C$D", "a", "Java_p_C_00024D_a"),
            ("p/Ä", "größe", "Java_p__000c4_gr_000f6_000dfe"),
            ("sun/nio/fs/UnixNativeDispatcher", "open0", "Java_sun_nio_fs_UnixNativeDispatcher_open0"),
        ] {
            assert_eq!(short_name(class.as_bytes(), method.as_bytes()).as_deref(), Some(expected));
        }
        assert_eq!(short_name(b"p/C", b"a_1b"), None, "_1 would read as an escape");
    }

    #[test]
    fn long_names() {
        assert_eq!(
            long_name(b"p/C", b"f", b"(ILjava/lang/String;[J)V").as_deref(),
            Some("Java_p_C_f__ILjava_lang_String_2_3J")
        );
        assert_eq!(long_name(b"p/C", b"f", b"()V").as_deref(), Some("Java_p_C_f__"));
        assert_eq!(long_name(b"p/C", b"f", b"no descriptor"), None);
    }

    #[test]
    fn shorties() {
        for (descriptor, expected) in
            [("()V", "V"), ("(IJ)D", "DIJ"), ("([I[[Lx/Y;Lz;Z)[J", "LLLLZ"), ("(BCSF)Ljava/lang/Object;", "LBCSF")]
        {
            assert_eq!(shorty(descriptor.as_bytes()).as_deref(), Some(expected.as_bytes()), "{descriptor}");
        }
        for bad in ["", "(", "()", "(V)V", "(L)V", "()VV", "([)V", "()[V", "I"] {
            assert_eq!(shorty(bad.as_bytes()), None, "{bad}");
        }
    }
}
