//! Builds small class files for the unit tests. Only compiled for tests; it checks nothing, so that tests can write nonsense.

/// A class file in the making. Attributes are given as the bytes that [`attribute`](Self::attribute) returns.
pub(crate) struct ClassBuilder {
    pub(crate) major: u16,
    pub(crate) flags: u16,
    pub(crate) this_class: u16,
    pub(crate) super_class: u16,
    pub(crate) interfaces: Vec<u16>,
    pool: Vec<u8>,
    next: u16,
    fields: Vec<Vec<u8>>,
    methods: Vec<Vec<u8>>,
    attributes: Vec<Vec<u8>>,
}

impl ClassBuilder {
    pub(crate) fn new(name: &str) -> Self {
        let mut b = ClassBuilder {
            major: 61,
            flags: 0x0021,
            this_class: 0,
            super_class: 0,
            interfaces: vec![],
            pool: vec![],
            next: 1,
            fields: vec![],
            methods: vec![],
            attributes: vec![],
        };
        b.this_class = b.class(name);
        b.super_class = b.class("java/lang/Object");
        b
    }

    pub(crate) fn constant(&mut self, tag: u8, body: &[u8]) -> u16 {
        self.pool.push(tag);
        self.pool.extend_from_slice(body);
        let index = self.next;
        self.next += if tag == 5 || tag == 6 { 2 } else { 1 };
        index
    }

    pub(crate) fn utf8_bytes(&mut self, bytes: &[u8]) -> u16 {
        let body = [&(bytes.len() as u16).to_be_bytes()[..], bytes].concat();
        self.constant(1, &body)
    }

    pub(crate) fn utf8(&mut self, text: &str) -> u16 {
        let bytes = crate::mutf8::from_text(text).into_owned();
        self.utf8_bytes(&bytes)
    }

    pub(crate) fn class(&mut self, name: &str) -> u16 {
        let name = self.utf8(name);
        self.constant(7, &name.to_be_bytes())
    }

    /// Two indices after the tag.
    pub(crate) fn pair(&mut self, tag: u8, a: u16, b: u16) -> u16 {
        let body = [a.to_be_bytes(), b.to_be_bytes()].concat();
        self.constant(tag, &body)
    }

    pub(crate) fn name_and_type(&mut self, name: &str, ty: &str) -> u16 {
        let (name, ty) = (self.utf8(name), self.utf8(ty));
        self.pair(12, name, ty)
    }

    pub(crate) fn member_ref(&mut self, tag: u8, class: &str, name: &str, ty: &str) -> u16 {
        let (class, nat) = (self.class(class), self.name_and_type(name, ty));
        self.pair(tag, class, nat)
    }

    pub(crate) fn handle(&mut self, kind: u8, reference: u16) -> u16 {
        let r = reference.to_be_bytes();
        self.constant(15, &[kind, r[0], r[1]])
    }

    pub(crate) fn attribute(&mut self, name: &str, info: &[u8]) -> Vec<u8> {
        let name = self.utf8(name);
        [&name.to_be_bytes()[..], &(info.len() as u32).to_be_bytes(), info].concat()
    }

    pub(crate) fn code(
        &mut self,
        stack: u16,
        locals: u16,
        code: &[u8],
        handlers: &[[u8; 8]],
        attributes: &[Vec<u8>],
    ) -> Vec<u8> {
        let mut info = [stack.to_be_bytes(), locals.to_be_bytes()].concat();
        info.extend((code.len() as u32).to_be_bytes());
        info.extend_from_slice(code);
        info.extend((handlers.len() as u16).to_be_bytes());
        info.extend(handlers.concat());
        info.extend(list(attributes));
        self.attribute("Code", &info)
    }

    fn member(&mut self, flags: u16, name: &str, ty: &str, attributes: &[Vec<u8>]) -> Vec<u8> {
        let (name, ty) = (self.utf8(name), self.utf8(ty));
        let mut out = [flags, name, ty].map(u16::to_be_bytes).concat();
        out.extend(list(attributes));
        out
    }

    pub(crate) fn field(&mut self, flags: u16, name: &str, ty: &str, attributes: &[Vec<u8>]) {
        let member = self.member(flags, name, ty, attributes);
        self.fields.push(member);
    }

    pub(crate) fn method(&mut self, flags: u16, name: &str, ty: &str, attributes: &[Vec<u8>]) {
        let member = self.member(flags, name, ty, attributes);
        self.methods.push(member);
    }

    /// A method whose code is `return`, with enough locals.
    pub(crate) fn empty_method(&mut self, flags: u16, name: &str, ty: &str) {
        let code = self.code(0, 300, &[0xB1], &[], &[]);
        self.method(flags, name, ty, &[code]);
    }

    pub(crate) fn class_attribute(&mut self, name: &str, info: &[u8]) {
        let attribute = self.attribute(name, info);
        self.attributes.push(attribute);
    }

    pub(crate) fn build(&self) -> Vec<u8> {
        let mut out = vec![0xCA, 0xFE, 0xBA, 0xBE, 0, 0];
        out.extend([self.major, self.next].map(u16::to_be_bytes).concat());
        out.extend_from_slice(&self.pool);
        out.extend(
            [self.flags, self.this_class, self.super_class, self.interfaces.len() as u16]
                .map(u16::to_be_bytes)
                .concat(),
        );
        out.extend(self.interfaces.iter().flat_map(|i| i.to_be_bytes()));
        for part in [&self.fields, &self.methods, &self.attributes] {
            out.extend(list(part));
        }
        out
    }
}

fn list(items: &[Vec<u8>]) -> Vec<u8> {
    [(items.len() as u16).to_be_bytes().to_vec(), items.concat()].concat()
}
