//! A tiny assembler: class files byte by byte, so that tests can write what no compiler would.

/// A class in the making.
pub(super) struct Assembler {
    pub(super) major: u16,
    pub(super) flags: u16,
    pub(super) name: &'static str,
    pub(super) super_name: &'static str,
    pub(super) interfaces: Vec<&'static str>,
    pool: Vec<u8>,
    next: u16,
    methods: Vec<Vec<u8>>,
    fields: Vec<Vec<u8>>,
}

impl Assembler {
    pub(super) fn new() -> Assembler {
        Assembler {
            major: 61,
            flags: 0x0021,
            name: "T",
            super_name: "java/lang/Object",
            interfaces: Vec::new(),
            pool: Vec::new(),
            next: 1,
            methods: Vec::new(),
            fields: Vec::new(),
        }
    }

    fn constant(&mut self, tag: u8, body: &[u8]) -> u16 {
        self.pool.push(tag);
        self.pool.extend_from_slice(body);
        let index = self.next;
        self.next += if tag == 5 || tag == 6 { 2 } else { 1 };
        index
    }

    pub(super) fn utf8(&mut self, text: &str) -> u16 {
        let body = [&(text.len() as u16).to_be_bytes()[..], text.as_bytes()].concat();
        self.constant(1, &body)
    }

    pub(super) fn int(&mut self) -> u16 {
        self.constant(3, &[0, 0, 0, 7])
    }

    pub(super) fn long(&mut self) -> u16 {
        self.constant(5, &[0, 0, 0, 0, 0, 0, 0, 7])
    }

    pub(super) fn class(&mut self, name: &str) -> u16 {
        let name = self.utf8(name);
        self.constant(7, &name.to_be_bytes())
    }

    pub(super) fn string(&mut self, text: &str) -> u16 {
        let text = self.utf8(text);
        self.constant(8, &text.to_be_bytes())
    }

    fn member_ref(&mut self, tag: u8, class: &str, name: &str, ty: &str) -> u16 {
        let class = self.class(class);
        let (name, ty) = (self.utf8(name), self.utf8(ty));
        let pair = |a: u16, b: u16| [a.to_be_bytes(), b.to_be_bytes()].concat();
        let name_and_type = self.constant(12, &pair(name, ty));
        self.constant(tag, &pair(class, name_and_type))
    }

    pub(super) fn field_ref(&mut self, class: &str, name: &str, ty: &str) -> u16 {
        self.member_ref(9, class, name, ty)
    }

    pub(super) fn method_ref(&mut self, class: &str, name: &str, ty: &str) -> u16 {
        self.member_ref(10, class, name, ty)
    }

    pub(super) fn interface_method_ref(&mut self, class: &str, name: &str, ty: &str) -> u16 {
        self.member_ref(11, class, name, ty)
    }

    pub(super) fn field(&mut self, flags: u16, name: &str, ty: &str) {
        let (name, ty) = (self.utf8(name), self.utf8(ty));
        self.fields.push([flags, name, ty, 0].map(u16::to_be_bytes).concat());
    }

    /// A method; returns what can be given handlers and frames.
    pub(super) fn method(&mut self, method: Code<'_>) {
        let (name, ty) = (self.utf8(method.name), self.utf8(method.descriptor));
        let code_name = self.utf8("Code");
        let mut info = [method.stack, method.locals].map(u16::to_be_bytes).concat();
        info.extend((method.code.len() as u32).to_be_bytes());
        info.extend_from_slice(&method.code);
        info.extend((method.handlers.len() as u16).to_be_bytes());
        for handler in &method.handlers {
            info.extend(handler.map(u16::to_be_bytes).concat());
        }
        if method.frames.is_empty() {
            info.extend([0, 0]);
        } else {
            let frames = method.frames.concat();
            let table = self.utf8("StackMapTable");
            info.extend(1u16.to_be_bytes());
            info.extend(table.to_be_bytes());
            info.extend((frames.len() as u32 + 2).to_be_bytes());
            info.extend((method.frames.len() as u16).to_be_bytes());
            info.extend(frames);
        }
        let mut member = [method.flags, name, ty, 1, code_name].map(u16::to_be_bytes).concat();
        member.extend((info.len() as u32).to_be_bytes());
        member.extend(info);
        self.methods.push(member);
    }

    pub(super) fn build(mut self) -> Vec<u8> {
        let this = self.class(self.name);
        let super_class = self.class(self.super_name);
        let interfaces: Vec<u16> = self.interfaces.clone().into_iter().map(|name| self.class(name)).collect();
        let mut out = vec![0xCA, 0xFE, 0xBA, 0xBE, 0, 0];
        out.extend([self.major, self.next].map(u16::to_be_bytes).concat());
        out.extend_from_slice(&self.pool);
        out.extend([self.flags, this, super_class, interfaces.len() as u16].map(u16::to_be_bytes).concat());
        out.extend(interfaces.iter().flat_map(|index| index.to_be_bytes()));
        for part in [&self.fields, &self.methods] {
            out.extend((part.len() as u16).to_be_bytes());
            out.extend(part.concat());
        }
        out.extend([0, 0]);
        out
    }
}

/// A method with code.
pub(super) struct Code<'a> {
    pub(super) flags: u16,
    pub(super) name: &'a str,
    pub(super) descriptor: &'a str,
    pub(super) stack: u16,
    pub(super) locals: u16,
    pub(super) code: Vec<u8>,
    /// start, end, target, catch type
    pub(super) handlers: Vec<[u16; 4]>,
    /// The bytes of each stack map frame.
    pub(super) frames: Vec<Vec<u8>>,
}

/// `static void m()` with four stack slots and four locals.
pub(super) fn code(code: &[u8]) -> Code<'static> {
    Code {
        flags: 9,
        name: "m",
        descriptor: "()V",
        stack: 4,
        locals: 4,
        code: code.to_vec(),
        handlers: Vec::new(),
        frames: Vec::new(),
    }
}

/// An instruction with a two-byte operand.
pub(super) fn with(opcode: u8, operand: u16) -> Vec<u8> {
    let [high, low] = operand.to_be_bytes();
    vec![opcode, high, low]
}
