import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Writes class files byte by byte: it checks nothing, so that it can write wrong ones. */
final class Asm {
    static final int PUBLIC = 1, PRIVATE = 2, PROTECTED = 4, STATIC = 8, FINAL = 16, SUPER = 32, VOLATILE = 64,
        INTERFACE = 0x200, ABSTRACT = 0x400;

    int major = 61;
    int minor = 0;
    int access = PUBLIC | SUPER;
    final String name;
    /** Null for none. */
    String superName = "java/lang/Object";
    final List<String> interfaces = new ArrayList<>();
    /** Used instead of the number of what is there, where not negative. */
    int interfaceCount = -1;
    private final Bytes pool = new Bytes();
    private int poolCount = 1;
    private final Map<String, Integer> known = new HashMap<>();
    private final Bytes fields = new Bytes();
    private int fieldCount;
    private final Bytes methods = new Bytes();
    private int methodCount;
    private final Bytes attributes = new Bytes();
    private int attributeCount;
    private final Bytes bootstraps = new Bytes();
    private int bootstrapCount;

    Asm(String name) {
        this.name = name;
    }

    Asm version(int major) {
        this.major = major;
        return this;
    }

    Asm extending(String superName) {
        this.superName = superName;
        return this;
    }

    Asm implementing(String... names) {
        interfaces.addAll(List.of(names));
        return this;
    }

    Asm flags(int access) {
        this.access = access;
        return this;
    }

    static Asm anInterface(String name) {
        return new Asm(name).flags(PUBLIC | INTERFACE | ABSTRACT);
    }

    private int entry(String key, Bytes body, int width) {
        Integer found = known.get(key);
        if (found != null) {
            return found;
        }
        int index = poolCount;
        poolCount += width;
        known.put(key, index);
        pool.bytes(body.toByteArray());
        return index;
    }

    int utf8(String text) {
        Integer found = known.get("u" + text);
        if (found != null) {
            return found;
        }
        Bytes body = new Bytes().u1(1).u2(text.length());
        for (int i = 0; i < text.length(); i++) {
            body.u1(text.charAt(i));
        }
        return entry("u" + text, body, 1);
    }

    int integer(int value) {
        return entry("i" + value, new Bytes().u1(3).u4(value), 1);
    }

    int longValue(long value) {
        return entry("l" + value, new Bytes().u1(5).u4((int) (value >> 32)).u4((int) value), 2);
    }

    int cls(String internal) {
        int at = utf8(internal);
        return entry("c" + internal, new Bytes().u1(7).u2(at), 1);
    }

    int string(String text) {
        int at = utf8(text);
        return entry("s" + text, new Bytes().u1(8).u2(at), 1);
    }

    int nameAndType(String name, String descriptor) {
        int n = utf8(name);
        int d = utf8(descriptor);
        return entry("n" + name + " " + descriptor, new Bytes().u1(12).u2(n).u2(d), 1);
    }

    private int member(int tag, String owner, String name, String descriptor) {
        int c = cls(owner);
        int n = nameAndType(name, descriptor);
        return entry("m" + tag + owner + " " + name + " " + descriptor, new Bytes().u1(tag).u2(c).u2(n), 1);
    }

    int field(String owner, String name, String descriptor) {
        return member(9, owner, name, descriptor);
    }

    int method(String owner, String name, String descriptor) {
        return member(10, owner, name, descriptor);
    }

    int interfaceMethod(String owner, String name, String descriptor) {
        return member(11, owner, name, descriptor);
    }

    int handle(int kind, int reference) {
        return entry("h" + kind + " " + reference, new Bytes().u1(15).u1(kind).u2(reference), 1);
    }

    int methodType(String descriptor) {
        int at = utf8(descriptor);
        return entry("t" + descriptor, new Bytes().u1(16).u2(at), 1);
    }

    int dynamic(int bootstrap, String name, String descriptor) {
        int n = nameAndType(name, descriptor);
        return entry("d" + bootstrap + " " + n, new Bytes().u1(17).u2(bootstrap).u2(n), 1);
    }

    int invokeDynamic(int bootstrap, String name, String descriptor) {
        int n = nameAndType(name, descriptor);
        return entry("y" + bootstrap + " " + n, new Bytes().u1(18).u2(bootstrap).u2(n), 1);
    }

    /** A row of BootstrapMethods; the constants may be written later. */
    int bootstrap(int handle, int... arguments) {
        bootstraps.u2(handle).u2(arguments.length);
        for (int argument : arguments) {
            bootstraps.u2(argument);
        }
        return bootstrapCount++;
    }

    int constants() {
        return poolCount;
    }

    Asm field(int access, String name, String descriptor) {
        fields.u2(access).u2(utf8(name)).u2(utf8(descriptor)).u2(0);
        fieldCount++;
        return this;
    }

    /** A method; null for one without code. */
    Asm method(int access, String name, String descriptor, Code code) {
        methods.u2(access).u2(utf8(name)).u2(utf8(descriptor));
        if (code == null) {
            methods.u2(0);
        } else {
            methods.u2(1).u2(utf8("Code"));
            byte[] body = code.attribute(this);
            methods.u4(body.length).bytes(body);
        }
        methodCount++;
        return this;
    }

    /** The method that is called: {@code public static Object run()}. */
    Asm run(Code code) {
        return method(PUBLIC | STATIC, "run", "()Ljava/lang/Object;", code);
    }

    /** {@code public static int count()}, called if there is no {@code run}. */
    Asm count(Code code) {
        return method(PUBLIC | STATIC, "count", "()I", code);
    }

    /** A constructor that only calls the superclass's. */
    Asm constructor() {
        return method(PUBLIC, "<init>", "()V",
            code(1, 1).op(0x2a).op(0xb7, method(superName, "<init>", "()V")).op(0xb1));
    }

    Asm attribute(String name, byte[] body) {
        return attribute(name, body.length, body);
    }

    Asm attribute(String name, int length, byte[] body) {
        attributes.u2(utf8(name)).u4(length).bytes(body);
        attributeCount++;
        return this;
    }

    static Code code(int maxStack, int maxLocals) {
        return new Code(maxStack, maxLocals);
    }

    byte[] bytes() {
        int self = cls(name);
        int parent = superName == null ? 0 : cls(superName);
        Bytes supers = new Bytes().u2(interfaceCount < 0 ? interfaces.size() : interfaceCount);
        for (String at : interfaces) {
            supers.u2(cls(at));
        }
        if (bootstrapCount > 0) {
            byte[] rows = bootstraps.toByteArray();
            attribute("BootstrapMethods", new Bytes().u2(bootstrapCount).bytes(rows).toByteArray());
            bootstrapCount = 0;
        }
        return new Bytes().u4(0xcafebabe).u2(minor).u2(major).u2(poolCount).bytes(pool.toByteArray())
            .u2(access).u2(self).u2(parent).bytes(supers.toByteArray())
            .u2(fieldCount).bytes(fields.toByteArray()).u2(methodCount).bytes(methods.toByteArray())
            .u2(attributeCount).bytes(attributes.toByteArray()).toByteArray();
    }

    /** Big-endian bytes. */
    static final class Bytes extends ByteArrayOutputStream {
        Bytes u1(int value) {
            write(value);
            return this;
        }

        Bytes u2(int value) {
            return u1(value >> 8).u1(value);
        }

        Bytes u4(int value) {
            return u2(value >> 16).u2(value);
        }

        Bytes bytes(byte[] more) {
            writeBytes(more);
            return this;
        }
    }

    /** A Code attribute. */
    static final class Code {
        final int maxStack, maxLocals;
        final Bytes bytes = new Bytes();
        private final Bytes handlers = new Bytes();
        private int handlerCount;
        private byte[] stackMap;
        private int length = -1;

        private Code(int maxStack, int maxLocals) {
            this.maxStack = maxStack;
            this.maxLocals = maxLocals;
        }

        /** An instruction of one byte. */
        Code op(int opcode) {
            bytes.u1(opcode);
            return this;
        }

        /** An instruction with two operand bytes. */
        Code op(int opcode, int operand) {
            bytes.u1(opcode).u2(operand);
            return this;
        }

        Code raw(int... all) {
            for (int at : all) {
                bytes.u1(at);
            }
            return this;
        }

        Code u4(int value) {
            bytes.u4(value);
            return this;
        }

        Code repeat(int times, int opcode) {
            for (int i = 0; i < times; i++) {
                bytes.u1(opcode);
            }
            return this;
        }

        int at() {
            return bytes.size();
        }

        Code handler(int start, int end, int target, int type) {
            handlers.u2(start).u2(end).u2(target).u2(type);
            handlerCount++;
            return this;
        }

        Code stackMap(int entries, byte[] body) {
            stackMap = new Bytes().u2(entries).bytes(body).toByteArray();
            return this;
        }

        /** Says a length other than the true one. */
        Code lying(int length) {
            this.length = length;
            return this;
        }

        byte[] attribute(Asm asm) {
            Bytes all = new Bytes().u2(maxStack).u2(maxLocals).u4(length < 0 ? bytes.size() : length)
                .bytes(bytes.toByteArray()).u2(handlerCount).bytes(handlers.toByteArray());
            if (stackMap == null) {
                all.u2(0);
            } else {
                all.u2(1).u2(asm.utf8("StackMapTable")).u4(stackMap.length).bytes(stackMap);
            }
            return all.toByteArray();
        }
    }
}
